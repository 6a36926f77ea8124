"""`bots`, `not_bots` and `join_names` of a network."""

from pathlib import Path

import pytest

from civitop.cli.commands.config import as_toml
from civitop.config import parse
from civitop.errors import ConfigError
from civitop.people.identities import PeopleRules
from collectors.forges import KINDS

NETWORK = "[network.x]\n"


def rules(text: str) -> PeopleRules:
    return parse(NETWORK + text, "config.toml", Path(), KINDS).networks["x"].people


def test_a_network_names_bots_and_people_and_may_switch_joining_off() -> None:
    assert rules("") == PeopleRules((), (), join_names=True)
    text = 'bots = ["elf"]\nnot_bots = ["Jan Bot"]\njoin_names = false'
    assert rules(text) == PeopleRules(("elf",), ("Jan Bot",), join_names=False)


def test_nobody_is_a_bot_and_none() -> None:
    with pytest.raises(ConfigError, match=r"config\.toml.*not_bots.*in bots as well"):
        rules('bots = ["Elf"]\nnot_bots = ["elf"]')


def test_the_printed_configuration_is_read_back_the_same() -> None:
    screen = '[screen]\ntheme = "civitop-dark"\nlanguage = "en"\n'
    text = f'{screen}{NETWORK}not_bots = ["Jan Bot"]\njoin_names = false'
    config = parse(text, "config.toml", Path(), KINDS)
    again = parse(as_toml(config), "config.toml", Path(), KINDS)
    assert again.networks["x"].people == config.networks["x"].people
