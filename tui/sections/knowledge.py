"""Who knows a project: people to be marked, and its folders with what is left without the marked ones."""

from collections.abc import Collection, Sequence

from rich.cells import cell_len

from civitop.i18n.language import N_, _, day, ngettext, number, percent
from civitop.people.identities import NO_NAME
from civitop.reading.pages import Pages
from civitop.signals.truck_factor.folders import Part
from civitop.signals.truck_factor.knowledge import Knower, Knowledge
from tui.drawing.text import Line, Span, fit, line, linked, span, spread, wrap

MOST_FOLDERS = 60
"""Rows of the tree before the rest is counted: those nearest to the root first, then the largest."""
FIGURES = (N_("files"), N_("truck"), N_("alone"), N_("nobody"))
"""The columns of the tree: files, truck factor, files that one person alone knows, that nobody who is left does."""
MEANING = N_(
    "{truck}: people who would have to leave before half of the files are known to nobody; {alone}: files "
    "that one person knows; {nobody}: files that nobody who is left knows."
)
"""What the columns of the tree are."""
KNOWER_FIGURES = (N_("files"), N_("share"))
"""The columns of the people: files that they know, and how much of all files that is."""
SINCE = 56
"""Cells from which a row says since when somebody is gone."""
WIDE = 70
"""Cells from which the tree says who knows most of a folder."""
LEAST_WHO = 22
"""Cells that who knows most takes there at least, the name with its share of files."""
SHARE = 8
"""Cells of that share, and of what parts it from the name and the figures."""


def knower_line(knower: Knower, of: int, width: int, *, marked: bool) -> Line:
    """Return the row of a person: mark, name, the part of the `of` files that they know, whether they are gone."""
    left = (Span("[x] " if marked else "[ ] ", "lead" if marked else "quiet"), span(_name(knower)))
    gone = ""
    if knower.gone:
        since = _("gone since {day}").format(day=day(knower.last.date(), "date"))
        gone = since if width >= SINCE else _("gone")
    wide, narrow = _knower_columns()
    share = span(percent(knower.files / of, brief=True), "", narrow, "right")
    right = line(
        span(f"{gone}  ", "watch") if gone else "", span(number(knower.files), "", wide, "right"), share
    )
    return spread(left, right, width)


def knower_head(width: int) -> Line:
    """Return what stands above the rows of people: which of their figures is what."""
    heads = zip(KNOWER_FIGURES, _knower_columns(), strict=True)
    return spread((), tuple(span(_(title), "quiet", wide, "right") for title, wide in heads), width)


def _knower_columns() -> Sequence[int]:
    return [max(cell_len(_(title)) + 1, least) for title, least in zip(KNOWER_FIGURES, (7, 6), strict=True)]


def _name(knower: Knower) -> str:
    return _(NO_NAME) if knower.name == NO_NAME else knower.name or knower.login or _(NO_NAME)


def left_lines(whole: Part, marked: int, width: int, key: str) -> Sequence[Line]:
    """Return what is left of the `whole` project without so many people that are marked; `key` marks."""
    if not marked:
        words = _(
            "{key} marks people, to see what is left without them; who is gone for 365 days counts as gone here."
        )
        return wrap(words.format(key=key), width, "muted")
    text = ngettext(
        "Without the {n} that is marked {orphaned} of {files} files are known to nobody who is left ({share}); "
        "the truck factor is {factor}.",
        "Without the {n} that are marked {orphaned} of {files} files are known to nobody who is left ({share}); "
        "the truck factor is {factor}.",
        marked,
    ).format(
        n=number(marked),
        orphaned=number(whole.orphaned),
        files=number(whole.files),
        share=percent(whole.orphaned / whole.files),
        factor=number(whole.factor),
    )
    return wrap(text, width, "bad" if 2 * whole.orphaned > whole.files else "")


def tree_lines(known: Knowledge, parts: Sequence[Part], pages: Pages, width: int) -> Sequence[Line]:
    """Return the folders as a tree, each with its figures; `parts` begin with the whole project."""
    shown = sorted(parts[1:], key=lambda part: (part.depth, -part.files))[:MOST_FOLDERS]
    if not shown:
        return ()
    who = _who(known, shown, width) if width >= WIDE else 0
    columns = [max(cell_len(_(title)), 5) + 1 for title in FIGURES]
    room = max(8, width - sum(columns) - who)
    heads = (span(_(title), "quiet", wide, "right") for title, wide in zip(FIGURES, columns, strict=True))
    known_by = (Span("  "), span(_("known by"), "quiet")) if who else ()
    titles = {title: _(title) for title in FIGURES}
    lines: list[Line] = [
        *wrap(_(MEANING).format(**titles), width, "muted"),
        line(span("", "", room), *heads, *known_by),
    ]
    lines += (
        _row(known, part, pages, room, columns, who) for part in sorted(shown, key=lambda part: part.path)
    )
    if (rest := len(parts) - 1 - len(shown)) > 0:
        words = ngettext("and {n} more folder", "and {n} more folders", rest).format(n=number(rest))
        lines.append(line(span(words, "quiet")))
    return lines


def _who(known: Knowledge, shown: Sequence[Part], width: int) -> int:
    """Return the cells of who knows most of a folder: as many as the names need, of two fifths of all."""
    names = (cell_len(_name(known.knowers[part.owners[0][0]])) for part in shown if part.owners)
    return max(LEAST_WHO, min(max(names, default=0) + SHARE, 2 * width // 5))


def _row(known: Knowledge, part: Part, pages: Pages, room: int, columns: Sequence[int], who: int) -> Line:
    name = part.path.rstrip("/").rpartition("/")[2]
    roles = (
        "",
        "bad" if part.factor <= 1 else "watch" if part.factor == 2 else "",
        "",
        "watch" if part.orphaned else "",
    )
    values = (part.files, part.factor, part.sole, part.orphaned)
    figures = (
        span(number(value), role, wide, "right")
        for value, role, wide in zip(values, roles, columns, strict=True)
    )
    first = ""
    if who and part.owners:
        place, files = part.owners[0]
        share = fit(percent(files / part.files, brief=True), 5, "right")
        first = f"  {fit(_name(known.knowers[place]), who - SHARE)} {share}"
    whole = fit(f"{'  ' * (part.depth - 1)}{name}/", room)
    indent, words = whole[: len(whole) - len(whole.lstrip())], whole.strip()
    blank = Span(whole[len(indent) + len(words) :])
    folder = linked(Span(words), pages.file(part.path))
    return line(Span(indent), folder, blank, *figures, span(first, "muted"))


def places(known: Knowledge, marked: Collection[tuple[str, str | None]]) -> frozenset[int]:
    """Return the places of those who are marked by name and account; who is in no file any more has none."""
    return frozenset(place for place, each in enumerate(known.knowers) if (each.name, each.login) in marked)
