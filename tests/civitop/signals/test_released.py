"""Which releases and tags the cadence rests on, and what is said of those that are left out."""

from datetime import timedelta

from civitop.model import Extent, Tag
from civitop.signals.base import Settings
from civitop.signals.release_cadence import RELEASE_CADENCE


def measure(project, asof, **settings):
    return RELEASE_CADENCE.measure(project, asof, Settings(**settings))


def test_packages_tagged_together_have_the_cadence_of_one(make, asof):
    names = ("button", "table", "icons")
    tags = [
        Tag(f"@x/{name}@1.{n}.0", make.ago(30 * n) + timedelta(seconds=k))
        for n in range(1, 21)
        for k, name in enumerate(names)
    ]
    signal = measure(make.project(tags=tags), asof)
    assert (signal.value, signal.detail.releases_730d) == (30, 20)
    assert signal.detail.overdue < 1.1
    assert {signal.detail.package, *(each.package for each in signal.detail.packages)} == {
        "@x/button", "@x/table", "@x/icons"
    }  # fmt: skip
    assert [each.value for each in signal.detail.packages] == [30, 30]


def test_the_project_has_the_cadence_of_its_busiest_package(make, asof):
    tags = [make.tag(10 * n, f"core-1.{n}") for n in range(1, 9)]
    tags += [make.tag(100 * n + 1, f"docs-1.{n}") for n in range(1, 4)]
    signal = measure(make.project(tags=tags), asof)
    assert (signal.value, signal.detail.package) == (10, "core")
    assert [(each.package, each.value, each.releases_730d) for each in signal.detail.packages] == [
        ("docs", 100, 3)
    ]


def test_releases_of_one_day_are_one(make, asof):
    releases = [make.release(day, f"v1.{n}") for n, day in enumerate((30, 29.99, 20, 10))]
    signal = measure(make.project(releases=releases), asof)
    assert signal.detail.releases_730d == 3
    assert signal.coverage.left_out == {"same day": 1}


def test_no_ratio_is_told_over_a_gap_of_nothing(make, asof):
    midnight = make.ago(50).replace(hour=0, minute=0)
    tags = [Tag("v1.0", midnight - timedelta(seconds=1)), Tag("v1.1", midnight)]
    assert measure(make.project(tags=tags), asof).detail.overdue is None


def test_tags_written_afterwards_have_their_commits_dates(make, asof):
    tags = [
        Tag(f"v1.{n}", make.ago(100) + timedelta(seconds=n), make.ago(400 + 120 * (30 - n)))
        for n in range(30)
    ]
    signal = measure(make.project(tags=tags), asof)
    assert (signal.value, signal.detail.days_since_last, signal.detail.last) == (120, 520, "v1.29")


def test_names_that_are_no_versions_are_left_out_and_their_pattern_is_said(make, asof):
    tags = [make.tag(n, f"deploy-2026-09-{n:02}") for n in range(1, 31)]
    tags += [make.tag(40, "v1.1"), make.tag(60, "v1.0")]
    signal = measure(make.project(tags=tags), asof)
    assert (signal.value, signal.detail.last, signal.coverage.left_out) == (20, "v1.1", {"no versions": 30})
    assert signal.detail.left_out_pattern == "deploy-*"
    assert signal.reason.english.endswith(
        "Left out are names that are no versions, most of them deploy-* (30)."
    )
    few = measure(make.project(tags=tags[29:]), asof)
    assert "Left out" not in few.reason.english


def test_a_rolling_release_is_none(make, asof):
    releases = [make.release(1, "latest"), make.release(2, "nightly"), make.release(10, "v2.0")]
    signal = measure(make.project(releases=releases), asof)
    assert (signal.detail.last, signal.detail.releases_365d) == ("v2.0", 1)
    alone = measure(make.project(releases=releases[:2]), asof)
    assert (alone.level, alone.detail.last) == ("bad", None)


def test_the_pattern_of_the_configuration_overrules(make, asof):
    tags = [make.tag(7 * n, f"deploy-{n}") for n in range(1, 9)] + [make.tag(3, "v1.0")]
    signal = measure(make.project(tags=tags), asof, release_names="deploy-*")
    assert (signal.value, signal.detail.last, signal.coverage.left_out) == (7, "deploy-1", {"no versions": 1})


def on(make, *days):
    """Commits of the default branch and version tags on them."""
    commits = [make.commit(day) for day in days]
    return commits, [Tag(f"v2.{n}", c.committed_at, c.committed_at, c.oid) for n, c in enumerate(commits)]


def test_tags_on_no_commit_of_the_default_branch_are_left_out_and_counted(make, asof):
    commits, tags = on(make, 10, 40, 70)
    hotfixes = [Tag(f"v1.9.{n}", make.ago(n), make.ago(n), f"hotfix-{n}") for n in (20, 25, 30)]
    preview = Tag("v1.9.9-rc1", make.ago(15), make.ago(15), "preview")
    signal = measure(make.project(commits=commits, tags=[*tags, *hotfixes, preview]), asof)
    assert (signal.value, signal.coverage.sample) == (30, 3)
    assert signal.coverage.left_out == {"other branches": 3}


def test_where_the_history_is_not_held_a_tag_counts(make, asof):
    commits, tags = on(make, 10, 40)
    older = [Tag("v1.0", make.ago(500), make.ago(500), "before the window"), make.tag(520, "v0.9")]
    held = {"commits": Extent(make.ago(400))}
    signal = measure(make.project(commits=commits, tags=[*tags, *older], extents=held), asof)
    assert (signal.coverage.sample, signal.coverage.left_out) == (4, {})


def test_a_project_that_tags_on_other_branches_alone_is_not_called_never_released(make, asof):
    tags = [
        Tag("v1.0", make.ago(9), make.ago(9), "elsewhere"),
        Tag("v1.1", make.ago(5), make.ago(5), "there"),
    ]
    signal = measure(make.project(commits=[make.commit(3)], tags=tags), asof)
    assert (signal.value, signal.level, signal.coverage.left_out) == (None, "unknown", {"other branches": 2})
    assert signal.reason.english == "Its 2 versions are tagged on other branches than the default one."


def test_names_without_anything_in_common_have_no_pattern(make, asof):
    tags = [make.tag(n, f"{name}-fix") for n, name in enumerate(("login", "5035", "maps", "archive/x"), 1)]
    signal = measure(make.project(tags=[*tags, make.tag(40, "v1.1")]), asof)
    assert signal.detail.left_out_pattern is None
    assert signal.reason.english.endswith("Left out are names that are no versions (4).")
