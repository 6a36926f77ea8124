"""`[network.ID.expect]`: what is finished on purpose or known, with a reason, until a day."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.commands.config import as_toml
from civitop.config import load, parse
from civitop.errors import ConfigError
from civitop.expected import Expected
from civitop.paths import shipped_config_file
from civitop.reading.expectations import expecting
from civitop.reading.totals import totals
from collectors.forges import KINDS

SHIPPED = load(shipped_config_file(), KINDS)
NETWORK = '[network.ours]\nname = "Ours"\nwatch = ["github:OS2mo"]\n[network.ours.expect]\n'
FINISHED = '"github:bakkeby/desk" = { reason = "Nothing more is planned.", until = 2026-11-21 }\n'


def read(text: str) -> Any:
    return parse(NETWORK + text, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)


def test_an_expectation_has_a_reason_a_day_and_perhaps_kinds() -> None:
    text = (
        FINISHED
        + '"github:bakkeby/bus" = [{ only = ["release"], reason = "Ida is back in May.", until = 2027-05-01 }]\n'
    )
    assert read(text).networks["ours"].expect == {
        "github:bakkeby/desk": (Expected(reason="Nothing more is planned.", until=date(2026, 11, 21)),),
        "github:bakkeby/bus": (
            Expected(reason="Ida is back in May.", until=date(2027, 5, 1), only=("release",)),
        ),
    }


def test_what_is_printed_reads_the_same_again() -> None:
    config = read(FINISHED)
    again = parse(as_toml(config), "again.toml", Path("/somewhere"), KINDS, SHIPPED)
    assert again.networks["ours"].expect == config.networks["ours"].expect


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"github:a/b" = { reason = "Known." }', "the key 'until' is missing"),
        ('"github:a/b" = { until = 2027-01-01 }', "the key 'reason' is missing"),
        (
            '"github:a/b" = { reason = " ", until = 2027-01-01 }',
            "a reason is a sentence that others understand",
        ),
        ('"github:a/b" = { reason = "Known.", until = "soon" }', "until"),
        (
            '"github:a/b" = { reason = "Known.", until = 2027-01-01, only = ["relase"] }',
            "did you mean 'release'?",
        ),
        (
            '"nowhere:a/b" = { reason = "Known.", until = 2027-01-01 }',
            "is no repository; write forge:owner/name",
        ),
        ('"github:a/b" = "finished"', "write { reason ="),
    ],
)
def test_each_mistake_is_named_with_its_key_and_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert said in str(caught.value)
    assert "ours.toml:" in str(caught.value)


def test_it_counts_as_such_and_comes_back_by_itself(maker: Any) -> None:
    from civitop.polling.measurer import health_of

    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    health = health_of(maker.repository(id="github:bakkeby/desk"), now, now, None, {})
    networks = tuple(read(FINISHED).networks.values())
    held = expecting(health, networks, now)
    assert held.finished
    assert totals([held])["finished"] == 1
    midnight = datetime(
        2026, 11, 22, tzinfo=UTC
    )  # windows are half-open: it ends the last day on which it holds
    assert expecting(health, networks, midnight).finished
    assert not expecting(health, networks, datetime(2026, 11, 22, 0, 1, tzinfo=UTC)).finished
