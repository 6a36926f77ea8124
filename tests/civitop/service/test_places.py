"""A webhook and a command get the notice, signed, and none of the secrets around it."""

import base64
import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from civitop.config.settings import Config, Forge, Notify, TokenSource
from civitop.service.notices import Notice
from civitop.service.outbox import Undelivered
from civitop.service.places import places, signature

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOTICE = Notice(
    id="7", kind="threshold", at=NOW, repository="hub:bakkeby/desk", forge="hub", text="It became bad."
)


class Hook(BaseHTTPRequestHandler):
    status = 204
    extra: tuple[tuple[str, str], ...] = ()
    taken: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.status)
        for name, value in self.extra:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[type[Hook]]:
    kind = type("Hooked", (Hook,), {"taken": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        kind.address = f"http://127.0.0.1:{server.server_port}/in"
        yield kind
        server.shutdown()
        thread.join()


def place(
    notify: Notify, name: str = "webhook", forges: dict[str, Forge] | None = None, **environ: str
) -> Any:
    return places(Config(notify=notify, forges=forges or {}), lambda: NOW, environ)[name]


async def test_json_is_posted_with_its_id_and_a_signature(hook: Any) -> None:
    key = "whsec_" + base64.b64encode(b"a key of ours").decode()
    notify = Notify(webhook=hook.address, secret=TokenSource(env=("KEY",)))
    await place(notify, KEY=key)(NOTICE)
    ((headers, body),) = hook.taken
    assert json.loads(body)["text"] == "It became bad."
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("7", str(int(NOW.timestamp())))
    signed = f"7.{int(NOW.timestamp())}.".encode() + body
    wanted = base64.b64encode(hmac.new(b"a key of ours", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert key not in str(headers)


def test_the_signature_is_that_of_the_published_example() -> None:
    # https://github.com/standard-webhooks/standard-webhooks: the vector of its reference libraries
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(("status", "pause"), [(500, None), (301, None), (429, 30.0)])
async def test_anything_but_success_is_undelivered(hook: Any, status: int, pause: float | None) -> None:
    hook.status = status
    hook.extra = (
        (("Location", hook.address), ("Retry-After", "30")) if status == 429 else (("Location", "/"),)
    )
    with pytest.raises(Undelivered, match=str(status)) as error:
        await place(Notify(webhook=hook.address))(NOTICE)
    assert (error.value.pause.total_seconds() if error.value.pause else None) == pause
    assert len(hook.taken) == 1  # a redirect is not followed


async def test_an_address_from_a_variable_is_used_and_never_named(hook: Any) -> None:
    notify = Notify(webhook_from=TokenSource(env=("HOOK",)))
    await place(notify, HOOK=hook.address + "/very-secret")(NOTICE)
    assert len(hook.taken) == 1
    hook.status = 500
    with pytest.raises(Undelivered) as error:
        await place(notify, HOOK=hook.address + "/very-secret")(NOTICE)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "address", ["", "http://hooks.example/x", "ftp://127.0.0.1/x", "https://ida:pw@hooks.example"]
)
async def test_nothing_travels_in_the_open(address: str) -> None:
    with pytest.raises(Undelivered, match="address"):
        await place(Notify(webhook_from=TokenSource(env=("HOOK",))), HOOK=address)(NOTICE)


async def test_without_its_secret_nothing_is_posted(hook: Any) -> None:
    with pytest.raises(Undelivered, match="secret"):
        await place(Notify(webhook=hook.address, secret=TokenSource(env=("KEY",))))(NOTICE)
    assert hook.taken == []


async def test_nobody_at_the_address_is_undelivered() -> None:
    with pytest.raises(Undelivered, match=r"127\.0\.0\.1"):
        await place(Notify(webhook="http://127.0.0.1:9/"))(NOTICE)


async def test_a_command_is_given_the_json_and_no_token(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = "import os, sys; open(sys.argv[1], 'w').write(sys.stdin.read() + repr(sorted(os.environ)))"
    forges = {"ours": Forge(name="ours", kind="github", token=TokenSource(env=("OUR_TOKEN",)), url="")}
    notify = Notify(command=(sys.executable, "-c", script, str(out)), secret=TokenSource(env=("KEY",)))
    given = {"OUR_TOKEN": "t", "GITHUB_TOKEN": "t", "KEY": "k", "PATH": "/usr/bin:/bin", "KEPT": "1"}
    await place(notify, "command", forges, **given)(NOTICE)
    line, names = out.read_text().split("\n")
    assert json.loads(line)["repository"] == "hub:bakkeby/desk"
    assert "KEPT" in names
    assert not {"OUR_TOKEN", "GITHUB_TOKEN", "KEY"} & set(json.loads(names.replace("'", '"')))


@pytest.mark.parametrize(
    ("command", "why"),
    [(("false",), "status 1"), (("/no/such/program",), "started"), (("sleep", "60"), "longer")],
)
async def test_a_command_that_fails_is_undelivered(
    command: tuple[str, ...], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civitop.service.places.PATIENCE", 0.5)
    with pytest.raises(Undelivered, match=why):
        await place(Notify(command=command), "command", PATH="/usr/bin:/bin")(NOTICE)


async def test_a_command_need_not_read_what_it_is_given() -> None:
    await place(Notify(command=("true",)), "command", PATH="/usr/bin:/bin")(NOTICE)
