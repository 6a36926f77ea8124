"""What went wrong, in one sentence for the person: from GitHub's error types to `Failure`."""

from collections.abc import Callable
from typing import Literal, TypeVar

from civitop.config.settings import Forge
from civitop.errors import (
    CollectError,
    NeedsToken,
    NotARepository,
    NotFound,
    RateLimited,
    Unauthorised,
    Unreachable,
)
from civitop.i18n.message import say
from civitop.model import Repository
from civitop.polling.collector import Failure
from collectors.failures import unreadable
from collectors.github.graph import HEAVY_TYPES, Problem

T = TypeVar("T")
FailureKind = Literal[
    "not-found", "unauthorised", "needs-token", "unreachable", "rate-limited", "not-a-repository", "internal"
]
_KINDS: dict[type[CollectError], FailureKind] = {
    NotFound: "not-found",
    Unauthorised: "unauthorised",
    NeedsToken: "needs-token",
    Unreachable: "unreachable",
    RateLimited: "rate-limited",
    NotARepository: "not-a-repository",
}


def from_error(id: str, error: CollectError) -> Failure:
    """Return the failure of a repository or source that `error` stopped."""
    kind: FailureKind = next((kind for known, kind in _KINDS.items() if isinstance(error, known)), "internal")
    return Failure(id, error.phrase, kind, final=isinstance(error, NotFound))


def failure(repository: Repository, problem: Problem, forge: Forge) -> Failure:
    """Return the failure of a repository that GitHub gave a problem for."""
    name, host = repository.name, forge.host
    if problem.type == "NOT_FOUND":
        sentence = say(
            "{name} is not on {host} any more, or the token may not see it: check its name.",
            name=name,
            host=host,
        )
        return Failure(repository.id, sentence, "not-found", final=True)
    if problem.type == "FORBIDDEN":
        sentence = say(
            "{host} does not let this token read {name}: {why}",
            host=host,
            name=name,
            why=problem.message or say("access is restricted"),
        )
        return Failure(repository.id, sentence, "unauthorised")
    if problem.type in HEAVY_TYPES:
        sentence = say(
            "{host} ran out of time or resources over {name}, even alone: it is asked again next round.",
            host=host,
            name=name,
        )
        return Failure(repository.id, sentence, "unreachable")
    why = problem.message or problem.type
    sentence = say("{host} gave no figures of {name}: {why}", host=host, name=name, why=why)
    return Failure(repository.id, sentence, "unreachable" if problem.type == "UNREACHABLE" else "internal")


def guarded(repository: Repository, forge: Forge, make: Callable[[], T]) -> T | Failure:
    """Return what `make` makes of an answer; an answer of unknown shape fails this repository alone."""
    try:
        return make()
    except Exception as error:  # of every kind: whatever stands in one answer must not end the others
        return unreadable(repository, forge.host, error)
