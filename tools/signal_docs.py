"""Writes `docs/signals`, a page for each signal, out of its own file: `python -m tools.signal_docs`."""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from civitop.i18n.language import load, use
from civitop.i18n.message import Phrase, literally
from civitop.signals import SIGNALS
from civitop.signals.base import Definition
from civitop.signals.views.keys import NumberKey
from civitop.signals.views.totals import Total

FOLDER = Path("docs/signals")
HEADED = re.compile(r"^([A-Z][a-z]+): (.)", re.MULTILINE)
"""Begins a paragraph of a signal's docstring: `Value: …`."""


def pages() -> Mapping[str, str]:
    """Return the text of each page by the name of its file, in English."""
    use(load("en"))
    return {"README.md": _index(), **{f"{each.id}.md": _page(each) for each in SIGNALS}}


def _index() -> str:
    rows = "".join(
        f"| [{each.title}]({each.id}.md) | {each.question} | {each.unit} | {'yes' if each.leading else ''} |\n"
        for each in SIGNALS
    )
    return (
        "# Signals\n\n"
        "A page for each signal, written by `make signal-docs` from the signal's own file. Every value may be\n"
        "unknown (`null`), which is never zero; `coverage` says how much of the input was there.\n\n"
        f"| signal | answers | unit | leads every screen |\n|---|---|---|---|\n{rows}"
    )


def _page(definition: Definition[Any]) -> str:
    return "\n".join(_lines(definition))


def _lines(definition: Definition[Any]) -> Iterator[str]:
    document = sys.modules[definition.measure.__module__].__doc__ or ""
    first, _, rest = document.partition("\n")
    yield f"# {definition.title}\n"
    yield f"{definition.question}\n"
    about = _capital(first.partition(": ")[2])
    yield f"`{definition.id}`, in {definition.unit}; {definition.better} is better. {about}\n"
    yield HEADED.sub(lambda m: f"\n**{m[1]}.** {m[2].upper()}", rest).strip().replace("\n\n\n", "\n\n") + "\n"
    yield from _thresholds(definition)
    yield from _figures(definition)
    yield from _keys(definition)
    yield from _totals(definition)


def _thresholds(definition: Definition[Any]) -> Iterator[str]:
    watch, bad = definition.defaults.watch, definition.defaults.bad
    if watch is None and bad is None:
        return
    yield "## Thresholds\n"
    other = f"{definition.id} = {{ watch = …, bad = … }}"
    yield f"Compared: {definition.compared}. Others: `{other}` in `[network.ID.thresholds]`.\n"
    yield f"| level | begins at |\n|---|---|\n| watch | {watch:g} |\n| bad | {bad:g} |\n"


def _figures(definition: Definition[Any]) -> Iterator[str]:
    yield "## Figures of its detail\n"
    yield "| field | reads as | unit |\n|---|---|---|"
    for figure in definition.figures.figures:
        words = figure.words if isinstance(figure.words, str) else figure.words[1]
        yield f"| `{figure.field}` | {words.replace('{value}', '…').replace('{day}', '…')} | {figure.unit} |"
    for listing in definition.figures.listings:
        yield f"| `{listing.field}` | {listing.title}: … | |"
    for field, why in definition.figures.elsewhere.items():
        yield f"| `{field}` | {why} | |"
    yield ""


def _keys(definition: Definition[Any]) -> Iterator[str]:
    yield "## In filters and `--fail-on`\n"
    yield "| key | what it compares | example |\n|---|---|---|"
    for key in definition.keys:
        example = f"`{key.example}`" if isinstance(key, NumberKey) else f"`{key.name}:…`"
        yield f"| `{key.name}` | {_english(key.help)} | {example} |"
    yield ""


def _totals(definition: Definition[Any]) -> Iterator[str]:
    if not definition.totals:
        return
    yield "## Totals of a network\n"
    yield "| name | reads as |\n|---|---|"
    for total in definition.totals:
        parts = {total.id: total.words} if isinstance(total, Total) else {}
        for name, words in {**total.wording, **parts}.items():
            yield f"| `{name}` | {_english(words(2)).replace('2', '…', 1)} |"
    yield ""


def _english(sentence: Phrase | str) -> str:
    return (literally(sentence) if isinstance(sentence, str) else sentence).english.replace("|", "\\|")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def main(folder: Path = FOLDER) -> int:
    """Write the pages, and remove those of signals that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
