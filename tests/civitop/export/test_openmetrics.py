"""Prometheus' own parsers read the metrics, and find the figures of the JSON in them."""

import json
from typing import Any

import pytest
from msgspec.structs import replace
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text_format

from civitop.export import writer
from civitop.export.openmetrics_export import BASE_UNITS
from civitop.health import Snapshot
from civitop.signals import SIGNALS

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(families: Any) -> Samples:
    found = [each for family in families for each in family.samples]
    made = {(each.name, frozenset(each.labels.items())): each.value for each in found}
    assert len(made) == len(found)
    return made


@pytest.fixture
def written(hostile: Snapshot) -> str:
    return writer("openmetrics")(hostile)


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def test_both_parsers_read_the_same(written: str) -> None:
    assert written.endswith("\n# EOF\n")
    read = samples(read_openmetrics(written))
    assert read
    assert read == samples(read_text_format(written))  # what node exporter's textfile collector reads


def test_every_value_is_the_one_of_the_json(hostile: Snapshot, written: str) -> None:
    read = samples(read_openmetrics(written))
    document = json.loads(writer("json")(hostile))
    compared = 0
    for network in document["networks"]:
        for name, value in network["totals"].items():
            assert read.get(key(f"civitop_network_{name}", network=network["id"])) == value
        for repository in document["repositories"]:
            place = {"network": network["id"], "repository": repository["id"], "forge": repository["forge"]}
            for definition in SIGNALS:
                signal = repository["signals"].get(definition.id) or {"value": None, "level": "unknown"}
                unit = f"_{definition.unit}" if definition.unit in BASE_UNITS else ""
                value = read.get(key(f"civitop_{definition.id}{unit}", **place))
                assert value == signal["value"]
                known = read[key("civitop_signal_known", **place, signal=definition.id)]
                assert known == (signal["value"] is not None)
                level = key("civitop_signal_level", **place, signal=definition.id, level=signal["level"])
                assert read[level] == 1
                compared += value is not None
    assert compared > 3


def test_a_repository_has_one_level_at_a_time(written: str) -> None:
    levels = [
        (dict(labels)["repository"], value)
        for (name, labels), value in samples(read_openmetrics(written)).items()
        if name == "civitop_repository_level"
    ]
    assert len(levels) == 8
    assert sum(value for _, value in levels) == 2


def test_what_is_not_known_has_no_sample(hostile: Snapshot, written: str) -> None:
    read = samples(read_openmetrics(written))
    failed = "hub:bakkeby/=1+1"
    mine = {name for name, labels in read if dict(labels).get("repository") == failed}
    assert mine == {
        "civitop_repository_info",
        "civitop_repository_archived",
        "civitop_repository_status",
        "civitop_repository_level",
        "civitop_signal_known",
        "civitop_signal_level",
    }
    info = next(
        dict(labels)
        for name, labels in read
        if name == "civitop_repository_info" and dict(labels)["repository"] == failed
    )
    assert '</script><img src=x onerror=1>" onload="1\\ ' in info["error"]


def test_names_end_with_their_unit(hostile: Snapshot) -> None:
    desk = next(health for health in hostile.repositories if health.signals)
    signals = {**desk.signals, "release_cadence": replace(desk.signals["release_cadence"], value=12.25)}
    written = writer("openmetrics")(
        replace(
            hostile,
            repositories=(replace(desk, signals=signals),),
            networks=(replace(hostile.networks[0], repositories=(desk.id,)),),
        )
    )
    families = {family.name: family for family in read_openmetrics(written)}
    assert families["civitop_release_cadence_days"].unit == "days"
    assert families["civitop_release_cadence_days"].samples[0].value == 12.25
    assert families["civitop_open_issues"].unit == ""
    assert all(family.type == "gauge" and family.documentation for family in families.values())
