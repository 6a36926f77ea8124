"""What commands print on standard output."""

from civitop.cli.exit_codes import DONE


def tell(text: str) -> int:
    """Print a line to standard output and return the exit code for done."""
    print(text)
    return DONE
