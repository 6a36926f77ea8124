"""What is held of a project's history, and how far it was read in depth."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from civitop.model import DeepReading, Extent
from civitop.reading.depth.history import history_of
from civitop.reading.feed import History
from civitop.signals.base import Project


def of(facts):
    return history_of(Project(facts, None, None))


@pytest.fixture
def facts(maker):
    return maker.facts(maker.repository(head="new"))


def test_before_it_is_read_it_says_how_much_is_known(facts, maker):
    assert of(facts) == History(commits=3, whole=False, local=False)
    everything = {**facts.extents, "commits": Extent()}
    clone = replace(facts, source="git/log", extents=everything)
    assert of(clone) == History(commits=3, whole=True, local=True)


@pytest.mark.parametrize(
    ("head", "read_before", "behind"),
    [("new", True, False), ("old", True, True), ("newer", False, False)],
)
def test_it_is_behind_where_the_forge_told_of_another_head_since(facts, maker, head, read_before, behind):
    read_at = facts.collected_at + timedelta(minutes=-1 if read_before else 1)
    found = of(replace(facts, deep=DeepReading(head=head, read_at=read_at)))
    assert (found.read_at, found.behind) == (read_at, behind)
