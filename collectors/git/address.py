"""Where a clone is: a local path or an address, and where a person reads the same repository."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from civitop.addresses import parts_of
from civitop.config.sources import is_branch, named
from civitop.errors import NotFound
from civitop.i18n.message import Phrase, say
from civitop.redact import without_secret
from civitop.sanitise import plain

_SCHEMES = frozenset({"file", "git", "http", "https", "ssh"})
_SCP = re.compile(r"(?:(?P<user>\w[\w.+-]*)@)?(?P<host>\w[\w.-]+):(?P<path>[^/\\].*|/(?!/).*)")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FORGES = frozenset({
    "bitbucket.org", "code.forgejo.org", "codeberg.org", "framagit.org", "git.sr.ht", "github.com",
    "gitlab.com", "gitlab.opencode.de", "opendev.org", "salsa.debian.org",
})  # fmt: skip
"""Hosts whose repositories are read by https at the path they are cloned from by ssh."""
_FORGE_LABELS = ("gitlab.", "gitea.", "forgejo.", "github.")


class Place(Struct, frozen=True):
    """What a source points at."""

    address: str
    """An absolute path, or an address that git can clone."""
    remote: bool
    branch: str = ""
    """The branch that the source names; empty: the default one."""

    @property
    def host(self) -> str:
        """The host with its port, as turns are counted by; empty for a path."""
        return urlsplit(self.address).netloc if self.remote else ""

    @property
    def name(self) -> str:
        """What to call it: the path on its host, or the name of its folder."""
        path = _host_and_path(self.address)[1] if self.remote else Path(self.address).name
        return named(plain(_without_suffix(path) or self.address), self.branch)


def place(path: str, base: str = "") -> Place:
    """Read the path of a source; `base` is the forge's own address, for paths like `openstack/nova`.

    What stands behind the last `@` of a path names a branch, unless there is such a path on this machine.

    Raises `NotFound` for an address that git cannot or must not follow.
    """
    if not os.path.exists(path):  # a folder's name may begin or end with a blank
        path = path.strip()
    if not path:
        raise NotFound(say("A git source is empty; write a path or an address behind `git:`."))
    if not is_utf8(path):
        raise NotFound(not_utf8(path))
    strange = "://" in path and path.partition("://")[0].casefold() not in _SCHEMES
    if strange or "::" in path.partition("/")[0] or "\0" in path:
        sentence = say(
            "{address} is no address that civitop follows; use https, http, ssh, git or file.",
            address=plain(path),
        )
        raise NotFound(sentence)
    below = bool(base) and "://" not in path and not path.startswith((".", "/", "~", "\\"))
    path, branch = _with_branch(path, below=below)
    return replace(_checked(f"{base.rstrip('/')}/{path}") if below else _place(path), branch=branch)


def _place(path: str) -> Place:
    if "://" in path:
        return _checked(path)
    if _SCP.fullmatch(path) and not _exists(path):
        return Place(path, remote=True)
    return Place(os.path.abspath(os.path.expanduser(path)), remote=False)


def _with_branch(path: str, *, below: bool) -> tuple[str, str]:
    """Return a path, and the branch that it names; `below` says that it is one at the forge's own address."""
    place, _, branch = path.rpartition("@")
    scheme, _, rest = place.partition("://")
    # Without a `/` in `rest` it stands behind the name of an account.
    remote = "/" in rest or (scheme == place and (below or bool(_SCP.fullmatch(place))))
    if remote and place and not place.endswith(("/", ":")) and is_branch(branch):
        return place, branch
    return local_branch(path) or (path, "")


def local_branch(path: str) -> tuple[str, str] | None:
    """Return the path of a clone and the branch that is named behind it; `None` where it is none of the kind."""
    place, _, branch = path.rpartition("@")
    if place and is_branch(branch) and not _exists(path) and _exists(place):
        return place, branch
    return None


def _exists(path: str) -> bool:
    """Return whether there is such a path; what no file system takes for a name is none."""
    try:
        return os.path.exists(os.path.expanduser(path))
    except ValueError:
        return False


def is_utf8(path: str) -> bool:
    """Return whether a path of the file system can be written as text."""
    return not any("\ud800" <= letter <= "\udfff" for letter in path)


def not_utf8(path: str) -> Phrase:
    """Return the sentence on a path whose name is in another encoding: it could be kept nowhere as text."""
    return say("The name of {path} is not UTF-8; rename the folder.", path=plain(path))


def _checked(address: str) -> Place:
    parts = parts_of(address)
    if shown := without_secret(address):
        sentence = say(
            "The address of {address} holds a password or token; "
            "leave it out and use a git credential helper.",
            address=shown,
        )
        raise NotFound(sentence)
    if parts is None or (parts.scheme != "file" and (not parts.hostname or parts.hostname.startswith("-"))):
        sentence = say("{address} names no host; write it as https://host/path.", address=plain(address))
        raise NotFound(sentence)
    return Place(address, remote=True)


def web_address(address: str) -> str:
    """Return where a person reads what is cloned from `address`, or an empty string where none is known."""
    if "://" in address:
        parts = parts_of(address)
        scheme = parts.scheme if parts else ""
    elif _SCP.fullmatch(address):
        scheme = "ssh"
    else:
        return ""
    host, path = _host_and_path(address)
    if (
        not host
        or not path
        or not re.fullmatch(r"[\w.:\[\]-]+", host)
        or not re.fullmatch(r"[\w.~/+-]+", path)
    ):
        return ""
    bare = ((parts_of(f"//{host}") or urlsplit("")).hostname or "").casefold()
    if scheme == "http" and bare in _LOOPBACK:
        return f"http://{host}/{path}"
    if scheme == "https":
        return f"https://{host}/{path}"
    known = bare in _FORGES or bare.startswith(_FORGE_LABELS)
    return f"https://{bare}/{path}" if known and scheme in ("git", "http", "ssh") else ""


def _host_and_path(address: str) -> tuple[str, str]:
    """Split an address into its host (with the port) and its path without `.git`."""
    if "://" in address:
        parts = parts_of(address) or urlsplit("")
        return parts.netloc.rpartition("@")[2], _without_suffix(parts.path.strip("/"))
    match = _SCP.fullmatch(address)
    return (match["host"], _without_suffix(match["path"].strip("/"))) if match else ("", "")


def _without_suffix(path: str) -> str:
    return path.rstrip("/").removesuffix(".git").rstrip("/")
