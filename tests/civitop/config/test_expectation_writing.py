"""What is expected of a project is written into the text of a configuration, and taken back."""

from datetime import date
from pathlib import Path

import pytest

from civitop.config import load, parse
from civitop.config.expectation_writing import expecter, with_wish
from civitop.errors import OutputError, UsageError
from civitop.expected import Expected, Wish
from civitop.paths import shipped_config_file
from collectors.forges import KINDS

SHIPPED = load(shipped_config_file(), KINDS)
TEXT = """# ours, by hand
[network.ours]  # a comment
name = "Ours"
watch = ["github:OS2mo"]

[keys]
poll = "f5"  # another
"""
DESK = "github:bakkeby/desk"
DAY = date(2027, 6, 30)


def wish(*kinds, reason="", until=None):
    return Wish(network="ours", repository=DESK, kinds=kinds, reason=reason, until=until)


def expected(text):
    read = parse(text, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)
    return read.networks["ours"].expect.get(DESK, ())


def test_what_is_written_is_read_and_comments_stay():
    text = with_wish(TEXT, wish(reason='It is "done".', until=DAY))
    assert expected(text) == (Expected(reason='It is "done".', until=DAY),)
    assert all(each in text for each in TEXT.splitlines())


def test_what_is_taken_back_leaves_the_text_as_it_was():
    text = with_wish(TEXT, wish("release", reason="In May.", until=DAY))
    assert expected(text) == (Expected(reason="In May.", until=DAY, only=("release",)),)
    assert with_wish(text, wish("release")).split() == TEXT.split()


def test_kinds_and_the_whole_project_are_kept_apart():
    text = TEXT
    for made in (
        wish("release", reason="In May.", until=DAY),
        wish("unanswered", reason="By phone.", until=DAY),
        wish(reason="Done.", until=DAY),
    ):
        text = with_wish(text, made)
    assert [each.only for each in expected(text)] == [("release",), ("unanswered",), ()]
    text = with_wish(text, wish())
    assert [each.only for each in expected(text)] == [("release",), ("unanswered",)]
    assert [each.only for each in expected(with_wish(text, wish("release")))] == [("unanswered",)]


def test_an_entry_for_several_kinds_loses_the_one_that_is_taken_back():
    text = TEXT.replace(
        "[keys]",
        '[network.ours.expect]\n"github:bakkeby/desk" = '
        '{ only = ["release", "ci"], reason = "x", until = 2027-06-30 }\n\n[keys]',
    )
    assert [each.only for each in expected(with_wish(text, wish("release")))] == [("ci",)]


def test_a_network_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="ours"):
        with_wish("", wish(reason="x", until=DAY))


def test_the_key_writes_into_the_file_in_force_and_nothing_that_cannot_be_read(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(TEXT, "utf-8")
    write = expecter(load(file, KINDS), KINDS)
    write(wish(reason="Done.", until=DAY))
    assert expected(file.read_text("utf-8")) == (Expected(reason="Done.", until=DAY),)
    before = file.read_text("utf-8")
    with pytest.raises(UsageError):
        write(wish("no such kind", reason="x", until=DAY))
    assert file.read_text("utf-8") == before
    file.unlink()
    file.mkdir()
    with pytest.raises(OutputError):
        write(wish(reason="Done.", until=DAY))
