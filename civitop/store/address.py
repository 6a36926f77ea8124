"""The address of a store: a file, or a database on a server, whose password stands in no sentence."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

from civitop import paths
from civitop.i18n.message import Phrase, say
from civitop.sanitise import plain

SCHEMES = ("postgresql://", "postgres://")
HIDDEN = "***"
_USER_INFO = re.compile(r"^([a-z]+://[^:/?@]*):[^?]*@")
_SECRET = re.compile(r"(?i)passw|secret")
"""What a parameter of libpq is called whose value is a secret: `password`, `sslpassword`, …"""


def is_server(place: str) -> bool:
    """Tell whether a place is the address of a PostgreSQL server, as libpq writes it; else it is a file."""
    return place.startswith(SCHEMES)


def place_of(option: str | Path | None, configured: str | None) -> str | Path:
    """Return where the store is: option, `CIVITOP_STORE`, configuration, the user's own file; the first that is set.

    A text is the address of a database on a server, or `:memory:`.
    """
    place = option or os.environ.get("CIVITOP_STORE") or configured or paths.store_file()
    is_text = isinstance(place, str) and (is_server(place) or place == ":memory:")
    return place if is_text else Path(place)


def without_password(address: str) -> str:
    """Return an address as it may be shown: with `***` in the place of every password in it."""
    base, mark, query = address.partition("?")
    base = _USER_INFO.sub(rf"\1:{HIDDEN}@", base)
    return plain(f"{base}{mark}{'&'.join(map(_parameter, query.split('&')))}")


def holds_password(address: str) -> bool:
    """Tell whether a password stands in an address."""
    return without_password(address) != plain(address)


def no_password_here() -> Phrase:
    """Return what to say of a password in an address that others can read."""
    return say(
        "leave the password out; it is read from PGPASSWORD, a password file (PGPASSFILE), a service file or "
        "an address in CIVITOP_STORE."
    )


def is_clear(address: str) -> bool:
    """Tell whether everybody reads the same user and password in an address.

    In one with another `@` or `/` before the host libpq takes a part of the password for a host or a port,
    and names it in its errors.
    """
    base = address.partition("?")[0].partition("://")[2]
    return re.search(r"[@/]", base.rpartition("@")[0]) is None


def _parameter(text: str) -> str:
    name, mark, _ = text.partition("=")
    return f"{name}{mark}{HIDDEN}" if mark and _SECRET.search(unquote(name)) else text
