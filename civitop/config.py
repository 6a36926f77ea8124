"""Reads config.toml into `civitop.settings`; every mistake is named with file, line, key and remedy."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import msgspec

from civitop.addresses import without_secret
from civitop.collector import Source
from civitop.errors import ConfigError
from civitop.language import available
from civitop.paths import shipped_config_file
from civitop.phrase import Phrase, literally, say
from civitop.settings import (
    CONCURRENCY,
    Alerts,
    App,
    Config,
    Forge,
    ForgeKind,
    KeySource,
    NetworkSettings,
    TokenSource,
)
from civitop.signals.base import Thresholds

SECTIONS = ("poll", "screen", "alerts", "keys", "affiliation", "forge", "network")
MOTIONS = ("full", "reduced")
MIN_EVERY = timedelta(seconds=10)
NO_KEY = say("there is no such key")


T = TypeVar("T", bound=msgspec.Struct)


class _Poll(msgspec.Struct, forbid_unknown_fields=True):
    every: str = "5m"


class _Screen(msgspec.Struct, forbid_unknown_fields=True):
    theme: str = "civitop-dark"
    language: str = "auto"
    motion: str = "full"


class _Alerts(msgspec.Struct, forbid_unknown_fields=True):
    bell: bool | None = None
    desktop: bool | None = None


class _Affiliation(msgspec.Struct, forbid_unknown_fields=True):
    registry: list[str] = []


class _Token(msgspec.Struct, forbid_unknown_fields=True):
    env: str | list[str] = []
    command: list[str] = []
    keyring: str | None = None


class _Key(msgspec.Struct, forbid_unknown_fields=True):
    env: str | None = None
    command: list[str] = []
    file: str | None = None


class _App(msgspec.Struct, forbid_unknown_fields=True):
    id: int | str
    installation: int
    key: _Key


class _Forge(msgspec.Struct, forbid_unknown_fields=True):
    kind: ForgeKind
    url: str = ""
    token: _Token | None = None
    reserve: float = 0.2
    concurrency: int | None = None
    app: _App | None = None


class _Watched(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    forks: bool = False


class _Network(msgspec.Struct, forbid_unknown_fields=True):
    name: str | None = None
    country: str | None = None
    homepage: str | None = None
    note: str = ""
    watch: list[str | _Watched] = []
    ignore: list[str] = []
    affiliations: str | None = None
    bots: list[str] = []
    members: list[str] = []
    thresholds: dict[str, Any] = {}


class _Threshold(msgspec.Struct, forbid_unknown_fields=True):
    watch: float | None = None
    bad: float | None = None


class _Reader:
    """One file: its text, its values, and the door through which every complaint goes."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        try:
            import tomli

            self.values: dict[str, Any] = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            sentence = say("{file}: this is not TOML: {why}.", file=name, why=str(error))
            raise ConfigError(sentence) from error

    def fail(self, path: Sequence[str], what: Phrase) -> NoReturn:
        """Raise for the key at `path`, with the line it stands on."""
        line = line_of(self.text, path)
        where = f"{self.name}:{line}" if line else self.name
        raise ConfigError(say("{where}: {key}: {what}", where=where, key=".".join(path), what=what))

    def unknown(self, path: Sequence[str], known: Sequence[str], what: Phrase = NO_KEY) -> NoReturn:
        """Raise for a word that does not exist, with the nearest one that does."""
        near = get_close_matches(path[-1], known, n=1, cutoff=0.5)
        if near:
            self.fail(path, say("{what}; did you mean {near}?", what=what, near=repr(near[0])))
        self.fail(path, say("{what}; known are {names}.", what=what, names=", ".join(sorted(known))))

    def table(self, path: Sequence[str]) -> dict[str, Any]:
        """Return the table at `path`, empty when there is none."""
        value: Any = self.values
        for at, key in enumerate(path):
            value = value.get(key, {})
            if not isinstance(value, dict):
                self.fail(
                    path[: at + 1], say("this must be a table ([{name}]).", name=".".join(path[: at + 1]))
                )
        return value  # type: ignore[no-any-return]

    def convert(self, value: dict[str, Any], of: type[T], path: Sequence[str]) -> T:
        """Turn a table into a struct; names the key that is unknown or has the wrong type."""
        fields = [f.encode_name for f in msgspec.structs.fields(of)]
        for key in value:
            if key not in fields:
                self.unknown([*path, key], fields)
        try:
            return msgspec.convert(value, of)
        except msgspec.ValidationError as error:
            what, _, at = str(error).partition(" - at `$")
            inner = re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", at)
            keys = [name for name, _ in inner if name]
            unknown = re.search(r"unknown field `(\w+)`", what)
            if unknown:
                self.fail([*path, *keys, unknown[1]], say("there is no such key here."))
            missing = re.search(r"missing required field `(\w+)`", what)
            if missing:
                self.fail([*path, *keys], say("the key {key} is missing.", key=repr(missing[1])))
            self.fail([*path, *keys], _friendly(what))


def _friendly(what: str) -> Phrase:
    """Say msgspec's message in the words of TOML."""
    match = re.search(r"Expected `(.+?)`, got `(.+?)`", what)
    if not match:
        return literally(f"{what}.")
    wanted = [_WORDS.get(w.strip(), literally(w)) for w in match[1].split("|") if w.strip() != "null"]
    found = _WORDS.get(match[2], literally(match[2]))
    if len(wanted) == 2:
        return say("expected {one} or {other}, found {found}.", one=wanted[0], other=wanted[1], found=found)
    return say("expected {what}, found {found}.", what=tuple(wanted), found=found)


_WORDS: Mapping[str, Phrase] = {
    "str": say("text in quotes"),
    "int": say("a whole number"),
    "float": say("a number"),
    "bool": say("true or false"),
    "array": say("a list"),
    "object": say("a table"),
    "null": say("nothing"),
}
"""The types of msgspec in the words of TOML."""


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Return the line (from 1) on which the key or table at `path` stands, as near as can be told."""
    best: tuple[int, int] | None = None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := re.match(r"\[\[?\s*(.+?)\s*\]\]?\s*(#.*)?$", stripped):
            table = _keys(header[1])
            here = table
        elif key := re.match(
            r"((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=", stripped
        ):
            here = [*table, *_keys(key[1])]
        else:
            continue
        common = 0
        for a, b in zip(here, path, strict=False):
            if a != b:
                break
            common += 1
        if common and common == min(len(here), len(path)) and (best is None or common > best[0]):
            best = (common, number)
    return best[1] if best else None


def _keys(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(r"[\w-]+|\"[^\"]*\"|'[^']*'", dotted)]


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> timedelta | None:
    """Return `5m`, `90s`, `1h` or `1h30m` as a time span; `None` when it is none of these."""
    if not re.fullmatch(r"(\d+[smhd])+", text):
        return None
    return timedelta(seconds=sum(int(n) * _UNITS[u] for n, u in re.findall(r"(\d+)([smhd])", text)))


def load(path: Path) -> Config:
    """Read the configuration file at `path` over the shipped one; raises `ConfigError`."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        sentence = say("There is no configuration file {path}; `civitop init` writes one.", path=str(path))
        raise ConfigError(sentence) from error
    except (OSError, UnicodeDecodeError) as error:
        sentence = say("The configuration file {path} cannot be read: {why}.", path=str(path), why=str(error))
        raise ConfigError(sentence) from error
    shipped = shipped_config_file()
    base = Config()
    if path.resolve() != shipped.resolve():
        base = parse(shipped.read_text("utf-8"), str(shipped), folder=shipped.parent)
    return parse(text, str(path), folder=path.parent, base=base)


def parse(text: str, name: str, folder: Path, base: Config | None = None) -> Config:
    """Read a configuration's text; `base` gives the forges and settings that it adds to.

    `name` stands for the file in messages, `folder` is what relative paths in it start from.
    """
    base = base or Config()
    file = _Reader(name, text)
    for section in file.values:
        if section not in SECTIONS:
            file.unknown([section], SECTIONS, say("there is no such section"))
    poll = file.convert(file.table(["poll"]), _Poll, ["poll"])
    every = duration(poll.every)
    if every is None or every < MIN_EVERY:
        file.fail(
            ["poll", "every"],
            say("{value} is no time span of 10 s or more; write 30s, 5m or 1h.", value=repr(poll.every)),
        )
    screen = file.convert(file.table(["screen"]), _Screen, ["screen"])
    if screen.motion not in MOTIONS:
        file.unknown(["screen", "motion", screen.motion], MOTIONS, say("there is no such kind of motion"))
    if screen.language not in (languages := ("auto", *available())):
        file.unknown(["screen", "language", screen.language], languages, say("there is no such language"))
    alerts = file.convert(file.table(["alerts"]), _Alerts, ["alerts"])
    affiliation = file.convert(file.table(["affiliation"]), _Affiliation, ["affiliation"])
    forges = dict(base.forges)
    for key in file.table(["forge"]):
        forges[key] = _forge(file, key, file.table(["forge", key]), forges.get(key), folder)
    networks = {
        key: _network(file, key, file.table(["network", key]), forges, folder)
        for key in file.table(["network"])
    }
    return Config(
        every=every if "every" in file.table(["poll"]) else base.every,
        forges=forges,
        networks=networks,
        path=name,
        keys=_key_table(file),
        registry=tuple(str((folder / name).resolve()) for name in affiliation.registry) or base.registry,
        theme=screen.theme if "theme" in file.table(["screen"]) else base.theme,
        language=screen.language if "language" in file.table(["screen"]) else base.language,
        alerts=Alerts(
            bell=base.alerts.bell if alerts.bell is None else alerts.bell,
            desktop=base.alerts.desktop if alerts.desktop is None else alerts.desktop,
        ),
        motion=screen.motion if "motion" in file.table(["screen"]) else base.motion,
    )


def _key_table(file: _Reader) -> dict[str, str]:
    keys = file.table(["keys"])
    for action, key in keys.items():
        if not isinstance(key, str):
            file.fail(["keys", action], say('a key is written in quotes, for example "r" or "ctrl+r".'))
    return keys


def _forge(file: _Reader, name: str, table: dict[str, Any], base: Forge | None, folder: Path) -> Forge:
    path = ["forge", name]
    if base is not None and "kind" not in table:
        table = {"kind": base.kind, **table}
    raw = file.convert(table, _Forge, path)
    if raw.kind != "git":
        parts = urlsplit(raw.url or (base.url if base else ""))
        if parts.scheme not in ("https", "http") or not parts.hostname:
            file.fail([*path, "url"], say("an address is written as https://forge.example.org."))
        if parts.username or parts.password:
            file.fail([*path, "url"], say("an address holds no name or password; see the token key."))
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            file.fail([*path, "url"], say("a token would travel in the open; write https://."))
    if not 0 <= raw.reserve < 1:
        file.fail([*path, "reserve"], say("a share from 0 to below 1, for example 0.2."))
    if raw.concurrency is not None and not 1 <= raw.concurrency <= 10:
        file.fail([*path, "concurrency"], say("from 1 to 10 requests at once."))
    # A token belongs to its host: a forge that was given another address starts without one.
    moved = base is None or (raw.url and raw.url.rstrip("/") != base.url)
    token = TokenSource() if base is None or moved else base.token
    if raw.token is not None:
        env = (raw.token.env,) if isinstance(raw.token.env, str) else tuple(raw.token.env)
        token = TokenSource(env=env, command=tuple(raw.token.command), keyring=raw.token.keyring)
    app = None if moved or base is None else base.app
    if raw.app is not None:
        app = _app(file, [*path, "app"], raw, folder)
    return Forge(
        name=name,
        kind=raw.kind,
        url=(raw.url or (base.url if base else "")).rstrip("/"),
        token=token,
        reserve=raw.reserve if "reserve" in table or base is None else base.reserve,
        concurrency=raw.concurrency or (base.concurrency if base else CONCURRENCY[raw.kind]),
        app=app,
    )


def _app(file: _Reader, path: list[str], forge: _Forge, folder: Path) -> App | None:
    if forge.app is None:
        return None
    if forge.kind != "github":
        file.fail(path, say("only a forge of kind github knows Apps."))
    key = forge.app.key
    if sum(bool(way) for way in (key.env, key.command, key.file)) != 1:
        file.fail(
            [*path, "key"],
            say(
                "one of {ways} says where it is.",
                ways=('{ env = "…" }', '{ command = ["…"] }', '{ file = "…" }'),
            ),
        )
    if any("PRIVATE KEY" in word for word in (key.env or "", *key.command, key.file or "")):
        file.fail(
            [*path, "key"],
            say("a key is never written in here; name the variable, command or file that has it."),
        )
    place = str((folder / Path(key.file).expanduser()).resolve()) if key.file else None
    source = KeySource(env=key.env, command=tuple(key.command), file=place)
    return App(id=forge.app.id, installation=forge.app.installation, key=source)


def _network(
    file: _Reader, key: str, table: dict[str, Any], forges: Mapping[str, Forge], folder: Path
) -> NetworkSettings:
    path = ["network", key]
    raw = file.convert(table, _Network, path)
    if raw.country is not None and not re.fullmatch("[A-Z]{2}", raw.country):
        file.fail(
            [*path, "country"],
            say("{value} is no country; write two capitals, for example DK.", value=repr(raw.country)),
        )
    return NetworkSettings(
        id=key,
        name=raw.name or key,
        country=raw.country,
        homepage=raw.homepage,
        note=raw.note,
        watch=tuple(_source(file, [*path, "watch"], entry, forges) for entry in raw.watch),
        ignore=tuple(raw.ignore),
        affiliations=str((folder / raw.affiliations).resolve()) if raw.affiliations else None,
        bots=tuple(raw.bots),
        thresholds=_thresholds(file, [*path, "thresholds"], raw.thresholds),
        members=tuple(raw.members),
    )


def _source(file: _Reader, path: Sequence[str], entry: str | _Watched, forges: Mapping[str, Forge]) -> Source:
    text, forks = (entry, False) if isinstance(entry, str) else (entry.source, entry.forks)
    forge, colon, place = text.partition(":")
    if not colon or not place.strip("/"):
        file.fail(
            path, say("{value} is no source; write forge:owner or forge:owner/repository.", value=repr(text))
        )
    if forge not in forges:
        near = get_close_matches(forge, list(forges), n=1, cutoff=0.5)
        named = say(
            "{value} names the forge {forge}, which is not configured", value=repr(text), forge=repr(forge)
        )
        if near:
            file.fail(path, say("{what}; did you mean {near}?", what=named, near=f"{near[0]}:{place}"))
        file.fail(path, say("{what}; known are {names}.", what=named, names=", ".join(sorted(forges))))
    if shown := without_secret(place):
        file.fail(
            path,
            say(
                "The address of {address} holds a password or token; "
                "leave it out and use a git credential helper.",
                address=shown,
            ),
        )
    place = place.rstrip("/") if forges[forge].kind == "git" else place.strip("/")
    return Source(forge, place, forks)


def _thresholds(file: _Reader, path: Sequence[str], table: Mapping[str, Any]) -> dict[str, Thresholds]:
    from civitop.signals import SIGNALS

    known = [signal.id for signal in SIGNALS]
    found = {}
    for key, value in table.items():
        if key not in known:
            file.unknown([*path, key], known, say("there is no such signal"))
        if not isinstance(value, dict):
            file.fail([*path, key], say("write {example}.", example="{ watch = NUMBER, bad = NUMBER }"))
        raw = file.convert(value, _Threshold, [*path, key])
        found[key] = Thresholds(raw.watch, raw.bad)
    return found
