"""What stays is not looked through again and again."""

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from civitop.polling.gc_tuning import settle, tidy
from civitop.store import Store
from civitop.watch import Watch


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


class Circle:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("as_before")
def test_what_was_made_since_the_last_look_is_given_back() -> None:
    settle()
    left = weakref.ref(Circle())
    assert left() is not None
    tidy()
    assert left() is None


@pytest.mark.usefixtures("as_before")
async def test_what_a_round_left_in_circles_is_gone_before_the_next(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(maker.facts())
    left: list[weakref.ref[Circle]] = []
    pulse = forge.pulse

    def asked(known: Any) -> Any:  # from the second round on: the first one ends with what stays for good
        left.append(weakref.ref(Circle()))
        return pulse(known)

    forge.pulse = asked
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        rounds = 0
        async for event in watch.events():
            rounds += type(event).__name__ == "RoundStarted"
            if rounds == 3:
                break
            if type(event).__name__ == "RoundFinished":
                watch.poll_now()
    assert left
    assert not [circle for circle in left if circle() is not None]
