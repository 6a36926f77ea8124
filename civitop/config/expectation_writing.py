"""Writes into the text of a configuration what is expected of a project, or takes it back; comments stay."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from civitop.config import load, parse
from civitop.config.own_file import target_file, write_own
from civitop.config.settings import Config, ForgeKind
from civitop.errors import ConfigError, OutputError, UsageError
from civitop.expected import Wish
from civitop.files import reason
from civitop.i18n.message import say
from civitop.paths import shipped_config_file


def expecter(config: Config, kinds: Mapping[str, ForgeKind]) -> Callable[[Wish], None]:
    """Return what the keys call: it writes a wish into the configuration in force.

    It raises a `CivitopError` with one sentence where nothing was written. `kinds` are those of forges.
    """

    def write(wish: Wish) -> None:
        target = target_file(config)
        try:
            text = target.read_text("utf-8-sig") if target.exists() else ""
            changed = with_wish(text, wish)
            _check(changed, target, kinds)
            write_own(target, changed)
        except OSError as error:
            sentence = say("{file} cannot be written: {why}.", file=str(target), why=reason(error))
            raise OutputError(sentence) from error

    return write


def _check(text: str, target: Path, kinds: Mapping[str, ForgeKind]) -> None:
    try:
        parse(text, str(target), target.parent, kinds, load(shipped_config_file(), kinds))
    except ConfigError as error:
        sentence = say("This cannot be added to the configuration: {why}", why=error.phrase)
        raise UsageError(sentence) from error


def with_wish(text: str, wish: Wish) -> str:
    """Return the text with the wish in `[network.ID.expect]`; raises `UsageError` where the network is not in it."""
    import tomlkit

    document = tomlkit.parse(text)
    network = document.get("network", {}).get(wish.network)
    if network is None:
        sentence = say(
            "The network {name} is not described in a configuration of yours: copy it there to say what is expected.",
            name=wish.network,
        )
        raise UsageError(sentence)
    held = network.get("expect", {}).get(wish.repository, [])
    entries = [dict(each) for each in (held if isinstance(held, list) else [held])]
    left = _without(entries, wish.kinds)
    if wish.reason and wish.until:
        left.append(_entry(wish.reason, wish.until, wish.kinds))
    if "expect" not in network:
        network["expect"] = tomlkit.table()
    expect = network["expect"]
    if left:
        expect[wish.repository] = _value(left)
    else:
        expect.pop(wish.repository, None)
    if not expect:
        del network["expect"]
    return tomlkit.dumps(document)


def _without(entries: list[dict[str, Any]], kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the entries without what they say of `kinds`; without kinds, those that are about some."""
    if not kinds:
        return [each for each in entries if each.get("only")]
    left = []
    for each in entries:
        only = [kind for kind in each.get("only", []) if kind not in kinds]
        if only or not each.get("only"):
            left.append({**each, "only": only} if only else each)
    return left


def _entry(reason: str, until: date, kinds: tuple[str, ...]) -> dict[str, Any]:
    return {**({"only": list(kinds)} if kinds else {}), "reason": reason, "until": until}


def _value(entries: list[dict[str, Any]]) -> Any:
    import tomlkit

    made = []
    for entry in entries:
        table = tomlkit.inline_table()
        table.update(entry)
        made.append(table)
    if len(made) == 1:
        return made[0]
    array = tomlkit.array()
    array.extend(made)
    return array.multiline(True)
