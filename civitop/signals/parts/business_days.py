"""Business days: weekends and a country's public holidays do not count."""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from civitop.signals.parts.windows import DAY

SATURDAY = 5


@lru_cache(maxsize=256)
def public_holidays(country: str | None, year: int) -> frozenset[date]:
    """Return the public holidays of a country (ISO 3166-1 alpha-2) in a year; none of an unknown country.

    Holidays of a region are not among them: what is known of a project is its country.
    """
    if not country:
        return frozenset()
    import holidays  # slow to import, and only needed where an issue may wait over a holiday

    try:
        return frozenset(holidays.country_holidays(country.upper(), years=year))
    except NotImplementedError:  # what the library says of a country that it does not know
        return frozenset()


def is_business_day(day: date, country: str | None) -> bool:
    """Return whether people of that country are at work on `day`."""
    return day.weekday() < SATURDAY and day not in public_holidays(country, day.year)


def due(start: datetime, business_days: int, country: str | None) -> datetime:
    """Return the moment at which `business_days` × 24 hours of business days have passed since `start`.

    From Friday 15:00 two business days last until Tuesday 15:00; from Saturday the clock starts with Monday.
    """
    moment = start if is_business_day(start.date(), country) else _next_opening(start.date(), country)
    for _ in range(business_days):
        moment += DAY
        while not is_business_day(moment.date(), country):
            moment += DAY
    return moment


def _next_opening(day: date, country: str | None) -> datetime:
    while not is_business_day(day, country):
        day += DAY
    return datetime.combine(day, time(), tzinfo=UTC)
