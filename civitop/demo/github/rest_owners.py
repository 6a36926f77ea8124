"""The JSON objects of GitHub's REST API for accounts, organisations and repositories."""

from typing import Any

from civitop.demo.server.git_view import BRANCH
from civitop.demo.server.render import moment, node_id
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Account, Project
from civitop.demo.world.owners import Owner
from civitop.demo.world.world import World

USER_LINKS = {
    "followers_url": "followers", "following_url": "following{/other_user}", "gists_url": "gists{/gist_id}",
    "starred_url": "starred{/owner}{/repo}", "subscriptions_url": "subscriptions",
    "organizations_url": "orgs",
    "repos_url": "repos", "events_url": "events{/privacy}", "received_events_url": "received_events",
}  # fmt: skip
REPOSITORY_LINKS = {
    "archive_url": "{archive_format}{/ref}", "assignees_url": "assignees{/user}",
    "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}", "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}", "commits_url": "commits{/sha}",
    "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}", "contributors_url": "contributors", "deployments_url": "deployments",
    "downloads_url": "downloads", "events_url": "events", "forks_url": "forks",
    "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}", "git_tags_url": "git/tags{/sha}", "hooks_url": "hooks",
    "issue_comment_url": "issues/comments{/number}", "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}", "keys_url": "keys{/key_id}", "labels_url": "labels{/name}",
    "languages_url": "languages", "merges_url": "merges", "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}", "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}", "stargazers_url": "stargazers", "statuses_url": "statuses/{sha}",
    "subscribers_url": "subscribers", "subscription_url": "subscription", "tags_url": "tags",
    "teams_url": "teams",
    "trees_url": "git/trees{/sha}",
}  # fmt: skip


class OwnerShapes:
    """Makes the objects for one address of the API."""

    def __init__(self, api: str, web: str) -> None:
        self.api = api
        self.web = web

    # ------------------------------------------------------------ owners

    def _actor(self, login: str, number: int, identity: str, kind: str) -> dict[str, Any]:
        url = f"{self.api}/users/{login}"
        return {
            "login": login, "id": number, "node_id": identity, "avatar_url": f"{self.web}/avatars/{number}",
            "gravatar_id": "", "url": url, "html_url": f"{self.web}/{login}",
            **{name: f"{url}/{way}" for name, way in USER_LINKS.items()},
            "type": kind, "site_admin": False,
        }  # fmt: skip

    def account(self, account: Account | None) -> dict[str, Any] | None:
        """Return a `simple-user`, null for a deleted one."""
        if account is None:
            return None
        kind = "Bot" if account.bot else "User"
        return self._actor(account.login, account.number, node_id("U", account.number), kind)

    def owner(self, project: Project) -> dict[str, Any]:
        """Return a repository's owner."""
        return self._actor(project.owner, 5000, node_id("O", project.owner), "Organization")

    def user(self, account: Account, world: World) -> dict[str, Any]:
        """Return a `public-user`."""
        return {
            **(self.account(account) or {}),
            "name": account.name, "company": account.company or None, "blog": "", "location": None,
            "email": None,
            "hireable": None, "bio": None, "public_repos": 0, "public_gists": 0, "followers": 0,
            "following": 0,
            "created_at": moment(1_500_000_000 + account.number), "updated_at": moment(world.now),
        }  # fmt: skip

    def small_organisation(self, owner: Owner) -> dict[str, Any]:
        """Return an `organization-simple`."""
        url = f"{self.api}/orgs/{owner.login}"
        return {
            "login": owner.login, "id": owner.number, "node_id": node_id("O", owner.login), "url": url,
            "repos_url": f"{url}/repos", "events_url": f"{url}/events", "hooks_url": f"{url}/hooks",
            "issues_url": f"{url}/issues", "members_url": f"{url}/members{{/member}}",
            "public_members_url": f"{url}/public_members{{/member}}",
            "avatar_url": f"{self.web}/avatars/{owner.number}", "description": None,
        }  # fmt: skip

    def organisation(self, owner: Owner) -> dict[str, Any]:
        """Return an `organization-full`."""
        return {
            **self.small_organisation(owner),
            "name": owner.name, "html_url": f"{self.web}/{owner.login}", "type": "Organization",
            "has_organization_projects": True, "has_repository_projects": True, "public_repos": 0,
            "public_gists": 0,
            "followers": 0, "following": 0, "created_at": moment(1_400_000_000),
            "updated_at": moment(1_500_000_000),
            "archived_at": None,
        }  # fmt: skip

    # ------------------------------------------------------------ repositories

    def small_repository(self, contents: Contents) -> dict[str, Any]:
        """Return a `minimal-repository`, with the counts that lists carry too."""
        project = contents.project
        url = f"{self.api}/repos/{project.path}"
        html = f"{self.web}/{project.path}"
        open_things = contents.open_issues + contents.open_change_requests
        return {
            "id": project.number, "node_id": node_id("R", project.number), "name": project.name,
            "full_name": project.path, "private": False, "owner": self.owner(project), "html_url": html,
            "description": project.description or None, "fork": project.fork, "url": url,
            **{name: f"{url}/{way}" for name, way in REPOSITORY_LINKS.items()},
            "git_url": f"git:{html}.git", "ssh_url": f"git@{html}.git", "clone_url": f"{html}.git",
            "svn_url": html,
            "homepage": None, "mirror_url": None, "language": project.language or None,
            "forks_count": project.forks, "forks": project.forks, "stargazers_count": project.stars,
            "watchers_count": project.stars, "watchers": project.stars, "size": contents.count * 3,
            "default_branch": BRANCH, "open_issues_count": open_things, "open_issues": open_things,
            "is_template": False, "topics": list(project.topics), "has_issues": project.issues_enabled,
            "has_projects": True, "has_wiki": False, "has_pages": False, "has_downloads": True,
            "has_discussions": False, "archived": project.archived, "disabled": False, "visibility": "public",
            "pushed_at": moment(contents.pushed or project.created), "created_at": moment(project.created),
            "updated_at": moment(contents.updated), "license": licence(project), "allow_forking": True,
            "web_commit_signoff_required": False,
            "permissions": {"admin": False, "maintain": False, "push": False, "triage": False, "pull": True},
        }  # fmt: skip

    def repository(self, contents: Contents) -> dict[str, Any]:
        """Return a `full-repository`."""
        return {
            **self.small_repository(contents),
            "network_count": contents.project.forks, "subscribers_count": contents.project.stars // 3,
            "organization": self.owner(contents.project), "temp_clone_token": None,
        }  # fmt: skip


def licence(project: Project) -> dict[str, Any] | None:
    """Return a `license-simple`."""
    if not project.licence:
        return None
    key = project.licence.lower()
    return {
        "key": key,
        "name": project.licence,
        "spdx_id": project.licence,
        "url": None,
        "node_id": node_id("L", key),
    }
