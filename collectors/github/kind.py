"""GitHub as a kind of forge: github.com and Enterprise Server."""

from collections.abc import Mapping

from civitop.config.settings import Forge
from civitop.i18n.language import N_
from civitop.polling.collector import Collector
from collectors.around.branches import WithBranches
from collectors.kind import Kind, Means, host

_SERVER = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
"""What `gh` reads for an Enterprise Server; the others are for github.com (`gh help environment`)."""


def host_of(name: str, environ: Mapping[str, str]) -> str:
    """Return the host whose token a variable holds: `GH_HOST`, a pipeline's `GITHUB_SERVER_URL`, or github.com."""
    pipeline = environ.get("GITHUB_SERVER_URL", "") if environ.get("GITHUB_ACTIONS") else ""
    named = host(environ.get("GH_HOST") or pipeline)
    if name in _SERVER:
        return named if named != "github.com" else ""
    return named or "github.com"


def _make(forge: Forge, means: Means) -> Collector:
    from collectors.http import certificates  # heavy libraries, which only a round needs

    certificates.begin()
    from collectors.github.collector import GitHubCollector
    from collectors.http.kept_replies import StoredCache

    cache = StoredCache(means.store, forge.name)
    collector = GitHubCollector(
        forge,
        means.tokens,
        means.notify,
        means.clock,
        cache=cache,
        notes=means.store,
        app_key=means.app_key,
        waits=means.waits,
    )
    return WithBranches(collector)


GITHUB = Kind(
    name="github",
    # Its secondary limits count processor time and do not like many at a time.
    concurrency=3,
    apps=True,
    make=_make,
    levels=2,
    variables=("GITHUB_TOKEN", "GH_TOKEN", *_SERVER),
    host_of=host_of,
    tool=("gh", "auth", "token", "--hostname", "{host}"),
    without_token=N_("Histories come by git, open issues at 60 requests an hour."),
    token_adds=N_("A token adds closed issues, answers and reviews, releases, and who works where."),
)
