"""Stewardship by hand-worked figures: who answers, reviews, merges and publishes."""

from datetime import timedelta

import msgspec
import pytest

from civitop.i18n.message import literally
from civitop.model import Extent, Release
from civitop.signals.base import Settings
from civitop.signals.stewardship import STEWARDSHIP

DEFAULT = Settings()
IDA, BO, CLEO, DAN = (f"{name}@aaholm.example" for name in ("ida", "bo", "cleo", "dan"))


def measure(project, asof, settings=DEFAULT):
    return STEWARDSHIP.measure(project, asof, settings)


def merged(make, number, by, *, reviews=(), author=DAN, bot=False):
    request = make.request(10 + number / 10, 5, who=author, merged=True, reviews=reviews)
    return msgspec.structs.replace(request, number=number, merged_by=make.who(by, bot=bot) if by else None)


def test_many_authors_and_one_person_who_merges_have_one_steward(make, asof):
    """The case that no bus factor sees: five write, one merges."""
    project = make.project(
        commits=make.commits(dict.fromkeys((IDA, BO, CLEO, DAN, "eva@aaholm.example"), 10)),
        requests=[merged(make, number, IDA) for number in range(8)],
    )
    signal = measure(project, asof)
    assert (signal.value, signal.level, signal.detail.narrowest) == (1, "bad", "merges")
    merges = signal.detail.merges
    assert (merges.factor, merges.people, merges.times, merges.first_share) == (1, 1, 8, 1.0)
    assert signal.reason.english == "One person merged everything that was merged in the last 365 days."


def test_the_factor_is_the_fewest_who_did_at_least_half(make, asof):
    by = [IDA] * 3 + [BO] * 3 + [CLEO] * 2 + [DAN] * 2
    signal = measure(make.project(requests=[merged(make, n, who) for n, who in enumerate(by)]), asof)
    merges = signal.detail.merges
    assert (merges.factor, merges.people, merges.times) == (2, 4, 10)
    assert [holder.times for holder in merges.holders] == [3, 3, 2, 2]
    assert (signal.value, signal.level) == (2, "watch")


def test_the_narrowest_role_gives_the_value(make, asof):
    reviews = [[(6, IDA)], [(6, BO)], [(6, CLEO)], [(6, IDA)], [(6, BO)], [(6, CLEO)]]
    requests = [merged(make, n, (IDA, BO, CLEO)[n % 3], reviews=reviews[n]) for n in range(6)]
    releases = tuple(
        Release(f"v{n}", "", make.ago(n + 1), author=make.who((IDA, IDA, BO)[n % 3])) for n in range(6)
    )
    signal = measure(make.project(requests=requests, releases=releases), asof)
    detail = signal.detail
    assert (detail.reviews.factor, detail.merges.factor, detail.releases.factor) == (2, 2, 1)
    assert (signal.value, detail.narrowest) == (1, "releases")


def test_an_answer_or_a_review_of_ones_own_is_none_but_a_merge_of_ones_own_is_one(make, asof):
    request = merged(make, 1, DAN, reviews=[(6, DAN), (5.5, IDA), (5.2, IDA)])
    issue = make.issue(20, 10, who=DAN, answers=[(19, DAN), (18, BO), (17, CLEO)])
    detail = measure(make.project(issues=[issue], requests=[request]), asof).detail
    assert (detail.merges.people, detail.merges.times) == (1, 1)
    assert (detail.reviews.people, detail.reviews.times) == (1, 1)  # one person, one request
    assert [holder.name for holder in detail.reviews.holders] == ["Ida"]
    assert detail.answers.holders[0].name == "Bo"


def test_what_a_bot_merged_counts_for_who_reviewed_last_before(make, asof):
    robot = "merge-robot@aaholm.example"
    requests = [
        merged(make, 1, robot, reviews=[(9, BO), (7, IDA), (4, CLEO)], bot=True),
        merged(make, 2, robot, bot=True),
    ]
    signal = measure(make.project(requests=requests), asof)
    merges = signal.detail.merges
    assert [(holder.name, holder.times) for holder in merges.holders] == [("Ida", 1)]
    assert signal.coverage.left_out == {"bots": 1}


def test_a_role_that_nobody_filled_is_unknown_and_not_zero(make, asof):
    signal = measure(make.project(), asof)
    assert (signal.value, signal.level, signal.detail.narrowest) == (None, "unknown", None)
    for role in (signal.detail.answers, signal.detail.reviews, signal.detail.merges, signal.detail.releases):
        assert (role.factor, role.people, role.times, role.first_share) == (None, None, None, None)


def test_publishers_that_the_forge_does_not_name_are_unknown(make, asof):
    releases = tuple(Release(f"v{n}", "", make.ago(n + 1)) for n in range(3))
    signal = measure(make.project(releases=releases), asof)
    assert signal.detail.releases.factor is None
    assert "Releases: The forge does not say who did it." in [m.english for m in signal.coverage.missing]


@pytest.mark.parametrize("kind", ["issues", "change_requests"])
def test_what_is_not_held_makes_its_roles_unknown_only(make, asof, kind):
    absent = {kind: Extent.absent(literally("It needs a token."))}
    releases = (Release("v1", "", make.ago(3), author=make.who(IDA)),)
    detail = measure(make.project(releases=releases, extents=absent), asof).detail
    assert detail.answers.factor is None
    assert detail.releases.factor == 1


def test_the_year_is_half_open(make, asof):
    inside = Release("v2", "", asof - timedelta(days=365), author=make.who(IDA))
    outside = Release("v1", "", asof - timedelta(days=365, seconds=1), author=make.who(BO))
    later = Release("v3", "", asof, author=make.who(CLEO))
    detail = measure(make.project(releases=(later, inside, outside)), asof).detail
    assert [holder.name for holder in detail.releases.holders] == ["Ida"]


def test_answers_and_reviews_that_were_not_asked_for_are_told(make, asof):
    """The roles are of what is held then, and coverage says so: not everything of the year was looked at."""
    old = make.request(200, 190, merged=True, answers=None, reviews=None)
    new = make.request(20, 10, merged=True, reviews=[(15, BO)], answers=[(15, BO)], number=7)
    signal = measure(make.project(requests=[old, new]), asof)
    said = [each.english for each in signal.coverage.missing]
    assert "First answers: Those on older issues and change requests that are closed are not known." in said
    assert "Reviews: Those on older issues and change requests that are closed are not known." in said
    assert measure(make.project(requests=[new]), asof).detail.reviews.times == 1
