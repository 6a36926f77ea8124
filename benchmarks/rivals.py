"""The same work by perceval and by a plain PyGithub script, against the same forge in the same run.

Both are far slower, so that some of it is measured on a sample of the repositories and scaled up; the
table says which.
"""

import json
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from benchmarks.cases import Case, served

PEERS = Path(__file__).parent / "peers"


class Peer(Struct, frozen=True):
    """One way to do the work."""

    name: str
    program: str
    threads: int
    sample: int
    """So many repositories are asked for; the rest is scaled."""
    facts: str
    """What it collects beside what civitop collects, or what it lacks."""
    full: bool = False
    trimmed: bool = False
    """Whether it leaves out what civitop does not fetch."""


class Measured(Struct, frozen=True):
    """What a peer needed, for all repositories of the case."""

    peer: Peer
    repositories: int
    """So many were really asked for."""
    requests: float
    bytes: float
    seconds: float
    facts: dict[str, float]


SCRIPT = "the same, but for people only those who committed, and of files only the root"
PERCEVAL = "all issues and change requests with all comments, reviews, users; no commits, releases, files"
TRIMMED = (
    "of that only what civitop fetches too: issues and change requests of 400 days with comments and reviews"
)
PEERS_OF = {
    "github-300": (
        Peer("PyGithub, 8 threads", "pygithub_script", 8, 100, SCRIPT),
        Peer("PyGithub, 1 thread", "pygithub_script", 1, 10, SCRIPT),
        Peer("perceval", "perceval_script", 1, 3, PERCEVAL),
        Peer("perceval, trimmed", "perceval_script", 1, 3, TRIMMED, trimmed=True),
    ),
    "github-12": (
        Peer("PyGithub, 8 threads", "pygithub_script", 8, 12, SCRIPT),
        Peer("PyGithub, 1 thread", "pygithub_script", 1, 12, SCRIPT, full=True),
        Peer("perceval", "perceval_script", 1, 3, PERCEVAL),
        Peer("perceval, trimmed", "perceval_script", 1, 3, TRIMMED, trimmed=True),
    ),
}
"""By the name of the case."""


def perceval_python(folder: Path) -> Path:
    """Return the Python of a throw-away environment that has perceval, made below `folder`."""
    home = folder / "perceval"
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "perceval"]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
    return python


def ask(case: Case, peer: Peer, folder: Path) -> Measured:
    """Let a peer do its work and scale it to the whole case."""
    step = case.count / peer.sample
    places = [int(place * step) for place in range(peer.sample)]
    python = perceval_python(folder) if peer.program.startswith("perceval") else Path(sys.executable)
    with served(case) as forge:
        order = {
            "url": forge.github_url,
            "token": forge.github_tokens[0],
            "repositories": [case.project(place) for place in places],
            "threads": peer.threads,
            "trimmed": peer.trimmed,
        }
        done = subprocess.run(
            [str(python), str(PEERS / f"{peer.program}.py")],
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        requests, _, size = forge.totals().by_api["github/rest"]
    answer = json.loads(done.stdout)
    return Measured(
        peer,
        peer.sample,
        requests * step,
        size * step,
        answer["seconds"] * step,
        {kind: count * step for kind, count in answer["facts"].items()},
    )
