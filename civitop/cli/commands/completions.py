"""`civitop completions SHELL`: what bash, zsh or fish needs to complete civitop's words."""

import argparse

from civitop.cli.output import tell
from civitop.i18n.language import N_

HELP = N_("completions for bash, zsh or fish")
DESCRIPTION = N_("Prints a script that teaches a shell to complete civitop's commands and options.")
EXAMPLES = (
    ("civitop completions bash > ~/.local/share/bash-completion/completions/civitop", ""),
    ("civitop completions zsh > ~/.zfunc/_civitop", ""),
    ("civitop completions fish > ~/.config/fish/completions/civitop.fish", ""),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from civitop.cli.argparse_language import argparse_speaks

    with argparse_speaks():
        return tell(shtab.complete(arguments.build(), arguments.shell))
