"""Messages taken apart: the text, and the places in it, for `civitop.i18n.message`."""

from functools import lru_cache
from string import Formatter

Places = tuple[tuple[str, str], ...]
"""Name and format of each place: `("share", ".0%")`."""


@lru_cache(maxsize=4096)
def pattern_of(template: str) -> tuple[str, Places]:
    """Return a message as a pattern of `%` and the places in it, in order.

    Taken apart once: a report says the same few hundred messages fifty thousand times. Raises `ValueError` for what
    is none of ours: a message is data where it comes out of a file, and `{x.y}`, `{x[0]}` would reach whatever hangs
    on a value.
    """
    pattern, places = [], []
    for text, name, spec, sign in Formatter().parse(template):
        if sign or (name is not None and not name.isidentifier()) or "{" in (spec or ""):
            raise ValueError("no message of civitop's")
        pattern.append(text.replace("%", "%%"))
        if name is not None:
            pattern.append("%s")
            places.append((name, spec or ""))
    return "".join(pattern), tuple(places)
