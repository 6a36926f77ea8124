"""The further comments and reviews of what was not answered among the first (`collectors.conversations`)."""

from collections.abc import Iterator, Mapping

from civitop.model import ChangeRequest, Issue
from collectors.conversations import wants_comments, wants_reviews
from collectors.github.documents import Item
from collectors.github.graph import ItemAnswer
from collectors.github.parse import Node, nodes

_DOCUMENTS = {"comments": "more_comments", "reviews": "more_reviews"}


def further(id: str, item: Issue | ChangeRequest, details: Node) -> Iterator[Item]:
    """Yield what to ask of one issue or change request whose first comments and reviews are `details`."""
    if wants_comments(item):
        yield _page(id, "comments", details)
    if isinstance(item, ChangeRequest) and wants_reviews(item):
        yield _page(id, "reviews", details)


def joined(id: str, details: Node, found: Mapping[Item, ItemAnswer]) -> Node:
    """Return `details` with the further pages that were asked for and came."""
    for kind in _DOCUMENTS:
        answer = found.get(_page(id, kind, details)) if details.get(kind) else None
        if answer is not None and not answer.problem:
            held = details[kind]
            came = [*nodes(held), *nodes(answer.data.get(kind))]
            details = {**details, kind: {**held, "nodes": came}}
    return details


def _page(id: str, kind: str, details: Node) -> Item:
    cursor = ((details.get(kind) or {}).get("pageInfo") or {}).get("endCursor")
    return Item(_DOCUMENTS[kind], variables=(("id", id), ("after", cursor)))
