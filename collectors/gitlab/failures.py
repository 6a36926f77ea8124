"""What went wrong, in one sentence for the person."""

from typing import Literal

from civitop.config.settings import Forge
from civitop.errors import CollectError, NeedsToken, NotFound, RateLimited, Unauthorised, Unreachable
from civitop.i18n.message import Phrase, say, say_n
from civitop.model import Repository
from civitop.polling.collector import Failure

Kind = Literal["not-found", "unauthorised", "needs-token", "unreachable", "rate-limited", "internal"]
KINDS: dict[type[CollectError], Kind] = {
    NotFound: "not-found",
    Unauthorised: "unauthorised",
    NeedsToken: "needs-token",
    Unreachable: "unreachable",
    RateLimited: "rate-limited",
}


def failure(id: str, error: CollectError) -> Failure:
    """Return the failure of a repository or source that an error stopped."""
    kind: Kind = next((kind for known, kind in KINDS.items() if isinstance(error, known)), "internal")
    return Failure(id, error.phrase, kind, final=isinstance(error, NotFound))


def gone(repository: Repository, host: str) -> Failure:
    """Return the failure of a project that the forge no longer shows: GitLab does not say why."""
    return Failure(
        repository.id,
        say(
            "{host} shows {name} no longer: it was deleted or made private; "
            "remove it from the configuration, or use a token that may see it.",
            host=host,
            name=repository.name,
        ),
        "not-found",
        final=True,
    )


def too_few(forge: Forge, limit: int, projects: int, *, by_git: bool) -> Phrase:
    """Say why nothing is spent by the project: an hour without a token does not reach for all of them."""
    if by_git:
        return say_n(
            "Without a token {host} allows {limit} requests an hour, too few for the "
            "long lists of {n} project: set a token for {forge}.",
            "Without a token {host} allows {limit} requests an hour, too few for the "
            "long lists of {n} projects: set a token for {forge}.",
            projects,
            host=forge.host,
            limit=limit,
            forge=forge.name,
        )
    return say_n(
        "Without a token {host} allows {limit} requests an hour, too few for the "
        "commits and long lists of {n} project: set a token for {forge}.",
        "Without a token {host} allows {limit} requests an hour, too few for the "
        "commits and long lists of {n} projects: set a token for {forge}.",
        projects,
        host=forge.host,
        limit=limit,
        forge=forge.name,
    )
