"""The table `[notify]` of a configuration."""

from collections.abc import Sequence

import msgspec

from civitop.addresses import parts_of
from civitop.config.secrets import is_token
from civitop.config.settings import NOTICE_KINDS, Notify, TokenSource
from civitop.config.toml_file import TomlFile
from civitop.i18n.message import Phrase, say

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts at which nobody listens in between."""


class _Place(msgspec.Struct, forbid_unknown_fields=True):
    env: str | None = None
    command: list[str] = []


class _Notify(msgspec.Struct, forbid_unknown_fields=True):
    webhook: str | _Place | None = None
    secret: _Place | None = None
    command: list[str] = []
    on: list[str] | None = None


def read_notify(file: TomlFile, base: Notify) -> Notify:
    """Return what `[notify]` says, over `base`."""
    path = ["notify"]
    raw = file.convert(file.table(path), _Notify, path)
    for kind in raw.on or ():
        if kind not in NOTICE_KINDS:
            file.unknown([*path, "on", kind], NOTICE_KINDS, say("there is no such kind of notice"))
    if isinstance(raw.webhook, str) and not is_safe_address(raw.webhook):
        file.fail([*path, "webhook"], say("write an https:// address; http:// only for this machine."))
    for key, place in (("webhook", raw.webhook), ("secret", raw.secret)):
        if isinstance(place, _Place):
            _check_place(file, [*path, key], place)
    if any(map(is_token, raw.command)):
        file.fail([*path, "command"], _never())
    webhook = raw.webhook if isinstance(raw.webhook, str) else None
    # An address of one's own does without what another one was signed with.
    before = base if raw.webhook is None else Notify()
    return Notify(
        webhook=webhook or before.webhook,
        webhook_from=_source(raw.webhook) if isinstance(raw.webhook, _Place) else before.webhook_from,
        secret=_source(raw.secret) if raw.secret else before.secret,
        command=tuple(raw.command) or base.command,
        on=base.on if raw.on is None else _unique(raw.on),
    )


def is_safe_address(address: str) -> bool:
    """Tell whether what is sent to an address travels under cover, or stays on this machine."""
    parts = parts_of(address)
    if parts is None or not parts.hostname or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _check_place(file: TomlFile, path: list[str], place: _Place) -> None:
    if (place.env is None) == (not place.command):
        file.fail(path, say("one of {ways} says where it is.", ways=('{ env = "…" }', '{ command = ["…"] }')))
    if any(map(is_token, (place.env or "", *place.command))):
        file.fail(path, _never())


def _never() -> Phrase:
    return say("a secret is never written in here; name the variable or the command that has it.")


def _source(place: _Place) -> TokenSource:
    return TokenSource(env=(place.env,) if place.env else (), command=tuple(place.command))


def _unique(kinds: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kinds))
