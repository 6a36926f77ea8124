"""Lets argparse speak the language in use: its own words are messages of our catalogues.

argparse asks gettext's default domain, and gettext asks the environment; both are ours only while the
command line is read, so that no program that civitop starts notices.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager

from civitop.i18n.language import DOMAIN, FOLDER, N_, current

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    # Translators: argparse's words for a wrong command line; %(…)s and %s are places, and stay as they are
    N_("argument %(argument_name)s: %(message)s"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("the following arguments are required: %s"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""What argparse says to whoever types a command, by its own message ids; the rest it says to programmers."""


@contextmanager
def argparse_speaks() -> Iterator[None]:
    """Let argparse's help and mistakes come in the language in use, for as long as the block runs."""
    before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = current().code
    try:
        yield
    finally:
        gettext.textdomain(before[0])
        if before[1] is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before[1]
