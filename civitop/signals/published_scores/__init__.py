"""Published scores: what others' scores say of a project, computed from the same facts, side by side.

Value: how many of the four scores can be computed exactly; null where none can.
Level: always `unknown`: a score of somebody else's decides nothing here, and civitop makes none of its own.
Scores: CHAOSS Starter Project Health (four figures), the Italian vitality index in its Italian and its Dutch form, the
openCode maintenance level, the LFX health score; a range where inputs cannot be had. Each says its inputs and what it
is known not to see.
Source: CHAOSS, Starter Project Health; Developers Italia, publiccode-crawler; openCode, badge programme; Linux
Foundation, LFX Insights.
Weakness: each was made for other projects and other questions; two of them that disagree are both right.
"""

from datetime import datetime

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say
from civitop.signals.base import Coverage, Definition, Project, Settings, Signal, Thresholds
from civitop.signals.parts.windows import notes
from civitop.signals.published_scores.detail import OUT_OF, UNIT, PublishedScores
from civitop.signals.published_scores.lfx import lfx
from civitop.signals.published_scores.opencode import opencode
from civitop.signals.published_scores.starter import starter
from civitop.signals.published_scores.vitality import vitality
from civitop.signals.published_scores.words import FIGURES, FOR_COMPARISON
from civitop.signals.views.keys import number_key

ID = "published_scores"


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[PublishedScores]:
    """Compute the scores of one repository at `asof`."""
    scores = (
        starter(project, asof, settings), *vitality(project, asof), opencode(project, asof), lfx(project, asof)
    )  # fmt: skip
    known = any(each.value is not None for score in scores for each in score.inputs)
    # LFX leaves out what no facts could tell, the starter model what its signals say themselves.
    lacking = [why for score in scores if score.name not in ("starter", "lfx") for why in score.missing]
    missing = tuple(dict.fromkeys((*notes(project.facts.extent("commits"), "commits", None), *lacking)))
    return Signal(
        value=sum(score.exact for score in scores) or None,
        unit=UNIT,
        level="unknown",
        reason=FOR_COMPARISON if known or not missing else missing[0],
        coverage=Coverage(missing=missing),
        detail=PublishedScores(scores),
    )


def _said(exact: float) -> Phrase:
    return say("{n} of {all} scores can be worked out exactly", n=round(exact), all=len(OUT_OF))


PUBLISHED_SCORES = Definition(
    id=ID,
    title=N_("Published scores"),
    short=N_("scores"),
    unit=UNIT,
    better="more",
    detail=PublishedScores,
    measure=measure,
    defaults=Thresholds(),
    compared=N_("nothing: others' scores decide no level"),
    figures=FIGURES,
    keys=(number_key("scores", N_("Published scores"), UNIT),),
    said=_said,
    question=N_("What do the scores that others have published say of the same facts?"),
)
