"""One repository in depth, for the person who stands in it: people, what waits, files, weeks."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from civitop.health import Health
from civitop.i18n.language import N_
from civitop.model import ChangeRequest, Issue
from civitop.reading.depth.history import history_of
from civitop.reading.depth.left_out import left_out_rows
from civitop.reading.depth.open_work import open_work, page_of
from civitop.reading.depth.people_rows import other_rows, people_rows
from civitop.reading.depth.waits import answers, issue_ages, merges, queue, reviewed
from civitop.reading.feed import ProjectReport, WaitingItem
from civitop.reading.pages import pages_of
from civitop.reading.todo import tasks
from civitop.signals.base import Project
from civitop.signals.credit.authorship import Authorship
from civitop.signals.parts.responses import by_bot, first_answer
from civitop.signals.standard.files import COMMUNITY, find
from civitop.signals.truck_factor import TRUCK_FACTOR
from civitop.signals.truck_factor.knowledge import knowledge

WAITING_LIMIT = 100
"""Rows in the list of what waits; the figures in the signals count all of them."""


def report_of(project: Project, health: Health, asof: datetime, country: str | None = None) -> ProjectReport:
    """Return the repository in depth at `asof`; pure. By the `country` business days are counted."""
    facts, factor = project.facts, TRUCK_FACTOR.of(health.signals)
    return ProjectReport(
        health=health,
        people=people_rows(project, asof),
        left_out=left_out_rows(project, asof),
        todo=tasks(health, open_work(project, asof, country)),
        waiting=waiting(project, asof),
        releases=tuple(r for r in facts.releases if r.published_at < asof),
        tags=tuple(t for t in facts.tags if t.at < asof),
        community=tuple((title, find(facts.files, stems)) for _, title, stems in COMMUNITY),
        weekly_commits=weekly_commits(project, asof),
        others=other_rows(project, asof),
        issue_ages=issue_ages(project, asof),
        answers=answers(project, asof),
        merges=merges(project, asof),
        reviewed=reviewed(project, asof),
        queue=queue(project, asof),
        pages=pages_of(facts.repository),
        knowledge=project.once(knowledge, asof) if factor and factor.value is not None else None,
        history=history_of(project),
    )


def waiting(project: Project, asof: datetime) -> tuple[WaitingItem, ...]:
    """Return open issues and change requests that nobody else has answered, oldest first."""
    facts = project.facts
    rows = [
        *_unanswered(project, facts.issues, N_("issue"), N_("unanswered"), asof),
        *_unanswered(project, facts.change_requests, N_("change request"), N_("needs review"), asof),
    ]
    return tuple(sorted(rows, key=lambda row: (row.opened_at, row.number))[:WAITING_LIMIT])


def _unanswered(
    project: Project, items: Iterable[Issue | ChangeRequest], kind: str, why: str, asof: datetime
) -> Iterable[WaitingItem]:
    for item in items:
        is_open = item.opened_at < asof and (item.closed_at is None or item.closed_at >= asof)
        answer = first_answer(item, project.people, asof)
        if is_open and answer.at is None and answer.certain and not by_bot(item, project.people):
            yield WaitingItem(
                item.number, item.title, page_of(project.facts.repository, item), item.opened_at, kind, why
            )


def weekly_commits(project: Project, asof: datetime) -> tuple[int, ...]:
    """Return the commits in each of the 52 weeks before `asof`, oldest first; bots and merges left out."""
    written = project.once(Authorship, asof)
    weeks = [asof - timedelta(weeks=52 - week) for week in range(52)]
    return tuple(written.count(start, start + timedelta(weeks=1)) for start in weeks)
