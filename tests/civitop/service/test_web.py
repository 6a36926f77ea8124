"""What is served over real sockets: four paths, read by the readers of others, and nothing else."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import httpx
import jsonschema
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from civitop.codec import snapshot_schema
from civitop.errors import UsageError
from civitop.health import Network, Snapshot
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.service import condition as conditions
from civitop.service.publication import FORMS, Publication
from civitop.service.server import MOST_CONNECTIONS, Address, address, serving
from civitop.store import Store

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LOCAL = Address("127.0.0.1", 0)


@pytest.fixture
def snapshot(maker: Any) -> Snapshot:
    with Store(":memory:") as store:
        measurer = Measurer(maker.network(), store, maker.registry, Stated())
        health = measurer.measure(measurer.project(maker.facts()), NOW)
    network = Network(id="ours", name="Ours", repositories=(health.id,), totals={"repositories": 1})
    return Snapshot(generated_at=NOW, asof=NOW, civitop="0", networks=(network,), repositories=(health,))


@pytest.fixture
def publication(snapshot: Snapshot) -> Publication:
    found = Publication()
    found.publish(snapshot)
    return found


@pytest.fixture
def well() -> dict[str, bool]:
    return {"well": True}


@pytest.fixture
def client(publication: Publication, well: dict[str, bool]) -> Iterator[httpx.Client]:
    def health() -> conditions.Condition:
        found = conditions.first(NOW)
        return found if well["well"] else conditions.stopped(found)

    with serving(LOCAL, publication, health) as base, httpx.Client(base_url=base, trust_env=False) as found:
        yield found


def test_each_form_is_read_by_an_independent_reader(client: httpx.Client, snapshot: Snapshot) -> None:
    metrics = client.get("/metrics")
    assert metrics.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = {family.name: family for family in text_string_to_metric_families(metrics.text)}
    (sample,) = families["civitop_open_issues"].samples
    assert sample.labels["repository"] == "hub:bakkeby/desk"
    document = client.get("/snapshot.json").json()
    jsonschema.validate(document, snapshot_schema())
    (repository,) = document["repositories"]
    assert repository["signals"]["open_issues"]["value"] == sample.value == 1
    page = client.get("/report.html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    html5lib.HTMLParser(strict=True).parse(page.text)
    assert "bakkeby/desk" in page.text


def test_what_a_client_has_is_not_sent_again(client: httpx.Client) -> None:
    for path in FORMS:
        sent_once(path, client)


def sent_once(path: str, client: httpx.Client) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    for wanted in (tag, f'"other", W/{tag}', "*"):
        again = client.get(path, headers={"If-None-Match": wanted})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert head.headers["content-length"] == str(len(first.content))


def test_another_snapshot_has_another_tag(
    client: httpx.Client, publication: Publication, snapshot: Snapshot
) -> None:
    tag = client.get("/snapshot.json").headers["etag"]
    publication.publish(snapshot)
    assert client.get("/snapshot.json").headers["etag"] == tag  # the same figures, the same tag
    from msgspec.structs import replace

    publication.publish(replace(snapshot, civitop="1"))
    assert client.get("/snapshot.json", headers={"If-None-Match": tag}).status_code == 200


def test_a_form_is_made_once_however_many_ask_at_once(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civitop.export import writer

    made: list[str] = []

    def counting(name: str) -> Any:
        made.append(name)
        return writer(name)

    monkeypatch.setattr("civitop.service.publication.writer", counting)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/report.html").status_code, range(24)))
    assert answers == [200] * 24
    assert made == ["html"]


NOWHERE = (
    "/", "/index.html", "/metrics/", "/METRICS", "//metrics", "/snapshot.json/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd", "/..%2fpyproject.toml", "/static/", "/report.html%00", "/snapshot.json;x",
)  # fmt: skip


def test_there_is_nothing_else(client: httpx.Client) -> None:
    for path in NOWHERE:
        answer = client.send(client.build_request("GET", str(client.base_url).rstrip("/") + path))
        assert answer.status_code == 404, path
        assert "/healthz" in answer.text
        assert len(answer.content) < 200


def test_a_query_changes_nothing(client: httpx.Client) -> None:
    plain = client.get("/snapshot.json")
    asked = client.get("/snapshot.json?file=/etc/passwd&at=2020-01-01&format=csv")
    assert asked.headers["etag"] == plain.headers["etag"]
    assert asked.content == plain.content


def test_it_is_for_reading(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        for path in (*FORMS, "/healthz"):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), (method, path)


def test_every_answer_carries_the_headers_that_protect_a_browser(client: httpx.Client) -> None:
    for path in (*FORMS, "/healthz", "/none"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "server" not in headers


def test_a_page_of_somebody_else_reads_nothing_under_its_own_name(client: httpx.Client) -> None:
    for host in ("attacker.example", "attacker.example:80", "", "127.0.0.1.attacker.example"):
        assert client.get("/snapshot.json", headers={"Host": host}).status_code in (400, 421), host
    for host in ("localhost:9464", "LOCALHOST", "[::1]:9464", "127.0.0.1"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200, host


def test_health_follows_the_service_and_is_not_kept(client: httpx.Client, well: dict[str, bool]) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "starting")
    assert answer.headers["cache-control"] == "no-store"
    well["well"] = False
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "stopped")


def test_before_there_is_a_snapshot_and_for_one_too_large_it_says_so(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = Publication()
    with serving(LOCAL, publication, lambda: conditions.first(NOW)) as base:
        answer = httpx.get(f"{base}/metrics", trust_env=False)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        monkeypatch.setattr("civitop.service.publication.MOST", 100)
        publication.publish(snapshot)
        assert httpx.get(f"{base}/report.html", trust_env=False).status_code == 503


def test_a_head_without_end_is_refused(client: httpx.Client) -> None:
    with suppress(httpx.TransportError):  # it may be turned away before it has said all
        assert client.get("/metrics", headers={"X-Long": "x" * 200_000}).status_code in (400, 431)
    assert client.get("/metrics").status_code == 200


def test_more_connections_than_allowed_are_turned_away_and_it_goes_on(client: httpx.Client) -> None:
    place = (client.base_url.host, client.base_url.port)
    held = [socket.create_connection(place) for _ in range(MOST_CONNECTIONS + 2)]
    try:
        assert client.get("/healthz").status_code == 503
    finally:
        for each in held:
            each.close()
    for _ in range(100):
        if client.get("/healthz").status_code == 200:
            return
        threading.Event().wait(0.1)
    raise AssertionError


def test_it_ends_although_a_client_holds_on(publication: Publication) -> None:
    before = set(threading.enumerate())
    with serving(LOCAL, publication, lambda: conditions.first(NOW)) as base:
        url = httpx.URL(base)
        half = socket.create_connection((url.host, url.port))
        half.sendall(b"GET /report.html HTTP/1.1\r\nHost: localh")
        assert httpx.get(f"{base}/healthz", trust_env=False).status_code == 200
    half.close()
    assert [t for t in threading.enumerate() if t not in before and t.name == "serve"] == []


def test_a_place_that_is_taken_is_one_sentence(publication: Publication) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(UsageError, match=f"port {port}"),
            serving(Address("127.0.0.1", port), publication, lambda: conditions.first(NOW)),
        ):
            pass


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9464", Address("127.0.0.1", 9464)),
        ("127.0.0.1:9464", Address("127.0.0.1", 9464)),
        ("localhost:1", Address("localhost", 1)),
        ("[::1]:9464", Address("::1", 9464)),
        ("0.0.0.0:9464", Address("0.0.0.0", 9464)),
        ("", None), (":9464", None), ("::1:9464", None), ("host", None), ("host:", None),
        ("host:99999", None), ("host:٣", None), ("-1", None),
    ],
)  # fmt: skip
def test_addresses(text: str, found: Address | None) -> None:
    assert address(text) == found


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True), ("127.0.0.9", True), ("::1", True),
        ("0.0.0.0", False), ("10.0.0.1", False), ("desk.example", False),
    ],
)  # fmt: skip
def test_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert Address(host, 1).is_loopback == loopback


def test_without_the_extra_it_says_what_to_install(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    with (
        pytest.raises(UsageError, match="civitop\\[serve\\]"),
        serving(LOCAL, publication, lambda: conditions.first(NOW)),
    ):
        pass


def test_the_document_is_the_one_that_snapshot_writes(
    client: httpx.Client, snapshot: Snapshot, tmp_path: Path
) -> None:
    from civitop.export import writer

    assert client.get("/snapshot.json").text == writer("json")(snapshot)
    assert json.loads(client.get("/snapshot.json").text)["schema"] == "civitop.snapshot/1"
