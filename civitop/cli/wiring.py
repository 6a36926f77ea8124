"""From the arguments of a command to the networks that it works with: the command line's side of the door."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from civitop import config as configuration
from civitop import paths
from civitop.cli.language import speak
from civitop.cli.output import note
from civitop.config.settings import Config
from civitop.errors import UsageError
from civitop.i18n.message import say
from civitop.library.selection import Choice, ad_hoc, some_of
from civitop.library.stored import StoredNetworks, stored
from civitop.store import Store
from civitop.store.address import holds_password, is_server, no_password_here, place_of
from collectors.forges import KINDS

if TYPE_CHECKING:
    from civitop.library.opening import OpenNetworks


def read_config(arguments: Namespace) -> Config:
    """Return the configuration that the arguments ask for.

    What is left out of one that is not trusted is said once, on stderr, the first time it is read.
    """
    file = paths.config_file(arguments.config)
    config = configuration.load(file.path, KINDS, asked=file.asked)
    if not getattr(arguments, "configured", False):
        arguments.configured = True  # a change while screens are up is said there
        if config.notice:
            note(str(config.notice))
    return config


def store_place(arguments: Namespace, config: Config) -> str | Path:
    """Return where the store is; raises `UsageError` for a password in the arguments, which every process can read."""
    if arguments.store and is_server(arguments.store) and holds_password(arguments.store):
        raise UsageError(say("{option}: {what}", option="--store", what=no_password_here()))
    return place_of(arguments.store, config.store)


def open_store(arguments: Namespace, config: Config) -> Store:
    """Open the store that the arguments or the configuration name, or the user's own."""
    return Store(store_place(arguments, config))


@contextmanager
def wired(
    arguments: Namespace,
    names: Sequence[str],
    *,
    poll: bool = True,
    every: timedelta | None = None,
    wait: timedelta | None = None,
    deep: bool = False,
    taken: Callable[[Config], None] = lambda config: None,
    jitter: Callable[[], float] = lambda: 0.0,
) -> "Iterator[OpenNetworks]":
    """Open everything that a command over configured networks needs, and close it again.

    With `poll` the store is claimed; where another process has it, this one reads along. `every`
    stands above the configuration's, `wait` is how long limits of forges are waited for. With `deep` the whole
    histories are read, whatever the configuration says. `taken` is told each configuration that comes into
    force; `jitter` is as for `civitop.watch.Watch`.
    """
    from civitop.library.opening import opened  # with the poll loop, which `wired_store` needs not

    def chosen() -> Choice:
        config = read_config(arguments)
        if every is not None:
            config = replace(config, every=every)
        return _deep(some_of(config, names), deep)

    def told(config: Config) -> None:
        speak(config)
        taken(config)

    options: dict[str, Any] = {"wait": wait, "jitter": jitter, "claimant": arguments.command or "top"}
    place = partial(store_place, arguments)
    with opened(chosen, place, poll=poll, taken=told, **options) as wiring:
        yield wiring


@contextmanager
def wired_store(
    arguments: Namespace, names: Sequence[str], *, deep: bool = False
) -> Iterator[StoredNetworks]:
    """Open what the store has of configured networks, in the language of the configuration; nobody is asked."""

    def chosen() -> Choice:
        return _deep(some_of(read_config(arguments), names), deep)

    with stored(chosen, partial(store_place, arguments), taken=speak) as found:
        yield found


@contextmanager
def wired_repositories(
    arguments: Namespace, targets: Sequence[str], *, wait: timedelta | None = None, deep: bool = False
) -> "Iterator[OpenNetworks]":
    """Open everything for a few repositories, a network for each.

    The store is not claimed: they disturb no dashboard that polls a network.
    """

    def chosen() -> Choice:
        config = read_config(arguments)
        return _deep((config, tuple(ad_hoc(target, config) for target in targets)), deep)

    with wired_networks(arguments, chosen, wait=wait) as wiring:
        yield wiring


@contextmanager
def wired_networks(
    arguments: Namespace,
    chosen: Callable[[], Choice],
    *,
    wait: timedelta | None = None,
) -> "Iterator[OpenNetworks]":
    """Open what `chosen` gives over the store of the arguments, unclaimed, in the language of its configuration."""
    from civitop.library.opening import opened

    place = partial(store_place, arguments)
    with opened(chosen, place, claim=False, taken=speak, wait=wait) as found:
        yield found


def _deep(choice: Choice, deep: bool) -> Choice:
    """Return a choice of networks whose whole histories are read where `deep` says so."""
    config, networks = choice
    return (config, tuple(replace(network, deep=True) for network in networks)) if deep else choice
