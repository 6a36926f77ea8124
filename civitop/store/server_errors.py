"""What goes wrong with a store on a server, as one sentence that says what to do; no password stands in it."""

from typing import TYPE_CHECKING

from civitop.errors import DiskFull, StoreError
from civitop.i18n.message import say
from civitop.sanitise import plain

if TYPE_CHECKING:
    import psycopg

MAY_NOT_WRITE = frozenset({"42501", "25006"})
"""SQLSTATEs: insufficient privilege, a transaction that may only read."""
FULL, WAITED = "53100", "55P03"
GONE = ("08", "57P")
"""How the SQLSTATEs of a lost connection and of a server that stops begin."""


def without_driver(name: str) -> StoreError:
    """Return the error of an installation that cannot speak to a server."""
    return StoreError(
        say(
            "The store {path} is on a PostgreSQL server, whose driver is not installed: "
            "pip install 'civitop[postgres]'.",
            path=name,
        )
    )


def no_address(name: str) -> StoreError:
    """Return the error of an address that libpq cannot read; what it said could hold part of a password."""
    return StoreError(
        say(
            "{path} is no address of a store; write postgresql://user@host/database, other signs than letters "
            "and digits in a password as %40 and the like.",
            path=name,
        )
    )


def read_only(name: str) -> StoreError:
    """Return the error of writing with a role that only reads."""
    return StoreError(
        say(
            "The store {path} may only be read by this role; to poll or to keep anything, connect with one that "
            "may write (docs/shared-store.md).",
            path=name,
        )
    )


def failure(name: str, error: "psycopg.Error") -> StoreError:
    """Return what an error of psycopg's amounts to."""
    state, why = error.sqlstate or "", plain(" ".join(str(error).split()))
    if state in MAY_NOT_WRITE:
        return read_only(name)
    if state == FULL:
        return DiskFull(
            say(
                "The disk of the store {path} is full; make room, and the next round goes on: nothing that is "
                "kept is lost.",
                path=name,
            )
        )
    if state == WAITED:
        return StoreError(
            say(
                "The store {path} cannot be used ({why}); another program holds it; try again when that has ended.",
                path=name,
                why=why,
            )
        )
    if not state and _lacks_password(error, why):
        return StoreError(
            say(
                "The server of the store {path} refuses the password or has none ({why}); it is read from "
                "PGPASSWORD, a password file (PGPASSFILE) or a service file.",
                path=name,
                why=why,
            )
        )
    if state.startswith(GONE) or (not state and _is_operational(error)):
        return StoreError(
            say(
                "The server of the store {path} cannot be reached ({why}); check that it runs and takes "
                "connections from here.",
                path=name,
                why=why,
            )
        )
    return StoreError(say("The server of the store {path} refuses this ({why}).", path=name, why=why))


def _lacks_password(error: "psycopg.Error", why: str) -> bool:
    connection = error.pgconn
    return connection is not None and (bool(connection.needs_password) or "password" in why)


def _is_operational(error: "psycopg.Error") -> bool:
    import psycopg

    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
