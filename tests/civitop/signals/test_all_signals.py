import json
import re
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civitop.codec import decode_health, encode_health
from civitop.health import Health
from civitop.i18n.message import literally
from civitop.model import FACT_KINDS, Extent, Facts
from civitop.signals import SIGNALS, measure_all
from civitop.signals.base import LEVELS, Settings

DK = Settings(country="DK")
LEADING = ("open_issues", "release_cadence", "bus_factor", "municipalities")


@pytest.fixture(scope="module")
def facts(make) -> Facts:
    """A project with something of everything in it, and addresses where names should be."""
    people = ["ida@aaholm.example", "bo@bysted.example", "per@nordkode.example", "x@mail.example"]
    return make.facts(
        commits=[
            *(make.commit(1 + 3 * n, people[n % 3], coauthors=[people[3]]) for n in range(120)),
            make.commit(2, "bot@x.example", bot=True),
            make.commit(-1),
        ],
        issues=[
            make.issue(3 + 9 * n, 2 * n if n % 3 else None, who=people[n % 4], number=n + 1)
            for n in range(40)
        ],
        requests=[
            make.request(
                4 + 7 * n, 3 + 6 * n, merged=True, who=people[n % 4], reviews=[(3.5 + 6 * n, people[0])]
            )
            for n in range(30)
        ],
        releases=[make.release(5 + 20 * n) for n in range(30)],
        publiccode="name: Shelter\nusedBy: [Dalby, ida@aaholm.example]\nmaintenance:\n  type: contract\n"
        "  contractors: [{name: Nordkode <per@nordkode.example>, until: 2027-01-01}]\n",
    )


def health(signals):
    return Health(
        id="github:x/y",
        forge="github",
        name="x/y",
        url="",
        archived=False,
        status="fresh",
        collected_at=None,
        error=None,
        signals=signals,
    )


def encode(signals):
    """Return what the store keeps of signals."""
    return encode_health(health(signals))


def test_the_leading_four_come_first_and_the_contract_names_stand():
    assert tuple(signal.id for signal in SIGNALS[:4]) == LEADING
    assert [signal.leading for signal in SIGNALS] == [True] * 4 + [False] * (len(SIGNALS) - 4)
    assert all(len(signal.short) <= 9 for signal in SIGNALS)
    assert len({signal.id for signal in SIGNALS}) == len(SIGNALS)


def test_the_snapshot_contract_holds(make, asof, facts):
    measured = json.loads(encode(measure_all(make.of(facts), asof, DK)))["signals"]
    assert list(measured) == [signal.id for signal in SIGNALS]
    assert {"value", "unit", "level", "reason", "coverage", "detail"} <= measured["open_issues"].keys()
    assert "open_change_requests" in measured["open_issues"]["detail"]
    assert {"releases_365d", "days_since_last"} <= measured["release_cadence"]["detail"].keys()
    assert {"people", "commits_365d"} <= measured["bus_factor"]["detail"].keys()
    municipalities = measured["municipalities"]["detail"]
    assert {"code", "name", "people", "commits", "evidence"} <= municipalities["contributing"][0].keys()
    assert [user["code"] for user in municipalities["using"]] == ["DK-9003"]
    assert [measured[name]["unit"] for name in LEADING] == ["issues", "days", "people", "municipalities"]


def test_signals_come_back_as_they_were(make, asof, facts):
    measured = measure_all(make.of(facts), asof, DK)
    back = decode_health(encode(measured)).signals
    assert back == measured
    assert list(back) == list(measured)
    assert encode(back) == encode(measured)
    assert [type(signal.detail) for signal in back.values()] == [signal.detail for signal in SIGNALS]


def test_signals_that_are_gone_are_dropped_and_those_not_measured_are_absent(make, asof, facts):
    one = {"bus_factor": SIGNALS[2].measure(make.of(facts), asof, DK)}
    assert decode_health(encode(one)).signals == one
    gone = encode(one).replace(b'"bus_factor"', b'"phase_of_the_moon"')
    assert decode_health(gone).signals == {}
    with pytest.raises(msgspec.ValidationError):
        decode_health(re.sub(rb'"value":\d+', b'"value":"three"', encode(one), count=1))


def test_no_address_stands_in_anything_that_is_measured(make, asof, facts):
    assert b"@" not in encode(measure_all(make.of(facts), asof, DK))


def test_nothing_held_makes_everything_unknown_with_a_reason(make, asof):
    nothing = make.facts(
        extents={kind: Extent.absent(literally("They need a token.")) for kind in FACT_KINDS}
    )
    for signal in measure_all(make.of(nothing), asof, DK).values():
        assert (signal.value, signal.level) == (None, "unknown")
        assert "They need a token" in signal.reason.english
        assert signal.coverage.missing


def test_an_empty_repository_has_figures(make, asof):
    measured = measure_all(make.project(), asof, DK)
    assert [measured[name].value for name in LEADING] == [0, None, 0, 0]
    assert [measured[name].level for name in LEADING] == ["good", "bad", "bad", "bad"]


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.floats(0, 300))
def test_the_order_of_the_facts_changes_nothing(make, facts, random, back):
    def shuffled(name: str) -> tuple:
        items = list(getattr(facts, name))
        random.shuffle(items)
        return tuple(items)

    kinds = ("commits", "issues", "change_requests", "releases", "tags")
    other = msgspec.structs.replace(facts, **{name: shuffled(name) for name in kinds})
    then = make.ago(back)
    assert encode(measure_all(make.of(other), then, DK)) == encode(measure_all(make.of(facts), then, DK))


@given(st.floats(0, 300))
def test_every_signal_is_a_sentence_a_level_and_points_in_order(make, facts, back):
    then = make.ago(back)
    for signal in measure_all(make.of(facts), then, DK).values():
        assert signal.level in LEVELS
        assert (
            signal.reason.english[0].isupper()
            or signal.reason.english[0].isdigit()
            or signal.reason.english.startswith("publiccode")
        )
        assert signal.reason.english.endswith(".")
        days = [point.day for point in signal.trend]
        assert days == sorted(set(days))
        assert all(day <= then.date() for day in days)


def test_a_long_history_is_measured_in_seconds(make, asof):
    people = [
        f"p{n}@{domain}"
        for n in range(9)
        for domain in ("aaholm.example", "nordkode.example", "mail.example")
    ]
    project = make.project(commits=[make.commit(0.006 * n, people[n % 27]) for n in range(66_000)])
    start = time.process_time()
    measured = measure_all(project, asof, DK)
    assert (
        time.process_time() - start < 5
    )  # half a second on an idle machine; what grows with the square would take minutes
    assert measured["bus_factor"].detail.people == 27
