"""Organisations of the GitHub side of the demo."""

from msgspec import Struct

from civitop.demo.world.world import World


class Owner(Struct, frozen=True):
    """An organisation of the forge."""

    login: str
    number: int
    name: str


def owner(world: World, login: str) -> Owner | None:
    """Return an organisation by its login, in any case: one with projects, or one with members only."""
    wanted = login.casefold()
    for first, names in ((5000, world.owner_names), (7000, world.member_names)):
        if (found := names.get(wanted)) is not None:
            place, name = found
            return Owner(name, first + place, name.replace("-", " ").title())
    return None
