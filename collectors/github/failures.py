"""What went wrong, in one sentence for the person: from GitHub's error types to `Failure`."""

from typing import Literal

from civitop.collector import Failure
from civitop.errors import (
    CollectError,
    NeedsToken,
    NotARepository,
    NotFound,
    RateLimited,
    Unauthorised,
    Unreachable,
)
from civitop.model import Repository
from civitop.settings import Forge
from collectors.github.graph import HEAVY_TYPES, Problem

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
    return Failure(id, str(error), _KINDS.get(type(error), "internal"), final=isinstance(error, NotFound))


def failure(repository: Repository, problem: Problem, forge: Forge) -> Failure:
    """Return the failure of a repository that GitHub gave a problem for."""
    name, host = repository.name, forge.host
    if problem.type == "NOT_FOUND":
        sentence = f"{name} is not on {host} any more, or the token may not see it: check its name."
        return Failure(repository.id, sentence, "not-found", final=True)
    if problem.type == "FORBIDDEN":
        sentence = f"{host} does not let this token read {name}: {problem.message or 'access is restricted'}"
        return Failure(repository.id, sentence, "unauthorised")
    if problem.type in HEAVY_TYPES:
        sentence = (
            f"{host} ran out of time or resources over {name}, even alone: it is asked again next round."
        )
        return Failure(repository.id, sentence, "unreachable")
    sentence = f"{host} gave no figures of {name}: {problem.message or problem.type}"
    return Failure(repository.id, sentence, "internal")
