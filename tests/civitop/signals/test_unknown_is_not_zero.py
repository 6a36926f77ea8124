"""Where a kind of fact is not held, no figure that rests on it is zero, and nothing is concluded from it."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from civitop.i18n.message import literally
from civitop.model import FACT_KINDS, Extent
from civitop.signals import SIGNALS
from civitop.signals.base import Settings
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.response_time import RESPONSE_TIME

USERS = """publiccodeYmlVersion: "0.4"
name: Shelter
usedBy: [Aaholm Kommune, Bysted Kommune]
maintenance:
  type: none
"""


def absent(*kinds):
    return {kind: Extent.absent(literally("It is not known.")) for kind in kinds}


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a detail with its place."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from numbers(each, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from numbers(each, f"{path}[{place}]")


def figures(definition, project, asof):
    signal = definition.measure(project, asof, Settings(country="DK"))
    found = dict(numbers(msgspec.to_builtins(signal.detail, enc_hook=str)))
    sample = signal.coverage.sample
    return found | ({} if sample is None else {"sample": sample})


@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_of_a_source_that_tells_nothing_there_is_no_number(make, asof, definition):
    project = make.project(extents=absent(*FACT_KINDS))
    assert figures(definition, project, asof) == {}
    signal = definition.measure(project, asof, Settings())
    assert (signal.value, signal.level) == (None, "unknown")


def busy(make):
    """Conversations that change every figure that rests on conversations."""
    return {
        "issues": [
            *(make.issue(40 + n, 39 + n, answers=[(39.5 + n, "bo@bysted.example")]) for n in range(3)),
            *(make.issue(150 + n, who="per@nordkode.example") for n in range(3)),
            make.issue(5, who="y@odd.example"),
        ],
        "requests": [
            make.request(
                20 + n,
                19 + n,
                merged=True,
                merged_by="bo@bysted.example",
                reviews=[(19.5 + n, "x@mail.example")],
            )
            for n in range(3)
        ]
        + [make.request(9, who="x@sydsoft.example"), make.request(12, 11)],
        "releases": [make.release(10 + 30 * n, f"v1.{n}") for n in range(5)],
    }


@pytest.mark.parametrize("extra", ["issues", "change_requests", "releases"])
@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_what_rests_on_facts_that_are_not_held_is_never_zero(make, asof, definition, extra):
    """A figure that such facts would change rests on them: without them it must be null, and not 0."""
    commits = make.commits({"ida@aaholm.example": 9, "per@nordkode.example": 5, "y@mail.example": 2})
    world = {"commits": commits, "publiccode": USERS}
    empty = figures(definition, make.project(**world), asof)
    gone = ("releases", "tags") if extra == "releases" else (extra,)  # a release has a tag: none is none
    unheld = figures(definition, make.project(**world, extents=absent(*gone)), asof)
    only = {extra.replace("change_", ""): busy(make)[extra.replace("change_", "")]}
    some = figures(definition, make.project(**world, **only), asof)
    resting = {place for place in some.keys() | empty.keys() if some.get(place) != empty.get(place)}
    assert not [place for place in resting if unheld.get(place) == 0]


@pytest.mark.parametrize("signal", [CHANGE_REQUESTS, RESPONSE_TIME], ids=lambda each: each.id)
def test_a_clone_knows_no_conversations(make, asof, signal):
    project = make.project(extents=absent("issues", "change_requests"))
    measured = signal.measure(project, asof, Settings())
    known = {name: getattr(measured.detail, name) for name in measured.detail.__struct_fields__}
    assert known == dict.fromkeys(known)
    assert (measured.value, measured.coverage.sample, measured.level) == (None, None, "unknown")


def test_nobody_is_said_to_contribute_nothing_where_not_everything_is_known(make, asof):
    commits = [make.commit(1, "per@nordkode.example")]
    clone = make.project(commits=commits, publiccode=USERS, extents=absent("issues", "change_requests"))
    detail = MUNICIPALITIES.measure(clone, asof, Settings()).detail
    assert (detail.using_not_contributing, detail.takes_part) == (None, None)
    assert [(row.issues, row.change_requests, row.reviews) for row in detail.organisations] == [(None,) * 3]
    said = [each.english for each in PUBLIC_CODE.measure(clone, asof, Settings()).detail.contradictions]
    assert said == ["It is declared to have no maintenance, but people commit to it."]
    whole = make.project(commits=commits, publiccode=USERS)
    said = [each.english for each in PUBLIC_CODE.measure(whole, asof, Settings()).detail.contradictions]
    assert said[1] == "2 municipalities use it, and none of them contributes."


def test_nothing_is_held_against_a_declaration_without_the_commits(make, asof):
    project = make.project(publiccode=USERS, extents=absent("commits"))
    assert PUBLIC_CODE.measure(project, asof, Settings()).detail.contradictions == ()


def test_open_issues_are_not_called_good_where_half_of_the_question_is_open(make, asof):
    """Whether anybody answers was not asked: growth alone cannot make it good, but bad it can."""
    old = [make.issue(200 + n, answers=None, comments=2) for n in range(8)]
    assert OPEN_ISSUES.measure(make.project(issues=old), asof, Settings()).level == "unknown"
    new = [make.issue(20 + n, answers=None, comments=2) for n in range(8)]
    assert OPEN_ISSUES.measure(make.project(issues=new), asof, Settings()).level == "bad"
