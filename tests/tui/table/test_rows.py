"""Which projects the table shows in which order, and which columns."""

import pytest
from msgspec.structs import replace

from civitop.filter.grammar import parse
from civitop.signals import SIGNALS
from tui.drawing.glyphs import UNICODE
from tui.session.preferences import (
    Preferences,
    SortBy,
    Wanted,
    added,
    clicked,
    decoded,
    encoded,
    folded,
    saved,
    stepped,
    turned,
)
from tui.session.view import View, loaded
from tui.table.columns import catalogue
from tui.table.layout import header, layout
from tui.table.project_table import ProjectTable
from tui.table.rows import Arranger, Head, Order

IDS = ("level", "name", "open_issues", "bus_factor")


@pytest.fixture
def view(feed):
    return loaded(View(), feed.snapshot(), feed.changes())


@pytest.fixture
def arranger():
    return Arranger(catalogue(SIGNALS))


def values(arranged, id):
    return [each.signals[id].value if id in each.signals else None for each in arranged.projects]


def test_equal_projects_are_sorted_by_the_next_key(view, arranger):
    keys = (SortBy("bus_factor"), SortBy("open_issues", reverse=True))
    arranged = arranger(view, Order(keys))
    pairs = list(zip(values(arranged, "bus_factor"), values(arranged, "open_issues"), strict=True))
    known = [pair for pair in pairs if pair[0] is not None]
    assert known == sorted(known)
    assert pairs[len(known) :] == [(None, None)] * 2


def test_nothing_is_concluded_twice_of_a_project_that_stayed_the_same(view, arranger):
    order = Order(filter=parse("bus<3"))
    first = arranger(view, order)
    assert arranger(view, order) is first
    assert arranger(replace(view, asof=None), order) is first
    resorted = arranger(view, Order((SortBy("name"),), filter=order.filter))
    assert resorted.chosen is first.chosen
    changed = replace(first.chosen[0], stars=1)
    again = arranger(replace(view, healths={**view.healths, changed.id: changed}), order)
    assert [a is b for a, b in zip(again.chosen, first.chosen, strict=True)].count(False) == 1


@pytest.mark.parametrize("filter", [None, parse("bus<3")])
@pytest.mark.parametrize("group", ["", "forge", "vendor"])
def test_what_follows_changes_arranges_as_one_that_begins_with_them(group, filter, view, arranger):
    order = Order((SortBy("bus_factor"), SortBy("name", reverse=True)), group, filter)
    arranger(view, order)
    first, second, *_ = (each for each in view.projects if "bus_factor" in each.signals)
    worse = replace(first.signals["bus_factor"], value=0, level="bad")
    changed = {
        first.id: replace(first, signals={**first.signals, "bus_factor": worse}),
        second.id: replace(second, name="os2/aardvark", archived=True),
    }
    later = replace(view, healths={**view.healths, **changed})
    network, *others = later.networks
    fewer = replace(network, repositories=network.repositories[1:])
    smaller = replace(later, networks=(fewer, *others))
    for each in (later, smaller, view):
        followed, fresh = arranger(each, order), Arranger(catalogue(SIGNALS))(each, order)
        assert followed.rows == fresh.rows
        assert followed.chosen == fresh.chosen
        assert dict(followed.places) == dict(fresh.places)
        assert (followed.levels, followed.archived, followed.total, followed.widest) == (
            fresh.levels,
            fresh.archived,
            fresh.total,
            fresh.widest,
        )


def test_an_order_is_ready_once_all_it_needs_was_asked_of_the_same_projects(view, arranger):
    order = Order((SortBy("name"),))
    assert not arranger.ready(order)
    arranger(view, order)
    assert arranger.view is view
    assert arranger.ready(order)
    assert arranger.ready(Order((SortBy("name", reverse=True),)))
    assert not arranger.ready(Order((SortBy("name"),), group="forge"))
    assert not arranger.ready(Order((SortBy("stars"),)))
    assert not arranger.ready(Order((SortBy("name"),), filter=parse("bus<3")))


def test_every_order_can_be_prepared_a_piece_at_a_time(view, arranger):
    arranger(view, Order())
    pieces = 0
    while not arranger.prepared:
        arranger.prepare()
        pieces += 1
    assert pieces > len(SIGNALS)
    assert arranger.ready(Order((SortBy("stars"), SortBy("name")), group="vendor"))


@pytest.mark.parametrize("group", ["forge", "network", "level", "vendor"])
def test_every_project_stands_once_under_the_head_of_its_group(group, view, arranger):
    arranged = arranger(view, Order(group=group))
    heads = [each for each in arranged.rows if isinstance(each, Head)]
    assert sum(each.count for each in heads) == len(arranged.projects) == 24
    assert isinstance(arranged.rows[0], Head)
    assert len(arranged.rows) == 24 + len(heads)
    assert all(arranged.rows[place].id == id for id, place in arranged.places.items())


def test_of_a_folded_group_the_head_stays_and_leads_to_its_projects(view, arranger):
    whole = arranger(view, Order(group="forge"))
    arranged = arranger(view, Order(group="forge", folded=frozenset({"forge:github"})))
    first, second = (each for each in arranged.rows if isinstance(each, Head))
    assert (first.folded, first.count, first.levels[0][0]) == (True, 18, "bad")
    assert (second.folded, arranged.rows[1]) == (False, second)
    assert arranged.projects == whole.projects
    assert {arranged.places[each.id] for each in arranged.projects if each.forge == "github"} == {0}
    assert folded((), ("a", "b")) == ("a", "b")
    assert folded(("a", "c"), ("a", "b")) == ("c", "a", "b")
    assert folded(("a", "b", "c"), ("a", "b")) == ("c",)


def test_groups_of_levels_begin_with_what_to_look_at_first(view, arranger):
    rows = arranger(view, Order(group="level")).rows
    assert [each.name for each in rows if isinstance(each, Head)] == ["bad", "watch", "good", "unknown"]


def test_keys_of_the_order_are_added_stepped_turned_and_clicked():
    one = (SortBy("level"),)
    assert stepped(IDS, one) == (SortBy("name"),)
    two = added(IDS, one)
    assert two == (SortBy("level"), SortBy("name"))
    assert stepped(IDS, two) == (SortBy("level"), SortBy("open_issues"))
    assert added(IDS, added(IDS, two)) == one
    assert turned(two) == (SortBy("level"), SortBy("name", reverse=True))
    assert clicked(one, "level", add=False) == (SortBy("level", reverse=True),)
    assert clicked(two, "name", add=False) == (SortBy("name"),)
    assert clicked(one, "name", add=True) == two


def test_the_header_numbers_the_keys_of_the_order():
    titles, _ = header(layout(80, SIGNALS), (SortBy("name"), SortBy("open_issues")), UNICODE)
    text = "".join(span.text for span in titles)
    assert "PROJECT ▴1" in text
    assert "ISSUES ▾2" in text


def test_chosen_columns_stand_in_their_order_and_those_without_room_are_left_out():
    wanted = (Wanted("stars"), Wanted("name"), Wanted("bus_factor", 20), Wanted("no-such-column"))
    assert [each.id for each in layout(80, SIGNALS, wanted)] == ["stars", "name", "bus_factor"]
    assert layout(80, SIGNALS, wanted)[2].width == 20
    assert [each.id for each in layout(40, SIGNALS, wanted)] == ["stars", "name"]
    assert "name" in [each.id for each in layout(80, SIGNALS, (Wanted("stars"),))]


def test_owners_stand_behind_all_names_or_behind_none(feed):
    def owned(widest):
        column = next(each for each in layout(400, SIGNALS, widest=widest) if each.id == "name")
        return ["os2" in "".join(s.text for s in column.cell(h, column.width, UNICODE)) for h in healths]

    healths = [each for each in feed.healths.values() if each.name.startswith("os2/")]
    assert all(owned(20))
    assert not any(owned(399))


def test_what_is_remembered_comes_back_and_what_cannot_be_read_does_not_stop_anybody():
    wishes = Preferences(
        columns=(Wanted("name", 30),), group="forge", filters=saved((), "ours", "forge:gitlab")
    )
    assert decoded(encoded(wishes)) == wishes
    assert decoded(None) == Preferences()
    assert decoded(b"{") is None
    assert saved(wishes.filters, "ours", "") == ()


def test_the_table_says_how_many_further_columns_there_are_and_which_key_leads_to_them():
    table = ProjectTable(SIGNALS)
    assert "more column" not in "".join(span.text for span in table.header_line(1))
    table.columns_key = "C"
    rest = len(SIGNALS) - 4
    assert f"{rest} more columns: C" in "".join(span.text for span in table.header_line(1))
    table.grouped = "by forge"
    assert "by forge" in "".join(span.text for span in table.header_line(1))
