"""GitLab as a kind of forge: gitlab.com and self-managed."""

from collections.abc import Mapping

from civitop.config.settings import Forge
from civitop.i18n.language import N_
from civitop.polling.collector import Collector
from collectors.around.branches import WithBranches
from collectors.kind import Kind, Means, host


def host_of(name: str, environ: Mapping[str, str]) -> str:
    """Return the host whose token a variable holds, as for `glab`, or in a pipeline that of its server."""
    pipeline = environ.get("CI_SERVER_URL", "") if environ.get("GITLAB_CI") else ""
    return host(environ.get("GITLAB_HOST") or environ.get("GL_HOST") or pipeline) or "gitlab.com"


def _make(forge: Forge, means: Means) -> Collector:
    from collectors.http import certificates  # heavy libraries, which only a round needs

    certificates.begin()
    from collectors.gitlab.collector import GitLabCollector

    return WithBranches(GitLabCollector(forge, means.tokens, means.notify, means.clock, waits=means.waits))


GITLAB = Kind(
    name="gitlab",
    # It counts requests only, and asks for many small ones: each project's commits.
    concurrency=6,
    make=_make,
    variables=("GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"),
    host_of=host_of,
    tool=("glab", "config", "get", "token", "--host", "{host}"),
    without_token=N_("Histories come by git, issues and merge requests at 60 requests an hour."),
    token_adds=N_(
        "With a token long lists are read to their end, and projects that are not public are found."
    ),
)
