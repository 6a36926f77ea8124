"""What there is to know of a kind of forge, in one record beside its collector; `collectors.forges` lists them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from civitop.addresses import parts_of
from civitop.config.settings import Forge, ForgeKind
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.polling.collector import Collector, Notify
from civitop.store import Store
from collectors.waits import Waits

if TYPE_CHECKING:
    from collectors.turns import Turns  # with it comes the event loop, which a configuration is read without


class Means(Struct, frozen=True, kw_only=True):
    """What a collector is made with: everything outside of itself that it may use."""

    tokens: tuple[str, ...]
    app_key: str | None
    """The private key (PEM) of the App that the forge's settings name."""
    notify: Notify
    clock: Callable[[], datetime]
    store: Store
    """Where answers are kept for conditional requests."""
    environment: Mapping[str, str]
    cache: Path
    """A folder for what can be fetched again."""
    waits: Waits
    """How long limits are waited for."""
    turns: "Turns"
    """How much git may do at a time; shared by all forges."""


class Kind(ForgeKind, frozen=True, kw_only=True):
    """A kind of forge: how its tokens are found, what is said of it, and how its collector is made."""

    make: Callable[[Forge, Means], Collector]
    levels: int | None = None
    """How many names lead to a repository (owner and name); `None`: groups may lie in groups."""
    variables: tuple[str, ...] = ()
    """Environment variables that every tool knows. Each belongs to one host, whatever a configuration says."""
    host_of: Callable[[str, Mapping[str, str]], str] = lambda name, environ: ""
    """The host whose token one of `variables` holds, by the environment; empty where it belongs to none."""
    tool: tuple[str, ...] = ()
    """The command of the forge's own tool that prints its token for `{host}`."""
    without_token: str = ""
    """A sentence on what is known without a token: a message; empty where tokens make no difference."""
    token_adds: str = ""
    """A sentence on what a token adds: a message."""

    def advice(self, forge: Forge) -> str:
        """Return what is known of a forge without a token, what one adds, and the three ways to one."""
        login = " ".join(self.tool[:1]) + " auth login"
        ways = say(
            "Three ways to one: {login}, the variable {variable}, or token in [forge.{forge}].",
            login=login,
            variable=self.variables[0],
            forge=forge.name,
        )
        return f"{_(self.without_token)} {_(self.token_adds)} {ways}"


def host(named: str) -> str:
    """Return the host of an address or of a bare name, in lower case."""
    parts = parts_of(named if "://" in named else f"//{named}") if named else None
    return (parts and parts.hostname) or ""
