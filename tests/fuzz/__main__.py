"""Fuzzing by coverage: `python -m tests.fuzz [TARGET ...] --seconds 60`, with atheris (`make fuzz`).

Each target runs in a process of its own, from its seeds and from the inputs that earlier runs found worth keeping. What
ends in an exception, takes longer than ten seconds or more than 2 GB is kept as a file, and the exit code is 1.
"""

import argparse
import logging
import re
import subprocess
import sys
from pathlib import Path

SLOWEST = 10
"""Seconds that one input may take."""
MEMORY = 2048
"""Megabytes of a process: what one input keeps is kept by all that follow."""
LARGEST = 8192
"""Bytes of an input."""
_COVERED = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")
_RUNS = re.compile(r"number_of_executed_units: (\d+)")


def child(name: str, folder: Path, seconds: int) -> None:
    """Fuzz one target; does not return."""
    import atheris

    with atheris.instrument_imports(include=["civitop", "collectors"], enable_loader_override=False):
        from tests.fuzz.seeds import seeds
        from tests.fuzz.targets import TARGETS

        logging.disable(logging.CRITICAL)
        corpus = folder / name
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds(name)):
            (corpus / f"seed-{number}").write_bytes(seed)
            TARGETS[name](seed)  # what is imported where it is used is instrumented, too
    options = {
        "max_total_time": seconds,
        "max_len": LARGEST,
        "timeout": SLOWEST,
        "rss_limit_mb": MEMORY,
        "artifact_prefix": f"{folder}/{name}-",
        "print_final_stats": 1,
    }
    words = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *words, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def parent(names: list[str], folder: Path, seconds: int) -> int:
    """Fuzz targets one after the other, say what came of each, and return the exit code."""
    sys.stdout.write(f"{'target':<16} {'runs':>10} {'edges':>7} {'inputs':>7}  found\n")
    whole, worst = 0, 0
    for name in names:
        words = [
            sys.executable,
            "-m",
            "tests.fuzz",
            "--child",
            "--seconds",
            str(seconds),
            "--folder",
            str(folder),
        ]
        before = set(folder.glob(f"{name}-*"))
        done = subprocess.run(
            [*words, name], stderr=subprocess.PIPE, text=True, errors="replace", check=False
        )
        covered, runs = _COVERED.findall(done.stderr), _RUNS.findall(done.stderr)
        edges, _features, inputs = covered[-1] if covered else ("?", "?", "?")
        found = sorted(set(folder.glob(f"{name}-*")) - before)
        count = int(runs[-1]) if runs else 0
        whole += count
        told = ", ".join(map(str, found)) or (
            "nothing" if done.returncode == 0 else f"exit {done.returncode}"
        )
        sys.stdout.write(f"{name:<16} {count:>10} {edges:>7} {inputs:>7}  {told}\n")
        sys.stdout.flush()
        if done.returncode:
            worst = 1
            sys.stdout.write("\n".join(done.stderr.splitlines()[-40:]) + "\n")
    sys.stdout.write(f"{'all':<16} {whole:>10}\n")
    return worst


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all, where none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="where inputs are kept")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.child:
        child(arguments.targets[0], arguments.folder, arguments.seconds)
        return 0
    from tests.fuzz.targets import TARGETS

    return parent(arguments.targets or list(TARGETS), arguments.folder, arguments.seconds)


if __name__ == "__main__":
    sys.exit(main())
