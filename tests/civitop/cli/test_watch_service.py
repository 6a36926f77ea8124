"""`civitop watch` as a process: JSON lines, a health file, notices, pages, and an end within two seconds."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from civitop.service.kept import NOTE, kept_of
from civitop.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
PATIENCE = 90.0


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    path = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    who = ["-c", "user.name=Ida Holm", "-c", "user.email=ida@bakkeby.example"]
    subprocess.run(["git", "-C", str(path), *who, "commit", "-q", "--allow-empty", "-m", "Begin"], check=True)
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    children: list[subprocess.Popen[str]] = []

    def begin(config: str, *more: str) -> "subprocess.Popen[str]":
        (tmp_path / "c.toml").write_text(config)
        words = ["watch", "--config", str(tmp_path / "c.toml"), "--store", str(tmp_path / "s.db"), *more]
        child = subprocess.Popen(
            [sys.executable, "-m", "civitop", *words],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        children.append(child)
        return child

    yield begin
    for child in children:
        child.kill()
        child.communicate()


def until(true: Callable[[], Any], child: "subprocess.Popen[str]") -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text()) if file.exists() else {}


def ended(child: "subprocess.Popen[str]", limit: float = 20.0) -> str:
    """Ask it to end; return what it said. How soon that is the case is measured by the benchmark."""
    child.send_signal(signal.SIGTERM)
    said = child.communicate(timeout=limit)[1]
    assert child.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in said
    return said


def test_it_writes_json_lines_and_a_health_file(clone: Path, start: Any, tmp_path: Path) -> None:
    health = tmp_path / "health.json"
    config = f'[network.ours]\nwatch = ["git:{clone}", "git:{tmp_path}/none"]\n'
    child = start(config, "--log", "json", "--health", str(health))
    found = until(lambda: (now := read(health)).get("round_at") and now, child)
    assert (found["status"], found["collected"], found["pid"]) == ("ok", 1, child.pid)
    lines = [json.loads(line) for line in ended(child).splitlines()]
    by_event = {line["event"]: line for line in lines}
    assert by_event["round-finished"]["collected"] == 1
    assert by_event["round-finished"]["level"] == "info"
    assert by_event["source-failed"]["source"].endswith("/none")
    assert {"time", "level", "event"} <= set.intersection(*map(set, lines))
    assert read(health)["status"] == "stopped"


def test_it_ends_while_a_notice_waits_for_its_place(start: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        config = f'[notify]\nwebhook = "http://127.0.0.1:{port}/"\n[network.ours]\nwatch = ["git:/none"]\n'
        child = start(config)
        waiting, _ = silent.accept()  # the round failed, and is told
        with waiting:
            assert waiting.recv(20).startswith(b"POST / HTTP/1.1")
            ended(child)


def test_a_command_is_told_once_that_the_round_fails(start: Any, tmp_path: Path) -> None:
    out = tmp_path / "told"
    script = tmp_path / "tell.sh"
    script.write_text(f"#!/bin/sh\ncat >> {out}\n")
    script.chmod(0o700)
    config = f'[notify]\ncommand = ["{script}"]\n[network.ours]\nwatch = ["git:/none"]\n'
    child = start(config)

    def noted() -> bool:  # ended before, it would rightly tell again
        with Store(tmp_path / "s.db") as store:
            kept = kept_of(store.get(NOTE))
        return bool(kept.failing) and not kept.waiting

    until(noted, child)
    ended(child)
    child = start(config)
    assert child.stderr
    assert "/none" in child.stderr.readline()
    time.sleep(1)
    ended(child)
    (notice,) = map(json.loads, out.read_text().splitlines())
    assert notice["kind"] == "round-failed"
    assert not [each for each in psutil.process_iter(["cmdline"]) if str(script) in str(each.info["cmdline"])]


def test_it_serves_without_names_and_ends_while_clients_hold_on(clone: Path, start: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    child = start(f'[network.ours]\nwatch = ["git:{clone}"]\n', "--serve", str(port), "--anonymous")
    assert child.stderr
    assert f"serving at http://127.0.0.1:{port}" in child.stderr.readline()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE) as client:

        def collected() -> Any:
            found = client.get("/snapshot.json")
            return found.status_code == 200 and found.json()["repositories"] and found

        page = until(collected, child)
        assert "bus_factor" in page.json()["repositories"][0]["signals"]
        assert "Ida Holm" not in page.text + client.get("/report.html").text + client.get("/metrics").text
        assert client.get("/healthz").json()["pid"] == child.pid
        with socket.create_connection(("127.0.0.1", port)) as half:
            half.sendall(b"GET /metrics HTTP/1.1\r\nHost: l")
            ended(child)


def test_an_address_that_is_none_and_a_place_that_is_taken_are_one_sentence(clone: Path, start: Any) -> None:
    config = f'[network.ours]\nwatch = ["git:{clone}"]\n'
    child = start(config, "--serve", "everywhere")
    assert "'everywhere' is no address; write 9464" in child.communicate(timeout=PATIENCE)[1]
    assert child.returncode == 2
    with socket.create_server(("127.0.0.1", 0)) as taken:
        child = start(config, "--serve", str(taken.getsockname()[1]))
        said = child.communicate(timeout=PATIENCE)[1]
    assert (child.returncode, said.count("\n")) == (2, 1)
    assert "Nobody can listen at 127.0.0.1" in said
