"""Which world to serve and how, as plain data that can be handed to another process."""

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from civitop.demo.server.faults import Faults
from civitop.demo.world.model import ForgeKind

if TYPE_CHECKING:
    from civitop.demo.world.world import World


class Spec(Struct, frozen=True, kw_only=True):
    """A world and the way it is served."""

    now: datetime
    """When the world stands still, or begins to live (UTC)."""
    kind: Literal["open-city", "scaled"] = "open-city"
    seed: int = 7
    count: int = 300
    """Projects of a scaled world."""
    forge: ForgeKind = "github"
    """Forge of a scaled world."""
    uneven: bool = False
    """Whether twelve of them have histories as long, and as different, as those of twelve real ones."""
    commits_per_year: int = 100
    issues: int = 60
    change_requests: int = 60
    held: int = 512
    """Projects of a scaled world whose contents are kept in memory at once."""
    latency: float = 0.0
    living: bool = False
    faults: Faults = Faults()

    def world(self) -> "World":
        """Return the world: the same for the same spec, in every process."""
        # the parent of a served world never makes it, so it need not load what makes it
        if self.kind == "open-city":
            from civitop.demo.world.opencity import open_city

            return open_city(self.now, self.seed)
        from civitop.demo.world.scale import scaled

        return scaled(
            self.count,
            seed=self.seed,
            now=self.now,
            commits_per_year=self.commits_per_year,
            issues=self.issues,
            change_requests=self.change_requests,
            forge=self.forge,
            held=self.held,
            uneven=self.uneven,
        )
