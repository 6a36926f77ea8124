"""From a number to a level, by the thresholds of the configuration or a signal's own defaults."""

from civitop.signals.base import Level, Settings, Thresholds


def limits(settings: Settings, signal: str, defaults: Thresholds) -> tuple[float, float]:
    """Return (`watch`, `bad`) of a signal; what the configuration leaves open comes from `defaults`.

    Raises `ValueError` where the defaults leave a threshold open.
    """
    own = settings.thresholds.get(signal, defaults)
    watch = own.watch if own.watch is not None else defaults.watch
    bad = own.bad if own.bad is not None else defaults.bad
    if watch is None or bad is None:
        msg = f"the defaults of {signal} leave a threshold open"
        raise ValueError(msg)
    return watch, bad


def low_is_bad(value: float, watch: float, bad: float) -> Level:
    """Return `bad` up to and including `bad`, `watch` up to and including `watch`, `good` above."""
    if value <= bad:
        return "bad"
    return "watch" if value <= watch else "good"


def high_is_bad(value: float, watch: float, bad: float) -> Level:
    """Return `bad` from `bad` on, `watch` from `watch` on, `good` below."""
    if value >= bad:
        return "bad"
    return "watch" if value >= watch else "good"
