"""Starts the screens: the one place of the command line that imports Textual."""

import argparse
import sys

from cli.assemble import Wiring
from cli.main import DONE


def ascii_only(arguments: argparse.Namespace) -> bool:
    """Return whether signs are drawn in ASCII: asked for, or the terminal's encoding has nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return bool(arguments.ascii) or not encoding.startswith("utf")


def show(wiring: Wiring, arguments: argparse.Namespace, *, open_project: bool = False) -> int:
    """Run the dashboard until the person leaves it."""
    from tui.app import CivitopApp

    wall = float(arguments.rotate) if getattr(arguments, "wall", False) else None
    app = CivitopApp(wiring.watch, config=wiring.config, ascii_only=ascii_only(arguments), wall=wall)
    app.run()
    return app.return_code or DONE
