"""The bus factor's panel names the projects that hang on one person although several write, and for what."""

import re

import pytest
from msgspec.structs import replace

from civitop.reading.telling_names import NO_NAMES
from tests.civitop.signals.conftest import Make
from tui.drawing.glyphs import UNICODE
from tui.panels.bus_factor import names, narrow, steward_lines

NARROW = [("github:aaholm/ferry", "merges"), ("github:aaholm/shelter", "releases")]


def text(lines):
    return ["".join(span.text for span in line) for line in lines]


def health(writers, mergers):
    from civitop.polling.measurer import health_of
    from civitop.signals import measure_all
    from civitop.signals.base import Settings

    make = Make()
    people = [f"p{n}@aaholm.example" for n in range(writers)]
    requests = [
        replace(
            make.request(9 + n, 5, merged=True, who="x@mail.example", merged_by=people[n % mergers]),
            number=n + 1,
        )
        for n in range(6)
    ]
    project = make.project(commits=make.commits(dict.fromkeys(people, 4)), requests=requests)
    return health_of(
        project.facts.repository, make.asof, make.asof, None, measure_all(project, make.asof, Settings())
    )


def test_several_who_write_and_one_who_merges_are_named():
    assert narrow([health(writers=5, mergers=1)]) == [("github:aaholm/shelter", "merges")]
    assert narrow([health(writers=5, mergers=3)]) == []
    assert narrow([health(writers=1, mergers=1)]) == []  # the bus factor says it already


@pytest.mark.parametrize("width", [20, 40, 100])
def test_they_are_listed_with_whole_words(width):
    lines = text(steward_lines(NARROW, NO_NAMES, width, 9, UNICODE))
    said = " ".join(" ".join(lines).split())
    assert "ferry (merges), shelter (releases)" in said
    assert all(len(each) <= width for each in lines)
    assert steward_lines(NARROW, NO_NAMES, width, 1, UNICODE) == []
    assert steward_lines([], NO_NAMES, width, 9, UNICODE) == []


def test_a_project_is_named_without_what_hangs_on_one_person_rather_than_left_out():
    stewards = [("hub:a/design-kit", "merges"), ("hub:a/citizen-reporting", "merges")]
    assert text(steward_lines(stewards, NO_NAMES, 26, 3, UNICODE))[1:] == [
        "  design-kit,",
        "  citizen-reporting",
    ]
    assert text(steward_lines(stewards, NO_NAMES, 26, 4, UNICODE))[1:] == [
        "  design-kit (merges),", "  citizen-reporting", "  (merges)",
    ]  # fmt: skip


@pytest.mark.parametrize("width", range(12, 40))
def test_how_many_more_there_are_stands_in_one_line(width):
    for height in (2, 3, 5):
        lines = text(names([group(40)], NO_NAMES, width, height, UNICODE))
        assert not lines or re.search(r"(^  |, )\+\d+ more$", lines[-1])


def group(count):
    return (
        "one person",
        "one",
        "bad",
        [replace(health(1, 1), id=f"github:aaholm/ferry-{n}") for n in range(count)],
    )


@pytest.mark.parametrize("height", [2, 3, 4, 6])
def test_names_for_which_there_is_no_room_are_counted(height):
    lines = text(names([group(40)], NO_NAMES, 40, height, UNICODE))
    assert lines[0] == "■ one person"
    assert len(lines) == height
    listed, more = " ".join(" ".join(lines[1:]).split()).rsplit(", ", 1)
    assert more == f"+{40 - len(listed.split(', '))} more"
    assert all(len(each) <= 40 for each in lines)
    assert names([group(40)], NO_NAMES, 12, 2, UNICODE) == []  # no room for one of them


def test_blank_lines_part_the_groups_only_where_every_name_has_its_place():
    two = [group(3), ("two people", "two", "watch", group(3)[3])]
    whole = text(names(two, NO_NAMES, 60, 20, UNICODE))
    assert whole.count("") == 2
    assert "" not in text(names(two, NO_NAMES, 60, len(whole) - 1, UNICODE))
    assert text(names(two, NO_NAMES, 60, len(whole) - 2, UNICODE)) == [each for each in whole if each]
