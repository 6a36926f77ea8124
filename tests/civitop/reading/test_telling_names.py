"""What projects are called: alone where that tells them apart, else with owner, group, folder or forge."""

import pytest

from civitop.health import Health
from civitop.reading.telling_names import telling_names, told_apart


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
        (["hub:a/docs", "hub:a/docs@rel/1.x"], ["docs", "docs@rel/1.x"]),
        (["hub:a/docs@rel/1", "hub:b/docs@rel/1"], ["docs@rel/1 (a)", "docs@rel/1 (b)"]),
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


def test_clones_are_told_apart_by_their_folders():
    names = telling_names([("git:/data/town/desk/repo", "repo"), ("git:/data/shire/desk/repo.git", "repo")])
    assert [each.text for each in names.values()] == ["repo (town/desk)", "repo (shire/desk)"]


def test_exports_for_people_tell_namesakes_apart_and_leave_the_rest_alone():
    healths = [
        Health(
            id=id, forge=id[:3], name=name, url="", archived=False, status="fresh", collected_at=None, error=None,
            signals={},
        )
        for id, name in (
            ("git:/data/town/desk", "desk"),
            ("git:/data/shire/desk", "desk"),
            ("hub:town/forms", "town/forms"),
        )
    ]  # fmt: skip
    assert [each.name for each in told_apart(healths).values()] == [
        "desk (town)",
        "desk (shire)",
        "town/forms",
    ]
