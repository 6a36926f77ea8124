"""How the signals put figures into sentences; no address of a person ever gets through here."""

import re
from collections.abc import Sequence

_ADDRESS = re.compile(r"([^\s<>@]+)@[^\s<>@]+")
_IRREGULAR = {
    "person": "people",
    "municipality": "municipalities",
    "body": "bodies",
    "has": "have",
    "is": "are",
}


def counted(number: int, noun: str) -> str:
    """Return `no issues`, `1 issue`, `54 issues`; of several words the last is put into the plural."""
    if number == 1:
        return f"1 {noun}"
    head, space, last = noun.rpartition(" ")
    many = f"{head}{space}{_IRREGULAR.get(last, last + 's')}"
    return f"{number:,} {many}" if number else f"no {many}"


def verb(number: int, singular: str) -> str:
    """Return the verb that agrees with a number: `is` or `are`, `has` or `have`, `waits` or `wait`."""
    if number == 1:
        return singular
    return _IRREGULAR.get(singular, singular.removesuffix("s"))


def whole_days(number: float) -> str:
    """Return a number of days as one says it: `less than a day`, `1 day`, `14 days`."""
    rounded = round(number)
    return counted(rounded, "day") if rounded else "less than a day"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return names as one says them: `A`, `A and B`, `A, B, C and 4 more`."""
    shown = [*names[:most]]
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def capital(sentence: str) -> str:
    """Return the sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def without_address(name: str) -> str:
    """Return a person's name for showing; of an e-mail address that stands for it, the part before the @."""
    return _ADDRESS.sub(r"\1", name) if "@" in name else name
