"""What the environment says of proxies and certificates, and what a token must never do."""

import asyncio
import datetime
import ipaddress
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from civitop.cli.logs import OURS, logged_to_stderr
from civitop.config.settings import Forge, TokenSource
from civitop.errors import ConfigError, Unreachable
from collectors.git.command import Git
from collectors.http import certificates, clients
from collectors.http.proxies import is_loopback, proxy_for
from collectors.http.transport import Transport
from collectors.tokens import tokens

TOKEN = "ghp_markedtoken0123456789abcdefghij"
HOST = "https://hub.example/api/"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in certificates.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    certificates._read.cache_clear()
    yield
    certificates._read.cache_clear()


def forge(url: str) -> Forge:
    return Forge(name="hub", kind="github", url=url, token=TokenSource())


def transport(url: str, *held: str, **more: Any) -> Transport:
    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    now = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    return Transport(forge(url), url, held, lambda _: None, lambda: now, sleep=at_once, **more)


# ---------------------------------------------------------------- proxies


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p:3128"}, "http://p:3128"),
        ({"https_proxy": "p:3128"}, "http://p:3128"),
        ({"ALL_PROXY": "socks://p:1080"}, "socks5://p:1080"),
        ({"ALL_PROXY": "socks5h://p:1080/"}, "socks5h://p:1080/"),
        ({"HTTP_PROXY": "http://p:3128"}, None),
        ({"HTTPS_PROXY": "http://me:pw@p:1", "ALL_PROXY": "ftp://x"}, "http://me:pw@p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "fd00::/8, .example"}, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "hub.example:443"}, "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "ub.example,10.0.0.0/8,[::1]"}, "http://p:1"),
    ],
)
def test_the_proxy_of_the_environment(environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for(HOST, environ) == proxy


@pytest.mark.parametrize(
    ("url", "listed", "bypassed"),
    [
        ("https://[fd12::1]/", "fd00::/8", True), ("https://[2001:db8::1]/", "fd00::/8", False),
        ("https://10.1.2.3/", "10.0.0.0/8", True), ("https://11.1.2.3/", "10.0.0.0/8", False),
        ("https://10.1.2.3:8443/", "10.1.2.3", True), ("https://hub.example:8443/", "hub.example:8443", True),
        ("https://a.hub.example/", "*.hub.example", True), ("https://xhub.example/", "hub.example", False),
    ],
)  # fmt: skip
def test_networks_and_domains_that_need_no_proxy(url: str, listed: str, bypassed: bool) -> None:
    assert (proxy_for(url, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": listed}) is None) is bypassed


@pytest.mark.parametrize(
    "value", ["ftp://p:1", "http://", "http://[::1", "http://p:99999999", "socks4://p:1"]
)
def test_a_proxy_that_cannot_be_used_is_named_with_its_variable_and_without_its_password(value: str) -> None:
    written = value.replace("://", "://me:s3cret@")
    with pytest.raises(
        ConfigError, match="The variable ALL_PROXY names a proxy that cannot be used"
    ) as caught:
        proxy_for(HOST, {"ALL_PROXY": written})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "environ",
    [
        {"ALL_PROXY": "socks://127.0.0.1:1"}, {"ALL_PROXY": "socks5://127.0.0.1:1"},
        {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "fd00::/8,[::1],::1,10.0.0.0/8"},
    ],
)  # fmt: skip
async def test_a_client_can_be_made_under_every_environment(environ: dict[str, str]) -> None:
    async with clients.client_for(HOST, environ=environ) as client:
        with pytest.raises(httpx.TransportError):  # nobody listens at the proxy; no other error comes of it
            await client.get(HOST)


@asynccontextmanager
async def listening(answer: bytes, **more: Any) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answer every connection on loopback with the same bytes; yield the port, and what was asked."""
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, **more)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


async def test_a_token_for_loopback_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(OK) as (proxy, through), listening(OK) as (port, asked):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        way = transport(f"http://127.0.0.1:{port}/", TOKEN)
        await way.get("x")
        await way.aclose()
    assert through == []
    assert TOKEN.encode() in asked[0]


def test_loopback_is_known_by_all_its_names() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1", "forge.localhost")))
    assert not any(map(is_loopback, ("localhost.example", "10.0.0.1", "::2", "")))


def test_git_asks_no_proxy_for_loopback_either() -> None:
    given = Git({"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.example"})._remote
    assert given["no_proxy"] == given["NO_PROXY"] == "a.example,localhost,127.0.0.1,::1"


# ---------------------------------------------------------------- certificates


@pytest.mark.parametrize("name", certificates.VARIABLES)
@pytest.mark.parametrize("content", [None, b"", b"no certificate"], ids=["missing", "empty", "other"])
def test_certificates_that_are_none_are_said_with_variable_and_file(
    name: str, content: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        certificates.context({name: str(file)})
    assert f"the variable {name} names cannot be read from {file}" in str(caught.value)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """The certificate of an authority nobody knows, and what a server for 127.0.0.1 shows by it."""
    own, private = tmp_path / "own.pem", tmp_path / "own.key"
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "own")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    own.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(own, private)
    return own, server


async def test_a_foreign_authority_is_said_to_be_one_and_asked_once(
    authority: tuple[Path, ssl.SSLContext],
) -> None:
    waits: list[float] = []

    async def slept(seconds: float) -> None:
        waits.append(seconds)

    async with listening(OK, ssl=authority[1]) as (port, _):
        way = transport(f"https://127.0.0.1:{port}/")
        way.gate._sleep = slept
        with pytest.raises(Unreachable, match=r"The certificate of 127.0.0.1 is not trusted \(self.signed"):
            await way.get("x")
        await way.aclose()
    assert waits == []


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
async def test_an_authority_that_the_environment_names_is_trusted(
    name: str, authority: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(authority[0]))
    async with listening(OK, ssl=authority[1]) as (port, _):
        way = transport(f"https://127.0.0.1:{port}/")
        assert (await way.get("x")).status == 200
        await way.aclose()


def test_without_a_variable_the_systems_store_is_trusted_too(
    authority: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = certificates.context({}).cert_store_stats()["x509_ca"]
    real = ssl.SSLContext.load_default_certs

    def with_ours(self: ssl.SSLContext, *purpose: Any) -> None:
        real(self, *purpose)
        self.load_verify_locations(cafile=str(authority[0]))

    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", with_ours)
    assert certificates.context({}).cert_store_stats()["x509_ca"] == before + 1


# ---------------------------------------------------------------- tokens


async def test_a_token_that_a_forge_echoes_is_not_kept() -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        said = request.headers.get("authorization", "")
        return httpx.Response(403, json={"message": f"Bad {said}"}, headers={"x-echo": said})

    way = transport(HOST, TOKEN, http=httpx.MockTransport(echo))
    reply = await way.get("x")
    await way.aclose()
    assert b"Bad Bearer [token]" in reply.body
    assert TOKEN not in str(reply)


def test_no_library_logs_header_blocks_however_much_is_asked_for() -> None:
    with logged_to_stderr(5):
        assert all(logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in OURS)
        for name in (
            "httpx",
            "httpcore",
            "httpcore.http2",
            "hpack",
            "hpack.hpack",
            "urllib3",
            "github",
            "asyncio",
        ):
            assert not logging.getLogger(name).isEnabledFor(logging.INFO), name
    assert not logging.getLogger("civitop").isEnabledFor(logging.DEBUG)


@pytest.mark.parametrize("value", [f"{TOKEN}\nsecond", f"{TOKEN} x", f"{TOKEN}é"])
async def test_a_token_that_cannot_be_sent_is_said_and_not_shown(
    value: str, caplog: pytest.LogCaptureFixture
) -> None:
    ours = Forge(name="hub", kind="github", url="https://hub.example", token=TokenSource(env=("OURS",)))

    async def nothing(*_: Any) -> tuple[int, str, str]:
        return 1, "", ""

    assert await tokens(ours, {"OURS": value}, run=nothing) == ()
    assert "What the variable OURS has is no token" in caplog.text
    assert ("a line break" in caplog.text) is ("\n" in value)
    assert TOKEN not in caplog.text
