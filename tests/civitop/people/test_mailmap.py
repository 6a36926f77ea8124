"""`.mailmap` is read and applied as git does it: git itself is asked."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from civitop.model import account, address_hash, identity
from civitop.people.mailmap import Mailmap, parse

NAMES = ["Mette Holm", "mette holm", "M. Holm", "Ærø Å", "ærø å", "Jan", "#Jan", ""]
ADDRESSES = [
    "mette@example.dk",
    "METTE@example.dk",
    "jan@example.nl",
    "a@b",
    "",
    "7+jan@users.noreply.github.com",
]


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("mailmap") / "bare"
    subprocess.run(["git", "init", "-q", "--bare", str(path)], check=True)
    return path


def git_says(bare: Path, text: str, contacts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Ask git how it maps each (name, address)."""
    (bare / "map").write_text(text, encoding="utf-8")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    answer = subprocess.run(
        ["git", "-C", str(bare), "-c", f"mailmap.file={bare}/map", "check-mailmap", "--stdin"],
        input="".join(f"{name} <{email}>\n" for name, email in contacts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=True,
    )
    pairs = []
    for line in answer.stdout.splitlines():
        name, _, rest = line.rpartition("<")
        pairs.append((name.strip(), rest.rstrip(">")))
    return pairs


def assert_as_git(bare: Path, text: str) -> None:
    contacts = [(name, email) for name in NAMES for email in ADDRESSES]
    mailmap = Mailmap(parse(text))
    for (name, email), (proper_name, proper_email) in zip(
        contacts, git_says(bare, text, contacts), strict=True
    ):
        ours = mailmap.apply(identity(name, email))
        wanted = identity(proper_name, proper_email)
        assert (ours.name, ours.address, ours.domain) == (wanted.name, wanted.address, wanted.domain), (
            name,
            email,
        )


@pytest.mark.parametrize(
    "text",
    [
        "Mette Holm <mette@example.dk>\n",
        "<mette@example.dk> <jan@example.nl>\n",
        "Mette Holm <mette@example.dk> <a@b>\n",
        "Mette Holm <mette@example.dk> jan <JAN@example.nl>\n",
        "# Jan <jan@example.nl>\n#Jan <a@b>\n",
        " # Jan <jan@example.nl>\n",
        "Jan <jan@example.nl> # a remark\n",
        "Jan <jan@example.nl> # once <a@b>\n",
        "First <a@b>\nLast <a@b>\n",
        "First <a@b>\n<jan@example.nl> <a@b>\n",
        "One <mette@example.dk> M. Holm <a@b>\nTwo <jan@example.nl> <a@b>\n",
        "Two <jan@example.nl> <a@b>\nOne <a@b> m. holm <a@b>\nThree <mette@example.dk> M. Holm <a@b>\n",
        "Ærø Å <mette@example.dk> Ærø Å <a@b>\n",
        "Nobody <mette@example.dk> <>\nEmpty <>\n",
        "Broken <mette@example.dk\nBroken mette@example.dk>\n<>\n<a@b>\n",
        "  Mette Holm\t<mette@example.dk>\r\n",
        "Chain <jan@example.nl> <a@b>\nEnd <mette@example.dk> <jan@example.nl>\n",
        "",
    ],
)
def test_every_form_maps_as_git_maps_it(bare, text):
    assert_as_git(bare, text)


@pytest.mark.parametrize("seed", range(12))
def test_any_mailmap_maps_as_git_maps_it(bare, seed):
    chance = random.Random(seed)
    lines = []
    for _ in range(chance.randrange(1, 14)):
        first = f"{chance.choice(NAMES)} <{chance.choice(ADDRESSES)}>"
        second = chance.choice(
            ["", f"<{chance.choice(ADDRESSES)}>", f"{chance.choice(NAMES)} <{chance.choice(ADDRESSES)}>"]
        )
        lines.append(f"{first} {second}".strip() if chance.random() < 0.9 else f"# {first}")
    assert_as_git(bare, "\n".join(lines))


def test_an_address_is_kept_only_as_its_hash_and_domain():
    (entry,) = parse("Mette Holm <mette@example.dk> <mh@old.example>")
    assert entry.proper == identity("", "mette@example.dk")
    assert entry.seen_address == address_hash("MH@old.example")
    assert "mette@" not in repr(entry)


def test_an_identity_linked_to_an_account_keeps_it():
    login = account("github.com", "mholm")
    mailmap = Mailmap(parse("Mette Holm <9+other@users.noreply.github.com> <mh@old.example>"))
    mapped = mailmap.apply(identity("mh", "mh@old.example", login, bot=False))
    assert (mapped.name, mapped.login, mapped.domain) == ("Mette Holm", login, "users.noreply.github.com")


def test_a_proper_noreply_address_gives_the_account():
    mailmap = Mailmap(parse("Mette Holm <9+mholm@users.noreply.github.com> <mh@old.example>"))
    assert mailmap.apply(identity("mh", "mh@old.example")).login == "github.com/mholm"


def test_an_identity_of_which_no_line_speaks_stays_itself():
    who = identity("Jan", "jan@example.nl")
    assert Mailmap(parse("Mette Holm <mette@example.dk> <mh@old.example>")).apply(who) is who


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    entries = parse("\ufeffMette Holm <mette@example.dk> <mh@old.example>\n")
    (entry,) = entries
    assert entry.proper_name == "Mette Holm"
