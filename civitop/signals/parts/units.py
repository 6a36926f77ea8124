"""The words that go with a figure, in the language in use; machines get the bare unit or reason."""

from civitop.i18n.language import _, ngettext, number


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


def left_out(count: int, reason: str) -> str:
    """Return how much was not counted and why, for a reason of `Coverage.left_out`: `24 merges`."""
    match reason:
        case "agents":
            words = ngettext("{n} by an AI agent", "{n} by AI agents", count)
        case "bots":
            words = ngettext("{n} by a bot", "{n} by bots", count)
        case "future":
            words = _("{n} dated in the future")
        case "merges":
            words = ngettext("{n} merge", "{n} merges", count)
        case "no versions":
            words = ngettext("{n} that names no version", "{n} that name no version", count)
        case "other branches":
            words = ngettext(
                "{n} on no commit of the default branch", "{n} on no commits of the default branch", count
            )
        case "prereleases":
            words = ngettext("{n} prerelease", "{n} prereleases", count)
        case "same day":
            words = ngettext("{n} more of the same day", "{n} more of the same day", count)
        case "undated":
            words = _("{n} without a date")
        case "unclear answers":
            words = ngettext("{n} unclear answer", "{n} unclear answers", count)
        case _:
            words = f"{{n}} {reason}"  # of a store that another version wrote
    return words.format(n=number(count))
