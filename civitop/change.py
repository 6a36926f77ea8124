"""A change worth telling, as a value: what the store keeps of it, and what screens and reports show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase

ChangeKind = Literal[
    "release",
    "backlog",
    "first-contribution",
    "bus-factor",
    "contract-end",
    "level",
    "failed",
    "recovered",
]
CHANGE_NAMES: Mapping[ChangeKind, str] = {
    "release": N_("release"),
    # Translators: a kind of news: the number of open issues grew fast
    "backlog": N_("backlog"),
    "first-contribution": N_("first-contribution"),
    "bus-factor": N_("bus-factor"),
    "contract-end": N_("contract-end"),
    # Translators: a kind of news: a figure went from good to watch, or the like
    "level": N_("level"),
    "failed": N_("failed"),
    # Translators: a kind of news: a project could be polled again
    "recovered": N_("recovered"),
}
"""The kinds as messages, for `_`."""


class Change(Struct, frozen=True):
    """Something worth a line in the list of what changed."""

    at: datetime
    repository: str
    kind: ChangeKind
    text: Phrase
    """One sentence, without the repository's name."""
    worse: bool | None = None
    """Whether it is bad news; `None`: neither."""
