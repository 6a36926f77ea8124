"""Addresses are cloned thinly, once, and asked cheaply after that."""

import asyncio
import contextlib
import functools
import http.server
import os
import subprocess
import threading
from pathlib import Path

import pytest

from civitop.polling.collector import Collected, Known


def stored(collected: Collected) -> Known:
    return Known(collected.facts.repository, collected.fingerprint, lambda: collected.facts)


@pytest.fixture
def upstream(clone):
    """A repository that serves partial clones, as forges do."""
    clone.git("config", "uploadpack.allowFilter", "true")
    clone.git("config", "uploadpack.allowAnySHA1InWant", "true")
    clone.write("publiccode.yml", "name: x\n")
    clone.write("big", "x" * 50_000)
    clone.commit()
    clone.git("tag", "v1")
    return clone


async def test_an_address_is_collected_with_the_documents_that_its_thin_clone_lacks(
    upstream, reader, tmp_path
):
    facts = await reader.facts(upstream.path.as_uri())
    assert facts.repository.id == f"git:{upstream.path.as_uri()}"
    assert facts.repository.default_branch == "main"
    assert facts.repository.head == facts.commits[0].oid
    assert [document.text for document in facts.documents] == ["name: x\n"]
    assert [tag.name for tag in facts.tags] == ["v1"]
    assert facts.extent("files").missing is None
    (bare,) = (tmp_path / "cache").iterdir()
    assert (bare / "HEAD").exists()
    assert "big" in facts.files
    big = upstream.git("rev-parse", "HEAD:big")
    held = upstream.git("-C", str(bare), "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    assert big not in held


async def test_the_pulse_of_an_address_is_one_request_and_fetches_nothing(upstream, reader, tmp_path):
    known = await reader.known(upstream.path.as_uri())
    assert reader.budgets == []
    await reader.fingerprint(known)
    assert reader.budgets[-1].spent.requests == 1
    assert not (tmp_path / "cache").exists()


async def test_a_second_round_fetches_what_is_new(upstream, reader, tmp_path):
    first = await reader.collected(await reader.known(upstream.path.as_uri()))
    assert await reader.fingerprint(stored(first)) == first.fingerprint
    new = upstream.commit("Jan", "jan@example.nl")
    upstream.git("tag", "-d", "v1")
    assert await reader.fingerprint(stored(first)) != first.fingerprint
    second = await reader.collected(stored(first))
    assert second.facts.base == first.facts.repository.head
    assert [commit.oid for commit in second.facts.commits] == [new]
    assert second.facts.tags == ()
    assert len(list((tmp_path / "cache").iterdir())) == 1


async def test_a_force_push_and_a_renamed_default_branch_are_followed(upstream, reader):
    first = await reader.collected(await reader.known(upstream.path.as_uri()))
    upstream.git("commit", "-q", "--amend", "-m", "other", **upstream.who)
    upstream.git("branch", "-m", "main", "trunk")
    second = await reader.collected(stored(first))
    assert (second.facts.base, second.facts.repository.default_branch) == (None, "trunk")
    assert len(second.facts.commits) == 1


async def test_a_detached_upstream_is_collected(upstream, reader):
    upstream.git("checkout", "-q", "--detach")
    facts = await reader.facts(upstream.path.as_uri())
    assert (facts.repository.default_branch, len(facts.commits)) == (None, 1)


async def test_an_empty_address_is_facts_with_nothing(another, reader):
    empty = another("empty", "--bare")
    facts = await reader.facts(empty.path.as_uri())
    assert (facts.repository.head, facts.commits) == (None, ())


async def test_an_address_without_a_default_branch(upstream, reader):
    upstream.git("symbolic-ref", "HEAD", "refs/heads/master")
    facts = await reader.facts(upstream.path.as_uri())
    assert facts.repository.default_branch == "main"
    assert facts.repository.head == upstream.git("rev-parse", "main")
    assert facts.commits
    assert "main is read instead" in facts.extent("commits").note.english


async def test_the_same_address_twice_at_once_is_cloned_once(upstream, reader, tmp_path):
    known = await reader.known(upstream.path.as_uri())
    one, two = await asyncio.gather(reader.collected(known), reader.collected(known))
    assert one.facts.commits == two.facts.commits
    assert len(list((tmp_path / "cache").iterdir())) == 1


async def test_an_address_that_holds_nothing(reader, tmp_path):
    address = (tmp_path / "nowhere").as_uri()
    failure = await reader.failure(address)
    assert (failure.kind, failure.error.english) == (
        "not-found",
        f"There is no git repository at {address}; correct the address.",
    )


async def test_an_address_that_does_not_answer(reader, unused_tcp_port):
    failure = await reader.failure(f"http://127.0.0.1:{unused_tcp_port}/a/b")
    assert (failure.kind, failure.final) == ("unreachable", False)
    assert failure.error.english.endswith("civitop asks again in the next round.")


async def test_a_token_in_an_address_is_in_no_answer(reader):
    failure = await reader.failure("https://me:s3cret@git.example/a/b")
    assert "s3cret" not in repr(failure)


async def test_a_cache_that_cannot_be_written(upstream, reader, tmp_path):
    (tmp_path / "cache").write_text("a file")
    failure = await reader.failure(upstream.path.as_uri())
    assert "cache" in failure.error.english
    assert failure.error.english.endswith(".")


async def test_a_damaged_cache_is_made_anew(upstream, reader, tmp_path):
    known = await reader.known(upstream.path.as_uri())
    await reader.collected(known)
    for pack in (tmp_path / "cache").rglob("objects/pack/*"):
        pack.unlink()
    for _ in range(2):
        answers = [item async for item in reader.collector.collect([known], None)]
    assert isinstance(answers[0], Collected), answers


async def test_an_address_whose_repository_is_damaged_is_not_blamed_on_the_cache(upstream, reader):
    big = upstream.git("rev-parse", "HEAD:big")
    (upstream.path / ".git/objects" / big[:2] / big[2:]).unlink()
    upstream.git("config", "uploadpack.allowFilter", "false")
    failure = await reader.failure(upstream.path.as_uri())
    assert failure.kind == "unreachable"
    assert "cannot be reached (git upload-pack" in failure.error.english
    assert "cache" not in failure.error.english.partition("(")[2]


class Plain(http.server.SimpleHTTPRequestHandler):
    """Serves files, and knows nothing of git."""

    status = 0

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        if self.status:
            self.send_error(self.status)
        else:
            super().do_GET()


class Smart(Plain):
    """Hands over to git's own server side, as a forge does."""

    def do_GET(self):
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": self.directory,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        answer = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True, check=True
        )
        head, _, body = answer.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.do_GET()


@contextlib.contextmanager
def serving(folder: Path, kind: type[Plain] = Plain, code: int = 0):
    handler = type("Handler", (kind,), {"status": code})
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    ) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_repository_is_collected_thinly_over_http(upstream, reader, tmp_path):
    with serving(upstream.path.parent, Smart) as address:
        facts = await reader.facts(f"{address}/desk/.git")
        assert facts.repository.url == f"{address}/desk"
        assert len(facts.commits) == 1
        assert [document.path for document in facts.documents] == ["publiccode.yml"]
        (bare,) = (tmp_path / "cache").iterdir()
        held = upstream.git("-C", str(bare), "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
        assert upstream.git("rev-parse", "HEAD:big") not in held
        upstream.commit()
        again = await reader.collected(
            stored(await reader.collected(await reader.known(f"{address}/desk/.git")))
        )
        assert len(again.facts.commits) == 0


async def test_the_files_that_a_thin_clone_lacks_come_in_one_talk(upstream, reader):
    asked = []

    class Counting(Smart):
        def do_POST(self):
            asked.append(self.path.rpartition("/")[2])
            super().do_POST()

    with serving(upstream.path.parent, Counting) as address:
        await reader.facts(f"{address}/desk/.git")
        upstream.write(".mailmap", "Mette Holm <mette@example.dk> <mh@old.example>\n")
        upstream.write("publiccode.yml", "name: y\n")
        upstream.commit()
        asked.clear()
        facts = await reader.facts(f"{address}/desk/.git")
    assert [document.text for document in facts.documents] == ["name: y\n"]
    assert len(facts.mailmap) == 1
    assert len(asked) == 4  # where the server stands, twice; what is new; and both files


async def test_a_server_that_only_hands_out_files_is_collected_whole(upstream, reader, tmp_path):
    upstream.git("update-server-info")
    with serving(upstream.path) as address:
        facts = await reader.facts(f"{address}/.git")
    assert len(facts.commits) == 1
    assert [document.path for document in facts.documents] == ["publiccode.yml"]
    (bare,) = (tmp_path / "cache").iterdir()
    assert upstream.git("-C", str(bare), "config", "--get-all", "remote.origin.url")
    assert not (bare / "civitop-packets").exists()


@pytest.mark.parametrize(("code", "kind"), [(401, "unauthorised"), (404, "not-found"), (500, "unreachable")])
async def test_what_a_server_answers_becomes_a_sentence(reader, tmp_path, code, kind):
    with serving(tmp_path, code=code) as address:
        failure = await reader.failure(f"{address}/a/b")
    assert failure.kind == kind
    assert failure.error.english.endswith(".")
