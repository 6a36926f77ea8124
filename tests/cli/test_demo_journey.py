"""A new user at `civitop demo`: the worst project, why, who uses it without contributing, as a file."""

import asyncio
import csv

from civitop.watch import Watch
from cli.assemble import now
from cli.demo_command import demo_watch
from cli.headless import poll_once
from cli.screen_export import exporter
from tui.app import CivitopApp
from tui.picture import settled
from tui.screens.project import ProjectScreen


def lines_of(app):
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def text_of(app):
    return "\n".join(lines_of(app))


async def pressed(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


def test_a_new_user_finds_who_uses_a_bad_project_without_contributing(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    with demo_watch(living=False) as wiring:
        poll_once(wiring.watch)
        asyncio.run(journey(wiring.watch, tmp_path))


async def journey(watch: Watch, folder):
    app = CivitopApp(watch, poll=False, exporter=exporter(watch, now, folder))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        # The table has the worst project on top, and the footer says how to open it and where bodies are.
        assert "■" in lines_of(app)[4]
        assert "Enter open" in lines_of(app)[-1]
        assert "m municipalities" in lines_of(app)[-1]
        await pressed(pilot, "slash", *"case-bridge", "enter", "enter")
        assert isinstance(app.screen, ProjectScreen)
        assert "One person alone made at least half" in text_of(app)
        seen = text_of(app)
        for _ in range(6):
            await pressed(pilot, "pagedown")
            seen += text_of(app)
        assert "A single supplier: Northlight Systems A/S" in seen
        assert "The contract with Northlight Systems A/S ended" in seen
        assert "Use it without contributing: Egemose Kommune, Gemeente Rietmeer" in seen
        assert "e export" in lines_of(app)[-1]
        await pressed(pilot, "e")
        for _ in range(60):
            if list(folder.iterdir()):
                break
            await pilot.pause(0.05)
        await pilot.pause(0.2)
        assert "Written to" in text_of(app)
    with next(folder.iterdir()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    idle = {row["organisation"] for row in rows if row["relation"] == "uses without contributing"}
    assert idle == {"Egemose Kommune", "Gemeente Rietmeer"}
    assert {row["repository"] for row in rows} == {"github:fjord-digital/case-bridge"}
    assert not any("@" in value for row in rows for value in row.values())
