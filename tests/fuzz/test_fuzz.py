"""Every fuzz target gets through its seeds, what was once found, and some hundred neighbours of them.

`make fuzz` goes on from here for minutes, led by coverage.
"""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

PIECES = (
    b"",
    b"\0",
    b"\xff",
    b"\n",
    b"{x.x}",
    b"[" * 600,
    b"9" * 40,
    b"-",
    b"\xed\xa0\x80",
    b'"',
    b"'",
    b"null",
    b"::",
)
SLOW = frozenset(
    {
        "figures",
        "publiccode",
        "config",
        "github",
        "gitlab",
        "github_fields",
        "gitlab_fields",
        "published",
        "published_fields",
    }
)
"""Targets that take milliseconds: fewer inputs of them are tried here."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@st.composite
def neighbours(draw: st.DrawFn, name: str) -> bytes:
    """A seed with some stretches of it exchanged for others."""
    data = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 64)))
        data = data[:start] + draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8))) + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_gets_through_its_seeds(name: str) -> None:
    assert seeds(name)
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_gets_through_neighbours_of_its_seeds(name: str) -> None:
    @settings(max_examples=20 if name in SLOW else 80, suppress_health_check=list(HealthCheck))
    @given(neighbours(name))
    def tried(data: bytes) -> None:
        TARGETS[name](data)

    tried()
