"""The git command as a child process: streamed, without a terminal, deaf to the clone's own wishes.

A clone is data. Its hooks, its file-system monitor and its transports are switched off; what is read
locally is read without any configuration of the user or the system, so that the same clone gives the same
facts everywhere. Talking to a server keeps the user's configuration: proxies, certificates and
credential helpers are in it.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from civitop.errors import CollectError
from civitop.i18n.message import say
from civitop.sanitise import plain
from collectors.child import CHUNK, MEMORY, Child, Flooded, Heard, feeding, running, unheard

RECORD_CAP = 64 * 1024
"""Bytes of one record that are looked at: nobody's commit needs more, and memory stays bounded."""
OUTPUT_CAP = 32 * 1024 * 1024
"""Bytes of what a command prints at once: some 300,000 references."""
LIST_MEMORY = 512 * 1024 * 1024
"""Bytes of data for git while it lists the references of a server, which it holds all before it prints one."""
LOCAL_SECONDS = 60.0
"""For what git says of a clone on this machine, which takes milliseconds: a pipe in it would be waited for."""
PACKETS_CAP = 16 * 1024 * 1024
OLDEST_GIT = (2, 25)
"""What partial clones need to be reliable (release notes of git 2.25)."""
_TRANSPORTS = "file:git:http:https:ssh"

_SAFE = (
    "--no-pager",
    "--no-optional-locks",
    *("-c", "safe.directory=*"),  # a clone of another user is read, and nothing of it is executed
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.askPass="),
    *("-c", "log.showSignature=false"),
    *("-c", "log.mailmap=false"),
    *("-c", "log.showRoot=true"),
    *("-c", "trailer.separators=:"),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "gc.autoDetach=false"),  # what a fetch starts must end with it
    *("-c", "maintenance.autoDetach=false"),
    *("-c", "http.lowSpeedLimit=100"),
    *("-c", "http.lowSpeedTime=60"),
)


class GitMissing(CollectError):
    """There is no git command."""

    def __init__(self) -> None:
        super().__init__(say("The git command was not found; install git, or put it on the PATH."))


class GitTooOld(CollectError):
    """The git command lacks what thin clones need."""

    def __init__(self, version: str) -> None:
        wanted = ".".join(map(str, OLDEST_GIT))
        super().__init__(
            say(
                "git {version} is too old to read from servers; install git {wanted} or a newer one.",
                version=version,
                wanted=wanted,
            )
        )


def _without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """Return NO_PROXY with this machine added to it: no proxy is asked for loopback."""
    listed = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    wanted = ",".join(filter(None, (listed, "localhost", "127.0.0.1", "::1")))
    return {"no_proxy": wanted, "NO_PROXY": wanted}


class GitFailed(CollectError):
    """git ended with an error; `said` is the last of what it said."""

    def __init__(self, command: str, code: int, said: str) -> None:
        super().__init__(
            say("git {command} failed ({status}): {why}", command=command, status=str(code), why=said)
        )
        self.command = command
        self.code = code
        self.said = said


class GitStuck(CollectError):
    """git neither answers nor ends."""

    def __init__(self, command: str, seconds: float) -> None:
        super().__init__(
            say(
                "git {command} gave no answer within {seconds} s; a file of the clone may be none (a pipe, a device).",
                command=command,
                seconds=round(seconds),
            )
        )


class GitFlooded(CollectError):
    """git printed more than any repository needs."""

    def __init__(self, command: str) -> None:
        super().__init__(
            say(
                "git {command} printed more than {size} MB; check whether this is the repository that you mean.",
                command=command,
                size=OUTPUT_CAP // 1024**2,
            )
        )


class Object(Struct, frozen=True):
    """An object of a clone, or (`kind` is `None`) the lack of it."""

    oid: str
    kind: str | None
    data: bytes
    """At most as many bytes as were asked for."""


class Git:
    """Runs git; every child ends with the call that started it, at the latest with `kill`."""

    def __init__(
        self,
        environment: Mapping[str, str],
        program: str = "git",
        local_seconds: float = LOCAL_SECONDS,
        *,
        helpers: bool = True,
    ) -> None:
        """`environment` is that of the process: search path, home, proxies, ssh agent.

        `helpers` says whether the user's credential helpers may be asked for a password.
        """
        self._safe = _SAFE if helpers else (*_SAFE, "-c", "credential.helper=")
        self._local_seconds = local_seconds
        self._program = program
        self._local = {
            **{name: value for name, value in environment.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_GRAFT_FILE": os.devnull,  # it would hide commits without a word
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",  # before git 2.45 this is what stops a clone from fetching
            **_QUIET,
        }
        kept = ("GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_CONFIG", "GIT_EXEC_PATH")
        self._remote = {
            **{k: v for k, v in environment.items() if not k.startswith("GIT_") or k.startswith(kept)},
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ALLOW_PROTOCOL": _TRANSPORTS,
            **_without_proxy(environment),
            **_QUIET,
        }
        self._running: set[Child] = set()
        self._version: str | None = None
        self._ended = False

    async def output(
        self,
        *arguments: str,
        remote: bool = False,
        seconds: float | None = None,
        packets: str | None = None,
        heard: Heard = unheard,
    ) -> str:
        """Return what a command prints, at most `OUTPUT_CAP`.

        `packets` is a file that notes the talk, `heard` is given what the command says on standard error.
        Raises `GitFailed`, `GitMissing`, `GitFlooded` and, after `seconds`, `TimeoutError`. What is read locally
        has `local_seconds`, and raises `GitStuck` after them.
        """
        if not remote and seconds is None:
            try:
                return await self.output(*arguments, seconds=self._local_seconds, packets=packets)
            except TimeoutError as error:
                raise GitStuck(_subcommand(arguments), self._local_seconds) from error
        more = {"GIT_TRACE_PACKET": packets} if packets else {}
        async with asyncio.timeout(seconds), self._child(arguments, remote, more=more, heard=heard) as child:
            try:
                printed = await child.printed(OUTPUT_CAP)
            except Flooded as error:
                raise GitFlooded(_subcommand(arguments)) from error
        return printed.decode("utf-8", "replace")

    async def check_version(self) -> None:
        """Raise `GitTooOld` where git is older than `OLDEST_GIT`, and `GitMissing`; asked once."""
        if self._version is None:
            self._version = (await self.output("version")).strip().removeprefix("git version ")
        numbers = re.match(r"(\d+)\.(\d+)", self._version)
        if numbers and (int(numbers[1]), int(numbers[2])) < OLDEST_GIT:
            raise GitTooOld(self._version)

    async def records(
        self,
        *arguments: str,
        remote: bool = False,
        feed: Iterable[bytes] | None = None,
        index: str | None = None,
    ) -> AsyncGenerator[list[bytes], None]:
        """Yield what a command prints as records that end in NUL, many at a time.

        With `remote` a partial clone may fetch what it lacks. `feed` is what the command reads, in pieces;
        `index` is a file that stands in for the clone's own index.
        """
        pending = b""
        more = {"GIT_INDEX_FILE": index} if index else {}
        async with (
            self._child(arguments, remote, talk=feed is not None, more=more) as child,
            feeding(child, feed or ()),
        ):
            async for chunk in child.chunks():
                records = chunk.split(b"\0")
                records[0] = pending + records[0]
                pending = records.pop()[:RECORD_CAP]
                yield records

    async def objects(
        self, clone: str, names: Iterable[str], limit: int, *, remote: bool = False
    ) -> AsyncGenerator[Object, None]:
        """Yield the objects of these names in their order, each with at most `limit` bytes of its content."""
        wanted = list(names)
        if not wanted:
            return
        arguments = ("-C", clone, "cat-file", "--batch", "--buffer")
        names_fed = (f"{name}\n".encode() for name in wanted)
        async with self._child(arguments, remote, talk=True) as child, feeding(child, names_fed):
            for name in wanted:
                header = (await child.out.readline()).decode("utf-8", "replace").split()
                if len(header) != 3:
                    yield Object(name, None, b"")
                    continue
                data = await _content(child.out, int(header[2]), limit)
                yield Object(header[0], header[1], data)

    async def kill(self) -> None:
        """End every child that is still running; one that is just being started ends at once."""
        self._ended = True
        for child in tuple(self._running):
            await child.end()

    @contextlib.asynccontextmanager
    async def _child(
        self,
        arguments: tuple[str, ...],
        remote: bool,
        *,
        talk: bool = False,
        more: Mapping[str, str] = MappingProxyType({}),
        heard: Heard = unheard,
    ) -> AsyncIterator[Child]:
        lists = _subcommand(arguments) == "ls-remote"
        started = running(
            self._program,
            (*self._safe, *arguments),
            {**(self._remote if remote else self._local), **more},
            talk=talk,
            memory=LIST_MEMORY if lists else MEMORY,
            file=PACKETS_CAP if lists else None,
            heard=heard,
        )
        try:
            async with started as child:
                self._running.add(child)
                try:
                    if self._ended:
                        await child.end()
                    yield child
                    code, said = await child.ended()
                finally:
                    self._running.discard(child)
        except (FileNotFoundError, PermissionError) as error:
            raise GitMissing from error
        if code:
            raise GitFailed(_subcommand(arguments), code, said)


_QUIET = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_FLUSH": "0",
}


def _subcommand(arguments: tuple[str, ...]) -> str:
    at = 0
    while arguments[at] in ("-C", "-c"):
        at += 2
    return arguments[at]


def short(error: GitFailed) -> str:
    """Return the complaint of git that says most, on one line and without what stands before an @."""
    lines = [line for line in error.said.splitlines() if line.startswith(("fatal:", "error:"))] or [
        "no reason"
    ]
    text = re.sub(r"^(?:fatal|error): ", "", lines[0])
    return plain(re.sub(r"//[^/@\s]*@", "//", text), 160)


async def _content(stream: asyncio.StreamReader, size: int, limit: int) -> bytes:
    """Read an object of `size` bytes and the newline behind it; keep the first `limit`."""
    kept: list[bytes] = []
    left, room = size + 1, min(size, limit)
    while left:
        chunk = await stream.readexactly(min(left, CHUNK))
        left -= len(chunk)
        if room:
            kept.append(chunk[:room])
            room -= len(kept[-1])
    return b"".join(kept)
