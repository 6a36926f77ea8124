"""One reader of co-authors: by git's rule, and the same from a clone, from GitHub and from GitLab."""

import os
import random
import subprocess
import time

import pytest

from civitop.config.settings import Forge
from civitop.model import Identity, identity
from collectors.coauthors import KEY, coauthors, trailers
from collectors.git.history import FORMAT, People, read_record
from collectors.github.parse import Reader
from collectors.gitlab import parse as gitlab

ME = ("Mette Holm", "mette@example.dk")
JAN = "Jan Vos <jan@example.nl>"

MESSAGES = {
    "proper": (f"T\n\nbody\n\nCo-authored-by: {JAN}", ["jan"]),
    "any case": (f"T\n\ncO-AUTHORED-by: {JAN}", ["jan"]),
    "no space": (f"T\n\nCo-authored-by:{JAN}", ["jan"]),
    "space before the colon": (f"T\n\nCo-authored-by : {JAN}", ["jan"]),
    "among others": (f"T\n\nSigned-off-by: Mette Holm <mette@example.dk>\nCo-authored-by: {JAN}", ["jan"]),
    "in the middle": (f"T (#12)\n\n* one\n\nCo-authored-by: {JAN}\n\n* two\n\nlast words", []),
    "squashed": (f"T\n\n* one\n\nCo-authored-by: {JAN}\n\n---------\n\nCo-authored-by: {JAN}", ["jan"]),
    "blank line between": (f"T\n\nCo-authored-by: {JAN}\n\nCo-authored-by: Ea <ea@example.dk>", ["ea"]),
    "text beside": (f"T\n\nThis was hard\nand long\nCo-authored-by: {JAN}", []),
    "text beside what git wrote": (
        f"T\n\nHard\nSigned-off-by: Mette Holm <mette@example.dk>\nCo-authored-by: {JAN}",
        ["jan"],
    ),
    "indented": (f"T\n\n    Co-authored-by: {JAN}", []),
    "quoted": (f"T\n\n> Co-authored-by: {JAN}", []),
    "folded": ("T\n\nCo-authored-by: Jan Vos\n  <jan@example.nl>", ["jan"]),
    "no brackets": ("T\n\nCo-authored-by: Jan Vos jan@example.nl", []),
    "no address": ("T\n\nCo-authored-by: Jan Vos <jan>", []),
    "name in quotes": ('T\n\nCo-authored-by: "Jan Vos" <jan@example.nl>', ["jan"]),
    "two on a line": (f"T\n\nCo-authored-by: {JAN}, Ea <ea@example.dk>", ["jan", "ea"]),
    "twice": (f"T\n\nCo-authored-by: {JAN}\nCo-authored-by: J. Vos <JAN@example.nl>", ["jan"]),
    "the author": (f"T\n\nCo-authored-by: M <METTE@example.dk>\nCo-authored-by: {JAN}", ["jan"]),
    "carriage returns": (f"T\r\n\r\nCo-authored-by: {JAN}\r\n", ["jan"]),
    "the title": (f"Co-authored-by: {JAN}", []),
    "below the title": (f"T\nCo-authored-by: {JAN}", []),
}
WHO = {"jan": identity("Jan Vos", "jan@example.nl"), "ea": identity("Ea", "ea@example.dk")}


def git(path, *arguments, text=b""):
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    return subprocess.run(
        ["git", *arguments], cwd=path, env=environment, input=text, capture_output=True, check=True
    ).stdout


def history(path, messages):
    """Commit all messages in one go, and return the records of the collector's own format."""
    git(path, "init", "-q")
    who = f"{ME[0]} <{ME[1]}> 1767225600 +0000"
    stream = "".join(
        f"commit refs/heads/main\ncommitter {who}\ndata {len(message.encode())}\n{message}\n"
        for message in messages
    )
    git(path, "fast-import", "--quiet", text=stream.encode())
    said = git(
        path, "-c", "trailer.separators=:", "log", "-z", "--reverse", f"--format={FORMAT}", "main", "--"
    )
    return said.split(b"\0")[: len(messages)]


@pytest.fixture(scope="module")
def cloned(tmp_path_factory):
    people = People()
    records = history(tmp_path_factory.mktemp("coauthors"), [message for message, _ in MESSAGES.values()])
    return {
        name: read_record(record, people).coauthors for name, record in zip(MESSAGES, records, strict=True)
    }


@pytest.mark.parametrize("name", MESSAGES)
def test_a_clone_and_both_forges_name_the_same_coauthors(name, cloned):
    message, expected = MESSAGES[name]
    reader = Reader(Forge(name="github", kind="github", url="https://github.com"))
    by = {"name": ME[0], "email": ME[1], "user": {"login": "mholm"}}
    at = "2026-01-01T00:00:00Z"
    github = reader.commit({"oid": "a1", "committedDate": at, "message": message, "author": by}, 1)
    item = {"id": "a1", "committed_date": at, "message": message, "author_name": ME[0], "author_email": ME[1]}
    who = tuple(WHO[each] for each in expected)
    assert cloned[name] == who
    assert github.coauthors == who
    assert gitlab.commit(item).coauthors == who


def test_the_author_is_no_coauthor_of_their_own_under_the_address_a_forge_gives_out():
    author = identity("Mette", "mette@example.dk", "github.com/mholm")
    message = "T\n\nCo-authored-by: Mette <12+MHolm@users.noreply.github.com>"
    assert coauthors(message, author, identity) == ()


def test_trailers_are_those_that_git_finds(tmp_path):
    chance = random.Random(15)
    pieces = [
        *(
            "\n",
            "\n",
            " \n",
            "\t\n",
            "\r\n",
            "text\n",
            "more text\n",
            " folded\n",
            "\tfolded <x@y.z>\n",
            "# note\n",
        ),
        *(f"Co-authored-by: {JAN}\n", "co-authored-by :Ea <ea@example.dk>\n", "CO-AUTHORED-BY:\n"),
        *("Signed-off-by: Ea <ea@example.dk>\n", "Signed-off-by:Ea\n", "(cherry picked from commit abc)\n"),
        *(
            "Key: value\n",
            "Two words: value\n",
            "-: x\n",
            ": x\n",
            "---\n",
            "Ké: x\n",
            "Key:\r\n",
            "A1:: b\n",
        ),
    ]
    messages = ["T" + "".join(chance.choices(pieces, k=chance.randrange(1, 12))) for _ in range(3000)]
    messages = [f"{number}\n{message}" for number, message in enumerate(messages)]
    for message, record in zip(messages, history(tmp_path, messages), strict=True):
        theirs = [value for value in record.split(b"\n", 5)[5].decode().split("\n") if value]
        ours = [value for key, value in trailers(message) if key.lower() == KEY and value]
        assert ours == theirs, message


@pytest.mark.parametrize(
    "tail",
    [
        " " * 100_000,
        " " * 100_000 + "x",
        "<" * 100_000,
        ">" * 100_000,
        "<>" * 50_000,
        "a" * 100_000 + "<",
        "\n " * 50_000,
        "a@" * 50_000 + ">",
        "\nCo-authored-by:" * 6_000,
        ("\n" + "-" * 999) * 100,
    ],
    ids=lambda tail: repr(tail[:6]),
)
def test_a_message_of_any_shape_takes_no_time(tail):
    started = time.thread_time()
    coauthors("T\n\nCo-authored-by:" + tail, Identity(), identity)
    coauthors("T\n\nSigned-off-by: x\n" + tail + "\nCo-authored-by: x", Identity(), identity)
    assert time.thread_time() - started < 1
