"""The rounds that a program asks for, one after the other: all of them in one event loop."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from civitop.polling.events import Event
from civitop.watch import Watch

if TYPE_CHECKING:
    from asyncio import Runner


class Rounds:
    """Runs rounds of a poll loop for those who have no event loop.

    A loop for each would not do: connections, queues and what is known of a forge's limits belong to the first.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._runner: Runner | None = None

    def run(self, told: Callable[[Event], None]) -> None:
        """Run one round to its end; `told` gets each event as it happens."""
        from asyncio import Runner  # not everybody who opens networks polls them

        if self._runner is None:
            self._runner = Runner()
        self._runner.run(_round(self._watch, told))

    def close(self) -> None:
        """Close the collectors' connections, and the loop."""
        if self._runner is not None:
            with self._runner as runner:
                runner.run(self._watch.aclose())


async def one_round(watch: Watch, told: Callable[[Event], None]) -> None:
    """Run the only round of a poll loop to its end; `told` gets each event as it happens."""
    try:
        await _round(watch, told)
    finally:
        await watch.aclose()


async def _round(watch: Watch, told: Callable[[Event], None]) -> None:
    async for event in watch.round(forever=False):
        told(event)
