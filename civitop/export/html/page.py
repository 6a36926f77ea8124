"""The page around the report: head, policy, contents, footer and the snapshot itself as data.

Its policy lets the page ask nobody for anything: only the style sheet and the script that stand in it are used.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path

from markupsafe import Markup

from civitop.export.html.markup import pieces, tag
from civitop.i18n.language import current
from civitop.reading.published import DATA_ID

_HERE = Path(__file__).parent
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
"""JSON's own escapes for what could end the element: such characters stand in strings only."""


def page(title: str, parts: Iterable[Markup], json: str, data_id: str = DATA_ID) -> str:
    """Return the whole document, with what a program reads in the element `data_id`."""
    style, script = (_text(name) for name in ("style.css", "sort.js"))
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'"
    )
    # Files of ours, and JSON without the characters that could end its element.
    written_style, written_script, data = (
        Markup(each)  # noqa: S704 # nosec B704
        for each in (style, script, _safe(json))
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup('<meta http-equiv="Content-Security-Policy" content="{}">').format(policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", written_style),
    )
    held = tag("script", data, type="application/json", id=data_id)
    begin = Markup('<!DOCTYPE html>\n<html lang="{}">').format(current().code)
    # Joined once: an element around all of it would be one more copy of many MB, and so would the next.
    return "".join((begin, head, "<body>", *parts, held, tag("script", written_script), "</body></html>\n"))


def part(anchor: str, title: str, content: Iterable[Markup]) -> Iterator[Markup]:
    """Yield a part of the page under a heading, piece by piece."""
    return pieces("section", chain([tag("h2", title)], content), id=anchor)


def _safe(json: str) -> str:
    for character, escape in _IN_SCRIPT.items():
        if character in json:  # `replace` counts them first, which takes much longer than to find none
            json = json.replace(character, escape)
    return json


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
