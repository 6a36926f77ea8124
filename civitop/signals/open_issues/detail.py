"""What the open issues of a repository consist of."""

from datetime import date

from msgspec import Struct

from civitop.i18n.language import N_

UNIT = N_("issues")


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


class OpenNow(Struct, frozen=True, gc=False):
    """What is known of the issues that are open, where all of them are held."""

    ages: list[float]
    stale: int | None
    late: int
    """Those that bots did not open and that are older than two business days."""
    unanswered: int | None
    unclear: int
    """Issues whose first comments are all by the author or bots, with more that are not held."""
    bots: int
