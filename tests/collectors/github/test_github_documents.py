"""What the documents claim to cost is what GitHub's published formula says."""

import re

import pytest
from graphql import FieldNode, FragmentSpreadNode, OperationDefinitionNode, parse

from collectors.github.documents import IDS, OPENINGS, Item, assemble, document, operation, points

VARIABLES = {"page": 100}


def openings(text, variables):
    """Count how often each connection is opened if all its ancestors are full (GitHub's formula)."""
    tree = parse(text)
    fragments = {d.name.value: d.selection_set for d in tree.definitions if d.kind == "fragment_definition"}
    start = next(d for d in tree.definitions if isinstance(d, OperationDefinitionNode))

    def number(node):
        return variables[node.name.value] if node.kind == "variable" else int(node.value)

    def count(selection_set, parents):
        total = 0
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FragmentSpreadNode):
                total += count(fragments[node.name.value], parents)
                continue
            below = parents
            if isinstance(node, FieldNode):
                arguments = {a.name.value: a.value for a in node.arguments or ()}
                if "first" in arguments:
                    total += parents
                    below = parents * number(arguments["first"])
                elif "ids" in arguments:
                    below = parents * len(variables[arguments["ids"].name.value])
            total += count(node.selection_set, below)
        return total

    return count(start.selection_set, 1)


@pytest.mark.parametrize("branch", ["", "release/1.x"])
@pytest.mark.parametrize("name", OPENINGS)
def test_the_claimed_openings_of_one_item_are_those_of_the_formula(name, branch):
    assert openings(document(name, branch), VARIABLES | {"ids": ["x"]}) == OPENINGS[name]


@pytest.mark.parametrize("name", OPENINGS)
def test_what_is_asked_about_a_branch_is_asked_about_no_other(name):
    asked, usual = document(name, "release/1.x"), document(name)
    assert "HEAD:" not in asked
    assert asked.count("refs/heads/release/1.x") == usual.count("HEAD:") + len(
        re.findall(r"\bdefaultBranchRef\b", usual)
    )
    assert not re.search(r"(?<!\w)defaultBranchRef(?!: ref\()", asked)


def test_a_quoted_name_of_a_branch_stays_a_text():
    request = assemble([Item("pulse", "R1")], {}, branch='"x\\')
    parse(request.text)
    assert r'"refs/heads/\"x\\"' in request.text


def test_a_request_of_many_items_costs_what_it_claims():
    items = [Item("repositories", f"R{n}") for n in range(10)]
    items += [Item("commits", variables=(("id", f"R{n}"), ("head", "h"), ("since", "s"))) for n in range(7)]
    items += [Item("commit_details", f"C{n}") for n in range(330)]
    items += [Item("change_details", f"P{n}") for n in range(40)]
    request = assemble(items, {"page": 100, "commitsSince": "s", "issuesSince": "s"})
    variables = VARIABLES | dict(request.variables)
    assert openings(request.text, variables) == 10 * 10 + 7 + 330 + 2 * 40
    assert request.points == 5


@pytest.mark.parametrize(("count", "cost"), [(0, 1), (49, 1), (149, 1), (150, 2), (200, 2), (1000, 10)])
def test_points_are_openings_by_the_hundred_rounded_and_at_least_one(count, cost):
    assert points(count) == cost


def test_a_repository_of_the_usual_size_stays_below_the_aim_of_a_first_round():
    commits, issues, changes = 105, 15, 10
    spent = (
        OPENINGS["repositories"]
        + OPENINGS["commits"]
        + commits
        + issues
        + changes * OPENINGS["change_details"]
    )
    assert spent / 100 <= 1.7


def test_a_pulse_costs_two_points_for_a_hundred_repositories():
    assert points(OPENINGS["pulse"] * IDS) == 2


def test_ids_go_a_hundred_to_an_alias_and_each_item_knows_where_its_answer_is():
    request = assemble([Item("pulse", f"R{n}") for n in range(150)], {})
    assert [len(ids) for ids in request.variables.values()] == [100, 50]
    assert request.paths[0] == ("a0", 0)
    assert request.paths[149] == ("a1", 49)


def test_pages_of_different_repositories_keep_their_own_cursors():
    items = [Item("commits", variables=(("id", n), ("after", f"cursor {n}"))) for n in ("R1", "R2")]
    request = assemble(items, {"page": 100})
    assert request.variables["after_0"] == "cursor R1"
    assert request.variables["after_1"] == "cursor R2"
    assert request.variables["page"] == 100
    assert "after: $after_1" in request.text


@pytest.mark.parametrize("name", OPENINGS)
def test_every_variable_that_a_document_uses_is_declared(name):
    text = document(name)
    header, _, body = text.partition("{")
    common = {"commitsSince", "issuesSince", "page"}
    assert set(re.findall(r"\$(\w+)", body)) <= set(re.findall(r"\$(\w+)", header)) | common
    assert operation(name).name


def test_lists_hold_no_connection_in_a_page():
    """Else a page of a hundred would cost a point instead of a hundredth."""
    for name in ("repositories", "commits", "issues", "changes", "pulse", "owner"):
        assert OPENINGS[name] <= 10, name
