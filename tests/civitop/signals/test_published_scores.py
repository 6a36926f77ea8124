"""Published scores by the values that their publishers' formulas give."""

from datetime import timedelta

import pytest

from civitop.i18n.message import literally
from civitop.model import FACT_KINDS, Extent
from civitop.signals.base import Settings
from civitop.signals.published_scores import PUBLISHED_SCORES
from civitop.signals.published_scores.bands import points
from civitop.signals.published_scores.detail import PublishedScores
from civitop.signals.published_scores.lfx import ACTIVE, MERGED, ORGANISATIONS, PEOPLE, RESOLVED, holders
from civitop.signals.published_scores.vitality import AGE, AUTHORS, CODE, TAGS
from civitop.signals.published_scores.words import FIGURES

DEFAULT = Settings()


def scores(make, asof, **facts):
    signal = PUBLISHED_SCORES.measure(make.project(**facts), asof, DEFAULT)
    return signal, {score.name: score for score in signal.detail.scores}


def exact(score):
    assert score.exact
    return score.low


def test_a_snapshot_that_lacks_a_score_is_shown_without_it(make, asof):
    signal, found = scores(make, asof, commits=[make.commit(9, "ida@mail.example")])
    lacking = PublishedScores(tuple(score for name, score in found.items() if name != "vitality_dutch"))
    assert lacking.of("vitality_dutch") is None
    lines = [text for text, _ in FIGURES.lists(lacking)]
    assert lines == [text for text, _ in FIGURES.lists(signal.detail) if "Dutch" not in text]
    assert len(lines) > 1


# ------------------------------------------------------------ vitality


@pytest.mark.parametrize(
    ("age", "authors", "index"), [(100, 1, 46), (800, 10, 73), (800, 28, 93), (800, 40, 93)]
)
def test_a_repository_in_which_nothing_happens_has_the_floor_of_its_age_and_authors(
    make, asof, age, authors, index
):
    commits = [make.commit(age - n / 100, f"p{n}@mail.example") for n in range(authors)]
    _, found = scores(make, asof, commits=commits)
    assert exact(found["vitality_italian"]) == index
    assert exact(found["vitality_dutch"]) == 46


@pytest.mark.parametrize(
    ("bands", "values"),
    [
        (
            AUTHORS,
            {0: 4, 1: 4, 2: 8, 3: 8, 4: 12, 8: 16, 15: 20, 16: 24, 23: 28, 24: 32, 27: 32, 28: 36, 99: 36},
        ),
        (
            CODE,
            {0: 2, 3: 2, 4: 8, 6: 14, 9: 20, 11: 20, 12: 26, 15: 32, 18: 38, 25: 44, 30: 50, 34: 50, 35: 60},
        ),
        (TAGS, {0: 20, 1: 30, 2: 40, 3: 40, 4: 50}),
        (AGE, {0: 20, 364.9: 20, 365: 30, 729: 30, 730: 35}),
        (PEOPLE, {1: 0, 2: 1, 3: 2, 4: 2, 5: 3, 7: 4, 9: 4, 10: 5}),
        (ORGANISATIONS, {1: 0, 2: 1, 3: 2, 5: 3, 6: 4, 8: 5}),
        (ACTIVE, {0: 0, 1: 0, 2: 1, 4: 2, 10: 3, 11: 4, 20: 4, 21: 5}),
        (RESOLVED, {1: 5, 7: 4, 14: 4, 15: 3, 30: 2, 45: 1, 60: 1, 61: 0}),
        (MERGED, {2.9: 5, 3: 4, 7: 3, 15: 2, 21: 1, 30: 1, 31: 0}),
    ],
)
def test_bands_are_as_published(bands, values):
    assert {value: points(value, bands) for value in values} == values


def test_a_day_with_work_counts_once_in_sixty(make, asof):
    """35 commits (60 points, not 2) and a tag (30, not 20) on one day: 68 more, capped at 100, in one of 60 days."""
    quiet = [make.commit(100, "a@mail.example")]
    busy = [make.commit(10.5, "a@mail.example", parents=1) for _ in range(35)]
    _, found = scores(make, asof, commits=quiet + busy, tags=[make.tag(10.4, "v1.0.0")])
    assert exact(found["vitality_italian"]) == int((59 * 46 + 100) / 60)
    merges = [make.commit(10.5, "a@mail.example", parents=2) for _ in range(2)]
    _, found = scores(make, asof, commits=quiet + merges)
    assert [each.value for each in found["vitality_italian"].inputs[1:3]] == [2, 2]  # 4 for the score


def test_an_author_counts_from_the_day_after_the_first_commit(make, asof):
    """Two authors (8 points, not 4) on the last 30 of 60 days: 48 in the mean."""
    commits = [make.commit(100, "a@mail.example"), make.commit(30.5, "b@mail.example")]
    _, found = scores(make, asof, commits=commits)
    assert exact(found["vitality_italian"]) == 48
    assert exact(found["vitality_dutch"]) == 46  # there it is one author alone


def test_a_history_that_begins_later_gives_a_range(make, asof):
    held = Extent(make.ago(400))
    _, found = scores(make, asof, commits=[make.commit(100, "a@mail.example")], extents={"commits": held})
    italian = found["vitality_italian"]
    assert (italian.low, italian.high) == (46, 93)
    assert italian.missing
    assert italian.inputs[0].value is None
    assert exact(found["vitality_dutch"]) == 46


def test_tags_that_are_not_known_give_a_range(make, asof):
    gone = {"tags": Extent.absent(literally("They were not asked for."))}
    _, found = scores(make, asof, commits=[make.commit(100, "a@mail.example")], extents=gone)
    assert (found["vitality_italian"].low, found["vitality_italian"].high) == (46, 76)


# ------------------------------------------------------------ openCode


def kept(make, *, commits=6, people=3, reaction=1.0, release=True):
    who = [f"p{n}@mail.example" for n in range(people)]
    return {
        "commits": [make.commit(10 + n, who[n % people]) for n in range(commits)],
        "issues": [make.issue(30, answers=[(30 - reaction, "z@mail.example")], who="y@mail.example")],
        "tags": [make.tag(40, "v1.0.0")] if release else [],
    }


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, 3),
        ({"people": 2}, 2),  # half of the commits each: a factor of 1
        ({"people": 1}, 2),
        ({"release": False}, 1),
        ({"release": False, "people": 2}, 1),
        ({"commits": 4}, 0),
        ({"commits": 5}, 3),
        ({"reaction": 7.0}, 0),
        ({"reaction": 6.9}, 3),
    ],
)
def test_opencode_levels_build_on_each_other(make, asof, change, level):
    _, found = scores(make, asof, **kept(make, **change))
    assert exact(found["opencode"]) == level


def test_an_issue_without_a_reaction_counts_with_the_time_that_it_waits(make, asof):
    facts = kept(make) | {"issues": [make.issue(20, who="y@mail.example")]}
    _, found = scores(make, asof, **facts)
    assert exact(found["opencode"]) == 0
    assert found["opencode"].inputs[1].value == pytest.approx(20)


def test_opencode_without_issues_known_is_a_range_or_nothing(make, asof):
    gone = {"issues": Extent.absent(literally("A clone holds none."))}
    _, found = scores(make, asof, **kept(make), extents=gone)
    assert (found["opencode"].low, found["opencode"].high) == (None, 3)
    _, found = scores(make, asof, **kept(make, commits=2), extents=gone)
    assert exact(found["opencode"]) == 0  # too few commits, whatever the issues say


# ------------------------------------------------------------ LFX


@pytest.mark.parametrize(
    ("counts", "number"), [([51, 49], 1), ([50, 50], 2), ([34, 33, 33], 2), ([1] * 10, 6), ([], 0)]
)
def test_fifty_one_per_cent_are_more_than_half(counts, number):
    assert holders(counts) == number


def test_the_lfx_score_is_a_range_of_what_is_known(make, asof):
    two = [make.commit(n + 1, ("ida@aaholm.example", "bo@bysted.example")[n % 2]) for n in range(10)]
    before = [make.commit(100 + n, "ida@aaholm.example") for n in range(2)]
    issues = [make.issue(30, 25)]
    requests = [make.request(20 + n, 19 + n, merged=True) for n in range(24)]
    _, found = scores(make, asof, commits=two + before, issues=issues, requests=requests, stars=60, forks=4)
    lfx = found["lfx"]
    # people 7:5 → 1 holds 58 % → 0; organisations likewise 0; active 2 → 1; retained 1 of 1 → 5;
    # stars 60 → 2 × 2.5; forks 0; 2 change requests a month → 1; issues 5 days → 5; merged in a day → 5; 10 days → 1
    assert [each.points for each in lfx.inputs] == [0, 0, 1, 5, 5, 0, 1, 5, 5, 1]
    assert (lfx.low, lfx.high) == (23, 23 + 5 + 5 + 25)
    assert len(lfx.missing) == 3


def test_an_unknown_organisation_leaves_the_dependency_open(make, asof):
    _, found = scores(make, asof, commits=[make.commit(1, "x@nowhere.example")], stars=0, forks=0)
    assert found["lfx"].inputs[1] == type(found["lfx"].inputs[1])(
        "organisations with 51% of the commits", None
    )


# ------------------------------------------------------------ all of them


def test_scores_of_others_decide_nothing_and_there_is_none_of_our_own(make, asof):
    signal, found = scores(make, asof, **kept(make))
    assert signal.level == "unknown"
    assert signal.value == 3  # both forms of vitality and the openCode level; LFX is a range
    assert list(found) == ["starter", "vitality_italian", "vitality_dutch", "opencode", "lfx"]
    assert all(score.weakness.english.endswith(".") for score in found.values())
    assert (found["starter"].low, found["starter"].high) == (None, None)


def test_the_starter_figures_are_those_of_the_signals(make, asof):
    from civitop.signals import measure_all

    project = make.project(**kept(make))
    measured = measure_all(project, asof, DEFAULT)
    values = [each.value for each in measured["published_scores"].detail.of("starter").inputs]
    assert values == [
        measured["response_time"].value,
        measured["change_requests"].value,
        measured["bus_factor"].value,
        measured["release_cadence"].detail.releases_365d,
    ]


def test_each_list_tells_the_score_and_its_inputs_and_weaknesses_are_told_once(make, asof):
    signal, _ = scores(make, asof, **kept(make))
    said = [text for text, _ in PUBLISHED_SCORES.figures.lists(signal.detail)]
    assert len(said) == 5
    assert said[1].startswith("Vitality index, Italian form: 4")
    assert "of 100; authors, by e-mail address: " in said[1]
    assert said[4].startswith("LFX health score: between ")
    remarks = [str(each) for each in PUBLISHED_SCORES.figures.remarks]
    for score in signal.detail.scores:
        never = [each for each in score.missing if "points)" in str(each)]
        for each in (score.weakness, *never):
            assert not [line for line in said if str(each) in line]
            assert [line for line in remarks if line.endswith(str(each))], score.name


def test_nothing_held_gives_no_score_and_no_list(make, asof):
    nothing = {kind: Extent.absent(literally("They need a token.")) for kind in FACT_KINDS}
    signal, found = scores(make, asof, extents=nothing)
    assert all((score.low, score.high) == (None, None) for score in found.values())
    assert list(PUBLISHED_SCORES.figures.lists(signal.detail)) == []
    assert signal.value is None


def test_windows_end_at_the_moment_that_is_asked_for(make, asof):
    project = make.project(commits=[make.commit(1, "a@mail.example")])
    then = PUBLISHED_SCORES.measure(project, asof - timedelta(days=30), DEFAULT).detail
    assert then.of("vitality_dutch").inputs[0].value == 0
