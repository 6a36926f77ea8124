from datetime import date

import pytest

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.release_cadence import RELEASE_CADENCE

DEFAULT = Settings()


def measure(project, asof, settings=DEFAULT):
    return RELEASE_CADENCE.measure(project, asof, settings)


def test_a_steady_project(make, asof):
    signal = measure(make.project(releases=[make.release(6 + 14 * n) for n in range(60)]), asof)
    detail = signal.detail
    assert (signal.value, signal.level, signal.unit) == (14.0, "good", "days")
    assert (detail.releases_365d, detail.releases_730d, detail.days_since_last) == (26, 52, 6)
    assert (detail.last, detail.regularity, detail.next_due) == ("v6", 0, date(2026, 11, 30))
    assert detail.overdue == pytest.approx(6 / 14)
    assert len(detail.gaps_days) == 51
    assert detail.days[-1] == date(2026, 11, 16)
    assert signal.change_30d == 0
    assert [point.value for point in signal.trend[-2:]] == [14, 14]
    assert (
        signal.reason.english
        == "A release every 14 days (median of two years); the last release is 6 days old."
    )


def test_the_median_is_over_gaps_inside_two_years(make, asof):
    signal = measure(make.project(releases=map(make.release, (10, 20, 50, 729, 731))), asof)
    assert signal.detail.gaps_days == (679, 30, 10)
    assert signal.value == 30
    assert signal.detail.regularity == pytest.approx(20 / 30)


def test_prereleases_are_left_out_and_counted(make, asof):
    releases = [make.release(10), make.release(20, "v2-rc1", prerelease=True), make.release(30)]
    signal = measure(make.project(releases=releases), asof)
    assert (signal.value, signal.coverage.left_out) == (20, {"prereleases": 1})


@pytest.mark.parametrize(
    ("days", "level"),
    [
        ([80], "good"),  # one release: no gap, the level comes from the days since
        ([91], "watch"),
        ([365], "watch"),
        ([366], "bad"),
        ([150, 250], "good"),  # within twice its usual 100 days
        ([201, 301], "watch"),
        ([400, 700], "bad"),  # 400 ≤ 2 × 300, but past a year
        ([], "bad"),
    ],
)
def test_the_level_by_the_days_since_the_last_release(make, asof, days, level):
    signal = measure(make.project(releases=map(make.release, days)), asof)
    assert signal.level == level
    assert (signal.value is None) == (len(days) < 2)


def test_never_released_is_said(make, asof):
    signal = measure(make.project(), asof)
    assert (signal.value, signal.level, signal.reason.english) == (None, "bad", "Nothing was ever released.")
    assert signal.detail.releases_365d == 0


def test_a_network_has_thresholds_of_its_own(make, asof):
    slow = Settings(thresholds={"release_cadence": Thresholds(watch=200)})
    assert measure(make.project(releases=[make.release(150)]), asof, slow).level == "good"


def test_without_releases_the_version_tags_count(make, asof):
    tags = [make.tag(5, "v1.2"), make.tag(9, "v1.2-rc1"), make.tag(15, "1.1"), make.tag(16, "latest")]
    signal = measure(make.project(tags=tags), asof)
    assert (signal.value, signal.detail.kind, signal.detail.last) == (10, "tags", "v1.2")
    assert signal.coverage.left_out == {"prereleases": 1, "no versions": 1}
    both = measure(make.project(tags=tags, releases=[make.release(100)]), asof)
    assert (both.value, both.detail.kind, both.detail.last) == (None, "releases", "v100")


def test_a_prerelease_on_the_forge_is_none_though_its_tag_looks_finished(make, asof):
    project = make.project(releases=[make.release(5, "v2.0", prerelease=True)], tags=[make.tag(5, "v2.0")])
    signal = measure(project, asof)
    assert (signal.detail.last, signal.reason.english) == (None, "Nothing was ever released.")


def test_a_clone_knows_tags_only(make, asof):
    extents = {"releases": Extent.absent(literally("A clone has none."))}
    project = make.project(tags=[make.tag(5, "v1.2"), make.tag(15, "v1.1")], extents=extents)
    assert measure(project, asof).value == 10
    assert measure(make.project(extents=extents), asof).level == "bad"


def test_nothing_known_is_unknown_and_never_released_needs_to_know_the_tags(make, asof):
    absent = Extent.absent(literally("It needs a token."))
    signal = measure(make.project(extents={"releases": absent, "tags": absent}), asof)
    assert (signal.value, signal.level) == (None, "unknown")
    assert signal.reason.english == "The releases are not known: It needs a token."
    assert signal.detail.releases_365d is None
    assert measure(make.project(extents={"tags": absent}), asof).level == "unknown"


def test_a_truncated_list_gives_no_median_but_the_last_release(make, asof):
    extents = {"releases": Extent(make.ago(200))}
    signal = measure(make.project(releases=[make.release(10), make.release(20)], extents=extents), asof)
    assert (signal.value, signal.level) == (None, "good")
    assert (signal.detail.releases_365d, signal.detail.days_since_last) == (None, 10)
    assert signal.coverage.since == make.ago(200)
    assert signal.reason.english.startswith(
        "The last release is 10 days old. The releases are known from 2026-05-06"
    )


def test_what_is_released_after_the_moment_is_not_known_yet(make):
    releases = map(make.release, (5, 40, 60))
    signal = measure(make.project(releases=releases), make.ago(30))
    assert (signal.value, signal.detail.last) == (20, "v40")


def test_a_late_release_is_called_late(make, asof):
    signal = measure(make.project(releases=map(make.release, (50, 70, 90))), asof)
    assert signal.detail.overdue == 2.5
    assert signal.reason.english.endswith("the last release is 50 days old, 2.5 times the usual gap.")


def test_a_long_list_that_is_cut_off_still_says_how_it_goes(make, asof):
    extents = {"releases": Extent(make.ago(205), literally("Only the latest 20 releases are here."))}
    releases = [make.release(5 + 10 * n) for n in range(20)]
    signal = measure(make.project(releases=releases, extents=extents), asof)
    assert (signal.value, signal.level, signal.coverage.since) == (10, "good", make.ago(205))
    assert signal.detail.releases_730d is None
    assert [str(each) for each in signal.coverage.missing] == [
        "The releases are known from 2026-05-01 on only: Only the latest 20 releases are here."
    ]
    assert signal.reason.english.startswith("A release every 10 days (median since 2026-05-01); ")
    few = measure(make.project(releases=releases[:10], extents=extents), asof)
    assert few.value is None


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        ((1.3, 1.3), "1.3 days"),
        ((2.7, 2.7), "2.7 days"),
        ((9.97, 9.97), "10 days"),
        ((12.4, 12.4), "12 days"),
    ],
)
def test_the_gap_is_said_as_the_table_shows_it(gaps, said, make, asof):
    days = [1.0, 1.0 + gaps[0], 1.0 + sum(gaps)]
    signal = measure(make.project(releases=[make.release(each) for each in days]), asof)
    assert f"every {said}" in signal.reason.english
    assert RELEASE_CADENCE.said(signal.value).english == said
