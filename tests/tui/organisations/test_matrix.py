"""The matrix of bodies and projects: what counts as what, in which order, and in which words."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civitop.health import Health
from civitop.i18n.message import literally
from civitop.signals.base import Coverage, Signal
from civitop.signals.credit.organisations import Contributor, Kinds
from civitop.signals.credit.usage import User
from civitop.signals.municipalities.detail import Municipalities
from tui.organisations.matrix import NOTHING, body_of, matrix
from tui.organisations.matrix_table import matrix_table
from tui.organisations.matrix_words import confidence, evidence, explained, explained_project
from tui.organisations.organisation_export import COLUMNS, body_sheet, matrix_sheet, project_sheet

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def made(code, name, kind="municipality", commits=0, issues=0, changes=0, reviews=0, people=1, **more):
    return Contributor(
        code=code,
        name=name,
        kind=kind,
        country="XX",
        people=people,
        commits=commits,
        issues=issues,
        change_requests=changes,
        reviews=reviews,
        first=datetime(2026, 1, 3, tzinfo=UTC),
        last=datetime(2026, 11, 2, tzinfo=UTC),
        evidence=more.get("evidence", ("email-domain",)),
        who=more.get("who", ()),
    )


def project(name, *organisations, using=(), others=(), unknown=None, sample=0, archived=False):
    contributing = tuple(o for o in organisations if o.kind == "municipality" and o.weight)
    codes = {o.code for o in contributing}
    users = tuple(User(code, called, "XX") for code, called in using)
    detail = Municipalities(
        contributing=contributing,
        using=users,
        using_not_contributing=tuple(u.code for u in users if u.code not in codes),
        used_by_others=tuple(others),
        organisations=tuple(organisations),
        writes=Kinds(),
        takes_part=Kinds(),
        unknown_share=unknown,
    )
    signal = Signal(
        value=len(contributing),
        unit="municipalities",
        level="good",
        reason=literally(""),
        coverage=Coverage(sample=sample),
        detail=detail,
    )
    return health(name, {"municipalities": signal}, archived=archived)


def health(name, signals, *, archived=False):
    return Health(
        id=f"hub:{name}",
        forge="hub",
        name=name,
        url="",
        archived=archived,
        status="fresh",
        collected_at=NOW,
        error=None,
        signals=signals,
    )


AARHUS = made("DK-0751", "Aarhus", commits=41, issues=2, people=3)
VENDOR = made("XX-kode", "Kode ApS", "vendor", commits=90)
REGION = made("XX-region", "Region Øst", "public body", issues=4)
NETWORK = made("XX-net", "Open Commons", "network", commits=1)


def names(found):
    return [body.name for body in found.bodies], [p.health.name for p in found.projects]


def test_the_heaviest_bodies_and_projects_come_first():
    few, many = made("XX-1", "Few", issues=1), made("XX-2", "Many", commits=5, issues=5)
    found = matrix([project("a/light", few), project("a/heavy", many, few)])
    assert names(found) == (["Many", "Few"], ["a/heavy", "a/light"])
    assert (found.bodies[0].reach, found.bodies[1].reach) == (1, 2)


def test_writing_taking_part_and_using_are_never_mixed():
    town = made("XX-1", "Town", commits=7, issues=2, changes=3, reviews=4)
    found = matrix([project("a/b", town, using=[("XX-1", "Town")])])
    cell = found.bodies[0].cells["hub:a/b"]
    assert (cell.writes, cell.takes_part, cell.uses, cell.weight) == (7, 9, True, 12)
    assert cell.relation == "writes"


@pytest.mark.parametrize(
    ("order", "bodies", "projects"),
    [
        ("total", ["Kode ApS", "Aarhus", "Region Øst", "Open Commons"], ["a/zoo", "a/ape"]),
        ("name", ["Aarhus", "Kode ApS", "Open Commons", "Region Øst"], ["a/ape", "a/zoo"]),
        ("kind", ["Aarhus", "Region Øst", "Open Commons", "Kode ApS"], ["a/zoo", "a/ape"]),
    ],
)
def test_bodies_and_projects_stand_by_total_by_name_and_by_kind(order, bodies, projects):
    network = [project("a/ape", AARHUS), project("a/zoo", VENDOR, REGION, NETWORK)]
    assert names(matrix(network, "all", order=order)) == (bodies, projects)


def test_a_cell_has_the_strongest_relation():
    relations = {
        made("XX-1", "Town", commits=1, issues=9): "writes",
        made("XX-1", "Town", reviews=2): "takes part",
    }
    for who, relation in relations.items():
        found = matrix([project("a/b", who, using=[("XX-1", "Town")])])
        assert found.bodies[0].cells["hub:a/b"].relation == relation
    assert (
        matrix([project("a/b", using=[("XX-1", "Town")])]).bodies[0].cells["hub:a/b"].relation == "only uses"
    )
    assert NOTHING.relation is None
    assert replace(NOTHING, uses=True, known=False).relation == "uses"


def test_what_there_is_less_of_are_the_columns_and_a_swap_turns_them_over():
    network = [project("a/b", AARHUS), project("a/c"), project("a/d")]
    few = matrix_table(matrix(network))
    assert (few.columns_are, len(few.columns), len(few.rows)) == ("bodies", 1, 3)
    swapped = matrix_table(matrix(network), swapped=True)
    assert (swapped.columns_are, len(swapped.columns), len(swapped.rows)) == ("projects", 3, 1)
    filtered = matrix(network, names="b")
    assert matrix_table(filtered).columns_are == "bodies"
    assert matrix_table(matrix([project("a/b", AARHUS)])).columns_are == "projects"


def test_totals_of_rows_and_of_columns_add_up_to_the_same():
    network = [
        project("a/b", AARHUS, made("XX-1", "Town", issues=3)),
        project("a/c", made("XX-1", "Town", commits=4)),
    ]
    for swapped in (False, True):
        table = matrix_table(matrix(network), swapped=swapped)
        rows = [row.total for row in table.rows]
        assert sum(rows) == sum(column.total for column in table.columns) == table.total == 50
        for index, row in enumerate(table.rows):
            assert sum(cell.weight for cell in table.cells(index, 0, 9)) == row.total


def test_namesakes_of_two_owners_are_told_apart():
    found = matrix([project("a/docs", AARHUS), project("b/docs"), project("b/site")])
    assert [each.name for each in found.projects] == ["docs (a)", "docs (b)", "site"]


def test_a_user_that_contributes_nothing_is_a_row_of_its_own():
    found = matrix([project("a/b", AARHUS, using=[("XX-9", "Idle")])])
    idle = found.bodies[1]
    assert (idle.name, idle.idle, idle.reach) == ("Idle", ("hub:a/b",), 0)
    assert (found.projects[0].contributing, found.projects[0].using, found.projects[0].idle) == (1, 1, 1)


def test_a_user_that_only_reviews_does_not_contribute_by_the_signals_rule():
    found = matrix([project("a/b", made("XX-1", "Town", reviews=3), using=[("XX-1", "Town")])])
    cell = found.bodies[0].cells["hub:a/b"]
    assert cell.idle
    assert cell.takes_part == 3


@pytest.mark.parametrize(
    ("scope", "shown"),
    [
        ("municipality", ["Aarhus"]),
        ("public body", ["Region Øst"]),
        ("vendor", ["Kode ApS"]),
        ("all", ["Kode ApS", "Aarhus", "Region Øst", "Open Commons"]),
    ],
)
def test_a_scope_shows_its_kind_and_counts_all(scope, shown):
    found = matrix([project("a/b", AARHUS, VENDOR, REGION, NETWORK)], scope)
    assert names(found)[0] == shown
    assert found.counts == {"municipality": 1, "public body": 1, "vendor": 1, "all": 4}


def test_a_named_user_is_the_body_that_is_known_elsewhere_under_this_name():
    found = matrix([project("a/b", REGION), project("a/c", others=["region øst", "The Library"])], "all")
    region, library = found.bodies
    assert set(region.cells) == {"hub:a/b", "hub:a/c"}
    assert (library.name, library.kind) == ("The Library", None)
    assert names(matrix([project("a/c", others=["The Library"])]))[0] == []


def test_the_unknown_share_in_total_goes_by_the_number_of_contributions():
    found = matrix([project("a/b", unknown=0.5, sample=10), project("a/c", unknown=0.0, sample=30)])
    assert found.unknown == pytest.approx(0.125)
    assert {p.health.name: p.unknown for p in found.projects} == {"a/b": 0.5, "a/c": 0.0}


def test_unknown_is_not_zero():
    found = matrix([project("a/b"), health("a/new", {})])
    assert found.unknown is None
    assert [p.unknown for p in found.projects] == [None, None]
    assert matrix([]).unknown is None


def test_archived_projects_stay_only_where_somebody_contributed():
    found = matrix([project("a/old", archived=True), project("a/older", AARHUS, archived=True)])
    assert names(found)[1] == ["a/older"]


@pytest.mark.parametrize(
    ("words", "bodies", "projects"),
    [
        ("aar", ["Aarhus"], ["a/desk", "a/maps"]),
        ("AARHUS desk", ["Aarhus"], ["a/desk"]),
        ("maps", ["Évreux", "Aarhus"], ["a/maps"]),
        ("evreux", ["Évreux"], ["a/maps", "a/desk"]),
        ("nobody", [], []),
        ("  ", ["Aarhus", "Évreux"], ["a/desk", "a/maps"]),
    ],
)
def test_names_filter_bodies_first_then_projects(words, bodies, projects):
    town = made("XX-2", "Évreux", issues=3)
    less = made("DK-0751", "Aarhus", issues=1)
    found = matrix([project("a/desk", AARHUS), project("a/maps", town, less)], names=words)
    assert names(found) == (bodies, projects)
    assert found.total_projects == 2


def test_a_cell_explains_itself():
    found = matrix([project("os2/os2display", AARHUS, using=[("XX-9", "Idle")])])
    aarhus, idle = found.bodies
    full, plain, bare = explained(aarhus, found.cell(aarhus, found.projects[0]), "os2display")
    assert (
        full
        == "Aarhus in os2display, 365 days: 41 commits by 3 people, 2 issues; known by e-mail domain (listed)"
    )
    assert plain == "Aarhus in os2display, 365 days: 41 commits by 3 people, 2 issues; known by e-mail domain"
    assert bare == "Aarhus in os2display, 365 days: 41 commits by 3 people, 2 issues"
    cell = found.cell(idle, found.projects[0])
    assert explained(idle, cell, "os2display") == (
        "Idle uses os2display and contributed nothing in 365 days",
    )
    assert explained(aarhus, NOTHING, "maps") == ("Aarhus in maps: nothing in 365 days",)


def test_a_head_explains_itself_with_what_is_unknown():
    column = matrix([project("a/b", AARHUS, using=[("XX-9", "Idle")], unknown=0.38, sample=9)]).projects[0]
    assert explained_project(column, "municipality")[0] == (
        "b: 1 municipality contributes, 1 uses it, 1 of them without contributing; "
        "behind 38% of the contributions no organisation is known"
    )


def test_evidence_is_said_with_how_sure_it_is():
    found = ("email-domain", "forge-organisation", "profile-company")
    assert evidence(found) == "e-mail domain (listed), forge organisation (inferred), forge profile (weak)"
    assert confidence(found) == "listed, inferred, weak"
    assert confidence(found, 16) == "listed to weak"
    assert confidence(found, 8) == "listed"


def rows(sheet):
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def test_the_table_has_a_row_for_each_body_in_each_project_and_none_disappears():
    found = matrix(
        [project("a/b", AARHUS, using=[("XX-9", "Idle")], unknown=0.25, sample=4), project("a/alone")]
    )
    first, idle, alone = rows(matrix_sheet(found))
    assert tuple(first) == COLUMNS
    assert (first["organisation"], first["relation"], first["commits"]) == (
        "Aarhus",
        "writes, takes part",
        41,
    )
    assert (first["first"], first["last"], first["confidence"]) == ("2026-01-03", "2026-11-02", "listed")
    assert first["unknown_share"] == 0.25
    assert (idle["relation"], idle["uses"], idle["contributes"]) == ("uses without contributing", "yes", "no")
    assert idle["evidence"] == "publiccode.yml"
    assert (alone["repository"], alone["relation"], alone["commits"]) == ("hub:a/alone", "nobody", None)


def test_the_tables_of_a_body_and_of_a_project_are_parts_of_it():
    projects = [project("a/b", AARHUS, VENDOR), project("a/c", VENDOR)]
    body = body_of(projects, "XX-kode")
    assert [row["repository"] for row in rows(body_sheet(body, matrix(projects, "all")))] == [
        "hub:a/b",
        "hub:a/c",
    ]
    assert body_of(projects, "XX-nobody") is None
    alone = project_sheet(matrix(projects[:1], "all"))
    assert [row["organisation"] for row in rows(alone)] == ["Kode ApS", "Aarhus"]
