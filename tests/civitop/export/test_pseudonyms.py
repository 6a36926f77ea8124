"""A store keeps its key; the same person is the same pseudonym as long as it does."""

from pathlib import Path

import pytest

from civitop.export.anonymous import pseudonym
from civitop.export.pseudonyms import NOTE, pseudonym_key
from civitop.people.identities import NO_NAME
from civitop.store import Store

KEY = b"a key of ours"


def test_the_key_is_made_once_and_is_each_stores_own(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store, Store(tmp_path / "s.db") as other:
        key = pseudonym_key(store)
        assert pseudonym_key(other) == key
        assert len(key) == 32
    with Store(tmp_path / "s.db") as store:
        assert pseudonym_key(store) == key
    with Store(tmp_path / "t.db") as store:
        assert pseudonym_key(store) != key
        assert store.get(NOTE) == pseudonym_key(store)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Ida Holm", "hub/ida"), ("I. Holm", "hub/IDA"), True),
        (("Ida Holm", None), ("ida  holm", None), True),
        (("Ida Holm", "hub/ida"), ("Ida Holm", "lab/ida"), False),
        (("Ida Holm", None), ("Bo Dam", None), False),
        (("hub/ida", None), ("Ida", "hub/ida"), False),
    ],
)
def test_who_is_the_same(one: tuple[str, str | None], other: tuple[str, str | None], same: bool) -> None:
    assert (pseudonym(*one, KEY) == pseudonym(*other, KEY)) == same
    assert pseudonym(*one, KEY) != pseudonym(*one, b"another")


@pytest.mark.parametrize("name", ["", NO_NAME, pseudonym("Ida Holm", None, KEY)])
def test_who_has_no_name_gets_none_and_a_pseudonym_stays(name: str) -> None:
    assert pseudonym(name, None, KEY) == name
