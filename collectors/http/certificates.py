"""The certificates that connections trust: read once in a process, for all forges, and beside other work.

OpenSSL takes a tenth of a second over them, in which nobody else has to wait: it needs no Python.
"""

import os
import ssl
from contextlib import suppress
from functools import cache
from threading import Lock, Thread

_reading = Lock()


def begin() -> None:
    """Start reading in a thread, while libraries are loaded; what is wrong is told to who needs them."""
    Thread(target=_ahead, name="certificates").start()


def trusted() -> ssl.SSLContext:
    """Return what every connection is checked by, read at the first call.

    As httpx has it: those of certifi, or those that `SSL_CERT_FILE` or `SSL_CERT_DIR` names. Raises `OSError`
    where they cannot be read.
    """
    with _reading:
        return _read()


def _ahead() -> None:
    with suppress(OSError):  # it comes again in `trusted`, where somebody hears of it
        trusted()


@cache
def _read() -> ssl.SSLContext:
    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    if folder := os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(capath=folder)
    import certifi

    return ssl.create_default_context(cafile=certifi.where())
