"""Puts together what a poll loop asks with: a collector for each forge."""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from civitop import paths
from civitop.config.settings import Config, Forge, NetworkSettings
from civitop.library.measurers import now
from civitop.polling.collector import Collector, Notify
from civitop.polling.ingest import Clock
from civitop.store import Store
from collectors.forges import KINDS
from collectors.kind import Means
from collectors.turns import Turns
from collectors.waits import Waits


def secret_variables(forges: Iterable[Forge]) -> frozenset[str]:
    """Return the variables in which a configuration says that tokens and keys of these forges are."""
    keys = {forge.app.key.env for forge in forges if forge.app and forge.app.key.env}
    return frozenset(keys.union(*(forge.token.env for forge in forges)))


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
    what can be fetched again. `wait` is how long the limits of a forge are waited for; `None`: as long as they take.
    """
    wanted = sorted({source.forge for network in networks for source in network.watch})
    given = tokens or {}
    turns = Turns()
    named = secret_variables(config.forges.values())
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
            turns=turns,
            secret=named,
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
    turns: Turns | None = None,
    secret: frozenset[str] = frozenset(),
) -> Collector:
    """Return the collector of one forge; the arguments are as for `collectors_for`.

    `secret` are variables that hold tokens: git is given none of them.
    """
    from collectors.tokens import private_key, without_tokens
    from collectors.tokens import tokens as read_tokens

    key = None
    if tokens is None:
        # An App asks in place of a person.
        tokens = () if forge.app or not forge.addressed else asyncio.run(read_tokens(forge))
        key = asyncio.run(private_key(forge.app)) if forge.app else None
    means = Means(
        tokens=tokens,
        app_key=key,
        notify=notify,
        clock=clock,
        store=store,
        environment=without_tokens(os.environ, secret),
        cache=cache or paths.cache_folder(),
        waits=Waits(wait),
        turns=turns or Turns(),
    )
    return _with_git(KINDS[forge.kind].make(forge, means), forge, means)


def _with_git(collector: Collector, forge: Forge, means: Means) -> Collector:
    """Return a forge's collector with what git adds to it: histories, and whole histories where they are asked for."""
    from collectors.around.deep import WithDeepHistories
    from collectors.git.deep_histories import DeepHistories

    folder = means.cache / ("deep" if forge.addressed else "clones")
    deep = DeepHistories(
        folder,
        means.environment,
        helpers=not forge.addressed,
        clock=means.clock,
        turns=means.turns,
        tell=means.notify,
    )
    if forge.addressed and forge.history != "api":
        from collectors.around.histories import WithHistories
        from collectors.git.histories import Histories

        cache = means.cache / "histories"
        histories = Histories(cache, means.environment, clock=means.clock, turns=means.turns)
        always = forge.history == "git"
        collector = WithHistories(collector, histories, "git" if always else "auto", means.waits, means.clock)
    return WithDeepHistories(collector, deep, forge)
