"""The catalogues of translations: extracted from the code, brought up to date, compiled (`make catalogues`).

`civitop/i18n/locale/civitop.pot` has every message, `civitop/i18n/locale/CODE/LC_MESSAGES/civitop.po` its translations;
the compiled `.mo` beside it is committed too, because a clone runs without a build step. Nothing here is
needed to run civitop.
"""

import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from civitop import networks
from civitop.i18n.language import DOMAIN, FOLDER

ROOMS = ("civitop", "collectors", "tui")
"""The packages whose texts a person reads; the demo speaks the language of its invented people."""
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "N_": None,
    "NN_": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "say": None,
    "say_n": (1, 2),
}
"""The functions that are given messages, and which of their arguments these are."""
_MARK = re.compile(rb"\b(?:%b)\(" % b"|".join(name.encode() for name in KEYWORDS))
COMMENTS = ("Translators:",)
"""How a comment begins that translators are to read; it stands right above the message."""
WIDTH = 110


class Plain(Catalog):
    """A catalogue whose header says nothing that differs from one run to the next."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header: language and plural rule; no dates, no version of the tool."""
        headers = [("Project-Id-Version", DOMAIN)]
        if self.locale is not None:
            headers += [("Language", str(self.locale)), ("Plural-Forms", self.plural_forms)]
        return [
            *headers,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def template(root: Path) -> Plain:
    """Return every message in the code below `root`, in the order of files and lines."""
    catalogue = _empty(None)
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            if _MARK.search(file.read_bytes()) is None:
                continue  # reading it word by word takes long, and finds nothing
            place = file.relative_to(root).as_posix()
            for line, message, comments, context in extract_from_file("python", file, KEYWORDS, COMMENTS):
                catalogue.add(message, None, [(place, line)], auto_comments=comments, context=context)
    for name in networks.names():
        (network,) = tomllib.loads(networks.text(name))["network"].values()
        if note := network.get("note"):
            catalogue.add(note, None, [(f"civitop/networks/{name}.toml", 1)])
    return catalogue


def translated(source: Path, messages: Plain) -> Plain:
    """Return the catalogue of a language with these messages, its translations those of the file `source`."""
    catalogue = _empty(source.parent.parent.name)
    if source.exists():
        with source.open("rb") as file:
            for held in read_po(file, locale=catalogue.locale):
                if held.id:
                    catalogue[held.id] = held
    # A translation of a similar message is no translation: what is new is empty until somebody has read it.
    catalogue.update(messages, no_fuzzy_matching=True)
    return catalogue


def as_text(catalogue: Plain) -> str:
    """Return a catalogue as a `.pot` or `.po` file has it: sorted by message, without places, which change."""
    out = io.BytesIO()
    write_po(out, catalogue, width=WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue().decode()


def compiled(catalogue: Plain) -> bytes:
    """Return a catalogue as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def sources(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Return the files of translations there are."""
    return tuple(sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


def renew(messages: Plain, folder: Path = FOLDER, codes: Sequence[str] = ()) -> Iterator[str]:
    """Write all catalogues anew, those of further `codes` among them; yields a line for each."""
    (folder / f"{DOMAIN}.pot").write_text(as_text(messages), "utf-8")
    yield f"{len(messages)} messages"
    new = (folder / code / "LC_MESSAGES" / f"{DOMAIN}.po" for code in codes)
    for source in sorted({*sources(folder), *new}):
        source.parent.mkdir(parents=True, exist_ok=True)
        catalogue = translated(source, messages)
        source.write_text(as_text(catalogue), "utf-8")
        source.with_suffix(".mo").write_bytes(compiled(catalogue))
        left = sum(not _is_translated(message.string) for message in catalogue if message.id)
        yield f"{catalogue.locale}: {left} not translated"


def _is_translated(text: Any) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)


def _empty(code: str | None) -> Plain:
    what = f"{DOMAIN} in {code}" if code else f"the messages of {DOMAIN}"
    return Plain(
        locale=code,
        domain=DOMAIN,
        project=DOMAIN,
        fuzzy=False,
        header_comment=f"# {what}; `make catalogues` keeps it.",
    )


if __name__ == "__main__":
    # `python -m tools.catalogues [CODE ...]`; a code that is new begins a language.
    for said in renew(template(Path(__file__).parents[1]), codes=sys.argv[1:]):
        sys.stdout.write(f"{said}\n")
