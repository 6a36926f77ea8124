"""What the invented forge holds: accounts, projects and everything that happened in them.

Times are whole seconds since 1970 (UTC), because the generator makes millions of them.
"""

from typing import Literal

from msgspec import Struct

ForgeKind = Literal["github", "gitlab"]
DAY = 86_400
YEAR = 365 * DAY


class DemoOrganisation(Struct, frozen=True):
    """An invented body that people contribute for; the demo's own row of the registry."""

    id: str
    """`XX-0101` for a municipality, `XX-slug` for others."""
    kind: Literal["municipality", "public body", "network", "vendor"]
    name: str
    country: str = "XX"
    domains: tuple[str, ...] = ()
    forge_orgs: tuple[str, ...] = ()
    """Organisations on the demo's forges that belong to it, by their login."""
    flavour: Literal["da", "nl", "be", "it"] = "da"
    """Which names its people carry."""


class Account(Struct, frozen=True):
    """Somebody with an account on a forge (or without: `login` empty)."""

    number: int
    login: str
    name: str
    email: str
    company: str = ""
    bot: bool = False
    memberships: tuple[str, ...] = ()
    """Forge organisations that the account shows publicly."""


class Signature(Struct, frozen=True):
    """How an author stands in a commit."""

    name: str
    email: str
    account: Account | None = None
    """The account that the forge links to the address, if it knows it."""


class Commit(Struct):
    """A commit of the default branch."""

    project: "Project"
    oid: str
    at: int
    """The committer's date."""
    authored: int
    author: Signature
    coauthors: tuple[Signature, ...]
    parents: int
    headline: str
    additions: int
    deletions: int


class Comment(Struct):
    """A comment under an issue or a change request."""

    number: int
    author: Account | None
    at: int
    system: bool = False
    """GitLab's own notes ("changed the description"); GitHub does not show them as comments."""
    action: str = ""
    """What a note of GitLab's own tells of: `approved`; empty for other ones."""


class Review(Struct):
    """A review of a change request."""

    number: int
    author: Account | None
    at: int
    state: Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED"] = "APPROVED"


class Thread(Struct):
    """What an issue and a change request have in common."""

    project: "Project"
    number: int
    title: str
    author: Account | None
    created: int
    updated: int
    closed: int | None = None
    comments: list[Comment] = []
    labels: tuple[str, ...] = ()


class Issue(Thread):
    """An issue."""


class ChangeRequest(Thread):
    """A pull request (GitHub) or merge request (GitLab)."""

    merged: int | None = None
    draft: bool = False
    reviews: list[Review] = []
    source_owner: str = ""
    """Owner of the fork it comes from; empty where it comes from the repository itself."""
    merged_by: Account | None = None


class Release(Struct):
    """A release; a draft is only seen by members, and the demo's tokens are members' tokens."""

    project: "Project"
    number: int
    tag: str
    name: str
    created: int
    published: int | None
    draft: bool = False
    prerelease: bool = False
    author: Account | None = None


class Tag(Struct):
    """A tag, light or annotated."""

    name: str
    at: int
    """The tagger's date of an annotated tag; a light one has its commit's date."""
    commit: Commit
    annotated: bool = False


class Member(Struct, frozen=True):
    """Somebody of a project's team and how much they do."""

    account: Account
    recent: float = 1.0
    """Weight among the commits of the last year."""
    earlier: float = 1.0
    """Weight among the commits before that."""
    emails: tuple[str, ...] = ()
    """Addresses used; the first in four of five commits. Empty: the account's own."""
    linked: bool = True
    """Whether the forge knows the addresses."""


Part = Literal["issues", "merge_requests", "repository", "builds"]


class Project(Struct, frozen=True, kw_only=True):
    """What a repository is made from: everything else follows from this and the world's seed."""

    number: int
    forge: ForgeKind
    owner: str
    """Organisation, user, or group path."""
    name: str
    description: str = ""
    title: str = ""
    language: str = "Python"
    licence: str | None = "EUPL-1.2"
    topics: tuple[str, ...] = ()
    created: int
    last_commit: int | None
    """`None`: an empty repository."""
    commits: int = 0
    commits_year: int = 0
    """Of those, the ones of the last 365 days before the world's `now`."""
    team: tuple[Member, ...] = ()
    public: tuple[Account, ...] = ()
    """People who open issues and change requests without being of the team."""
    issues: int = 0
    open_issues: int = 0
    burst: int = 0
    """Issues of the last three weeks, beyond the even flow."""
    change_requests: int = 0
    open_change_requests: int = 0
    single_merger: bool = False
    """Whether the first of the team merges everything, however many write."""
    answer_hours: float = 20.0
    """Mean time to a first answer."""
    releases: int = 0
    release_gap: float = 30.0
    """Days between releases."""
    last_release_age: float = 5.0
    """Days from the newest release to `now`."""
    release_style: Literal["releases", "tags"] = "releases"
    archived: bool = False
    fork: bool = False
    stars: int = 0
    forks: int = 0
    issues_enabled: bool = True
    closed: tuple[Part, ...] = ()
    """What a GitLab shows to nobody but members, or has switched off: it answers the same."""
    ci: Literal["SUCCESS", "FAILURE", "PENDING"] | None = "SUCCESS"
    files: tuple[tuple[str, str], ...] = ()
    """Path → text of every file at the head."""
    old_names: tuple[str, ...] = ()
    """Paths (`owner/name`) it had before."""
    hostile: bool = False
    """Titles and names that try to be markup, terminal escapes and bidi controls."""

    @property
    def path(self) -> str:
        """`owner/name`, unique on its forge."""
        return f"{self.owner}/{self.name}"

    @property
    def key(self) -> str:
        """`github:owner/name`: unique in the world."""
        return f"{self.forge}:{self.path}"
