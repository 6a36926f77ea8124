"""Opens networks over a store: configuration, store and poll loop together, and closes them again."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from civitop import config as configuration
from civitop import paths
from civitop.config.settings import Config, NetworkSettings
from civitop.library.assembly import collectors_for
from civitop.library.measurers import measurers_for, now
from civitop.library.poller import sign
from civitop.library.reload import Reloader
from civitop.library.rounds import Rounds
from civitop.library.selection import Choice, some_of
from civitop.people.affiliation import registry as bodies
from civitop.polling.shares import Shares, poller_name
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.store.address import place_of
from civitop.watch import Watch
from collectors.forges import KINDS


class OpenNetworks(Struct, frozen=True):
    """Networks that are open: what a command or a program works with."""

    config: Config
    store: Store
    watch: Watch
    """The poll loop over them; its `round` yields what happens."""
    networks: tuple[NetworkSettings, ...]
    follows: bool
    """Another process polls this store alone, or this one may not write there: it only reads."""
    rounds: Rounds
    """Runs rounds for a program that has no event loop."""
    poller: str | None = None
    """The name of this process among those that poll the store, where several may."""


@contextmanager
def open_networks(
    config: str | Path | None = None,
    store: str | Path | None = None,
    *,
    networks: Sequence[str] = (),
    poll: bool = True,
) -> Iterator[OpenNetworks]:
    """Open networks over a store, and close them again.

    `config` is the path of a configuration, which is trusted by being named here; `None` stands for the one
    that the command line would find, read by its rules of trust (`OpenNetworks.config.notice` says what they
    left out). `store` is the path of the database or the address of one on a server (`postgresql://…`),
    `":memory:"` for none that is kept, `None` for the configuration's or the user's own.
    `networks` are ids out of the configuration or ready-made ones; all of the configuration without any.
    With `poll` the store is claimed for polling; without, nobody is asked and the store answers.

    Raises `ConfigError` where the configuration is wrong or names no network, `UsageError` for a network
    that does not exist, `StoreError` for a store that cannot be opened.
    """
    file = paths.config_file(None if config is None else str(config))

    def chosen() -> Choice:
        return some_of(configuration.load(file.path, KINDS, asked=file.asked), networks)

    with opened(chosen, lambda config: place_of(store, config.store), poll=poll) as found:
        if not poll:
            found.watch.catch_up()
        yield found


@contextmanager
def opened(
    chosen: Callable[[], Choice],
    place: Callable[[Config], str | Path],
    *,
    poll: bool = True,
    claim: bool = True,
    taken: Callable[[Config], None] = lambda config: None,
    wait: timedelta | None = None,
    claimant: str = "import",
    jitter: Callable[[], float] = lambda: 0.0,
) -> Iterator[OpenNetworks]:
    """Open a store and a poll loop over what `chosen` gives, now and whenever a file of it changes.

    `place` tells where the store is, by the first configuration. `taken` is told each configuration that comes
    into force. With `claim` nobody else polls the same, and where another process does, this one reads along;
    `claimant` is what it is told of this one. `wait` is how long limits of forges are waited for, `jitter` as for
    `Watch`.
    """
    config, networks = chosen()
    taken(config)
    with Store(place(config)) as held:
        follows = poll and claim and not held.claim()
        if poll and claim and not follows:
            sign(held, claimant, now())
        shares, name = None, None
        if held.shared and poll and claim and not follows:
            name = poller_name()
            shares = Shares(held, [network.id for network in networks], name)
            shares.renew()

        def set_up(config: Config, networks: tuple[NetworkSettings, ...]) -> Setup:
            active = networks if poll and not follows else ()
            collectors = collectors_for(config, active, lambda b: watch.told(b), held, wait=wait)
            measurers = measurers_for(held, networks, bodies.load(*config.registry))
            return Setup(networks, measurers, collectors, config.every)

        def again() -> Setup:
            config, networks = chosen()
            setup = set_up(config, networks)
            taken(config)
            return setup

        reloader = Reloader(_files(config, networks), again)
        watch = Watch(
            held,
            set_up(config, networks),
            clock=now,
            reload=reloader,
            trouble=lambda: reloader.error,
            follow=follows,
            jitter=jitter,
            shares=shares,
        )
        rounds = Rounds(watch)
        try:
            yield OpenNetworks(config, held, watch, networks, follows, rounds, name)
        finally:
            rounds.close()
            if shares is not None:
                shares.leave()


def _files(config: Config, networks: Sequence[NetworkSettings]) -> tuple[Path, ...]:
    names = [config.path, *config.registry, *(network.affiliations for network in networks)]
    return tuple(Path(name) for name in names if name and os.path.exists(name))
