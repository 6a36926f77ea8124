import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.open_issues import OPEN_ISSUES

DEFAULT = Settings()


def measure(project, asof, settings=DEFAULT):
    return CHANGE_REQUESTS.measure(project, asof, settings)


def test_what_was_offered_and_what_became_of_it(make, asof):
    project = make.project(
        requests=[
            make.request(100, 80, merged=True, reviews=[(81, "bo@bysted.example")]),
            make.request(50, 40, merged=True, reviews=[(45, "ida@aaholm.example")]),  # reviewed by the author
            make.request(30, 20),
            make.request(10),
            make.request(5),
            make.request(200),
        ]
    )
    signal = measure(project, asof)
    detail = signal.detail
    assert (detail.opened_90d, detail.closed_90d, detail.merged_90d, detail.open) == (4, 3, 2, 3)
    assert (signal.value, signal.level) == (0.75, "watch")
    assert (detail.merged_share, detail.median_days_to_merge) == (pytest.approx(2 / 3), 15)
    assert detail.merged_without_review == 0.5
    assert signal.reason.english == (
        "4 change requests were opened in the last 90 days and 3 closed, 2 of them merged; "
        "50% of the merged ones had no review by another person."
    )


def test_nothing_offered_and_nothing_open_is_good(make, asof):
    quiet = measure(make.project(), asof)
    assert (quiet.value, quiet.level) == (None, "good")
    assert quiet.reason.english == "Nobody offered a change in the last 90 days."
    old = measure(make.project(requests=[make.request(100)]), asof)
    assert (old.value, old.level) == (None, "unknown")
    assert old.reason.english == "Nobody offered a change in the last 90 days; 1 older one is open."


def test_reviews_that_were_not_asked_for_are_unknown(make, asof):
    project = make.project(requests=[make.request(5, 4, merged=True, reviews=None)])
    assert measure(project, asof).detail.merged_without_review is None


def test_more_reviews_than_are_held_may_hold_that_of_a_human(make, asof):
    bots = [(4.5, "bot@tools.example")]
    held = make.request(5, 4, merged=True, reviews=bots, review_total=1)
    assert measure(make.project(requests=[held]), asof).detail.merged_without_review == 1
    more = make.request(5, 4, merged=True, reviews=bots, review_total=2)
    assert measure(make.project(requests=[more]), asof).detail.merged_without_review is None


def test_a_list_that_is_not_held_is_unknown(make, asof):
    signal = measure(
        make.project(extents={"change_requests": Extent.absent(literally("It needs a token."))}), asof
    )
    assert (signal.value, signal.level, signal.detail.open) == (None, "unknown", None)
    assert signal.reason.english == "The change requests are not known: It needs a token."


def test_a_network_has_thresholds_of_its_own(make, asof):
    project = make.project(requests=[make.request(5, 4), make.request(6)])
    assert measure(project, asof).level == "bad"
    lenient = Settings(thresholds={"change_requests": Thresholds(watch=0.3, bad=0.1)})
    assert measure(project, asof, lenient).level == "good"


spans = st.lists(st.tuples(st.floats(0, 300), st.one_of(st.none(), st.floats(0, 1))), max_size=25)


@given(spans)
def test_it_is_the_definition_over_the_window(make, asof, spans):
    requests = [
        make.request(opened, None if part is None else opened * part, number=n + 1)
        for n, (opened, part) in enumerate(spans)
    ]
    start = make.ago(90)
    opened = sum(start <= r.opened_at < asof for r in requests)
    closed = sum(
        r.closed_at is not None and r.opened_at < asof and start <= r.closed_at < asof for r in requests
    )
    signal = measure(make.project(requests=requests), asof)
    assert signal.value == (closed / opened if opened else None)


def test_those_open_on_a_past_day_are_counted_back_from_the_forges_number(make, asof):
    """What a forge gives: everything updated in the last 400 days, and all that are open."""
    requests = [make.request(500), make.request(20, 5), make.request(10)]
    extents = {"change_requests": Extent(make.ago(400))}
    project = make.project(requests=requests, extents=extents, open_change_requests=2)
    assert measure(project, asof).detail.open == 2
    assert measure(project, make.ago(6)).detail.open == 3
    assert OPEN_ISSUES.measure(project, make.ago(15), DEFAULT).detail.open_change_requests == 2
    hidden = make.project(requests=requests, extents=extents, open_change_requests=9)
    assert measure(hidden, asof).detail.open is None
    assert OPEN_ISSUES.measure(hidden, asof, DEFAULT).detail.open_change_requests == 9
