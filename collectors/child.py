"""Programs that civitop starts: bounded in output and memory, and ended with all that they started.

Time is the caller's: cancelling or leaving `running` kills the whole process group.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from itertools import islice

CHUNK = 256 * 1024
ERROR_CAP = 8 * 1024
"""Bytes of a child's complaints that are kept, the last ones."""
MEMORY = 4 * 1024**3
"""Bytes of data a child may have where the system keeps to such a limit (Linux does): none that we start
needs a quarter of it, files that are mapped for reading not counted."""
AFTERWARDS = 5.0
"""Seconds for what is left to do about a child that has ended or was killed."""
_LIMITED = (
    "umask 077; "
    '(ulimit -d "$1") 2>/dev/null && ulimit -d "$1"; '
    '(ulimit -f "$2") 2>/dev/null && ulimit -f "$2"; '
    'shift 2; exec "$@"'
)
"""What holds before the program starts, so that it holds for what it starts, too; what it writes (a clone, into the
cache) is for nobody else to read."""


_groups: set[int] = set()
"""The process groups that are under way, for whoever must end at once."""


Heard = Callable[[bytes], None]
"""Is given what a child says on standard error, piece by piece."""


def unheard(piece: bytes) -> None:
    """Listen to nothing."""


class Flooded(OSError):
    """A child printed more than it may."""


class Child:
    """A child process; `process` has its pipes."""

    def __init__(self, process: asyncio.subprocess.Process, heard: Heard) -> None:
        """`heard` is given each piece of what the child says on standard error."""
        assert process.stdout
        assert process.stderr
        self.process = process
        self.out = process.stdout
        self.over = False
        """Whether it ended by itself, and was waited for."""
        self._complaints = asyncio.ensure_future(_last(process.stderr, heard))

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield what the child prints, as it comes."""
        while chunk := await self.out.read(CHUNK):
            yield chunk

    async def printed(self, most: int) -> bytes:
        """Return all that the child prints; raises `Flooded` for more than `most` bytes."""
        found = bytearray()
        async for chunk in self.chunks():
            found += chunk
            if len(found) > most:
                raise Flooded
        return bytes(found)

    async def ended(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and the last that was said on standard error."""
        code = await self.process.wait()
        # What it left running in the background may hold the pipe open for ever.
        await asyncio.wait({self._complaints}, timeout=AFTERWARDS)
        self.over = True
        known = self._complaints.done() and not self._complaints.cancelled()
        return code, self._complaints.result() if known else ""

    async def end(self) -> None:
        """Kill the child and what it started, and collect it; also what outlived it in its group."""
        await _end(self.process)

    async def close(self) -> None:
        """Let go of the child; one that is not over ends here."""
        self._complaints.cancel()
        if not self.over:
            await self.end()  # which lets nobody disturb it: whoever is cancelled once more leaves no process
        await asyncio.gather(self._complaints, return_exceptions=True)


@contextlib.asynccontextmanager
async def running(
    program: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    talk: bool = False,
    memory: int = MEMORY,
    file: int | None = None,
    heard: Heard = unheard,
) -> AsyncIterator[Child]:
    """Start a program in a session of its own, without a terminal; with `talk` one can write to it.

    It may have `memory` bytes of data and write files of `file` bytes; `heard` is given its complaints. Raises
    `FileNotFoundError`, `PermissionError`. Whoever leaves before `Child.ended` has returned ends it.
    """
    child = Child(await _start(program, arguments, environment, talk, memory, file), heard)
    _groups.add(child.process.pid)
    try:
        yield child
    finally:
        try:
            await child.close()
        finally:
            _groups.discard(child.process.pid)


@contextlib.asynccontextmanager
async def feeding(child: Child, pieces: Iterable[bytes]) -> AsyncIterator[None]:
    """Write to a child that listens while it is read from; leaving waits until all is written."""
    stream = child.process.stdin
    if stream is None:
        yield
        return
    feeding = asyncio.create_task(_feed(stream, pieces))
    try:
        yield
        await feeding  # its last act is to close the child's ear, without which the child waits
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)


async def _feed(stream: asyncio.StreamWriter, pieces: Iterable[bytes]) -> None:
    waiting = iter(pieces)
    # A child that died says so by its exit code; that its ear is closed is no news.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while some := b"".join(islice(waiting, 1000)):
            stream.write(some)
            await stream.drain()
        stream.close()
        await stream.wait_closed()


def end_all() -> None:
    """Kill every child that is under way, with all that it started: this program ends, and waits for nobody."""
    for group in tuple(_groups):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(group, signal.SIGKILL)
            else:
                os.kill(group, signal.SIGTERM)


async def _start(
    program: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    talk: bool,
    memory: int,
    file: int | None,
) -> asyncio.subprocess.Process:
    found = shutil.which(program, path=os.pathsep.join(os.get_exec_path(dict(environment))))
    if found is None:
        raise FileNotFoundError(program)
    command = [found, *arguments]
    if os.name == "posix":
        blocks = "unlimited" if file is None else str(file // 512)
        command = ["/bin/sh", "-c", _LIMITED, "sh", str(memory // 1024), blocks, *command]
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE if talk else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=dict(environment),
            limit=CHUNK,
            start_new_session=True,  # no terminal to ask at, and one group to end
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # Half started it cannot be ended with its group: asyncio would end the leader alone.
        while not starting.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({starting})
        if not starting.exception():
            await _end(starting.result())
        raise


async def _last(stream: asyncio.StreamReader, heard: Heard) -> str:
    """Drain the complaints of a child and return the last of them."""
    said = b""
    while chunk := await stream.read(CHUNK):
        heard(chunk)
        said = (said + chunk)[-ERROR_CAP:]
    return said.decode("utf-8", "replace").strip()


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # also where the leader is gone: its group may not be
        elif process.returncode is None:
            process.kill()
    disturbed = None
    until = asyncio.get_running_loop().time() + AFTERWARDS
    # A child that is killed but not collected is a zombie, and its exit may come when the loop is closed: whoever is
    # cancelled once more meanwhile hears it afterwards.
    while process.returncode is None and (left := until - asyncio.get_running_loop().time()) > 0:
        try:
            await asyncio.wait_for(process.wait(), left)
        except TimeoutError:
            break
        except asyncio.CancelledError as error:
            disturbed = error
    # One that left the group keeps the pipes open; asyncio has no other door to close them.
    process._transport.close()  # type: ignore[attr-defined] # noqa: SLF001
    if disturbed:
        raise disturbed
