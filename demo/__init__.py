"""An embedded forge on loopback with an invented network: for the demo, the tests and the benchmarks.

`open_city` and `scaled` make worlds, `serve` serves one in the running event loop, `spawn` in a
process of its own; `World.truth` says what must come out.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demo.budget import Asked, Log
    from demo.faults import Faults
    from demo.forge import Forge, serve
    from demo.model import DemoOrganisation, Project
    from demo.opencity import open_city
    from demo.scale import scaled
    from demo.spawned import Spawned, spawn
    from demo.spec import Spec
    from demo.world import Truth, World

# Looked up on first use: `civitop demo` needs `spawn` at once, and the server only in its child process.
_HOME = {
    "Asked": "budget",
    "DemoOrganisation": "model",
    "Faults": "faults",
    "Forge": "forge",
    "Log": "budget",
    "Project": "model",
    "Spawned": "spawned",
    "Spec": "spec",
    "Truth": "world",
    "World": "world",
    "open_city": "opencity",
    "scaled": "scale",
    "serve": "forge",
    "spawn": "spawned",
}
__all__ = [
    "Asked",
    "DemoOrganisation",
    "Faults",
    "Forge",
    "Log",
    "Project",
    "Spawned",
    "Spec",
    "Truth",
    "World",
    "open_city",
    "scaled",
    "serve",
    "spawn",
]


def __getattr__(name: str) -> Any:
    """Return a public name of this package."""
    if name not in _HOME:
        msg = f"module 'demo' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"demo.{_HOME[name]}"), name)
