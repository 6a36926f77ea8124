"""A tab as a widget: its parts in one scrolled column, or in two where the terminal is wide."""

from collections.abc import Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from tui.sections.base import Section
from tui.tabs.base import Part, ProjectPage, gap_part


class Parts(VerticalScroll):
    """Parts under each other, and in two columns below those that take the whole width."""

    def __init__(self, parts: Sequence[Part], page: ProjectPage, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="parts")
        self._parts, self._page = tuple(parts), page

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield from self._sections("both")
        with Container(classes="columns"):
            for side in ("left", "right"):
                with Container(classes="column"):
                    yield from self._sections(side)

    def _sections(self, side: str) -> Iterator[Section]:
        for part in self._parts:
            if part.side == side:
                yield Section(part.title, self._page.glyphs, id=f"{self.id}-{part.id}")

    def on_mount(self) -> None:
        """Draw what is known already."""
        self.show(self._page)

    def show(self, page: ProjectPage) -> None:
        """Draw another page."""
        self._page = page
        for part in self._parts:
            self.query_one(f"#{self.id}-{part.id}", Section).paint(partial(part.lines, page))


class Pane(Container):
    """One tab; it draws only while it is shown."""

    def __init__(self, parts: Sequence[Part], page: ProjectPage, *, id: str) -> None:
        """Make it; `id` is the name of the tab behind `tab-`."""
        super().__init__(id=id, classes="pane")
        self.parts, self.page = tuple(parts), page

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        parts = (gap_part(self.parts), *self.parts)
        yield Parts(parts, self.page, id=f"{self.id}-parts")

    @property
    def main(self) -> Widget:
        """Return what the moving keys move."""
        return self.query_one(Parts)

    def show(self, page: ProjectPage) -> None:
        """Draw another page."""
        if page is not self.page:
            self.page = page
            self.query_one(Parts).show(page)

    def to_top(self) -> None:
        """Show the beginning: another project is in the same place."""
        self.query_one(Parts).scroll_home(animate=False)
