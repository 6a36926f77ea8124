"""An embedded forge on loopback with an invented network: for the demo, the tests and the benchmarks.

`open_city` and `scaled` make worlds, `serve` serves one in the running event loop, `spawn` in a
process of its own; `World.truth` says what must come out.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civitop.demo.forge import Forge, serve
    from civitop.demo.server.budget import Asked, Log
    from civitop.demo.server.faults import Faults
    from civitop.demo.spawned import Spawned, spawn
    from civitop.demo.spec import Spec
    from civitop.demo.world.model import DemoOrganisation, Project
    from civitop.demo.world.opencity import open_city
    from civitop.demo.world.scale import scaled
    from civitop.demo.world.world import Truth, World

# Looked up on first use: `civitop demo` needs `spawn` at once, and the server only in its child process.
_HOME = {
    "Asked": "server.budget",
    "DemoOrganisation": "world.model",
    "Faults": "server.faults",
    "Forge": "forge",
    "Log": "server.budget",
    "Project": "world.model",
    "Spawned": "spawned",
    "Spec": "spec",
    "Truth": "world.world",
    "World": "world.world",
    "open_city": "world.opencity",
    "scaled": "world.scale",
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
        msg = f"module 'civitop.demo' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"civitop.demo.{_HOME[name]}"), name)
