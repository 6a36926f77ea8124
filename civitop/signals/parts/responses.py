"""When a human other than the author first answered an issue or a change request."""

from collections import Counter
from datetime import datetime

from msgspec import Struct

from civitop.model import ChangeRequest, Identity, Issue, Response
from civitop.people.identities import People

PROMPT_BUSINESS_DAYS = 2
"""Within so many business days an answer is prompt (CHAOSS Starter Project Health)."""


class FirstAnswer(Struct, frozen=True, gc=False):
    """The first answer that is known of before a moment."""

    at: datetime | None
    held_until: datetime | None = None
    """Where the first answer may be among the comments or reviews that are not held: up to when all of them
    are. `at` is the latest that it can have been then. `None`: nothing before the moment is missing."""

    @property
    def certain(self) -> bool:
        """Whether `at` is the first answer, or `None` because there was none."""
        return self.held_until is None


def first_answer(item: Issue | ChangeRequest, people: People, asof: datetime) -> FirstAnswer:
    """Return the first comment, review or approval before `asof` by a human who is not the author.

    An account that was deleted counts as somebody else, unless the author's was deleted as well.
    """
    answers = [
        r.at for r in item.responses or () if r.at < asof and _by_somebody_else(r.author, item.author, people)
    ]
    at = min(answers, default=None)
    until = held_until(item)
    if until is None or until >= asof or (at is not None and at <= until):
        return FirstAnswer(at)
    return FirstAnswer(at, until)


def held_until(item: Issue | ChangeRequest) -> datetime | None:
    """Return up to when all comments and reviews are held, `None` where that is the whole conversation.

    Comments and reviews come by time, the earliest first, and each have their own total.
    """
    if item.responses is None:
        told = item.comments == 0 and (isinstance(item, Issue) or item.reviews is not None)
        return None if told else item.opened_at
    if isinstance(item, Issue):
        return _last_of_some(item.responses, item.comments, item.opened_at)
    reviews = item.reviews or ()
    # Of none that were written none is missing, and only reviews have to be taken out of the rest.
    apart = reviews and item.comments
    comments = list((Counter(item.responses) - Counter(reviews)).elements()) if apart else item.responses
    limits = (
        _last_of_some(comments, item.comments, item.opened_at),
        _last_of_some(reviews, item.review_total, item.opened_at),
    )
    return min((limit for limit in limits if limit is not None), default=None)


def _last_of_some(
    held: list[Response] | tuple[Response, ...], total: int | None, opened_at: datetime
) -> datetime | None:
    """Return the moment of the last one, `None` where they are all of a `total` or no total is known."""
    if total is None or total <= len(held):
        return None
    return max((response.at for response in held), default=opened_at)


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
