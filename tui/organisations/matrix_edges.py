"""The edges of the matrix that do not scroll: what the rows and the last column are, and the totals below."""

from collections.abc import Sequence

from rich.cells import cell_len

from civitop.i18n.language import _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, fit
from tui.organisations.matrix_cells import MARK, total
from tui.organisations.matrix_layout import TOTAL, MatrixLayout
from tui.organisations.matrix_table import MatrixEntry, Side


def with_corners(
    heading: Line, columns_are: Side, before: int, behind: int, layout: MatrixLayout, glyphs: Glyphs
) -> Line:
    """Return the lowest line of the headings between what the rows are and what the last column is.

    `before` and `behind` are how many columns are out of view on either side, of which a sign tells.
    """
    more = f"{'<' if glyphs.ascii else '◂'} " if before else ""
    rows = _("projects") if columns_are == "bodies" else _("bodies")
    totals = _("total")
    if cell_len(totals) > TOTAL - 1:  # a sign says it where the word would be cut
        totals = "=" if glyphs.ascii else "Σ"
    sign = (">" if glyphs.ascii else "▸") if behind else " "
    return (
        Span(fit(rows, max(0, layout.name - cell_len(more))), "quiet"),
        Span(more, "lead"),
        Span(" "),
        *heading,
        Span(sign, "lead"),
        Span(fit(totals, TOTAL - 1, "right"), "quiet"),
    )


def totals_line(
    columns: Sequence[MatrixEntry], at: int, all_of_them: int, layout: MatrixLayout, *, figures: bool
) -> Line:
    """Return the totals of the columns in view, that of the column `at` marked, and the total of all."""
    width = layout.width - 1
    spans = [Span(fit(_("total"), layout.name), "quiet")]
    for offset, column in enumerate(columns):
        text = fit(total(column.total, width - 1 if figures else MARK + 1), width)
        spans += [Span(" "), Span(text, "title" if offset == at else "muted")]
    return (*spans, Span(" "), Span(total(all_of_them, TOTAL - 1), "strong"))
