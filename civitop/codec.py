"""Health and snapshots to JSON and back with typed details, and the JSON Schema they promise.

Beside the JSON of a health the store keeps its glance: what a list shows of it, much quicker to decode.

Writing needs no types; reading and the schema do. `Health.signals` is a mapping, so that a signal can be
added in one line; here it is exchanged for a struct that is made of all signals.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, cast

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import fields, force_setattr, replace

from civitop import __version__
from civitop.decoders import json_decoder, msgpack_decoder
from civitop.health import Health, Snapshot
from civitop.i18n.language import ENGLISH, load
from civitop.i18n.message import Phrase, as_written, in_english, keep, recall
from civitop.signals import SIGNALS
from civitop.signals.base import Signal
from civitop.signals.parts.lazy_signals import Glance, HeldSignals

_IN_ENGLISH = load(ENGLISH)
SCHEMA_ID = "https://civitop.org/schema/snapshot-1.json"
"""Names the schema; nothing is fetched from there."""


def for_machines(value: object) -> object:
    """Return what msgspec cannot encode as machines get it: mappings made at last, sentences in English."""
    if isinstance(value, Phrase):  # forty of a repository, and to ask for a `Mapping` takes longer
        return value.said(_IN_ENGLISH)
    return dict(value) if isinstance(value, Mapping) else in_english(value)


def _for_store(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else keep(value)


def encode_health(health: Health) -> bytes:
    """Return a health as JSON for the store, its sentences with what they are made of."""
    return msgspec.json.encode(health, enc_hook=_for_store)


def decode_health(data: bytes) -> Health:
    """Return the health that `encode_health` wrote; raises `msgspec.MsgspecError` where it does not fit."""
    return _health(_decoder().decode(data))


def encode_glance(health: Health) -> bytes:
    """Return what a list shows of a health (all but trends, reasons and details) as msgpack."""
    figures = {id: Glance(s.level, s.value, s.change_30d) for id, s in health.glance.items()}
    return msgspec.msgpack.encode((__version__, replace(health, signals={}), figures), enc_hook=_for_store)


def held_health(glance: bytes, whole: Callable[[], bytes]) -> Health:
    """Return a health whose signals are decoded when they are first asked for.

    `glance` is what `encode_glance` wrote of it, and `whole` returns what `encode_health` did. What another
    version of civitop wrote is decoded at once. Raises `msgspec.MsgspecError` where anything does not fit.
    """
    version, health, figures = _glance_decoder().decode(glance)
    if version != __version__:
        return decode_health(whole())
    if tuple(figures) != _ids():
        figures = {id: figures[id] for id in _ids() if id in figures}
    # Nobody else has seen this value yet: what is frozen is still being made.
    force_setattr(health, "signals", HeldSignals(figures, partial(_signals_of, whole)))
    return health


def decode_snapshot(data: bytes) -> Snapshot:
    """Return the snapshot that the JSON export wrote; raises `msgspec.MsgspecError` where it does not fit."""
    raw = json_decoder(_snapshot_type(), as_written).decode(data)
    values = {f.name: getattr(raw, f.name) for f in fields(Snapshot)}
    return Snapshot(**{**values, "repositories": tuple(_health(h) for h in raw.repositories)})


def snapshot_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the snapshot."""
    (root,), definitions = msgspec.json.schema_components(
        [_snapshot_type()], schema_hook=_sentence_schema, ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "civitop snapshot",
        **root,
        "$defs": definitions,
    }


def _sentence_schema(kind: type) -> dict[str, Any]:
    """Return what an export has for a phrase: its English sentence."""
    if kind is not Phrase:
        raise NotImplementedError(f"{kind.__name__} has no JSON Schema.")
    return {"type": "string"}


def _health(raw: Any) -> Health:
    # not `fields`, which works out the types anew: ten thousand of these stand before the first picture
    values = {name: getattr(raw, name) for name in Health.__struct_fields__}
    return Health(**{**values, "signals": _signals(raw.signals)})


def _signals(raw: Any) -> Mapping[str, Signal[Any]]:
    return {d.id: signal for d in SIGNALS if (signal := getattr(raw, d.id)) is not UNSET}


def _signals_of(whole: Callable[[], bytes]) -> Mapping[str, Signal[Any]]:
    return _signals(_signals_decoder().decode(whole()).signals)


@cache
def _ids() -> tuple[str, ...]:
    return tuple(definition.id for definition in SIGNALS)


@cache
def _glance_decoder() -> msgspec.msgpack.Decoder[tuple[str, Health, dict[str, Glance]]]:
    return msgpack_decoder(tuple[str, Health, dict[str, Glance]], recall)


@cache
def _signals_decoder() -> msgspec.json.Decoder[Any]:
    only = msgspec.defstruct("OnlySignals", [("signals", _signals_type())], module=__name__, frozen=True)
    return json_decoder(only, recall)


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return json_decoder(_health_type(), recall)


@cache
def _signals_type() -> type[Struct]:
    """Return the struct of all signals, a field each under its id, unset where a signal was not measured.

    Made from `SIGNALS` at the first call, because a generic type for each signal takes milliseconds.
    """
    signal = cast("Any", Signal)  # a type that is put together at run time says nothing to the checker
    fields = [(definition.id, signal[definition.detail] | UnsetType, UNSET) for definition in SIGNALS]
    return msgspec.defstruct("Signals", fields, module=__name__, frozen=True, kw_only=True)


@cache
def _health_type() -> type[Struct]:
    return _with(Health, {"signals": _signals_type()})


@cache
def _snapshot_type() -> type[Struct]:
    return _with(Snapshot, {"repositories": tuple[_health_type(), ...]})  # type: ignore[misc]


def _with(struct: type[Struct], exchanged: Mapping[str, Any]) -> type[Struct]:
    """Return a struct like `struct` in which some fields have another type."""
    parts: list[Any] = []
    for field in fields(struct):
        kind = exchanged.get(field.name, field.type)
        if field.default is not msgspec.NODEFAULT:
            parts.append((field.name, kind, field.default))
        elif field.default_factory is not msgspec.NODEFAULT and field.name not in exchanged:
            parts.append((field.name, kind, msgspec.field(default_factory=field.default_factory)))
        else:
            parts.append((field.name, kind))
    return msgspec.defstruct(struct.__name__, parts, module=__name__, frozen=True, kw_only=True)
