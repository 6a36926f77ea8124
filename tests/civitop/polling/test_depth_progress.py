"""How far the reading of a whole history is: never back, seldom enough, in words."""

from hypothesis import given
from hypothesis import strategies as st

from civitop.polling.depth.progress import DepthProgress, Steps

PHASES = ("asking", "cloning", "unpacking", "commits", "working-out")


@given(
    st.lists(
        st.tuples(st.sampled_from(PHASES), st.none() | st.integers(0, 5000), st.none() | st.integers(1, 3000))
    )
)
def test_it_never_goes_back_and_nothing_is_more_than_there_is(calls):
    told: list[DepthProgress] = []
    steps = Steps("hub:bakkeby/desk", told.append)
    for phase, done, total in calls:
        steps.at(phase, done, total)
    places = [(PHASES.index(each.phase), each.done or 0) for each in told]
    assert places == sorted(places)
    assert all(each.total is None or (each.done or 0) <= each.total for each in told)


def test_a_long_history_is_told_a_hundred_times_and_its_end_is():
    told: list[DepthProgress] = []
    steps = Steps("hub:bakkeby/desk", told.append)
    for commits in range(1, 50_001):
        steps.at("commits", commits, 50_000)
    assert 90 <= len(told) <= 102
    assert told[-1].done == 50_000


def test_each_phase_has_its_words():
    def words(phase, done=None, total=None):
        return str(DepthProgress("hub:bakkeby/desk", phase, done, total).phrase)

    assert words("asking") == "git asks where the repository stands"
    assert words("cloning", 1200, 3400) == "git clones it, 1,200 of 3,400 objects"
    assert words("unpacking", 12, 34) == "git unpacks it, 12 of 34 objects"
    assert words("commits", 0) == "git lists its commits"
    assert words("commits", 1) == "1 commit so far"
    assert words("commits", 1500, 15000) == "1,500 of 15,000 commits"
    assert words("working-out") == "working out who knows which file"
    assert DepthProgress("hub:bakkeby/desk", None).phrase is None
