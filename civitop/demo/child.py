"""The served world in a process of its own: `python -m civitop.demo.child`, driven by lines of JSON.

The first line that comes in is a `Spec`; the first that goes out says where the forge listens. Every
further line is an order and gets one line back. When the input ends, as it does when the parent dies
however it dies, the process ends.
"""

import asyncio
import sys
import threading
from datetime import timedelta
from importlib import import_module
from typing import Any

import msgspec

from civitop.demo.forge import Forge, serve
from civitop.demo.spec import Spec
from civitop.demo.world.world import World


class Order(msgspec.Struct, frozen=True):
    """What the parent wants done."""

    do: str
    """`totals`, `asked`, `clear`, `warm`, `change`, `delete`, `advance`."""
    key: str = ""
    kind: str = "commit"
    seconds: float = 0.0
    """How far beyond its start the world shall be."""


def obey(forge: Forge, order: Order) -> Any:
    """Carry out an order and return its answer."""
    match order.do:
        case "totals":
            return {"by_api": forge.log.by_api(), "early": len(forge.log.early)}
        case "asked":
            return forge.log.asked
        case "warm":
            forge.world.warm()
        case "clear":
            forge.github_log.clear()
            forge.gitlab_log.clear()
        case "change":
            forge.world.change(order.key, order.kind)  # type: ignore[arg-type]
        case "delete":
            forge.world.deleted.add(order.key)
        case "advance":
            forge.world.advance(forge.world.start + timedelta(seconds=order.seconds))
        case unknown:
            return {"error": f"unknown order {unknown}"}
    return {}


def _say(answer: Any) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


async def run(spec: Spec) -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes] = asyncio.Queue()

    def listen() -> None:
        # a thread, because not every platform can wait for a pipe in its event loop
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, b"")

    async with serve(spec.world(), latency=spec.latency, living=spec.living, faults=spec.faults) as forge:
        _say(
            {
                "github_url": forge.github_url,
                "gitlab_url": forge.gitlab_url,
                "github_tokens": forge.github_tokens,
                "gitlab_tokens": forge.gitlab_tokens,
            }
        )
        threading.Thread(target=listen, daemon=True).start()
        # loaded now, while the parent draws its first screen, and not when the first query waits for it
        threading.Thread(target=import_module, args=("graphql",), daemon=True).start()
        warming = asyncio.create_task(_warm(forge.world)) if spec.kind == "open-city" else None
        while line := await lines.get():
            _say(obey(forge, msgspec.json.decode(line, type=Order)))
        if warming is not None:
            warming.cancel()


async def _warm(world: World) -> None:
    """Make the few projects of the demo before they are asked for, a project at a time between requests."""
    for project in world.projects:
        world.truth(project.key)
        await asyncio.sleep(0)


def main() -> None:
    """Read the spec and serve it."""
    line = sys.stdin.buffer.readline()
    if line:
        asyncio.run(run(msgspec.json.decode(line, type=Spec)))


if __name__ == "__main__":
    main()
