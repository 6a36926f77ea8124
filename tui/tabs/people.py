"""The tab of the people: who writes, how far it hangs on a few, who does what only few can, who stands behind it."""

from collections.abc import Sequence

from civitop.i18n.language import N_, ngettext, number
from civitop.signals.activity import ACTIVITY
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.stewardship import STEWARDSHIP
from civitop.signals.supplier_dependence import SUPPLIER_DEPENDENCE
from tui.drawing.text import Line, wrap
from tui.sections.people import DEEDS, left_out_lines, other_lines, people_lines
from tui.sections.standing import standing_lines
from tui.sections.work import week_lines
from tui.tabs.base import Part, ProjectPage, signal_part


def _people(page: ProjectPage, width: int) -> Sequence[Line]:
    report = page.report
    if report is None:
        return ()
    lines = people_lines(report.people, report.pages, page.now, width, page.glyphs)
    return [*lines, *_held(page, width), *left_out_lines(report.left_out, width)]


def _held(page: ProjectPage, width: int) -> list[Line]:
    """Return how far back the history goes in which people were first seen, where that is not the whole of it."""
    activity = page.signal(ACTIVITY)
    days = activity.detail.history_days if activity else None
    if days is None or width < DEEDS:
        return []
    words = ngettext(
        "since: the first commit in the {n} day of history that is held",
        "since: the first commit in the {n} days of history that are held",
        days,
    )
    return wrap(words.format(n=number(days)), width, "quiet")


def _others(page: ProjectPage, width: int) -> Sequence[Line]:
    report = page.report
    return other_lines(report.others, report.pages, page.now, width, page.glyphs) if report else ()


def _organisations(page: ProjectPage, width: int) -> Sequence[Line]:
    municipalities = page.signal(MUNICIPALITIES)
    if municipalities is None:
        return ()
    declared = page.signal(PUBLIC_CODE)
    supplier = page.signal(SUPPLIER_DEPENDENCE)
    return standing_lines(
        municipalities.detail, supplier, declared.detail if declared else None, width, page.glyphs
    )


def _weeks(page: ProjectPage, width: int) -> Sequence[Line]:
    if page.report is None:
        return ()
    return week_lines(page.report.weekly_commits, page.now.date(), width, page.glyphs)


PEOPLE = Part("people", N_("People, 365 days"), _people, "both")
ORGANISATIONS = Part("organisations", N_("Who stands behind it, 365 days"), _organisations)
WEEKS = Part("weeks", N_("Commits a week"), _weeks)
PARTS: tuple[Part, ...] = (
    PEOPLE,
    signal_part(BUS_FACTOR),
    Part("others", N_("Who wrote nothing in 365 days"), _others),
    signal_part(STEWARDSHIP),
    signal_part(ACTIVITY),
    WEEKS,
    ORGANISATIONS._replace(side="right"),
    signal_part(MUNICIPALITIES, "right"),
    signal_part(SUPPLIER_DEPENDENCE, "right"),
)
