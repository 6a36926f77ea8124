"""What is read of open issues: the reason, what is missing, figures, news."""

from collections.abc import Iterator

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, Value, say, say_n
from civitop.model import Issue
from civitop.signals.base import (
    Signal,
)
from civitop.signals.open_issues.detail import UNIT, Month, OpenIssues, OpenNow
from civitop.signals.parts.backlog import Backlog
from civitop.signals.parts.sentences import sentence
from civitop.signals.parts.windows import notes
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.news import News, Since

JUMP_LEAST = 5
"""A backlog that grew by fewer issues did not jump, …"""
JUMP_SHARE = 0.25
"""… nor one that grew by a smaller share."""


def missing_sentences(backlog: Backlog[Issue], found: OpenNow | None) -> tuple[Phrase, ...]:
    """Return what could not be had of the issues, a sentence each."""
    # Where every open issue is held, closed ones from before the year change no figure.
    sentences = [*notes(backlog.extent, "issues", None if found is None else backlog.extent.since)]
    if found and found.unanswered is None:
        sentences.append(say("The answers to issues are not known: they were not asked for."))
    if found and found.stale is None:
        sentences.append(
            say("Which issues were stale cannot be said of a past day: they were updated since.")
        )
    return tuple(sentences)


def reason(
    value: int | None, detail: OpenIssues, found: OpenNow | None, missing: tuple[Phrase, ...]
) -> Phrase:
    """Return the sentence on the open issues: how many, how they grew, who waits."""
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


def _answers(detail: OpenIssues, found: OpenNow | None) -> Phrase | None:
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
        "{month:month}: {opened} and {closed}",
        month=month.month,
        opened=known(month.opened),
        closed=known(month.closed),
    )


def news(old: Signal[OpenIssues], new: Signal[OpenIssues], _: Since) -> Iterator[News]:
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


def _known_months(detail: OpenIssues) -> tuple[Month, ...]:
    """Return the months, newest first; none where of no month anything is known."""
    known = any((each.opened, each.closed) != (None, None) for each in detail.months)
    return detail.months[::-1] if known else ()


def _more(net: int | None) -> Phrase | None:
    """Return how many more or fewer are open than before; nothing where that is not known."""
    if net is None:
        return None
    return say_n("{n} more", "{n} more", net) if net >= 0 else say_n("{n} fewer", "{n} fewer", -net)


def _jumped(old: float, new: float) -> bool:
    return new - old >= max(JUMP_LEAST, JUMP_SHARE * old)


FIGURES = Figures(
    figures=(
        Figure("opened_30d", N_("{value} opened in 30 days"), UNIT),
        Figure("closed_30d", N_("{value} closed in 30 days"), UNIT),
        Figure(
            "net_30d",
            N_("{value} than 30 days ago"),
            UNIT,
            form="text",
            of=lambda detail: _more(detail.net_30d),
        ),
        Figure("opened_90d", N_("{value} opened in 90 days"), UNIT),
        Figure("closed_90d", N_("{value} closed in 90 days"), UNIT),
        Figure(
            "net_90d",
            N_("{value} than 90 days ago"),
            UNIT,
            form="text",
            of=lambda detail: _more(detail.net_90d),
        ),
        Figure(
            "unanswered",
            N_("{value} unanswered"),
            UNIT,
            zero=True,
            verdict=lambda detail: "watch" if detail.unanswered else None,
        ),
        Figure("stale", N_("{value} untouched for 90 days"), UNIT),
        Figure("median_age_days", NN_("{value} day old (median)", "{value} days old (median)"), "days"),
        Figure("oldest_age_days", NN_("{value} day old (oldest)", "{value} days old (oldest)"), "days"),
        Figure(
            "open_change_requests",
            NN_(
                "{value} open change request, with those of bots",
                "{value} open change requests, with those of bots",
            ),
            "change requests",
        ),
    ),
    listings=(
        Listing(
            "months",
            N_("Opened and closed by month"),
            _month,
            fields=("month", "opened", "closed"),
            of=_known_months,
            most=3,
        ),
    ),
)
