"""The tables `[network.ID]` of a configuration."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from civitop.addresses import parts_of
from civitop.config.expectations import read_expectations
from civitop.config.settings import Forge, NetworkSettings
from civitop.config.sources import Source, is_branch_right
from civitop.config.toml_file import TomlFile
from civitop.i18n.message import say
from civitop.people.identities import PeopleRules
from civitop.redact import without_secret
from civitop.sanitise import plain
from civitop.signals.base import Thresholds

LONGEST_NOTE = 2000


class _Watched(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    forks: bool = False


class _Releases(msgspec.Struct, forbid_unknown_fields=True):
    pattern: str | None = None


class _Network(msgspec.Struct, forbid_unknown_fields=True):
    name: str | None = None
    country: str | None = None
    homepage: str | None = None
    note: str = ""
    watch: list[str | _Watched] = []
    ignore: list[str] = []
    affiliations: str | None = None
    bots: list[str] = []
    not_bots: list[str] = []
    join_names: bool = True
    deep: bool = False
    members: list[str] = []
    thresholds: dict[str, Any] = {}
    releases: dict[str, Any] = {}
    expect: dict[str, Any] = {}


class _Threshold(msgspec.Struct, forbid_unknown_fields=True):
    watch: float | None = None
    bad: float | None = None


def read_network(
    file: TomlFile, key: str, table: dict[str, Any], forges: Mapping[str, Forge], folder: Path
) -> NetworkSettings:
    """Return a network out of its table; its sources are on one of the `forges`."""
    path = ["network", key]
    raw = file.convert(table, _Network, path)
    if plain(key) != key:
        file.fail(path, say("the id of a network is short and holds no control characters."))
    if raw.country is not None and not re.fullmatch("[A-Z]{2}", raw.country):
        file.fail(
            [*path, "country"],
            say("{value} is no country; write two capitals, for example DK.", value=repr(raw.country)),
        )
    return NetworkSettings(
        id=key,
        name=plain(raw.name) or key,
        country=raw.country,
        homepage=raw.homepage and plain(raw.homepage),
        note=plain(raw.note, LONGEST_NOTE),
        watch=tuple(_source(file, [*path, "watch"], entry, forges) for entry in raw.watch),
        ignore=tuple(raw.ignore),
        affiliations=str((folder / raw.affiliations).resolve()) if raw.affiliations else None,
        people=_people(file, path, raw),
        thresholds=_thresholds(file, [*path, "thresholds"], raw.thresholds),
        release_names=_release_names(file, [*path, "releases"], raw.releases),
        members=tuple(raw.members),
        deep=raw.deep,
        expect=read_expectations(file, [*path, "expect"], raw.expect, forges),
    )


def _release_names(file: TomlFile, path: Sequence[str], table: dict[str, Any]) -> str | None:
    names = file.convert(table, _Releases, path).pattern
    if names is not None and not names.strip():
        file.fail(
            [*path, "pattern"],
            say("an empty pattern matches no release; write {example} or leave it out.", example='"v*"'),
        )
    return names


def _people(file: TomlFile, path: Sequence[str], raw: _Network) -> PeopleRules:
    for name in raw.not_bots:
        if name.strip().casefold() in {bot.strip().casefold() for bot in raw.bots}:
            file.fail(
                [*path, "not_bots"],
                say("{value} is in bots as well; leave it out of one of them.", value=repr(name)),
            )
    return PeopleRules(tuple(raw.bots), tuple(raw.not_bots), raw.join_names)


def _source(
    file: TomlFile, path: Sequence[str], entry: str | _Watched, forges: Mapping[str, Forge]
) -> Source:
    text, forks = (entry, False) if isinstance(entry, str) else (entry.source, entry.forks)
    if shown := without_secret(text) or without_secret(text.partition(":")[2]):
        file.fail(
            path,
            say(
                "The address of {address} holds a password or token; "
                "leave it out and use a git credential helper.",
                address=shown,
            ),
        )
    if offered := _of_address(text, forges):
        file.fail(path, say("{value} is an address; write {source}.", value=repr(text), source=repr(offered)))
    forge, colon, place = text.partition(":")
    if not colon or not place.strip("/"):
        file.fail(
            path, say("{value} is no source; write forge:owner or forge:owner/repository.", value=repr(text))
        )
    if forge not in forges:
        from difflib import get_close_matches  # for mistakes alone

        near = get_close_matches(forge, list(forges), n=1, cutoff=0.5)
        named = say(
            "{value} names the forge {forge}, which is not configured", value=repr(text), forge=repr(forge)
        )
        if near:
            file.fail(path, say("{what}; did you mean {near}?", what=named, near=f"{near[0]}:{place}"))
        file.fail(path, say("{what}; known are {names}.", what=named, names=", ".join(sorted(forges))))
    if forges[forge].addressed and plain(place, len(place)) != place:
        file.fail(path, say("{value} is no source: it holds control characters.", value=repr(text)))
    place = place.rstrip("/") if not forges[forge].addressed else place.strip("/")
    if forges[forge].addressed and not is_branch_right(place):
        file.fail(
            path,
            say(
                "{value} names no branch of a repository; write {forge}:owner/name@branch.",
                value=repr(text),
                forge=forge,
            ),
        )
    return Source(forge, place, forks)


def _of_address(text: str, forges: Mapping[str, Forge]) -> str | None:
    """Return the source that a pasted address means, or `None` for what is no address."""
    parts = parts_of(text) if text.startswith(("http://", "https://")) else None
    if parts is None or parts.username or parts.password:
        return None
    place = plain(parts.path.strip("/").partition("/-/")[0].removesuffix(".git"))
    for name, forge in forges.items():
        if forge.addressed and forge.host == parts.hostname:
            return f"{name}:{place or 'OWNER'}"
    git = next((name for name, forge in forges.items() if not forge.addressed), None)
    return git and f"{git}:{plain(text)}"


def _thresholds(file: TomlFile, path: Sequence[str], table: Mapping[str, Any]) -> dict[str, Thresholds]:
    from civitop.signals import SIGNALS

    known = [signal.id for signal in SIGNALS if signal.defaults != Thresholds()]
    found = {}
    for key, value in table.items():
        if key not in known:
            file.unknown([*path, key], known, say("there is no such signal"))
        if not isinstance(value, dict):
            file.fail([*path, key], say("write {example}.", example="{ watch = NUMBER, bad = NUMBER }"))
        raw = file.convert(value, _Threshold, [*path, key])
        found[key] = Thresholds(raw.watch, raw.bad)
    return found
