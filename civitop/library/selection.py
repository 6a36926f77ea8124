"""Which networks are meant: those of the configuration, ready-made ones, or the one of a single repository."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from civitop import config as configuration
from civitop import networks as ready_made
from civitop.config.settings import Config, NetworkSettings
from civitop.config.sources import Source, owner_and_name
from civitop.errors import ConfigError, UsageError
from civitop.i18n.message import Phrase, say
from collectors.forges import KINDS

Choice = tuple[Config, tuple[NetworkSettings, ...]]
"""A configuration with the networks of it that are meant."""


def some_of(config: Config, names: Sequence[str]) -> Choice:
    """Return the named networks, all of the configuration without names.

    Raises `ConfigError` where that is none, `UsageError` for a name that does not exist.
    """
    config, networks = choose(config, names)
    if not networks:
        raise ConfigError(
            say(
                "{file} has no network; try `civitop demo`, `civitop os2`, or write one with `civitop init`.",
                file=config.path or "",
            )
        )
    return config, networks


def choose(config: Config, names: Sequence[str]) -> Choice:
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


def ad_hoc(target: str, config: Config) -> NetworkSettings:
    """Return a network of the one repository that `civitop repo TARGET` names."""
    from collectors.targets import source_of

    return of_source(source_of(target, config.forges), config)


def of_source(source: Source, config: Config) -> NetworkSettings:
    """Return a network of one source."""
    return NetworkSettings(id=f"repo {source}", name=short_name(source, config), watch=(source,))


def short_name(source: Source, config: Config) -> str:
    """Return what a network of one source is called: the last part of its path, with the branch that it names."""
    forge = config.forges.get(source.forge)
    if forge is not None and forge.addressed:
        return owner_and_name(source.path)[1]
    return source.path.rstrip("/").replace(":", "/").rsplit("/", 1)[-1]
