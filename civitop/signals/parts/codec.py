"""Signals to JSON and back with their typed details, and the type that a JSON Schema is made from."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import msgspec
from msgspec import UNSET, Struct, UnsetType

from civitop.i18n.message import keep, recall
from civitop.signals import SIGNALS
from civitop.signals.base import Signal


@cache
def signals_type() -> type[Struct]:
    """Return the struct of all signals, a field each under its id, unset where a signal was not measured.

    Made from `SIGNALS` at the first call, because a generic type for each signal takes milliseconds.
    """
    signal = cast("Any", Signal)  # a type that is put together at run time says nothing to the checker
    fields = [(definition.id, signal[definition.detail] | UnsetType, UNSET) for definition in SIGNALS]
    return msgspec.defstruct("Signals", fields, module=__name__, frozen=True, kw_only=True)


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(signals_type(), dec_hook=recall)


def encode(signals: Mapping[str, Signal[Any]]) -> bytes:
    """Return signals as JSON: an object with a member for each signal id."""
    return msgspec.json.encode(signals, enc_hook=keep)


def decode(data: bytes | str) -> dict[str, Signal[Any]]:
    """Return the signals that `encode` wrote, in the order of `SIGNALS`; ids unknown by now are dropped.

    Raises `msgspec.ValidationError` (or `DecodeError`) where the JSON does not fit the types.
    """
    found = _decoder().decode(data)
    return {
        definition.id: signal
        for definition in SIGNALS
        if (signal := getattr(found, definition.id)) is not UNSET
    }
