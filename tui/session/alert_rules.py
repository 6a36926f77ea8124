"""What calls for a person: which changes are alerts, what changed since the last look, and how to ring.

Pure but for the two sequences that a terminal is sent; those are made of harmless characters only.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from civitop.change import Change, ChangeKind
from civitop.i18n.language import current, ngettext, number
from civitop.i18n.values import listed
from civitop.reading.telling_names import TellingNames
from civitop.sanitise import plain

ALERT_AGE = timedelta(days=30)
"""Older news no longer asks for anybody."""
AWAY = timedelta(minutes=10)
"""Who was away for less needs no summary."""
ALWAYS: frozenset[ChangeKind] = frozenset(("contract-end", "release", "first-contribution", "bus-factor"))
"""Kinds that are alerts whether good or bad; a level or a backlog is one where it became worse."""
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
    kinds = Counter(change.kind for change in changes)
    parts = [(kinds[kind], words) for kind, words in _amounts(kinds).items() if kinds[kind]]
    return listed([words.format(n=number(n)) for n, words in parts], current())


def _amounts(n: Mapping[ChangeKind, int]) -> dict[ChangeKind, str]:
    """Return how many of each kind there are in words, in the order in which a summary names them."""
    return {
        "contract-end": ngettext("{n} contract end", "{n} contract ends", n["contract-end"]),
        "bus-factor": ngettext("{n} bus factor that fell", "{n} bus factors that fell", n["bus-factor"]),
        "level": ngettext("{n} level that changed", "{n} levels that changed", n["level"]),
        "backlog": ngettext("{n} backlog that grew", "{n} backlogs that grew", n["backlog"]),
        "first-contribution": ngettext(
            "{n} first contribution", "{n} first contributions", n["first-contribution"]
        ),
        "release": ngettext("{n} release", "{n} releases", n["release"]),
        "failed": ngettext("{n} failed poll", "{n} failed polls", n["failed"]),
        "recovered": ngettext("{n} recovered poll", "{n} recovered polls", n["recovered"]),
    }


def note(changes: Sequence[Change], names: TellingNames) -> str:
    """Return alerts as one short line for a notification; `names` is what their projects are called."""
    first = changes[0]
    name = names[first.repository].text
    several = ngettext(
        "{n} alert, the first is {project}: {text}",
        "{n} alerts, the first is {project}: {text}",
        len(changes),
    )
    words = "{project}: {text}" if len(changes) == 1 else several
    text = words.format(n=number(len(changes)), project=name, text=str(first.text))
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
