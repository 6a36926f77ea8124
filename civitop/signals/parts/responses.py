"""When a human other than the author first answered an issue or a change request."""

from datetime import datetime

from msgspec import Struct

from civitop.model import ChangeRequest, Identity, Issue
from civitop.people.identities import People

PROMPT_BUSINESS_DAYS = 2
"""Within so many business days an answer is prompt (CHAOSS Starter Project Health)."""


class Answer(Struct, frozen=True, gc=False):
    """The first answer that is known of before a moment."""

    at: datetime | None
    certain: bool = True
    """`False`: there may be one among the comments that are not held."""


def first_answer(item: Issue | ChangeRequest, people: People, asof: datetime) -> Answer:
    """Return the first comment or review before `asof` by a human who is not the author.

    An account that was deleted counts as somebody else, unless the author's was deleted as well.
    """
    held = item.responses or ()
    answers = [r.at for r in held if r.at < asof and _by_somebody_else(r.author, item.author, people)]
    if answers:
        return Answer(min(answers))
    if item.responses is None:
        certain = item.comments == 0 and not (isinstance(item, ChangeRequest) and item.reviews is None)
        return Answer(None, certain)
    # The earliest comments are held: a later one matters only if it may lie before `asof`.
    more = item.comments is not None and item.comments > len(held)
    return Answer(None, not more or (bool(held) and max(r.at for r in held) >= asof))


def _by_somebody_else(who: Identity | None, author: Identity | None, people: People) -> bool:
    if who is None:
        return author is not None
    person = people.of.get(who)
    if person is None:
        return False  # a bot
    wrote = people.of.get(author) if author is not None else None
    return wrote is None or person.key != wrote.key


def by_bot(item: Issue | ChangeRequest, people: People) -> bool:
    """Return whether a bot opened it."""
    return item.author is not None and item.author in people.bots
