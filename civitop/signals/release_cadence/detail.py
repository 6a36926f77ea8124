"""What the release cadence of a repository consists of."""

from datetime import date, datetime

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.signals.parts.released import Kind

UNIT = N_("days")


class PackageCadence(Struct, frozen=True, gc=False):
    """The cadence of one package of a monorepo, as of the project's own."""

    package: str
    """As its tags name it; empty for those that name none."""
    value: float | None
    """Median days between its releases of the last 730 days."""
    releases_730d: int | None
    last_at: datetime


class ReleaseCadence(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the release cadence; days are fractions of 24 hours unless they are dates."""

    kind: Kind
    """What was counted: published releases, or version-like tags where there are none."""
    releases_365d: int | None
    """CHAOSS Release Frequency, point releases included; null where it is not known."""
    releases_730d: int | None
    last: str | None
    """The tag of the last release."""
    last_at: datetime | None
    days_since_last: int | None
    """Whole days."""
    gaps_days: tuple[float, ...]
    """Between the releases of the last 730 days, oldest first, rounded to 0.01; the last 100."""
    regularity: float | None
    """Median absolute deviation of the gaps ÷ their median: 0 is a clockwork."""
    next_due: date | None
    """The last release plus the median gap."""
    overdue: float | None
    """Days since the last release ÷ median gap; above 1 the next one is late. Null over a gap below half a day."""
    days: tuple[date, ...]
    """The days of the last 730 with a release, oldest first: what a timeline draws."""
    package: str = ""
    """The busiest package, which the figures are of; empty where the tags name none."""
    packages: tuple[PackageCadence, ...] = ()
    """The other packages, busiest first; the first 100."""
    unreleased: int | None = None
    """Commits of people since the last release; null where they are not held, or nothing was ever released."""
    left_out_pattern: str | None = None
    """What more than half of the names of the last 730 days that are no versions have in common: `deploy-*`."""
