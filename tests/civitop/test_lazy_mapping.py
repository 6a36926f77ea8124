"""A mapping that is made when somebody first looks into it."""

from collections.abc import Mapping

from civitop.lazy_mapping import Later


def test_nothing_is_made_before_the_first_look_and_only_once() -> None:
    made: list[str] = []

    def make() -> Mapping[str, int]:
        made.append("now")
        return {"a": 1, "b": 2}

    later = Later(make)
    assert made == []
    assert later["a"] == 1
    assert list(later) == ["a", "b"]
    assert len(later) == 2
    assert made == ["now"]


def test_it_equals_a_mapping_with_the_same_items() -> None:
    assert Later(lambda: {"a": 1}) == {"a": 1}
    assert Later(lambda: {"a": 1}) == {"a": 1}
    assert Later(lambda: {"a": 1}) != {"a": 2}
