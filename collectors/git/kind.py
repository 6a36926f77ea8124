"""Git as a kind of forge: any clone, at a path or an address."""

from civitop.config.settings import Forge
from civitop.polling.collector import Collector
from collectors.kind import Kind, Means


def _make(forge: Forge, means: Means) -> Collector:
    from collectors.git.collector import GitCollector

    return GitCollector(
        forge,
        means.cache / "clones",
        environment=means.environment,
        notify=means.notify,
        now=means.clock,
        turns=means.turns,
    )


GIT = Kind(name="git", concurrency=3, addressed=False, make=_make)
