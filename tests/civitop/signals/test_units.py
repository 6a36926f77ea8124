import pytest

from civitop.i18n.language import load, use
from civitop.signals import SIGNALS
from civitop.signals.parts.units import not_counted, unit_of


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


def left_out(**counts):
    return not_counted("Left out: {list}", {reason.replace("_", " "): n for reason, n in counts.items()})


def test_what_is_not_counted_reads_as_it_is_said():
    assert left_out(unclear_answers=1) == "Left out: 1 unclear answer"
    assert left_out(unclear_answers=2, bots=1) == "Left out: 1 by a bot, 2 unclear answers"
    assert left_out(merges=1200, bots=45) == "Left out: 45 by bots, 1,200 merges"
    assert left_out(weather=3, future=1) == "Left out: 1 dated in the future, 3 weather"


def test_what_is_not_counted_is_said_in_the_language_in_use():
    use(load("da"))
    assert left_out(unclear_answers=1).endswith("1 uklart svar")
    assert left_out(unclear_answers=1200).endswith("1.200 uklare svar")
    assert not_counted("Not counted: {list}", {"bots": 2}) == "Ikke talt med: 2 af bots"
