"""What a person may type or paste, and files that somebody else wrote: one sentence for whatever is wrong."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from civitop.addresses import parts_of
from civitop.cli.commands import doctor
from civitop.cli.main import run
from civitop.config import duration, parse
from civitop.config.settings import Config, Forge, TokenSource
from civitop.config.sources import Source
from civitop.errors import ConfigError, UsageError
from civitop.store import Store
from collectors.forges import KINDS
from collectors.targets import source_of
from tests.patience import PROCESS

FORGES = {
    "github": Forge(name="github", kind="github", url="https://github.com", token=TokenSource()),
    "gitlab": Forge(name="gitlab", kind="gitlab", url="https://gitlab.com", token=TokenSource()),
    "git": Forge(name="git", kind="git", url="", token=TokenSource(), addressed=False),
}


@pytest.fixture
def at_home(tmp_path: Path) -> list[str]:
    """A configuration of one clone, and a store."""
    clone = tmp_path / "clone"
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    subprocess.run(
        ["git", "-C", str(clone), *identity, "commit", "-q", "--allow-empty", "-m", "One"], check=True
    )
    (tmp_path / "c.toml").write_text(f'[network.o]\nwatch = ["git:{clone}"]\n')
    return ["--config", str(tmp_path / "c.toml"), "--store", str(tmp_path / "s.db")]


def one_sentence(words: list[str], capsys: pytest.CaptureFixture[str], code: int = 2) -> str:
    capsys.readouterr()
    assert run(words) == code
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert len(said) < 1000
    assert "made a mistake" not in said
    return said


# ---------------------------------------------------------------- dates and spans

DAYS = ["0001-01-01", "9999-12-31", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00", "1969-12-31"]


@pytest.mark.parametrize("day", [*DAYS, "2026-02-30", "9" * 5000, "2026-W99-1"], ids=lambda day: day[:30])
def test_a_day_at_the_edge_of_the_calendar_is_a_sentence(
    day: str, at_home: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    one_sentence(["snapshot", "--offline", "--at", day, *at_home], capsys)
    one_sentence(["diff", day, "2026-01-01", *at_home], capsys)


@pytest.mark.parametrize("day", ["1970-01-01", "2999-12-31", "2026-01-01T00:00+14:00"])
def test_the_days_between_are_answered(day: str, at_home: list[str]) -> None:
    assert run(["snapshot", *at_home]) == 0
    assert run(["snapshot", "--offline", "--at", day, *at_home]) in (0, 4)


@pytest.mark.parametrize(
    "span", ["999999999999999d", "99999999d", "367d", f"{'9' * 40}d", "9" * 5000 + "d", "٣m"]
)
def test_a_span_beyond_a_year_is_a_sentence(
    span: str, at_home: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert duration(span) is None
    assert "from 10 s to a year" in one_sentence(["watch", "--every", span, *at_home], capsys)
    (tmp_path / "every.toml").write_text(f'[poll]\nevery = "{span}"\n')
    assert "from 10 s to a year" in one_sentence(["config", "--config", str(tmp_path / "every.toml")], capsys)


# ---------------------------------------------------------------- addresses and targets

MALFORMED = [
    "https://[::1",
    "https://[@/h::3/x",
    "http://[",
    "https://x:99999999/a/b",
    "http://[::1]:x/",
    "ssh://[::",
]


@pytest.mark.parametrize("address", MALFORMED)
def test_an_address_that_is_none_is_a_sentence(
    address: str, at_home: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parts_of(address) is None
    assert "no address that can be followed" in one_sentence(["repo", address, *at_home], capsys)
    (tmp_path / "f.toml").write_text(f'[forge.f]\nkind = "github"\nurl = "{address}"\n')
    said = one_sentence(["config", "--config", str(tmp_path / "f.toml")], capsys)
    assert "an address is written as https://" in said
    (tmp_path / "g.toml").write_text(f'[network.o]\nwatch = ["git:{address}"]\n')
    words = ["snapshot", "--config", str(tmp_path / "g.toml"), "--store", str(tmp_path / "g.db")]
    assert run(words) == 4
    assert "please report" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "target",
    ["a" * 5000, "github:" * 700 + "x/", "~nobody-is-called-so/x", "a\0b", "git@\udcff.example:a/b"],
    ids=["long", "colons", "home", "nul", "no UTF-8"],
)
def test_a_target_that_leads_nowhere_is_a_sentence(
    target: str, at_home: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError):
        source_of(target.replace("github:", "nothing:"), FORGES)
    one_sentence(["repo", target.replace("github:", "nothing:"), *at_home], capsys)


@pytest.mark.parametrize(
    "target", ["github:", "github:/", "gitlab: ", "https://github.com", "https://github.com/"]
)
def test_a_missing_owner_is_said_at_once(
    target: str, at_home: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.monotonic()
    assert "names no owner; write for example git" in one_sentence(["repo", target, *at_home], capsys)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("https://github.com/OS2mo", Source("github", "OS2mo")),
        ("https://github.com/OS2mo/os2mo/tree/main/docs", Source("github", "OS2mo/os2mo")),
        ("https://github.com/OS2mo/os2mo.git", Source("github", "OS2mo/os2mo")),
        ("https://gitlab.com/a/b/c/-/issues/3", Source("gitlab", "a/b/c")),
        ("git@gitlab.com:a/b.git", Source("gitlab", "a/b")),
        ("github:OS2mo/os2mo@release/1.x", Source("github", "OS2mo/os2mo@release/1.x")),
        ("https://github.com/OS2mo/os2mo@release/1.x", Source("github", "OS2mo/os2mo@release/1.x")),
        ("git@gitlab.com:a/b.git@dev", Source("gitlab", "a/b@dev")),
        ("https://opendev.org/openstack/nova@dev", Source("git", "https://opendev.org/openstack/nova@dev")),
        ("https://opendev.org/openstack/nova", Source("git", "https://opendev.org/openstack/nova")),
    ],
)
def test_a_pasted_address_is_the_source_that_it_means(target: str, source: Source) -> None:
    assert source_of(target, FORGES) == source


@pytest.mark.parametrize(
    "target", ["github:OS2mo@dev", "github:OS2mo/os2mo@", "gitlab:a/b@-x", "gitlab:a/b@c..d"]
)
def test_a_branch_that_cannot_be_one_is_refused(target: str) -> None:
    with pytest.raises(
        UsageError, match=r"names no branch of a repository; write git(hub|lab):owner/name@branch"
    ):
        source_of(target, FORGES)


@pytest.mark.parametrize("written", ["github:OS2mo@dev", "gitlab:a/b@", "github:a/b@x..y"])
def test_a_branch_that_cannot_be_one_is_refused_in_a_configuration(written: str) -> None:
    base = Config(forges=FORGES)
    with pytest.raises(ConfigError, match=r"c\.toml:2: .*names no branch of a repository; write git"):
        parse(f'[network.o]\nwatch = ["{written}"]\n', "c.toml", Path(), KINDS, base)


def test_a_folder_and_a_branch_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk@1").mkdir()
    assert source_of("desk@1", FORGES) == Source("git", str(tmp_path / "desk@1"))
    assert source_of("desk@1@dev", FORGES) == Source("git", str(tmp_path / "desk@1@dev"))
    assert source_of(".@release/1.x", FORGES) == Source("git", f"{tmp_path}@release/1.x")
    for target in ("./nothing@dev", ".@\udc96d"):
        with pytest.raises(UsageError, match=r"There is no path|is no address"):
            source_of(target, FORGES)


@pytest.mark.parametrize(
    ("pasted", "offered"),
    [
        ("https://github.com/OS2mo/os2mo.git", "write 'github:OS2mo/os2mo'"),
        ("https://gitlab.com/a/b/-/issues", "write 'gitlab:a/b'"),
        ("https://github.com", "write 'github:OWNER'"),
        ("https://opendev.org/openstack/nova", "write 'git:https://opendev.org/openstack/nova'"),
    ],
)
def test_a_pasted_address_in_a_configuration_is_offered_as_a_source(pasted: str, offered: str) -> None:
    base = Config(forges=FORGES)
    with pytest.raises(ConfigError, match=offered):
        parse(f'[network.o]\nwatch = ["{pasted}"]\n', "c.toml", Path(), KINDS, base)


def test_a_password_in_a_pasted_address_is_not_repeated() -> None:
    text = '[network.o]\nwatch = ["https://me:s3cret@github.com/a/b"]\n'
    with pytest.raises(ConfigError) as caught:
        parse(text, "c.toml", Path(), KINDS, Config(forges=FORGES))
    assert "s3cret" not in str(caught.value)


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    "text",
    [
        "a=" + "[" * 5000 + "]" * 5000,
        "a=" + "{b=" * 5000 + "1" + "}" * 5000,
        "[" + ".".join("a" * 5000) + "]",
        "[poll]\nevery = " + "9" * 6000,
        '[forge.github]\nkind = "github"\nreserve = ' + "9" * 6000,
    ],
    ids=["lists", "tables", "keys", "number", "reserve"],
)
def test_a_configuration_without_measure_is_a_sentence(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deep.toml").write_text(text)
    assert "is not TOML" in one_sentence(["config", "--config", str(tmp_path / "deep.toml")], capsys)
    (tmp_path / "c.toml").write_text('[network.o]\nwatch = ["github:x"]\naffiliations = "deep.toml"\n')
    words = ["people", "o", "--config", str(tmp_path / "c.toml"), "--store", str(tmp_path / "s.db")]
    assert "is not TOML" in one_sentence(words, capsys)


def test_a_byte_order_mark_is_no_part_of_a_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = '[network.o]\nname = "Ours"\nwatch = ["github:x"]\naffiliations = "p.toml"\n'
    (tmp_path / "config.toml").write_text(text, "utf-8-sig")
    (tmp_path / "p.toml").write_text('[[people]]\nlogin = "ida"\norganisation = "individual"\n', "utf-8-sig")
    assert run(["config", "--config", "config.toml"]) == 0
    assert 'name = "Ours"' in capsys.readouterr().out
    assert run(["config"]) == 0  # found by itself, too
    assert 'name = "Ours"' in capsys.readouterr().out
    assert run(["snapshot", "--offline", "--config", "config.toml", "--store", "s.db"]) in (0, 4)


def as_somebody() -> list[str]:
    """Return what a command is started by so that modes of files count, for root too."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def test_a_configuration_folder_that_may_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    (folder / "civitop").mkdir(parents=True)
    folder.chmod(0)
    done = subprocess.run(
        [*as_somebody(), sys.executable, "-m", "civitop", "config"],
        env={**os.environ, "XDG_CONFIG_HOME": str(folder), "HOME": str(tmp_path)}, cwd="/", text=True,
        capture_output=True, timeout=PROCESS, check=False,
    )  # fmt: skip
    folder.chmod(0o700)
    assert done.returncode == 2, done.stderr
    assert done.stderr == (
        f"civitop: The configuration file {folder}/civitop/config.toml cannot be read: Permission denied.\n"
    )


@pytest.mark.parametrize("formats", [(), ("--format", "json"), ("--format", "json", "--format", "csv")])
def test_an_output_longer_than_a_name_may_be_is_a_sentence(
    formats: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.toml").write_text("[network.o]\nwatch = []\n")
    Store(tmp_path / "s.db").close()
    words = ["snapshot", "--offline", "--config", str(tmp_path / "c.toml"), "--store", str(tmp_path / "s.db")]
    assert run([*words, *formats, "--output", "x" * 300]) == 5
    assert "cannot be written" in capsys.readouterr().err


def test_names_of_files_longer_than_they_may_be_are_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, store = tmp_path / "c.toml", str(tmp_path / "s.db")
    for line in (f'affiliations = "{"x" * 5000}"', ""):
        config.write_text(
            f'[affiliation]\nregistry = ["{"y" * 5000 if not line else "none.csv"}"]\n[network.o]\nwatch = []\n{line}\n'
        )
        assert run(["snapshot", "--config", str(config), "--store", store]) == 2
        assert "civitop: " in capsys.readouterr().err


def test_a_store_that_may_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    store = tmp_path / "kept" / "store.db"
    store.parent.mkdir()
    Store(store).close()
    store.chmod(0o444)
    store.parent.chmod(0o555)
    (tmp_path / "c.toml").write_text('[network.o]\nwatch = ["git:/nowhere"]\n')
    words = ("snapshot", "--offline", "--config", str(tmp_path / "c.toml"), "--store", str(store))
    done = subprocess.run(
        [*as_somebody(), sys.executable, "-m", "civitop", *words],
        cwd="/", text=True, capture_output=True, timeout=PROCESS, check=False,
    )  # fmt: skip
    store.parent.chmod(0o700)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith(f"civitop: The store {store} cannot be used (")
    assert "check that the file and its folder may be written" in done.stderr


HEAD = {
    "schema": "civitop.snapshot/1",
    "generated_at": "2026-11-22T10:00:00Z",
    "asof": "2026-11-22T10:00:00Z",
}
WHOLE = {**HEAD, "civitop": "1", "networks": [], "repositories": []}


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000, b'{"networks":' * 100_000, b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
        b"\xff\xfe{}", b"", b"null",
        json.dumps(HEAD).encode(), json.dumps({**WHOLE, "repositories": [{"id": "x"}]}).encode(),
        json.dumps({**WHOLE, "generated_at": "99999-01-01T00:00:00Z"}).encode(),
        json.dumps(WHOLE).replace('"1"', '"\\ud800"').encode(),
        json.dumps(WHOLE).replace('"networks": []', '"networks": ' + "[" * 5000 + "]" * 5000).encode(),
    ],
)  # fmt: skip
def test_a_snapshot_that_is_none_is_a_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.json").write_bytes(content)
    (tmp_path / "new.json").write_text(json.dumps(WHOLE))
    said = one_sentence(["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json")], capsys)
    assert "is no snapshot of civitop" in said


def test_a_folder_whose_name_is_no_utf_8_can_be_stood_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"old-\xe6")
    os.mkdir(folder)
    monkeypatch.chdir(os.fsdecode(folder))
    Path("config.toml").write_text('[network.o]\nname = "Ours"\nwatch = ["github:x"]\n')
    for words, codes in (
        (["config"], {0}), (["trust"], {0}), (["trust", "--list"], {0}),
        (["snapshot", "--offline", "--store", "s.db", "--output", "o.csv", "--format", "csv"], {0, 4}),
        (["repo", ".", "--once", "--store", "s.db"], {2}), (["doctor", "--offline", "--store", "s.db"], {0}),
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "civitop", *words], capture_output=True, timeout=PROCESS, check=False,
            env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        )  # fmt: skip
        assert done.returncode in codes, (words, done.stderr)
        assert b"made a mistake" not in done.stderr


# ---------------------------------------------------------------- the doctor


async def test_the_doctor_asks_all_hosts_at_once_and_waits_a_short_time(silent: str) -> None:
    made = {
        f"f{n}": Forge(name=f"f{n}", kind=("github", "gitlab")[n % 2], url=silent, token=TokenSource())
        for n in range(6)
    }
    begun = time.monotonic()
    found = await doctor.forges(Config(forges=made), patience=1.0)
    assert time.monotonic() - begun < 25  # six forges, and each loads its library
    asked = [check for check in found if check.ok is not None]  # the others say what a token would add
    assert [check.ok for check in asked] == [False] * 6
    assert all("gave no answer within 1 s" in check.text for check in asked)


def test_the_doctor_never_ends_with_done_beside_a_failing_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from civitop.polling.collector import Check

    words = ["doctor", "--store", str(tmp_path / "s.db")]

    def answering(*oks: bool | None) -> int:
        async def answer(config: Config) -> list[Check]:
            await asyncio.sleep(0)
            return [Check(f"f{number}", ok, "text") for number, ok in enumerate(oks)]

        monkeypatch.setattr(doctor, "forges", answer)
        return run(words)

    assert answering(True, None, True) == 0
    assert answering(True, False, True) == 3
    assert answering(False, False, True) == 4  # the third is git, which needs no network
    assert "■" in capsys.readouterr().out
    (tmp_path / "s.db").write_bytes(b"damaged" * 1000)
    assert answering(True, True, True) == 2
