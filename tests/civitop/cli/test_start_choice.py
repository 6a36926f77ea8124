"""How a choice of the start screen becomes a configuration and an open store."""

from argparse import Namespace
from pathlib import Path

import pytest

from civitop.cli.commands import start
from civitop.config import load, own_file
from civitop.paths import shipped_config_file
from collectors.forges import KINDS
from tui.session.choices import Choice


@pytest.fixture
def config(monkeypatch, tmp_path):
    monkeypatch.setattr(own_file, "user_config_file", lambda: tmp_path / "user" / "config.toml")
    return load(shipped_config_file(), KINDS)


def test_the_ready_made_networks_are_offered_with_country_and_sources(config, tmp_path):
    offered = start.choices(config, tmp_path)
    by_id = {each.id: each for each in offered.networks}
    assert by_id["os2"].country == "DK"
    assert by_id["os2"].sources > 1
    assert offered.here is None


def test_the_repository_one_stands_in_is_found_from_its_folders(config, tmp_path):
    (tmp_path / "clone" / ".git").mkdir(parents=True)
    (tmp_path / "clone" / "deep" / "er").mkdir(parents=True)
    assert start.choices(config, tmp_path / "clone" / "deep" / "er").here == str(tmp_path / "clone")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("github:OS2mo", "github:OS2mo"),
        ("https://github.com/OS2mo", "github:OS2mo"),
        ("https://github.com/OS2mo/os2mo", "github:OS2mo/os2mo"),
        ("https://opendev.org/openstack/nova", "git:https://opendev.org/openstack/nova"),
    ],
)
def test_owners_and_addresses_are_understood(config, text, source):
    assert str(start.source_of(text, config)) == source


def test_what_does_not_exist_is_refused_with_a_sentence(config):
    assert "There is no forge 'githubb'" in start.refusal(Choice(kind="source", target="githubb:x"), config)
    assert "no owner" in start.refusal(Choice(kind="source", target="github:"), config)
    assert start.refusal(Choice(kind="source", target="github:OS2mo"), config) is None


def test_a_remembered_network_is_there_the_next_time(config):
    assert start.refusal(Choice(kind="network", target="os2", remember=True), config) is None
    written = load(own_file.user_config_file(), KINDS)
    assert list(written.networks) == ["os2"]
    again = start.refusal(Choice(kind="source", target="github:OS2mo", remember=True), written)
    assert again is None
    assert sorted(load(own_file.user_config_file(), KINDS).networks) == ["os2", "ours"]


def test_a_choice_that_does_not_fit_leaves_the_configuration_as_it_was(config):
    start.refusal(Choice(kind="network", target="os2", remember=True), config)
    before = own_file.user_config_file().read_text()
    refused = start.refusal(
        Choice(kind="network", target="os2", remember=True), load(own_file.user_config_file(), KINDS)
    )
    assert "cannot be added" in refused
    assert own_file.user_config_file().read_text() == before


def test_a_folder_that_cannot_be_written_is_named(config, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(own_file, "user_config_file", lambda: tmp_path / "file" / "config.toml")
    refused = start.refusal(Choice(kind="network", target="os2", remember=True), config)
    assert "cannot be written" in refused


def test_token_notes_name_places_and_never_tokens(config, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_invented")
    monkeypatch.delenv("GITLAB_TOKEN", raising=False)
    monkeypatch.setenv("PATH", "")
    notes = {note.forge: note for note in start.token_notes(config)}
    assert notes["github.com"].places == ("the variable GITHUB_TOKEN",)
    assert notes["gitlab.com"].places == ()
    assert "ghp_invented" not in repr(notes)


def test_a_typed_source_opens_as_a_network_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("CIVITOP_CONFIG", str(shipped_config_file()))
    monkeypatch.setenv("PATH", "")
    arguments = Namespace(config=None, store=str(tmp_path / "store.db"))
    with start.opened(Choice(kind="source", target="github:OS2mo"), arguments) as wiring:
        (network,) = wiring.networks
        assert network.name == "OS2mo"
        assert [str(source) for source in network.watch] == ["github:OS2mo"]
    assert Path(tmp_path / "store.db").exists()
