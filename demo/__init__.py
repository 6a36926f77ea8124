"""An embedded forge on loopback with an invented network: for the demo, the tests and the benchmarks."""

from demo.faults import Faults
from demo.forge import Forge, serve
from demo.scale import scaled
from demo.world import World

__all__ = ["Faults", "Forge", "World", "scaled", "serve"]
