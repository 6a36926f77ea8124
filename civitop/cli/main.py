"""Reads the command line and starts the command; the only place that turns errors into exit codes."""

import sys
from collections.abc import Callable, Sequence

from civitop.cli.exit_codes import FAULT, INTERRUPTED, NOTHING, OUTPUT, USAGE
from civitop.cli.output import note, tell
from civitop.cli.streams import standard_streams

REPORTS = "https://github.com/civitop/civitop/issues"
"""Where a fault of civitop's own is reported."""


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong ends in one sentence."""
    with standard_streams():
        code = _outcome(lambda: _command(argv), argv)
        # What waits in the buffer may be what does not fit on the device.
        return _outcome(lambda: _flushed(code), argv)


def _command(argv: Sequence[str]) -> int:
    if list(argv) == ["--version"]:
        # Answered before anything is imported: package managers and shells ask this all the time.
        from civitop import __version__

        return tell(f"civitop {__version__}")
    from civitop.polling.gc_tuning import start

    start()
    import os

    from civitop.cli.ending import ending_in_order
    from civitop.cli.language import first_language
    from civitop.cli.logs import logged_to_stderr
    from civitop.cli.options import parse
    from civitop.i18n.language import use

    with ending_in_order(), logged_to_stderr(verbosity(argv)):
        use(first_language(argv))
        arguments = parse(argv)
        if arguments.no_color:
            os.environ["NO_COLOR"] = "1"
        code: int = arguments.run(arguments)
        return code


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def _outcome(command: Callable[[], int], argv: Sequence[str]) -> int:
    """Return the exit code of what was done, or of the error that ended it, which is said."""
    try:
        return command()
    except SystemExit as left:  # argparse, behind a help that was asked for
        return left.code if isinstance(left.code, int) else 0
    except KeyboardInterrupt:
        from civitop.i18n.language import _

        note(_("interrupted; what was collected is kept."))
        return INTERRUPTED
    except Exception as error:  # of every kind: this is the outermost place
        return _failed(error, verbose=verbosity(argv) > 0)


def _failed(error: Exception, *, verbose: bool) -> int:
    from civitop.errors import CivitopError, CollectError, DiskFull, OutputError

    if not isinstance(error, CivitopError):
        return _fault(error, verbose=verbose)
    note(str(error.phrase))
    match error:
        case OutputError():
            return OUTPUT
        case CollectError() | DiskFull():
            return NOTHING
    return USAGE


def _fault(error: Exception, *, verbose: bool) -> int:
    """Say that civitop made a mistake, and which; the rest of what is known of it only with `--verbose`."""
    from civitop.i18n.message import say

    if verbose:
        from civitop.cli.logs import traceback_of

        print(traceback_of(error), file=sys.stderr)
    what = type(error).__name__
    if verbose:
        sentence = say(
            "civitop made a mistake ({what}); please report it at {place}.", what=what, place=REPORTS
        )
    else:
        sentence = say(
            "civitop made a mistake ({what}); please report it at {place}, with what --verbose prints.",
            what=what,
            place=REPORTS,
        )
    note(str(sentence))
    return FAULT


def verbosity(argv: Sequence[str]) -> int:
    """Return how much the command line asks to be told, also of one that cannot be read."""
    words = [word for word in argv if word == "--verbose" or (word[:2] == "-v" and not word.strip("-v"))]
    return sum(1 if word == "--verbose" else len(word) - 1 for word in words)
