"""Lists the repositories of one source of a network."""

import logging

from civitop.config.settings import NetworkSettings
from civitop.config.sources import Source
from civitop.i18n.message import Phrase, say
from civitop.model import Repository
from civitop.polling.collector import Collector, Failure
from civitop.polling.membership import ignored
from civitop.polling.validation import Unfit, fitting

log = logging.getLogger("civitop.polling.listing")


async def list_source(
    collector: Collector,
    source: Source,
    network: NetworkSettings,
    found: dict[str, list[Repository]],
    failed: dict[str, Phrase],
) -> Failure | None:
    """Add the repositories of one source to `found`, or its failure to `failed`, which is returned."""
    broken = None
    listed = found.setdefault(str(source), [])
    try:
        async for answer in collector.discover(source):
            if isinstance(answer, Failure):
                broken = answer
                failed[str(source)] = answer.error
            elif not ignored(network, answer.id, answer.name):
                listed.append(fitting(answer))
    except Unfit as error:
        failed[str(source)] = error.about(str(source))
    except Exception as error:  # of every kind: the other sources are listed
        log.exception("The listing of %s broke off", source)
        broken = Failure(str(source), broke_off(str(source), error), "internal")
        failed[str(source)] = broken.error
    return broken


def broke_off(what: str, error: Exception) -> Phrase:
    """Return that something broke off by a fault of ours."""
    return say(
        "Asking for {name} broke off ({why}); the log has more, please report it.",
        name=what,
        why=type(error).__name__,
    )


def listing_key(network: str, forge: str) -> str:
    """Return under which key the store remembers when a network's sources on a forge were listed."""
    return f"discovered/{network}/{forge}"
