"""The filter language: what each word finds, and how a wrong one is pointed at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import civitop.filter.keys
from civitop.errors import UsageError
from civitop.filter.grammar import FilterError, keys, parse
from civitop.filter.keys import FIGURES, TEXTS
from civitop.health import Health
from civitop.i18n.message import literally
from civitop.signals import SIGNALS
from civitop.signals.base import Signal
from civitop.signals.bus_factor import BusFactor
from civitop.signals.credit.organisations import Contributor, Kinds
from civitop.signals.municipalities.detail import Municipalities
from civitop.signals.release_cadence import ReleaseCadence


def bus(value, level="good"):
    detail = BusFactor(people=4, commits_365d=100, first_share=0.6, shares=())
    return Signal(value=value, unit="people", level=level, reason=literally(""), detail=detail)


def cadence(since, level="good"):
    detail = ReleaseCadence(
        kind="releases",
        releases_365d=1,
        releases_730d=1,
        last=None,
        last_at=None,
        days_since_last=since,
        gaps_days=(),
        regularity=None,
        next_due=None,
        overdue=None,
        days=(),
    )
    return Signal(value=30.0, unit="days", level=level, reason=literally(""), detail=detail)


def contributor(name, kind, now):
    return Contributor(
        code="DK-0751",
        name=name,
        kind=kind,
        country="DK",
        people=1,
        commits=1,
        issues=0,
        change_requests=0,
        reviews=0,
        first=now,
        last=now,
        evidence=(),
        who=(),
    )


@pytest.fixture
def health():
    from datetime import UTC, datetime

    now = datetime(2026, 11, 22, tzinfo=UTC)
    who = (contributor("Århus", "municipality", now), contributor("Example BV", "vendor", now))
    detail = Municipalities(
        contributing=who[:1],
        using=(),
        using_not_contributing=(),
        used_by_others=(),
        organisations=who,
        writes=Kinds(),
        takes_part=Kinds(),
        unknown_share=None,
    )
    return Health(
        id="gitlab:os2/digital-post",
        forge="gitlab",
        name="os2/digital-post",
        url="",
        archived=False,
        status="fresh",
        collected_at=None,
        error=None,
        topics=("zaakgericht", "public-code"),
        stars=12,
        licence="EUPL-1.2",
        description="Letters for citizens",
        signals={
            "release_cadence": cadence(200, "watch"),
            "bus_factor": bus(1, "bad"),
            "municipalities": Signal(
                value=1, unit="municipalities", level="watch", reason=literally(""), detail=detail
            ),
        },
    )


@pytest.mark.parametrize(
    "text",
    [
        "bus<2",
        "bus=1",
        "bus:1",
        "bus<=1",
        "bus>0",
        "bus>=1",
        "bus!=2",
        "bus:bad",
        "bus!=good",
        "release>180d",
        "release>6m",
        "release<1y",
        "release>28w",
        "release:watch",
        "cadence=30",
        "municipality:aarhus,arhus",
        "municipality:ÅRHUS",
        "municipality:DK-0751",
        'vendor:"Example BV"',
        "vendor:example",
        "forge:gitlab",
        "forge:github,gitlab",
        "forge!=github",
        "level:bad",
        "topic:zaak",
        "network:os2",
        "status:fresh",
        "is:active",
        "-is:archived",
        "share>50%",
        "stars>10",
        "licence:eupl",
        "ci:unknown",
        "digital",
        "POST letters",
        "-nothing",
        '"digital-post"',
        "issues:unknown",
        "issues=unknown",
        "bus!=unknown",
        "",
        'bus<2 release>180d vendor:"Example BV" forge:gitlab level:bad topic:zaak',
    ],
)
def test_it_finds_the_project(text, health):
    assert parse(text).matches(health, ("os2",))


@pytest.mark.parametrize(
    "text",
    [
        "bus<1",
        "bus:good",
        "release<180d",
        "vendor:arhus",
        "forge:github",
        "forge!=gitlab",
        "level:good",
        "topic:water",
        "network:os",
        "network:signalen",
        "is:archived",
        "stars>12",
        "nothing",
        "-digital",
        "issues<5",
        "issues>5",
        "issues=0",
        "bus<2 level:good",
        "municipality:example",
    ],
)
def test_it_leaves_the_project_out(text, health):
    assert not parse(text).matches(health, ("os2",))


def test_a_project_that_never_released_is_older_than_any_release(health):
    from msgspec.structs import replace

    never = replace(health, signals={"release_cadence": cadence(None, "bad")})
    assert parse("release>99y").matches(never)
    unknown = replace(health, signals={"release_cadence": cadence(None, "unknown")})
    assert not parse("release>1d").matches(unknown)
    assert parse("release:unknown").matches(unknown)


@pytest.mark.parametrize(
    ("text", "column", "word", "says"),
    [
        ("relese>1", 1, "relese", "did you mean release?"),
        ("bus<2 levle:bad", 7, "levle", "did you mean level?"),
        ("zzz:1", 1, "zzz", "there are issues"),
        ("bus<x", 5, "x", "bus<2"),
        ("bus:god", 5, "god", "a number or a level"),
        ("bus>3d", 5, "3d", "not in time"),
        ("bus>3%", 5, "3%", "not in %"),
        ("level:bed", 7, "bed", "did you mean bad?"),
        ("level>3", 1, "level>3", "write level:3"),
        ("bus<", 1, "bus<", "something has to stand after <"),
        ('x vendor:"Ex', 3, 'vendor:"Ex', "not closed"),
        ("-relese>1", 2, "relese", "did you mean release?"),
    ],
)
def test_a_wrong_word_is_named_with_its_place_and_what_would_be_right(text, column, word, says):
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.column == column
    assert caught.value.word == word
    assert says in caught.value.short.english
    assert f"column {column}" in str(caught.value)
    assert isinstance(caught.value, UsageError)


def test_every_signal_has_a_key_and_every_example_is_right():
    assert {figure.level for figure in FIGURES.values()} >= {signal.id for signal in SIGNALS}
    for figure in FIGURES.values():
        assert len(parse(figure.example).terms) == 1
    assert len(keys()) == len(FIGURES) + len(TEXTS)


def understood(text):
    """Return the filter of a text, or the error that it gives."""
    try:
        return parse(text)
    except FilterError as error:
        return error


@given(st.text(max_size=80) | st.text('<>=:"- ,busrel9dx', max_size=30))
def test_any_text_is_a_filter_or_an_error_that_points_into_it(text):
    found = understood(text)
    if isinstance(found, FilterError):
        assert 1 <= found.column <= len(text)
        assert text[found.column - 1 :].replace('"', "").startswith(found.word.replace('"', ""))
    else:
        assert str(parse(str(found))) == str(found)


WORDS = st.sampled_from(
    ["bus<2", "level:bad", "-forge:gitlab", "stars>=3", "digital", 'vendor:"Example BV"', "release>9d"]
)


@given(st.lists(WORDS, max_size=5))
def test_more_words_never_find_more(words):
    now_health = Health(
        id="x:y",
        forge="gitlab",
        name="digital",
        url="",
        archived=False,
        status="fresh",
        collected_at=None,
        error=None,
        signals={"bus_factor": bus(1, "bad"), "release_cadence": cadence(20)},
        stars=5,
    )
    whole = parse(" ".join(words)).matches(now_health)
    assert whole == all(parse(word).matches(now_health) for word in words)


def test_every_key_that_a_pipeline_may_have_in_its_fail_on_is_kept() -> None:
    assert list(FIGURES) == [
        *("issues", "growth", "unanswered", "release", "cadence", "bus", "people", "share", "municipalities"),
        *("stars", "response", "changes", "stewards", "truck", "activity", "supplier", "declared"),
        *("standard", "scores"),
    ]
    assert list(TEXTS) == [
        *("municipality", "uses", "vendor", "organisation", "level", "status", "is", "ci", "forge"),
        *("network", "name", "topic", "language", "licence"),
    ]


def test_rewording_a_header_changes_no_key(monkeypatch) -> None:
    for signal in SIGNALS:
        monkeypatch.setattr(signal, "short", "another")
    assert civitop.filter.keys._figures().keys() == FIGURES.keys()
