"""No e-mail address leaves civitop: not in an export, a picture, a report, the people file, or a log."""

import asyncio
import logging
import re

import pytest

from civitop.cli.commands.demo import demo_watch
from civitop.cli.progress.headless import poll_once
from civitop.demo import open_city
from civitop.export import FORMATS, report_writer, writer
from tui.picture import picture

pytestmark = pytest.mark.slow

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def test_the_demo_has_addresses_to_hide() -> None:
    world = open_city()
    commits = [c for p in world.projects for c in world.truth(p.key).commits]
    assert any(ADDRESS.search(str(commit)) for commit in commits)


def test_no_output_of_the_demo_shows_an_address(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with demo_watch(living=False) as wiring:
        poll_once(wiring.watch)
        snapshot = wiring.watch.snapshot()
        outputs = {name: writer(name)(snapshot) for name in FORMATS}
        outputs["people"] = wiring.watch.people_file("demo")
        for health in snapshot.repositories:
            report = wiring.watch.report(health.id)
            assert report is not None
            for name in ("txt", "json"):
                outputs[f"{name} report of {health.id}"] = report_writer(name)(report)
        for screen in ("overview", "project"):
            outputs[f"picture of {screen}"] = asyncio.run(picture(wiring.watch, (200, 60), screen))
    outputs["stderr"] = capsys.readouterr().err
    outputs["log"] = caplog.text
    assert snapshot.repositories
    assert outputs["log"]
    assert {name: found for name, text in outputs.items() if (found := ADDRESS.findall(text))} == {}
    assert not [name for name, text in outputs.items() if "ghp_" in text or "glpat-" in text]
