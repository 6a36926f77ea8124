import tomllib
from pathlib import Path
from typing import Any

import pytest

from civitop import config as configuration
from civitop import networks
from civitop.errors import UsageError
from civitop.paths import shipped_config_file
from civitop.people.affiliation.registry import load
from collectors.forges import KINDS

KEYS = {"name", "country", "homepage", "note", "watch", "ignore", "members"}
NAMES = networks.names()


def settings(name: str) -> dict[str, Any]:
    return dict(tomllib.loads(networks.text(name))["network"][name])


def test_every_network_of_the_source_documents_is_there() -> None:
    assert set(NAMES) >= {
        *(
            "os2",
            "signalen",
            "vng",
            "common-ground",
            "imio",
            "dvg",
            "pdok",
            "pleio",
            "odc-noord",
            "code-for-nl",
        ),
        *(
            "localgov-drupal",
            "openwebconcept",
            "gpp-woo",
            "nl-design-system",
            "minvws",
            "minbzk",
            "ddb",
            "muenchen",
            "digitalservice",
            "la-suite",
            "lutece",
        ),
        *("sundsvall-digg", "helsinki", "altinn-oslo", "x-road", "burokratt", "decidim-consul", "lblod"),
        *("eu", "canada", "cisa", "swiyu"),
        *("18f", "gds", "italia", "puglia-campania-2017", "dta", "public-code", "opencode-de", "overheid-nl"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_network_has_the_form_of_the_configuration(name: str) -> None:
    content = tomllib.loads(networks.text(name))
    forges = {"github", "gitlab", "git", *content.get("forge", {})}
    network = settings(name)

    assert set(content) <= {"network", "forge"}
    assert list(content["network"]) == [name]
    assert set(network) <= KEYS
    assert network["name"]
    assert network["note"]
    assert len(network["country"]) == 2
    assert all(source.partition(":")[0] in forges and source.partition(":")[2] for source in network["watch"])
    assert len({source.casefold() for source in network["watch"]}) == len(network["watch"])


def test_every_network_watches_something() -> None:
    assert [name for name in NAMES if not settings(name)["watch"]] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_one_that_the_program_can_watch(name: str) -> None:
    base = configuration.load(shipped_config_file(), KINDS)
    network = configuration.parse(networks.text(name), name, Path(), KINDS, base).networks[name]

    assert len(network.watch) == len(settings(name)["watch"])


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("dvg", {"git:https://git.drupalcode.org/project/dvg.git"}),
        ("18f", {"github:18F", "github:GSA-TTS"}),
        ("common-ground", {"gitlab:rinis-oss/fsc", "github:GPP-Woo", "github:OpenWebconcept"}),
        ("os2", {"github:os2indberetning", "github:OS2nykode", "github:os2ulf"}),
        ("overheid-nl", {"github:developer-overheid-nl"}),
        ("opencode-de", {"opencode:kern-ux", "opencode:fitko"}),
        ("dta", {"github:govCMS"}),
        ("signalen", {"github:delta10/signalen-gw"}),
    ],
)
def test_code_that_was_missing_or_moved_is_watched(name: str, sources: set[str]) -> None:
    assert sources <= set(settings(name)["watch"])


@pytest.mark.parametrize("name", NAMES)
def test_members_are_organisations_of_the_registry(name: str) -> None:
    known = load().organisations

    assert [member for member in networks.members(name) if member not in known] == []


def test_a_name_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(UsageError, match=r"no ready-made network 'os3'; known are 18f, .*os2"):
        networks.text("os3")
    with pytest.raises(UsageError):
        networks.text("../registry")
