"""Where a forge's tokens come from: environment, command, keyring, and what `gh` and `glab` already hold.

A token leaves this module only as a return value: never in an argument of a process, an error or a log.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path

from civitop.config.settings import App, Forge, TokenSource
from civitop.errors import ConfigError
from civitop.files import read_regular
from civitop.i18n.language import _
from civitop.i18n.message import Value, say
from collectors.child import Flooded, running
from collectors.forges import KINDS

log = logging.getLogger("civitop.tokens")

TIMEOUT = 5.0
"""Seconds for a keyring or a command: a locked keyring waits for somebody who is not there."""
LARGEST = 64 * 1024
"""Bytes that a command may print: a private key has some thousand."""
SECRET = frozenset(
    (*(name for kind in KINDS.values() for name in kind.variables), "OAUTH_TOKEN", "CI_JOB_TOKEN")
)
"""Variables that no child of ours is given: `gh` and `glab` would answer with them for any host."""

Run = Callable[[Sequence[str], Mapping[str, str]], Awaitable[tuple[int, str, str]]]
"""Runs a program and returns status, output and error output; raises `OSError` or `TimeoutError`."""


def without_tokens(environ: Mapping[str, str], named: Collection[str] = ()) -> dict[str, str]:
    """Return the environment for a child: without the usual variables of tokens, and those that are `named`."""
    return {name: value for name, value in environ.items() if name not in SECRET and name not in named}


async def tokens(
    forge: Forge,
    environ: Mapping[str, str] = os.environ,
    run: Run | None = None,
    keyring: Callable[[str, str], str | None] | None = None,
    patience: float = TIMEOUT,
) -> tuple[str, ...]:
    """Return the tokens for a forge, without duplicates; empty where there is none.

    What the configuration names is asked first; only where it gives nothing, the usual environment
    variables (for the host they belong to) and then `gh` or `glab` are. A source that fails is
    reported in the log and passed over.
    """
    found = await _found(forge, environ, run or _run, keyring, patience)
    return tuple(dict.fromkeys(token for _, token in found))


async def places(
    forge: Forge,
    environ: Mapping[str, str] = os.environ,
    run: Run | None = None,
    keyring: Callable[[str, str], str | None] | None = None,
    patience: float = TIMEOUT,
) -> tuple[str, ...]:
    """Return in words where tokens for a forge are: `the variable GITHUB_TOKEN`; never what they are."""
    if forge.app:
        return (forge.app.name,)
    found = await _found(forge, environ, run or _run, keyring, patience)
    return tuple(dict.fromkeys(place for place, _ in found))


async def secret_of(
    source: TokenSource, environ: Mapping[str, str] = os.environ, run: Run | None = None
) -> str:
    """Return the first secret that a source other than a keyring has; empty where it is not there."""
    found = [environ[name] for name in source.env if environ.get(name)]
    if not found and source.command:
        found = await _printed(source.command, environ, run or _run, TIMEOUT)
    return found[0].strip() if found else ""


async def private_key(
    app: App, environ: Mapping[str, str] = os.environ, run: Run | None = None, patience: float = TIMEOUT
) -> str:
    """Return the private key of a GitHub App (PEM), from where the configuration says it is.

    Raises `ConfigError` where it is not there.
    """
    source, text = app.key, ""
    place: Value
    if source.env:
        place = say("the variable {name}", name=source.env)
        text = environ.get(source.env, "").replace("\\n", "\n")  # as CI systems hold several lines in one
    elif source.file:
        place = source.file
        try:
            text = (await asyncio.to_thread(read_regular, Path(source.file), LARGEST)).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            log.warning("The key file %s cannot be read.", source.file)
    else:
        place = say("the command {name}", name=source.command[0])
        text = await _output(source.command, environ, run or _run, patience)
    if "PRIVATE KEY" not in text:
        sentence = say(
            "The private key of {app} is not in {place}: put the PEM file there that GitHub gave out.",
            app=app.name,
            place=place,
        )
        raise ConfigError(sentence)
    return text.strip() + "\n"


async def _found(
    forge: Forge,
    environ: Mapping[str, str],
    run: Run,
    keyring: Callable[[str, str], str | None] | None,
    patience: float,
) -> list[tuple[str, str]]:
    """Return each usable token with its place."""
    found = _set(_own(forge, environ), environ)
    if command := forge.token.command:
        place = str(say("the command {name}", name=command[0]))
        found += [(place, token) for token in await _printed(command, environ, run, patience)]
    if forge.token.keyring:
        held = await _from_keyring(forge, forge.token.keyring, keyring, patience)
        found += [(_("the keyring"), token) for token in held]
    if not found:
        found = _set(usual(forge, environ), environ)
    if not found:
        tool = tuple(word.replace("{host}", forge.host) for word in KINDS[forge.kind].tool)
        held = await _printed(tool, environ, run, patience, quiet=True) if tool else []
        found = [(str(say("what {tool} holds", tool=tool[0])), token) for token in held]
    stripped = [(place, token.strip()) for place, token in found]
    for place, token in stripped:
        if token and not _sendable(token):
            log.warning(
                "What %s has is no token (it holds %s) and is not sent to %s: put the token there alone.",
                place,
                "a line break"
                if "\n" in token or "\r" in token
                else "a blank or a character that no token has",
                forge.host,
            )
    return [(place, token) for place, token in stripped if _sendable(token)]


def _set(names: Sequence[str], environ: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (str(say("the variable {name}", name=name)), environ[name]) for name in names if environ.get(name)
    ]


def _own(forge: Forge, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables that the configuration names for a forge, without those of another host."""
    usable = []
    for name in forge.token.env:
        host = host_of(name, environ)
        if host is None or host == forge.host:
            usable.append(name)
        elif environ.get(name):
            log.warning(
                "%s holds a token of %s and is not sent to %s: put the token of %s into a variable of another name.",
                name,
                host or "no host that is named",
                forge.host,
                forge.host,
            )
    return tuple(usable)


def host_of(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the host whose token a well-known variable holds, by the environment.

    `None` for a variable that anybody may choose; empty where it belongs to no host that is named.
    """
    kind = next((kind for kind in KINDS.values() if name in kind.variables), None)
    return kind.host_of(name, environ) if kind else None


def usual(forge: Forge, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables that hold tokens for this forge's host where nothing else is configured."""
    return tuple(name for name in KINDS[forge.kind].variables if host_of(name, environ) == forge.host)


def _sendable(token: str) -> bool:
    """Whether a token can stand in a header: anything else is not one (an error message, two lines)."""
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


async def _printed(
    command: Sequence[str],
    environ: Mapping[str, str],
    run: Run,
    patience: float,
    *,
    quiet: bool = False,
) -> list[str]:
    """Return the first line that a command prints; `quiet` where it need not be there at all."""
    return (await _output(command, environ, run, patience, quiet=quiet)).strip().splitlines()[:1]


async def _output(
    command: Sequence[str],
    environ: Mapping[str, str],
    run: Run,
    patience: float,
    *,
    quiet: bool = False,
) -> str:
    """Return what a command prints; nothing, and a line in the log, where it fails."""
    tell = log.debug if quiet else log.warning
    given = without_tokens(environ)
    try:
        status, output, _errors = await asyncio.wait_for(run(command, given), patience)
    except Flooded:
        tell("The token command %s prints more than a token.", command[0])
        return ""
    except OSError as error:
        kind = "took too long" if isinstance(error, TimeoutError) else "cannot be started"
        tell("The token command %s %s.", command[0], kind)
        return ""
    if status:
        tell("The token command %s ended with status %d and gave no token.", command[0], status)
        return ""
    return output


async def _run(command: Sequence[str], environ: Mapping[str, str]) -> tuple[int, str, str]:
    async with running(command[0], command[1:], environ) as child:
        output = await child.printed(LARGEST)
        status, errors = await child.ended()
    return status, output.decode("utf-8", "replace"), errors


async def _from_keyring(
    forge: Forge, service: str, read: Callable[[str, str], str | None] | None, patience: float
) -> list[str]:
    """Return what the system's keyring holds under `service` for this host (or for the forge's name)."""

    def ask() -> list[str]:
        get = read or _keyring()
        return [token for name in (forge.host, forge.name) if (token := get(service, name))]

    task = asyncio.create_task(asyncio.to_thread(ask))
    try:
        return await asyncio.wait_for(asyncio.shield(task), patience)
    except TimeoutError:
        # the thread stays behind until the keyring answers; its result is dropped
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        log.warning("The keyring did not answer within %.0f s; is it locked?", patience)
    except ImportError:
        log.warning(
            "The configuration names a keyring, but it is not installed: pip install 'civitop[keyring]'."
        )
    except Exception as error:
        log.warning("The keyring gave no token (%s).", type(error).__name__)
    return []


def _keyring() -> Callable[[str, str], str | None]:
    from keyring import get_password  # optional, and slow to import

    return get_password
