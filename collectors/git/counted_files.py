"""The files of a commit whose histories count: not what others wrote, and not what a program wrote.

Left out are links and submodules, what `.gitattributes` calls `linguist-vendored` or `linguist-generated`, and the
usual folders and names of both. An attribute that is set to false brings a file back. The usual ones are a
choice out of GitHub Linguist's `vendor.yml` and `generated.rb`: those that name whole folders of other
people's code, lock files, and output of compilers and packers.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from collectors.git.command import Git

VENDORED = frozenset(
    b"node_modules bower_components jspm_packages vendor vendors third_party third-party thirdparty 3rdparty "
    b"3rd-party 3rd_party extern externs external externals godeps dist .yarn".split()
)
"""Names of folders, at any depth, in any case."""
GENERATED = frozenset(
    b"package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock deno.lock composer.lock gemfile.lock "
    b"poetry.lock pipfile.lock uv.lock pdm.lock pixi.lock cargo.lock go.sum flake.lock mix.lock pubspec.lock "
    b"packages.lock.json gradlew gradlew.bat mvnw mvnw.cmd".split()
)
"""Names of files, in any case."""
GENERATED_ENDS = (
    *(b".min.js", b".min.css", b".js.map", b".css.map", b".pb.go", b".pb.cc", b".pb.h", b"_pb2.py"),
    *(b"_pb2_grpc.py", b".designer.cs", b".g.dart", b".freezed.dart"),
)
ATTRIBUTES = ("linguist-vendored", "linguist-generated")
_NO = (b"unset", b"false")
_SAYS_NOTHING = (b"unspecified", *_NO)
RULES = "1"
"""Counts the changes of the rules above: what was read by others is read anew."""


class CountedFiles(Struct, frozen=True):
    """The files of a commit that count, and those that do not."""

    paths: tuple[bytes, ...]
    """Sorted."""
    left_out: Mapping[str, int]
    """Number of files by reason: `vendored`, `generated`, `links` (with submodules)."""
    rules: str
    """A hash of what decided."""


async def counted_files(git: Git, clone: str, commit: str, *, remote: bool) -> CountedFiles:
    """Return which files of a commit count; with `remote` a partial clone may fetch the attributes.

    Raises `GitFailed` where the clone lacks the commit's folders or the content of a `.gitattributes`.
    """
    paths: list[bytes] = []
    attributes: list[bytes] = []
    left_out: Counter[str] = Counter()
    listing = ("-C", clone, "ls-tree", "-r", "-z", "--full-tree", commit)
    async for entries in git.records(*listing, remote=remote):
        for entry in entries:
            mode, _, rest = entry.partition(b" ")
            path = rest.partition(b"\t")[2]
            if not mode.startswith(b"100"):
                left_out["links"] += 1
                continue
            if path.rpartition(b"/")[2] == b".gitattributes":
                attributes.append(entry)
            paths.append(path)
    said = await _said(git, clone, paths, attributes, remote=remote) if attributes else {}
    counted = []
    for path in sorted(paths):
        why = _why_not(path, said.get(path))
        if why:
            left_out[why] += 1
        else:
            counted.append(path)
    rules = hashlib.sha256(b"\0".join((RULES.encode(), *attributes))).hexdigest()[:16]
    return CountedFiles(tuple(counted), dict(sorted(left_out.items())), rules)


def _why_not(path: bytes, said: tuple[bytes, bytes] | None) -> str | None:
    """Return why a file does not count; `said` are the values of both attributes where one has any."""
    vendored, generated = said or (b"unspecified", b"unspecified")
    if vendored not in _SAYS_NOTHING or (vendored not in _NO and _is_vendored(path)):
        return "vendored"
    if generated not in _SAYS_NOTHING or (generated not in _NO and _is_generated(path)):
        return "generated"
    return None


def _is_vendored(path: bytes) -> bool:
    folders = path.lower().split(b"/")
    folders.pop()
    return not VENDORED.isdisjoint(folders)


def _is_generated(path: bytes) -> bool:
    name = path.rpartition(b"/")[2].lower()
    return name in GENERATED or name.endswith(GENERATED_ENDS)


async def _said(
    git: Git, clone: str, paths: list[bytes], attributes: list[bytes], *, remote: bool
) -> dict[bytes, tuple[bytes, bytes]]:
    """Return the values of both attributes for each path that has one.

    `git check-attr --source` is unknown to git before 2.40, and a bare clone has no index: one with nothing but
    the `.gitattributes` of the commit is made for the question.
    """
    found: dict[bytes, list[bytes]] = {}
    with tempfile.TemporaryDirectory(prefix="civitop-") as folder:
        index = str(Path(folder) / "index")
        made = ("-C", clone, "update-index", "-z", "--index-info")
        async for _ in git.records(*made, feed=(entry + b"\0" for entry in attributes), index=index):
            pass  # it prints nothing
        asked = ("-C", clone, "check-attr", "--cached", "-z", "--stdin", *ATTRIBUTES)
        answers = git.records(*asked, remote=remote, feed=(path + b"\0" for path in paths), index=index)
        async for path, attribute, value in _by_three(answers):
            if value != b"unspecified":
                values = found.setdefault(path, [b"unspecified", b"unspecified"])
                values[ATTRIBUTES.index(attribute.decode("ascii"))] = value
    return {path: (vendored, generated) for path, (vendored, generated) in found.items()}


async def _by_three(
    records: AsyncGenerator[list[bytes], None],
) -> AsyncGenerator[tuple[bytes, bytes, bytes], None]:
    """Yield records by three, however they arrive."""
    left: list[bytes] = []
    async for some in records:
        left += some
        whole = len(left) - len(left) % 3
        parts: Iterator[bytes] = iter(left[:whole])
        for three in zip(parts, parts, parts, strict=True):
            yield three
        left = left[whole:]
