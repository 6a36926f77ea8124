"""The shares on clones: by civitop's own rules, and as the figures in the design were counted."""

from collections import Counter
from datetime import UTC, datetime

from benchmarks.clones.affiliation_on_clones import Clone, measure, with_merges
from civitop.model import Commit, Facts, Identity, Repository, identity
from civitop.people.affiliation.registry import load
from civitop.people.identities import resolve

WORK = identity("Mette Holm", "mette@aarhus.dk")
HOME = identity("Mette Holm", "mette@gmail.com")


def commit(author: Identity, year: int, parents: int = 1) -> Commit:
    return Commit(f"{author.domain}-{year}-{parents}", datetime(year, 6, 1, tzinfo=UTC), author, (), parents)


def clone(*commits: Commit) -> Clone:
    repository = Repository(
        id="github:ours/x", forge="github", name="ours/x", url="https://github.com/ours/x"
    )
    facts = Facts(
        repository=repository,
        collected_at=datetime(2026, 6, 2, tzinfo=UTC),
        source="test",
        commits=commits,
    )
    return Clone("ours/x", "ours", "DK", facts, resolve(facts))


def test_by_the_rules_merges_do_not_count_and_a_sighting_speaks_for_a_year() -> None:
    held = clone(commit(WORK, 2022), commit(HOME, 2023), commit(HOME, 2026), commit(HOME, 2026, parents=2))
    (shares,) = measure([held], load(), None, ever=False)
    assert shares.commits == 3
    assert shares.alone == Counter({"municipality": 1, "individual": 2})
    assert shares.together == Counter({"municipality": 2, "individual": 1})


def test_as_the_design_counted_merges_count_and_a_sighting_speaks_for_ever() -> None:
    held = clone(commit(WORK, 2022), commit(HOME, 2026), commit(HOME, 2026, parents=2))
    (shares,) = measure([with_merges(held)], load(), None, ever=True)
    assert shares.commits == 3
    assert shares.together == Counter({"municipality": 3})
