"""Fetches a snapshot that somebody published: from a file or an address."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from civitop.errors import CollectError, UsageError
from civitop.files import read_regular, reason
from civitop.health import Snapshot
from civitop.i18n.message import say
from civitop.reading.published import read_published
from civitop.sanitise import plain

LARGEST = 512 * 1024**2
"""Bytes of a file that is read: one of 10,000 repositories has some 200 million."""
LARGEST_ANSWER = 128 * 1024**2
"""Bytes of a snapshot that comes over the network."""
FOUND = 200


def is_address(source: str) -> bool:
    """Return whether something is an address of the web, and no file."""
    return source.lower().startswith(("https://", "http://"))


def source_name(source: str) -> str:
    """Return in short whose a snapshot is: the host of an address, the name of a file."""
    return urlsplit(source).hostname or source if is_address(source) else Path(source).name


def load_published(source: str) -> Snapshot:
    """Return the snapshot at an address or in a file: the JSON export, or the HTML one with the JSON inside.

    Raises `UsageError` where a file cannot be read or nothing of civitop is there, `CollectError` where an address
    cannot be reached.
    """
    return _read(asyncio.run(_fetched(source)), source) if is_address(source) else load_file(source)


def load_file(file: str) -> Snapshot:
    """Return the snapshot in a file, as `load_published`."""
    return _read(_content(file), file)


def _read(content: bytes, source: str) -> Snapshot:
    try:
        return read_published(content)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        why = plain(str(error)) or type(error).__name__
        raise UsageError(say("{file} is no snapshot of civitop: {why}.", file=source, why=why)) from error


def _content(file: str) -> bytes:
    try:
        return read_regular(Path(file), LARGEST)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise UsageError(say("{file} cannot be read: {why}.", file=file, why=why)) from error


async def _fetched(address: str) -> bytes:
    import httpx  # 65 ms that a file does not need

    from collectors.http.body import exchange
    from collectors.http.clients import client_for
    from collectors.http.replies import Unusable

    try:
        async with client_for(address) as client:
            answer, body, _ = await exchange(client, "GET", address, None, {}, largest=LARGEST_ANSWER)
    except (httpx.HTTPError, httpx.InvalidURL, Unusable, ValueError) as error:
        why = str(error.why) if isinstance(error, Unusable) else plain(str(error)) or type(error).__name__
        raise CollectError(say("{address} cannot be read: {why}.", address=address, why=why)) from error
    if answer.status_code != FOUND:
        says = say("it answers {status}", status=str(answer.status_code))
        raise CollectError(say("{address} cannot be read: {why}.", address=address, why=says))
    return body
