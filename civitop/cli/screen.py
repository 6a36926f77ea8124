"""Starts the screens: the one place of the command line that imports Textual."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from civitop.cli.exit_codes import DONE
from civitop.cli.loop import run_async
from civitop.config.settings import Config
from civitop.library.measurers import now
from civitop.library.opening import OpenNetworks
from civitop.reading.feed import Feed

if TYPE_CHECKING:
    from tui.fault import Faultless

R = TypeVar("R")


def ascii_only(arguments: argparse.Namespace) -> bool:
    """Return whether signs are drawn in ASCII: asked for, or the terminal's encoding has nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return bool(arguments.ascii) or not encoding.startswith("utf")


def load() -> None:
    """Import the screens, for whoever has something to wait for before it shows them."""
    import tui.app
    import tui.screens.overview  # noqa: F401


def show(wiring: OpenNetworks, arguments: argparse.Namespace, *, open_project: bool = False) -> int:
    """Run the dashboard until the person leaves it."""
    from civitop.cli.screen_export import exporter
    from civitop.config.expectation_writing import expecter
    from collectors.forges import KINDS
    from tui.app import CivitopApp
    from tui.live_app import Opening
    from tui.themed_app import Terminal

    write = exporter(wiring.watch, now, Path.cwd())
    wall = float(arguments.rotate) if getattr(arguments, "wall", False) else None
    app = CivitopApp(
        wiring.watch,
        config=wiring.config,
        opening=Opening(alone=open_project, wall=wall),
        terminal=Terminal(ascii_only=ascii_only(arguments)),
        exporter=write,
        expecter=expecter(wiring.config, KINDS),
    )
    shown(app)
    return app.return_code or DONE


def show_still(feed: Feed, config: Config, arguments: argparse.Namespace) -> int:
    """Run the dashboard on a feed that is not polled until the person leaves it."""
    from civitop.cli.screen_export import exporter
    from tui.app import CivitopApp
    from tui.themed_app import Terminal

    app = CivitopApp(
        feed,
        config=config,
        terminal=Terminal(ascii_only=ascii_only(arguments)),
        exporter=exporter(feed, now, Path.cwd()),
        poll=False,
    )
    shown(app)
    return app.return_code or DONE


def shown(app: "Faultless[R]") -> R | None:
    """Run an app and return its result; raises the error that ended it, and `SystemExit` where a signal did."""
    result = run_async(app.run_async(), end=app.exit)
    if app.fault is not None:
        raise app.fault
    return result
