"""The snapshot as one page for people: no script is needed, nobody is asked, paper and both schemes of colours.

It speaks the language in use, and carries the snapshot as JSON for programs.
"""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from civitop.export import json_export
from civitop.export.html.markup import tag
from civitop.export.html.method import method, unknown
from civitop.export.html.municipalities import municipalities
from civitop.export.html.page import page, part
from civitop.export.html.repositories import section, table
from civitop.export.html.summary import Anchors, leading, summary
from civitop.export.wording import spoken
from civitop.health import Health, Network, Snapshot
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.reading.telling_names import told_apart


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as a document of its own."""
    day, time = spoken(snapshot.asof)
    title = str(say("Public code on {day:date}", day=day))
    asof = say(
        "As of {day:date} {time} UTC, civitop {version}.", day=day, time=time, version=snapshot.civitop
    )
    by_id = told_apart(snapshot.repositories)
    anchors = {id: f"project-{place}" for place, id in enumerate(by_id, 1)}
    head = tag("header", tag("h1", title), tag("p", str(asof), class_="asof"), _contents(snapshot))
    main = tag("main", *_main(snapshot, by_id, anchors))
    return page(title, (head, main), json_export.compact(snapshot))


def _contents(snapshot: Snapshot) -> Markup:
    parts = [
        *((f"network-{place}", network.name) for place, network in enumerate(snapshot.networks, 1)),
        ("projects", _("Projects")),
        ("municipalities", _("Municipalities")),
        ("method", _("How each figure is computed")),
        ("unknown", _("How much is unknown")),
    ]
    items = (tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name in parts)
    return tag("nav", tag("ul", *items), aria_label=_("Contents"))


def _main(snapshot: Snapshot, healths: Mapping[str, Health], anchors: Anchors) -> Iterator[Markup]:
    for place, network in enumerate(snapshot.networks, 1):
        yield _network(network, f"network-{place}", healths, anchors)
    sections = (section(health, anchors[id]) for id, health in healths.items())
    yield part("projects", _("Projects"), *sections)
    yield part("municipalities", _("Municipalities"), *_municipalities(snapshot.networks, healths))
    yield part("method", _("How each figure is computed"), method())
    yield part("unknown", _("How much is unknown"), unknown(snapshot.repositories))


def _network(network: Network, anchor: str, healths: Mapping[str, Health], anchors: Anchors) -> Markup:
    members = [healths[id] for id in network.repositories]
    if not members:
        return part(anchor, network.name, summary(network, members, anchors), tag("p", _("No repositories.")))
    return part(
        anchor,
        network.name,
        summary(network, members, anchors),
        leading(members),
        table(members, anchors),
    )


def _municipalities(networks: Sequence[Network], healths: Mapping[str, Health]) -> Iterator[Markup]:
    for network in networks:
        if len(networks) > 1:
            yield tag("h3", network.name, class_="above")
        yield municipalities([healths[id] for id in network.repositories])
