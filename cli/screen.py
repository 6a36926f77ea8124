"""Starts the screens: the one place of the command line that imports Textual."""

from pathlib import Path

from cli.assemble import Wiring, now
from cli.main import DONE


def show(wiring: Wiring, *, open_project: bool = False) -> int:
    """Run the dashboard until the person leaves it."""
    from cli.screen_export import exporter
    from tui.app import CivitopApp

    write = exporter(wiring.watch, now, Path.cwd())
    app = CivitopApp(wiring.watch, config=wiring.config, exporter=write)
    app.run()
    return app.return_code or DONE
