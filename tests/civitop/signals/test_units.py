import pytest

from civitop.i18n.language import load, use
from civitop.signals import SIGNALS
from civitop.signals.parts.units import left_out, unit_of


@pytest.mark.parametrize(
    ("value", "word"), [(0, "days"), (1, "day"), (1.0, "day"), (1.5, "days"), (2, "days"), (None, "days")]
)
def test_a_unit_is_singular_beside_exactly_one(value, word):
    assert unit_of(value, "days") == word


def test_every_unit_of_a_signal_reads_as_it_is_beside_two():
    assert [unit_of(2, signal.unit) for signal in SIGNALS] == [signal.unit for signal in SIGNALS]


def test_a_unit_is_said_in_the_language_in_use():
    use(load("nl"))
    assert (unit_of(1, "people"), unit_of(2, "people")) == ("persoon", "personen")


def test_what_is_not_counted_reads_as_it_is_said():
    assert left_out(1, "unclear answers") == "1 unclear answer"
    assert left_out(2, "unclear answers") == "2 unclear answers"
    assert (left_out(1, "bots"), left_out(45, "bots")) == ("1 by a bot", "45 by bots")
    assert left_out(1200, "merges") == "1,200 merges"
    assert left_out(1, "future") == "1 dated in the future"
    assert left_out(3, "weather") == "3 weather"


def test_what_is_not_counted_is_said_in_the_language_in_use():
    use(load("da"))
    assert left_out(1, "unclear answers") == "1 uklart svar"
    assert left_out(1200, "unclear answers") == "1.200 uklare svar"
