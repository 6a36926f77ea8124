"""Spans of time and moments as people read them: short, rounded, and never more exact than useful."""

from datetime import date, datetime, timedelta, tzinfo


def span_words(seconds: float) -> str:
    """Return `now`, `40 s`, `3 min`, `2 h`, `5 d` or `3 y`; seconds in tens, so that nothing flickers."""
    if seconds < 10:
        return "now"
    if seconds < 60:
        return f"{int(seconds // 10) * 10} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    if seconds < 2 * 86400:
        return f"{int(seconds // 3600)} h"
    days = int(seconds // 86400)
    return f"{days} d" if days < 730 else f"{days // 365} y"


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was: `just now`, `3 min ago`."""
    words = span_words((now - moment).total_seconds())
    return "just now" if words == "now" else f"{words} ago"


def until(moment: datetime, now: datetime) -> str:
    """Return how long it is until a moment: `now`, `in 3 min`."""
    words = span_words((moment - now).total_seconds())
    return "now" if words == "now" else f"in {words}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_time(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """Return the time of a moment of today, else its day: `14:05`, `3 Nov`, `Nov 2024`; 6 cells or 8."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if today - local < timedelta(days=300):
        return f"{local.day} {MONTHS[local.month - 1]}"
    return f"{MONTHS[local.month - 1]} {local.year}"


def day(moment: datetime | None) -> str:
    """Return a day as `2026-11-22`, or `–`."""
    return "–" if moment is None else f"{moment:%Y-%m-%d}"


def long_day(day: date | None) -> str:
    """Return a day as one says it: `3 Nov 2026`, or `–`."""
    return "–" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"
