"""What git said of a server, as errors with a sentence for the person."""

import re

from civitop.errors import CollectError, NotFound, Unauthorised, Unreachable
from civitop.i18n.message import say
from civitop.sanitise import plain
from collectors.git.command import GitFailed, short

_REFUSED = (
    "could not read username",
    "could not read password",
    "authentication failed",
    "permission denied",
    "error: 403",
)
_DAMAGED = re.compile(
    r"bad object|corrupt|unable to (?:read|parse)|missing (?:blob|tree|commit)|necessary objects"
)
_ABSENT = (
    "not found",
    "does not exist",
    "does not appear to be a git repository",
    "no such file",
    "error: 404",
)


def is_ours_damaged(error: GitFailed) -> bool:
    """Whether a fetch failed for what our clone lacks, and not for what the server's does."""
    theirs = "remote side" in error.said or "git upload-pack:" in error.said
    return not theirs and bool(_DAMAGED.search(error.said))


def remote_error(address: str, error: GitFailed | TimeoutError) -> CollectError:
    """Return the error for an address that could not be asked: what git said, sorted, and what to do."""
    shown = plain(address)
    if isinstance(error, TimeoutError):
        return Unreachable(
            say("{address} did not answer in time; civitop asks again in the next round.", address=shown)
        )
    said = error.said.casefold()
    if any(word in said for word in _REFUSED):
        return Unauthorised(
            say(
                "{address} does not exist or needs a sign-in; "
                "give git a credential helper or an ssh key for it.",
                address=shown,
            )
        )
    if "resolve host" not in said and any(word in said for word in _ABSENT):
        return NotFound(say("There is no git repository at {address}; correct the address.", address=shown))
    return Unreachable(
        say(
            "{address} cannot be reached ({why}); civitop asks again in the next round.",
            address=shown,
            why=short(error),
        )
    )
