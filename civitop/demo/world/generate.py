"""From a `Project` and a seed to its commits, issues, change requests, releases, tags.

Each kind is drawn from its own random stream, so that one can be made without the others.
"""

import hashlib
import random
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Literal, NamedTuple

from civitop.demo.world.model import (
    DAY,
    YEAR,
    Account,
    ChangeRequest,
    Comment,
    Commit,
    Issue,
    Member,
    Project,
    Release,
    Review,
    Signature,
    Tag,
)
from civitop.demo.world.words import COMPLAINTS, HOSTILE_TITLES, LABELS, THINGS, VERBS

MERGE_SHARE = 0.12
COAUTHOR_SHARE = 0.04
MANY_RELEASES = 12
"""More releases than this bring drafts and prereleases with them."""
THREAD_WINDOW = 900 * DAY
"""Issues and change requests are spread over this long before `now`."""


def stream(seed: int, project: Project, kind: str) -> random.Random:
    """Return the random stream of one kind of thing in one project."""
    return random.Random(f"{seed}/{project.key}/{kind}")


def oid(seed: int, project: Project, index: int) -> str:
    """Return the object id of the `index`th commit, counted from the oldest."""
    return hashlib.sha1(f"{seed}/{project.number}/{index}".encode(), usedforsecurity=False).hexdigest()


def _moments(rng: random.Random, count: int, start: int, end: int) -> list[int]:
    """`count` moments in `[start, end)`, ascending, most of them on working days."""
    span = max(1, end - start)
    found = []
    for _ in range(count):
        at = start + int(rng.random() * span)
        if (at // DAY + 4) % 7 in (0, 6) and rng.random() < 0.8:  # 1970-01-01 was a Thursday
            at -= 2 * DAY
        found.append(min(max(at, start), end - 1))
    return sorted(found)


class Crew:
    """Draws authors by weight."""

    def __init__(self, team: tuple[Member, ...], *, recent: bool) -> None:
        self._signatures = [
            [
                Signature(m.account.name, email, m.account if m.linked and m.account.login else None)
                for email in (m.emails or (m.account.email,))
            ]
            for m in team
        ]
        self._weights = list(accumulate(m.recent if recent else m.earlier for m in team))

    def draw(self, rng: random.Random) -> Signature:
        """Return one author."""
        index = bisect_right(self._weights, rng.random() * self._weights[-1])
        options = self._signatures[min(index, len(self._signatures) - 1)]
        return options[0] if len(options) == 1 or rng.random() < 0.8 else rng.choice(options[1:])


def headline(rng: random.Random) -> str:
    """Return a first line of a commit message."""
    return f"{VERBS[int(rng.random() * len(VERBS))]} {THINGS[int(rng.random() * len(THINGS))]}"


def commits(seed: int, project: Project, now: int) -> list[Commit]:
    """Return the commits of the default branch, newest first."""
    if project.last_commit is None or not project.commits:
        return []
    rng = stream(seed, project, "commits")
    edge = max(project.created, now - YEAR)
    early = _moments(
        rng, project.commits - project.commits_year, project.created, min(edge, project.last_commit)
    )
    late = _moments(rng, project.commits_year, edge, project.last_commit + 1)
    moments = early + late
    moments[-1] = project.last_commit
    crews = Crew(project.team, recent=False), Crew(project.team, recent=True)
    made = []
    for index, at in enumerate(moments):
        crew = crews[at >= edge]
        author = crew.draw(rng)
        bot = author.account is not None and author.account.bot
        parents = 2 if index and not bot and rng.random() < MERGE_SHARE else min(1, index)
        coauthors: tuple[Signature, ...] = ()
        if not bot and rng.random() < COAUTHOR_SHARE and (other := crew.draw(rng)).name != author.name:
            coauthors = (other,)
        made.append(
            Commit(
                project,
                oid(seed, project, index),
                at,
                at - int(rng.random() * 7200),
                author,
                coauthors,
                parents,
                "Bump a dependency" if bot else headline(rng),
                int(rng.random() * 120),
                int(rng.random() * 60),
            )
        )
    made.reverse()
    return made


def title(rng: random.Random) -> str:
    """Return the title of an issue."""
    text = COMPLAINTS[int(rng.random() * len(COMPLAINTS))].format(THINGS[int(rng.random() * len(THINGS))])
    return text[0].upper() + text[1:]


def _open_ones(rng: random.Random, count: int, wanted: int) -> set[int]:
    """Indexes of the things that are still open: the later ones more often."""
    chosen: set[int] = set()
    wanted = min(wanted, count)
    while len(chosen) < wanted:
        chosen.add(int(count * rng.random() ** 0.6))
    return chosen


def _talk(
    rng: random.Random, project: Project, author: Account | None, created: int, now: int, base: int
) -> list[Comment]:
    """Return the comments under one thread; a few never get an answer."""
    if rng.random() < 0.2:
        return []
    said = []
    at = created
    for index in range(1 + int(rng.expovariate(0.9))):
        at += 60 + int(rng.expovariate(1 / (project.answer_hours * 3600)))
        if at >= now:
            break
        speaker = author if index and rng.random() < 0.4 else human(rng, project)
        said.append(
            Comment(base + index, speaker, at, system=project.forge == "gitlab" and rng.random() < 0.15)
        )
    return said


def human(rng: random.Random, project: Project) -> Account | None:
    """Return somebody of the team with an account who is no bot."""
    for _ in range(4):
        member = project.team[int(rng.random() * len(project.team))].account
        if member.login and not member.bot:
            return member
    return None


def merger(rng: random.Random, project: Project) -> Account | None:
    """Return who merges a change request: somebody of the team, or the one person who always does."""
    chosen = human(rng, project)
    return project.team[0].account if project.single_merger else chosen


def publisher(project: Project, number: int) -> Account | None:
    """Return who publishes a release: people of the team with an account take turns."""
    able = [member.account for member in project.team if member.account.login and not member.account.bot]
    return able[number % len(able)] if able else None


def _outsider(rng: random.Random, project: Project) -> Account | None:
    """Who opens things: somebody of the public, else of the team; sometimes a deleted account."""
    if rng.random() < 0.02:
        return None
    if project.public and rng.random() < 0.6:
        return project.public[int(rng.random() * len(project.public))]
    return human(rng, project)


def threads(seed: int, project: Project, now: int) -> tuple[list[Issue], list[ChangeRequest]]:
    """Return issues and change requests, oldest first; on GitHub they share their numbers."""
    rng = stream(seed, project, "threads")
    start = max(project.created, min(now, project.last_commit or now) - THREAD_WINDOW)
    end = now if not project.archived else (project.last_commit or now)
    even = project.issues - project.burst
    issue_times = _moments(rng, even, start, end) + _moments(rng, project.burst, end - 21 * DAY, end)
    request_times = _moments(rng, project.change_requests, start, end)
    open_issues = _open_ones(rng, len(issue_times), project.open_issues)
    open_requests = _open_ones(rng, len(request_times), project.open_change_requests)
    order = sorted(
        [(at, 0, i) for i, at in enumerate(sorted(issue_times))]
        + [(at, 1, i) for i, at in enumerate(request_times)]
    )
    from_bot = next((m.account for m in project.team if m.account.bot), None)
    issues: list[Issue] = []
    requests: list[ChangeRequest] = []
    for count, (created, kind, index) in enumerate(order, 1):
        if kind:
            number = count if project.forge == "github" else len(requests) + 1
            requests.append(_request(rng, project, from_bot, number, created, index in open_requests, now))
        else:
            number = count if project.forge == "github" else len(issues) + 1
            issues.append(_issue(rng, project, number, created, index in open_issues, now))
    return issues, requests


def _closing(rng: random.Random, created: int, now: int, mean_days: float) -> int:
    at = created + 600 + int(rng.expovariate(1 / (mean_days * DAY)))
    return at if at < now else created + int(rng.random() * (now - created))


def _issue(rng: random.Random, project: Project, number: int, created: int, is_open: bool, now: int) -> Issue:
    author = _outsider(rng, project)
    name = HOSTILE_TITLES[number % len(HOSTILE_TITLES)] if project.hostile else title(rng)
    talk = _talk(rng, project, author, created, now, number * 1000)
    closed = None if is_open else _closing(rng, created, now, 25)
    updated = max(created, closed or 0, talk[-1].at if talk else 0)
    return Issue(
        project,
        number,
        name,
        author,
        created,
        updated,
        closed,
        talk,
        (LABELS[int(rng.random() * len(LABELS))],),
    )


def _request(
    rng: random.Random,
    project: Project,
    from_bot: Account | None,
    number: int,
    created: int,
    is_open: bool,
    now: int,
) -> ChangeRequest:
    author = from_bot if from_bot and rng.random() < 0.25 else _outsider(rng, project)
    outside = author is not None and any(author is somebody for somebody in project.public)
    talk = _talk(rng, project, author, created, now, number * 1000 + 500)
    closed = None if is_open else _closing(rng, created, now, 6)
    until = closed or now
    reviews = []
    if rng.random() < 0.7:
        at = created + int(rng.random() * max(1, min(until - created, 4 * DAY)))
        state: Literal["APPROVED", "CHANGES_REQUESTED"]
        state = "APPROVED" if closed or rng.random() < 0.5 else "CHANGES_REQUESTED"
        reviews.append(Review(number * 1000 + 900, human(rng, project), at, state))
    merged = closed if closed and rng.random() < 0.85 else None
    source = ""
    if outside and author:
        source = author.memberships[0] if author.memberships else author.login
    name = HOSTILE_TITLES[number % len(HOSTILE_TITLES)] if project.hostile else headline(rng)
    updated = max(created, closed or 0, *[c.at for c in talk], *[r.at for r in reviews])
    return ChangeRequest(
        project, number, name, author, created, updated, closed, talk, (LABELS[number % len(LABELS)],),
        merged, is_open and rng.random() < 0.15, reviews, source, merger(rng, project) if merged else None,
    )  # fmt: skip


class Version(NamedTuple):
    """One version of a project, before it is a release or a tag."""

    number: int
    name: str
    at: int
    prerelease: bool
    annotated: bool


def _versions(seed: int, project: Project, now: int) -> Iterator[Version]:
    """Yield a project's versions, newest first."""
    rng = stream(seed, project, "releases")
    at = now - int(project.last_release_age * DAY)
    for index in range(project.releases if project.last_commit is not None else 0):
        if at <= project.created:
            return
        number = project.releases - index
        prerelease = project.releases > MANY_RELEASES and number % 9 == 4
        name = f"v{1 + number // 10}.{number % 10}.0" + ("-rc.1" if prerelease else "")
        yield Version(number, name, at, prerelease, rng.random() < 0.5)
        at -= int(project.release_gap * DAY * (0.7 + 0.6 * rng.random()))


def releases(seed: int, project: Project, now: int) -> list[Release]:
    """Return releases, newest first; a project with many of them has a draft and some prereleases."""
    if project.release_style == "tags":
        return []
    title = project.title or project.name
    found = [
        Release(
            project,
            v.number,
            v.name,
            f"{title} {v.name[1:]}",
            v.at - 3600,
            v.at,
            prerelease=v.prerelease,
            author=publisher(project, v.number),
        )
        for v in _versions(seed, project, now)
    ]
    if len(found) > MANY_RELEASES:
        draft = Release(
            project,
            project.releases + 1,
            "v99.0.0",
            "Next",
            now - DAY,
            None,
            draft=True,
            author=publisher(project, 0),
        )
        found.insert(0, draft)
    return found


def tags(seed: int, project: Project, now: int, made: list[Commit]) -> list[Tag]:
    """Return tags, newest first; each names a commit of about its day."""
    found = []
    for version in _versions(seed, project, now):
        share = (now - version.at) / max(1, now - project.created)
        commit = made[min(len(made) - 1, int(len(made) * share))]
        at = version.at if version.annotated else commit.at
        found.append(Tag(version.name, at, commit, version.annotated))
    return sorted(found, key=lambda tag: -tag.at)
