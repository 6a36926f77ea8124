"""The key by which people have the same pseudonym in every export of one store, and another one elsewhere."""

import secrets

from civitop.store.notes import Notes

NOTE = "pseudonyms/key"
LENGTH = 32
"""Bytes: as many as the hash gives."""


def pseudonym_key(store: Notes) -> bytes:
    """Return the key of a store, made at the first call. Who has it can try names: it never leaves the store."""
    return store.keep(NOTE, secrets.token_bytes(LENGTH))
