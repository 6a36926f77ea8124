"""What `civitop` does where no network is configured and none is named: asks, then opens what was chosen."""

import argparse
import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civitop.cli.exit_codes import DONE
from civitop.cli.language import speak
from civitop.cli.wiring import read_config, wired, wired_networks
from civitop.config.own_file import target_file, write_own
from civitop.config.settings import Config, Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.errors import CivitopError, ConfigError, OutputError, UsageError
from civitop.files import reason
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.library.opening import OpenNetworks
from civitop.library.selection import ad_hoc, of_source, short_name
from civitop.paths import shipped_config_file
from collectors.forges import KINDS
from tui.session.choices import Choice, Choices, Ready, TokenNote


def begin(arguments: argparse.Namespace, config: Config) -> int:
    """Ask what to look at and open it; ends quietly when a person leaves without a choice."""
    from civitop.cli.screen import ascii_only, show, shown
    from tui.start_app import StartApp
    from tui.themed_app import Terminal

    speak(config)
    app = StartApp(
        choices(config, Path.cwd()),
        accept=lambda choice: refusal(choice, config),
        find_tokens=lambda: token_notes(config),
        wanted_theme=config.theme,
        keys=config.keys,
        terminal=Terminal(ascii_only=ascii_only(arguments)),
    )
    choice = shown(app)
    if choice is None:
        return app.return_code or DONE
    with opened(choice, arguments) as wiring:
        return show(wiring, arguments, open_project=choice.kind == "repository")


def choices(config: Config, folder: Path) -> Choices:
    """Return what the start screen offers; `folder` is where one stands."""
    return Choices(networks=_ready(), config_file=_short(target_file(config)), here=repository_at(folder))


def _ready() -> tuple[Ready, ...]:
    from civitop import networks as ready_made
    from civitop.config import load, parse

    base = load(shipped_config_file(), KINDS)
    found = []
    for name in ready_made.names():
        network = parse(ready_made.text(name), name, Path(), KINDS, base).networks[name]
        found.append(
            Ready(
                id=name,
                name=network.name,
                country=network.country,
                sources=len(network.watch),
                note=_(network.note) if network.note else "",
            )
        )
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def repository_at(folder: Path) -> str | None:
    """Return the root of the git repository that a folder lies in, or `None`."""
    return next((str(each) for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def _short(path: Path) -> str:
    home = str(Path.home())
    return f"~{str(path)[len(home) :]}" if str(path).startswith(home + os.sep) else str(path)


def token_notes(config: Config) -> tuple[TokenNote, ...]:
    """Return for each forge that wants one where its tokens are, and what is missing without."""
    return asyncio.run(_token_notes(config))


async def _token_notes(config: Config) -> tuple[TokenNote, ...]:
    from collectors.tokens import places

    async def note(forge: Forge) -> TokenNote:
        without = KINDS[forge.kind].advice(forge)
        return TokenNote(forge=forge.host, places=await places(forge), without=without)

    wanting = (forge for forge in config.forges.values() if KINDS[forge.kind].without_token)
    return tuple(await asyncio.gather(*map(note, wanting)))


def refusal(choice: Choice, config: Config) -> str | None:
    """Return why a choice cannot be opened or remembered, or `None` once it is."""
    try:
        if choice.kind == "source":
            source_of(choice.target, config)
        if choice.remember:
            remember(choice, config)
    except CivitopError as error:
        return str(error.phrase)
    return None


def source_of(text: str, config: Config) -> Source:
    """Return the source that was typed, as `civitop repo` reads it."""
    from collectors.targets import source_of as read

    return read(text, config.forges)


def remember(choice: Choice, config: Config) -> None:
    """Write a choice into the configuration; raises a sentence when that cannot be."""
    from civitop.cli.commands.init import configuration, table_of

    wanted = name = choice.target
    if choice.kind != "network":
        source = source_of(choice.target, config)
        wanted, name = str(source), short_name(source, config)
    target = target_file(config)
    try:
        if target.exists():
            text = f"{target.read_text('utf-8-sig').rstrip()}\n\n{table_of([wanted], name)}"
            _checked(text, target)
        else:
            text = configuration([wanted], name)
        write_own(target, text)
    except OSError as error:
        sentence = say("{file} cannot be written: {why}.", file=str(target), why=reason(error))
        raise OutputError(sentence) from error


def _checked(text: str, target: Path) -> None:
    from civitop.config import load, parse

    try:
        parse(text, str(target), target.parent, KINDS, load(shipped_config_file(), KINDS))
    except ConfigError as error:
        sentence = say("The choice cannot be added to the configuration: {why}", why=error.phrase)
        raise UsageError(sentence) from error


@contextmanager
def opened(choice: Choice, arguments: argparse.Namespace) -> Iterator[OpenNetworks]:
    """Wire what was chosen."""
    if choice.kind == "demo":
        from civitop.cli.commands.demo import demo_watch

        with demo_watch(living=True) as wiring:
            yield wiring
    elif choice.remember or choice.kind == "network":
        with wired(arguments, [] if choice.remember else [choice.target]) as wiring:
            yield wiring
    else:

        def chosen() -> tuple[Config, tuple[NetworkSettings, ...]]:
            config = read_config(arguments)
            if choice.kind == "repository":
                return config, (ad_hoc(choice.target, config),)
            return config, (of_source(source_of(choice.target, config), config),)

        with wired_networks(arguments, chosen) as wiring:
            yield wiring
