"""The snapshot as one page for people: no script is needed, nobody is asked, paper and both schemes of colours.

It speaks the language in use, and carries the snapshot as JSON for programs.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from markupsafe import Markup

from civitop.export import json_export
from civitop.export.html.markup import pieces, tag
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
from civitop.reading.todo import with_todo


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as a document of its own."""
    snapshot = with_todo(snapshot)
    day, time = spoken(snapshot.asof)
    title = str(say("Public code on {day:date}", day=day))
    asof = say(
        "As of {day:date} {time} UTC, civitop {version}.", day=day, time=time, version=snapshot.civitop
    )
    by_id = told_apart(snapshot.repositories)
    anchors = {id: f"project-{place}" for place, id in enumerate(by_id, 1)}
    head = tag("header", tag("h1", title), tag("p", str(asof), class_="asof"), _contents(snapshot))
    main = pieces("main", _main(snapshot, by_id, anchors))
    return page(title, chain([head], main), json_export.compact(snapshot))


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
        yield from part(f"network-{place}", network.name, _network(network, healths, anchors))
    sections = (section(health, anchors[id]) for id, health in healths.items())
    yield from part("projects", _("Projects"), sections)
    yield from part("municipalities", _("Municipalities"), _municipalities(snapshot.networks, healths))
    yield from part("method", _("How each figure is computed"), [method()])
    yield from part("unknown", _("How much is unknown"), [unknown(snapshot.repositories)])


def _network(network: Network, healths: Mapping[str, Health], anchors: Anchors) -> Iterator[Markup]:
    members = [healths[id] for id in network.repositories]
    yield summary(network, healths, anchors)
    if members:
        yield leading(members)
        yield table(members, anchors)
    else:
        yield tag("p", _("No repositories."))


def _municipalities(networks: Sequence[Network], healths: Mapping[str, Health]) -> Iterator[Markup]:
    for network in networks:
        if len(networks) > 1:
            yield tag("h3", network.name, class_="above")
        yield municipalities([healths[id] for id in network.repositories])
