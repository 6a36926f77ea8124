"""The language of what a person reads: gettext catalogues, and numbers and days as a locale writes them.

Message ids are the English texts. A catalogue is a folder `civitop/i18n/locale/CODE/LC_MESSAGES`; adding one
is all that a further language needs. English needs no catalogue, and neither it nor an import of civitop
loads Babel: the first picture waits for nothing that it does not show.
"""

import gettext as catalogues
import os
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

DOMAIN = "civitop"
FOLDER: Final = Path(__file__).parent / "locale"
ENGLISH: Final = "en"
Form = Literal["day", "short-day", "month", "date"]
"""`3 Nov 2026`, `3 Nov`, `Nov 2026`, `2026-11-03`; the last, in sentences, is a `day` in other languages."""

ALL: Final = 1 - 1e-9
"""A share from which nothing is missing but what adding it up has lost."""

_SKELETONS: Mapping[Form, str] = {"day": "yMMMd", "short-day": "MMMd", "month": "yMMM", "date": "yMMMd"}
"""The names that Unicode's locale data have for these forms."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def _separators(code: str) -> Mapping[int, int]:
    """Return what stands for English's `,` between thousands and `.` before decimals, as `translate` reads it.

    Babel, which knows, is loaded with the first number: a help or a mistake on the command line has none.
    """
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return str.maketrans(",.", get_group_symbol(code) + get_decimal_symbol(code))


class Language:
    """A language with its catalogue; `en` is the language that the messages are written in."""

    def __init__(self, code: str, catalogue: catalogues.NullTranslations) -> None:
        self.code = code
        # Looked up once: a report says the same few hundred messages fifty thousand times.
        self.gettext: Callable[[str], str] = lru_cache(maxsize=4096)(catalogue.gettext)
        self.ngettext = catalogue.ngettext
        self.pgettext = catalogue.pgettext

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with `digits` decimals, grouped in thousands: `12,345.6` in English."""
        if type(value) is int and -1000 < value < 1000 and not digits:
            return str(value)  # as nearly all are
        written = f"{value:,.{digits}f}" if digits else f"{value:,.0f}"
        return written if self.code == ENGLISH else written.translate(_separators(self.code))

    def percent(self, share: float, digits: int = 0, *, brief: bool = False) -> str:
        """Return a share (0 to 1) in per cent with `digits` decimals.

        What would be rounded to nothing or to all of it, and is not, is `less than 1%` and `more than 99%`; `brief`,
        for a column of figures: `<1%` and `>99%`.
        """
        rounded = round(share * 100, digits or None)
        if rounded <= 0 < share:
            written = f"{self.number(10.0**-digits, digits)}%"
            return f"<{written}" if brief else self.gettext("less than {share}").format(share=written)
        if rounded >= 100 and share < ALL:
            written = f"{self.number(100 - 10.0**-digits, digits)}%"
            return f">{written}" if brief else self.gettext("more than {share}").format(share=written)
        return f"{self.number(rounded, digits)}%"

    def date(self, day: date, form: Form = "day") -> str:
        """Return a day in one of the forms."""
        return _date(self.code, day, form)


def available() -> tuple[str, ...]:
    """Return the codes of the languages there are, English first."""
    found = sorted(file.parent.parent.name for file in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (ENGLISH, *found)


def wished(environment: Mapping[str, str] = os.environ) -> str:
    """Return the first language that the environment asks for and that is there, else English.

    In the order of gettext: `LANGUAGE` (several, `:` between them), `LC_ALL`, `LC_MESSAGES`, `LANG`.
    """
    there = available()
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for name in filter(None, environment.get(variable, "").split(":")):
            code = name.split(".")[0].split("@")[0].split("_")[0].lower()
            if code in ("c", "posix"):
                return ENGLISH
            if code in there:
                return code
        if variable != "LANGUAGE" and environment.get(variable):
            break  # a variable that is set hides those after it
    return ENGLISH


@cache
def load(code: str) -> Language:
    """Return a language; raises `FileNotFoundError` where there is no catalogue of that code."""
    if code == ENGLISH:
        return Language(code, catalogues.NullTranslations())
    return Language(code, catalogues.translation(DOMAIN, FOLDER, [code]))


_current = load(ENGLISH)


def use(language: Language) -> None:
    """Let everything that is said from now on be said in `language`; one for the whole process.

    A screen that is up notices by comparing `current()` with the language that it was drawn in, by
    identity: a language is loaded once.
    """
    global _current  # as gettext's own `install` does: one person looks at one screen
    _current = language


def current() -> Language:
    """Return the language in use."""
    return _current


def _(message: str) -> str:
    """Return a message in the language in use; the name by which gettext's tools find messages."""
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the message for a number of things in the language in use."""
    return _current.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Return a message whose English is ambiguous by itself; `context` tells translators which is meant."""
    return _current.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a message for the catalogues and return it as it is: for constants, which `_` reads later."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as `N_`
    """Mark singular and plural for the catalogues and return them: for constants, which `ngettext` reads later."""
    return one, many


def number(value: float, digits: int = 0) -> str:
    """Return a number as the language in use writes it."""
    return _current.number(value, digits)


def percent(share: float, *, brief: bool = False) -> str:
    """Return a share (0 to 1) in per cent as the language in use writes it: `14%`, `less than 1%`, `brief`: `<1%`."""
    return _current.percent(share, brief=brief)


def day(value: date, form: Form = "day") -> str:
    """Return a day as the language in use writes it."""
    return _current.date(value, form)


@lru_cache(maxsize=4096)
def _date(code: str, day: date, form: Form) -> str:
    if code == ENGLISH:
        month = _MONTHS[day.month - 1]
        return {
            "day": f"{day.day} {month} {day.year}",
            "short-day": f"{day.day} {month}",
            "month": f"{month} {day.year}",
            "date": day.isoformat(),
        }[form]
    from babel.dates import format_skeleton

    return str(format_skeleton(_SKELETONS[form], day, locale=code))
