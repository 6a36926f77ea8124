"""Serves the repositories of one forge by git: `git http-backend` behind the demo's own HTTP server.

A repository is made with `git fast-import` when it is first asked for, and again when something was committed
or tagged since. Its commits, dates, parents, co-authors, tags and newest files are those that the APIs tell
of; object ids are git's own. A merge's second parent is a commit that lies behind its first.
"""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from civitop.demo.server.git_view import BRANCH, STABLE
from civitop.demo.server.http import Handler, Request, Response
from civitop.demo.server.render import message
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import ForgeKind, Signature
from civitop.demo.world.world import World

_PATH = re.compile(r"/(?P<project>.+?)\.git/(?P<what>info/refs|git-upload-pack)")
_SECONDS = 30
_QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_TERMINAL_PROMPT": "0"}


class GitServer:
    """Stands before a forge's API and answers what git asks."""

    def __init__(self, world: World, forge: ForgeKind, latency: float = 0.0) -> None:
        """`latency` is what every answer takes at least, in seconds."""
        self._world = world
        self._forge: ForgeKind = forge
        self._latency = latency
        self._root: Path | None = None
        self._made: dict[str, int] = {}
        self._making: dict[str, asyncio.Lock] = {}
        self.requests = 0
        """How often git asked."""

    def before(self, api: Handler) -> Handler:
        """Return a handler that leaves to `api` what git does not ask."""

        async def handle(request: Request) -> Response:
            asked = _PATH.fullmatch(urlsplit(request.target).path)
            return await self._answer(request, asked) if asked else await api(request)

        return handle

    def close(self) -> None:
        """Remove the repositories."""
        if self._root:
            shutil.rmtree(self._root, ignore_errors=True)

    async def _answer(self, request: Request, asked: re.Match[str]) -> Response:
        self.requests += 1
        if self._latency:
            await asyncio.sleep(self._latency)
        project = self._world.find(self._forge, asked["project"])
        if project is None:
            return Response(404, b"Not Found\n", [("Content-Type", "text/plain")])
        if project.key in self._world.forbidden:
            return Response(401, b"", [("WWW-Authenticate", 'Basic realm="demo"')])
        async with self._making.setdefault(project.key, asyncio.Lock()):
            folder = await self._repository(project.key)
        return await _backend(folder, asked["what"], request)

    async def _repository(self, key: str) -> Path:
        """Return the folder of a project's repository, as the project is now."""
        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="civitop-demo-git-"))
        contents = self._world.contents(key)
        folder = self._root / re.sub(r"[^\w-]", "_", key)
        if self._made.get(key) == contents.revision:
            return folder
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        await _git(b"", "init", "--quiet", "--bare", "--template=", f"--initial-branch={BRANCH}", str(folder))
        for name in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
            await _git(b"", "-C", str(folder), "config", name, "true")
        stream = await asyncio.to_thread(lambda: b"".join(_stream(contents)))
        await _git(stream, "-C", str(folder), "fast-import", "--quiet")
        self._made[key] = contents.revision
        return folder


def _stream(contents: Contents) -> Iterator[bytes]:
    """Yield a project's history in the form of `git fast-import`."""
    made = contents.commits
    marks = {commit.oid: len(made) - place for place, commit in enumerate(made)}
    for mark, commit in enumerate(reversed(made), 1):
        author, text = commit.author, message(commit).encode()
        yield f"commit refs/heads/{BRANCH}\nmark :{mark}\n".encode()
        yield f"author {_who(author)} {commit.authored} +0000\n".encode()
        yield f"committer {_who(author)} {commit.at} +0000\n".encode()
        yield b"data %d\n%b\n" % (len(text), text)
        if mark > 1:
            yield b"from :%d\n" % (mark - 1)
        if commit.parents > 1:
            yield b"merge :%d\n" % max(1, mark - 2)
        if mark == len(made):
            yield from (_file(path, text) for path, text in contents.files.items())
        yield b"\n"
    for tag in contents.tags:
        mark = marks[tag.commit.oid]
        if tag.annotated:
            tagger = f"{_who(tag.commit.author)} {tag.at} +0000"
            yield f"tag {tag.name}\nfrom :{mark}\ntagger {tagger}\ndata 0\n\n".encode()
        else:
            yield f"reset refs/tags/{tag.name}\nfrom :{mark}\n\n".encode()
    if tip := contents.stable:
        yield f"reset refs/heads/{STABLE}\nfrom :{marks[tip.oid]}\n\n".encode()
    yield b"done\n"


def _who(person: Signature) -> str:
    """Return a person as git writes one; what would end the line or the address is left out."""
    name = re.sub(r"[<>\n\0]", "", person.name)
    email = re.sub(r"[<>\n\0]", "", person.email)
    return f"{name} <{email}>"


def _file(path: str, text: str) -> bytes:
    content = text.encode()
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)


async def _backend(folder: Path, what: str, request: Request) -> Response:
    """Let `git http-backend` answer, as a web server would by CGI."""
    environment = {
        "GIT_PROJECT_ROOT": str(folder),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{what}",
        "QUERY_STRING": urlsplit(request.target).query,
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        "REMOTE_ADDR": "127.0.0.1",
    }
    said = await _git(request.body, "http-backend", environment=environment)
    head, _, body = said.partition(b"\r\n\r\n")
    headers, status = [], 200
    for line in head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(": ")
        if name.lower() == "status":
            status = int(value.split()[0])
        elif name:
            headers.append((name, value))
    return Response(status, body, headers)


async def _git(given: bytes, *arguments: str, environment: dict[str, str] | None = None) -> bytes:
    """Run git and return what it prints; it is ended when it takes too long."""
    child = await asyncio.create_subprocess_exec(
        "git",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), **_QUIET, **(environment or {})},
    )
    try:
        printed, _ = await asyncio.wait_for(child.communicate(given), _SECONDS)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return printed
