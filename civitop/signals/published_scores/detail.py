"""What the published scores of a repository consist of."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say

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

WEAKNESSES: Mapping[ScoreName, Phrase] = {
    "starter": say(
        "Four figures that are not added up to one; none of them tells who stands behind the project."
    ),
    "vitality_italian": say(
        "It is never below 46, and authors of years ago count for ever: ten of them, and nothing that happened for two "
        "years, make 73. It tells age and size rather than vitality."
    ),
    "vitality_dutch": say(
        "It is never below 46, and age does not count: a quiet, finished project and an abandoned one have the same "
        "figure."
    ),
    "opencode": say(
        "One criterion that is not met costs the level; a finished project reaches none, and who reacts is not asked."
    ),
    "lfx": say(
        "Made for large, world-wide communities: stars and many contributors count most, and a small project of three "
        "municipalities cannot be healthy by it."
    ),
}
"""What each score is known not to see."""
NEVER: Mapping[ScoreName, tuple[Phrase, ...]] = {
    "lfx": (
        say("Companies from embargoed countries: whose countries they are is not known (0 to 5 points)."),
        say("Work outside office hours: local times are not kept (0 to 5 points)."),
        say("The OpenSSF security baseline: its result is not among the facts (0 to 25 points)."),
    )
}
"""What no facts of any project could tell."""


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
