"""A feed made by hand: two invented networks whose projects have every shape of health, and a fixed clock."""

import asyncio
import itertools
import os
import random
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.change import Change
from civitop.config.settings import Config, Forge
from civitop.health import Health, Network, Snapshot
from civitop.i18n.message import Phrase, literally
from civitop.model import Release
from civitop.people.affiliation.base import INDIVIDUAL, UNKNOWN, Affiliation, Organisation
from civitop.polling.collector import Budget
from civitop.polling.events import (
    BudgetChanged,
    Collected,
    Collecting,
    Event,
    Failed,
    RoundFinished,
    RoundStarted,
)
from civitop.reading.feed import PersonRow, ProjectReport, WaitingItem
from civitop.signals.base import Coverage, Level, Signal, TrendPoint
from civitop.signals.bus_factor import BusFactor, Share
from civitop.signals.credit.organisations import Contributor, Kinds
from civitop.signals.credit.usage import User
from civitop.signals.municipalities.detail import Municipalities
from civitop.signals.open_issues.detail import Month, OpenIssues
from civitop.signals.release_cadence.detail import ReleaseCadence
from tui.app import CivitopApp
from tui.live_app import Opening
from tui.themed_app import Terminal

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TODAY = NOW.date()

MUNICIPALITIES = (
    ("XX-101", "Vesterlund"),
    ("XX-102", "Klitby"),
    ("XX-103", "Zandvoorde"),
    ("XX-104", "Nordhavn"),
    ("XX-105", "Bellemont"),
    ("XX-106", "Ørsholm"),
    ("XX-107", "Hoogwater"),
    ("XX-108", "Lindesø"),
    ("XX-109", "Saint-Marcel"),
    ("XX-110", "Grønvang"),
)
VENDORS = (("XX-example-bv", "Example BV"), ("XX-kode-aps", "Kode ApS"), ("XX-logiciel", "Logiciel SA"))
PEOPLE = (
    "Astrid Holm",
    "Bram de Wit",
    "Chloé Martin",
    "Dagmar Krog",
    "Emil Sand",
    "Femke Bos",
    "Gilles Petit",
    "Hanne Lund",
    "Ivo Smit",
    "Jytte Dahl",
    "Karel Vos",
    "Lise Friis",
)
PROJECTS = (
    # name, forge, open issues, bus factor, days since release, gap, municipalities, shape
    ("os2/digital-post", "github", 54, 3, 12, 21, 5, "good"),
    ("os2/citizen-portal", "github", 131, 1, 420, 60, 2, "burst"),
    ("os2/case-management-service", "github", 48, 2, 34, 30, 3, ""),
    ("os2/calendar", "github", 3, 1, 200, 45, 1, "one"),
    ("os2/forms-engine", "github", 77, 4, 8, 14, 6, "good"),
    ("os2/signing", "gitlab", 12, 1, 610, 90, 0, "abandoned"),
    ("os2/waste-routes", "gitlab", 22, 2, 75, 40, 2, ""),
    ("os2/report-a-hole", "github", 96, 3, 19, 20, 4, ""),
    ("os2/library-loans", "github", 9, 1, None, None, 1, "never"),
    ("os2/school-transport", "gitlab", 31, 5, 27, 30, 3, "good"),
    ("os2/tree-register", "github", 0, 0, 900, 120, 0, "archived"),
    ("os2/meeting-minutes", "github", 41, 2, 51, 28, 2, ""),
    ("os2/permit-desk", "github", 66, 1, 100, 30, 2, "vendor"),
    ("os2/open-data-catalogue", "github", 17, 3, 40, 35, 2, ""),
    ("os2/geo-tiles", "gitlab", 8, 6, 5, 7, 3, "good"),
    ("os2/elderly-care-planner", "github", 58, 1, 88, 45, 1, "vendor"),
    ("os2/notify", "github", 14, 2, 16, 18, 2, ""),
    ("os2/parking", "gitlab", 25, 1, 300, 50, 1, ""),
    ("os2/grants", "github", None, None, None, None, None, "unknown"),
    ("os2/budget-explorer", "github", 19, 2, 61, 60, 1, ""),
    ("os2/sports-halls", "github", 6, 1, 150, 70, 0, ""),
    ("os2/identity-broker", "github", 38, 3, 23, 25, 4, "good"),
    ("os2/council-votes", "gitlab", 11, 2, 130, 60, 1, "stale"),
    ("os2/newcomer-guide", "github", None, None, None, None, None, "failed"),
)
REASONS = {
    "good": "All is well.",
    "watch": "Somebody should look.",
    "bad": "This needs somebody now.",
    "unknown": "It is not known.",
}


def level(value: float | None, watch: float, bad: float, *, high_is_bad: bool) -> Level:
    if value is None:
        return "unknown"
    if high_is_bad:
        return "bad" if value >= bad else "watch" if value >= watch else "good"
    return "bad" if value <= bad else "watch" if value <= watch else "good"


def open_issues(rng: random.Random, value: int | None, shape: str) -> Signal[OpenIssues]:
    if value is None:
        detail = OpenIssues(
            opened_30d=None,
            closed_30d=None,
            net_30d=None,
            opened_90d=None,
            closed_90d=None,
            net_90d=None,
            median_age_days=None,
            oldest_age_days=None,
            stale=None,
            unanswered=None,
            open_change_requests=None,
            months=(),
        )
        return Signal(
            value=None,
            unit="issues",
            level="unknown",
            reason=literally("Issues need a token."),
            detail=detail,
        )
    start = value * (0.4 if shape == "burst" else 0.8) + rng.randint(0, 8)
    trend = tuple(
        TrendPoint(
            TODAY - timedelta(days=7 * (51 - week)),
            max(
                0,
                round(
                    start
                    + (value - start) * (week / 51) ** (3 if shape == "burst" else 1)
                    + (rng.uniform(-3, 3) if week < 51 else 0)
                ),
            ),
        )
        for week in range(52)
    )
    months = []
    for back in reversed(range(12)):
        total = TODAY.year * 12 + TODAY.month - 1 - back
        opened = rng.randint(1, max(2, value // 5)) * (3 if shape == "burst" and back < 2 else 1)
        months.append(
            Month(date(total // 12, total % 12 + 1, 1), opened, max(0, opened - rng.randint(-3, 3)))
        )
    unanswered = value // 3 if shape in ("burst", "abandoned", "one") else value // 12
    change = trend[-1].value - trend[-5].value
    detail = OpenIssues(
        opened_30d=months[-1].opened,
        closed_30d=months[-1].closed,
        net_30d=change,
        opened_90d=sum(m.opened for m in months[-3:]),
        closed_90d=sum(m.closed for m in months[-3:]),
        net_90d=change * 2,
        median_age_days=float(rng.randint(20, 400)),
        oldest_age_days=float(rng.randint(400, 2400)),
        stale=value // 2,
        unanswered=unanswered,
        open_change_requests=value // 8,
        months=tuple(months),
    )
    grade = "bad" if shape == "burst" else "watch" if value and unanswered / value > 0.2 else "good"
    return Signal(
        value=value,
        unit="issues",
        level=grade,
        detail=detail,
        change_30d=change,
        trend=trend,
        reason=literally(
            f"{value} issues are open, {unanswered} of them unanswered for more than two business days."
        ),
        coverage=Coverage(sample=value),
    )


def cadence(rng: random.Random, since: int | None, gap: int | None, shape: str) -> Signal[ReleaseCadence]:
    days: list[date] = []
    if since is not None and gap is not None:
        at = TODAY - timedelta(days=since)
        while (TODAY - at).days < 730:
            days.insert(0, at)
            at -= timedelta(days=max(2, round(gap * rng.uniform(0.6, 1.5))))
    gaps = tuple(float((b - a).days) for a, b in itertools.pairwise(days))
    middle = sorted(gaps)[len(gaps) // 2] if gaps else None
    last = (
        datetime.combine(days[-1], NOW.timetz()) if days else (NOW - timedelta(days=since) if since else None)
    )
    detail = ReleaseCadence(
        kind="releases",
        releases_365d=sum((TODAY - d).days < 365 for d in days),
        releases_730d=len(days),
        last="v2.14.0" if last else None,
        last_at=last,
        days_since_last=since,
        gaps_days=gaps,
        regularity=0.31 if gaps else None,
        next_due=(last + timedelta(days=middle)).date() if last and middle else None,
        overdue=since / middle if since is not None and middle else None,
        days=tuple(days),
    )
    if shape in ("unknown", "failed"):
        grade: Level = "unknown"
    elif since is None or since > 365:
        grade = "bad"
    else:
        grade = "good" if since <= max(2 * (middle or 0), 90) else "watch"
    return Signal(
        value=middle,
        unit="days",
        level=grade,
        detail=detail,
        change_30d=float(rng.choice([-4, -1, 0, 0, 2, 6])) if middle else None,
        trend=tuple(
            TrendPoint(TODAY - timedelta(days=30 * (11 - m)), middle + rng.uniform(-6, 6)) for m in range(12)
        )
        if middle
        else (),
        reason=literally("Nothing was ever released.")
        if since is None
        else literally(
            f"A release every {middle:.0f} days (median of two years); the last release is {since} days old."
        )
        if middle
        else literally(f"The last release is {since} days old."),
    )


def bus(rng: random.Random, value: int | None) -> Signal[BusFactor]:
    if value is None:
        return Signal(
            value=None,
            unit="people",
            level="unknown",
            reason=literally("The history is not held."),
            detail=BusFactor(people=0, commits_365d=0, first_share=None, shares=()),
        )
    people = PEOPLE[: value * 2 + 1] if value else ()
    counts = [rng.randint(60, 90) for _ in people[:value]] + [rng.randint(2, 20) for _ in people[value:]]
    total = sum(counts)
    shares = tuple(
        Share(
            name=name,
            login=f"github.com/{name.split()[0].lower()}",
            commits=n,
            share=n / total,
            last=NOW - timedelta(days=rng.randint(1, 90)),
        )
        for name, n in zip(people, counts, strict=True)
    )
    change = rng.choice([-1, 0, 0, 0, 1])
    return Signal(
        value=value,
        unit="people",
        level=level(value, 2, 1, high_is_bad=False),
        change_30d=float(change),
        trend=tuple(
            TrendPoint(TODAY - timedelta(days=30 * (5 - m)), float(max(0, value + rng.choice([-1, 0, 0, 1]))))
            for m in range(6)
        ),
        reason=literally(
            f"{value} of {len(people)} people made at least half of the {total} commits of 365 days."
        )
        if value
        else literally("Nobody committed anything in the last 365 days."),
        detail=BusFactor(
            people=len(people),
            commits_365d=total,
            first_share=shares[0].share if shares else None,
            shares=shares,
        ),
    )


def contributor(rng: random.Random, code: str, name: str, kind: str = "municipality") -> Contributor:
    return Contributor(
        code=code,
        name=name,
        kind=kind,
        country="XX",
        people=rng.randint(1, 4),
        commits=rng.randint(0, 60),
        issues=rng.randint(1, 12),
        change_requests=rng.randint(0, 8),
        reviews=0,
        first=NOW - timedelta(days=300),
        last=NOW - timedelta(days=rng.randint(1, 60)),
        evidence=("email-domain",),
        who=(),
    )


def municipalities(rng: random.Random, value: int | None, shape: str) -> Signal[Municipalities]:
    chosen = sorted(rng.sample(range(len(MUNICIPALITIES)), value or 0))
    contributing = tuple(contributor(rng, *MUNICIPALITIES[i]) for i in chosen)
    using = (
        tuple(User(code, name, "XX") for code, name in rng.sample(MUNICIPALITIES, 2))
        if value is not None and value > 1
        else ()
    )
    vendors = tuple(
        contributor(rng, *each, kind="vendor") for each in VENDORS[: 1 if shape == "vendor" else 2]
    )
    idle = tuple(u.code for u in using if u.code not in {c.code for c in contributing})
    detail = Municipalities(
        contributing=contributing,
        using=using,
        using_not_contributing=idle,
        used_by_others=(),
        organisations=tuple(sorted((*contributing, *vendors), key=lambda c: -c.weight))
        if value is not None
        else (),
        writes=Kinds(municipality=40, vendor=160, individual=20, unknown=60),
        takes_part=Kinds(municipality=60, vendor=20, unknown=30),
        unknown_share=0.38 if value is not None else None,
    )
    return Signal(
        value=value,
        unit="municipalities",
        level=level(value, 1, 0, high_is_bad=False),
        detail=detail,
        change_30d=None if value is None else float(rng.choice([0, 0, 0, 1])),
        coverage=Coverage(sample=380),
        trend=tuple(
            TrendPoint(TODAY - timedelta(days=30 * (5 - m)), float(max(0, value - (5 - m) // 3)))
            for m in range(6)
        )
        if value is not None
        else (),
        reason=literally("The history is not held.")
        if value is None
        else literally(f"{value} municipalities contributed in the last 365 days."),
    )


def health(row: tuple, index: int = 0) -> Health:
    name, forge, issues, factor, since, gap, count, shape = row
    rng = random.Random(f"{name}{index}")
    failed = shape == "failed"
    stale = shape == "stale"
    signals = (
        {}
        if failed
        else {
            "open_issues": open_issues(rng, issues, shape),
            "release_cadence": cadence(rng, since, gap, shape),
            "bus_factor": bus(rng, factor),
            "municipalities": municipalities(rng, count, shape),
        }
    )
    return Health(
        id=f"{forge}:{name}",
        forge=forge,
        name=name,
        url=f"https://{forge}.example/{name}",
        archived=shape == "archived",
        status="failed" if failed else "stale" if stale else "fresh",
        collected_at=None if failed else NOW - timedelta(minutes=3),
        error=literally(f"{name} does not exist, or the token may not see it.")
        if failed
        else literally(f"{forge}.example did not answer.")
        if stale
        else None,
        signals=signals,
        description=f"What {name.partition('/')[2].replace('-', ' ')} does for citizens",
        topics=("zaak", "public-code"),
        language="Python",
        licence="EUPL-1.2",
        stars=rng.randint(0, 400),
        pushed_at=NOW - timedelta(days=rng.randint(0, 90)),
        ci_state=rng.choice(["success", "failure", None]),
    )


CHANGES = (
    Change(
        NOW - timedelta(minutes=4),
        "github:os2/forms-engine",
        "release",
        literally("Release v4.2.0, 14 days after the one before"),
        False,
    ),
    Change(
        NOW - timedelta(minutes=55),
        "github:os2/citizen-portal",
        "backlog",
        literally("18 issues were opened in 7 days, 3 were closed"),
        True,
    ),
    Change(
        NOW - timedelta(hours=7),
        "gitlab:os2/council-votes",
        "failed",
        literally("Could not be collected: gitlab.example did not answer"),
        True,
    ),
    Change(
        NOW - timedelta(days=1),
        "github:os2/identity-broker",
        "first-contribution",
        literally("First contribution from Klitby"),
        False,
    ),
    Change(
        NOW - timedelta(days=2),
        "github:os2/permit-desk",
        "bus-factor",
        literally("The bus factor fell from 2 to 1"),
        True,
    ),
    Change(
        NOW - timedelta(days=6),
        "gitlab:os2/geo-tiles",
        "release",
        literally("Release 2026.11, on time"),
        None,
    ),
    Change(
        NOW - timedelta(days=30),
        "github:os2/calendar",
        "contract-end",
        literally("The contract with Example BV ends in 60 days"),
        True,
    ),
)


class HandFeed:
    """A `Feed` without a store and without a forge: what it says was put in by hand."""

    def __init__(
        self,
        healths: tuple[Health, ...],
        networks: tuple[Network, ...],
        changes: tuple[Change, ...] = CHANGES,
    ) -> None:
        self.healths = {each.id: each for each in healths}
        self.networks = networks
        self.held = changes
        self.queue: asyncio.Queue[Event] = asyncio.Queue()
        self.polled = 0
        self.pauses: list[bool] = []
        self.seen: set[Change] = set(changes)
        self.looked: datetime | None = None
        self.looks = 0
        self.preferences: dict[str, bytes] = {}
        self.problem: str | None = None
        self.follows = False
        self.without_depth: Phrase | None = None
        self.reading: set[str] = set()

    def no_depth(self, repository: str) -> Phrase | None:
        return self.without_depth

    def deepen(self, repository: str) -> None:
        self.reading.add(repository)

    def stop_deepening(self, repository: str) -> bool:
        under_way = repository in self.reading
        self.reading.discard(repository)
        return under_way

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        return Snapshot(
            generated_at=NOW,
            asof=NOW,
            civitop="0.1.0",
            networks=self.networks,
            repositories=tuple(self.healths[k] for k in sorted(self.healths)),
        )

    def days(self) -> tuple[date, date]:
        return TODAY - timedelta(days=30), TODAY

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        return self.held[:limit]

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        found = self.healths.get(repository)
        if found is None or not found.signals:
            return None
        return report(found)

    async def events(self) -> AsyncIterator[Event]:
        while True:
            yield await self.queue.get()

    def poll_now(self) -> None:
        self.polled += 1

    def pause(self, paused: bool) -> None:
        self.pauses.append(paused)

    def acknowledge(self, changes) -> None:
        self.seen |= set(changes)

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        return frozenset(change for change in self.seen if change.at >= since)

    def last_looked(self) -> datetime | None:
        return self.looked

    def look(self) -> None:
        self.looks += 1

    def preference(self, key: str) -> bytes | None:
        return self.preferences.get(key)

    def prefer(self, key: str, value: bytes) -> None:
        self.preferences[key] = value

    def say(self, *events: Event) -> None:
        for event in events:
            if isinstance(event, Collected):
                self.healths[event.health.id] = event.health
                self.held = (*event.changes, *self.held)
            self.queue.put_nowait(event)

    def a_round(self) -> list[Event]:
        """Return a whole round over the first network, in which one project answers with other figures."""
        ids = self.networks[0].repositories
        first = self.healths[ids[0]]
        worse = replace(first, signals={**first.signals, "bus_factor": bus(random.Random(1), 1)})
        change = Change(NOW, first.id, "bus-factor", literally("The bus factor fell from 3 to 1"), True)
        return [
            RoundStarted(NOW, tuple(n.id for n in self.networks), len(ids)),
            Collecting(ids, 0),
            BudgetChanged(Budget(forge="github", pool="graphql", limit=5000, remaining=4812)),
            Collected(worse, (change,)),
            *(Collected(self.healths[each]) for each in ids[1:-1]),
            Failed(ids[-1], "gitlab.example did not answer.", self.healths[ids[-1]]),
            RoundFinished(NOW, 4.2, len(ids) - 1, 0, 1, {}, NOW + timedelta(minutes=5)),
        ]


def report(found: Health) -> ProjectReport:
    rng = random.Random(found.name)
    shares = found.signals["bus_factor"].detail.shares
    vendor = Affiliation(
        "vendor", "email-domain", Organisation("XX-example-bv", "vendor", "Example BV", "XX")
    )
    town = Affiliation(
        "municipality", "seen-elsewhere", Organisation("XX-101", "municipality", "Vesterlund", "XX")
    )
    affiliations = [vendor, town, UNKNOWN, INDIVIDUAL]
    return ProjectReport(
        health=found,
        people=tuple(
            PersonRow(
                s.name, s.login, s.commits, s.share, NOW - timedelta(days=360), s.last, affiliations[i % 4]
            )
            for i, s in enumerate(shares)
        ),
        waiting=tuple(
            WaitingItem(
                100 + i, title, f"{found.url}/issues/{100 + i}", NOW - timedelta(days=90 - 7 * i), kind, why
            )
            for i, (title, kind, why) in enumerate(
                [
                    ("Letters with æ, ø and å in the address are not delivered", "issue", "unanswered"),
                    ("Add a retry to the archive export", "change request", "needs review"),
                    ("Log in with the business certificate fails after the update", "issue", "unanswered"),
                    ("Translate the receipt page", "issue", "unanswered"),
                    ("Update the accessibility statement", "change request", "needs review"),
                ]
            )
        ),
        releases=tuple(
            Release(f"v2.{14 - i}.0", f"Release 2.{14 - i}", datetime.combine(day, NOW.timetz()))
            for i, day in enumerate(found.signals["release_cadence"].detail.days[:-9:-1])
        ),
        community=(
            ("README", "README.md"),
            ("LICENSE", "LICENSE"),
            ("CONTRIBUTING", "CONTRIBUTING.md"),
            ("CODE_OF_CONDUCT", None),
            ("SECURITY", None),
            ("GOVERNANCE", None),
            ("CHANGELOG", "CHANGELOG.md"),
            ("publiccode.yml", "publiccode.yml"),
            ("CI", ".github/workflows/"),
        ),
        weekly_commits=tuple(rng.randint(0, 20) for _ in range(52)),
    )


def make_feed() -> HandFeed:
    healths = tuple(health(row) for row in PROJECTS)
    others = tuple(health((name.replace("os2/", "sig/"), *rest), 1) for name, *rest in PROJECTS[3:9])
    networks = (
        Network(
            id="os2", name="OS2", repositories=tuple(sorted(h.id for h in healths)), totals={}, country="XX"
        ),
        Network(
            id="sig",
            name="Signalen",
            repositories=tuple(sorted(h.id for h in others)),
            totals={},
            country="XX",
        ),
    )
    return HandFeed((*healths, *others), networks)


OPENING, TERMINAL = Opening.__struct_fields__, Terminal.__struct_fields__
CONFIG = Config(
    forges={name: Forge(name=name, kind=name, url=f"https://{name}.example") for name in ("github", "gitlab")}
)
GOLDENS = Path(__file__).parent / "goldens"


def lines_of(app: CivitopApp) -> list[str]:
    """Return the lines of the screen as text, as the terminal gets them."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def check_golden(name: str, lines: list[str]) -> None:
    """Compare a screen with its golden text; CIVITOP_GOLDENS=write makes new ones."""
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    path = GOLDENS / f"{name}.txt"
    if os.environ.get("CIVITOP_GOLDENS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.fixture
def feed() -> HandFeed:
    return make_feed()


@pytest.fixture
def screen_lines() -> Callable[[CivitopApp], list[str]]:
    return lines_of


@pytest.fixture
def golden() -> Callable[[str, list[str]], None]:
    return check_golden


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def dashboard(monkeypatch: pytest.MonkeyPatch) -> Callable[..., CivitopApp]:
    """Make a dashboard over a feed, with the fixed clock, in UTC, without animations."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("tui.session.paint_scheduler.PAINT_EVERY", 0.1)

    def make(feed: HandFeed, **options: Any) -> CivitopApp:
        opening = Opening(**{name: options.pop(name) for name in OPENING if name in options})
        terminal = Terminal(**{name: options.pop(name) for name in TERMINAL if name in options})
        options = {"config": CONFIG, "clock": lambda: NOW, "zone": UTC, "opener": lambda _: None, **options}
        return CivitopApp(feed, opening=opening, terminal=terminal, **options)

    return make
