from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from civitop.model import ChangeRequest, Identity, Issue, Response
from collectors.conversations import wants_comments, wants_reviews

OPENED = datetime(2026, 11, 2, 10, tzinfo=UTC)
ADA = Identity("Ada", login="forge.example/ada")
BO = Identity("Bo", login="forge.example/bo")
ROBOT = Identity(login="forge.example/weblate")
GONE = None


def said(*hours_and_who):
    return tuple(Response(OPENED + timedelta(hours=hours), who) for hours, who in hours_and_who)


def issue(responses, comments):
    return Issue(1, "A door", ADA, OPENED, OPENED, comments=comments, responses=responses)


def request(responses, reviews, comments, total, merged=None):
    return ChangeRequest(
        1, "A door", ADA, OPENED, OPENED, merged_at=merged, comments=comments,
        responses=responses, reviews=reviews, review_total=total,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("responses", "comments", "wanted"),
    [
        (said((1, ADA), (2, ROBOT)), 3, True),
        (said((1, ADA), (2, ROBOT)), 2, False),
        (said((1, ADA), (2, BO)), 9, False),
        (said((1, ADA), (2, GONE)), 9, False),
        (said(), 1, True),
        (said(), None, False),
    ],
)
def test_comments_are_read_on_where_nobody_else_is_among_the_first(responses, comments, wanted):
    assert wants_comments(issue(responses, comments)) is wanted
    assert wants_comments(replace(issue(responses, comments), responses=None)) is bool(comments)


def test_a_review_before_the_last_comment_settles_it_and_one_after_it_does_not():
    comments = said((1, ADA), (5, ADA))
    early, late = said((3, BO)), said((8, BO))
    assert not wants_comments(request((*comments, *early), early, 6, 1))
    assert wants_comments(request((*comments, *late), late, 6, 1))


def test_reviews_are_read_on_for_the_first_answer_or_the_only_human_reviewer():
    bots = said((1, ROBOT), (2, ROBOT))
    assert wants_reviews(request(bots, bots, 0, 3))
    assert not wants_reviews(request(bots, bots, 0, 2))
    answered = (*said((0.5, BO)), *bots)
    assert not wants_reviews(request(answered, bots, 1, 3))
    assert wants_reviews(request(answered, bots, 1, 3, merged=OPENED + timedelta(days=1)))
