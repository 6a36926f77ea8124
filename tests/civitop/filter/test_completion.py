"""How a filter that is being typed can go on."""

from datetime import UTC, datetime

import pytest

from civitop.filter.completion import complete
from civitop.health import Health


def project(name, *topics, forge="github", language="Python"):
    return Health(
        id=f"{forge}:{name}",
        forge=forge,
        name=name,
        url="",
        archived=False,
        status="fresh",
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        error=None,
        topics=topics,
        language=language,
    )


PROJECTS = [project("a", "zaak", "public code"), project("b", "zaak"), project("c", forge="gitlab")]


@pytest.mark.parametrize(
    ("text", "start", "choices"),
    [
        ("bu", 0, ("bus<",)),
        ("bus<2 -munici", 7, ("municipalities=", "municipality:")),
        ("topic:", 6, ("zaak", '"public code"')),
        ('topic:"pub', 6, ('"public code"',)),
        ("forge:github,gitl", 13, ("gitlab",)),
        ("level:b", 6, ("bad",)),
        ("bus:", 4, ("bad", "watch", "good", "unknown")),
        ("nonsense:x", 9, ()),
    ],
)
def test_keys_and_the_values_that_projects_have_are_offered(text, start, choices):
    found = complete(text, PROJECTS, {})
    assert (found.start, found.choices) == (start, choices)


def test_networks_come_from_the_outside():
    assert complete("network:", PROJECTS, {"github:a": ("os2",)}).choices == ("os2",)
