"""A snapshot of two repositories, one of them as hostile as its owner could make it."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.health import Snapshot
from civitop.store import Store
from civitop.watch import Watch

HOSTILE = '</script><img src=x onerror=1>" onload="1\\ =HYPERLINK(1)|[x](javascript:1) https://evil.example'


@pytest.fixture
async def hostile(maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]) -> Snapshot:
    """One round over a well-behaved repository and one whose texts are attacks."""
    bad = replace(maker.repository("bakkeby/=1+1"), description=HOSTILE, url="javascript:alert(1)")
    forge = forge_of(maker.facts(), maker.facts(bad))
    forge.broken["hub:bakkeby/=1+1"] = HOSTILE
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async for _ in watch.round(forever=False):
            pass
        return watch.snapshot()
