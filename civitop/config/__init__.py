"""Reads config.toml into `civitop.config.settings`; every mistake is named with file, line, key and remedy.

The forges and the networks have a file each.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from civitop.config import trust
from civitop.config.forges import read_forge
from civitop.config.networks import read_network
from civitop.config.notify import read_notify
from civitop.config.settings import Alerts, Config, ForgeKind
from civitop.config.toml_file import TomlFile
from civitop.errors import ConfigError
from civitop.files import LARGEST_TEXT, read_regular, reason
from civitop.i18n.language import available
from civitop.i18n.message import Phrase, say
from civitop.paths import shipped_config_file, trust_file
from civitop.sanitise import plain
from civitop.store.address import holds_password, is_server, no_password_here

SECTIONS = ("poll", "store", "screen", "alerts", "keys", "notify", "affiliation", "forge", "network")
MOTIONS = ("full", "reduced")
MIN_EVERY = timedelta(seconds=10)
MAX_EVERY = timedelta(days=366)
LONGEST_DURATION = 100
"""Characters of a time span that are read."""
MOST_NAMED = 5
"""Keys of an untrusted file that are named in the sentence about it."""


class _Poll(msgspec.Struct, forbid_unknown_fields=True):
    every: str = "5m"


class _Store(msgspec.Struct, forbid_unknown_fields=True):
    address: str | None = None


class _Screen(msgspec.Struct, forbid_unknown_fields=True):
    theme: str = "civitop-dark"
    language: str = "auto"
    motion: str = "full"


class _Alerts(msgspec.Struct, forbid_unknown_fields=True):
    bell: bool | None = None
    desktop: bool | None = None


class _Affiliation(msgspec.Struct, forbid_unknown_fields=True):
    registry: list[str] = []


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> timedelta | None:
    """Return `5m`, `90s`, `1h` or `1h30m` as a time span; `None` when it is none of these, or longer than a year."""
    if len(text) > LONGEST_DURATION or not re.fullmatch(r"(\d{1,9}[smhd])+", text, re.ASCII):
        return None
    span = sum(int(n) * _UNITS[u] for n, u in re.findall(r"(?<!\d)(\d+)([smhd])", text))
    return timedelta(seconds=span) if span <= MAX_EVERY.total_seconds() else None


def load(
    path: Path, kinds: Mapping[str, ForgeKind], *, asked: bool = True, record: Path | None = None
) -> Config:
    """Read the configuration file at `path` over the shipped one; raises `ConfigError`.

    `kinds` are the kinds of forges there are, by name.

    One that nobody `asked` for, because it merely lies in the current folder, is read without what could do
    harm until the user trusts it (`civitop.config.trust`); `notice` of the result says what was left out.
    """
    content = read(path)
    shipped = shipped_config_file()
    default = shipped.read_bytes()
    base = Config()
    if path.resolve() != shipped.resolve():
        base = parse(default.decode("utf-8"), str(shipped), shipped.parent, kinds)
    asked = asked or content == default or trust.is_trusted(path, content, record or trust_file())
    try:
        text = content.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        raise ConfigError(_unreadable(path, str(error))) from error
    return parse(text, str(path), path.parent, kinds, base, trusted=asked)


def read(path: Path) -> bytes:
    """Return the bytes of a configuration file; raises `ConfigError` where there is none to read."""
    try:
        return read_regular(path, LARGEST_TEXT)
    except FileNotFoundError as error:
        sentence = say("There is no configuration file {path}; `civitop init` writes one.", path=str(path))
        raise ConfigError(sentence) from error
    except OSError as error:
        raise ConfigError(_unreadable(path, reason(error))) from error


def _unreadable(path: Path, why: str) -> Phrase:
    return say("The configuration file {path} cannot be read: {why}.", path=str(path), why=why)


def parse(
    text: str,
    name: str,
    folder: Path,
    kinds: Mapping[str, ForgeKind],
    base: Config | None = None,
    *,
    trusted: bool = True,
) -> Config:
    """Read a configuration's text; `base` gives the forges and settings that it adds to.

    `name` stands for the file in messages, `folder` is what relative paths in it start from. What could do
    harm is left out of one that is not `trusted`.
    """
    base = base or Config()
    file = TomlFile(name, text)
    notice = None if trusted else _disarm(file, base)
    for section in file.values:
        if section not in SECTIONS:
            file.unknown([section], SECTIONS, say("there is no such section"))
    poll = file.convert(file.table(["poll"]), _Poll, ["poll"])
    every = duration(poll.every)
    if every is None or every < MIN_EVERY:
        file.fail(
            ["poll", "every"],
            say(
                "{value} is no time span from 10 s to a year; write 30s, 5m or 1h.",
                value=repr(poll.every[:LONGEST_DURATION]),
            ),
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
        forges[key] = read_forge(file, key, file.table(["forge", key]), forges.get(key), folder, kinds)
    networks = {
        key: read_network(file, key, file.table(["network", key]), forges, folder)
        for key in file.table(["network"])
    }
    return Config(
        every=every if "every" in file.table(["poll"]) else base.every,
        forges=forges,
        networks=networks,
        path=name,
        notice=notice,
        keys=_key_table(file),
        registry=tuple(str((folder / name).resolve()) for name in affiliation.registry) or base.registry,
        theme=screen.theme if "theme" in file.table(["screen"]) else base.theme,
        language=screen.language if "language" in file.table(["screen"]) else base.language,
        alerts=Alerts(
            bell=base.alerts.bell if alerts.bell is None else alerts.bell,
            desktop=base.alerts.desktop if alerts.desktop is None else alerts.desktop,
        ),
        notify=read_notify(file, base.notify),
        store=_store(file) or base.store,
        motion=screen.motion if "motion" in file.table(["screen"]) else base.motion,
    )


def _store(file: TomlFile) -> str | None:
    """Return the address of a store on a server; a password has no place in a file that others read."""
    address = file.convert(file.table(["store"]), _Store, ["store"]).address
    if address is not None and not is_server(address):
        file.fail(
            ["store", "address"], say("write the address of a database: postgresql://user@host/database.")
        )
    if address is not None and holds_password(address):
        file.fail(["store", "address"], no_password_here())
    return address


def _disarm(file: TomlFile, base: Config) -> Phrase | None:
    """Take out of a file what could do harm; returns the sentence that says so, if there was anything."""

    def remote_only(source: str) -> bool:
        forge = base.forges.get(source.partition(":")[0])
        return forge is not None and forge.addressed

    file.values, left_out = trust.without_harm(file.values, remote_only)
    if not left_out:
        return None
    return say(
        "{file} was found in this folder and is not trusted, so this of it is left out: {keys}; "
        "`civitop trust` shows what it asks for and allows it.",
        file=file.name,
        keys=", ".join(plain(key, 80) for key in left_out[:MOST_NAMED])
        + (", …" if len(left_out) > MOST_NAMED else ""),
    )


def _key_table(file: TomlFile) -> dict[str, str]:
    keys = file.table(["keys"])
    for action, key in keys.items():
        if not isinstance(key, str):
            file.fail(["keys", action], say('a key is written in quotes, for example "r" or "ctrl+r".'))
    return keys
