"""An invented project, fact by fact; every time is given as days before `asof`."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings

from civitop.model import (
    FACT_KINDS,
    ChangeRequest,
    Commit,
    Document,
    Extent,
    Facts,
    Identity,
    Issue,
    Release,
    Repository,
    Response,
    Tag,
    identity,
)
from civitop.people.affiliation.base import INDIVIDUAL, UNKNOWN, Affiliation, Affiliator, Organisation
from civitop.people.identities import resolve
from civitop.signals.base import Project, Signal, TrendPoint

# Several people may share the machine, and the first look at a calendar loads a library.
settings.register_profile("signals", deadline=None)
settings.load_profile("signals")

ASOF = datetime(2026, 11, 22, 10, tzinfo=UTC)  # a Sunday

AAHOLM = Organisation("DK-9001", "municipality", "Aaholm", "DK")
BYSTED = Organisation("DK-9002", "municipality", "Bysted", "DK")
DALBY = Organisation("DK-9003", "municipality", "Dalby", "DK")
NORDKODE = Organisation("DK-nordkode", "vendor", "Nordkode", "DK")
SYDSOFT = Organisation("DK-sydsoft", "vendor", "Sydsoft", "DK")
DOMAINS = {
    "aaholm.example": AAHOLM,
    "bysted.example": BYSTED,
    "dalby.example": DALBY,
    "nordkode.example": NORDKODE,
    "sydsoft.example": SYDSOFT,
}


class FakeAffiliator:
    """Knows a handful of domains, one forge organisation and the names of three municipalities."""

    def affiliate(
        self,
        identity: Identity,
        at: datetime,
        source_owner: str | None = None,
        *,
        proper: Identity | None = None,
        accounts: tuple[str, ...] = (),
    ) -> Affiliation:
        identity = identity if identity.domain in DOMAINS else proper or identity
        if identity.domain in DOMAINS:
            organisation = DOMAINS[identity.domain]
            return Affiliation(organisation.kind, "email-domain", organisation)
        if source_owner == "github.com/aaholm-it":
            return Affiliation("municipality", "forge-organisation", AAHOLM)
        return INDIVIDUAL if identity.noreply or identity.domain == "mail.example" else UNKNOWN

    def named(self, name: str, country: str | None = None, at: datetime | None = None) -> Organisation | None:
        known = {o.name.casefold(): o for o in (AAHOLM, BYSTED, DALBY)}
        return known.get(name.casefold().removesuffix(" kommune"))


class Make:
    """Builds facts; who contributes is given as an address, `name@domain`."""

    asof = ASOF
    aaholm, bysted, dalby = AAHOLM, BYSTED, DALBY

    def ago(self, days: float) -> datetime:
        return ASOF - timedelta(days=days)

    def who(self, address: str, *, login: str | None = None, bot: bool = False) -> Identity:
        return identity(address.partition("@")[0].title(), address, login, bot=bot)

    def commit(
        self,
        days: float,
        who: str = "ida@aaholm.example",
        *,
        coauthors: Iterable[str] = (),
        parents: int = 1,
        bot: bool = False,
    ) -> Commit:
        oid = f"{days}-{who}"
        return Commit(oid, self.ago(days), self.who(who, bot=bot), tuple(map(self.who, coauthors)), parents)

    def commits(
        self, numbers: Mapping[str, int], *, start: float = 1, step: float = 0.1
    ) -> tuple[Commit, ...]:
        """So many commits of each, spread over the days before `asof`."""
        return tuple(
            self.commit(start + step * place, who)
            for who, number in numbers.items()
            for place in range(number)
        )

    def issue(
        self,
        opened: float,
        closed: float | None = None,
        *,
        who: str | None = "ida@aaholm.example",
        updated: float | None = None,
        answers: Iterable[tuple[float, str]] | None = (),
        comments: int | None = None,
        bot: bool = False,
        number: int = 0,
    ) -> Issue:
        return Issue(
            number=number or round(opened * 100) + 1,
            title="An issue",
            author=self.who(who, bot=bot) if who else None,
            opened_at=self.ago(opened),
            updated_at=self.ago(opened if updated is None else updated),
            closed_at=None if closed is None else self.ago(closed),
            comments=comments,
            responses=None if answers is None else tuple(self.answer(*answer) for answer in answers),
        )

    def answer(self, days: float, who: str) -> Response:
        return Response(self.ago(days), self.who(who, bot=who.startswith("bot")))

    def request(
        self,
        opened: float,
        closed: float | None = None,
        *,
        merged: bool = False,
        who: str | None = "ida@aaholm.example",
        answers: Iterable[tuple[float, str]] | None = (),
        reviews: Iterable[tuple[float, str]] | None = (),
        merged_by: str | None = None,
        owner: str | None = None,
        draft: bool = False,
        comments: int | None = None,
        review_total: int | None = None,
        number: int = 0,
    ) -> ChangeRequest:
        return ChangeRequest(
            number=number or round(opened * 100) + 1,
            title="A change request",
            author=self.who(who) if who else None,
            opened_at=self.ago(opened),
            updated_at=self.ago(opened),
            closed_at=None if closed is None else self.ago(closed),
            merged_at=self.ago(closed) if merged and closed is not None else None,
            draft=draft,
            comments=comments,
            review_total=review_total,
            responses=None if answers is None else tuple(self.answer(*answer) for answer in answers),
            reviews=None if reviews is None else tuple(self.answer(*review) for review in reviews),
            merged_by=self.who(merged_by) if merged_by else None,
            source_owner=owner,
        )

    def release(self, days: float, tag: str = "", *, prerelease: bool = False) -> Release:
        return Release(tag or f"v{days}", tag, self.ago(days), prerelease)

    def tag(self, days: float, name: str) -> Tag:
        return Tag(name, self.ago(days))

    def facts(
        self,
        *,
        extents: Mapping[str, Extent] | None = None,
        collected: float = 0,
        publiccode: str | None = None,
        files: tuple[str, ...] = (),
        commits: Iterable[Commit] = (),
        issues: Iterable[Issue] = (),
        requests: Iterable[ChangeRequest] = (),
        releases: Iterable[Release] = (),
        tags: Iterable[Tag] = (),
        **repository: object,
    ) -> Facts:
        described = {
            "id": "github:aaholm/shelter",
            "forge": "github",
            "name": "aaholm/shelter",
            "url": "https://github.com/aaholm/shelter",
            **repository,
        }
        return Facts(
            repository=Repository(**described),  # type: ignore[arg-type]
            collected_at=self.ago(collected),
            source="test",
            commits=tuple(sorted(commits, key=lambda commit: commit.committed_at, reverse=True)),
            issues=tuple(sorted(issues, key=lambda issue: issue.number)),
            change_requests=tuple(sorted(requests, key=lambda request: request.number)),
            releases=tuple(sorted(releases, key=lambda release: release.published_at, reverse=True)),
            tags=tuple(sorted(tags, key=lambda tag: tag.at, reverse=True)),
            files=(*files, *(("publiccode.yml",) if publiccode else ())),
            documents=(Document("publiccode.yml", publiccode),) if publiccode else (),
            extents={kind: Extent() for kind in FACT_KINDS} | dict(extents or {}),
        )

    def project(self, affiliator: Affiliator | None = None, **facts: object) -> Project:
        made = self.facts(**facts)  # type: ignore[arg-type]
        return Project(made, resolve(made), affiliator or FakeAffiliator())

    def of(self, facts: Facts) -> Project:
        return Project(facts, resolve(facts), FakeAffiliator())


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


@pytest.fixture(scope="session")
def asof() -> datetime:
    return ASOF


@pytest.fixture(scope="session")
def values():
    """The values of a trend, oldest first."""

    def of(signal: Signal) -> list[float | None]:
        points: tuple[TrendPoint, ...] = signal.trend
        return [point.value for point in points]

    return of
