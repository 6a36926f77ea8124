"""The configuration as values; `civitop.config` reads them from TOML and names every mistake."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from civitop.config.sources import Source
from civitop.expected import Expected
from civitop.i18n.message import Phrase
from civitop.people.identities import NO_RULES, PeopleRules
from civitop.signals.base import Thresholds


class ForgeKind(Struct, frozen=True, kw_only=True):
    """What reading a configuration has to know of a kind of forge; `collectors.forges` lists the kinds."""

    name: str
    """As `kind = "…"` says it."""
    concurrency: int
    """Requests at once where the configuration says nothing."""
    addressed: bool = True
    """Whether a source is a path at the forge's one address (`owner/name`); else it is an address or a local
    path of its own, and the forge may have none."""
    apps: bool = False
    """Whether an App of an organisation can ask in place of a person (`app = { … }`)."""


HISTORY = ("auto", "api", "git")
"""`auto`: by the interface, and by git where that gives none (without a token); `api`: by the interface only;
`git`: by git always."""


class TokenSource(Struct, frozen=True):
    """Where a token is read from; the token itself is never in the configuration."""

    env: tuple[str, ...] = ()
    """Names of environment variables, all of those that are set are used."""
    command: tuple[str, ...] = ()
    """A program with its arguments that prints the token."""
    keyring: str | None = None
    """A service name in the system's keyring."""


class KeySource(Struct, frozen=True):
    """Where the private key of a GitHub App is read from (PEM); the key itself is never in the configuration."""

    env: str | None = None
    """Name of an environment variable."""
    command: tuple[str, ...] = ()
    """A program with its arguments that prints the key."""
    file: str | None = None
    """Path, absolute."""


class App(Struct, frozen=True):
    """A GitHub App that asks in place of a person (`app` of a forge of kind github)."""

    id: int | str
    """The App's id, or its client id."""
    installation: int
    """The number of its installation at an organisation, as in the installation's address."""
    key: KeySource

    @property
    def name(self) -> str:
        """What it is called in sentences; it stands where a token would, and is no secret."""
        return f"GitHub App {self.id}, installation {self.installation}"


class Forge(Struct, frozen=True, kw_only=True):
    """A forge of the configuration (`[forge.NAME]`)."""

    name: str
    kind: str
    """The name of its `ForgeKind`."""
    addressed: bool = True
    """As of its kind."""
    url: str
    """`https://github.com`, `https://gitlab.com`, or the address of one's own Enterprise Server or GitLab."""
    token: TokenSource = TokenSource()
    reserve: float = 0.2
    """Share of the forge's hourly budget that is left for the person (0 to 1)."""
    concurrency: int = 3
    """Requests at once."""
    history: str = "auto"
    """How commits, tags and files come: one of `HISTORY`."""
    app: App | None = None
    """GitHub only."""

    @property
    def host(self) -> str:
        """The host name that accounts of this forge carry: `github.com`."""
        return urlsplit(self.url).hostname or ""


class NetworkSettings(Struct, frozen=True, kw_only=True):
    """A network of the configuration (`[network.ID]`) or a ready-made one."""

    id: str
    name: str
    country: str | None = None
    homepage: str | None = None
    note: str = ""
    watch: tuple[Source, ...] = ()
    ignore: tuple[str, ...] = ()
    """Patterns (`fnmatch`) over repository ids and names."""
    affiliations: str | None = None
    """Path of the affiliations file, absolute."""
    people: PeopleRules = NO_RULES
    """Who is a bot and who is not, and whether equal names join."""
    thresholds: Mapping[str, Thresholds] = {}
    release_names: str | None = None
    """`pattern` of `[network.ID.releases]`: which tags and releases count; `None`: those that are versions."""
    members: tuple[str, ...] = ()
    deep: bool = False
    """Whether whole histories are read, for the truck factor."""
    expect: Mapping[str, tuple[Expected, ...]] = {}
    """What is expected of a repository, by its id: `[network.ID.expect]`."""


class Alerts(Struct, frozen=True):
    """How the dashboard calls for a person who is not looking (`[alerts]`); quiet unless asked for."""

    bell: bool = False
    """Ring the terminal's bell."""
    desktop: bool = False
    """Show a notification of the desktop, by the terminal's own way to do so."""


NOTICE_KINDS = ("threshold", "contract-end", "round-failed")
"""What `civitop watch` tells outward: a threshold was crossed for the worse, a contract came near its end or passed
it, a round failed."""


class Notify(Struct, frozen=True):
    """Where `civitop watch` tells what calls for a person (`[notify]`); nowhere unless asked for."""

    webhook: str | None = None
    """An address that JSON is posted to: https, or http on this machine."""
    webhook_from: TokenSource = TokenSource()
    """Where the address is read from, for those that are secrets themselves."""
    secret: TokenSource = TokenSource()
    """Where the key is read from by which what is posted is signed."""
    command: tuple[str, ...] = ()
    """A program with its arguments that is given the JSON on standard input."""
    on: tuple[str, ...] = NOTICE_KINDS


class Config(Struct, frozen=True, kw_only=True):
    """The merged configuration."""

    every: timedelta = timedelta(minutes=5)
    forges: Mapping[str, Forge] = {}
    networks: Mapping[str, NetworkSettings] = {}
    path: str | None = None
    """The file it was read from."""
    notice: Phrase | None = None
    """What was left out of a file that lies in the current folder and is not trusted."""
    keys: Mapping[str, str] = {}
    """Action id → key, from `[keys]`."""
    theme: str | None = None
    language: str | None = None
    registry: tuple[str, ...] = ()
    """Paths (absolute) of files with registry rows of one's own."""
    alerts: Alerts = Alerts()
    notify: Notify = Notify()
    store: str | None = None
    """Address of a store on a server (`postgresql://…`), without a password."""
    motion: str = "full"
    """`reduced`: nothing on the screen glides or blinks."""
