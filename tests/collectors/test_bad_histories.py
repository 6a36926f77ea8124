"""What can be wrong with git, a network, a repository or the cache: one sentence each, and the others untouched."""

import http.server
import os
import shutil
import threading
from contextlib import contextmanager

import pytest

from collectors.git.histories import Histories
from tests.collectors.git.conftest import Clone
from tests.collectors.test_histories import (  # the fixtures, too
    Interface,
    address,
    collected,
    histories,
    told,
    upstream,
)

__all__ = ["histories", "upstream"]


async def said(maker, url, histories):
    """Return why the history of the repository at `url` is not held."""
    [after] = await collected(Interface(told(maker, url)), histories)
    extent = after.facts.extent("commits")
    assert not extent.held
    assert after.fingerprint.endswith(":unread")
    assert after.facts.issues == told(maker, url).facts.issues
    return extent.missing.english


def git_that(tmp_path, script):
    """Return the path of a git of our own making: `script` is what its shell does."""
    made = tmp_path / "git"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    return str(made)


def failing(tmp_path, complaint, *commands):
    """Return a git that is real but for some commands, which only complain: by default those that ask a server."""
    asked = tmp_path / "asked"
    shapes = "|".join(f'*" {command} "*' for command in commands or ("ls-remote", "fetch"))
    return git_that(
        tmp_path,
        f'case " $* " in {shapes}) echo x >> {asked}; echo "fatal: {complaint}" >&2; exit 128;; esac\n'
        'exec git "$@"',
    )


def made(tmp_path, program):
    return Histories(tmp_path / "cache", os.environ, program)


async def test_no_git(maker, upstream, tmp_path):
    sentence = await said(maker, address(upstream), made(tmp_path, "no-such-git"))
    assert sentence == "The git command was not found; install git, or put it on the PATH."


@pytest.mark.parametrize("version", ["2.24.4", "1.8.3.1"])
async def test_a_git_that_is_too_old(maker, upstream, tmp_path, version):
    git = git_that(tmp_path, f"echo git version {version}")
    sentence = await said(maker, address(upstream), made(tmp_path, git))
    assert sentence == f"git {version} is too old to read from servers; install git 2.25 or a newer one."


@pytest.mark.parametrize("version", ["2.25.0", "2.39.2 (Apple Git-143)", "2.45.1.windows.1", "3.0"])
async def test_a_git_that_is_new_enough(maker, upstream, tmp_path, version):
    git = git_that(
        tmp_path, f'case " $* " in *" version "*) echo git version {version!r}; exit;; esac\nexec git "$@"'
    )
    [after] = await collected(Interface(told(maker, address(upstream))), made(tmp_path, git))
    assert after.facts.extent("commits").held


@pytest.mark.parametrize(
    "complaint",
    [
        "unable to access 'https://hub.example/x.git/': CONNECT tunnel failed, response 403",
        "unable to access 'https://hub.example/x.git/': Received HTTP code 407 from proxy after CONNECT",
        "unable to access 'https://hub.example/x.git/': Could not resolve host: hub.example",
        "unable to access 'https://hub.example/x.git/': Failed to connect to hub.example port 443",
    ],
)
async def test_a_proxy_that_lets_no_git_through_is_asked_for_a_few_and_not_for_all(
    maker, tmp_path, complaint
):
    histories = made(tmp_path, failing(tmp_path, complaint))
    tools = [told(maker, f"https://hub.example/tool{n}", f"bakkeby/tool{n}") for n in range(20)]
    answers = await collected(Interface(*tools), histories)
    for answer in answers:
        sentence = answer.facts.extent("commits").missing.english
        assert sentence.startswith("git finds no way to hub.example (")
        assert sentence.endswith("check whether a proxy or firewall lets git through.")
    assert len((tmp_path / "asked").read_text().splitlines()) <= 6


class Closed(http.server.BaseHTTPRequestHandler):
    """Wants a password, as GitHub does for what is private or gone."""

    def do_GET(self):
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="GitHub"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def closed():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Closed) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_repository_that_is_private_or_gone_asks_nobody_for_a_password(
    maker, upstream, tmp_path, monkeypatch
):
    asked = tmp_path / "helper"
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "credential.helper")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"!echo asked >> {asked}; echo password=secret; echo")
    histories = made(tmp_path, "git")
    with closed() as url:
        lost, good = told(maker, f"{url}/bakkeby/lost", "bakkeby/lost"), told(maker, address(upstream))
        found = {a.facts.repository.name: a.facts for a in await collected(Interface(lost, good), histories)}
    assert found["bakkeby/lost"].extent("commits").missing.english == (
        "git is not shown the history of bakkeby/lost: it is private, or gone; "
        "only the interface can tell it, with a token that may see it."
    )
    assert found["bakkeby/desk"].extent("commits").held
    assert not asked.exists()


async def test_a_repository_that_is_gone_from_a_disk(maker, histories, tmp_path):
    sentence = await said(maker, (tmp_path / "nowhere").as_uri(), histories)
    assert "it is private, or gone" in sentence


async def test_a_default_branch_that_moved_is_followed(maker, upstream, histories):
    [before] = await collected(Interface(told(maker, address(upstream))), histories)
    upstream.git("checkout", "-q", "-b", "develop")
    new = upstream.commit("Ida", "ida@bakkeby.example")
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    assert (before.facts.repository.default_branch, after.facts.repository.default_branch) == (
        "main",
        "develop",
    )
    assert after.facts.repository.head == new
    assert len(after.facts.commits) == len(before.facts.commits) + 1


async def test_a_history_that_was_rewritten_leaves_nothing_of_the_old_one(maker, upstream, histories):
    [before] = await collected(Interface(told(maker, address(upstream))), histories)
    upstream.git("reset", "-q", "--hard", "HEAD~1")
    new = upstream.commit("Tue", "tue@bakkeby.example")
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    oids = [commit.oid for commit in after.facts.commits]
    assert oids[0] == new
    assert before.facts.repository.head not in oids


async def test_a_cache_that_was_deleted_between_two_rounds_is_made_anew(maker, upstream, histories, tmp_path):
    [before] = await collected(Interface(told(maker, address(upstream))), histories)
    shutil.rmtree(tmp_path / "cache")
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    assert after.facts.commits == before.facts.commits


async def test_a_cache_that_is_deleted_under_way_is_one_sentence_and_made_anew(maker, upstream, tmp_path):
    cache = tmp_path / "cache"
    once = tmp_path / "once"
    script = (
        f'"git" "$@"; code=$?\ncase " $* " in *" fetch "*) [ -e {once} ] || rm -rf {cache}; touch {once};; esac\n'
        "exit $code"
    )
    histories = made(tmp_path, git_that(tmp_path, script))
    sentence = await said(maker, address(upstream), histories)
    assert str(cache) in sentence or "made anew in the next round" in sentence
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    assert len(after.facts.commits) == 2


async def test_a_cache_that_is_full_is_not_blamed_on_the_server(maker, upstream, tmp_path):
    complaint = "write error: No space left on device"
    histories = made(tmp_path, failing(tmp_path, complaint, "fetch"))
    sentence = await said(maker, address(upstream), histories)
    assert sentence == f"The cache folder {tmp_path / 'cache'} cannot be used: No space left on device."


async def test_an_empty_repository_beside_a_broken_one(maker, upstream, histories, tmp_path):
    empty, broken = Clone(tmp_path / "empty.git", "--bare"), Clone(tmp_path / "broken.git")
    broken.commit("Ida", "ida@bakkeby.example")
    shutil.rmtree(broken.path / ".git" / "objects")
    tools = [told(maker, address(each), f"bakkeby/{each.path.stem}") for each in (empty, broken, upstream)]
    found = {a.facts.repository.name: a.facts for a in await collected(Interface(*tools), histories)}
    assert {name: facts.extent("commits").held for name, facts in found.items()} == {
        "bakkeby/empty": False,
        "bakkeby/broken": False,
        "bakkeby/desk": True,
    }
