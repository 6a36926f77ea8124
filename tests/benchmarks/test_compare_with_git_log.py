"""The comparison with git agrees where civitop is right, and says so where it is not."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "clones" / "compare_with_git_log.py"

MAILMAP = "Mette Holm <mette@aarhus.dk> <mh@old.example>\nJan <jan@example.nl> jan <shared@example.nl>\n"
COMMITS = [
    ("Mette Holm", "mette@aarhus.dk", "One", "2026-01-01"),
    ("mh", "MH@old.example", "Two", "2026-02-01"),
    ("Mette", "12+mholm@users.noreply.github.com", "Three", "2026-02-02"),
    ("mholm", "mholm@users.noreply.github.com", "Four\n\nCo-authored-by: Jan <jan@example.nl>", "2026-02-03"),
    ("jan", "shared@example.nl", "Five\n\nCo-authored-by: MH <mh@old.example>", "2026-03-01"),
    ("else", "shared@example.nl", "Six", "2026-03-02"),
    ("Jan", "jan@example.nl", "Seven", "2024-03-01"),
    ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", "Eight", "2026-03-03"),
    ("Deploy", "group_3_bot_ff@noreply.git.example.dk", "Nine", "2026-03-04"),
    ("Abbott", "abbott@example.org", "Ten", "2026-03-05"),
]


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("compare_with_git_log", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def clone(tmp_path):
    path = tmp_path / "tool"
    path.mkdir()

    def git(*arguments, name="C", email="c@example.dk", day="2026-03-01"):
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", name), ("EMAIL", email), ("DATE", f"{day}T12:00:00Z"))
        }
        settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        subprocess.run(
            ["git", *arguments],
            cwd=path,
            env={**os.environ, **settings, **who},
            check=True,
            capture_output=True,
        )

    git("init", "-q", "-b", "main")
    (path / ".mailmap").write_text(MAILMAP)
    git("add", "-A")
    for name, email, message, day in COMMITS:
        git("commit", "-q", "--allow-empty", "-m", message, name=name, email=email, day=day)
    git("checkout", "-q", "-b", "side", "HEAD~3")
    git("commit", "-q", "--allow-empty", "-m", "side", name="Mette Holm", email="mette@aarhus.dk")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "merge", "side", name="Mette Holm", email="mette@aarhus.dk")
    for tag in ("v1.0", "v1.1-rc1", "1363-fix", "latest"):
        git("tag", tag)
    git("tag", "-a", "-m", "x", "v1.2", day="2026-03-06")
    return path


def test_both_sides_count_the_same(script, clone, capsys):
    assert script.main([str(clone), "--at", "2026-03-10"]) == 0
    row = capsys.readouterr().out.splitlines()[2]
    # Mette has two people's worth of signs: her addresses, and her account, which nothing ties to them.
    assert row == "| tool | 2026-03-10 | 9 | 5 | 8 | 5 | 2 | 2 | 3 | 4 | equal |"


def test_without_a_moment_it_is_the_end_of_the_newest_commits_day(script, clone, capsys):
    script.main([str(clone)])
    assert "| 2026-03-06 |" in capsys.readouterr().out


def test_a_difference_is_shown_and_ends_in_exit_code_1(script, clone, capsys, monkeypatch):
    right = script.by_git
    monkeypatch.setattr(script, "by_git", lambda *arguments: right(*arguments)._replace(people=99))
    assert script.main([str(clone)]) == 1
    output = capsys.readouterr().out
    assert "**5 ≠ 99**" in output
    assert output.rstrip().endswith("| unequal |")


def test_a_path_without_a_repository_ends_with_its_sentence(script, tmp_path):
    with pytest.raises(SystemExit, match="is no git repository"):
        script.main([str(tmp_path), "--at", "2026-03-10"])
