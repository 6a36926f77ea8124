"""Every reader of text from outside gets through 100 kB of any shape at once."""

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop import redact, sanitise
from civitop.config import duration
from civitop.config import parse as parse_config
from civitop.config.settings import Forge
from civitop.errors import CivitopError
from civitop.export.md import escaping
from civitop.filter.grammar import parse as parse_filter
from civitop.i18n.message import Phrase, recall, say
from civitop.model import Document, Identity, MailmapEntry, account, address_hash, identity
from civitop.people import mailmap
from civitop.people.affiliation import domains, names
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.registry import Registry
from civitop.publiccode import read as read_publiccode
from civitop.signals.parts import versions
from collectors.coauthors import coauthors
from collectors.forges import KINDS
from collectors.git.address import place, web_address
from collectors.github.parse import Reader
from collectors.gitlab import parse as gitlab
from collectors.gitlab.client import NEXT
from collectors.http.rate_limits import allowance, retry_after
from collectors.targets import source_of
from tui.drawing import text as drawing
from tui.panels.municipalities import bare

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GITHUB = Forge(name="github", kind="github", url="https://github.com")
LENGTH = 100_000
BOUND = 2.0
"""Seconds of the processor; most take milliseconds."""

SHAPES = {
    repr(piece): piece * (LENGTH // len(piece))
    for piece in (
        *(" ", "\t", "\n", "\r\n", "a", "é", "1", "-", ".", ",", ":", "/", "@", "<", ">", "[", "{", "(", '"', "'"),
        *("&a *", "a.", "a-", "a@b.", "1.", "<>", "[[", "[a]", "a b ", "x <y@z.nl>\n", "a = 1\n", "a: b\n", "- a\n"),
        *("\u202e", "\ud800", "\x00", "e\u0301", "<a>; rel=", "http://", "{a}", "\\", "*", "\n ", "Key: v\n"),
    )
}  # fmt: skip


def stated(text: str) -> None:
    read_stated(text, "people.toml", REGISTRY, "NL")


REGISTRY = Registry(())


def commit(message: str) -> None:
    Reader(GITHUB).commit({"oid": "a", "message": message, "author": {"name": message, "email": message}}, 1)
    gitlab.commit(
        {"id": "a", "committed_date": "2026-01-01T00:00:00Z", "message": message, "author_email": message}
    )


READERS: dict[str, Callable[[str], object]] = {
    "a line to show": sanitise.plain,
    "a document": sanitise.document,
    "a name": sanitise.without_address,
    "an address": lambda text: (identity(text, text), address_hash(text), account("github.com", text)),
    "a mailmap": lambda text: mailmap.parse(sanitise.document(text)),
    "a mailmap that is applied": lambda text: mailmap.Mailmap(
        (MailmapEntry(text, None, text, address_hash("a")),)
    ).apply(Identity(text, address_hash("a"))),
    "publiccode.yml": lambda text: read_publiccode([Document("publiccode.yml", text)]),
    "a commit": commit,
    "co-authors": lambda text: coauthors(text, Identity(), identity),
    "a company": lambda text: (
        names.fold(text),
        list(names.marked(names.fold(text))),
    ),
    "a legal form": lambda text: names.without_legal_form(names.fold(text)),
    "a domain": lambda text: (domains.clean(text), list(domains.suffixes(domains.clean(text) or ""))),
    "a tag": lambda text: (versions.is_version(text), versions.is_prerelease(text)),
    "a link header": NEXT.search,
    "limits": lambda text: allowance(
        {"date": text, "x-ratelimit-reset": text, "x-ratelimit-limit": text}, NOW
    ),
    "Retry-After": lambda text: retry_after({"retry-after": text}, NOW),
    "a place": place,
    "a web address": web_address,
    "an address with a secret": redact.without_secret,
    "a target": lambda text: source_of("github:" + text, {"github": GITHUB}),
    "a configuration": lambda text: parse_config(text, "config.toml", Path(), KINDS),
    "an affiliations file": stated,
    "a duration": duration,
    "a filter": parse_filter,
    "a cell of Markdown": escaping.text,
    "a sentence that was kept": lambda text: (str(recall(Phrase, text)), str(recall(Phrase, '["' + text))),
    "a sentence with a value": lambda text: str(say("{it} is here.", it=text)),
    "a cell of a table": lambda text: (drawing.fit(text, 20), drawing.shortened(text, 20)),
    "lines on a screen": lambda text: (drawing.wrap(text[:2000], 20), drawing.breaks(text[:2000], 20)),
    "a municipality": bare,
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_gets_through_text_of_any_shape(name):
    read = READERS[name]
    read_once(read, "a")  # what it imports and looks up once is not its text's
    for shape, text in SHAPES.items():
        started = time.thread_time()
        read_once(read, text)
        assert time.thread_time() - started < BOUND, shape


def read_once(read: Callable[[str], object], text: str) -> None:
    with contextlib.suppress(CivitopError, ValueError):
        read(text)
