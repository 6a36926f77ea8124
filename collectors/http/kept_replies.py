"""Answers with their ETags, kept in the store between runs, so that a 304 costs no quota."""

import msgspec

from civitop.decoders import msgpack_decoder
from civitop.store import Store
from collectors.http.replies import Cached

_PREFIX = "answer/"


class StoredCache:
    """Fulfils `collectors.http.replies.ResponseCache` over the store."""

    def __init__(self, store: Store, forge: str) -> None:
        """`forge` keeps the answers of two forges apart that have the same paths."""
        self._store = store
        self._prefix = f"{_PREFIX}{forge}/"

    def get(self, key: str) -> Cached | None:
        """Return what is held for `key`; one that an older civitop wrote in another form is no answer."""
        held = self._store.get(self._prefix + key)
        if held is None:
            return None
        try:
            kept: Cached = msgpack_decoder(Cached).decode(held)
        except msgspec.MsgspecError:
            return None  # it is asked for anew and overwritten
        return kept

    def put(self, key: str, value: Cached) -> None:
        """Keep `value` for `key`."""
        self._store.put(self._prefix + key, msgspec.msgpack.encode(value))
