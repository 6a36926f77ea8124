"""Which repositories a network has by its configuration as it is now, out of what the store was told."""

from fnmatch import fnmatchcase

from civitop.config.settings import NetworkSettings
from civitop.i18n.message import Phrase
from civitop.store import Store


def members_of(store: Store, network: NetworkSettings) -> tuple[str, ...]:
    """Return the ids of a network's repositories, sorted.

    What came from a source that was taken out of the configuration is gone at once, and so is what is ignored now.
    """
    ids = store.members(network.id, tuple(map(str, network.watch)))
    return tuple(id for id in ids if not ignored(network, id, id.partition(":")[2]))


def ignored(network: NetworkSettings, id: str, name: str) -> bool:
    """Tell whether a network leaves a repository of one of its sources out."""
    return any(fnmatchcase(id, pattern) or fnmatchcase(name, pattern) for pattern in network.ignore)


def failed_sources_of(store: Store, network: NetworkSettings) -> dict[str, Phrase]:
    """Return those of a network's sources that could not be read in the last round, with the reason."""
    watched = {str(source) for source in network.watch}
    return {source: error for source, error in store.source_failures(network.id).items() if source in watched}
