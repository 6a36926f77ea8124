"""Puts together what figures are made with: a measurer for each network, and the clock."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from civitop.config.settings import NetworkSettings
from civitop.errors import ConfigError
from civitop.files import LARGEST_TEXT, read_regular, reason
from civitop.i18n.message import say
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.store import Store


def now() -> datetime:
    """Return the present moment (UTC): the only clock of the program."""
    return datetime.now(UTC)


def measurers_for(
    store: Store, networks: Sequence[NetworkSettings], registry: Registry
) -> dict[str, Measurer]:
    """Return a measurer for each network, its affiliations file read."""
    return {
        network.id: Measurer(network, store, registry, _stated(network, registry)) for network in networks
    }


def _stated(network: NetworkSettings, registry: Registry) -> Stated:
    if network.affiliations is None:
        return Stated()
    from civitop.people.affiliation.affiliations_file import read_stated

    try:
        text = read_regular(Path(network.affiliations), LARGEST_TEXT).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = say(
            "The affiliations file {file} cannot be read: {why}.",
            file=network.affiliations,
            why=reason(error) if isinstance(error, OSError) else str(error),
        )
        raise ConfigError(sentence) from error
    return read_stated(text, network.affiliations, registry, network.country)
