"""civitop: whether the open source that public bodies govern together is healthy, and who stands behind it.

A program opens networks as the command line does (`docs/library.md`):

    import civitop

    with civitop.open_networks("config.toml", networks=["os2"]) as opened:
        civitop.poll(opened)
        snapshot = civitop.snapshot(opened)

Names are loaded when they are first used: `import civitop` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civitop.config.settings import Config
    from civitop.errors import CivitopError
    from civitop.health import Health, Network, Snapshot
    from civitop.library.opening import OpenNetworks, open_networks
    from civitop.library.reading import load_snapshot, poll, snapshot
    from civitop.model import Facts, Repository
    from civitop.signals import SIGNALS
    from civitop.signals.base import Coverage, Definition, Signal, TrendPoint

__version__ = "0.1.0"

__all__ = [
    "SIGNALS",
    "CivitopError",
    "Config",
    "Coverage",
    "Definition",
    "Facts",
    "Health",
    "Network",
    "OpenNetworks",
    "Repository",
    "Signal",
    "Snapshot",
    "TrendPoint",
    "load_snapshot",
    "open_networks",
    "poll",
    "snapshot",
]

_ROOMS = {
    "SIGNALS": "signals",
    "CivitopError": "errors",
    "Config": "config.settings",
    "Coverage": "signals.base",
    "Definition": "signals.base",
    "Facts": "model",
    "Health": "health",
    "Network": "health",
    "OpenNetworks": "library.opening",
    "Repository": "model",
    "Signal": "signals.base",
    "Snapshot": "health",
    "TrendPoint": "signals.base",
    "load_snapshot": "library.reading",
    "open_networks": "library.opening",
    "poll": "library.reading",
    "snapshot": "library.reading",
}
"""The module, below `civitop`, that holds each public name."""


def __getattr__(name: str) -> Any:
    """Return a public name, its module imported at the first use (PEP 562)."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'civitop' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"civitop.{_ROOMS[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
