"""How GitLab spells ids and states."""

CI = {"SUCCESS": "SUCCESS", "FAILURE": "FAILED", "PENDING": "RUNNING"}
"""GitHub's word for the state of a run → GitLab's."""


def gid(kind: str, number: int) -> str:
    """Return a global id: `gid://gitlab/Project/42`."""
    return f"gid://gitlab/{kind}/{number}"


def text_id(kind: str, text: str) -> str:
    """Return a global id of a thing that has no number."""
    return f"gid://gitlab/{kind}/{text}"


def project_by_gid(text: str) -> int:
    """Return a project's number from its global id; -1 for anything else."""
    number = text.removeprefix("gid://gitlab/Project/")
    return int(number) if number.isdigit() else -1
