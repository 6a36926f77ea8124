"""`civitop open`: a published snapshot is looked at without asking anybody, however hostile its file is."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from civitop.cli.main import run
from civitop.errors import UsageError
from civitop.export import writer
from civitop.library.published import load_published, source_name
from civitop.reading.pages import Pages
from civitop.reading.published import Published, named, read_published
from civitop.reading.todo import tasks
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.store import Store
from civitop.watch import Watch
from tui.app import CivitopApp
from tui.drawing.glyphs import chosen
from tui.sections.work import release_lines


@pytest.fixture
async def forms(maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]) -> dict[str, str]:
    """The same snapshot as JSON and as a page."""
    with Store(":memory:") as store:
        watch = watch_over(store, forge_of(maker.facts()))
        async for _ in watch.round(forever=False):
            pass
        snapshot = watch.snapshot()
        return {name: writer(name)(snapshot) for name in ("json", "html")}


@pytest.fixture
def served(forms: dict[str, str]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = forms["html"].encode() if self.path == "/report.html" else b"nothing"
            self.send_response(200 if self.path == "/report.html" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_file_is_shown_with_whose_it_is_and_how_old(
    forms: dict[str, str], form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"ours.{form}"
    file.write_text(forms[form], "utf-8")
    assert run(["open", str(file), "--once"]) == 0
    printed = capsys.readouterr()
    assert "bakkeby/desk" in printed.out
    assert "as of 2026-11-22" in printed.err
    assert "ago" in printed.err
    assert writer("json")(load_published(str(file))) == forms["json"]


def test_an_address_is_read_as_a_file_is(
    served: str, forms: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert writer("json")(load_published(f"{served}/report.html")) == forms["json"]
    assert source_name(f"{served}/report.html") == "127.0.0.1"
    assert run(["open", f"{served}/gone", "--once"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("cannot be read: it answers 404.")
    assert run(["open", "http://127.0.0.1:9/x", "--once"]) == 4
    assert len(capsys.readouterr().err.splitlines()) == 1


def _without_zone(document: dict[str, Any]) -> None:
    document["asof"] = "2026-11-22T10:00:00"


def _early(document: dict[str, Any]) -> None:
    document["asof"] = "0001-01-01T00:00:00Z"


def _missing(document: dict[str, Any]) -> None:
    document["networks"][0]["repositories"].append("hub:a/b")


def _twice(document: dict[str, Any]) -> None:
    document["repositories"] *= 2


def _other_schema(document: dict[str, Any]) -> None:
    document["schema"] = "civitop.snapshot/9"


@pytest.mark.parametrize(
    "spoil", [_without_zone, _early, _missing, _twice, _other_schema], ids=lambda f: f.__name__
)
def test_a_file_that_contradicts_itself_gives_one_sentence(
    forms: dict[str, str], spoil: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(forms["json"])
    spoil(document)
    file = tmp_path / "spoiled.json"
    file.write_text(json.dumps(document))
    assert run(["open", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "is no snapshot of civitop" in line


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"<!DOCTYPE html><p>no data",
        b"null",
        b'{"schema": 1}',
        b"\x1b]0;x\x07",
    ],
)
def test_what_is_no_snapshot_gives_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd"
    file.write_bytes(content)
    assert run(["open", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "is no snapshot of civitop" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_file_that_breaks_off_gives_one_sentence(forms: dict[str, str], form: str, tmp_path: Path) -> None:
    file = tmp_path / "cut"
    for share in (0.1, 0.5, 0.9):
        file.write_text(forms[form][: int(len(forms[form]) * share)], "utf-8")
        with pytest.raises(UsageError, match="is no snapshot"):
            load_published(str(file))


def test_its_texts_give_a_terminal_no_orders(forms: dict[str, str]) -> None:
    document = json.loads(forms["json"])
    document["repositories"][0]["name"] = "\x1b]52;c;aGk=\x07\u202eevil"
    document["networks"][0]["name"] = "x" * 1_000_000
    snapshot = read_published(json.dumps(document).encode())
    assert not set("\x1b\x07\u202e") & set(snapshot.repositories[0].name)
    assert len(snapshot.networks[0].name) <= 2000


def test_what_is_none_is_told_before_its_texts_are_taken_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    def harmless(document: bytes) -> bytes:
        raise AssertionError

    monkeypatch.setattr("civitop.reading.published.harmless", harmless)
    with pytest.raises(msgspec.ValidationError, match=r"repositories\[0\]"):
        read_published(b'{"repositories":[' + b'"\\n",' * 1000 + b"0]}")


def test_a_project_in_depth_has_what_follows_from_its_figures(forms: dict[str, str]) -> None:
    snapshot = read_published(forms["json"].encode())
    health = snapshot.repositories[0]
    report = Published(snapshot).report(health.id)
    assert report is not None
    assert report.todo == tasks(health) != ()


def test_the_last_release_is_shown_where_the_others_are_not_there(forms: dict[str, str]) -> None:
    def told(signal: Any) -> str:
        drawn = release_lines(
            signal, (), (), Pages(), at.date(), 80, chosen(ascii_only=False, colourless=False)
        )
        return "\n".join("".join(span.text for span in line) for line in drawn)

    snapshot = read_published(forms["json"].encode())
    at, signal = snapshot.asof, RELEASE_CADENCE.of(snapshot.repositories[0].signals)
    assert signal is not None
    some = replace(signal, level="bad", detail=replace(signal.detail, last="v1.9.0", last_at=at))
    none = replace(some, detail=replace(signal.detail, last=None, last_at=None))
    assert "v1.9.0" in told(some)
    assert "Nothing was ever released." not in told(some)
    assert "Nothing was ever released." in told(none)
    assert "Releases are not known." in told(replace(none, level="unknown"))


async def test_the_dashboard_shows_it_and_starts_no_round(forms: dict[str, str]) -> None:
    snapshot = named(read_published(forms["html"].encode()), "example.org")
    app = CivitopApp(Published(snapshot), poll=False)
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.view.loaded
        assert app.view.shown is not None
        assert app.view.shown.name == "Ours (published: example.org, 22 Nov 2026)"
        assert [project.name for project in app.view.projects] == ["bakkeby/desk"]
        assert app.session.offline
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.view.problem is None
