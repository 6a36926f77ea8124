"""What is fuzzed: each target takes any bytes at all, and whatever it raises is a mistake of ours.

A target reads as the code that it stands for is called, suppresses what its callers handle, and then uses what was
read: a value that can be read and not be used is as bad. `make fuzz` runs them under atheris, the suite for seconds.
"""

import argparse
import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec

from civitop.cli.snapshots.moments import moment, period
from civitop.codec import decode_health, encode_health
from civitop.config import duration
from civitop.config import parse as parse_config
from civitop.config.settings import Forge
from civitop.errors import CivitopError, CollectError, ConfigError, UsageError
from civitop.export import FORMATS, writer
from civitop.filter.completion import complete
from civitop.filter.grammar import FilterError
from civitop.filter.grammar import parse as parse_filter
from civitop.health import Snapshot
from civitop.i18n.language import load
from civitop.i18n.message import Phrase, keep, recall, say
from civitop.model import Document, Identity, address_hash, identity
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row, read_rows
from civitop.people.mailmap import Mailmap
from civitop.people.mailmap import parse as parse_mailmap
from civitop.publiccode import read as read_publiccode
from civitop.reading.published import named, read_published
from civitop.redact import without_secret
from civitop.sanitise import decoded, document, plain, without_address
from civitop.store.facts import KINDS as FACTS
from civitop.store.values import readable
from collectors.coauthors import coauthors
from collectors.forges import KINDS
from collectors.git.address import place, web_address
from collectors.git.history import People, newest_first, read_record
from collectors.gitlab.client import NEXT
from collectors.http.rate_limits import Patience, allowance, retry_after, server_time
from collectors.targets import source_of
from tests.collectors.in_process import At, paths
from tests.fuzz import answers, arithmetic

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FORGES = {
    "github": Forge(name="github", kind="github", url="https://github.com"),
    "gitlab": Forge(name="gitlab", kind="gitlab", url="https://gitlab.com"),
    "git": Forge(name="git", kind="git", url="", addressed=False),
}
LANGUAGES = ("en", "nl", "da")


def text(data: bytes) -> str:
    """Return bytes as the text of a file that was decoded before."""
    return data.decode("utf-8", "replace")


@cache
def registry() -> Registry:
    row = partial(Row, type="", variants=(), derived_domains=(), region="", source="invented")
    return Registry(
        [
            row(id="DK-0751", kind="municipality", name="Aaholm", domains=("aaholm.example",)),
            row(id="NL-nordkode", kind="vendor", name="Nordkode", domains=("nordkode.example",)),
        ]
    )


@cache
def sample() -> Snapshot:
    return read_published(answers.snapshot())


# ---------------------------------------------------------------- what the person at the keyboard writes


def config(data: bytes) -> None:
    try:
        found = parse_config(text(data), "config.toml", Path("/nowhere"), KINDS)
    except ConfigError as error:
        said(error)
        return
    for network in found.networks.values():
        assert all(source.forge in found.forges for source in network.watch)


def spans_and_days(data: bytes) -> None:
    word = os.fsdecode(data)
    duration(word)
    period(word)
    with contextlib.suppress(argparse.ArgumentTypeError):
        assert moment(word).tzinfo is not None


def filters(data: bytes) -> None:
    word = text(data)
    networks = {"ours": ("Ours",)}
    shown = complete(word, sample().repositories, networks)
    assert shown is not None
    try:
        found = parse_filter(word)
    except FilterError as error:
        said(error)
        return
    for health in sample().repositories:
        found.matches(health, ("ours",))
    assert str(parse_filter(str(found))) == str(found)


def targets(data: bytes) -> None:
    word = os.fsdecode(data)
    with contextlib.suppress(UsageError):
        source = source_of(word, FORGES)
        source.path.encode()
        assert source.path.strip()
    with contextlib.suppress(CollectError):
        found = place(word)
        found.name.encode()
        Path(found.address)
    web_address(word)
    without_secret(word)


def affiliations(data: bytes) -> None:
    try:
        stated = read_stated(text(data), "people.toml", registry(), "DK")
    except ConfigError as error:
        said(error)
        return
    engine = NetworkAffiliator(registry(), stated)
    for who in WHO:
        for at in (NOW, datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)):
            engine.affiliate(who, at)


WHO = (
    identity("Ida Holm", "ida@aaholm.example", "github.com/ida"),
    identity("", "bo@nowhere.example"),
    Identity(),
)


def organisations(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        try:
            rows = read_rows(file.name)
        except ConfigError as error:
            said(error)
            return
    own = Registry(rows)
    for row in rows:
        own.named(row.name, "DK")
        own.on(row.id, NOW.date())
        for domain in (*row.domains, *row.derived_domains):
            own.by_domain(domain)


# ---------------------------------------------------------------- what stands in repositories


def publiccode(data: bytes) -> None:
    found = read_publiccode([Document("publiccode.yml", document(text(data)))], ("README.md", "logo.svg"))
    assert found is not None
    for problem in found.problems:
        assert problem.line >= 1
        in_all_languages(problem.text)


def mailmap(data: bytes) -> None:
    entries = parse_mailmap(document("\n".join(decoded(line) for line in data.split(b"\n"))))
    found = Mailmap(entries)
    for seen in (
        *WHO,
        *(Identity(entry.seen_name or "x", entry.seen_address) for entry in entries[:50]),
    ):
        proper = found.apply(seen)
        proper.name.encode()
        assert found.apply(seen) == proper


def git_log(data: bytes) -> None:
    people = People()
    found = []
    for record in data.split(b"\0")[:-1]:
        with contextlib.suppress(CollectError):
            found.append(read_record(record, people))
    for commit in newest_first(found):
        msgspec.json.encode(commit)


def messages(data: bytes) -> None:
    message = text(data)
    for who in coauthors(message, WHO[0], identity):
        assert who.address != WHO[0].address
    for cleaned in (plain(message), plain(message, 20)):
        cleaned.encode()
        assert "\n" not in cleaned
        assert "\x1b" not in cleaned
    assert "\x1b" not in document(message)
    without_address(message)
    address_hash(message)


# ---------------------------------------------------------------- what forges and servers say


def headers(data: bytes) -> None:
    lines = data.decode("latin-1").split("\n")
    said_here = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    said_here |= {"retry-after": lines[0].strip(), "date": lines[-1].strip()}
    server_time(said_here)
    found = allowance(said_here, NOW)
    assert found.resets_at is None or found.resets_at >= NOW
    until = retry_after(said_here, NOW)
    assert until is None or until >= NOW
    assert Patience().limit(NOW, until, NOW - NOW) >= NOW
    NEXT.search(said_here.get("link", ""))


# ---------------------------------------------------------------- what is kept, and what others published


def sentences(data: bytes) -> None:
    kept = text(data)
    in_all_languages(recall(Phrase, kept))
    again = keep(recall(Phrase, kept))
    assert str(recall(Phrase, again)) == str(recall(Phrase, kept))
    assert str(say("{it}", it=kept)) == kept


def published(data: bytes) -> None:
    try:
        found = read_published(data)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return
    shown = named(found, "a file")
    for name in FORMATS:
        writer(name)(shown)


@cache
def places(kind: str) -> tuple[Any, list[At]]:
    """Return a snapshot or a stored health as JSON has it, with the places of its fields."""
    kept = answers.snapshot() if kind == "snapshot" else encode_health(sample().repositories[0])
    value = json.loads(kept)
    return value, list(paths(value))


def published_fields(data: bytes) -> None:
    published(answers.spoilt(*places("snapshot"), data))


def stored_fields(data: bytes) -> None:
    stored(answers.spoilt(*places("health"), data))


def stored(data: bytes) -> None:
    health = readable(partial(decode_health, data))
    if health is not None:
        _ = health.worst, health.finished
        for signal in health.signals.values():
            in_all_languages(signal.reason)
    for of in FACTS.values():
        readable(partial(msgspec.msgpack.decode, data, type=of))


def said(error: CivitopError) -> None:
    """What is told of an error is a text that every terminal takes, in every language."""
    in_all_languages(error.phrase)


def in_all_languages(sentence: Phrase) -> None:
    for code in LANGUAGES:
        sentence.said(load(code)).encode("utf-8", "surrogateescape")


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (
        *(config, spans_and_days, filters, targets, affiliations, organisations),
        *(publiccode, mailmap, git_log, messages, headers, sentences, published, published_fields),
        *(stored, stored_fields),
        *(answers.github, answers.gitlab, answers.github_fields, answers.gitlab_fields),
        *(arithmetic.history, arithmetic.figures),
    )
}
