"""Which conversations have to be read on (`collectors.conversations`), as GitLab tells them."""

from datetime import datetime

from civitop.model import ChangeRequest, Issue
from collectors.conversations import first_answered, wants_comments
from collectors.gitlab.parse import Json, undated


def read_on(node: Json, item: Issue | ChangeRequest, since: datetime, host: str) -> bool:
    """Return whether the notes that came do not tell when somebody first answered.

    Only for what is open, or was opened `since` then: nobody asks after the others any more.
    """
    if item.closed_at is not None and item.opened_at < since:
        return False
    if item.responses is None or wants_comments(item):
        return True
    if isinstance(item, Issue) or not undated(node, host):
        return False
    bound = item.merged_at or item.updated_at
    answered = first_answered(item)
    return answered is None or answered >= bound
