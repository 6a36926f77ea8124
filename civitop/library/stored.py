"""Opens networks over a store that is only read: nobody is asked, and what polling needs is not even imported."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from civitop.config.settings import Config
from civitop.library.measurers import measurers_for, now
from civitop.library.selection import Choice
from civitop.people.affiliation import registry as bodies
from civitop.reading.store_reader import Setup, StoredFeed
from civitop.store import Store


class StoredNetworks(Struct, frozen=True):
    """Networks as the store has them."""

    store: Store
    feed: StoredFeed


@contextmanager
def stored(
    chosen: Callable[[], Choice],
    place: Callable[[Config], str | Path],
    *,
    taken: Callable[[Config], None] = lambda config: None,
) -> Iterator[StoredNetworks]:
    """Open the store of what `chosen` gives, and close it again; the arguments are as for `opening.opened`."""
    config, networks = chosen()
    taken(config)
    with Store(place(config)) as held:
        measurers = measurers_for(held, networks, bodies.load(*config.registry))
        yield StoredNetworks(held, StoredFeed(held, Setup(networks, measurers, {}, config.every), now))
