"""The configuration as values; `civitop.config` reads them from TOML and names every mistake."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from civitop.collector import Source
from civitop.signals.base import Thresholds

ForgeKind = Literal["github", "gitlab", "git"]


class TokenSource(Struct, frozen=True):
    """Where a token is read from; the token itself is never in the configuration."""

    env: tuple[str, ...] = ()
    """Names of environment variables, all of those that are set are used."""
    command: tuple[str, ...] = ()
    """A program with its arguments that prints the token."""
    keyring: str | None = None
    """A service name in the system's keyring."""


class Forge(Struct, frozen=True, kw_only=True):
    """A forge of the configuration (`[forge.NAME]`)."""

    name: str
    kind: ForgeKind
    url: str
    """`https://github.com`, `https://gitlab.com`, or the address of one's own Enterprise Server or GitLab."""
    token: TokenSource = TokenSource()
    reserve: float = 0.2
    """Share of the forge's hourly budget that is left for the person (0 to 1)."""
    concurrency: int = 3
    """Requests at once."""

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
    bots: tuple[str, ...] = ()
    thresholds: Mapping[str, Thresholds] = {}
    members: tuple[str, ...] = ()


class Alerts(Struct, frozen=True):
    """How the dashboard calls for a person who is not looking (`[alerts]`); quiet unless asked for."""

    bell: bool = False
    """Ring the terminal's bell."""
    desktop: bool = False
    """Show a notification of the desktop, by the terminal's own way to do so."""


class Config(Struct, frozen=True, kw_only=True):
    """The merged configuration."""

    every: timedelta = timedelta(minutes=5)
    forges: Mapping[str, Forge] = {}
    networks: Mapping[str, NetworkSettings] = {}
    path: str | None = None
    """The file it was read from."""
    keys: Mapping[str, str] = {}
    """Action id → key, from `[keys]`."""
    theme: str | None = None
    language: str | None = None
    registry: tuple[str, ...] = ()
    """Paths (absolute) of files with registry rows of one's own."""
    alerts: Alerts = Alerts()
    motion: str = "full"
    """`reduced`: nothing on the screen glides or blinks."""
