"""What a person does to the table of projects: its order, groups, columns and named filters."""

from abc import abstractmethod
from collections.abc import Collection

from msgspec.structs import replace

from civitop.i18n.language import _
from tui.screens.base import CivitopScreen
from tui.session.preferences import (
    Preferences,
    SortBy,
    Wanted,
    added,
    clicked,
    folded,
    saved,
    stepped,
    turned,
)
from tui.table.groupings import GROUPINGS
from tui.table.project_table import ProjectTable
from tui.widgets.filter_bar import FilterBar


class TableScreen(CivitopScreen):
    """A screen with a project table and a filter; what is done to them is remembered in the session."""

    @property
    def table(self) -> ProjectTable:
        """Return the table."""
        return self.query_one(ProjectTable)

    @property
    @abstractmethod
    def filter_text(self) -> str:
        """Return the filter that holds, as it was typed; empty for none."""

    @abstractmethod
    def show_rows(self) -> None:
        """Show the rows in the order, the groups and the columns that are preferred."""

    def prefer(self, preferences: Preferences) -> None:
        """Show the table as a person likes it, and remember that."""
        if self.session.prefer(preferences):
            self.show_rows()

    def _sort(self, sort: tuple[SortBy, ...]) -> None:
        self.prefer(replace(self.session.preferences, sort=sort))

    def _ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.table.columns)

    def on_project_table_sorted(self, event: ProjectTable.Sorted) -> None:
        """Sort by the column whose header was clicked."""
        self._sort(clicked(self.session.preferences.sort, event.column, add=event.add))

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._sort(stepped(self._ids(), self.session.preferences.sort))

    def action_sort_add(self) -> None:
        """Sort what is equal by a further column."""
        self._sort(added(self._ids(), self.session.preferences.sort))

    def action_sort_reverse(self) -> None:
        """Turn the order round."""
        self._sort(turned(self.session.preferences.sort))

    def action_group(self) -> None:
        """Group in the next way, or not at all after the last one."""
        ids = ["", *(each.id for each in GROUPINGS)]
        wishes = self.session.preferences
        at = ids.index(wishes.group) if wishes.group in ids else 0
        self.prefer(replace(wishes, group=ids[(at + 1) % len(ids)]))

    def _fold(self, keys: Collection[str]) -> None:
        """Fold groups, or unfold them where all of them are folded; the cursor goes to the head."""
        if keys:
            self.table.to_head(self.table.group or next(iter(keys)))
            wishes = self.session.preferences
            self.prefer(replace(wishes, folded=folded(wishes.folded, keys)))
        else:
            self.say(_("Nothing is grouped: b groups."))

    def on_project_table_folded(self, event: ProjectTable.Folded) -> None:
        """Fold or unfold the group whose head was clicked."""
        self._fold((event.key,))

    def action_fold(self) -> None:
        """Fold or unfold the group under the cursor."""
        self._fold((self.table.group,) if self.table.group else ())

    def action_fold_all(self) -> None:
        """Fold all groups, or unfold them."""
        self._fold(self.table.heads)

    def action_columns(self) -> None:
        """Choose, order and size the columns."""
        from tui.overlays.columns import ColumnsScreen

        def choose(columns: tuple[Wanted, ...]) -> None:
            self.prefer(replace(self.session.preferences, columns=columns))

        held = self.session.preferences.columns
        self.app.push_screen(
            ColumnsScreen(self.table, self.presentation.definitions, held, choose, self.presentation.actions)
        )

    def action_filter_save(self) -> None:
        """Keep the filter under a name."""
        from tui.overlays.name import NameScreen

        text = self.filter_text
        if not text:
            self.say(_("Type a filter with / first."))
            return

        def named(name: str | None) -> None:
            if name:
                self.keep_filter(name, text)
                words = _("Filter “{name}” is kept: the palette (Ctrl+P) brings it back.")
                self.say(words.format(name=name))

        self.app.push_screen(NameScreen(lambda: _("Keep {filter} as").format(filter=text)), named)

    def keep_filter(self, name: str, text: str) -> None:
        """Remember a filter under a name; without a text that name is forgotten."""
        wishes = self.session.preferences
        self.prefer(replace(wishes, filters=saved(wishes.filters, name, text)))

    def recall_filter(self, text: str) -> None:
        """Filter by what was kept."""
        bar = self.query_one(FilterBar)
        bar.recall(text)
        self.table.focus()
