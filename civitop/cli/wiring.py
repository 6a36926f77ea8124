"""Puts configuration, store, collectors and the poll loop together: the wiring of every command."""

import asyncio
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from civitop import config as configuration
from civitop import networks as ready_made
from civitop import paths
from civitop.cli.language import speak
from civitop.cli.reload import Reloader
from civitop.config.settings import Config, Forge, NetworkSettings
from civitop.errors import ConfigError, UsageError
from civitop.i18n.message import Phrase, say
from civitop.people.affiliation import registry as bodies
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.polling.collector import Collector, Notify
from civitop.polling.ingest import Clock
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch
from collectors.forges import KINDS
from collectors.http.waits import Waits
from collectors.kind import Means


def now() -> datetime:
    """Return the present moment (UTC): the only clock of the program."""
    return datetime.now(UTC)


class Wiring(Struct, frozen=True):
    """What a command works with."""

    config: Config
    store: Store
    watch: Watch
    networks: tuple[NetworkSettings, ...]
    follows: bool
    """Another process polls this store; this one only reads."""


def read_config(arguments: Namespace) -> Config:
    """Return the configuration that the arguments ask for.

    What is left out of one that is not trusted is said once, on stderr, the first time it is read.
    """
    file = paths.config_file(arguments.config)
    config = configuration.load(file.path, KINDS, asked=file.asked)
    if not getattr(arguments, "configured", False):
        arguments.configured = True  # a change while screens are up is said there
        if config.notice:
            print(f"civitop: {config.notice}", file=sys.stderr)
    return config


def choose(config: Config, names: Sequence[str]) -> tuple[Config, tuple[NetworkSettings, ...]]:
    """Return the networks by their ids, out of the configuration or ready-made; all of it without names.

    A ready-made network may bring forges of its own, which the returned configuration then has.
    Raises `UsageError` with the nearest name for one that does not exist.
    """
    chosen = []
    for name in names or config.networks:
        if name in config.networks:
            chosen.append(config.networks[name])
        elif name in ready_made.names():
            shipped = configuration.parse(
                ready_made.text(name), f"the ready-made network {name}", Path(), KINDS, config
            )
            config = replace(config, forges={**shipped.forges, **config.forges})
            chosen.append(shipped.networks[name])
        else:
            raise UsageError(_unknown(name, [*config.networks, *ready_made.names()]))
    return config, tuple(chosen)


def _unknown(name: str, known: Iterable[str]) -> Phrase:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    if near:
        return say(
            "There is no network {name} in the configuration or among the ready-made ones; did you mean {near}?",
            name=repr(name),
            near=repr(near[0]),
        )
    return say(
        "There is no network {name} in the configuration or among the ready-made ones; "
        "`civitop networks` lists those that come with civitop.",
        name=repr(name),
    )


def open_store(arguments: Namespace) -> Store:
    """Open the store that the arguments name, or the user's own."""
    return Store(Path(arguments.store) if arguments.store else paths.store_file())


def measurers_for(
    store: Store, networks: Sequence[NetworkSettings], registry: Registry
) -> dict[str, Measurer]:
    """Return a measurer for each network, its affiliations file read."""
    return {
        network.id: Measurer(network, store, registry, _stated(network, registry)) for network in networks
    }


def _stated(network: NetworkSettings, registry: Registry) -> Stated:
    if network.affiliations is None:
        return Stated()
    from civitop.people.affiliation.affiliations_file import read_stated

    try:
        text = Path(network.affiliations).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        sentence = say(
            "The affiliations file {file} cannot be read: {why}.", file=network.affiliations, why=str(error)
        )
        raise ConfigError(sentence) from error
    return read_stated(text, network.affiliations, registry, network.country)


def collectors_for(
    config: Config,
    networks: Sequence[NetworkSettings],
    notify: Notify,
    store: Store,
    tokens: Mapping[str, tuple[str, ...]] | None = None,
    clock: Clock = now,
    cache: Path | None = None,
    wait: timedelta | None = None,
) -> dict[str, Callable[[], Collector]]:
    """Return what makes the collector of each forge that the networks name; nothing is imported yet.

    `tokens`, by forge, stand in for those that the configuration names, `cache` for the user's folder of
    what can be fetched again. `wait` is how long limits of a forge are waited for; `None`: as long as they take.
    """
    wanted = sorted({source.forge for network in networks for source in network.watch})
    given = tokens or {}
    return {
        name: partial(
            collector_for,
            config.forges[name],
            notify,
            store,
            tokens=given.get(name),
            clock=clock,
            cache=cache,
            wait=wait,
        )
        for name in wanted
    }


def collector_for(
    forge: Forge,
    notify: Notify,
    store: Store,
    *,
    tokens: tuple[str, ...] | None = None,
    clock: Clock = now,
    cache: Path | None = None,
    wait: timedelta | None = None,
) -> Collector:
    """Return the collector of one forge; the arguments are as for `collectors_for`."""
    key = None
    if tokens is None:
        from collectors.tokens import private_key
        from collectors.tokens import tokens as read_tokens

        # An App asks in place of a person.
        tokens = () if forge.app or not forge.addressed else asyncio.run(read_tokens(forge))
        key = asyncio.run(private_key(forge.app)) if forge.app else None
    means = Means(
        tokens=tokens,
        app_key=key,
        notify=notify,
        clock=clock,
        store=store,
        environment=os.environ,
        cache=cache or paths.cache_folder(),
        waits=Waits(wait),
    )
    collector = KINDS[forge.kind].make(forge, means)
    if not forge.addressed or forge.history == "api":
        return collector
    from collectors.git.histories import Histories
    from collectors.histories import WithHistories

    histories = Histories(means.cache / "histories", means.environment, clock=clock)
    always = forge.history == "git"
    return WithHistories(collector, histories, "git" if always else "auto", means.waits, clock)


@contextmanager
def wired(
    arguments: Namespace,
    names: Sequence[str],
    *,
    poll: bool = True,
    every: timedelta | None = None,
) -> Iterator[Wiring]:
    """Open everything that a command over configured networks needs, and close it again.

    With `poll` the store is claimed; where another process has it, this one reads along. `every`
    stands above the configuration's.
    """

    def chosen() -> tuple[Config, tuple[NetworkSettings, ...]]:
        config = read_config(arguments)
        if every is not None:
            config = replace(config, every=every)
        config, networks = choose(config, names)
        if not networks:
            raise ConfigError(
                say(
                    "{file} has no network; try `civitop demo`, `civitop os2`, or write one with "
                    "`civitop init`.",
                    file=config.path or "",
                )
            )
        return config, networks

    with wired_networks(arguments, chosen, poll=poll, claim=True) as wiring:
        yield wiring


@contextmanager
def wired_repository(arguments: Namespace) -> Iterator[Wiring]:
    """Open everything for the one repository that the arguments name.

    The store is not claimed: one repository beside a dashboard that polls a network disturbs nobody.
    """

    def chosen() -> tuple[Config, tuple[NetworkSettings, ...]]:
        config = read_config(arguments)
        return config, (ad_hoc(arguments.target, config),)

    with wired_networks(arguments, chosen, claim=False) as wiring:
        yield wiring


@contextmanager
def wired_networks(
    arguments: Namespace,
    chosen: Callable[[], tuple[Config, tuple[NetworkSettings, ...]]],
    *,
    poll: bool = True,
    claim: bool = True,
) -> Iterator[Wiring]:
    """Open a store and a poll loop over what `chosen` gives, now and whenever a file changes."""
    config, networks = chosen()
    speak(config)
    with open_store(arguments) as store:
        follows = poll and claim and not store.claim()

        def set_up(config: Config, networks: tuple[NetworkSettings, ...]) -> Setup:
            active = networks if poll and not follows else ()
            collectors = collectors_for(config, active, lambda b: watch.budget_changed(b), store)
            measurers = measurers_for(store, networks, bodies.load(*config.registry))
            return Setup(networks, measurers, collectors, config.every)

        def again() -> Setup:
            config, networks = chosen()
            setup = set_up(config, networks)
            speak(config)
            return setup

        reloader = Reloader(_files(config, networks), again)
        watch = Watch(
            store,
            set_up(config, networks),
            clock=now,
            reload=reloader,
            trouble=lambda: reloader.error,
            follow=follows,
        )
        yield Wiring(config, store, watch, networks, follows)


def _files(config: Config, networks: Sequence[NetworkSettings]) -> tuple[Path, ...]:
    names = [config.path, *config.registry, *(network.affiliations for network in networks)]
    return tuple(Path(name) for name in names if name and Path(name).exists())


def ad_hoc(target: str, config: Config) -> NetworkSettings:
    """Return a network of the one repository that `civitop repo TARGET` names."""
    from collectors.targets import source_of

    source = source_of(target, config.forges)
    return NetworkSettings(
        id=f"repo {source}", name=source.path.rstrip("/").rsplit("/", 1)[-1], watch=(source,)
    )
