"""Facts: what a forge or a clone said, as typed, immutable values.

Nothing in here is a conclusion (those are in `civitop.signals`). Strings have passed
`civitop.sanitise.plain`; times are aware and in UTC; a path of a repository is unique within its forge.
Fields are only ever added at the end, with a default, so that a store of last year can be read. Types and
ranges hold for what comes in (`civitop.polling.validation`) and for what is read out of the store.

Personal data: `Identity` and `Profile` are the only facts that describe people; like every type that does,
they say in `PERSONAL` by which fields, so that these can be left out by declaration. An e-mail address
never gets further than `identity()`: kept are its SHA-256 (to join and to affiliate by a stated
hash) and its domain.
"""

import hashlib
import re
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from civitop.i18n.message import Phrase, say
from civitop.model.file_history import DeepReading as DeepReading
from civitop.model.file_history import FileHistory as FileHistory
from civitop.sanitise import plain

FactKind = Literal["commits", "issues", "change_requests", "releases", "tags", "files"]
FACT_KINDS: tuple[FactKind, ...] = (
    "commits",
    "issues",
    "change_requests",
    "releases",
    "tags",
    "files",
)

COMMIT_WINDOW_DAYS = 400
"""How far back a forge is asked for history: the 365 days of the signals and the 30 before them
that the change in 30 days needs, rounded up."""
RELEASE_WINDOW_DAYS = 765
"""How far back releases and tags are asked for: two years, and those that ended a month ago to tell the change."""


Count = Annotated[int, Meta(ge=0, le=2**53)]
"""A number of things, or the number of an issue; JSON has none beyond."""
Id = Annotated[str, Meta(max_length=1000)]
"""An id of a forge's or of git's."""

# ---------------------------------------------------------------- people


class Identity(Struct, frozen=True, gc=False, array_like=True):
    """One way in which one person appears; several of them make a person (`civitop.people.identities`)."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "address", "login")

    name: str = ""
    address: str | None = None
    """SHA-256 (hex) of the case-folded e-mail address."""
    domain: str | None = None
    """What stands behind the @, lower case."""
    login: str | None = None
    """The account as `host/login`, lower case: `github.com/jdoe`; linked by the forge, or read from
    a noreply address."""
    bot: bool = False
    """The forge itself says that the account is a bot, or the address has its mark for one."""

    @property
    def noreply(self) -> bool:
        """Whether the address is one that a forge gives out to hide the real one."""
        return bool(self.domain and self.domain.startswith("users.noreply."))


_NOREPLY = re.compile(r"(?:\d+[+-])?(?P<login>[^@+]+)@users\.noreply\.(?P<host>[^@]+)", re.IGNORECASE)
_GITLAB_TOKEN = re.compile(
    r"(?P<login>(?:project|group)_?\d+_bot[^@]*)@noreply\.(?P<host>[^@]+)", re.IGNORECASE
)


def address_hash(email: str) -> str:
    """Return the SHA-256 (hex) by which an e-mail address is known in civitop, case folded."""
    return hashlib.sha256(email.strip().casefold().encode("utf-8", "replace")).hexdigest()


def account(host: str, login: str) -> str:
    """Return the one spelling of an account: `host/login`, lower case."""
    return f"{host}/{plain(login)}".casefold()


def identity(name: str | None, email: str | None, login: str | None = None, *, bot: bool = False) -> Identity:
    """Make an identity of what a commit or an account says; the address itself is not kept.

    `login` is `account(host, login)` where the forge links one; else GitHub's and GitLab's noreply
    addresses (`12345+login@users.noreply.github.com`, `12345-login@users.noreply.gitlab.com`) give it, and
    those of GitLab's access tokens (`project_7_bot_1f3e@noreply.gitlab.com`), which nothing else tells
    from a person. A local part that ends in `[bot]` is a bot's at every host.
    """
    email = (email or "").strip()
    local, at, domain = email.rpartition("@")
    if not login and (match := _NOREPLY.fullmatch(email) or _GITLAB_TOKEN.fullmatch(email)):
        login = account(match["host"], match["login"])
    return Identity(
        name=plain(name),
        address=address_hash(email) if email else None,
        domain=plain(domain).casefold() if at else None,
        login=login,
        bot=bot or local.endswith("[bot]"),
    )


class Profile(Struct, frozen=True, gc=False):
    """What a forge publishes about an account, as far as it says where somebody works."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("login", "name", "company")

    login: str
    """`host/login`, as in `Identity`."""
    name: str = ""
    company: str = ""
    organisations: tuple[str, ...] = ()
    """Public memberships, as `host/organisation`, lower case."""
    bot: bool = False
    fetched_at: datetime | None = None


class MailmapEntry(Struct, frozen=True, gc=False, array_like=True):
    """One line of a `.mailmap`: who (proper) stands for a commit's name and address (seen)."""

    proper_name: str | None
    proper: Identity | None
    """Address, domain and login of the proper side, where the line gives an address."""
    seen_name: str | None
    """Case folded; `None` matches every name."""
    seen_address: str
    """SHA-256, as in `Identity.address`."""


# ---------------------------------------------------------------- the repository


class Repository(Struct, frozen=True, gc=False, kw_only=True):
    """A repository as its forge describes it; counts are `None` where the forge did not say."""

    id: Id
    """`forge:path` or `forge:path@branch`, for example `github:OS2mo/os2mo`; the forge by its name in the
    configuration."""
    forge: str
    name: str
    """The path on the forge: `OS2mo/os2mo`."""
    url: str
    """Where a person reads it; https (or http on loopback), or empty for a local path."""
    issue_page: str = ""
    """Where a person reads an issue, below `url`, with `#` for its number: `issues/#`; empty where nowhere."""
    change_request_page: str = ""
    """The same for a change request: `pull/#`."""
    release_page: str = ""
    """The same for a release or a tag, by its name: `releases/tag/#`."""
    file_page: str = ""
    """The same for a file or a folder of the default branch, by its path: `blob/HEAD/#`."""
    node_id: Id | None = None
    """The forge's own, lasting id: it outlives a rename."""
    description: str = ""
    branch: str = ""
    """The branch that the source names, which stands behind `@` in `id` and `name`; empty: the default one."""
    default_branch: str | None = None
    """The branch that is read: the default one, or `branch`."""
    head: Id | None = None
    """Object id at its tip."""
    archived: bool = False
    fork: bool = False
    created_at: datetime | None = None
    pushed_at: datetime | None = None
    updated_at: datetime | None = None
    stars: Count | None = None
    forks: Count | None = None
    licence: str | None = None
    """SPDX identifier, where the forge recognised one."""
    language: str | None = None
    topics: tuple[str, ...] = ()
    open_issues: Count | None = None
    open_change_requests: Count | None = None
    issues_enabled: bool = True
    ci_state: Literal["success", "failure", "pending"] | None = None
    """State of the last CI run on the default branch's head."""


# ---------------------------------------------------------------- what happened in it


class Commit(Struct, frozen=True, gc=False, array_like=True):
    """A commit of the default branch."""

    oid: Id
    committed_at: datetime
    author: Identity
    coauthors: tuple[Identity, ...] = ()
    parents: Count = 1
    """Number of parents; more than one is a merge, which counts for nobody's authorship."""


class FileAuthor(Struct, frozen=True, gc=False, array_like=True):
    """Somebody who authored commits, over the whole history (`civitop.model.file_history`)."""

    who: Identity
    commits: Count
    last: datetime
    """The latest date of the committer of one of them."""


class Response(Struct, frozen=True, gc=False, array_like=True):
    """A comment or a review."""

    at: datetime
    author: Identity | None
    """`None`: an account that was deleted."""


class Issue(Struct, frozen=True, gc=False, array_like=True):
    """An issue, never a change request."""

    number: Count
    title: str
    author: Identity | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    comments: Count | None = None
    responses: tuple[Response, ...] | None = None
    """The earliest comments, system notes left out; `None` where they were not asked for."""


class ChangeRequest(Struct, frozen=True, gc=False, array_like=True):
    """A pull request or a merge request."""

    number: Count
    title: str
    author: Identity | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    """When it was closed, merged or not."""
    merged_at: datetime | None = None
    draft: bool = False
    comments: Count | None = None
    """All comments, reviews not counted in; `None` where the forge did not say."""
    responses: tuple[Response, ...] | None = None
    """The earliest comments and the earliest reviews together, by time; `None` where they were not asked for."""
    reviews: tuple[Response, ...] | None = None
    """The earliest reviews or approvals; `None` where they were not asked for."""
    merged_by: Identity | None = None
    source_owner: str | None = None
    """`host/owner` of the fork it comes from, lower case, where that is not the repository itself."""
    review_total: Count | None = None
    """All reviews; `None` where the forge did not say, or those that are held are all there are."""


class Release(Struct, frozen=True, gc=False, array_like=True):
    """A release published on the forge; drafts never get here."""

    tag: str
    name: str
    published_at: datetime
    prerelease: bool = False
    author: Identity | None = None
    """Who published it; `None` where the forge does not say, or the account was deleted."""


class Tag(Struct, frozen=True, gc=False, array_like=True):
    """A tag, light or annotated."""

    name: str
    at: datetime
    """The tagger's date of an annotated tag, the committer's date of the commit of a light one."""
    committed_at: datetime | None = None
    """The committer's date of the commit that is tagged, where it is known."""
    commit: Id | None = None
    """The id of the commit that is tagged, where it is known."""


class Document(Struct, frozen=True, gc=False, array_like=True):
    """A file whose text the signals need: `publiccode.yml`. Lines are kept; never drawn as it is."""

    path: str
    text: str


# ---------------------------------------------------------------- all of it


class Extent(Struct, frozen=True, gc=False, array_like=True):
    """How much of one kind of fact is held: everything from `since` on, unless `missing` says why not."""

    since: datetime | None = None
    """Held completely from here on; `None`: from the beginning."""
    missing: Phrase | None = None
    """A sentence for the person when something that should be here is not; `None`: nothing is."""
    held: bool = True
    """Whether there is anything at all: `False` makes the signals that need it unknown."""
    note: Phrase | None = None
    """A sentence that a reader of the figures should know, though nothing is missing."""

    @classmethod
    def absent(cls, why: Phrase) -> "Extent":
        """Nothing of this kind could be had, because `why`."""
        return cls(None, why, held=False)


_NOT_COLLECTED = Extent.absent(say("not collected"))


class Facts(Struct, frozen=True, gc=False, kw_only=True):
    """Everything that is known of one repository, or (with `base`) what is new since then."""

    repository: Repository
    collected_at: datetime
    """When the collector asked: the facts are true for this moment."""
    source: str
    """The collector and the way it took, for example `github/graphql`."""
    base: str | None = None
    """`None`: the whole. Else the head these facts add to: commits, issues and change requests are
    then only those that are new or changed, the other kinds are whole where their extent is given."""
    commits: tuple[Commit, ...] = ()
    """By committer date, newest first."""
    issues: tuple[Issue, ...] = ()
    """By number, ascending."""
    change_requests: tuple[ChangeRequest, ...] = ()
    """By number, ascending."""
    releases: tuple[Release, ...] = ()
    """By date, newest first."""
    tags: tuple[Tag, ...] = ()
    """By date, newest first."""
    files: tuple[str, ...] = ()
    """Paths at the root, in `.github/`, `.gitlab/` and `docs/`, sorted; directories end in `/`."""
    documents: tuple[Document, ...] = ()
    mailmap: tuple[MailmapEntry, ...] = ()
    extents: dict[FactKind, Extent] = {}
    """What is held, by kind; a kind that is not in here was not asked for (with `base`: is unchanged)."""
    deep: DeepReading | None = None
    """How the whole history was read; `None`: it was not asked for (with `base`: is unchanged)."""
    file_authors: tuple[FileAuthor, ...] = ()
    file_histories: tuple[FileHistory, ...] = ()
    """One for each file of the head that counts, by path."""

    def extent(self, kind: FactKind) -> Extent:
        """Return how much of `kind` is held."""
        return self.extents.get(kind) or _NOT_COLLECTED
