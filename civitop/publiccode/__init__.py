"""publiccode.yml: found under both spellings, read, and judged by the published standard (0.7).

People named in it (contacts, contractors' e-mail addresses) are dropped here: what a project declares about
organisations, contracts and itself is all that the signals need.
"""

from collections.abc import Collection, Iterator
from collections.abc import Sequence as List
from datetime import date

from msgspec import Struct

from civitop.i18n.message import say, say_n
from civitop.model import Document
from civitop.publiccode.mentioned_files import missing_files
from civitop.publiccode.nodes import Node, Scalar, Sequence, Table, Unreadable, parse
from civitop.publiccode.rules import Problem, day
from civitop.publiccode.standard import MAINTENANCE, STATUSES, judge
from civitop.sanitise import REPLACEMENT, plain

__all__ = ["Contractor", "Problem", "PublicCode", "misnamed", "read"]

NAMES = ("publiccode.yml", "publiccode.yaml")
"""At the root of the repository; the first is the standard's, and is preferred."""


MAX_PROBLEMS = 100
"""Problems kept of one file: more of them tell nobody more."""


class Contractor(Struct, frozen=True):
    """Who is contracted to maintain the software."""

    name: str
    until: date | None
    """The last day of the contract; `None`: not given, or not as a day."""


class PublicCode(Struct, frozen=True, kw_only=True):
    """What a project declares about itself; empty or `None` where it does not say, or says it wrongly."""

    path: str
    valid: bool
    """No problem but warnings."""
    problems: tuple[Problem, ...]
    """By line."""
    version: str | None = None
    """Of the standard: `0.4`."""
    name: str | None = None
    organisation: str | None = None
    """Who publishes it; older files say it as `legal/repoOwner`."""
    organisation_uri: str | None = None
    used_by: tuple[str, ...] = ()
    funded_by: tuple[str, ...] = ()
    maintenance_type: str | None = None
    """`internal`, `contract`, `community` or `none`."""
    contractors: tuple[Contractor, ...] = ()
    development_status: str | None = None
    """`concept`, `development`, `beta`, `stable` or `obsolete`."""
    release_date: date | None = None
    software_version: str | None = None
    licence: str | None = None
    """SPDX expression, as declared."""


def read(documents: List[Document], files: Collection[str] | None = None) -> PublicCode | None:
    """Return what the repository's publiccode.yml says, or `None` where it has none; never raises.

    `files` are the repository's (`Facts.files`), against which mentioned ones are checked; `None`: unknown.
    A file that cannot be read at all gives an invalid `PublicCode` with the problem and its line.
    """
    held = {document.path.casefold(): document for document in reversed(documents)}
    exact = {document.path: document for document in reversed(documents)}
    document = next((exact[name] for name in NAMES if name in exact), None)
    document = document or next((held[name] for name in NAMES if name in held), None)
    return None if document is None else _read(document, files)


def misnamed(files: Collection[str]) -> str | None:
    """Return the path of a publiccode.yml in another case, which nobody finds; `None` where there is none."""
    if any(name in files for name in NAMES):
        return None
    return next((path for path in files if path.casefold() in NAMES), None)


def _outside(document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the file itself: its name, and its encoding."""
    if document.path not in NAMES:
        yield Problem(
            1, "(the whole file)", say("it is not found under this name; rename it to publiccode.yml.")
        )
    for line, content in enumerate(document.text.split("\n"), 1):
        if REPLACEMENT in content:
            text = say("this is not UTF-8, or holds a control character; save the file as UTF-8.")
            yield Problem(line, "(the whole file)", text)
            return


def _read(document: Document, files: Collection[str] | None) -> PublicCode:
    outside = list(_outside(document))
    if document.text.startswith(REPLACEMENT * 2):  # the mark of UTF-16: there is nothing to be read in it
        return _broken(document, *outside)
    try:
        root, left_out = parse(document.text)
    except Unreadable as error:
        text = say("this is not YAML that can be read: {why}.", why=error.why)
        return _broken(document, *outside, Problem(error.line, "(the whole file)", text))
    if root is None:
        return _broken(document, *outside, Problem(1, "(the whole file)", say("the file is empty.")))
    problems = outside + [Problem(line, key, text) for line, key, text in left_out]
    problems += judge(root)
    if files is not None:
        problems += missing_files(root, files)
    problems.sort(key=lambda problem: (problem.line, problem.key, problem.text.english))
    valid = all(problem.warning for problem in problems)
    if len(problems) > MAX_PROBLEMS:
        left = len(problems) - MAX_PROBLEMS
        more = say_n("there is {n} more problem.", "there are {n} more problems.", left)
        problems = [
            *problems[:MAX_PROBLEMS],
            Problem(problems[MAX_PROBLEMS].line, "(from here on)", more, valid),
        ]
    table = root if isinstance(root, Table) else Table(1, {}, {})
    maintenance, legal = _section(table, "maintenance"), _section(table, "legal")
    organisation = _section(table, "organisation")
    return PublicCode(
        path=document.path,
        valid=valid,
        problems=tuple(problems),
        version=_text(table, "publiccodeYmlVersion"),
        name=_text(table, "name"),
        organisation=_text(organisation, "name") or _text(legal, "repoOwner"),
        organisation_uri=_text(organisation, "uri"),
        used_by=_names(table.entries.get("usedBy")),
        funded_by=_names(table.entries.get("fundedBy")),
        maintenance_type=_word(maintenance, "type", MAINTENANCE),
        contractors=_contractors(maintenance.entries.get("contractors")),
        development_status=_word(table, "developmentStatus", STATUSES),
        release_date=day(table.entries.get("releaseDate")),
        software_version=_text(table, "softwareVersion"),
        licence=_text(legal, "license"),
    )


def _broken(document: Document, *problems: Problem) -> PublicCode:
    return PublicCode(path=document.path, valid=False, problems=problems)


def _section(table: Table, key: str) -> Table:
    found = table.entries.get(key)
    return found if isinstance(found, Table) else Table(table.line, {}, {})


def _text(table: Table, key: str) -> str | None:
    return _shown(table.entries.get(key))


def _shown(node: Node | None) -> str | None:
    return node.shown() or None if isinstance(node, Scalar) and node.kind != "null" else None


def _word(table: Table, key: str, known: tuple[str, ...]) -> str | None:
    word = _text(table, key)
    return word if word in known else None


def _names(node: Node | None) -> tuple[str, ...]:
    """Return the names in a list of names, or of tables with a name; each once, in their order."""
    items = node.items if isinstance(node, Sequence) else (node,) if node else ()
    names = (_text(item, "name") if isinstance(item, Table) else _shown(item) for item in items)
    return tuple(dict.fromkeys(name for name in names if name))


def _contractors(node: Node | None) -> tuple[Contractor, ...]:
    tables = [item for item in node.items if isinstance(item, Table)] if isinstance(node, Sequence) else []
    return tuple(
        Contractor(plain(name), day(table.entries.get("until")))
        for table in tables
        if (name := _text(table, "name"))
    )
