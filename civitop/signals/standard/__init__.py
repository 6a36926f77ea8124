"""Standard: what a machine can check of the Standard for Public Code.

Value: how many of the 14 checks are met: licence and its approval by the OSI, README, CONTRIBUTING, CODE_OF_CONDUCT,
SECURITY, GOVERNANCE, CHANGELOG, a valid publiccode.yml, CI and its state on the default branch, every change of the
last 90 days reviewed by another person, tagged versions, use or development by two organisations or more; null where
none is known to be met and not all are known. Files and the state of CI are those of the last collection, also for
any past moment.
Level: `bad` without a licence file, or from `bad` (7) checks on that are not met; `watch` from `watch` (1) on; else
`good`; `unknown` where the checks that are not known would change it.
There is no trend: older trees are not among the facts.
Source: Standard for Public Code 0.8, Foundation for Public Code; SPDX licence list.
Weakness: that a file is there says nothing of what is in it; most of the standard only a person can judge.
"""

from datetime import datetime

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say
from civitop.signals.base import Coverage, Definition, Level, Project, Settings, Signal, Thresholds
from civitop.signals.parts.levels import high_is_bad, limits
from civitop.signals.parts.windows import notes
from civitop.signals.standard.checks import Checks
from civitop.signals.standard.detail import TITLES, UNIT, Standard
from civitop.signals.standard.words import FIGURES, reason
from civitop.signals.views.keys import number_key

ID = "standard"
DEFAULTS = Thresholds(watch=1, bad=7)


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[Standard]:
    """Check one repository at `asof`."""
    detail = Standard(Checks(project, asof, settings).all())
    met, unknown = len(detail.of("met")), len(detail.of("unknown"))
    missing = notes(project.facts.extent("files"), "files", None)
    return Signal(
        value=met if met or not unknown else None,
        unit=UNIT,
        level=_level(detail, settings),
        reason=missing[0] if missing and not met else reason(detail),
        coverage=Coverage(sample=len(detail.checks) - unknown or None, missing=missing),
        detail=detail,
    )


def _level(detail: Standard, settings: Settings) -> Level:
    lacking = detail.of("not met")
    if any(check.name == "licence" for check in lacking):
        return "bad"
    bounds = limits(settings, ID, DEFAULTS)
    least, most = len(lacking), len(lacking) + len(detail.of("unknown"))
    level = high_is_bad(least, *bounds)
    return level if high_is_bad(most, *bounds) == level else "unknown"


def _said(value: float) -> Phrase:
    return say("{n} of {all} checks", n=round(value), all=len(TITLES))


STANDARD = Definition(
    id=ID,
    title=N_("Standard for Public Code"),
    short=N_("standard"),
    unit=UNIT,
    counted=N_("checks met"),
    better="more",
    detail=Standard,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("checks that are not met"),
    figures=FIGURES,
    keys=(number_key("standard", N_("Standard for Public Code"), UNIT),),
    said=_said,
    question=N_("What of the Standard for Public Code is there, and what would have to be added?"),
)
