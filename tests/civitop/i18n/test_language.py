"""Languages: which there are, which one is wished for, how they write numbers and days."""

import ast
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from civitop.i18n import language
from civitop.i18n.language import (
    ENGLISH,
    N_,
    _,
    available,
    day,
    load,
    ngettext,
    number,
    percent,
    pgettext,
    use,
    wished,
)
from civitop.i18n.message import say


@pytest.fixture
def in_danish():
    use(load("da"))
    yield
    use(load(ENGLISH))


def test_english_needs_no_catalogue_and_is_first():
    assert available()[0] == ENGLISH
    assert load(ENGLISH).gettext("Any message") == "Any message"


def test_a_language_without_a_catalogue_is_not_found():
    with pytest.raises(FileNotFoundError):
        load("xx")


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "nl_NL"}, "nl"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "nl_NL", "LC_MESSAGES": "da_DK@euro"}, "da"),
        ({"LANG": "nl_NL", "LC_ALL": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "nl_NL", "LANGUAGE": "fr:da:nl"}, "da"),
        ({"LANG": "nl_NL", "LANGUAGE": "fr"}, "nl"),
        ({"LANG": "nl_NL", "LANGUAGE": ""}, "nl"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "../../etc"}, "en"),
    ],
)
def test_the_environment_says_which_language_is_wished_for(environment, code):
    assert wished(environment) == code


def test_numbers_are_grouped_as_the_language_does(in_danish):
    assert (number(1234567.891, 2), number(0), number(-1234)) == ("1.234.567,89", "0", "-1.234")
    assert load(ENGLISH).number(1234567.891, 1) == "1,234,567.9"


@pytest.mark.parametrize(
    ("share", "whole", "brief"),
    [
        (0, "0%", "0%"),
        (0.0049, "less than 1%", "<1%"),
        (1e-12, "less than 1%", "<1%"),
        (0.006, "1%", "1%"),
        (0.14, "14%", "14%"),
        (0.994, "99%", "99%"),
        (0.997, "more than 99%", ">99%"),
        (sum([0.1] * 10), "100%", "100%"),
        (1, "100%", "100%"),
        (1.7, "170%", "170%"),
    ],
)
def test_a_share_is_nothing_or_all_of_it_only_where_it_is(share, whole, brief):
    assert (percent(share), percent(share, brief=True)) == (whole, brief)
    assert say("{share:.0%}", share=share).english == whole


def test_a_share_is_told_in_the_language_and_with_its_decimals(in_danish):
    assert (percent(0.001), percent(0.999)) == ("mindre end 1%", "mere end 99%")
    assert load("da").percent(0.0001, 1) == "mindre end 0,1%"
    assert load(ENGLISH).percent(0.9999, 1) == "more than 99.9%"


@pytest.mark.parametrize("package", ["civitop", "collectors", "tui"])
def test_no_other_place_writes_per_cent(package):
    root = Path(__file__).parents[3]
    written = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in (root / package).rglob("*.py")
        if "%}" in (text := file.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None
        if ast.unparse(node.format_spec).rstrip("'\"").endswith("%")
    ]
    assert written == []


def test_days_are_written_as_the_language_does(in_danish):
    third = date(2026, 11, 3)
    assert day(third) == "3. nov. 2026"
    english = load(ENGLISH)
    assert [english.date(third, form) for form in ("day", "short-day", "month", "date")] == [
        "3 Nov 2026", "3 Nov", "Nov 2026", "2026-11-03"
    ]  # fmt: skip
    assert all(day(third, form) for form in ("short-day", "month", "date"))


def test_in_english_everything_is_said_as_it_was_written():
    assert (_("a"), ngettext("{n} day", "{n} days", 1), ngettext("{n} day", "{n} days", 0)) == (
        "a", "{n} day", "{n} days"
    )  # fmt: skip
    assert (pgettext("a level", "good"), N_("good")) == ("good", "good")
    assert language.current().code == ENGLISH


def test_english_loads_no_babel():
    code = (
        "import sys; from datetime import date\n"
        "from civitop.i18n.language import *; from civitop.i18n.message import say\n"
        "str(say('{n} {d:month}', n=1234, d=date(2026, 1, 2))); load(wished({'LANG': 'en_GB'}))\n"
        "sys.exit(any(name.startswith('babel') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
