"""What stays is not looked through again and again."""

import gc
from collections.abc import Iterator

import pytest

from civitop.polling.gc_tuning import settle


@pytest.fixture
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.usefixtures("as_before")
def test_what_is_alive_is_left_out_of_further_searches_and_what_comes_later_is_not() -> None:
    early: list[object] = []
    settle()
    late: list[object] = []
    searched = {id(each) for each in gc.get_objects()}
    assert id(early) not in searched
    assert id(late) in searched
    late.append(late)
    del late
    assert gc.collect() > 0
