"""The tab of the knowledge: who knows which folder, and what is left when those who are marked leave."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from civitop.i18n.language import N_, _
from civitop.reading.feed import History
from civitop.reading.pages import Pages
from civitop.signals.truck_factor import TRUCK_FACTOR
from civitop.signals.truck_factor.folders import Part as Folder
from civitop.signals.truck_factor.folders import parts
from civitop.signals.truck_factor.knowledge import Knowledge
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line
from tui.sections.depth import depth_lines, unread
from tui.sections.knowledge import knower_head, knower_line, left_lines, places, tree_lines
from tui.sections.signals import signal_lines
from tui.tabs.base import Part, ProjectPage, signal_part
from tui.tabs.pane import Pane, Parts
from tui.widgets.line_list import LineList

PART = 0.4
"""How much of the height people have at least, where the folders stand below them and need more than there is."""
TITLE = N_("Who knows files: mark who leaves")


def _factor(page: ProjectPage, width: int) -> Sequence[Line]:
    """Return the signal: its people and folders too where they are not known file by file, and no list shows them.

    Nothing where all that it says is that nobody read the history: `depth_part` says that.
    """
    signal = page.signal(TRUCK_FACTOR)
    if signal is None or (page.depth is not None and signal.reason == unread(page.depth)):
        return ()
    alone = page.report is None or page.report.knowledge is None
    return signal_lines(TRUCK_FACTOR, signal, width, page.glyphs, page.told, whole=alone)


PARTS: tuple[Part, ...] = (signal_part(TRUCK_FACTOR, "both")._replace(lines=_factor),)
UNTOLD = History(commits=0, whole=False, local=False)
"""Of a snapshot that somebody published: it does not say."""
NOBODY = Knowledge((), (), 0)


def depth_part(page: ProjectPage, width: int) -> Sequence[Line]:
    """Return how the whole history can be read, and how far that is."""
    signal = page.signal(TRUCK_FACTOR)
    if page.depth is None or page.report is None:
        return ()
    history = page.report.history or UNTOLD
    if signal and signal.value is not None and history.read_at is None:
        return ()  # it was read just now, or by who published it; the report is one reading behind
    return depth_lines(page.depth, history, width, page.glyphs)


class KnowerList(LineList):
    """The people who know files, with a mark for those whose leaving is tried; a double click sets it."""

    DEFAULT_CSS: ClassVar[str] = "KnowerList { border-title-color: $civitop-lead; }"

    class Marked(Message):
        """A person is to be marked, or is no longer."""

    def __init__(self, glyphs: Glyphs, below: Callable[[int], int], *, id: str) -> None:
        """Make it; `below` tells for a width how many lines stand below it."""
        super().__init__(glyphs, id=id)
        self._below = below
        self.border_title = _(TITLE)
        self._known, self._marked, self._pages = NOBODY, frozenset[int](), Pages()

    def fill(self, known: Knowledge, marked: frozenset[int], pages: Pages) -> None:
        """Show other people or marks; `pages` tell where an account is read."""
        self._known, self._marked, self._pages = known, marked, pages
        self.rows_changed()
        self.refresh(layout=True)
        self.post_message(self.Moved())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines of all people, as far as what stands below leaves them: a part of the height at least."""
        most = max(round(container.height * PART), container.height - self._below(width)) - self.gutter.height
        return max(self.header_lines + 1, min(self.header_lines + self.count, most))

    @property
    def address(self) -> str:
        """Return the page of the person under the cursor; empty where no account is known."""
        return self._pages.person(self._known.knowers[self.cursor].login) if self.count else ""

    @property
    def header_lines(self) -> int:
        """Return the line of the headings."""
        return 1

    def header_line(self, y: int) -> Line:
        """Return what the figures are."""
        return knower_head(max(1, self.across - 1))

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.border_title = _(TITLE)
        self.rows_changed()

    @property
    def count(self) -> int:
        """Return the number of people."""
        return len(self._known.knowers)

    def row(self, index: int) -> Line:
        """Return the row of a person."""
        of, marked = len(self._known.files), index in self._marked
        return knower_line(self._known.knowers[index], of, max(1, self.across - 1), marked=marked)

    def on_click(self, event: events.Click) -> None:
        """Mark whoever was clicked twice."""
        index = self.row_at(event.get_content_offset_capture(self).y)
        if event.chain >= 2 and 0 <= index < self.count:
            self.cursor = index
            self.post_message(self.Marked())


class KnowledgePane(Pane):
    """The people beside the folders, where the whole history was read."""

    def __init__(self, parts: Sequence[Part], page: ProjectPage, *, id: str) -> None:
        super().__init__(parts, page, id=id)
        self._marked: set[tuple[str, str | None]] = set()
        """Names and accounts: places change when the history is read again."""
        self._folders: tuple[Folder, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the list and what follows from it."""
        own = (
            Part("depth", N_("Whole history"), depth_part, "both"),
            Part("left", N_("What is left"), self._left, "both"),
        )
        folders = Part("folders", N_("Folders"), self._tree, "both")
        yield KnowerList(self.page.glyphs, self._below, id="knowers")
        yield Parts((*own, *self.parts, folders), self.page, id=f"{self.id}-parts")

    def on_mount(self) -> None:
        """Draw what is known already."""
        self._draw()

    def _below(self, width: int) -> int:
        return self.query_one(Parts).needed(width)

    @property
    def main(self) -> Widget:
        """Return the list, where there is one."""
        people = self.query_one(KnowerList)
        return people if people.display else super().main

    def show(self, page: ProjectPage) -> None:
        """Draw another page."""
        if page is not self.page:
            self.page = page
            self._draw()

    def to_top(self) -> None:
        """Begin anew: another project is in the same place."""
        super().to_top()
        self._marked.clear()
        self.query_one(KnowerList).cursor = 0

    def mark(self) -> None:
        """Mark the person under the cursor, or take the mark away."""
        known, at = self._known, self.query_one(KnowerList).cursor
        if known and at < len(known.knowers):
            who = known.knowers[at]
            self._marked ^= {(who.name, who.login)}
            self._draw()

    def on_knower_list_marked(self) -> None:
        """Mark whoever was clicked."""
        self.mark()

    @property
    def _known(self) -> Knowledge | None:
        return self.page.report.knowledge if self.page.report else None

    def _draw(self) -> None:
        known = self._known
        marked = places(known, self._marked) if known else frozenset()
        self._folders = parts(known, marked) if known else ()
        people = self.query_one(KnowerList)
        people.display = bool(known and known.knowers)
        report = self.page.report
        people.fill(known or NOBODY, marked, report.pages if report else Pages())
        self.query_one(Parts).show(self.page)

    def _left(self, page: ProjectPage, width: int) -> Sequence[Line]:
        known = self._known
        if known is None or not self._folders:
            return ()
        return left_lines(self._folders[0], len(places(known, self._marked)), width, page.mark_key)

    def _tree(self, page: ProjectPage, width: int) -> Sequence[Line]:
        report = self.page.report
        if report is None or report.knowledge is None or not self._folders:
            return ()
        return tree_lines(report.knowledge, self._folders, report.pages, width)
