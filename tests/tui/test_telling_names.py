"""What projects are called: alone where that tells them apart, else with owner, group, folder or forge."""

import pytest

from tui.telling_names import telling_names


def told(*ids):
    return [each.text for each in telling_names((id, id.partition(":")[2]) for id in ids).values()]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["hub:a/docs", "hub:a/site"], ["docs", "site"]),
        (["hub:a/docs", "hub:b/docs", "hub:b/site"], ["docs (a)", "docs (b)", "site"]),
        (["hub:a/docs", "hub:b/Docs"], ["docs (a)", "Docs (b)"]),
        (["hub:a/x/docs", "hub:b/x/docs"], ["docs (a)", "docs (b)"]),
        (["hub:a/x/docs", "hub:a/y/docs"], ["docs (x)", "docs (y)"]),
        (["hub:a/x/docs", "hub:a/y/docs", "hub:b/x/docs"], ["docs (a/x)", "docs (y)", "docs (b)"]),
        (["hub:a/docs", "lab:a/docs"], ["docs (hub)", "docs (lab)"]),
        (["hub:a/docs", "lab:a/docs", "hub:b/docs"], ["docs (hub:a)", "docs (lab)", "docs (b)"]),
        (["git:docs", "git:a/docs"], ["docs", "docs (a)"]),
        (["git:"], [""]),
    ],
)
def test_the_shortest_that_no_other_project_shares(ids, names):
    assert sorted(told(*ids)) == sorted(names)


def test_no_two_of_many_read_alike():
    ids = [f"{forge}:{a}/{b}/docs" for forge in ("hub", "lab") for a in "abc" for b in "abcx"]
    ids += [f"hub:{a}/docs" for a in "abc"]
    names = told(*ids)
    assert len(set(names)) == len(ids)
