"""Starts the screens: the one place of the command line that imports Textual."""

from cli.assemble import Wiring
from cli.main import DONE


def show(wiring: Wiring, *, open_project: bool = False) -> int:
    """Run the dashboard until the person leaves it."""
    from tui.app import CivitopApp

    app = CivitopApp(wiring.watch, config=wiring.config)
    app.run()
    return app.return_code or DONE
