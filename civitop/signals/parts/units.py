"""The words that go with a figure, in the language in use; machines get the bare unit or reason."""

from collections.abc import Mapping

from civitop.i18n.language import N_, NN_, _, current, ngettext, number


def unit_of(value: float | None, unit: str) -> str:
    """Return the unit's word as it goes with a value: `1 person`, `2 people`."""
    n = 0 if value is None else round(value) if float(value).is_integer() else 2
    match unit:
        case "people":
            return ngettext("person", "people", n)
        case "municipalities":
            return ngettext("municipality", "municipalities", n)
        case "organisations":
            return ngettext("organisation", "organisations", n)
        case "issues":
            return ngettext("issue", "issues", n)
        case "hours":
            return ngettext("hour", "hours", n)
        case "days":
            return ngettext("day", "days", n)
        case "weeks":
            return ngettext("week", "weeks", n)
        case _:
            return _(unit)


LEFT_OUT: Mapping[str, str | tuple[str, str]] = {
    "agents": NN_("{n} by an AI agent", "{n} by AI agents"),
    "bots": NN_("{n} by a bot", "{n} by bots"),
    "future": N_("{n} dated in the future"),
    "generated": NN_("{n} generated file", "{n} generated files"),
    "links": NN_("{n} link or submodule", "{n} links or submodules"),
    "merges": NN_("{n} merge", "{n} merges"),
    "no versions": NN_("{n} that names no version", "{n} that name no version"),
    "other branches": NN_(
        "{n} on no commit of the default branch", "{n} on no commits of the default branch"
    ),
    "prereleases": NN_("{n} prerelease", "{n} prereleases"),
    "same day": NN_("{n} more of the same day", "{n} more of the same day"),
    "unclear answers": NN_("{n} unclear answer", "{n} unclear answers"),
    "undated": N_("{n} without a date"),
    "vendored": NN_("{n} vendored file", "{n} vendored files"),
}
"""What a reason of `Coverage.left_out` reads as: a message, or one for one and one for many."""


def not_counted(words: str, left_out: Mapping[str, int]) -> str:
    """Return a sentence of what `Coverage.left_out` tells, in the `words` of `Definition.not_counted`."""
    told = ", ".join(_left_out(count, reason) for reason, count in sorted(left_out.items()))
    return _(words).format(list=told)


def _left_out(count: int, reason: str) -> str:
    """Return how much was not counted and why, for a reason of `Coverage.left_out`: `24 merges`."""
    message = LEFT_OUT.get(reason, f"{{n}} {reason}")  # else of a store that another version wrote
    words = _(message) if isinstance(message, str) else current().ngettext(*message, count)
    return words.format(n=number(count))
