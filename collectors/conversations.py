"""Which conversations have to be read on: those whose first answer is not among what came first.

A collector asks for the earliest few comments and reviews of everything. Where they are all by the author or by
bots and there are more, the first answer lies further on; it is worth a page for just that issue or change
request, since leaving it out would flatter whoever lets people wait.
"""

from collections.abc import Iterable
from datetime import datetime

from civitop.model import ChangeRequest, Identity, Issue, Response
from civitop.people.bots import Recogniser

RESPONSE_DAYS = 121
"""First answers are asked for what was opened in the 90 days of the signals and the 30 before."""

Item = Issue | ChangeRequest


def wants_comments(item: Item) -> bool:
    """Return whether the first answer may be among the comments that did not come."""
    reviews = item.reviews or () if isinstance(item, ChangeRequest) else ()
    comments = [response for response in item.responses or () if response not in reviews]
    return _more(comments, item.comments) and not _answered(item, comments)


def wants_reviews(request: ChangeRequest) -> bool:
    """Return whether the first answer, or the only review by a human, may be among the reviews that did not come."""
    reviews = request.reviews or ()
    if not _more(reviews, request.review_total):
        return False
    unreviewed = request.merged_at is not None and not any(_answers(request, reviews))
    return unreviewed or not _answered(request, reviews)


def first_answered(item: Item) -> datetime | None:
    """Return when a human other than the author is first known to have answered, as far as accounts tell."""
    return min(_answers(item, item.responses or ()), default=None)


def _more(held: Iterable[Response], total: int | None) -> bool:
    return total is not None and total > len(tuple(held))


def _answered(item: Item, held: Iterable[Response]) -> bool:
    """Return whether the first answer lies before everything that did not come after `held`."""
    answered = first_answered(item)
    last = max((response.at for response in held), default=item.opened_at)
    return answered is not None and answered <= last


def _answers(item: Item, responses: Iterable[Response]) -> list[datetime]:
    return [response.at for response in responses if _by_another(response.author, item.author)]


def _by_another(who: Identity | None, author: Identity | None) -> bool:
    if who is None:
        return author is not None
    return Recogniser().automaton(who) is None and (author is None or who.login != author.login)
