"""What is known of who writes, takes part and uses."""

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.signals.credit.organisations import Contributor, Kinds
from civitop.signals.credit.usage import User

UNIT = N_("municipalities")


class Municipalities(Struct, frozen=True, gc=False, kw_only=True):
    """Who writes, who takes part and who uses, kept apart; all within 365 days."""

    contributing: tuple[Contributor, ...]
    """Municipalities, by contributions descending."""
    using: tuple[User, ...]
    """Municipalities in `usedBy`, by name."""
    using_not_contributing: tuple[str, ...] | None
    """Codes of those that use the project and contributed nothing; null where not all contributions are known."""
    used_by_others: tuple[str, ...]
    """What else `usedBy` names, as it is written there."""
    organisations: tuple[Contributor, ...]
    """Organisations of every kind, municipalities among them, by contributions descending."""
    writes: Kinds | None
    """Commits by the kind of their authors and co-authors; a commit of two organisations counts half for each; null
    where the 365 days are not held."""
    takes_part: Kinds | None
    """Issues and change requests by the kind of who opened them, and reviews by who made them; null likewise."""
    unknown_share: float | None
    """Share of the commits, issues and change requests that no known organisation stands behind, 0 to 1: of a
    commit, neither behind its author nor behind a co-author. Over what is held; null where that would be 0 and
    not everything is held."""
