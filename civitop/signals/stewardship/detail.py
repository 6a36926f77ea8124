"""What the stewardship of a repository consists of."""

from typing import ClassVar, Literal

from msgspec import Struct

from civitop.i18n.language import N_

UNIT = N_("people")

RoleName = Literal["answers", "reviews", "merges", "releases"]


class Steward(Struct, frozen=True, gc=False):
    """One person's part in a role."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "login")

    name: str
    login: str | None
    """`host/login`, where one is known."""
    times: int
    share: float
    """Of all that people did in the role in the window, 0 to 1."""


class Role(Struct, frozen=True, gc=False, kw_only=True):
    """Who did one of the things that only few can do, in 365 days; null where the forge does not say."""

    factor: int | None = None
    """The smallest number of people who did at least half of it."""
    people: int | None = None
    times: int | None = None
    """How often people did it."""
    first_share: float | None = None
    """The part of the person who did most of it, 0 to 1."""
    holders: tuple[Steward, ...] = ()
    """By times, descending; ten at most."""


class Stewardship(Struct, frozen=True, gc=False, kw_only=True):
    """The four roles, and which of them hangs on fewest people."""

    narrowest: RoleName | None
    answers: Role
    """First answers to issues and change requests by somebody other than the author."""
    reviews: Role
    """Reviewed change requests: one for each person and request."""
    merges: Role
    releases: Role


ROLES: dict[RoleName, str] = {
    "answers": N_("first answers"),
    "reviews": N_("reviews"),
    "merges": N_("merges"),
    "releases": N_("releases"),
}
"""What a role is called."""
