"""Other figures about who stands behind the projects of a feed made by hand."""

from datetime import timedelta

from msgspec.structs import replace

from civitop.signals.credit.organisations import Tie


def changed(feed, id, **values):
    """Give a project other figures about who stands behind it."""
    health = feed.healths[id]
    signal = health.signals["municipalities"]
    signal = replace(signal, detail=replace(signal.detail, **values))
    feed.healths[id] = replace(health, signals={**health.signals, "municipalities": signal})


def worked(each, name="Astrid Holm"):
    """Return a contributor with people."""
    login = f"github.example/{name.split()[0].lower() if name.split() else 'x'}"
    ties = (
        Tie(name, login, ("email-domain", "seen-elsewhere"), each.weight),
        Tie("Bram de Wit", None, ("profile-company",), 1),
    )
    return replace(
        each, who=ties, evidence=("email-domain", "profile-company"), first=each.last - timedelta(days=200)
    )
