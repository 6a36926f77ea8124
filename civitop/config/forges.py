"""The tables `[forge.NAME]` of a configuration."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from civitop.addresses import parts_of
from civitop.config.secrets import is_token
from civitop.config.settings import HISTORY, App, Forge, ForgeKind, KeySource, TokenSource
from civitop.config.toml_file import TomlFile
from civitop.i18n.message import say


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
    kind: str
    url: str = ""
    token: _Token | None = None
    reserve: float = 0.2
    concurrency: int | None = None
    history: str | None = None
    app: _App | None = None


def read_forge(
    file: TomlFile,
    name: str,
    table: dict[str, Any],
    base: Forge | None,
    folder: Path,
    kinds: Mapping[str, ForgeKind],
) -> Forge:
    """Return a forge out of its table; `base` is the forge of that name whose settings it adds to."""
    path = ["forge", name]
    if base is not None and "kind" not in table:
        table = {"kind": base.kind, **table}
    raw = file.convert(table, _Forge, path)
    if raw.kind not in kinds:
        file.unknown([*path, "kind", raw.kind], tuple(kinds), say("there is no such kind of forge"))
    kind = kinds[raw.kind]
    if kind.addressed:
        _check_address(file, [*path, "url"], raw.url or (base.url if base else ""))
    if not 0 <= raw.reserve < 1:
        file.fail([*path, "reserve"], say("a share from 0 to below 1, for example 0.2."))
    if raw.concurrency is not None and not 1 <= raw.concurrency <= 10:
        file.fail([*path, "concurrency"], say("from 1 to 10 requests at once."))
    if raw.history is not None and raw.history not in HISTORY:
        file.unknown([*path, "history", raw.history], HISTORY, say("there is no such way to a history"))
    # A token belongs to its host: a forge that was given another address starts without one.
    moved = base is None or (raw.url and raw.url.rstrip("/") != base.url)
    token = TokenSource() if base is None or moved else base.token
    if raw.token is not None:
        _refuse_secrets(file, [*path, "token"], raw.token)
        env = (raw.token.env,) if isinstance(raw.token.env, str) else tuple(raw.token.env)
        token = TokenSource(env=env, command=tuple(raw.token.command), keyring=raw.token.keyring)
    app = None if moved or base is None else base.app
    if raw.app is not None:
        app = _app(file, [*path, "app"], raw, folder, kinds)
    return Forge(
        name=name,
        kind=kind.name,
        addressed=kind.addressed,
        url=(raw.url or (base.url if base else "")).rstrip("/"),
        token=token,
        reserve=raw.reserve if "reserve" in table or base is None else base.reserve,
        concurrency=raw.concurrency or (base.concurrency if base else kind.concurrency),
        history=raw.history or (base.history if base else "auto"),
        app=app,
    )


def _check_address(file: TomlFile, path: list[str], url: str) -> None:
    parts = parts_of(url)
    if parts is None or parts.scheme not in ("https", "http") or not parts.hostname:
        file.fail(path, say("an address is written as https://forge.example.org."))
    if parts.query or parts.fragment:
        file.fail(path, say("an address of a forge has no ? and no #."))
    if parts.username or parts.password:
        file.fail(path, say("an address holds no name or password; see the token key."))
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        file.fail(path, say("a token would travel in the open; write https://."))


def _refuse_secrets(file: TomlFile, path: list[str], token: _Token) -> None:
    env = [token.env] if isinstance(token.env, str) else token.env
    if any(map(is_token, (*env, *token.command, token.keyring or ""))):
        file.fail(
            path,
            say("a token is never written in here; name the variable, command or keyring that has it."),
        )


def _app(
    file: TomlFile, path: list[str], forge: _Forge, folder: Path, kinds: Mapping[str, ForgeKind]
) -> App | None:
    if forge.app is None:
        return None
    if not kinds[forge.kind].apps:
        able = ", ".join(kind.name for kind in kinds.values() if kind.apps)
        file.fail(path, say("only a forge of kind {kinds} knows Apps.", kinds=able))
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
