"""Open issues: how much waits, whether it grows, and whether anybody answers (CHAOSS Issues, Issue Age).

Value: issues open at `asof`, change requests never counted in; an issue is open from the moment it was
opened until the moment it was closed. Any past moment is rebuilt from those dates.
Level: compared is the larger of two shares of the open issues: those that are `unanswered`, and those that
came on top in 90 days (opened minus closed). `watch` from 0.25, `bad` from 0.5; fewer than 5 open issues are
never worse than `watch`, and none are `good`. Where one of the shares is not known, the level is at least that
of the other, and `unknown` instead of `good`.
Trend: open issues, weekly over 52 weeks, the last point at `asof`.
Source: CHAOSS, Issues New, Issues Closed and Issue Age.
Weakness: many open issues may be a sign of use; work that is kept in another tracker is not seen.
"""

from collections.abc import Sequence
from datetime import datetime

from civitop.i18n.language import N_
from civitop.i18n.message import say, say_n
from civitop.model import Issue
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
    TrendPoint,
)
from civitop.signals.open_issues.detail import UNIT, Month, OpenIssues, OpenNow
from civitop.signals.open_issues.words import FIGURES, missing_sentences, news, reason
from civitop.signals.parts.backlog import Backlog, issue_backlog, request_backlog, uses_issues
from civitop.signals.parts.business_days import due
from civitop.signals.parts.levels import high_is_bad, limits
from civitop.signals.parts.responses import PROMPT_BUSINESS_DAYS, by_bot, first_answer
from civitop.signals.parts.statistics import difference, median, point
from civitop.signals.parts.windows import DAY, MONTH, QUARTER, YEAR, day_before, days, later, month_start
from civitop.signals.views.keys import NumberKey
from civitop.signals.views.totals import Headline, Total

ID = "open_issues"
DEFAULTS = Thresholds(watch=0.25, bad=0.5)
STALE = QUARTER
FEW = 5
"""Below so many open issues a share says little: one of two is no crisis."""
CLEARLY_LATE = 21 * DAY
"""No run of weekends and public holidays lasts that long: most issues need no look at the calendar."""
NO_ISSUES = say("The project does not use the issues of its forge.")
WEEKS = 52
MONTHS = 12


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[OpenIssues]:
    """Measure the open issues of one repository at `asof`."""
    backlog = project.once(issue_backlog, asof)
    used = uses_issues(project)
    value = backlog.open_at(asof) if used else None
    found = _look(project, backlog, asof, settings) if backlog.all_held(asof) else None
    detail = _detail(project, backlog, found, asof)
    missing = missing_sentences(backlog, found) if used else (NO_ISSUES,)
    before = backlog.open_at(asof - MONTH) if used else None
    return Signal(
        value=value,
        unit=UNIT,
        level=_level(value, detail, settings),
        reason=reason(value, detail, found, missing),
        coverage=Coverage(
            sample=value if found is None else len(found.ages),
            since=later(backlog.extent, asof - YEAR),
            left_out=_left_out(found),
            missing=missing,
        ),
        change_30d=difference(value, before),
        trend=_trend(backlog, asof) if used else (),
        detail=detail,
    )


def _trend(backlog: Backlog[Issue], asof: datetime) -> tuple[TrendPoint, ...]:
    moments = (asof - 7 * DAY * back for back in reversed(range(WEEKS)))
    return tuple(point(day_before(at), backlog.open_at(at)) for at in moments)


def _look(project: Project, backlog: Backlog[Issue], asof: datetime, settings: Settings) -> OpenNow:
    opened = backlog.open_items(asof)
    late = unanswered = unclear = bots = 0
    unasked = False
    for issue in opened:
        if by_bot(issue, project.people):
            bots += 1
            continue
        if not _late(issue.opened_at, asof, settings.country):
            continue
        late += 1
        answer = first_answer(issue, project.people, asof)
        if answer.at is None and answer.certain:
            unanswered += 1
        elif answer.at is None:
            unclear += 1
            unasked = unasked or issue.responses is None
    return OpenNow(
        ages=[days(asof - issue.opened_at) for issue in opened],
        stale=_stale(opened, asof),
        late=late,
        unanswered=None if unasked else unanswered,
        unclear=unclear,
        bots=bots,
    )


def _late(opened_at: datetime, asof: datetime, country: str | None) -> bool:
    if opened_at < asof - CLEARLY_LATE:
        return True
    return due(opened_at, PROMPT_BUSINESS_DAYS, country) < asof


def _stale(opened: Sequence[Issue], asof: datetime) -> int | None:
    """Count the issues without an update for 90 days; of a past day that may have been overwritten since."""
    old = [issue for issue in opened if issue.opened_at <= asof - STALE]
    if any(issue.updated_at >= asof for issue in old):
        return None
    return sum(issue.updated_at <= asof - STALE for issue in old)


def _detail(project: Project, backlog: Backlog[Issue], found: OpenNow | None, asof: datetime) -> OpenIssues:
    opened_30d, closed_30d = backlog.opened_in(asof - MONTH, asof), backlog.closed_in(asof - MONTH, asof)
    opened_90d, closed_90d = backlog.opened_in(asof - QUARTER, asof), backlog.closed_in(asof - QUARTER, asof)
    return OpenIssues(
        opened_30d=opened_30d,
        closed_30d=closed_30d,
        net_30d=_minus(opened_30d, closed_30d),
        opened_90d=opened_90d,
        closed_90d=closed_90d,
        net_90d=_minus(opened_90d, closed_90d),
        median_age_days=median(found.ages) if found else None,
        oldest_age_days=max(found.ages, default=None) if found else None,
        stale=found.stale if found else None,
        unanswered=found.unanswered if found else None,
        open_change_requests=project.once(request_backlog, asof).open_at(asof),
        months=_months(backlog, asof),
    )


def _minus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _months(backlog: Backlog[Issue], asof: datetime) -> tuple[Month, ...]:
    found = []
    for back in reversed(range(MONTHS)):
        start, end = month_start(asof, back), min(month_start(asof, back - 1), asof)
        found.append(Month(start.date(), backlog.opened_in(start, end), backlog.closed_in(start, end)))
    return tuple(found)


def _left_out(found: OpenNow | None) -> dict[str, int]:
    if found is None:
        return {}
    counts = {"bots": found.bots, "unclear answers": found.unclear}
    return {reason: number for reason, number in counts.items() if number}


def _level(value: int | None, detail: OpenIssues, settings: Settings) -> Level:
    if value is None:
        return "unknown"
    if value == 0:
        return "good"
    numbers = (detail.unanswered, detail.net_90d)
    known = [number / value for number in numbers if number is not None]
    level = high_is_bad(max(known), *limits(settings, ID, DEFAULTS)) if known else "unknown"
    if level == "good" and None in numbers:
        return "unknown"
    return "watch" if level == "bad" and value < FEW else level


TOTAL = Total(
    ID,
    lambda n: say_n("{n} open issue", "{n} open issues", n),
    lambda n: say("{n} with unknown open issues", n=n),
    lambda signal: signal.value,
)
REQUESTS = Total(
    "open_change_requests",
    lambda n: say_n("{n} open change request", "{n} open change requests", n),
    lambda n: say("{n} with unknown open change requests", n=n),
    lambda signal: signal.detail.open_change_requests,
)

OPEN_ISSUES = Definition(
    id=ID,
    title=N_("Open issues"),
    short=N_("issues"),
    unit=UNIT,
    counted=N_("open now"),
    better="less",
    detail=OpenIssues,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("the larger share of the open issues: unanswered, or added in 90 days"),
    figures=FIGURES,
    keys=(
        NumberKey("issues", UNIT, say("open issues"), "issues>50", level=True),
        NumberKey("growth", UNIT, say("more open issues than 30 days ago"), "growth>10", "change_30d"),
        NumberKey(
            "unanswered",
            UNIT,
            say("issues that nobody answered"),
            "unanswered>0",
            lambda signal: signal.detail.unanswered,
        ),
    ),
    totals=(TOTAL, REQUESTS),
    news=news,
    headline=Headline(N_("open issues"), lambda signals: TOTAL.count(signals)[ID]),
    not_counted=N_("Issues not counted as unanswered: {list}"),
    question=N_("How much waits to be done, does it grow, and does anybody answer those who report it?"),
    leading=True,
)
