"""What an event does to a project: the same event on the same contents always does the same."""

import random
from collections.abc import Sequence

from msgspec import Struct, structs

from civitop.demo.world import generate
from civitop.demo.world.contents import Contents
from civitop.demo.world.life import EventKind
from civitop.demo.world.model import Account, ChangeRequest, Comment, Commit, Issue, Release, Signature, Tag


class Event(Struct, frozen=True):
    """Something that happened after the world was made."""

    kind: EventKind
    at: int
    draw: int
    """Decides everything that is random about it."""
    author: Account | None = None
    """Who does it, where that is not left to chance."""


def happen(contents: Contents, event: Event) -> None:
    """Apply one event; the same event on the same contents always does the same."""
    _HAPPENINGS[event.kind](contents, event)
    contents.revision += 1
    contents.touched = max(contents.touched, event.at)


def _rng(contents: Contents, event: Event) -> random.Random:
    return random.Random(f"{contents.project.key}/{event.kind}/{event.at}/{event.draw}")


def _number(contents: Contents, things: Sequence[Issue | ChangeRequest]) -> int:
    """Return the next number: shared by issues and change requests on GitHub, not on GitLab."""
    if contents.project.forge == "github":
        return len(contents.issues) + len(contents.change_requests) + 1
    return len(things) + 1


def _commit(contents: Contents, event: Event) -> None:
    rng = _rng(contents, event)
    author = generate.Crew(contents.project.team, recent=True).draw(rng)
    if event.author is not None:
        author = Signature(event.author.name, event.author.email, event.author)
    # tags look for their commits in the history as it was made, so they come before anything is added
    made, _ = contents.commits, contents.tags
    new = Commit(
        contents.project, generate.oid(contents.seed, contents.project, contents.count),
        event.at, event.at - 60, author, (), min(1, contents.count), generate.headline(rng), 12, 3,
    )  # fmt: skip
    made.insert(0, new)
    contents.count += 1
    contents.pushed = event.at


def _issue(contents: Contents, event: Event) -> None:
    rng = _rng(contents, event)
    number = _number(contents, contents.issues)
    author = (
        rng.choice(contents.project.public)
        if contents.project.public
        else generate.human(rng, contents.project)
    )
    _ = contents.open_issues
    contents.issues.append(
        Issue(contents.project, number, generate.title(rng), author, event.at, event.at, labels=("question",))
    )
    contents.open_issues += 1


def _close(contents: Contents, event: Event) -> None:
    place = _open_place(contents.issues, event)
    if place is None:
        return
    _ = contents.open_issues
    contents.issues[place] = structs.replace(contents.issues[place], closed=event.at, updated=event.at)
    contents.open_issues -= 1


def _open_place(things: Sequence[Issue | ChangeRequest], event: Event) -> int | None:
    """Return the place of one open thing; what is there is replaced, so that older truths stay true."""
    places = [place for place, thing in enumerate(things) if thing.closed is None]
    return places[event.draw % len(places)] if places else None


def _request(contents: Contents, event: Event) -> None:
    rng = _rng(contents, event)
    number = _number(contents, contents.change_requests)
    author = generate.human(rng, contents.project)
    _ = contents.open_change_requests
    contents.change_requests.append(
        ChangeRequest(contents.project, number, generate.headline(rng), author, event.at, event.at)
    )
    contents.open_change_requests += 1


def _merge(contents: Contents, event: Event) -> None:
    place = _open_place(contents.change_requests, event)
    if place is None:
        return
    _ = contents.open_change_requests
    contents.change_requests[place] = structs.replace(
        contents.change_requests[place],
        closed=event.at,
        merged=event.at,
        updated=event.at,
        merged_by=generate.merger(_rng(contents, event), contents.project),
    )
    contents.open_change_requests -= 1
    _commit(contents, event)


def _comment(contents: Contents, event: Event) -> None:
    place = _open_place(contents.issues, event)
    if place is None:
        return
    issue = contents.issues[place]
    author = generate.human(_rng(contents, event), contents.project)
    said = Comment(issue.number * 1000 + len(issue.comments), author, event.at)
    contents.issues[place] = structs.replace(issue, comments=[*issue.comments, said], updated=event.at)


def _release(contents: Contents, event: Event) -> None:
    if not contents.commits:
        return
    number = len(contents.tags) + 1
    name = f"v{1 + number // 10}.{number % 10}.0"
    while any(tag.name == name for tag in contents.tags):
        number += 1
        name = f"v{1 + number // 10}.{number % 10}.0"
    contents.tags.insert(0, Tag(name, event.at, contents.commits[0], annotated=True))
    contents.pushed = event.at
    if contents.project.release_style == "tags":
        return  # one that publishes nothing goes on so: with its first release its tags would count no more
    title = contents.project.title or contents.project.name
    contents.releases.insert(
        0,
        Release(
            contents.project,
            number + 10_000,
            name,
            f"{title} {name[1:]}",
            event.at,
            event.at,
            author=generate.publisher(contents.project, number),
        ),
    )


_HAPPENINGS = {
    "commit": _commit,
    "issue": _issue,
    "close": _close,
    "request": _request,
    "merge": _merge,
    "comment": _comment,
    "release": _release,
}
