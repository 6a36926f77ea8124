"""Open issues: how much waits, whether it grows, and whether anybody answers (CHAOSS Issues, Issue Age).

Value: issues open at `asof`, change requests never counted in; an issue is open from the moment it was
opened until the moment it was closed. A past `asof` is rebuilt from those dates.
Level: compared is the larger of two shares of the open issues: those that are `unanswered`, and those that
came on top in 90 days (opened minus closed). `watch` from 0.25, `bad` from 0.5; fewer than 5 open issues are
never worse than `watch`, and none are `good`. With neither share known the level is `unknown`.
Trend: open issues, weekly over 52 weeks, the last point at `asof`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, Value, say, say_n
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
from civitop.signals.parts.backlog import Backlog, issue_backlog, request_backlog, uses_issues
from civitop.signals.parts.business_days import due
from civitop.signals.parts.levels import high_is_bad, limits
from civitop.signals.parts.responses import PROMPT_BUSINESS_DAYS, by_bot, first_answer
from civitop.signals.parts.sentences import sentence
from civitop.signals.parts.statistics import difference, median, point
from civitop.signals.parts.windows import DAY, MONTH, QUARTER, YEAR, days, later, month_start, notes
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.keys import NumberKey
from civitop.signals.views.news import News, Since
from civitop.signals.views.totals import Headline, Total

ID = "open_issues"
UNIT = N_("issues")
DEFAULTS = Thresholds(watch=0.25, bad=0.5)
STALE = QUARTER
FEW = 5
"""Below so many open issues a share says little: one of two is no crisis."""
CLEARLY_LATE = 21 * DAY
"""No run of weekends and public holidays lasts that long: most issues need no look at the calendar."""
NO_ISSUES = say("The project does not use the issues of its forge.")
JUMP_LEAST = 5
"""A backlog that grew by fewer issues did not jump, …"""
JUMP_SHARE = 0.25
"""… nor one that grew by a smaller share."""
WEEKS = 52
MONTHS = 12


class Month(Struct, frozen=True, gc=False):
    """What happened in a calendar month (UTC); null where it is not held."""

    month: date
    """Its first day."""
    opened: int | None
    closed: int | None


class OpenIssues(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the open issues; null is not known."""

    opened_30d: int | None
    closed_30d: int | None
    net_30d: int | None
    """Opened minus closed."""
    opened_90d: int | None
    closed_90d: int | None
    net_90d: int | None
    median_age_days: float | None
    """Of the open ones, in days."""
    oldest_age_days: float | None
    stale: int | None
    """Open ones without any update for 90 days."""
    unanswered: int | None
    """Open ones, older than two business days, without a response by a human other than the author; those
    that bots opened left out."""
    open_change_requests: int | None
    months: tuple[Month, ...]
    """The last 12 calendar months, oldest first; the last one is not over yet."""


class _Open(Struct, frozen=True, gc=False):
    """What is known of the issues that are open, where all of them are held."""

    ages: list[float]
    stale: int | None
    late: int
    """Those that bots did not open and that are older than two business days."""
    unanswered: int | None
    unclear: int
    """Issues whose first comments are all by the author or bots, with more that are not held."""
    bots: int


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[OpenIssues]:
    """Measure the open issues of one repository at `asof`."""
    backlog = project.once(issue_backlog, asof)
    used = uses_issues(project)
    value = backlog.open_at(asof) if used else None
    found = _look(project, backlog, asof, settings) if backlog.all_held(asof) else None
    detail = _detail(project, backlog, found, asof)
    missing = _missing(backlog, found) if used else (NO_ISSUES,)
    before = backlog.open_at(asof - MONTH) if used else None
    return Signal(
        value=value,
        unit=UNIT,
        level=_level(value, detail, settings),
        reason=_reason(value, detail, found, missing),
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
    return tuple(point(at.date(), backlog.open_at(at)) for at in moments)


# ---------------------------------------------------------------- the figures


def _look(project: Project, backlog: Backlog[Issue], asof: datetime, settings: Settings) -> _Open:
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
    return _Open(
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


def _detail(project: Project, backlog: Backlog[Issue], found: _Open | None, asof: datetime) -> OpenIssues:
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


def _left_out(found: _Open | None) -> dict[str, int]:
    if found is None:
        return {}
    counts = {"bots": found.bots, "unclear answers": found.unclear}
    return {reason: number for reason, number in counts.items() if number}


def _missing(backlog: Backlog[Issue], found: _Open | None) -> tuple[Phrase, ...]:
    # Where every open issue is held, closed ones from before the year change no figure.
    sentences = [*notes(backlog.extent, "issues", None if found is None else backlog.extent.since)]
    if found and found.unanswered is None:
        sentences.append(say("The answers to issues are not known: they were not asked for."))
    if found and found.stale is None:
        sentences.append(
            say("Which issues were stale cannot be said of a past day: they were updated since.")
        )
    return tuple(sentences)


# ---------------------------------------------------------------- what they mean


def _level(value: int | None, detail: OpenIssues, settings: Settings) -> Level:
    if value is None:
        return "unknown"
    if value == 0:
        return "good"
    known = [number / value for number in (detail.unanswered, detail.net_90d) if number is not None]
    if not known:
        return "unknown"
    level = high_is_bad(max(known), *limits(settings, ID, DEFAULTS))
    return "watch" if level == "bad" and value < FEW else level


def _reason(
    value: int | None, detail: OpenIssues, found: _Open | None, missing: tuple[Phrase, ...]
) -> Phrase:
    if value is None:
        return missing[0] if missing else say("The number of open issues is not known.")
    count = say_n("{n} issue is open", "{n} issues are open", value) if value else say("No issues are open")
    growth = _growth(detail.net_90d) if detail.net_90d is not None and value else None
    answers = _answers(detail, found)
    if growth and answers:
        return say("{open}, {growth}; {answers}.", open=count, growth=growth, answers=answers)
    if growth:
        return say("{open}, {growth}.", open=count, growth=growth)
    return say("{open}, {answers}.", open=count, answers=answers) if answers else sentence(count)


def _answers(detail: OpenIssues, found: _Open | None) -> Phrase | None:
    if detail.unanswered:
        return say_n("{n} waits for a first answer", "{n} wait for a first answer", detail.unanswered)
    if found and found.late and not found.unclear and not found.bots and detail.unanswered == 0:
        return say("every one older than two business days was answered")
    return None


def _growth(net: int) -> Phrase:
    if net == 0:
        return say("as many as 90 days ago")
    if net > 0:
        return say_n("{n} more than 90 days ago", "{n} more than 90 days ago", net)
    return say_n("{n} fewer than 90 days ago", "{n} fewer than 90 days ago", -net)


def _month(month: Month) -> Phrase:
    def known(number: int | None) -> Value:
        return "–" if number is None else number

    return say(
        "{month:month} {opened} and {closed}",
        month=month.month,
        opened=known(month.opened),
        closed=known(month.closed),
    )


def _news(old: Signal[OpenIssues], new: Signal[OpenIssues], _: Since) -> Iterator[News]:
    """Yield a backlog that jumped since the last round, or that has grown in 30 days to where it was not then."""
    if old.value is None or new.value is None:
        return
    text = None
    if _jumped(old.value, new.value):
        text = say("Open issues jumped from {old} to {new}.", old=old.value, new=new.value)
    elif new.change_30d is not None and old.change_30d is not None:
        month_ago = new.value - new.change_30d
        if _jumped(month_ago, new.value) and not _jumped(old.value - old.change_30d, old.value):
            text = say("Open issues rose from {old} to {new} in 30 days.", old=month_ago, new=new.value)
    if text:
        yield News("backlog", text, worse=True)


def _jumped(old: float, new: float) -> bool:
    return new - old >= max(JUMP_LEAST, JUMP_SHARE * old)


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
FIGURES = Figures(
    figures=(
        Figure("opened_30d", N_("{value} opened in 30 days"), UNIT),
        Figure("closed_30d", N_("{value} closed in 30 days"), UNIT),
        Figure("net_30d", N_("{value} net in 30 days"), UNIT),
        Figure("opened_90d", N_("{value} opened in 90 days"), UNIT),
        Figure("closed_90d", N_("{value} closed in 90 days"), UNIT),
        Figure("net_90d", N_("{value} net in 90 days"), UNIT),
        Figure(
            "unanswered",
            N_("{value} unanswered"),
            UNIT,
            verdict=lambda detail: "watch" if detail.unanswered else None,
        ),
        Figure("stale", N_("{value} untouched for 90 days"), UNIT),
        Figure("median_age_days", NN_("{value} day old (median)", "{value} days old (median)"), "days"),
        Figure("oldest_age_days", NN_("{value} day old (oldest)", "{value} days old (oldest)"), "days"),
        Figure(
            "open_change_requests",
            NN_("{value} open change request", "{value} open change requests"),
            "change requests",
        ),
    ),
    listings=(
        Listing(
            "months",
            N_("Opened and closed by month"),
            _month,
            fields=("month", "opened", "closed"),
            of=lambda detail: detail.months[::-1],
            most=3,
        ),
    ),
)

OPEN_ISSUES = Definition(
    id=ID,
    title=N_("Open issues"),
    short=N_("issues"),
    unit=UNIT,
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
    news=_news,
    headline=Headline(N_("open issues"), lambda signals: TOTAL.count(signals)[ID]),
    question=N_("How much waits to be done, does it grow, and does anybody answer those who report it?"),
    leading=True,
)
