"""What stands above the tabs of a project: its name, its verdict and its address."""

from civitop.health import Health
from civitop.i18n.language import _, pgettext
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import level_word
from tui.drawing.text import Line, Span, length, line, span, spread


def head_lines(health: Health, width: int, glyphs: Glyphs) -> list[Line]:
    """Return one line, or two where the address leaves the name and its verdict no room."""
    level, _cause = health.worst
    verdict = Span(f"{glyphs.level(level)} {level_word(level)}", f"{level}-strong")
    marks = [
        f" {glyphs.archived} " + pgettext("project", "archived") if health.archived else "",
        f" {glyphs.stale} " + pgettext("figures", "stale") if health.status == "stale" else "",
    ]
    name = line(span(health.name, "title"), Span("".join(marks), "watch"), Span("  "), verdict)
    address = line(span(health.url, "muted"))
    beside = length(name) + length(address) < width
    return [spread(name, address, width)] if beside else [name, *([address] if health.url else [])]


def unknown_head(repository: str, *, loaded: bool) -> list[Line]:
    """Return what stands there while nothing is known of a repository: that it is loading, or in no network."""
    words = _("This repository is in none of the networks.") if loaded else _("Loading")
    return [line(span(repository, "strong")), line(Span(words, "muted"))]
