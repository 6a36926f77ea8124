"""Makes projects and their people from a line or two each.

A team is written as `body:person=recent/earlier`: the n-th person of a body and their weight among
the commits of the last year and before. `free` are volunteers without a body, `bot` are bots; `!`
says that the forge does not know the address, `~` that they use a second one.
"""

from datetime import datetime
from typing import Any

from civitop.demo.world.bodies import BODIES
from civitop.demo.world.files import SOME, PublicCode, mailmap, publiccode, texts
from civitop.demo.world.model import DAY, YEAR, Account, ForgeKind, Member, Project
from civitop.demo.world.people import Cast, ascii_fold, bot

MAILS = ("work", "noreply", "work", "free")
"""Which address the n-th person of a body uses."""


class Roster:
    """Everybody in the network, each person once, however many projects they work on."""

    def __init__(self, seed: int) -> None:
        self._cast = Cast(seed)
        self._people: dict[str, Account] = {}

    def get(self, name: str) -> Account:
        """Return the person called `body:number`."""
        if name not in self._people:
            body, _, number = name.partition(":")
            self._people[name] = self._new(body, number)
        return self._people[name]

    def _new(self, body: str, number: str) -> Account:
        if body == "bot" and number == "gitlab":
            return Account(
                9001,
                "project_122_bot_3f9c2b",
                "release-token",
                "project_122_bot@noreply.gitlab.example",
                bot=True,
            )
        if body == "bot":
            return bot(f"{number}[bot]")
        if body == "free":
            flavour = ("da", "nl", "be", "it")[int(number) % 4]
            return self._cast.person(None, flavour, mail="free" if int(number) % 2 else "noreply")
        place = int(number)
        # the first shows the membership, the third names no employer: each rule of affiliation has its case
        return self._cast.person(
            BODIES[body], mail=MAILS[place % 4], company=place % 3 != 2, member=place % 4 in (1, 3)
        )

    def team(self, text: str) -> tuple[Member, ...]:
        """Return the team that `text` describes."""
        members = []
        for word in text.split():
            name, _, weights = word.partition("=")
            recent, _, earlier = weights.partition("/")
            account = self.get(name.rstrip("!~"))
            emails: tuple[str, ...] = (account.email,)
            if "~" in name:
                emails += (f"{ascii_fold(account.name).lower().replace(' ', '.')}@home.example",)
            members.append(Member(account, float(recent), float(earlier or recent), emails, "!" not in name))
        return tuple(members)


class Builder:
    """Makes projects from what is written below."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.roster = Roster(seed)
        self.now = now
        self.at = int(now.timestamp())
        self.projects: list[Project] = []

    def add(
        self,
        path: str,
        title: str,
        description: str,
        *,
        team: str,
        public: str = "",
        forge: ForgeKind = "github",
        age: float = 4.0,
        silent: float = 0.5,
        files: tuple[str, ...] = SOME,
        code: PublicCode | None = None,
        **rest: Any,
    ) -> None:
        """Add a project; `age` in years, `silent` in days since the last commit."""
        owner, _, name = path.rpartition("/")
        members = self.roster.team(team)
        made = texts(files, title, description, forge)
        if code:
            host = "github.example" if forge == "github" else "gitlab.example"
            licence = rest.get("licence", "EUPL-1.2")
            made["publiccode.yml"] = publiccode(
                code, title, description, f"https://{host}/{path}", licence, self.now
            )
        if doubles := {m.account: m.emails for m in members if len(m.emails) > 1}:
            made[".mailmap"] = mailmap(doubles)
        self.projects.append(
            Project(
                number=101 + len(self.projects),
                forge=forge,
                owner=owner,
                name=name,
                title=title,
                description=description,
                created=self.at - int(age * YEAR),
                last_commit=None if not rest.get("commits") else self.at - int(silent * DAY),
                team=members,
                public=tuple(self.roster.get(word) for word in public.split()),
                files=tuple(made.items()) if rest.get("commits") else (),
                **rest,
            )
        )
