"""What several signals say alike."""

from collections.abc import Sequence

from civitop.i18n.message import Phrase, Value, marked, say, say_n
from civitop.people.identities import NO_NAME

MOST_NAMES = 3
DAY_HOURS = 24


def people(number: int) -> Phrase:
    """Return `1 person`, `54 people`."""
    return say_n("{n} person", "{n} people", number)


def commits(number: int) -> Phrase:
    """Return `1 commit`, `54 commits`."""
    return say_n("{n} commit", "{n} commits", number)


def named(name: str, login: str | None) -> Value:
    """Return how somebody is called in a list: name and account, in an anonymous snapshot a pseudonym."""
    if not name or name == NO_NAME:
        return login or marked(NO_NAME)
    return f"{name} ({login})" if login else name


def whole_days(number: float) -> Phrase:
    """Return a number of days as one says it: `less than a day`, `1 day`, `14 days`."""
    rounded = round(number)
    return say_n("{n} day", "{n} days", rounded) if rounded else say("less than a day")


def whole_hours(number: float) -> Phrase:
    """Return a number of hours as one says it: `less than an hour`, `36 hours`; from two days on in days."""
    if number < 1:
        return say("less than an hour")
    if number < 2 * DAY_HOURS:
        return say_n("{n} hour", "{n} hours", round(number))
    return whole_days(number / DAY_HOURS)


def days_between(number: float) -> Phrase:
    """Return a length as the table shows it: `2.7 days`, `14 days`, `less than a day`; below ten with one decimal."""
    rounded = round(number, 1)
    if 1 <= rounded < 10 and not rounded.is_integer():
        return say("{number:.1f} days", number=rounded)
    return whole_days(number)


def names(every: Sequence[Value]) -> tuple[Value, ...]:
    """Return names as a phrase takes them, to be read as `A`, `A and B`, `A, B, C and 4 more`."""
    more = len(every) - MOST_NAMES
    return (*every[:MOST_NAMES], say_n("{n} more", "{n} more", more)) if more > 0 else tuple(every)


def sentence(first: Phrase, *more: Phrase) -> Phrase:
    """Return up to three clauses as one sentence.

    Raises `ValueError` for more clauses than a sentence can have.
    """
    match more:
        case ():
            return say("{first}.", first=first)
        case (second,):
            return say("{first}; {second}.", first=first, second=second)
        case (second, third):
            return say("{first}; {second}; {third}.", first=first, second=second, third=third)
    raise ValueError(f"{len(more) + 1} clauses are too many for a sentence")
