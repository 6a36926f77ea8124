"""How soon `civitop watch` ends when it is told to, wherever it is: real processes, the demo's forge with faults."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from civitop.demo import Faults, Spec, spawn

WORLD = datetime(2026, 11, 22, 10, tzinfo=UTC)
FAULTS = Faults(
    seed=14, bad_gateway=0.03, gateway_timeout=0.01, reset=0.02, truncated=0.02, slow=0.01, slow_seconds=0.2,
    secondary_after=500, retry_after=1, points=10**9, requests=10**9,
)  # fmt: skip
LATEST = 6.0
"""Seconds after which the service is told to end, at most: the first round is over by then."""
CONFIG = """\
[forge.github]
url = "{url}"
token = {{ env = "WEEK_TOKEN" }}
[network.week]
watch = ["github:opencity-commons", "github:fjord-digital", "github:havnsted-kommune"]
"""


def endings(times: int, folder: Path, seed: int = 14) -> list[float]:
    """Send SIGTERM to a service at so many moments; return how long each took to end, in seconds."""
    rng, found = random.Random(seed), []
    with spawn(Spec(now=WORLD, faults=FAULTS)) as forge:
        (folder / "config.toml").write_text(CONFIG.format(url=forge.github_url))
        environment = {**os.environ, "WEEK_TOKEN": forge.github_tokens[0], "XDG_CACHE_HOME": str(folder)}
        for number in range(times):
            store = folder / f"{number % 3}.db"  # empty, half full, full
            words = ["--config", str(folder / "config.toml"), "--store", str(store), "--serve", "0"]
            child = subprocess.Popen(
                [sys.executable, "-m", "civitop", "watch", "--every", "10s", *words],
                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            assert child.stderr
            child.stderr.readline()  # it is up
            time.sleep(rng.uniform(0, LATEST))
            begun = time.monotonic()
            child.send_signal(signal.SIGTERM)
            child.communicate(timeout=60)
            found.append(time.monotonic() - begun)
            assert child.returncode == 128 + signal.SIGTERM
    return found
