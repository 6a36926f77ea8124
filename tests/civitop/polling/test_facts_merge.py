"""Increments join what is held; old facts leave by the stated rule."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.model import (
    Commit,
    DeepReading,
    Extent,
    Facts,
    FileAuthor,
    FileHistory,
    Identity,
    Issue,
    Release,
    Response,
)
from civitop.polling.facts_merge import KEEP_DAYS, merge, thin
from civitop.polling.validation import Unfit, check
from civitop.store import Store


def test_facts_without_a_base_replace_everything(maker: Any) -> None:
    whole = maker.facts(commits=1)
    assert merge(maker.facts(), whole) is whole


def test_an_increment_adds_commits_once_and_replaces_issues_by_number(maker: Any) -> None:
    held = maker.facts(commits=2)
    new_commit = Commit("c9", maker.now, Identity("Bo"))
    closed = Issue(1, "A door", None, maker.now - timedelta(days=9), maker.now, closed_at=maker.now)
    repository = maker.repository(head="c9")
    new = Facts(
        repository=repository, collected_at=maker.now, source="fake/1", base="c0",
        commits=(new_commit, held.commits[0]), issues=(closed,),
        extents={"commits": Extent(maker.now), "issues": Extent(maker.now)},
    )  # fmt: skip
    merged = merge(held, new)
    assert [c.oid for c in merged.commits] == ["c9", "c0", "c1"]
    assert merged.issues == (closed,)
    assert merged.releases == held.releases
    assert merged.extent("commits").since == held.extent("commits").since
    assert merged.repository is repository


def test_kinds_that_come_with_an_increment_replace_those_held(maker: Any) -> None:
    release = Release("v2", "Two", maker.now)
    new = maker.facts(
        commits=0, issues=(), base="c0", releases=(release,), files=(), extents={"releases": Extent()}
    )
    merged = merge(maker.facts(), new)
    assert merged.releases == (release,)
    assert merged.files == maker.facts().files


def test_responses_that_were_not_asked_for_again_are_kept(maker: Any) -> None:
    answer = Response(maker.now, Identity("Bo"))
    old = Issue(1, "A door", None, maker.now, maker.now, responses=(answer,))
    new = Issue(1, "A door", None, maker.now, maker.now, closed_at=maker.now)
    merged = merge(maker.facts(issues=(old,)), maker.facts(issues=(new,), base="c0"))
    assert merged.issues[0].responses == (answer,)
    assert merged.issues[0].closed_at == maker.now


def test_an_increment_on_another_head_is_refused(maker: Any) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        merge(maker.facts(), maker.facts(base="something-else"))
    with pytest.raises(ValueError, match="does not fit"):
        merge(None, maker.facts(base="c0"))


def test_old_facts_leave_and_the_extent_says_so(maker: Any) -> None:
    long_ago = maker.now - timedelta(days=KEEP_DAYS + 10)
    facts = maker.facts(
        commits=0,
        issues=(
            Issue(1, "closed long ago", None, long_ago, long_ago, closed_at=long_ago),
            Issue(2, "open for years", None, long_ago, long_ago),
        ),
    )
    facts = merge(None, facts)
    thinned = thin(facts, maker.now)
    assert [i.number for i in thinned.issues] == [2]
    assert thinned.extent("issues").since == maker.now - timedelta(days=KEEP_DAYS)


def test_what_a_clone_gave_stays_whole(maker: Any) -> None:
    old = Commit("c0", maker.now - timedelta(days=9000), Identity("Bo"))
    facts = maker.facts(source="git/clone", commits=0)
    from msgspec.structs import replace

    facts = replace(facts, commits=(old,))
    assert thin(facts, maker.now) is facts


def in_depth(maker: Any, **more: Any) -> Facts:
    ida = FileAuthor(Identity("Ida"), 3, maker.now)
    return replace(
        maker.facts(**more),
        deep=DeepReading(head="c0", read_at=maker.now, commits=3, left_out={"vendored": 2}),
        file_authors=(ida,),
        file_histories=(FileHistory("src/a.py", 0, ((0, 2),)),),
    )


@pytest.mark.parametrize("base", [None, "c0"])
def test_what_was_read_in_depth_stays_until_it_is_read_anew(maker: Any, base: str | None) -> None:
    held = in_depth(maker)
    merged = merge(held, maker.facts(base=base))
    assert (merged.deep, merged.file_authors) == (held.deep, held.file_authors)
    assert merged.file_histories == held.file_histories
    anew = replace(in_depth(maker, base=base), file_histories=(FileHistory("b", None),))
    assert merge(held, anew).file_histories == anew.file_histories


def test_what_was_read_in_depth_outlives_the_process(maker: Any, tmp_path: Path) -> None:
    facts = in_depth(maker)
    check(facts)
    with Store(tmp_path / "civitop.db") as store:
        store.save_facts(facts, "print:deep")
    with Store(tmp_path / "civitop.db") as store:
        assert store.facts(facts.repository.id) == facts


def test_authors_out_of_the_calendar_are_refused(maker: Any) -> None:
    facts = in_depth(maker)
    late = replace(facts.file_authors[0], last=datetime(9999, 1, 1, tzinfo=UTC))
    with pytest.raises(Unfit):
        check(replace(facts, file_authors=(late,)))
