"""What an answer or its absence amounts to, and the sentence that says so."""

import logging
import traceback

import httpx

from civitop.config.settings import Forge
from civitop.errors import CollectError, Unauthorised, Unreachable
from civitop.i18n.message import Phrase, say
from collectors.http.rate_limits import Allowance
from collectors.http.replies import Reply, Unusable, is_page

log = logging.getLogger("civitop.transport")

REFUSALS = frozenset({403, 407, 451})
SEARCHED = 65_536
"""Bytes of a refusal that are searched for the words of a limit."""


def no_way(error: Exception) -> bool:
    """Return whether the host cannot be reached, rather than an answer being lost."""
    kinds = httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | httpx.UnsupportedProtocol
    return isinstance(error, kinds)


def is_limit(reply: Reply, said: Allowance) -> bool:
    """Tell a 403 that is a limit from one that is a missing permission."""
    if "retry-after" in reply.headers or said.remaining == 0:
        return True
    if is_page(reply):
        return False  # GitHub and GitLab speak of limits in JSON
    words = reply.body[:SEARCHED].lower()
    return b"rate limit" in words or b"abuse" in words


def stumbled(error: Exception) -> Unusable:
    """Return what an unforeseen error over one answer amounts to; the log says where it came up.

    Its text is left out: it may quote what was sent.
    """
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("An answer could not be read (%s):\n%s", type(error).__name__, where)
    return Unusable(say("it could not be read ({kind})", kind=type(error).__name__))


def unusable(forge: Forge, error: Unusable) -> Unreachable:
    """Return the error of a question whose answer is of no use."""
    return Unreachable(
        say(
            "{host} gave an answer that cannot be used: {why}. civitop asks again in the next round.",
            host=forge.host,
            why=error.why,
        )
    )


def silent(forge: Forge, problem: str) -> Phrase:
    """Say that a forge does not answer."""
    return say(
        "{host} does not answer ({why}): check the network and the address of {forge}.",
        host=forge.host,
        why=problem,
        forge=forge.name,
    )


def untrusted(forge: Forge, why: str) -> Phrase:
    """Say that a forge shows a certificate that nobody known has signed."""
    return say(
        "The certificate of {host} is not trusted ({why}): a proxy that looks into connections has an authority of "
        "its own; name the file of its certificate in SSL_CERT_FILE, or have it in the system's store.",
        host=forge.host,
        why=why,
    )


def refused(forge: Forge, status: int) -> CollectError:
    """Return the error for a page for people: asking again would bring the same page."""
    sentence = say(
        "{host} answers with status {status} and a web page: "
        "check the address of {forge}, its token, and a proxy or sign-in in between.",
        host=forge.host,
        status=str(status),
        forge=forge.name,
    )
    return Unauthorised(sentence) if status in REFUSALS else Unreachable(sentence)
