"""What commands print on standard output."""

import os
import sys
from typing import TextIO

from civitop.cli.encoding import JSON, SIGNS
from civitop.cli.exit_codes import DONE
from civitop.cli.streams import let_escape

ESCAPES = {"json": JSON, "csv": SIGNS, "md": "xmlcharrefreplace", "svg": "xmlcharrefreplace"}
"""What a format for machines writes for a character that the output's encoding does not have: its own escape where
it has one, so that nothing is lost. Text for people goes out as the stream was set up."""

LONGEST_LINE = 4000
"""Characters of a line on standard error."""


def tell(text: str) -> int:
    """Print a line to standard output and return the exit code for done."""
    print(text)
    return DONE


def is_screen(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal on which something can be drawn, and not only written below."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def note(text: str) -> None:
    """Print a sentence to standard error, as a terminal may be given it: it may quote what others wrote."""
    from civitop.sanitise import plain  # 10 ms that `--version` does not need

    for number, line in enumerate(text.splitlines()):
        print(f"{'' if number else 'civitop: '}{plain(line, LONGEST_LINE)}", file=sys.stderr)


def put(text: str, format: str) -> None:
    """Write an export to standard output as it is; raises `OutputError` where that cannot be."""
    if format in ESCAPES:
        let_escape(ESCAPES[format])
    sys.stdout.write(text)
    sys.stdout.flush()
