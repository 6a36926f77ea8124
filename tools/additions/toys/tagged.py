"""Tagged: how many tags a repository has.

Value: tags that are held; null where none are asked for.
Level: always `good`: a number of tags says nothing of health.
Source: invented, to count what a further signal touches.
Weakness: everything.
"""

from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import say, say_n
from civitop.signals.base import Definition, Project, Settings, Signal, Thresholds
from civitop.signals.views.figures import Figure, Figures
from civitop.signals.views.keys import number_key
from civitop.signals.views.totals import Total


class Tagged(Struct, frozen=True, gc=False):
    """The figures behind the number of tags."""

    newest: str | None
    """The name of the newest one."""


def measure(project: Project, _asof: datetime, _settings: Settings) -> Signal[Tagged]:
    """Count the tags of one repository."""
    tags = project.facts.tags
    value = len(tags) if project.facts.extent("tags").held else None
    return Signal(
        value=value,
        unit=N_("tags"),
        level="unknown" if value is None else "good",
        reason=say_n("{n} tag is there.", "{n} tags are there.", value or 0),
        detail=Tagged(tags[0].name if tags else None),
    )


TAGGED = Definition(
    id="tagged",
    title=N_("Tagged"),
    short=N_("tagged"),
    unit=N_("tags"),
    better="more",
    detail=Tagged,
    measure=measure,
    defaults=Thresholds(),
    compared="",
    question=N_("How many tags are there?"),
    figures=Figures((Figure("newest", N_("{value} is the newest"), form="text"),)),
    keys=(number_key("tagged", N_("Tagged"), N_("tags")),),
    totals=(
        Total(
            "tags",
            lambda n: say_n("{n} tag in all", "{n} tags in all", n),
            lambda n: say("{n} with unknown tags", n=n),
            lambda signal: signal.value,
        ),
    ),
)
