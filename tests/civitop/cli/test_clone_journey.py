"""A maintainer at the clone of a project: the whole history is read by a key, and a task is muted until it is gone."""

import tomllib

import pytest

from civitop.cli.options import parse
from civitop.cli.wiring import wired
from civitop.config.expectation_writing import expecter
from collectors.forges import KINDS
from tests.collectors.git.built import Built
from tests.collectors.git.conftest import Clone
from tests.patience import SCREEN
from tui.app import CivitopApp
from tui.picture import settled
from tui.screens.project import ProjectScreen

pytestmark = pytest.mark.slow


def text_of(app):
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
    )


async def until(pilot, true):
    for _ in range(int(SCREEN / 0.05)):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError(text_of(pilot.app))


def rows(app):
    """Return the rows of the list of the first tab."""
    return app.screen.pane.main._rows


@pytest.fixture
def ours(tmp_path):
    """The configuration of a network over one clone, which two people wrote."""
    clone = Clone(tmp_path / "desk")
    built = Built(clone)
    for number in range(30):
        built.commit("Ida" if number % 3 else "Jan", ("M", f"src/{number % 5}.py"), ("M", "docs/index.md"))
    built.done()
    file = tmp_path / "ours.toml"
    file.write_text(f'[network.ours]\nname = "Ours"\nwatch = ["git:{clone.path}"]\n')
    return file


async def test_the_key_reads_the_history_and_a_muted_task_is_told_apart_once_the_file_has_changed(
    ours, tmp_path, monkeypatch
):
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr("tui.session.paint_scheduler.PAINT_EVERY", 0.1)
    arguments = parse(["--config", str(ours), "--store", str(tmp_path / "store.db")])
    with wired(arguments, []) as wiring:
        app = CivitopApp(wiring.watch, config=wiring.config, expecter=expecter(wiring.config, KINDS))
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: app.view.round.finished_at and not app.view.round.running)
            await pilot.press("enter")
            assert isinstance(app.screen, ProjectScreen)
            await settled(pilot)
            await pilot.press("6")
            await until(pilot, lambda: "D reads the whole history (30 commits)" in text_of(app))
            assert "Its clone is on this machine." in text_of(app)
            await pilot.press("D")
            await until(pilot, lambda: "Who knows files" in text_of(app))
            await until(pilot, lambda: "read on" in text_of(app))
            assert "[ ] Ida" in text_of(app)
            # From the key over the file to the figures: what is muted stands apart, with its reason.
            await pilot.press("1")
            await settled(pilot)
            before = app.view.projects[0]
            task = app.screen.pane.main.to_do
            assert (before.expected, task.expected) == ((), None)
            await pilot.press("M")
            await settled(pilot)
            await pilot.press(*"Ida does it in May", "enter")
            await settled(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: "expect" in ours.read_text("utf-8"))
            written = tomllib.loads(ours.read_text("utf-8"))["network"]["ours"]["expect"]
            assert list(written) == [before.id]
            await until(pilot, lambda: any(row.task and row.task.expected for row in rows(app)))
            await until(pilot, lambda: "Ida does it in May" in text_of(app))
            [held] = app.view.projects[0].expected
            assert (held.reason, held.only) == ("Ida does it in May", (task.kind,))
            told = [row.task for row in rows(app) if row.task]
            assert {each.kind for each in told if each.expected} == {task.kind}
            # The same key takes it back: the file and the screen are as before.
            app.screen.pane.main.cursor = next(
                at for at, row in enumerate(rows(app)) if row.task and row.task.expected
            )
            await pilot.press("M")
            await until(pilot, lambda: not any(row.task and row.task.expected for row in rows(app)))
            await until(pilot, lambda: app.view.projects[0].expected == ())
            assert "expect" not in ours.read_text("utf-8")
        await wiring.watch.aclose()
