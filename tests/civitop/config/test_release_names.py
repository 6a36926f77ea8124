"""`pattern` of `[network.ID.releases]`."""

from pathlib import Path

import pytest

from civitop.cli.commands.config import as_toml
from civitop.config import parse
from civitop.config.settings import Config, NetworkSettings
from civitop.errors import ConfigError
from collectors.forges import KINDS


def read(text: str) -> Config:
    return parse(text, "config.toml", Path(), KINDS)


def network(text: str) -> NetworkSettings:
    return read(text).networks["x"]


def test_a_network_says_which_names_are_releases() -> None:
    found = read(
        '[screen]\ntheme = "civitop-dark"\nlanguage = "en"\n[network.x.releases]\npattern = "deploy-*"'
    )
    assert found.networks["x"].release_names == "deploy-*"
    assert network("[network.x]").release_names is None
    assert network(as_toml(found)).release_names == "deploy-*"


@pytest.mark.parametrize(
    ("table", "said"),
    [('pattern = " "', "matches no release"), ('patern = "v*"', "patern"), ("pattern = 1", "pattern")],
)
def test_a_mistake_in_it_is_named(table: str, said: str) -> None:
    with pytest.raises(ConfigError, match=rf"config\.toml.*{said}"):
        network("[network.x.releases]\n" + table)
