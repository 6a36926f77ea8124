"""Reads the command line and starts the command; the only place that turns errors into exit codes."""

import os
import sys
from collections.abc import Sequence

from civitop.cli.exit_codes import DONE, INTERRUPTED, NOTHING, USAGE
from civitop.cli.output import tell


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; errors that a person can mend end in one sentence."""
    if list(argv) == ["--version"]:
        # Answered before anything is imported: package managers and shells ask this all the time.
        from civitop import __version__

        return tell(f"civitop {__version__}")
    from civitop.cli.language import first_language
    from civitop.cli.options import parse
    from civitop.errors import CivitopError, CollectError
    from civitop.i18n.language import _, use

    try:
        use(first_language(argv))
        arguments = parse(argv)
        _set_up(arguments.verbose, arguments.no_color)
        code: int = arguments.run(arguments)
    except CollectError as error:
        print(f"civitop: {error.phrase}", file=sys.stderr)
        return NOTHING
    except CivitopError as error:
        print(f"civitop: {error.phrase}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        words = _("interrupted; what was collected is kept.")
        print(f"civitop: {words}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has ended; that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _set_up(verbose: int, no_color: bool) -> None:
    if no_color:
        os.environ["NO_COLOR"] = "1"
    if verbose:
        import logging

        # httpx and the forges' libraries log addresses, never headers: no token can get here.
        logging.basicConfig(
            stream=sys.stderr,
            level=logging.DEBUG if verbose > 1 else logging.INFO,
            format="%(asctime)s %(name)s: %(message)s",
        )
