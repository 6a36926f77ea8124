from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import Extent, MailmapEntry, address_hash
from civitop.people.affiliation.base import KINDS
from civitop.signals.base import Settings, Thresholds
from civitop.signals.municipalities import MUNICIPALITIES

DEFAULT = Settings()


def measure(project, asof, settings=DEFAULT):
    return MUNICIPALITIES.measure(project, asof, settings)


def test_commits_issues_and_change_requests_make_a_municipality_contribute(make, asof):
    project = make.project(
        commits=[
            make.commit(200),
            make.commit(3, "per@nordkode.example", coauthors=["ida@aaholm.example", "eva@aaholm.example"]),
            make.commit(2, "per@nordkode.example"),
        ],
        issues=[make.issue(10, who="bo@bysted.example")],
        requests=[make.request(5, who="dev@mail.example", owner="github.com/aaholm-it")],
    )
    signal = measure(project, asof)
    aaholm, bysted = signal.detail.contributing
    assert (signal.value, signal.level) == (2, "good")
    assert (aaholm.code, aaholm.name, aaholm.country, aaholm.people) == ("DK-9001", "Aaholm", "DK", 3)
    assert (aaholm.commits, aaholm.issues, aaholm.change_requests) == (2, 0, 1)
    assert (aaholm.first, aaholm.last) == (make.ago(200), make.ago(3))
    assert aaholm.evidence == ("email-domain", "forge-organisation")
    assert [(tie.name, tie.evidence, tie.contributions) for tie in aaholm.who] == [
        ("Ida", ("email-domain",), 2),
        ("Dev", ("forge-organisation",), 1),
        ("Eva", ("email-domain",), 1),
    ]
    assert (bysted.issues, bysted.people) == (1, 1)
    assert [row.code for row in signal.detail.organisations] == ["DK-9001", "DK-nordkode", "DK-9002"]
    # A commit by Aaholm and Nordkode is half of each: three commits, not four.
    assert (signal.detail.writes.municipality, signal.detail.writes.vendor) == (1.5, 1.5)
    assert signal.detail.takes_part.municipality == 2
    assert signal.coverage.sample == 7
    assert signal.reason.english == "2 municipalities contributed in the last 365 days: Aaholm and Bysted."


def test_reviewing_is_taking_part_but_does_not_make_a_contributor(make, asof):
    reviews = [(4, "bo@bysted.example"), (3, "bo@bysted.example"), (3, "per@nordkode.example")]
    signal = measure(
        make.project(requests=[make.request(5, who="per@nordkode.example", reviews=reviews)]), asof
    )
    assert (signal.value, signal.detail.contributing) == (0, ())
    assert (signal.detail.takes_part.municipality, signal.detail.takes_part.vendor) == (1, 1)
    assert [(row.code, row.reviews) for row in signal.detail.organisations] == [
        ("DK-nordkode", 0),
        ("DK-9002", 1),
    ]


def test_what_nobody_is_known_for_stands_beside_the_list(make, asof):
    commits = [
        make.commit(1),
        make.commit(2, "x@mail.example"),
        make.commit(3, "y@odd.example"),
        make.commit(4, "per@nordkode.example"),
    ]
    signal = measure(make.project(commits=commits), asof)
    assert signal.detail.unknown_share == 0.5
    assert (signal.detail.writes.individual, signal.detail.writes.unknown) == (1, 1)
    assert signal.reason.english == (
        "1 municipality contributed in the last 365 days: Aaholm; "
        "behind 50% of the contributions no organisation is known."
    )
    assert signal.level == "watch"


def test_merges_bots_and_what_lies_outside_the_year_do_not_count(make, asof):
    commits = [
        make.commit(1, parents=2),
        make.commit(2, "bot@aaholm.example", bot=True),
        make.commit(-1),
        make.commit(366),
    ]
    signal = measure(make.project(commits=commits), asof)
    assert (signal.value, signal.level, signal.coverage.left_out) == (
        0,
        "bad",
        {"bots": 1, "future": 1, "merges": 1},
    )
    assert signal.detail.unknown_share is None
    assert signal.change_30d == -1  # the one of 366 days ago counted then


def test_somebody_whose_account_was_deleted_is_unknown(make, asof):
    signal = measure(make.project(issues=[make.issue(3, who=None)]), asof)
    assert (signal.value, signal.detail.takes_part.unknown, signal.detail.unknown_share) == (0, 1, 1)


def test_the_mailmap_says_for_whom_an_old_address_stands(make, asof):
    facts = make.facts(commits=[make.commit(1, "ida@home.example")])
    entry = MailmapEntry(None, make.who("ida@aaholm.example"), None, address_hash("ida@home.example"))
    mapped = type(facts)(**{f: getattr(facts, f) for f in facts.__struct_fields__} | {"mailmap": (entry,)})
    assert measure(make.of(facts), asof).value == 0
    assert measure(make.of(mapped), asof).value == 1


def test_what_is_seen_is_the_least_where_issues_are_not_held(make, asof):
    extents = {
        "issues": Extent.absent(literally("A clone has none.")),
        "change_requests": Extent.absent(literally("A clone has none.")),
    }
    seen = measure(make.project(commits=[make.commit(1)], extents=extents), asof)
    assert (seen.value, seen.level) == (1, "watch")
    assert seen.reason.english == "At least 1 municipality contributed in the last 365 days: Aaholm."
    assert len(seen.coverage.missing) == 2
    none = measure(make.project(commits=[make.commit(1, "per@nordkode.example")], extents=extents), asof)
    assert (none.value, none.level) == (None, "unknown")
    assert none.reason.english == (
        "No contribution of a municipality was seen, but the issues and change requests are not all known."
    )
    assert none.detail.writes.vendor == 1


def test_without_the_commits_nothing_is_said(make, asof):
    signal = measure(make.project(extents={"commits": Extent.absent(literally("It needs a token."))}), asof)
    assert (signal.value, signal.level, {p.value for p in signal.trend}) == (None, "unknown", {None})


def test_issues_that_are_switched_off_are_not_missing(make, asof):
    project = make.project(
        issues_enabled=False, extents={"issues": Extent.absent(literally("They are off."))}
    )
    assert measure(project, asof).value == 0


def test_a_network_has_thresholds_of_its_own(make, asof):
    many = Settings(thresholds={"municipalities": Thresholds(watch=5)})
    assert measure(make.project(commits=[make.commit(1)]), asof, many).level == "watch"


def test_the_trend_counts_half_years(make, asof, values):
    commits = [make.commit(250), make.commit(100, "bo@bysted.example"), make.commit(30, "dea@dalby.example")]
    assert values(measure(make.project(commits=commits), asof)) == [1, 1, 1, 2, 1, 2]


people = (
    "ida@aaholm.example",
    "bo@bysted.example",
    "dea@dalby.example",
    "per@nordkode.example",
    "x@mail.example",
)
things = st.lists(
    st.tuples(st.floats(-5, 420), st.sampled_from(people), st.sampled_from("cir")), max_size=30, unique=True
)


@given(things)
def test_it_is_the_definition_over_the_window(make, asof, things):
    project = make.project(
        commits=[make.commit(d, who) for d, who, what in things if what == "c"],
        issues=[
            make.issue(d, who=who, number=n + 1) for n, (d, who, what) in enumerate(things) if what == "i"
        ],
        requests=[
            make.request(d, who=who, number=n + 1) for n, (d, who, what) in enumerate(things) if what == "r"
        ],
    )
    made = defaultdict(int)
    for days, who, _ in things:
        if asof - timedelta(days=365) <= make.ago(days) < asof:
            made[who.partition("@")[2]] += 1
    signal = measure(project, asof)
    contributing = {domain for domain in made if domain.split(".")[0] in ("aaholm", "bysted", "dalby")}
    assert signal.value == len(contributing)
    assert signal.coverage.sample == sum(made.values())
    assert sum(row.weight for row in signal.detail.organisations) <= sum(made.values())
    assert signal.detail.unknown_share == (
        pytest.approx(made["mail.example"] / sum(made.values())) if made else None
    )
    assert signal.detail.writes.total == sum(signal.detail.writes.of(kind) for kind in KINDS)
