"""Exports of a full store, each form in a process of its own: `python -m benchmarks.stores.exports`.

The store holds the 300 repositories of `github-300`, polled once. Each form is written twice by `civitop snapshot
--offline`, straight after the round, and once as of a past day, which measures every figure of every repository
anew. Measured are the processor seconds of the process, start and imports included, its peak of resident memory, and
whether both times the same bytes came, under another time zone, locale and hash seed.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from benchmarks.cases import CASES, poll, served
from benchmarks.one_round import NETWORK
from benchmarks.tables import machine, put, table
from civitop.export import FORMATS

CASE = next(case for case in CASES if case.name == "github-300")
CONFIG = """\
[forge.github]
kind = "github"
url = "http://127.0.0.1:9"
[network.{network}]
name = "The measured network"
country = "NL"
watch = [{watch}]
"""
"""Port 9 discards: nothing is asked."""
OTHERWISE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "TERM": "dumb"}
MOST = {"json": 0.5}
MOST_SECONDS, MOST_MB = 1.0, 150.0


class Written(Struct, frozen=True):
    """One export as its process was when it ended."""

    seconds: float
    """Of the processor."""
    mb: float
    content: bytes


def written(form: str, folder: Path, *more: str, environment: dict[str, str] | None = None) -> Written:
    """Write one form in a process of its own; raises `CalledProcessError` where that fails."""
    file = folder / f"out.{form}"
    command = [
        *(sys.executable, "-m", "civitop", "snapshot", "--offline", "--config", str(folder / "config.toml")),
        *("--store", str(folder / "full.db"), "--format", form, "--output", str(file), *more),
    ]
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, env={**inherited, "GITHUB_TOKEN": "none", **(environment or {})})
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Written(used.ru_utime + used.ru_stime, used.ru_maxrss / unit, file.read_bytes())


def row(form: str, folder: Path) -> list[str]:
    """Return the row of a form: now, whether it is the same again, and as of a past day."""
    one, other = (written(form, folder, environment=each) for each in (None, OTHERWISE))
    past = written(form, folder, "--at", (datetime.now(UTC) - timedelta(days=30)).date().isoformat())
    return [
        form,
        f"{min(one.seconds, other.seconds):.2f}",
        f"{MOST.get(form, MOST_SECONDS):.1f}",
        f"{max(one.mb, other.mb):.0f}",
        f"{MOST_MB:.0f}",
        "yes" if one.content == other.content else "NO",
        f"{len(one.content) / 1e6:.1f}",
        f"{past.seconds:.2f}",
        f"{past.mb:.0f}",
    ]


def main() -> int:
    """Fill a store, write every form, and write the table anew."""
    with tempfile.TemporaryDirectory(prefix="civitop-exports-") as name, served(CASE) as forge:
        folder = Path(name)
        poll(CASE, forge, folder / "full.db", "first")
        watch = ", ".join(f'"github:{owner}"' for owner in CASE.owners())
        folder.joinpath("config.toml").write_text(CONFIG.format(network=NETWORK, watch=watch), "utf-8")
        written("json", folder)  # compiles the modules
        rows = [row(form, folder) for form in FORMATS]
    heads = (
        *("form", "processor seconds", "at most", "peak MB", "at most", "same bytes", "MB written"),
        *("seconds of a past day", "its peak MB"),
    )
    text = f"{table(heads, rows)}\n\n{machine()}"
    put("exports", text)
    sys.stdout.write(f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
