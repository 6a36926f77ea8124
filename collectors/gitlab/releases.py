"""Releases: the first hundred come with the project, more until the time of the signal is covered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from civitop.errors import CollectError, Unreachable
from civitop.i18n.message import say
from civitop.model import RELEASE_WINDOW_DAYS, Extent
from collectors.failures import MOST_PAGES, unreadable
from collectors.gitlab import parse
from collectors.gitlab.batches import Asker
from collectors.gitlab.documents import RELEASES, ReleasePage
from collectors.gitlab.parse import Json
from collectors.gitlab.partial_repository import Draft, members_only


async def read_on(asker: Asker, drafts: Sequence[Draft], asof: datetime) -> None:
    """Take in further pages of releases, several to a request. Raises `CollectError`."""
    by_path = {draft.repository.name: draft for draft in drafts}
    host = asker.client.forge.host
    cursors = {path: _taken(draft, None, host, asof) for path, draft in by_path.items()}
    for _page in range(MOST_PAGES):
        pages = [ReleasePage(path, cursor) for path, cursor in cursors.items() if cursor]
        if not pages:
            return
        cursors = {}
        async for page, connection in asker.pages(pages):
            draft = by_path[page.project]
            if isinstance(connection, CollectError):
                draft.problem = connection
            else:
                cursors[page.project] = _taken(draft, connection, host, asof)


def _taken(draft: Draft, page: Json | None, host: str, asof: datetime) -> str | None:
    """Add a page to the releases of a project; return the cursor of the next one, if it is wanted.

    A page that cannot be read is this project's problem alone; one without news leads nowhere.
    """
    try:
        if page is None:
            return _wanted(draft.node.get("releases"), asof)
        held = draft.node["releases"]["nodes"]
        seen = {item.get("tagName") for item in held}
        came = page.get("nodes") or ()
        new = [item for item in came if item and item.get("tagName") not in seen]
        if came and not new:
            return None
        ended = len(came) < RELEASES
        connection = {"nodes": [*held, *new], "pageInfo": {} if ended else page["pageInfo"]}
        draft.node = {**draft.node, "releases": connection}
        return _wanted(connection, asof)
    except Exception as error:  # of every kind
        draft.problem = Unreachable(unreadable(draft.repository, host, error).error)
        return None


def extent(connection: Json | None, host: str, asof: datetime) -> Extent:
    """Return how far back releases are held."""
    if connection is None:
        return members_only("releases", host)
    if not _following(connection):
        return Extent()
    oldest = _oldest(connection)
    if not _wanted(connection, asof):
        return Extent(oldest)
    number = len(connection["nodes"])
    return Extent(oldest, say("Only the latest {count} releases are here.", count=number))


def _wanted(connection: Json | None, asof: datetime) -> str | None:
    """Return the cursor of the next page where the time of the signal is not covered yet."""
    oldest = _oldest(connection)
    if oldest and oldest < asof - timedelta(days=RELEASE_WINDOW_DAYS):
        return None
    return _following(connection)


def _following(connection: Json | None) -> str | None:
    """Return the cursor behind a full page, or behind several."""
    if len((connection or {}).get("nodes") or ()) < RELEASES:
        return None
    return ((connection or {}).get("pageInfo") or {}).get("endCursor")


def _oldest(connection: Json | None) -> datetime | None:
    dates = (parse.moment(item.get("releasedAt")) for item in parse.nodes(connection))
    return min((at for at in dates if at), default=None)
