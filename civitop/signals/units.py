"""The words of units as they go with a figure, in the language in use; machines get the bare unit."""

from civitop.language import _, ngettext


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
