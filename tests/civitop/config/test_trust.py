"""What is read of a configuration that merely lies in the current folder, and how it comes to be trusted."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop import paths
from civitop.config import load, parse, trust
from civitop.config.own_file import write_own
from civitop.config.trust import HARMLESS, HARMLESS_NETWORK, without_harm
from civitop.errors import ConfigError
from collectors.forges import KINDS

FOREIGN = """\
[poll]
every = "7m"

[forge.evil]
kind = "github"
url = "https://forge.example"
token = { command = ["take", "everything"] }

[forge.github]
url = "https://forge.example"
token = { env = "GITHUB_TOKEN" }

[affiliation]
registry = ["/etc/passwd"]

[notify]
command = ["call", "home"]

[network.ours]
name = "Ours"
watch = ["github:OS2mo", "evil:owner", "git:/srv/private", "git:ssh://forge.example/x", { source = "git:/other" }]
affiliations = "/etc/shadow"
thresholds = { bus_factor = { watch = 4 } }
"""


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    file = tmp_path / "clone" / "config.toml"
    file.parent.mkdir()
    file.write_text(FOREIGN)
    return file


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "own" / "trusted.json"


def test_of_an_untrusted_file_only_the_harmless_is_used(foreign: Path, record: Path) -> None:
    config = load(foreign, KINDS, asked=False, record=record)
    assert sorted(config.forges) == ["git", "github", "gitlab"]
    assert config.forges["github"].url == "https://github.com"
    assert config.registry == ()
    ours = config.networks["ours"]
    assert [str(source) for source in ours.watch] == ["github:OS2mo"]
    assert ours.affiliations is None
    assert ours.thresholds["bus_factor"].watch == 4
    assert config.every.total_seconds() == 7 * 60


def test_one_sentence_says_what_was_left_out_and_what_to_do(foreign: Path, record: Path) -> None:
    notice = load(foreign, KINDS, asked=False, record=record).notice
    assert notice is not None
    sentence = str(notice)
    assert str(foreign) in sentence
    assert (
        "forge, affiliation, notify, network.ours.affiliations, network.ours.watch: evil:owner, …" in sentence
    )
    assert "civitop trust" in sentence


def test_a_file_that_was_asked_for_is_used_in_full(foreign: Path) -> None:
    foreign.write_text(FOREIGN.replace('[notify]\ncommand = ["call", "home"]\n', ""))
    config = load(foreign, KINDS)
    assert config.notice is None
    assert config.forges["evil"].token.command == ("take", "everything")
    assert config.registry == ("/etc/passwd",)


def test_what_is_trusted_is_this_place_with_this_content(foreign: Path, record: Path, tmp_path: Path) -> None:
    text = FOREIGN.replace('[notify]\ncommand = ["call", "home"]\n', "")
    foreign.write_text(text)
    trust.trust(foreign, foreign.read_bytes(), record)
    assert "evil" in load(foreign, KINDS, asked=False, record=record).forges
    foreign.write_text(text + "\n# changed\n")
    assert "evil" not in load(foreign, KINDS, asked=False, record=record).forges
    elsewhere = tmp_path / "config.toml"
    elsewhere.write_text(text)
    assert "evil" not in load(elsewhere, KINDS, asked=False, record=record).forges


def test_trust_follows_a_link_to_its_file(foreign: Path, record: Path, tmp_path: Path) -> None:
    content = foreign.read_bytes()
    link = tmp_path / "config.toml"
    link.symlink_to(foreign)
    trust.trust(link, content, record)
    assert trust.trusted(record) == (str(foreign.resolve()),)
    assert trust.is_trusted(foreign, content, record)


def test_trust_can_be_taken_back(foreign: Path, record: Path) -> None:
    trust.trust(foreign, foreign.read_bytes(), record)
    assert trust.forget(foreign, record)
    assert not trust.is_trusted(foreign, foreign.read_bytes(), record)
    assert not trust.forget(foreign, record)


def test_the_record_is_nobody_elses_to_read(foreign: Path, record: Path) -> None:
    trust.trust(foreign, foreign.read_bytes(), record)
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    assert stat.S_IMODE(record.parent.stat().st_mode) == 0o700
    assert [each.name for each in record.parent.iterdir()] == [record.name]


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"x": 1}', "[" * 100_000, "\x00"])
def test_a_damaged_record_trusts_nothing(foreign: Path, record: Path, damage: str) -> None:
    record.parent.mkdir()
    record.write_text(damage)
    assert not trust.is_trusted(foreign, foreign.read_bytes(), record)
    assert trust.trusted(record) == () or damage == '{"x": 1}'


def test_a_record_that_cannot_be_written_is_one_sentence(foreign: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        trust.trust(foreign, b"", tmp_path / "file" / "trusted.json")


def test_the_shipped_content_is_harmless_wherever_it_lies(tmp_path: Path, record: Path) -> None:
    copy = tmp_path / "config.toml"
    copy.write_bytes(paths.shipped_config_file().read_bytes())
    config = load(copy, KINDS, asked=False, record=record)
    assert config.notice is None
    assert "github" in config.forges


def test_only_the_file_of_the_current_folder_is_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, foreign: Path
) -> None:
    monkeypatch.setattr(paths, "user_config_file", lambda: tmp_path / "user.toml")
    monkeypatch.delenv("CIVITOP_CONFIG", raising=False)
    monkeypatch.chdir(foreign.parent)
    assert paths.config_file() == (Path("config.toml"), False)
    assert paths.config_file("config.toml") == (Path("config.toml"), True)
    monkeypatch.setenv("CIVITOP_CONFIG", "config.toml")
    assert paths.config_file().asked
    monkeypatch.delenv("CIVITOP_CONFIG")
    monkeypatch.chdir(tmp_path)
    assert paths.config_file().asked
    (tmp_path / "user.toml").write_text("")
    assert paths.config_file() == (tmp_path / "user.toml", True)


def test_showing_it_names_every_address_command_and_file() -> None:
    import tomli

    lines = "\n".join(trust.harmful(tomli.loads(FOREIGN)))
    for said in (
        "https://forge.example",
        '["take", "everything"]',
        "/etc/passwd",
        "/etc/shadow",
        "git:/srv/private",
    ):
        assert said in lines
    assert "bus_factor" not in lines


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([*HARMLESS, "forge", "affiliation", "notify", "store", "x"]), VALUES),
    st.dictionaries(st.sampled_from([*HARMLESS_NETWORK, "affiliations", "notify", "deep", "x"]), VALUES),
)
def test_nothing_that_is_not_listed_as_harmless_stays(
    values: dict[str, object], network: dict[str, object]
) -> None:
    values["network"] = {"n": network}
    kept, left_out = without_harm(values, lambda source: source.startswith("github:"))
    assert set(kept) <= set(HARMLESS)
    assert set(kept["network"]["n"]) <= set(HARMLESS_NETWORK)
    watch = kept["network"]["n"].get("watch")
    if isinstance(watch, list):
        assert all((e["source"] if isinstance(e, dict) else e).startswith("github:") for e in watch)
    assert {key for key in values if key not in HARMLESS} <= set(left_out)
    assert json.dumps(left_out)


def test_a_ready_made_or_named_text_is_read_in_full() -> None:
    config = parse('[forge.a]\nkind = "git"\n', "a.toml", Path(), KINDS)
    assert "a" in config.forges


def test_what_we_write_into_a_trusted_file_is_trusted_and_what_others_write_is_not(
    foreign: Path, tmp_path: Path
) -> None:
    record = tmp_path / "trusted.json"
    trust.trust(foreign, foreign.read_bytes(), record)
    write_own(foreign, f"{FOREIGN}\n# kept\n", record)
    assert trust.is_trusted(foreign, foreign.read_bytes(), record)
    foreign.write_text(f"{FOREIGN}\n# by somebody else\n")
    write_own(foreign, f"{FOREIGN}\n# by somebody else\n# kept\n", record)
    assert not trust.is_trusted(foreign, foreign.read_bytes(), record)


def test_a_file_that_is_new_is_not_trusted_by_being_written(tmp_path: Path) -> None:
    target, record = tmp_path / "new" / "config.toml", tmp_path / "trusted.json"
    write_own(target, FOREIGN, record)
    assert target.read_text() == FOREIGN
    assert not trust.is_trusted(target, target.read_bytes(), record)
