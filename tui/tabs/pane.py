"""A tab as a widget: its parts in one scrolled column, or in two where the terminal is wide."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widget import Widget

from tui.sections.base import Place, Section
from tui.tabs.base import Part, ProjectPage, gap_part
from tui.widgets.line_list import LineList


class _Found(NamedTuple):
    """A place that is in view, by its line and cell on the screen."""

    y: int
    x: int
    section: Section
    place: Place


class Parts(VerticalScroll):
    """Parts under each other, and in two columns below those that take the whole width.

    What has an address in them is gone to as in a text browser: to the next one in view, else a line further.
    """

    class Moved(Message):
        """Enter would open something else, or nothing more."""

    class Chosen(Message):
        """A person wants to open an address."""

        def __init__(self, url: str) -> None:
            self.url = url
            super().__init__()

    def __init__(self, parts: Sequence[Part], page: ProjectPage, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="parts")
        self._parts, self._page = tuple(parts), page
        self._pointed: tuple[Section, Place] | None = None

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
        self._draw()

    def show(self, page: ProjectPage) -> None:
        """Draw another page: at once, or as soon as the parts are there."""
        self._page = page
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        for part in self._parts:
            self.query_one(f"#{self.id}-{part.id}", Section).paint(partial(part.lines, self._page))
        self._point(None)
        self.call_after_refresh(self._settle)

    def needed(self, width: int) -> int:
        """Return the lines of all parts in one column that is `width` cells wide."""
        shown = (section for section in self.query(Section) if section.display)
        return sum(
            each.get_content_height(self.size, self.size, each.content_size.width or width)
            + each.gutter.height
            for each in shown
        )

    # ------------------------------------------------------------ what has an address

    @property
    def address(self) -> str:
        """Return what Enter opens; empty where nothing in view has an address."""
        return self._pointed[1].url if self._pointed else ""

    def move(self, by: int) -> None:
        """Go to the next thing in view that has an address, or the one before; without one scroll."""
        found = self._in_view()
        at = next((at for at, each in enumerate(found) if each[2:] == self._pointed), None)
        to = (0 if by > 0 else len(found) - 1) if at is None else at + (1 if by > 0 else -1)
        if 0 <= to < len(found):
            self._point(found[to])
        else:
            self.scroll_relative(y=by, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Let what is marked be in view."""
        super().watch_scroll_y(old_value, new_value)
        self.call_after_refresh(self._settle)

    def on_resize(self) -> None:
        """Mark something for the new width."""
        self.call_after_refresh(self._settle)

    def on_section_clicked(self, event: Section.Clicked) -> None:
        """Mark what was clicked, and open it where it was clicked twice."""
        event.stop()
        self._point(_Found(0, 0, event.section, event.place))
        if event.times >= 2:
            self.post_message(self.Chosen(event.place.url))

    def _in_view(self) -> list[_Found]:
        """Return the places in view, from the top, in a line from the left."""
        found: list[_Found] = []
        for section in self.query(Section):
            inside = section.content_region
            if section.display and inside.overlaps(self.region):
                found += (
                    _Found(inside.y + each.line, inside.x + each.cell, section, each)
                    for each in section.places
                )
        return sorted(
            (each for each in found if self.region.y <= each.y < self.region.bottom),
            key=lambda each: each[:2],
        )

    def _settle(self) -> None:
        """Mark the first thing in view, where what was marked is no longer in it."""
        found = self._in_view()
        if not any(each[2:] == self._pointed for each in found):
            self._point(found[0] if found else None)

    def _point(self, found: _Found | None) -> None:
        if self._pointed:
            self._pointed[0].point(None)
        self._pointed = (found.section, found.place) if found else None
        if found:
            found.section.point(found.place)
        self.post_message(self.Moved())


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

    @property
    def address(self) -> str:
        """Return the address of what is marked in the part that keys go to; empty where there is none."""
        focused = self.screen.focused
        moved = focused if isinstance(focused, Parts | LineList) else self.main
        return moved.address if isinstance(moved, Parts | LineList) else ""

    def show(self, page: ProjectPage) -> None:
        """Draw another page."""
        if page is not self.page:
            self.page = page
            self.query_one(Parts).show(page)

    def to_top(self) -> None:
        """Show the beginning: another project is in the same place."""
        self.query_one(Parts).scroll_home(animate=False)
