"""What git says while it fetches, wherever the pieces of it are cut."""

import pytest

from collectors.git.fetch_progress import FetchProgress

SAID = (
    b"remote: Enumerating objects: 340, done.\n"
    b"remote: Counting objects: 100% (12/12)\r"
    b"Receiving objects:   5% (17/340)\rReceiving objects:  64% (218/340), 1.20 MiB | 1.10 MiB/s\r"
    b"Receiving objects: 100% (340/340), 2.00 MiB | 1.10 MiB/s, done.\n"
    b"Resolving deltas:   0% (0/51)\rResolving deltas: 100% (51/51), done.\n"
)


@pytest.mark.parametrize("size", [1, 7, 40, 64, 1000])
def test_steps_are_told_in_order_and_the_last_of_each_phase_always(size):
    told = []
    hear = FetchProgress(lambda *step: told.append(step))
    for start in range(0, len(SAID), size):
        hear(SAID[start : start + size])
    assert told == sorted(told, key=lambda step: (step[0] == "unpacking", step[1]))
    assert len(told) == len(set(told))
    assert [step for step in told if step[1] == step[2]] == [("cloning", 340, 340), ("unpacking", 51, 51)]


def test_a_small_fetch_is_unpacked_as_it_comes_and_nonsense_tells_nothing():
    told = []
    hear = FetchProgress(lambda *step: told.append(step))
    hear(b"Unpacking objects: 100% (3/3), 900 bytes | 900.00 KiB/s, done.\n")
    hear(b"Receiving objects:  12% (x/y)\r" + b"Receiving objects:" * 1000)
    assert told == [("cloning", 3, 3)]
