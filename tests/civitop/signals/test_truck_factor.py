"""Truck factor by hand-worked figures: who knows a file, who must leave, folder by folder."""

from datetime import UTC, datetime, timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civitop.i18n.message import literally
from civitop.model import (
    DeepReading,
    Extent,
    FileAuthor,
    FileHistory,
    Identity,
    MailmapEntry,
    address_hash,
    identity,
)
from civitop.signals.base import Settings, Thresholds
from civitop.signals.truck_factor import TRUCK_FACTOR, measure
from civitop.signals.truck_factor.authorship import authors, degree
from civitop.signals.truck_factor.folders import parts, truck_factor
from civitop.signals.truck_factor.knowledge import Knower, Knowledge, KnownFile, knowledge

# ---------------------------------------------------------------- the degree of authorship (SIGNALS.md 12)


def test_who_created_a_file_alone():
    assert degree(created=True, deliveries=0, others=0) == pytest.approx(4.391)
    assert authors("A", {}) == {"A"}


@pytest.mark.parametrize(
    ("edits", "creator", "editor", "both"),
    [(1, 4.1685, 3.457, True), (5, 3.8158, 4.113, True), (10, 3.6213, 4.933, False)],
)
def test_who_created_a_file_that_another_edits(edits, creator, editor, both):
    assert degree(created=True, deliveries=0, others=edits) == pytest.approx(creator, abs=5e-5)
    assert degree(created=False, deliveries=edits, others=0) == pytest.approx(editor, abs=5e-5)
    assert authors("A", {"B": edits}) == ({"A", "B"} if both else {"B"})


def test_a_degree_of_three_quarters_of_the_best_is_not_enough():
    assert authors("A", {"B": 10}) == {"B"}  # 3.6213 / 4.933 = 0.734
    assert authors("A", {"B": 9}) == {"A", "B"}  # 3.6519 / 4.769 = 0.766


def test_who_has_less_than_is_needed_is_an_author_only_of_what_they_created():
    many = {f"P{n}": 1 for n in range(40)}
    assert degree(created=True, deliveries=0, others=40) == pytest.approx(4.391 - 0.321 * log(41))
    assert authors("A", many) == {"A"}
    assert authors(None, many) == frozenset()


@given(
    st.one_of(st.none(), st.integers(0, 5)),
    st.dictionaries(st.integers(0, 5), st.integers(1, 60), max_size=6),
)
def test_an_author_touched_the_file_and_whoever_knows_it_best_is_one(creator, changes):
    found = authors(creator, changes)
    assert found <= {creator, *changes}
    if creator is not None:
        assert found


# ---------------------------------------------------------------- who must leave


def test_people_leave_while_at_least_half_of_the_files_keep_an_author():
    assert truck_factor({(0,): 10}) == 1
    assert truck_factor({(0,): 5, (1,): 5}) == 2  # without the first, half are left: one more may leave
    assert truck_factor({(0,): 6, (1,): 5}) == 1
    assert truck_factor({(0,): 4, (1,): 3, (2,): 3}) == 2
    assert truck_factor({(0, 1): 10}) == 2
    assert truck_factor({(place,): 1 for place in range(8)}) == 5


def test_files_that_nobody_knows_count_in_the_whole():
    assert truck_factor({(): 6, (0,): 5}) == 0
    assert truck_factor({(): 5, (0,): 5}) == 1
    assert truck_factor({}) == 0


def test_on_a_tie_the_earlier_place_leaves():
    assert truck_factor({(0, 2): 1, (1,): 1, (0,): 1, (1, 2): 1}) == truck_factor({(0,): 2, (1,): 2}) + 1


# ---------------------------------------------------------------- a project


class History:
    """Files of an invented history, with people by name; days are before `asof`."""

    def __init__(self, make) -> None:
        self._make = make
        self._last: dict[Identity, float] = {}
        self._files: list[tuple[str, str | None, dict[str, int]]] = []

    def who(self, name: str) -> Identity:
        return identity(name, f"{name.casefold()}@x.example".replace(" ", "."))

    def file(self, path: str, creator: str | None, **changes: int) -> "History":
        self._files.append((path, creator, changes))
        return self

    def facts(self, *, gone: tuple[str, ...] = (), read: float = 1, head: str = "h", **more):
        names = sorted({name for _, creator, changes in self._files for name in (creator, *changes) if name})
        places = {name: place for place, name in enumerate(names)}
        facts = self._make.facts(head="h")
        return replace(
            facts,
            deep=DeepReading(head=head, read_at=self._make.ago(read), commits=9, **more),
            file_authors=tuple(
                FileAuthor(self.who(name), 3, self._make.ago(400 if name in gone else 10)) for name in names
            ),
            file_histories=tuple(
                FileHistory(
                    path,
                    None if creator is None else places[creator],
                    tuple(sorted((places[name], times) for name, times in changes.items())),
                )
                for path, creator, changes in sorted(self._files, key=lambda file: file[0])
            ),
        )


@pytest.fixture
def history(make):
    return History(make)


@pytest.fixture
def desk(history):
    """Ida knows 4 of 6 files, Jan 2, both one of them; Eva is gone and knew 1."""
    history.file("app/a.py", "Ida").file("app/b.py", "Ida", Ida=2).file("app/c/d.py", "Ida", Jan=1)
    return history.file("app/c/e.py", "Eva").file("docs/f.md", "Jan").file("g.md", "Ida")


def measured(make, facts, asof):
    return measure(make.of(facts), asof, Settings())


def test_a_project_and_its_folders(make, desk, asof):
    signal = measured(make, desk.facts(gone=("Eva",), left_out={"vendored": 3}), asof)
    assert (signal.value, signal.level, signal.unit) == (2, "watch", "people")
    assert str(signal.reason) == "Without 2 people, less than half of the 6 files are known to anybody."
    assert (signal.coverage.sample, signal.coverage.left_out) == (6, {"vendored": 3})
    detail = signal.detail
    assert (detail.files, detail.knowers, detail.sole, detail.orphaned) == (6, 3, 5, 1)
    assert (detail.nobody, detail.unknown, detail.commits) == (0, 0, 9)
    assert [(each.name, each.files, each.gone) for each in detail.people] == [
        ("Ida", 4, False),
        ("Jan", 2, False),
        ("Eva", 1, True),
    ]
    assert [(f.path, f.files, f.factor, f.sole, f.orphaned, f.first.name) for f in detail.folders] == [
        ("app/", 4, 2, 3, 1, "Ida"),
        ("docs/", 1, 1, 1, 0, "Jan"),
        ("app/c/", 2, 3, 1, 1, "Ida"),
    ]
    assert detail.folders[0].first.share == 0.75


def test_three_people_are_enough(make, history, asof):
    for name in ("Ida", "Jan", "Eva", "Mia"):
        history.file(f"{name}.py", name)
    signal = measured(make, history.facts(), asof)
    assert (signal.value, signal.level) == (3, "good")
    assert str(signal.reason) == "Without 3 people, less than half of the 4 files are known to anybody."


def test_what_bots_did_counts_for_nobody(make, history, asof):
    history.file("a.py", "dependabot[bot]", Ida=1).file("b.py", "dependabot[bot]").file("c.py", "Ida")
    detail = measured(make, history.facts(), asof).detail
    assert (detail.files, detail.knowers, detail.unknown) == (2, 1, 1)


def test_two_addresses_of_one_person_know_files_together(make, history, asof):
    facts = history.file("a.py", "Ida Holm").file("b.py", "I. Holm").facts()
    assert measured(make, facts, asof).detail.knowers == 2
    proper = identity("", "ida.holm@x.example")
    line = MailmapEntry("Ida Holm", proper, None, address_hash("i..holm@x.example"))
    assert measured(make, replace(facts, mailmap=(line,)), asof).detail.knowers == 1
    again = (FileAuthor(identity("Ida Holm", "ida@other.example"), 1, make.ago(5)),)
    joined = measured(make, replace(facts, file_authors=(facts.file_authors[1], *again)), asof)
    assert (joined.detail.knowers, joined.coverage.name_joins) == (1, 1)


def test_a_commit_of_today_keeps_somebody_from_being_gone(make, desk, asof):
    facts = desk.facts(gone=("Eva",))
    back = replace(make.commit(3), author=desk.who("Eva"))
    assert measured(make, replace(facts, commits=(back,)), asof).detail.orphaned == 0


def test_a_file_that_many_changed_and_nobody_knows(make, history, asof):
    history.file("a.py", None, **{f"P{n}": 1 for n in range(40)}).file("b.py", "Ida")
    signal = measured(make, history.facts(), asof)
    assert (signal.detail.nobody, signal.detail.files, signal.value) == (1, 2, 1)


def test_a_path_of_a_few_names_in_a_few_letters(make, history, asof):
    history.file("å/ß/☂.py", "李雷").file("å/x", "Ida")
    detail = measured(make, history.facts(), asof).detail
    assert [folder.path for folder in detail.folders] == ["å/", "å/ß/"]
    assert {each.name for each in detail.people} == {"李雷", "Ida"}


def test_what_is_left_without_somebody(make, desk, asof):
    known = knowledge(make.of(desk.facts(gone=("Eva",))), asof)
    ida = next(place for place, who in enumerate(known.knowers) if who.name == "Ida")
    whole = parts(known)[0]
    without = parts(known, {ida})[0]
    assert (whole.factor, whole.orphaned) == (2, 1)
    assert (without.factor, without.orphaned, without.sole) == (1, 4, 3)
    assert parts(known, {999}) == parts(known)
    assert parts(known, range(3))[0].factor == 0


@given(st.lists(st.tuples(st.sampled_from(["a", "b/", "b/c/", "d/e/f/"]), st.sets(st.integers(0, 4)))))
def test_folders_add_up(files):
    knowers = tuple(Knower(f"P{n}", None, 1, datetime(2026, 1, 1, tzinfo=UTC), n == 0) for n in range(5))
    found = tuple(KnownFile(f"{path}{n}", tuple(sorted(who))) for n, (path, who) in enumerate(files))
    tree = {part.path: part for part in parts(Knowledge(knowers, found, 0))}
    assert tree[""].files == len(files)
    assert tree[""].sole == sum(len(who) == 1 for _, who in files)
    for path, part in tree.items():
        inside = [file for file in found if file.path.startswith(path)]
        assert part.files == len(inside)
        assert part.orphaned == sum(file.authors == (0,) for file in inside)


# ---------------------------------------------------------------- unknown


def test_the_thresholds_are_those_of_the_network(make, desk, asof):
    strict = Settings(thresholds={"truck_factor": Thresholds(watch=5, bad=4)})
    assert measure(make.of(desk.facts()), asof, strict).level == "bad"


def test_without_the_whole_history_it_is_unknown(make, asof):
    signal = measured(make, make.facts(), asof)
    assert (signal.value, signal.level) == (None, "unknown")
    assert str(signal.reason) == "The whole history was not read; the option --deep reads it."
    assert signal.coverage.missing == ()  # it was not asked for


def test_a_reading_that_failed_says_why_and_an_earlier_one_stays(make, desk, asof):
    why = literally("The host is away.")
    never = replace(make.facts(), deep=DeepReading(missing=why))
    assert measured(make, never, asof).reason == why
    signal = measured(make, desk.facts(missing=why), asof)
    assert (signal.value, signal.coverage.missing) == (2, (why,))


def test_newer_commits_and_a_clone_without_content_are_told(make, desk, asof):
    told = measured(make, desk.facts(head="older", exact=True), asof).coverage.missing
    assert [str(why).partition(" ")[0] for why in told] == ["The", "A"]


def test_of_days_before_the_reading_nothing_is_known(make, desk, asof):
    signal = measured(make, desk.facts(), asof - timedelta(days=2))
    assert signal.value is None
    assert "2026-11-21" in str(signal.reason)


def test_no_files_are_no_factor(make, history, asof):
    assert str(measured(make, history.facts(), asof).reason) == "The newest commit holds no file that counts."


def test_where_no_history_is_held_the_reason_is_that_of_the_history(make, asof):
    facts = make.facts(extents={"commits": Extent.absent(literally("It needs a token."))})
    assert str(measured(make, facts, asof).reason) == "It needs a token."


def test_the_definition_stands_beside_the_bus_factor():
    assert (TRUCK_FACTOR.defaults.watch, TRUCK_FACTOR.defaults.bad) == (2, 1)
