"""The JSON objects of GitHub's REST API, as its OpenAPI description lays them down."""

from collections.abc import Sequence
from typing import Any

from civitop.demo.github.rest_owners import OwnerShapes
from civitop.demo.github.search import search_issues
from civitop.demo.github.things import association
from civitop.demo.server.git_view import BRANCH
from civitop.demo.server.render import message, moment, node_id
from civitop.demo.world.contents import Contents, fork_of
from civitop.demo.world.model import (
    ChangeRequest,
    Comment,
    Commit,
    Project,
    Release,
    Review,
    Signature,
    Tag,
    Thread,
)
from civitop.demo.world.world import World


class Shapes(OwnerShapes):
    """Makes all objects for one address of the API."""

    # ------------------------------------------------------------ issues and pull requests

    def _labels(self, thread: Thread) -> list[dict[str, Any]]:
        return [
            {"id": 1, "node_id": node_id("LA", name),
            "url": f"{self.api}/repos/{thread.project.path}/labels/{name}",
             "name": name, "color": "ededed", "default": False, "description": ""}
            for name in thread.labels
        ]  # fmt: skip

    def _thread(self, thread: Thread, kind: str) -> dict[str, Any]:
        url = f"{self.api}/repos/{thread.project.path}/{kind}/{thread.number}"
        word = "PR" if isinstance(thread, ChangeRequest) else "I"
        return {
            "id": thread.project.number * 100_000 + thread.number,
            "node_id": node_id(word, thread.project.number, thread.number),
            "url": url, "number": thread.number, "title": thread.title, "user": self.account(thread.author),
            "state": "closed" if thread.closed else "open", "locked": False, "labels": self._labels(thread),
            "assignee": None, "assignees": [], "milestone": None, "created_at": moment(thread.created),
            "updated_at": moment(thread.updated), "closed_at": moment(thread.closed), "body": "",
            "author_association": association(thread), "active_lock_reason": None,
        }  # fmt: skip

    def issue(self, thread: Thread) -> dict[str, Any]:
        """Return an `issue`; a pull request carries `pull_request`, as GitHub's list of issues mixes them."""
        repository = f"{self.api}/repos/{thread.project.path}"
        made = self._thread(thread, "issues")
        url = made["url"]
        word = "pull" if isinstance(thread, ChangeRequest) else "issues"
        made |= {
            "repository_url": repository, "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": f"{self.web}/{thread.project.path}/{word}/{thread.number}",
            "comments": len(thread.comments), "timeline_url": f"{url}/timeline",
            "performed_via_github_app": None,
            "state_reason": "completed" if thread.closed and word == "issues" else None,
            "reactions": _reactions(url),
        }  # fmt: skip
        if isinstance(thread, ChangeRequest):
            pull = f"{repository}/pulls/{thread.number}"
            made["draft"] = thread.draft
            made["pull_request"] = {
                "url": pull, "html_url": made["html_url"], "diff_url": made["html_url"] + ".diff",
                "patch_url": made["html_url"] + ".patch", "merged_at": moment(thread.merged),
            }  # fmt: skip
        return made

    def pull(self, request: ChangeRequest, contents: Contents) -> dict[str, Any]:
        """Return a `pull-request-simple`."""
        path = request.project.path
        made = self._thread(request, "pulls")
        url, html = made["url"], f"{self.web}/{path}/pull/{request.number}"
        issue = f"{self.api}/repos/{path}/issues/{request.number}"
        links = {
            "self": url, "html": html, "issue": issue, "comments": f"{issue}/comments",
            "review_comments": f"{url}/comments", "review_comment": f"{url}/comments{{/number}}",
            "commits": f"{url}/commits", "statuses": f"{self.api}/repos/{path}/statuses/{'0' * 40}",
        }  # fmt: skip
        repository = self.small_repository(contents)
        base_user = self.owner(request.project)
        head_login = request.source_owner or request.project.owner
        head_user = (
            self._actor(head_login, 6000, node_id("U", head_login), "User")
            if request.source_owner
            else base_user
        )
        head_repository = repository
        if request.source_owner:
            head_repository = self.small_repository(fork_of(contents, request.source_owner))
        return {
            **made, "html_url": html, "diff_url": f"{html}.diff", "patch_url": f"{html}.patch",
            "issue_url": issue,
            "commits_url": links["commits"], "review_comments_url": links["review_comments"],
            "review_comment_url": links["review_comment"], "comments_url": links["comments"],
            "statuses_url": links["statuses"], "merged_at": moment(request.merged),
            "merge_commit_sha": "0" * 40 if request.merged else None, "draft": request.draft,
            "auto_merge": None,
            "requested_reviewers": [], "requested_teams": [],
            "head": {"label": f"{head_login}:change", "ref": "change", "sha": "0" * 40, "user": head_user,
            "repo": head_repository},
            "base": {"label": f"{request.project.owner}:{BRANCH}", "ref": BRANCH,
            "sha": contents.head or "0" * 40,
                     "user": base_user, "repo": repository},
            "_links": {name: {"href": to} for name, to in links.items()},
        }  # fmt: skip

    def full_pull(self, request: ChangeRequest, contents: Contents) -> dict[str, Any]:
        """Return a `pull-request`."""
        return {
            **self.pull(request, contents),
            "merged": request.merged is not None, "mergeable": None, "rebaseable": None,
            "mergeable_state": "unknown",
            "merged_by": self.account(request.merged_by), "comments": len(request.comments),
            "review_comments": 0,
            "maintainer_can_modify": False, "commits": 1, "additions": request.number % 200,
            "deletions": request.number % 90, "changed_files": request.number % 7 + 1,
        }  # fmt: skip

    def comment(self, thread: Thread, comment: Comment) -> dict[str, Any]:
        """Return an `issue-comment`."""
        url = f"{self.api}/repos/{thread.project.path}/issues"
        html = f"{self.web}/{thread.project.path}/issues/{thread.number}"
        return {
            "id": comment.number, "node_id": node_id("IC", comment.number),
            "url": f"{url}/comments/{comment.number}",
            "html_url": f"{html}#issuecomment-{comment.number}",
            "issue_url": f"{url}/{thread.number}", "user": self.account(comment.author), "body": "…",
            "created_at": moment(comment.at), "updated_at": moment(comment.at),
            "author_association": "MEMBER",
            "performed_via_github_app": None, "reactions": _reactions(f"{url}/comments/{comment.number}"),
        }  # fmt: skip

    def review(self, request: ChangeRequest, review: Review) -> dict[str, Any]:
        """Return a `pull-request-review`."""
        html = f"{self.web}/{request.project.path}/pull/{request.number}#pullrequestreview-{review.number}"
        pull = f"{self.api}/repos/{request.project.path}/pulls/{request.number}"
        return {
            "id": review.number, "node_id": node_id("PRR", review.number),
            "user": self.account(review.author),
            "body": "", "state": review.state, "html_url": html, "pull_request_url": pull, "commit_id": None,
            "_links": {"html": {"href": html}, "pull_request": {"href": pull}},
            "submitted_at": moment(review.at), "author_association": "MEMBER",
        }  # fmt: skip

    # ------------------------------------------------------------ history and releases

    def commit(self, commit: Commit, parents: Sequence[Commit]) -> dict[str, Any]:
        """Return a `commit`."""
        url = f"{self.api}/repos/{commit.project.path}"
        account = self.account(commit.author.account)
        return {
            "sha": commit.oid, "node_id": node_id("C", commit.project.number, commit.oid),
            "url": f"{url}/commits/{commit.oid}", "comments_url": f"{url}/commits/{commit.oid}/comments",
            "html_url": f"{self.web}/{commit.project.path}/commit/{commit.oid}",
            "commit": {
                "author": _signed(commit.author, commit.authored), "committer": _signed(commit.author,
                commit.at),
                "message": message(commit), "tree": {"sha": commit.oid[::-1],
                "url": f"{url}/git/trees/{commit.oid[::-1]}"},
                "url": f"{url}/git/commits/{commit.oid}", "comment_count": 0,
                "verification": {"verified": False, "reason": "unsigned", "signature": None, "payload": None,
                "verified_at": None},
            },
            "author": account, "committer": account,
            "parents": [{"sha": p.oid, "url": f"{url}/commits/{p.oid}",
            "html_url": f"{self.web}/{commit.project.path}/commit/{p.oid}"} for p in parents],
        }  # fmt: skip

    def release(self, release: Release, contents: Contents) -> dict[str, Any]:
        """Return a `release`."""
        path = release.project.path
        number = release.project.number * 100_000 + release.number
        url = f"{self.api}/repos/{path}/releases/{number}"
        return {
            "url": url, "assets_url": f"{url}/assets", "upload_url": f"{url}/assets{{?name,label}}",
            "html_url": f"{self.web}/{path}/releases/tag/{release.tag}", "id": number,
            "author": self.account(release.author),
            "node_id": node_id("RE", release.project.number, release.number), "tag_name": release.tag,
            "target_commitish": BRANCH, "name": release.name, "draft": release.draft,
            "prerelease": release.prerelease,
            "created_at": moment(release.created), "published_at": moment(release.published), "assets": [],
            "tarball_url": f"{url}.tar.gz", "zipball_url": f"{url}.zip", "body": None,
        }  # fmt: skip

    def tag(self, tag: Tag, project: Project) -> dict[str, Any]:
        """Return a `tag`."""
        url = f"{self.api}/repos/{project.path}"
        return {
            "name": tag.name, "commit": {"sha": tag.commit.oid, "url": f"{url}/commits/{tag.commit.oid}"},
            "zipball_url": f"{url}/zipball/{tag.name}", "tarball_url": f"{url}/tarball/{tag.name}",
            "node_id": node_id("REF", project.number, tag.name),
        }  # fmt: skip

    def found(self, world: World, kind: str, query: dict[str, str]) -> dict[str, Any]:
        """Return the answer of a search for repositories or issues, its first page."""
        repositories = kind == "repositories"
        things = search_issues(world, "REPOSITORY" if repositories else "ISSUE", query.get("q", ""))
        items = [(self.small_repository if repositories else self.issue)(t) for t in things[:100]]
        found = {
            "total_count": len(things),
            "incomplete_results": False,
            "items": [{**item, "score": 1.0} for item in items],
        }
        return found if repositories else {**found, "search_type": "lexical"}


def _reactions(url: str) -> dict[str, Any]:
    """Return a `reaction-rollup`: nobody reacts in the demo."""
    counts = dict.fromkeys(("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"), 0)
    return {"url": f"{url}/reactions", "total_count": 0, **counts}


def _signed(signature: Signature, at: int) -> dict[str, Any]:
    return {"name": signature.name, "email": signature.email, "date": moment(at)}
