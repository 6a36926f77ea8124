"""What the overview says in words: how many projects stand how, and why a table or a panel is empty."""

from civitop.filter.grammar import Filter
from civitop.i18n.language import _, ngettext, number
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import level_word
from tui.drawing.text import Line, Span, span
from tui.session.view import View
from tui.table.rows import Arranged


def counts(arranged: Arranged, glyphs: Glyphs) -> Line:
    """Return how many projects stand how, archived ones left out: `■ 9 bad  ▲ 5 watch  ● 7 good`."""
    spans: list[Span] = []
    for level, count in arranged.levels:
        words = _("{n} {level}").format(n=number(count), level=level_word(level))
        spans += [Span(f"{glyphs.level(level)} ", level), Span(f"{words}  ", "muted")]
    if arranged.archived:
        words = ngettext("{n} archived", "{n} archived", arranged.archived)
        spans.append(Span(f"{glyphs.archived} {words.format(n=number(arranged.archived))}", "muted"))
    return tuple(spans)


def why_empty_shortly(view: View, *, nothing: bool) -> str:
    """Return why the panels are empty, in a word or two: the table says the rest."""
    if not view.loaded or (view.round.running and nothing):
        return _("Loading")
    return _("No projects") if nothing else _("No project matches")


def why_empty(view: View, found: Filter | None, glyphs: Glyphs) -> tuple[Line, ...]:
    """Return why the table is empty and what to do."""
    if view.problem:
        return ((Span(f"{glyphs.bad} ", "bad"), span(str(view.problem), "bad")),)
    if not view.loaded:
        return ((Span(_("Loading the stored figures"), "muted"),),)
    network = view.shown
    if network is None:
        return (
            (Span(_("No network is configured."), "strong"),),
            (Span(_("Start with a ready-made one: civitop os2, or look around: civitop demo"), "muted"),),
        )
    if found is not None and view.projects:
        return (
            (Span(_("No project matches this filter."), "strong"),),
            (Span(_("Esc clears it, / changes it, ? explains its words."), "muted"),),
        )
    if network.failed_sources:
        source, reason = next(iter(network.failed_sources.items()))
        return (
            (Span(f"{glyphs.failed} ", "bad"), span(f"{source}: {reason}", "bad")),
            (Span(_("r tries again now."), "muted"),),
        )
    if network.repositories or view.round.running:
        return (
            (Span(_("No figures yet: the first round is on its way."), "muted"),),
            (Span(_("Projects appear here one by one as their forge answers."), "muted"),),
        )
    return (
        (Span(_("This network watches no repository."), "strong"),),
        (Span(_("Its list of sources is empty, or everything in it is ignored."), "muted"),),
        (Span(_("civitop config shows what holds, and which file to change."), "muted"),),
    )
