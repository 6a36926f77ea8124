"""A language for tests: every message comes out marked, about 40 % longer, in letters that no data is made of."""

import gettext
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from civitop.i18n.language import Language, current, use
from civitop.i18n.message import Phrase

PLAIN = "abcdefghijklmnopqrstuvwxyz"
MARKED = "áƀćđéƒǵħíĵƙĺɱńóṕɋŕśťúṽŵẋýź"
FOREIGN = "абцдефгхийклмнопярстувшьыз"
"""What the fixtures' data is written in: whatever else is in plain letters was said without a catalogue."""
_MARK = str.maketrans(PLAIN + PLAIN.upper(), MARKED + MARKED.upper())
_FOREIGN = str.maketrans(PLAIN + PLAIN.upper(), FOREIGN + FOREIGN.upper())
_PLACE = re.compile(r"(\{[^}]*\})")
MORE = 0.4
BASE = "da"
"""The language whose numbers and days it has: they take more room than English ones."""


def marked(message: str) -> str:
    """Return a message as the pseudo-language says it; places stay."""
    parts = _PLACE.split(message)
    words = "".join(part if index % 2 else part.translate(_MARK) for index, part in enumerate(parts))
    letters = sum(len(part) for part in parts[::2])
    return f"⟦{words}{'·' * max(0, round(letters * MORE) - 2)}⟧"


def foreign(text: str) -> str:
    """Return data in letters that are nobody's here."""
    return text.translate(_FOREIGN)


class Catalogue(gettext.NullTranslations):
    """Marks what it is asked for, and remembers it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        """Return the message marked."""
        self.asked.add(message)
        return marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return singular or plural marked."""
        self.asked |= {msgid1, msgid2}
        return marked(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return the message marked."""
        return self.gettext(message)


KEPT = frozenset(("kind", "level", "status", "unit", "evidence", "why", "ci_state"))
"""Fields whose values are machines' words: screens have words of their own for them."""
WORDS = frozenset(("signals", "left_out", "totals"))
"""Mappings whose keys are such words."""


def abroad(value: Any, keys: Callable[[str], Any] = foreign) -> Any:
    """Return data with every text in foreign letters, the machines' words as they are."""
    if isinstance(value, str):
        return foreign(value)
    if isinstance(value, Phrase):
        return Phrase(value.message, value.many, {key: abroad(each) for key, each in value.values.items()})
    if isinstance(value, Struct):
        changed = {
            each.name: abroad(getattr(value, each.name), str if each.name in WORDS else foreign)
            for each in fields(value)
            if each.name not in KEPT
        }
        return replace(value, **changed)
    if isinstance(value, Mapping):
        return {keys(key): abroad(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(abroad(each) for each in value)
    return value


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    """Let everything be said in the pseudo-language, and return what was asked for."""
    before, found = current(), Catalogue()
    found.language = Language(BASE, found)
    use(found.language)
    yield found
    use(before)


@pytest.fixture
def foreign_feed(feed):
    """Return the invented networks in foreign letters."""
    feed.networks = abroad(feed.networks)
    feed.healths = {each.id: each for each in map(abroad, feed.healths.values())}
    feed.held = abroad(feed.held)
    feed.seen = set(feed.held)
    reports = feed.report
    feed.report = lambda repository, asof=None: abroad(reports(repository, asof))
    return feed
