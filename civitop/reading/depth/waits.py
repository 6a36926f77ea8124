"""How long things take and wait in one repository: first answers, merges, what is open; reviews; the queue."""

from collections.abc import Iterable
from datetime import datetime

from civitop.model import ChangeRequest, Issue
from civitop.reading.feed import Reviewed, Waits
from civitop.signals.base import Project
from civitop.signals.change_requests import another_reviewed
from civitop.signals.parts.backlog import issue_backlog, request_backlog, uses_issues
from civitop.signals.parts.responses import by_bot, first_answer
from civitop.signals.parts.windows import QUARTER, YEAR, covers, days, month_ends

QUEUE_MONTHS = 12


def issue_ages(project: Project, asof: datetime) -> tuple[float, ...] | None:
    """Return how many days each open issue is old, ascending; `None` where not all of them are held."""
    backlog = project.once(issue_backlog, asof)
    if not uses_issues(project) or not backlog.all_held(asof):
        return None
    return tuple(sorted(days(asof - issue.opened_at) for issue in backlog.open_items(asof)))


def answers(project: Project, asof: datetime) -> Waits | None:
    """Return the days to the first answer to each issue that a person opened in the 90 days before `asof`.

    Of older ones that are closed GitHub is not asked for the comments: they would leave those that still wait.
    What was closed without an answer waits no more and has none: it is left out, as are those of bots.
    """
    if not uses_issues(project) or not covers(project.facts.extent("issues"), asof - QUARTER):
        return None
    took, waiting, unclear = [], [], 0
    for issue in _opened(project, project.facts.issues, asof):
        answer = first_answer(issue, project.people, asof)
        if not answer.certain:
            unclear += 1
        elif answer.at is not None:
            took.append(days(answer.at - issue.opened_at))
        elif issue.closed_at is None or issue.closed_at >= asof:
            waiting.append(days(asof - issue.opened_at))
    return Waits(took=tuple(sorted(took)), waiting=tuple(sorted(waiting)), unclear=unclear)


def _opened(project: Project, items: Iterable[Issue], asof: datetime) -> Iterable[Issue]:
    return (i for i in items if asof - QUARTER <= i.opened_at < asof and not by_bot(i, project.people))


def merges(project: Project, asof: datetime) -> Waits | None:
    """Return the days from opening to merge of what people offered, and how long that waits which is open."""
    if not covers(project.facts.extent("change_requests"), asof - YEAR):
        return None
    took = [days(r.merged_at - r.opened_at) for r in _merged(project, asof - YEAR, asof) if r.merged_at]
    backlog = project.once(request_backlog, asof)
    everything = backlog.open_items(asof) if backlog.all_held(asof) else ()
    waiting = [days(asof - r.opened_at) for r in everything if not by_bot(r, project.people)]
    return Waits(took=tuple(sorted(took)), waiting=tuple(sorted(waiting)))


def _merged(project: Project, start: datetime, asof: datetime) -> list[ChangeRequest]:
    """Return the change requests of people that were merged in `[start, asof)`."""
    requests = project.facts.change_requests
    merged = [r for r in requests if r.merged_at is not None and start <= r.merged_at < asof]
    return [request for request in merged if not by_bot(request, project.people)]


def reviewed(project: Project, asof: datetime) -> Reviewed | None:
    """Return how many of those merged in the 90 days before `asof` another person reviewed."""
    if not covers(project.facts.extent("change_requests"), asof - QUARTER):
        return None
    found = [another_reviewed(project, request) for request in _merged(project, asof - QUARTER, asof)]
    return Reviewed(by_another=found.count(True), by_nobody=found.count(False), unclear=found.count(None))


def queue(project: Project, asof: datetime) -> tuple[int | None, ...]:
    """Return how many change requests were open at the ends of the last 12 months, and at `asof`."""
    backlog = project.once(request_backlog, asof)
    if not backlog.extent.held:
        return ()
    return (*(backlog.open_at(end.at) for end in month_ends(asof, QUEUE_MONTHS)), backlog.open_at(asof))
