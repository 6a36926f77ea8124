from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.supplier_dependence import SUPPLIER_DEPENDENCE

DEFAULT = Settings()


def measure(project, asof, settings=DEFAULT):
    return SUPPLIER_DEPENDENCE.measure(project, asof, settings)


def test_one_vendor_with_half_holds_the_project(make, asof):
    commits = make.commits(
        {"per@nordkode.example": 6, "ida@aaholm.example": 3, "x@sydsoft.example": 1, "y@mail.example": 2}
    )
    signal = measure(make.project(commits=commits), asof)
    assert (signal.value, signal.level) == (1, "bad")
    assert [(s.code, s.commits, s.share) for s in signal.detail.suppliers] == [
        ("DK-nordkode", 6, 0.5), ("DK-9001", 3, 0.25), ("DK-sydsoft", 1, pytest.approx(1 / 12))
    ]  # fmt: skip
    assert (signal.detail.largest_vendor, signal.detail.largest_vendor_share) == ("Nordkode", 0.5)
    assert signal.detail.known_share == pytest.approx(10 / 12)
    assert (signal.detail.kinds.vendor, signal.detail.kinds.individual) == (7, 2)
    assert signal.reason.english == (
        "Nordkode (vendor) wrote 50% of the commits of the last 365 days; "
        "behind 17% no organisation is known."
    )


def test_equal_organisations_count(make, asof):
    domains = ("nordkode", "sydsoft", "aaholm", "bysted")
    commits = make.commits({f"p@{domain}.example": 4 for domain in domains})
    signal = measure(make.project(commits=commits), asof)
    assert (signal.value, signal.level) == (2, "watch")
    lenient = Settings(thresholds={"supplier_dependence": Thresholds(watch=1)})
    assert measure(make.project(commits=commits), asof, lenient).level == "good"


def test_a_municipality_that_does_it_alone_is_no_lock_in(make, asof):
    signal = measure(make.project(commits=make.commits({"ida@aaholm.example": 6})), asof)
    assert (signal.value, signal.level, signal.detail.largest_vendor_share) == (1, "watch", 0)


def test_where_little_is_known_the_level_is_unknown(make, asof):
    signal = measure(
        make.project(commits=make.commits({"per@nordkode.example": 1, "y@mail.example": 2})), asof
    )
    assert (signal.value, signal.level) == (1, "unknown")
    nobody = measure(make.project(commits=make.commits({"y@mail.example": 2})), asof)
    assert (nobody.value, nobody.detail.largest_vendor_share, nobody.level) == (None, None, "unknown")
    assert nobody.reason.english == "For none of the 2 commits of the last 365 days an organisation is known."


def test_a_commit_of_two_organisations_is_half_of_each_and_one_together(make, asof):
    """27 commits must not sum to 43 because 16 of them have a co-author of another kind."""
    shared = [
        make.commit(1 + n / 10, "per@nordkode.example", coauthors=["ida@aaholm.example"]) for n in range(16)
    ]
    alone = make.commits({"per@nordkode.example": 4, "x@sydsoft.example": 7}, start=10)
    signal = measure(make.project(commits=[*shared, *alone], issues=[make.issue(2)]), asof)
    detail = signal.detail
    assert [(s.code, s.commits) for s in detail.suppliers] == [
        ("DK-nordkode", 20), ("DK-9001", 16), ("DK-sydsoft", 7)
    ]  # fmt: skip
    assert sum(s.share for s in detail.suppliers) == pytest.approx(1)
    assert (detail.kinds.vendor, detail.kinds.municipality, detail.kinds.total) == (19, 8, 27)
    assert detail.suppliers[0].share == pytest.approx(12 / 27)
    assert (signal.value, signal.coverage.sample) == (2, 27)


def test_a_known_coauthor_makes_a_commit_known(make, asof):
    commits = [
        make.commit(1, "y@mail.example", coauthors=["per@nordkode.example"]),
        make.commit(2, "y@mail.example", coauthors=["odd@nowhere.example"]),
    ]
    detail = measure(make.project(commits=commits), asof).detail
    assert (detail.known_share, detail.largest_vendor_share) == (0.5, 0.5)
    assert (detail.kinds.vendor, detail.kinds.individual, detail.kinds.unknown) == (1, 0.5, 0.5)


def test_what_a_bot_wrote_is_nobodys_commit_whoever_is_its_coauthor(make, asof):
    commits = [make.commit(1, "bot@x.example", bot=True, coauthors=["per@nordkode.example"]), make.commit(2)]
    detail = measure(make.project(commits=commits), asof).detail
    assert [(s.code, s.commits, s.share) for s in detail.suppliers] == [("DK-9001", 1, 1)]


def test_without_commits_it_says_so(make, asof):
    signal = measure(make.project(), asof)
    assert (signal.value, signal.level) == (0, "bad")
    assert signal.reason.english.startswith("Nobody committed anything")
    absent = measure(make.project(extents={"commits": Extent.absent(literally("It needs a token."))}), asof)
    assert (absent.value, absent.level) == (None, "unknown")


@given(st.lists(st.sampled_from(["aaholm", "bysted", "nordkode", "sydsoft", "mail"]), max_size=40))
def test_it_is_the_definition_over_organisations(make, asof, domains):
    commits = [make.commit(1 + n, f"p@{domain}.example") for n, domain in enumerate(domains)]
    counts = [number for domain, number in Counter(domains).most_common() if domain != "mail"]
    naive = next((n for n in range(1, len(counts) + 1) if 2 * sum(counts[:n]) >= sum(counts)), 0)
    expected = naive if counts or not domains else None
    assert measure(make.project(commits=commits), asof).value == expected
