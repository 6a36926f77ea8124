"""What calls for a person: which changes are alerts, what changed since the last look, and how to ring.

Pure but for the two sequences that a terminal is sent; those are made of harmless characters only.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from civitop.events import Change, ChangeKind
from civitop.language import current
from civitop.phrase import listed
from civitop.text import plain

ALERT_AGE = timedelta(days=30)
"""Older news no longer asks for anybody."""
AWAY = timedelta(minutes=10)
"""Who was away for less needs no summary."""
ALWAYS: frozenset[ChangeKind] = frozenset(("contract-end", "release", "first-contribution", "bus-factor"))
"""Kinds that are alerts whether good or bad; a level or a backlog is one where it became worse."""
NOUNS: dict[ChangeKind, str] = {
    "contract-end": "contract end",
    "bus-factor": "bus factor that fell",
    "level": "level that changed",
    "backlog": "backlog that grew",
    "first-contribution": "first contribution",
    "release": "release",
    "failed": "failed poll",
    "recovered": "recovered poll",
    "discovered": "discovery",
}
"""In the order in which a summary names them."""
PLURALS: dict[ChangeKind, str] = {
    "bus-factor": "bus factors that fell",
    "level": "levels that changed",
    "backlog": "backlogs that grew",
    "discovered": "discoveries",
}
NOTE_LENGTH = 160
"""Characters of a desktop notification: more than most desktops show."""
NO_NOTES = ("linux", "dumb", "vt100", "vt220")
"""Terminals that would print the sequence instead of obeying it."""


def is_alert(change: Change) -> bool:
    """Return whether a change should be seen by somebody."""
    return change.kind in ALWAYS or (change.kind in ("level", "backlog") and change.worse is True)


def since(changes: Iterable[Change], moment: datetime) -> tuple[Change, ...]:
    """Return the changes after a moment, in their order."""
    return tuple(change for change in changes if change.at > moment)


def alerts(changes: Iterable[Change], acknowledged: Collection[Change], now: datetime) -> tuple[Change, ...]:
    """Return the alerts that nobody has acknowledged, in their order."""
    return tuple(c for c in since(changes, now - ALERT_AGE) if is_alert(c) and c not in acknowledged)


def summary(changes: Sequence[Change]) -> str:
    """Return how many of which kind: `2 releases, 1 first contribution and 3 failed polls`."""
    kinds = [change.kind for change in changes]
    parts = []
    for kind, noun in NOUNS.items():
        number = kinds.count(kind)
        if number > 1 and kind in PLURALS:
            parts.append(f"{number:,} {PLURALS[kind]}")
        elif number:
            parts.append(f"{number:,} {noun}{'' if number == 1 else 's'}")
    return listed(parts, current())


def note(changes: Sequence[Change]) -> str:
    """Return alerts as one short line for a notification."""
    first = changes[0]
    name = first.repository.rpartition("/")[2]
    text = (
        f"{name}: {first.text}"
        if len(changes) == 1
        else f"{len(changes)} alerts, the first is {name}: {first.text}"
    )
    return plain(text, NOTE_LENGTH)


def notification(text: str, terminal: str) -> str:
    """Return the sequence by which a terminal shows a desktop notification; empty where none is safe.

    OSC 9 (iTerm2, kitty, WezTerm, Ghostty, Windows Terminal), for rxvt and foot OSC 777; others ignore it. The
    text begins with our name, because digits after OSC 9 are commands to some, and holds no `;`, which
    separates fields.
    """
    kind = terminal.lower()
    if not kind or kind.startswith(NO_NOTES):
        return ""
    safe = "".join(" " if c == ";" else c for c in plain(text, NOTE_LENGTH) if c.isprintable())
    if kind.startswith(("rxvt", "foot")):
        return f"\x1b]777;notify;civitop;{safe}\x1b\\"
    return f"\x1b]9;civitop: {safe}\x1b\\"
