"""The footer has five actions of its place, then help, palette and quit; nothing else, and each whole."""

import pytest

from tui.action_registry import ACTIONS
from tui.widgets.footer import ALWAYS, MOST, chosen


@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("overview", ["open", "filter", "sort", "network.next", "municipalities"]),
        ("organisations", ["back", "matrix.open", "matrix.filter", "matrix.scope", "matrix.swap"]),
        ("organisation", ["back", "organisation.open"]),
        ("project", ["back", "project.next", "project.previous"]),
    ],
)
def test_a_place_shows_five_of_its_actions_and_what_all_places_have(place, ids):
    shown = [action.id for action, _line in chosen(ACTIONS, place, 300)]
    assert shown[-3:] == list(ALWAYS)
    assert len(shown) == MOST + len(ALWAYS)
    assert set(ids) <= set(shown[:MOST])


def test_help_and_quit_are_the_last_to_give_way():
    assert {action.id for action, _line in chosen(ACTIONS, "overview", 20)} == {"help", "quit"}
