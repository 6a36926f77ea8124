"""What else is in a clone: its tags, the paths that tell how it is kept, and the files signals read."""

import contextlib
import re
from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct

from civitop.i18n.message import say
from civitop.model import Document, Extent, MailmapEntry, Tag
from civitop.people.mailmap import parse
from civitop.sanitise import decoded, document, plain
from collectors.git.command import Git, GitFailed, short
from collectors.git.history import HEADER_CAP, moment

FOLDERS = (".github/", ".gitlab/", "docs/")
DOCUMENTS = ("publiccode.yml", "publiccode.yaml")
"""Read in any case, so that a wrong one can be told."""
MAILMAP = ".mailmap"
FILE_CAP = 2 * 1024 * 1024
"""Bytes of a file that are read."""

_DATE = re.compile(rb"^(?:tagger|committer) .*> (\d+) [+-]\d+$", re.MULTILINE)
_TAGGED = re.compile(rb"^object ([0-9a-f]+)\ntype (\w+)$", re.MULTILINE)


class Contents(Struct, frozen=True):
    """What the tree of a commit holds, as far as it is looked at."""

    files: tuple[str, ...]
    documents: tuple[Document, ...]
    mailmap: tuple[MailmapEntry, ...]
    extent: Extent = Extent()
    """Says so when the clone lacks the content of a file, or the tree itself."""


async def tags(git: Git, clone: str) -> tuple[Tag, ...]:
    """Return the tags that lead to commits, newest first: the tagger's date, or else the committer's."""
    refs: dict[str, str] = {}
    # Only names are asked for here: git gives up over a format that needs an object it does not have.
    listing = ("-C", clone, "for-each-ref", "--format=%(refname)%00%(objectname)%00", "refs/tags")
    fields: list[str] = []
    async for records in git.records(*listing):
        fields.extend(record.decode("utf-8", "replace").lstrip("\n") for record in records)
    for name, oid in zip(fields[::2], fields[1::2], strict=False):
        refs[name.removeprefix("refs/tags/")] = oid
    dates = await _dates(git, clone, set(refs.values()))
    found = [Tag(plain(name), *dates[oid]) for name, oid in refs.items() if oid in dates]
    found.sort(key=lambda tag: tag.name)
    found.sort(key=lambda tag: tag.at, reverse=True)
    return tuple(found)


async def _dates(git: Git, clone: str, oids: set[str]) -> dict[str, tuple[datetime, datetime | None, str]]:
    """Return the date of each tag or commit, its commit's, and which that is; what leads to none is left out.

    Tags of git's first years name no tagger: they are as old as what they point at.
    """
    dates: dict[str, datetime] = {}
    targets: dict[str, str] = {}
    wanted = oids
    while wanted:
        async for found in git.objects(clone, sorted(wanted), HEADER_CAP):
            header = found.data.partition(b"\n\n")[0]
            target = _TAGGED.match(header) if found.kind == "tag" else None
            if found.kind not in ("commit", "tag") or (target and target[2] not in (b"commit", b"tag")):
                continue
            if date := _DATE.search(header):
                dates[found.oid] = moment(date[1])
            if target:
                targets[found.oid] = target[1].decode("ascii")
        wanted = {targets[oid] for oid in wanted if oid in targets} - dates.keys() - targets.keys()
    commits = {oid: _commit(oid, targets) for oid in oids}
    return {
        oid: (at, dates.get(commits[oid]), commits[oid])
        for oid in oids
        if (at := dates.get(oid, dates.get(commits[oid]))) is not None
    }


def _commit(oid: str, targets: Mapping[str, str]) -> str:
    while oid in targets:
        oid = targets[oid]
    return oid


async def contents(git: Git, clone: str, head: str, *, remote: bool) -> Contents:
    """Return what the tree of `head` holds; with `remote` a partial clone may fetch what it lacks."""
    tree = ("-C", clone, "ls-tree", "-z", "--full-tree", head)
    try:
        root = await _entries(git, *tree, remote=remote)
        folders = [folder for folder in FOLDERS if folder in root]
        nested = await _entries(git, *tree, *folders, remote=remote) if folders else {}
    except GitFailed as error:
        # A treeless clone that may not fetch: its history is worth having all the same.
        return Contents(
            (),
            (),
            (),
            Extent.absent(say("The clone does not hold its newest files ({why}).", why=short(error))),
        )
    texts: dict[str, str] = {}
    lacking = []
    wanted = sorted(
        (name for name in root if name.casefold() in DOCUMENTS),
        key=lambda name: (name not in DOCUMENTS, DOCUMENTS.index(name.casefold()), name),
    )
    read = {
        name: root[name].partition(" ")[2]
        for name in (*wanted, MAILMAP)
        if root.get(name, "").startswith("blob ")
    }
    if remote:
        await _fetch(git, clone, read.values())
    for name, oid in read.items():
        data = await _content(git, clone, oid, remote=remote)
        if data is None:
            lacking.append(name)
        else:
            texts[name] = _decoded(name, data)
    return Contents(
        files=tuple(sorted(plain(path) for path in {*root, *nested})),
        documents=tuple(Document(plain(name), document(texts[name])) for name in wanted if name in texts),
        mailmap=parse(texts.get(MAILMAP, "")),
        extent=Extent(missing=say("The clone does not hold the content of {files}.", files=tuple(lacking)))
        if lacking
        else Extent(),
    )


async def _entries(git: Git, *arguments: str, remote: bool) -> dict[str, str]:
    """Return `type oid` by path; a directory's path ends in a slash, a link's type is `link`."""
    found: dict[str, str] = {}
    async for records in git.records(*arguments, remote=remote):
        for record in records:
            mode, kind, rest = record.decode("utf-8", "replace").split(" ", 2)
            oid, _, path = rest.partition("\t")
            kind = "link" if mode == "120000" else kind
            found[f"{path}/" if kind == "tree" else path] = f"{kind} {oid}"
    return found


def _decoded(name: str, data: bytes) -> str:
    """Return the text of a file; names may be in an old encoding, the other files are UTF-8 by their standards."""
    if name == MAILMAP:
        return "\n".join(decoded(line) for line in data.split(b"\n"))
    return data.decode("utf-8", "replace")


async def _fetch(git: Git, clone: str, oids: Collection[str]) -> None:
    """Fetch what a partial clone of ours lacks of these in one talk with its server, which is two requests.

    git by itself has a talk for each, which is what is left where it knows no fetch without negotiation (before 2.29).
    """
    if len(oids) > 1:
        plain_fetch = ("fetch", "--quiet", "--no-tags", "--refmap=", "origin", *oids)
        with contextlib.suppress(GitFailed):
            await git.output("-c", "fetch.negotiationAlgorithm=noop", "-C", clone, *plain_fetch, remote=True)


async def _content(git: Git, clone: str, oid: str, *, remote: bool) -> bytes | None:
    """Return the content of a file, or `None` where the clone does not hold it."""
    content = None
    try:
        async for found in git.objects(clone, [oid], FILE_CAP, remote=remote):
            if found.kind == "blob":
                content = found.data
    except GitFailed:
        # A partial clone that may not or cannot fetch ends in an error: the file is missing all the same.
        return None
    return content
