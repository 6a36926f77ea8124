"""Invented people and bots: names that fit the place they come from, accounts, addresses."""

import random
import unicodedata

from civitop.demo.world.model import Account, DemoOrganisation
from civitop.demo.world.words import FAMILY, GIVEN

BOT_NUMBERS = {"dependabot[bot]": 49_699_333, "renovate[bot]": 29_139_614, "github-actions[bot]": 41_898_282}
"""Real account numbers of those bots, which also stand in their noreply addresses."""
FREE_MAIL = ("gmail.com", "outlook.com", "proton.me")


def ascii_fold(text: str) -> str:
    """Return `text` in ASCII, as people spell themselves in addresses."""
    text = text.replace("ø", "o").replace("Ø", "O").replace("æ", "ae").replace("Æ", "Ae")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def bot(login: str) -> Account:
    """Return the account of a GitHub app's bot."""
    number = BOT_NUMBERS[login]
    return Account(number, login, login, f"{number}+{login}@users.noreply.github.com", bot=True)


class Cast:
    """Hands out people, nobody twice, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        names = [(f, given, family) for f in GIVEN for given in GIVEN[f] for family in FAMILY[f]]
        random.Random(f"cast/{seed}").shuffle(names)
        self._names = {flavour: [n[1:] for n in names if n[0] == flavour] for flavour in GIVEN}
        self._number = 1000

    def person(
        self,
        organisation: DemoOrganisation | None = None,
        flavour: str = "nl",
        *,
        mail: str = "work",
        company: bool = True,
        member: bool = False,
    ) -> Account:
        """Return somebody new.

        `mail` says which address their commits carry: `work`, `noreply` or `free`; `company` whether
        their profile names the organisation; `member` whether they show its membership.
        """
        given, family = self._names[organisation.flavour if organisation else flavour].pop()
        self._number += 1
        number = self._number
        plain_given, plain_family = ascii_fold(given).lower(), ascii_fold(family).lower()
        login = (
            f"{plain_given}{plain_family[:4]}",
            f"{plain_given[0]}{plain_family}",
            f"{plain_given}-{plain_family}",
        )[number % 3]
        if mail == "noreply":
            email = f"{number}+{login}@users.noreply.github.com"
        elif mail == "work" and organisation and organisation.domains:
            email = f"{plain_given}.{plain_family}@{organisation.domains[0]}"
        else:
            email = f"{plain_given}.{plain_family}{number % 90 + 10}@{FREE_MAIL[number % 3]}"
        return Account(
            number=number,
            login=login,
            name=f"{given} {family}",
            email=email,
            company=organisation.name if organisation and company else "",
            memberships=organisation.forge_orgs if organisation and member else (),
        )
