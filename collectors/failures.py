"""What becomes of an error that nobody foresaw: a failure of one repository, source or account."""

import logging
import traceback

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.errors import CivitopError, NotFound, Unreachable
from civitop.i18n.message import Phrase, say
from civitop.model import Extent, Repository
from civitop.polling.collector import Failure
from civitop.sanitise import plain
from collectors.http.replies import Unusable

MOST_PAGES = 1000
"""Pages of one list of a forge that are read."""

log = logging.getLogger("civitop.collectors")


def unreadable(repository: Repository, host: str, error: Exception) -> Failure:
    """Return the failure of what an answer of unknown shape is about; the log says where it came up.

    The error's own text is left out: it may quote what was sent or answered. One of civitop's own (damaged
    facts in the store) has its sentence.
    """
    if isinstance(error, NotFound):
        return Failure(repository.id, error.phrase, "not-found", final=True)
    if isinstance(error, CivitopError):
        return Failure(repository.id, error.phrase, "internal")
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error(
        "The answer of %s about %s could not be read (%s):\n%s",
        host,
        repository.name,
        type(error).__name__,
        where,
    )
    sentence = say(
        "{host} gave an answer about {name} that could not be read ({why}); the log has more.",
        host=host,
        name=repository.name,
        why=error.why if isinstance(error, Unusable) else type(error).__name__,
    )
    return Failure(repository.id, sentence, "internal")


def of_source(source: Source) -> Repository:
    """Return what stands for a source until it is known, so that a failure can be about it."""
    return Repository(id=str(source), forge=source.forge, name=source.path, url="")


def by_git() -> Phrase:
    """Say why the interface was not asked for a history."""
    return say("The history is taken from git.")


def nothing_committed() -> Extent:
    """Say that a repository has no history, which is unknown and not bad: work may begin tomorrow."""
    return Extent.absent(say("The repository is empty: nothing was ever committed."))


def endless_list() -> Phrase:
    """Say that a list was given up before its end."""
    return say("The forge's pages do not come to an end: what was read is here, and more is missing.")


def endless(forge: Forge, name: str) -> Unreachable:
    """Return the error for a list whose pages lead in a circle, or do not come to an end."""
    return Unreachable(
        say(
            "{host} lists what {name} has without coming to an end: what was read until then is here.",
            host=forge.host,
            name=name,
        )
    )


def no_branch(name: str, host: str, branch: str) -> NotFound:
    """Return the error for a repository that lacks the branch that a source names."""
    return NotFound(
        say(
            "{name} on {host} has no branch {branch}; correct the name behind @.",
            name=name,
            host=host,
            branch=plain(branch),
        )
    )
