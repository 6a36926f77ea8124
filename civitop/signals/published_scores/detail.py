"""What the published scores of a repository consist of."""

from typing import Literal

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase

UNIT = N_("scores")

ScoreName = Literal["starter", "vitality_italian", "vitality_dutch", "opencode", "lfx"]
TITLES: dict[ScoreName, str] = {
    "starter": N_("CHAOSS Starter Project Health"),
    "vitality_italian": N_("Vitality index, Italian form"),
    "vitality_dutch": N_("Vitality index, Dutch form"),
    "opencode": N_("openCode maintenance level"),
    "lfx": N_("LFX health score"),
}
"""What the scores are called, in the order in which they are shown."""
OUT_OF: dict[ScoreName, int] = {"vitality_italian": 100, "vitality_dutch": 100, "opencode": 3, "lfx": 100}
"""The most that a score can be; the starter model has no score."""


class Input(Struct, frozen=True, gc=False):
    """One figure that goes into a score."""

    name: str
    """A message: what it is."""
    value: int | float | None
    """Null where it cannot be had."""
    points: int | float | None = None
    """What the score gives for it; null where it is not known, or the score gives no points."""


class Score(Struct, frozen=True, gc=False, kw_only=True):
    """One published score over the facts that are held."""

    name: ScoreName
    low: int | float | None = None
    """The least that it can be; null where nothing is sure, and of the starter model, which has no score."""
    high: int | float | None = None
    """The most that it can be: equal to `low` where every input is known."""
    inputs: tuple[Input, ...] = ()
    missing: tuple[Phrase, ...] = ()
    """Why it is a range, or not known."""
    weakness: Phrase
    """What the score is known not to see."""

    @property
    def exact(self) -> bool:
        """Whether every input is known."""
        return self.low is not None and self.low == self.high


class PublishedScores(Struct, frozen=True, gc=False):
    """The scores, side by side, in the order of `TITLES`; civitop makes none of its own."""

    scores: tuple[Score, ...]

    def of(self, name: ScoreName) -> Score | None:
        """Return one of them; `None` where a snapshot of another version, or of somebody else, lacks it."""
        return next((score for score in self.scores if score.name == name), None)
