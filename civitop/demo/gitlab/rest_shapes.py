"""The JSON objects of GitLab's REST API, as its documentation shows them."""

import base64
from collections import Counter
from typing import Any

from civitop.demo.gitlab.lists import GHOST, Group, approvers, said, state_of
from civitop.demo.gitlab.words import CI
from civitop.demo.server.git_view import BRANCH, TreeEntry
from civitop.demo.server.render import message, moment
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Account, ChangeRequest, Comment, Commit, Issue, Release, Tag, Thread


class Shapes:
    """Makes the objects for one address."""

    def __init__(self, base: str) -> None:
        self.base = base

    def account(self, account: Account | None) -> dict[str, Any]:
        """Return a basic user; GitLab shows its ghost for a deleted one."""
        account = account or GHOST
        return {
            "id": account.number, "username": account.login, "name": account.name, "state": "active",
            "locked": False,
            "avatar_url": None, "web_url": f"{self.base}/{account.login}",
        }  # fmt: skip

    def user(self, account: Account) -> dict[str, Any]:
        """Return a user."""
        return {
            **self.account(account), "bot": account.bot, "organization": account.company or "",
            "public_email": None,
            "job_title": "", "location": None, "created_at": moment(1_500_000_000 + account.number),
        }  # fmt: skip

    def group(self, group: Group) -> dict[str, Any]:
        """Return a group."""
        name = group.path.rpartition("/")[2]
        return {
            "id": group.number, "name": name, "path": name, "full_path": group.path,
            "full_name": group.path.replace("/", " / "),
            "description": "", "visibility": "public", "web_url": f"{self.base}/groups/{group.path}",
            "parent_id": None,
        }  # fmt: skip

    def project(self, contents: Contents) -> dict[str, Any]:
        """Return a project."""
        project = contents.project
        owner = project.owner.rpartition("/")[2]
        made = {
            "id": project.number, "description": project.description or None,
            "name": project.title or project.name,
            "name_with_namespace": project.path.replace("/", " / "), "path": project.name,
            "path_with_namespace": project.path, "created_at": moment(project.created),
            "default_branch": BRANCH if contents.count else None, "topics": list(project.topics),
            "tag_list": list(project.topics), "http_url_to_repo": f"{self.base}/{project.path}.git",
            "ssh_url_to_repo": f"git@127.0.0.1:{project.path}.git", "web_url": f"{self.base}/{project.path}",
            "forks_count": project.forks, "star_count": project.stars, "avatar_url": None,
            "last_activity_at": moment(contents.updated), "updated_at": moment(contents.updated),
            "visibility": "public", "archived": project.archived, "empty_repo": not contents.count,
            "issues_enabled": project.issues_enabled, "merge_requests_enabled": True,
            "open_issues_count": contents.open_issues,
            "namespace": {"id": 900, "name": owner, "path": owner, "kind": "group",
            "full_path": project.owner},
        }  # fmt: skip
        if project.fork:
            made["forked_from_project"] = {"id": 1, "path_with_namespace": f"upstream/{project.name}"}
        if project.licence:
            key = project.licence.lower()
            made["license"] = {
                "key": key,
                "name": project.licence,
                "nickname": None,
                "html_url": "",
                "source_url": "",
            }
        return made

    def commit(self, commit: Commit) -> dict[str, Any]:
        """Return a commit; GitLab tells no accounts here."""
        return {
            "id": commit.oid, "short_id": commit.oid[:8], "title": commit.headline,
            "message": message(commit),
            "created_at": moment(commit.at), "committed_date": moment(commit.at),
            "authored_date": moment(commit.authored),
            "author_name": commit.author.name, "author_email": commit.author.email,
            "committer_name": commit.author.name, "committer_email": commit.author.email,
            "parent_ids": [f"{place}{commit.oid[1:]}" for place in range(commit.parents)],
            "web_url": f"{self.base}/{commit.project.path}/-/commit/{commit.oid}", "trailers": {},
            "extended_trailers": {},
        }  # fmt: skip

    def tag(self, tag: Tag) -> dict[str, Any]:
        """Return a tag; `created_at` is null for a light one."""
        return {
            "name": tag.name, "message": tag.name if tag.annotated else "", "target": tag.commit.oid,
            "commit": self.commit(tag.commit), "release": None, "protected": False,
            "created_at": moment(tag.at) if tag.annotated else None,
        }  # fmt: skip

    def release(self, release: Release) -> dict[str, Any]:
        """Return a release."""
        return {
            "tag_name": release.tag, "name": release.name, "description": "",
            "created_at": moment(release.created),
            "released_at": moment(release.published), "upcoming_release": False,
            "author": self.account(release.author),
        }  # fmt: skip

    def _thread(self, thread: Thread, word: str) -> dict[str, Any]:
        return {
            "id": thread.project.number * 100_000 + thread.number, "iid": thread.number,
            "project_id": thread.project.number, "title": thread.title, "description": "",
            "state": state_of(thread), "created_at": moment(thread.created),
            "updated_at": moment(thread.updated),
            "closed_at": moment(thread.closed), "labels": list(thread.labels),
            "author": self.account(thread.author),
            "user_notes_count": sum(not c.system for c in said(thread)),
            "web_url": f"{self.base}/{thread.project.path}/-/{word}/{thread.number}",
        }  # fmt: skip

    def issue(self, issue: Issue) -> dict[str, Any]:
        """Return an issue."""
        return {
            **self._thread(issue, "issues"),
            "type": "ISSUE",
            "confidential": False,
            "issue_type": "issue",
        }

    def merge_request(self, request: ChangeRequest) -> dict[str, Any]:
        """Return a merge request."""
        merged_by = self.account(request.merged_by) if request.merged else None
        source = request.project.number + (500_000 if request.source_owner else 0)
        made = self._thread(request, "merge_requests")
        if request.merged:
            made["closed_at"] = None
        return {
            **made, "draft": request.draft, "work_in_progress": request.draft,
            "merged_at": moment(request.merged),
            "merge_user": merged_by, "merged_by": merged_by, "source_project_id": source,
            "target_project_id": request.project.number, "source_branch": "change", "target_branch": BRANCH,
        }  # fmt: skip

    def approvals(self, request: ChangeRequest) -> dict[str, Any]:
        """Return who approved a merge request."""
        return {
            "approved": bool(approvers(request)),
            "approved_by": [{"user": self.account(a)} for a in approvers(request)],
        }

    def note(self, note: Comment) -> dict[str, Any]:
        """Return a note."""
        return {
            "id": note.number, "body": "changed the description" if note.system else "…",
            "system": note.system,
            "author": self.account(note.author), "created_at": moment(note.at), "updated_at": moment(note.at),
        }  # fmt: skip

    def entry(self, entry: TreeEntry) -> dict[str, Any]:
        """Return one line of a folder."""
        mode = "040000" if entry.type == "tree" else "100644"
        return {
            "id": "0" * 40,
            "name": entry.path.rpartition("/")[2],
            "type": entry.type,
            "path": entry.path,
            "mode": mode,
        }

    def file(self, contents: Contents, path: str) -> dict[str, Any]:
        """Return a file with its text in base 64."""
        text = contents.files[path].encode()
        return {
            "file_name": path.rpartition("/")[2], "file_path": path, "size": len(text), "encoding": "base64",
            "content": base64.b64encode(text).decode(), "ref": BRANCH, "last_commit_id": contents.head,
        }  # fmt: skip

    def contributors(self, contents: Contents) -> list[dict[str, Any]]:
        """Return who wrote how many commits, by name and address."""
        counted = Counter((c.author.name, c.author.email) for c in contents.commits)
        return [
            {"name": n, "email": e, "commits": count, "additions": 0, "deletions": 0}
            for (n, e), count in counted.items()
        ]

    def pipeline(self, contents: Contents) -> dict[str, Any]:
        """Return the newest pipeline."""
        return {
            "id": contents.project.number, "status": CI[contents.project.ci or "PENDING"].lower(),
            "ref": BRANCH,
            "sha": contents.head, "created_at": moment(contents.pushed),
            "updated_at": moment(contents.pushed),
        }  # fmt: skip
