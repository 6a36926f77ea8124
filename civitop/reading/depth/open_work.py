"""Issues and change requests that wait for somebody, one by one, each with what to do and its address.

A forge does not say here which review approves and who was asked for one: a change request that another person has
reviewed waits for its merge, one that nobody has reviewed waits for a review.
"""

from collections.abc import Iterator
from datetime import datetime

from civitop.i18n.message import Phrase, Value, say
from civitop.model import ChangeRequest, Identity, Issue, Repository
from civitop.signals.base import Project
from civitop.signals.parts.business_days import due
from civitop.signals.parts.responses import PROMPT_BUSINESS_DAYS, by_bot, first_answer
from civitop.tasks import Task, TaskKind


def open_work(project: Project, asof: datetime, country: str | None) -> Iterator[Task]:
    """Yield what has waited for more than two business days of the country."""
    facts = project.facts
    for issue in facts.issues:
        if _waits(project, issue, asof, country) and _unanswered(project, issue, asof):
            why = say("Issue {number} has no answer: {title}", **_named(issue))
            yield _task(facts.repository, issue, "unanswered", why, say("Answer it, if only to say when."))
    for request in facts.change_requests:
        if _waits(project, request, asof, country) and not request.draft:
            yield from _request(project, request, asof, country)


def _request(project: Project, request: ChangeRequest, asof: datetime, country: str | None) -> Iterator[Task]:
    repository = project.facts.repository
    reviewed = _reviewed_at(project, request, asof)
    if reviewed is not None:
        if due(reviewed, PROMPT_BUSINESS_DAYS, country) < asof:
            why = say("Change request {number} is reviewed and not merged: {title}", **_named(request))
            yield _task(repository, request, "merge", why, say("Merge it, or say what is missing."))
    elif _unanswered(project, request, asof):
        why = say("Change request {number} has no answer: {title}", **_named(request))
        yield _task(repository, request, "unanswered", why, say("Ask somebody by name to review it."))
    elif request.reviews is not None and not (request.review_total or 0) > len(request.reviews):
        why = say("Nobody has reviewed change request {number}: {title}", **_named(request))
        yield _task(repository, request, "review", why, say("Ask somebody by name to review it."))


def _waits(project: Project, item: Issue | ChangeRequest, asof: datetime, country: str | None) -> bool:
    """Whether a person's issue or change request is open, and old enough."""
    is_open = item.opened_at < asof and (item.closed_at is None or item.closed_at >= asof)
    return (
        is_open
        and not by_bot(item, project.people)
        and due(item.opened_at, PROMPT_BUSINESS_DAYS, country) < asof
    )


def _unanswered(project: Project, item: Issue | ChangeRequest, asof: datetime) -> bool:
    answer = first_answer(item, project.people, asof)
    return answer.at is None and answer.certain


def _reviewed_at(project: Project, request: ChangeRequest, asof: datetime) -> datetime | None:
    """Return when somebody other than the author last reviewed it, as far as it is held."""
    times = [r.at for r in request.reviews or () if r.at < asof and _other(project, r.author, request.author)]
    return max(times, default=None)


def _other(project: Project, who: Identity | None, author: Identity | None) -> bool:
    person = project.people.of.get(who) if who else None
    wrote = project.people.of.get(author) if author else None
    return author is not None if who is None else person is not None and person != wrote


def _named(item: Issue | ChangeRequest) -> dict[str, Value]:
    return {"number": str(item.number), "title": item.title}


def _task(
    repository: Repository, item: Issue | ChangeRequest, kind: TaskKind, why: Phrase, do: Phrase
) -> Task:
    return Task(
        repository=repository.id,
        kind=kind,
        why=why,
        do=do,
        url=page_of(repository, item),
        since=item.opened_at,
    )


def page_of(repository: Repository, item: Issue | ChangeRequest) -> str:
    """Return where a person reads an issue or a change request; empty where the forge did not say."""
    page = repository.issue_page if isinstance(item, Issue) else repository.change_request_page
    if not repository.url or not page:
        return ""
    return f"{repository.url}/{page.replace('#', str(item.number))}"
