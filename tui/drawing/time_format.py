"""Spans of time and moments as people read them: short, rounded, and never more exact than useful."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from rich.cells import cell_len

from civitop.i18n.language import ENGLISH, Language, _, current, number, pgettext
from civitop.i18n.language import day as said_day


def span_words(seconds: float) -> str:
    """Return `now`, `40 s`, `3 min`, `2 h`, `5 d` or `3 y`; seconds in tens, so that nothing flickers."""
    return _span(seconds) or pgettext("moment", "now")


def _span(seconds: float) -> str:
    """Return a span of time; nothing for one that is over before it is read."""
    if seconds < 10:
        return ""
    if seconds < 60:
        return pgettext("seconds", "{n} s").format(n=int(seconds // 10) * 10)
    if seconds < 3600:
        return pgettext("minutes", "{n} min").format(n=int(seconds // 60))
    if seconds < 2 * 86400:
        return pgettext("hours", "{n} h").format(n=int(seconds // 3600))
    days = int(seconds // 86400)
    if days < 730:
        return pgettext("days", "{n} d").format(n=days)
    return pgettext("years", "{n} y").format(n=number(days // 365))


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was: `just now`, `3 min ago`."""
    words = _span((now - moment).total_seconds())
    return _("{span} ago").format(span=words) if words else _("just now")


def ago_width() -> int:
    """Return the cells that `ago` takes at most, for a column."""
    now = datetime.max.replace(tzinfo=UTC)
    spans = (
        timedelta(),
        timedelta(seconds=50),
        timedelta(minutes=59),
        timedelta(hours=47),
        timedelta(days=729),
    )
    return max(cell_len(ago(now - span, now)) for span in spans)


def until(moment: datetime, now: datetime) -> str:
    """Return how long it is until a moment: `now`, `in 3 min`."""
    words = _span((moment - now).total_seconds())
    return _("in {span}").format(span=words) if words else pgettext("moment", "now")


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def months() -> tuple[str, ...]:
    """Return the short names of the twelve months, without a full stop."""
    return _months(current().code)


@lru_cache(maxsize=8)
def _months(code: str) -> tuple[str, ...]:
    if code == ENGLISH:
        return MONTHS
    from babel.dates import get_month_names  # only what is shown in another language waits for it

    names = get_month_names("abbreviated", "stand-alone", locale=code)
    return tuple(names[month].rstrip(".") for month in range(1, 13))


def clock_time(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """Return the time of a moment of today, else its day: `14:05`, `3 Nov`, `Nov 2024`; 6 cells or 8."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if today - local < timedelta(days=300):
        return said_day(local.date(), "short-day")
    return said_day(local.date(), "month")


def clock_width() -> int:
    """Return the cells that `clock_time` takes at most in the language in use: 8 in English."""
    return _clock_width(current())


@lru_cache(maxsize=8)
def _clock_width(language: Language) -> int:
    days = [date(2028, month, 28) for month in range(1, 13)]
    return max(cell_len(language.date(day, form)) for day in days for form in ("month", "short-day"))


def day(moment: datetime | None) -> str:
    """Return a day as `2026-11-22`, which is as wide in every language, for columns; or `–`."""
    return "–" if moment is None else f"{moment:%Y-%m-%d}"


def long_day(day: date | None) -> str:
    """Return a day as one says it: `3 Nov 2026`, or `–`."""
    return "–" if day is None else said_day(day)
