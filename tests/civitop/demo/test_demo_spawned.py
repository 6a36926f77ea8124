"""The forge in a process of its own."""

import httpx
import psutil

from civitop.demo import Spec, open_city, spawn

TREES = "github:fjord-digital/street-trees"


def ask(forge, path):
    headers = {"Authorization": f"token {forge.github_tokens[0]}"}
    return httpx.get(f"{forge.github_url}/api/v3{path}", headers=headers)


def test_a_child_serves_the_same_world_that_the_parent_can_make(now):
    with spawn(Spec(now=now)) as forge:
        shown = ask(forge, "/repos/fjord-digital/street-trees").json()
    truth = open_city(now).truth(TREES)
    assert shown["open_issues_count"] == sum(
        t.closed is None for t in (*truth.issues, *truth.change_requests)
    )


def test_the_parent_changes_the_world_and_reads_the_log(now):
    with spawn(Spec(now=now, kind="scaled", count=3)) as forge:
        path = "/repos/network-001/service-00002"
        before = ask(forge, path).json()["open_issues_count"]
        forge.change("github:network-001/service-00002", "issue")
        assert ask(forge, path).json()["open_issues_count"] == before + 1
        assert forge.totals().by_api["github/rest"][0] == 2
        assert [a.target for a in forge.asked()] == [f"/api/v3{path}"] * 2
        forge.delete("github:network-001/service-00002")
        assert ask(forge, path).status_code == 404
        forge.clear()
        assert forge.totals().by_api == {}


def test_it_ends_when_the_parent_lets_go_of_it(now):
    forge = spawn(Spec(now=now))
    child = psutil.Process(forge.pid)
    assert ask(forge, "/user").status_code == 200
    forge.close()
    assert not child.is_running()
    forge.close()


def test_no_token_stands_in_the_arguments_or_the_environment_of_the_child(now):
    with spawn(Spec(now=now)) as forge:
        child = psutil.Process(forge.pid)
        told = " ".join([*child.cmdline(), *child.environ().values()])
        assert not any(token in told for token in (*forge.github_tokens, *forge.gitlab_tokens))
