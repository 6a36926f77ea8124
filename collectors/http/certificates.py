"""The certificates that connections trust: read once in a process, for all forges, and beside other work.

OpenSSL takes a tenth of a second over them, in which nobody else has to wait: it needs no Python.
"""

import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from civitop.errors import CivitopError, ConfigError
from civitop.files import reason
from civitop.i18n.message import Phrase, say

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
"""The first that is set says whom to trust, alone: that is how one trusts an authority of one's own only."""

_reading = Lock()


def begin() -> None:
    """Start reading in a thread, while libraries are loaded; what is wrong is told to who needs them."""
    Thread(target=_ahead, name="certificates").start()


def trusted() -> ssl.SSLContext:
    """Return what every connection is checked by, read at the first call; raises `ConfigError`."""
    with _reading:
        return _read()


def _ahead() -> None:
    with suppress(CivitopError):  # it comes again in `trusted`, where somebody hears of it
        trusted()


@cache
def _read() -> ssl.SSLContext:
    return context(os.environ)


def context(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Return a context that trusts what one of `VARIABLES` names, else the system's store and certifi's.

    A proxy that looks into connections has an authority of its own, which administrators put into the system's
    store. Raises `ConfigError` with the variable and the file where they hold no certificates.
    """
    name = next((each for each in VARIABLES if environ.get(each)), None)
    if name is not None:
        return _named(name, Path(environ[name]))
    import certifi

    found = ssl.create_default_context()
    found.load_verify_locations(cafile=certifi.where())
    return found


def _named(name: str, place: Path) -> ssl.SSLContext:
    try:
        if place.is_dir():
            return ssl.create_default_context(capath=str(place))
        found = ssl.create_default_context(cafile=str(place))
    except ssl.SSLError as error:
        raise ConfigError(_useless(name, place, "it holds no certificate")) from error
    except OSError as error:
        raise ConfigError(_useless(name, place, reason(error))) from error
    return found


def _useless(name: str, place: Path, why: str) -> Phrase:
    return say(
        "The certificates that the variable {name} names cannot be read from {file}: {why}.",
        name=name,
        file=str(place),
        why=why,
    )


def distrusted(error: BaseException) -> str | None:
    """Return why a certificate was not accepted, in OpenSSL's words, or `None` where that is not what went wrong."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen.verify_message
        seen = seen.__cause__ or seen.__context__
    return None
