"""Colours: our own themes, and what each role of `tui.drawing.text.Span` looks like in any theme.

Contrast of every text colour against every ground of our themes is at least 4.5 : 1 (tested). A level is
always a sign and a word beside its colour; `civitop-blue-orange` serves readers who confuse red and green.
"""

from collections.abc import Mapping

from textual.color import Color, ColorParseError
from textual.theme import Theme

STYLES: dict[str, str] = {
    "good": "$civitop-good",
    "watch": "$civitop-watch",
    "bad": "$civitop-bad",
    "unknown": "$civitop-muted",
    "good-strong": "bold $civitop-good",
    "watch-strong": "bold $civitop-watch",
    "bad-strong": "bold $civitop-bad",
    "unknown-strong": "bold $civitop-muted",
    "muted": "$civitop-muted",
    "quiet": "$civitop-quiet",
    "strong": "bold $civitop-strong",
    "lead": "$civitop-lead",
    "title": "bold $civitop-lead",
    "key": "bold $civitop-lead",
    "past": "bold reverse $civitop-watch",
    "here": "bold $civitop-here-text on $civitop-here",
    "series": "$civitop-series",
    "spark": "$civitop-spark",
    "opened": "$civitop-opened",
    "closed": "$civitop-closed",
    "heat0": "$civitop-quiet",
    "heat1": "$civitop-heat1",
    "heat2": "$civitop-heat2",
    "heat3": "$civitop-heat3",
    "heat4": "$civitop-heat4",
    "part": "$civitop-closed",
}
"""What a role looks like; every other place speaks of roles only."""


def _theme(name: str, dark: bool, base: Mapping[str, str], roles: Mapping[str, str]) -> Theme:
    """Return a theme whose Textual colours and role colours come from the same few values."""
    border = base["border"]
    return Theme(
        name=name,
        dark=dark,
        primary=roles["lead"],
        secondary=roles["series"],
        accent=roles["lead"],
        success=roles["good"],
        warning=roles["watch"],
        error=roles["bad"],
        foreground=base["text"],
        background=base["ground"],
        surface=base["surface"],
        panel=base["panel"],
        variables={
            **{f"civitop-{role}": colour for role, colour in roles.items()},
            "civitop-border": border,
            "civitop-cursor": base["cursor"],
            "civitop-stripe": base["stripe"],
            "border": roles["lead"],
            "border-blurred": border,
            "scrollbar": border,
            "scrollbar-hover": roles["muted"],
            "scrollbar-active": roles["lead"],
            "scrollbar-background": base["ground"],
            "scrollbar-background-hover": base["ground"],
            "scrollbar-background-active": base["ground"],
            "scrollbar-corner-color": base["ground"],
            "block-cursor-background": base["cursor"],
            "block-cursor-foreground": roles["strong"],
            "block-cursor-text-style": "bold",
            "input-selection-background": f"{roles['lead']} 35%",
            "footer-background": base["surface"],
        },
    )


_DARK_BASE = {
    "text": "#d8dfea",
    "ground": "#0f141b",
    "surface": "#151c26",
    "panel": "#1c2531",
    "cursor": "#22344a",
    "stripe": "#121922",
    "border": "#334256",
}
_DARK = {
    "good": "#5fd394",
    "watch": "#f2c55c",
    "bad": "#ff857a",
    "muted": "#9dabbf",
    "quiet": "#8f9db0",
    "strong": "#f4f7fb",
    "lead": "#78bdf7",
    "here": "#78bdf7",
    "here-text": "#0f141b",
    "series": "#8fb8e8",
    "spark": "#6c93c0",
    "opened": "#f0a868",
    "closed": "#3f938b",
    "heat1": "#6f8fb3",
    "heat2": "#7aa6d6",
    "heat3": "#8cc0f5",
    "heat4": "#c4e1ff",
}
_LIGHT_BASE = {
    "text": "#20262e",
    "ground": "#fbfaf6",
    "surface": "#f2f0e9",
    "panel": "#e9e6dc",
    "cursor": "#d5e4f3",
    "stripe": "#f6f4ee",
    "border": "#bdb8aa",
}
_LIGHT = {
    "good": "#14692f",
    "watch": "#7d4e00",
    "bad": "#b3182a",
    "muted": "#515a66",
    "quiet": "#5b6470",
    "strong": "#0b0f14",
    "lead": "#0a4f94",
    "here": "#0a4f94",
    "here-text": "#fbfaf6",
    "series": "#1f5f9e",
    "spark": "#4a76a3",
    "opened": "#c9711f",
    "closed": "#125a52",
    "heat1": "#55708c",
    "heat2": "#3d6690",
    "heat3": "#225a94",
    "heat4": "#07396e",
}
_BLUE_ORANGE = {
    **_DARK,
    "good": "#6fb7ff",
    "watch": "#e6dcae",
    "bad": "#ff9a3d",
    "lead": "#a9c9f2",
    "here": "#a9c9f2",
    "opened": "#ff9a3d",
    "closed": "#3f83c9",
}

FRAMES = {"civitop-frame": "round", "civitop-rule": "solid"}
"""Kinds of lines around and above things; ASCII terminals get another kind."""
DEFAULT = "civitop-dark"
COLOURLESS = "ansi-dark"
"""Under NO_COLOR: the terminal's own two colours; Textual's grey scale would still be colours."""
TERMINAL = "ansi"
"""What the theme of the terminal's own colours is called in the configuration."""


def named(wanted: str | None) -> str:
    """Return the theme that a configuration means."""
    return COLOURLESS if wanted == TERMINAL else wanted or DEFAULT


def themes() -> tuple[Theme, ...]:
    """Return our own themes."""
    return (
        _theme(DEFAULT, True, _DARK_BASE, _DARK),
        _theme("civitop-light", False, _LIGHT_BASE, _LIGHT),
        _theme("civitop-blue-orange", True, _DARK_BASE, _BLUE_ORANGE),
    )


def fallback(theme: Theme) -> dict[str, str]:
    """Return the variables that style sheets and roles need, out of the colours that any theme has."""
    if theme.ansi:
        return _ansi()
    colours = theme.to_color_system().generate()
    text, ground = colours["foreground"], colours["background"]
    lead = theme.accent or theme.primary
    roles = {
        "good": theme.success or colours["success"],
        "watch": theme.warning or colours["warning"],
        "bad": theme.error or colours["error"],
        "muted": _mix(text, ground, 0.3),
        "quiet": _mix(text, ground, 0.45),
        "strong": text,
        "lead": lead,
        "here": lead,
        "here-text": ground,
        "series": theme.secondary or theme.primary,
        "spark": theme.secondary or theme.primary,
        "opened": theme.warning or lead,
        "closed": theme.success or lead,
        "border": _mix(text, ground, 0.75),
        "cursor": _mix(lead, ground, 0.75),
        "stripe": ground,
    }
    heats = {f"heat{step}": _mix(lead, ground, 0.5 - step * 0.12) for step in range(1, 5)}
    return {f"civitop-{name}": colour for name, colour in (roles | heats).items()}


def _mix(front: str, back: str, share: float) -> str:
    """Return `front` moved towards `back` by `share` (0 to 1), or `front` where either is no plain colour."""
    try:
        return Color.parse(front).blend(Color.parse(back), share, alpha=1).hex
    except ColorParseError:
        return front


def solid(colour: str, default: str) -> str:
    """Return a colour of a theme as #rrggbb, or `default` where it is the terminal's own."""
    try:
        found = Color.parse(colour)
    except ColorParseError:
        return default
    return default if found.ansi is not None else found.hex6.lower()


def _ansi() -> dict[str, str]:
    """Return the roles in the terminal's own sixteen colours."""
    roles = dict.fromkeys(("strong", "quiet", "muted", "here-text"), "ansi_default")
    roles |= {"good": "ansi_green", "watch": "ansi_yellow", "bad": "ansi_red", "lead": "ansi_blue"}
    roles |= {
        "series": "ansi_cyan",
        "spark": "ansi_cyan",
        "opened": "ansi_yellow",
        "closed": "ansi_cyan",
        "here": "ansi_default",
    }
    roles |= {"border": "ansi_default", "cursor": "ansi_default", "stripe": "ansi_default"}
    roles |= {f"heat{step}": "ansi_cyan" for step in range(1, 5)}
    return {f"civitop-{name}": colour for name, colour in roles.items()}
