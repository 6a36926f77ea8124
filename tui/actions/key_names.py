"""How Textual's names of keys read on screen and in the README."""

NAMES = {
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "plus": "+",
    "minus": "-",
    "space": "Space",
    "escape": "Esc",
    "enter": "Enter",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
}
MODIFIERS = {"ctrl": "Ctrl", "shift": "Shift"}


def shown(key: str) -> str:
    """Return a key of Textual as a person reads it: `Esc`, `/`, `Ctrl+D`, `Shift+Tab`."""
    modifier, _, bare = key.strip().rpartition("+")
    name = NAMES.get(bare, bare)
    if not modifier:
        return name
    return f"{MODIFIERS.get(modifier, modifier)}+{name.upper() if len(name) == 1 else name}"
