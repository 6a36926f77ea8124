"""Requests to paint become at most one paint per second."""

import pytest

from tui.session import paint_scheduler
from tui.session.paint_scheduler import FIRST_EVERY, FIRST_PAINTS, LEAST_WAIT, PaintScheduler


@pytest.fixture
def scheduler():
    return Recorded()


class Recorded:
    """A scheduler with a clock that is set by hand, and what it asked for."""

    def __init__(self):
        self.now = 100.0
        self.painted = []
        self.waits = []
        self.made = PaintScheduler(
            lambda: self.painted.append(self.now),
            lambda wait, then: self.waits.append((wait, then)),
            lambda: self.now,
        )


def test_several_requests_share_a_paint(scheduler):
    for _ in range(3):
        scheduler.made.request()
    assert scheduler.made.due
    ((wait, then),) = scheduler.waits
    assert wait == LEAST_WAIT  # nothing was painted yet
    then()
    assert scheduler.painted == [100.0]
    assert not scheduler.made.due


def test_the_first_paints_follow_each_other_faster(scheduler):
    scheduler.made.paint()
    scheduler.now += 0.05
    scheduler.made.request()
    assert scheduler.waits[-1][0] == pytest.approx(FIRST_EVERY - 0.05)
    for _ in range(FIRST_PAINTS):
        scheduler.made.paint()
    scheduler.made.request()
    assert scheduler.waits[-1][0] == pytest.approx(paint_scheduler.PAINT_EVERY)


def test_what_cannot_wait_is_painted_at_once(scheduler):
    scheduler.made.request(at_once=True)
    assert scheduler.painted == [100.0]
    assert not scheduler.waits
