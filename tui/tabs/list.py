"""The tabs of the project screen, in the order of their keys: to add one is to add a line here."""

from typing import Any, NamedTuple

from civitop.i18n.language import N_
from civitop.signals.base import Definition
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.published_scores import PUBLISHED_SCORES
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.standard import STANDARD
from civitop.signals.truck_factor import TRUCK_FACTOR
from tui.actions.action import Action
from tui.tabs import changes, company, files, issues, knowledge, people, releases, scores
from tui.tabs.base import Part, ProjectPage
from tui.tabs.knowledge import KnowledgePane
from tui.tabs.now import NowPane
from tui.tabs.pane import Pane


class Tab(NamedTuple):
    """A tab as the project screen makes it."""

    name: str
    """`tab-` and this is the id of the widget."""
    key: str
    """Shows it; `[keys]` of the configuration may say otherwise, by `tab.` and its place in the list."""
    title: str
    """A message, as are all words."""
    help: str
    parts: tuple[Part, ...]
    explained: Definition[Any] | None = None
    """The signal that the help explains first while the tab is shown."""
    pane: type[Pane] = Pane

    @property
    def widget_id(self) -> str:
        """Return the id of the widget."""
        return f"tab-{self.name}"

    def make(self, page: ProjectPage) -> Pane:
        """Return the widget."""
        return self.pane(self.parts, page, id=self.widget_id)


TABS: tuple[Tab, ...] = (
    Tab(
        "now",
        "1",
        N_("Now"),
        N_("Show what is to be done, most urgent first"),
        company.PARTS,
        pane=NowPane,
    ),
    Tab(
        "issues",
        "2",
        N_("Issues"),
        N_("Show the issues: flow, ages, first answers"),
        issues.PARTS,
        OPEN_ISSUES,
    ),
    Tab(
        "changes",
        "3",
        N_("Changes"),
        N_("Show the change requests: lead time, review, queue"),
        changes.PARTS,
        CHANGE_REQUESTS,
    ),
    Tab(
        "releases",
        "4",
        N_("Releases"),
        N_("Show the releases: timeline, gaps, what is due"),
        releases.PARTS,
        RELEASE_CADENCE,
    ),
    Tab(
        "people",
        "5",
        N_("People"),
        N_("Show the people: who writes, answers, reviews, merges"),
        people.PARTS,
        BUS_FACTOR,
    ),
    Tab(
        "knowledge",
        "6",
        N_("Knowledge"),
        N_("Show who knows which folder, and what is left when somebody leaves"),
        knowledge.PARTS,
        TRUCK_FACTOR,
        KnowledgePane,
    ),
    Tab(
        "scores",
        "7",
        N_("Scores"),
        N_("Show the published scores with their inputs"),
        scores.PARTS,
        PUBLISHED_SCORES,
    ),
    Tab(
        "files",
        "8",
        N_("Files"),
        N_("Show the checks of files and of publiccode.yml"),
        files.PARTS,
        STANDARD,
    ),
)
TAB_ACTIONS: tuple[Action, ...] = tuple(
    Action(f"tab.{number}", each.key, each.title, each.help, N_("Tabs"), "project", does=f"tab({number})")
    for number, each in enumerate(TABS, 1)
)
