"""Starts the command line; `python -m civitop` and the `civitop` script both come in here."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from civitop.cli.main import run  # the one arrow that points outward: this is only the door

    code = run(sys.argv[1:])
    if "asyncio" in sys.modules:
        from civitop.cli.loop import leave

        leave(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
