"""Languages: which there are, which one is wished for, how they write numbers and days."""

import subprocess
import sys
from datetime import date

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
    pgettext,
    use,
    wished,
)


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
