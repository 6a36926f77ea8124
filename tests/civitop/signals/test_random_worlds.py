"""What holds of every figure, whatever happened in a project and however much of it is held."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import FACT_KINDS, Extent
from civitop.polling.measurer import health_of
from civitop.reading.totals import totals
from civitop.signals import SIGNALS, measure_all
from civitop.signals.base import Settings
from civitop.signals.views.totals import Spread, Total

DK = Settings(country="DK")
WHO = ("ida@aaholm.example", "bo@bysted.example", "per@nordkode.example", "x@sydsoft.example", "y@mail.example",
       "odd@nowhere.example", "bot-ci@tools.example")  # fmt: skip
ABSENT = Extent.absent(literally("It is not known."))
FACTS = ("commits", "issues", "requests", "releases")

people = st.sampled_from(WHO)
ages = st.floats(0, 500)
shares = st.floats(0.01, 0.99)
commits = st.lists(st.tuples(ages, people, st.lists(people, max_size=2), st.integers(1, 2)), max_size=12)
answers = st.lists(st.tuples(shares, people), max_size=3)
threads = st.lists(
    st.tuples(ages, people, st.one_of(st.none(), shares), answers, st.booleans(), st.integers(0, 2)),
    max_size=10,
)
releases = st.lists(st.tuples(ages, st.booleans()), max_size=6)
extents = st.one_of(st.just(None), st.just(ABSENT), st.integers(1, 500))
worlds = st.fixed_dictionaries(
    {
        "commits": commits,
        "issues": threads,
        "requests": threads,
        "releases": releases,
        "publiccode": st.sampled_from(
            [None, "usedBy: [Aaholm Kommune, Dalby Kommune]", "maintenance: {type: none}"]
        ),
        "extents": st.fixed_dictionaries(dict.fromkeys(FACT_KINDS, extents)),
    }
)


class Worlds:
    """Makes projects of what hypothesis draws."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def facts(self, world: dict[str, Any]) -> dict[str, Any]:
        make = self._make
        return {
            "commits": [
                msgspec.structs.replace(make.commit(age, who, coauthors=others, parents=parents), oid=f"c{n}")
                for n, (age, who, others, parents) in enumerate(world["commits"])
            ],
            "issues": [self._issue(n, *drawn) for n, drawn in enumerate(world["issues"], 1)],
            "requests": [self._request(n, *drawn) for n, drawn in enumerate(world["requests"], 1)],
            "releases": [
                make.release(age, f"v1.{n}", prerelease=early)
                for n, (age, early) in enumerate(world["releases"])
            ],
            "publiccode": world["publiccode"],
        }

    def _issue(self, number, age, who, closed, said, _merged, more):
        heard = [(age * part, speaker) for part, speaker in sorted(said, reverse=True)]
        return self._make.issue(
            age,
            None if closed is None else age * closed,
            who=who,
            number=number,
            answers=heard,
            comments=len(heard) + more,
        )

    def _request(self, number, age, who, closed, said, merged, more):
        heard = [(age * part, speaker) for part, speaker in sorted(said, reverse=True)]
        return self._make.request(
            age,
            None if closed is None else age * closed,
            merged=merged,
            merged_by=WHO[number % len(WHO)],
            who=who,
            number=number,
            answers=heard,
            reviews=heard[:1],
            comments=len(heard[1:]),
            review_total=len(heard[:1]) + more,
        )

    def project(self, world: dict[str, Any], **more: Any):
        """What is absent has nothing in it: no collector hands over a kind of which it says that it has none."""
        gone = {"change_requests" if name == "requests" else name: name for name in FACTS}
        world = world | {name: [] for kind, name in gone.items() if world["extents"][kind] is ABSENT}
        held = {
            kind: Extent() if drawn is None else drawn if drawn is ABSENT else Extent(self._make.ago(drawn))
            for kind, drawn in world["extents"].items()
        }
        return self._make.project(**{**self.facts(world), "extents": held, **more})


@pytest.fixture(scope="session")
def built(make: Any) -> Worlds:
    return Worlds(make)


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number with its place; things in lists by their code, where they have one."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from numbers(each, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            code = each.get("code", place) if isinstance(each, dict) else place
            yield from numbers(each, f"{path}[{code}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def figures(project, asof) -> dict[str, float]:
    found = {}
    for id, signal in measure_all(project, asof, DK).items():
        shown = {"value": signal.value, "sample": signal.coverage.sample}
        detail = msgspec.to_builtins(signal.detail, enc_hook=str)
        found |= {f"{id}{path}": number for path, number in numbers({**shown, "detail": detail})}
    return found


@given(worlds, st.sampled_from(["commits", "issues", "change_requests"]))
def test_no_figure_is_zero_that_rests_on_facts_that_are_not_held(make, asof, built, world, kind):
    """A figure rests on facts of a kind where having them changes it."""
    of_it = {"commits": "commits", "issues": "issues", "change_requests": "requests"}[kind]
    held = dict.fromkeys(FACT_KINDS)
    with_them = figures(built.project({**world, "extents": held}), asof)
    without = figures(built.project({**world, of_it: [], "extents": held}), asof)
    unknown = figures(built.project({**world, of_it: [], "extents": {**held, kind: ABSENT}}), asof)
    resting = {
        place for place in with_them.keys() | without.keys() if with_them.get(place) != without.get(place)
    }
    assert not sorted(place for place in resting if unknown.get(place) == 0)


@given(worlds)
def test_shares_sum_to_one_and_parts_do_not_exceed_the_whole(make, asof, built, world):
    project = built.project(world)
    found = dict(measure_all(project, asof, DK))
    supplier, bus = found["supplier_dependence"], found["bus_factor"].detail
    if supplier.coverage.sample:
        known = sum(each.share for each in supplier.detail.suppliers)
        assert known == pytest.approx(supplier.detail.known_share)
        assert supplier.detail.kinds.total == pytest.approx(supplier.coverage.sample)
        without = supplier.detail.kinds.without_organisation / supplier.coverage.sample
        assert known + without == pytest.approx(1)
        assert supplier.coverage.sample == bus.commits_365d
        assert all(each.commits <= supplier.coverage.sample for each in supplier.detail.suppliers)
        vendors = [each for each in supplier.detail.suppliers if each.kind == "vendor"]
        of_vendors = sum(each.share for each in vendors) * supplier.coverage.sample
        assert of_vendors == pytest.approx(supplier.detail.kinds.vendor)
    if bus.shares:
        assert sum(each.share for each in bus.shares) == pytest.approx(1)
        assert sum(each.commits for each in bus.shares) == bus.commits_365d
    municipal = found["municipalities"].detail
    assert {each.code for each in municipal.contributing} <= {each.code for each in municipal.organisations}
    assert all((each.commits or 0) <= (bus.commits_365d or 0) for each in municipal.organisations)
    assert municipal.unknown_share is None or 0 <= municipal.unknown_share <= 1
    if municipal.writes and supplier.detail.kinds:
        assert municipal.writes == supplier.detail.kinds
    _conversations_add_up(found)
    active = found["activity"].detail
    held = [n for n in (active.people_30d, active.people_90d, active.people_365d) if n is not None]
    assert held == sorted(held)
    for name in ("answers", "reviews", "merges", "releases"):
        role = getattr(found["stewardship"].detail, name)
        if role.times:
            assert sum(each.share for each in role.holders) == pytest.approx(1)
            assert role.factor <= role.people


def _conversations_add_up(found):
    response = found["response_time"]
    detail = response.detail
    if detail.answered is not None:
        assert detail.answered + detail.unanswered + detail.unclear == response.coverage.sample
    issues = found["open_issues"]
    if issues.value is not None:
        assert all((part or 0) <= issues.value for part in (issues.detail.unanswered, issues.detail.stale))
    changes = found["change_requests"].detail
    if changes.closed_90d is not None:
        assert changes.merged_90d <= changes.closed_90d


@given(st.lists(worlds, max_size=4))
def test_totals_and_their_unknown_parts_are_all_projects(make, asof, built, several):
    healths = []
    for number, world in enumerate(several):
        project = built.project(world)
        described = msgspec.structs.replace(project.facts.repository, id=f"git:{number}")
        healths.append(health_of(described, asof, asof, None, measure_all(project, asof, DK)))
    found = totals(healths)
    assert sum(found[f"level_{level}"] for level in ("bad", "watch", "good", "unknown")) == len(healths)
    for definition in SIGNALS:
        signals = [definition.of(health.signals) for health in healths]
        for total in definition.totals:
            unknown = found[f"{total.id}_unknown"]
            if isinstance(total, Spread):
                known = sum(found[f"{total.id}_{bucket.id}"] for bucket in total.buckets)
                assert known + unknown == len(healths)
                continue
            assert isinstance(total, Total)
            parts = [part for s in signals if (part := total.part(s)) is not None]
            whole = [s for s in signals if total.known(s)] if total.known else parts
            assert len(whole) + unknown == len(healths)
            if found[total.id] is None:
                assert not whole
            elif parts and isinstance(parts[0], int):
                assert found[total.id] == sum(parts)
