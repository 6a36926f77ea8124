"""HTML made of values: whatever is no `Markup` is escaped, in content and in attributes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

from markupsafe import Markup, escape

from civitop.i18n.language import _
from civitop.signals.base import LEVEL_NAMES, SIGNS, Level

NOTHING = Markup("")
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+(/[\w./~%+-]*)?")
"""What a repository's address looks like; nothing else becomes a link."""
_VOID = frozenset({"meta"})

Content = str | Markup
_as_it_is: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Makes a `Markup` of text that is one already; what `Markup` itself asks before takes twice as long."""


def tag(name: str, /, *content: Content, **attributes: str | float | None) -> Markup:
    """Return an element; `class_` is the attribute `class`, `aria_label` is `aria-label`, `None` leaves one out."""
    written = _written(attributes) if attributes else ""
    inner = "" if name in _VOID else f"{_text(content)}</{name}>"
    # The name is ours, the rest is escaped.
    return _as_it_is(f"<{name}{written}>{inner}")


def shape(html: str) -> Callable[..., Markup]:
    """Return a function that fills the places `{}` of a piece of HTML, in order; what is no `Markup` is escaped.

    For what stands in a page thousands of times: `tag` puts names and attributes together anew for each element.
    """
    first, *rest = html.split("{}")
    parts = [first, *(part for after in rest for part in ("", after))]

    def filled(*values: Content | float) -> Markup:
        made = parts.copy()
        made[1::2] = [each if type(each) is Markup else _escaped(each) for each in values]
        return _as_it_is("".join(made))

    return filled


def shapes(html: str) -> Callable[[Iterable[Content]], Markup]:
    """Return a function that fills the one place of a piece of HTML with each of several values, all as one."""
    before, after = html.split("{}")

    def filled(values: Iterable[Content]) -> Markup:
        return _as_it_is("".join([f"{before}{_escaped(each)}{after}" for each in values]))

    return filled


def pieces(name: str, content: Iterable[Content], **attributes: str | float | None) -> Iterator[Markup]:
    """Yield the pieces of an element that is many MB long: whoever joins all of them copies it only once."""
    yield _as_it_is(f"<{name}{_written(attributes)}>")
    yield from (each if type(each) is Markup else escape(each) for each in content)
    yield _as_it_is(f"</{name}>")


def joined(*content: Content) -> Markup:
    """Return several pieces as one."""
    return _as_it_is(_text(content))


def _written(attributes: Mapping[str, str | float | None]) -> str:
    return "".join(
        [f' {_attribute(key)}="{_escaped(value)}"' for key, value in attributes.items() if value is not None]
    )


def _text(content: Iterable[Content]) -> str:
    """Return pieces one behind the other, what is no `Markup` escaped; `Markup.join` takes twice as long."""
    return "".join([each if type(each) is Markup else _escaped(each) for each in content])


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _escaped(value: Content | float) -> str:
    """Return what `markupsafe.escape` does; it makes a `Markup` of each piece, which takes longer than to look."""
    if type(value) is Markup:
        return value
    text = str(value)
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return escape(text)
    return text


def link(address: str, text: str) -> Markup:
    """Return a link for a person to click, which tells the other side nothing; text where it is no web address."""
    if not _ADDRESS.fullmatch(address):
        return escape(text)
    return tag("a", text, href=address, rel="noreferrer noopener")


def sign(level: Level) -> Markup:
    """Return the sign of a level in its colour, named for who does not see it."""
    return _sign(level, _(LEVEL_NAMES[level]))


@cache
def _sign(level: Level, name: str) -> Markup:
    return tag("span", SIGNS[level], class_=f"sign {level}", role="img", aria_label=name, title=name)


def scrolling(table: Markup, about: str) -> Markup:
    """Return a table that scrolls by itself where it is wider than the page, also by keyboard."""
    return tag("div", table, class_="scroll", role="region", tabindex=0, aria_label=about)
