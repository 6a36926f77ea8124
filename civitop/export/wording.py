"""Figures as persons read them, for the exports that speak the language in use."""

from civitop.i18n.language import number


def figure(value: float) -> str:
    """Return a figure with as many decimals as six digits leave it, as the language in use writes it."""
    plain = f"{value:g}"
    if "e" in plain:
        return number(value)
    return number(value, len(plain.partition(".")[2]))
