"""A dashboard whose every fact is hostile, in the terminal it is started in: for `test_hostile_pty`.

`python hostile_child.py MODE REPORT KEY …`: it presses the keys, and the report lists the screens that a person
saw. The facts
have not been made harmless by a collector: what the terminal gets has passed the store, the signals and
the screens alone.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

sys.path.insert(0, str(Path(__file__).parents[2]))

from civitop.cli.screen_export import exporter
from civitop.config.settings import Alerts, Config, Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.i18n.message import literally
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Extent,
    Facts,
    Identity,
    Issue,
    MailmapEntry,
    Profile,
    Release,
    Repository,
    Response,
    Tag,
)
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row
from civitop.people.affiliation.statements import Stated
from civitop.polling.collector import Budget, Check, Collected, Cost, Failure, Known, Pulse
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch
from tui.app import CivitopApp
from tui.live_app import Opening
from tui.picture import settled
from tui.session.choices import Choices, Ready, TokenNote
from tui.start_app import StartApp
from tui.themed_app import Terminal

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOSTILE = (
    "[/foo] closes",
    "[@click=app.quit]press[/]",
    "[bold red]not bold[/]",
    "[link=https://evil.example]x",
    "$civitop-bad \\[escaped",
    "\x1b]52;c;ZXZpbA==\x07 clipboard",
    "\x1b]0;owned\x07 title",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\ device control",
    "\x1b[2J\x1b[777;777H cleared",
    "\x1b[5;8m blinks and hides",
    "\x1b[6n asks",
    "\x9b5;8m C1",
    "\x9d52;c;ZXZpbA==\x9c C1 clipboard",
    "\x00nul\x07bell\x7fdelete\x08back",
    "a\u202egnp.exe\u202c \u2066isolated\u2069",
    "zero\u200bwidth\ufeffmark\u2060joiner\u00adsoft",
    "line\nbreak\ttab\rreturn\x85next\u2028separator\u2029",
    "tag\U000e0041s \ufff9annotation",
    "e\u0301\u0323" * 30,
    "漢字" * 60,
    "👩\u200d👩\u200d👧\u200d👦 family ☃\ufe0f",
    "x" * 3000,
    "<script>alert(1)</script> & ]]> <b>",
    "=cmd|' /C calc'!A1",
    "@SUM(1+1)",
    '%s {0} ${HOME} `id` "quoted" \'',
    "",
)
PATIENCE = 90
"""Seconds for all keys."""
TRENDS = 20
"""Commits of each repository."""


def body(index: int) -> str:
    """Return the hostile string of a place; neighbours have different ones."""
    return HOSTILE[index % len(HOSTILE)]


def who(index: int) -> Identity:
    """Return somebody whose name, domain and account are hostile."""
    bad = body(index)
    return Identity(bad, f"{index:064x}", f"town{index % 5}.example", f"hub.example/{bad}")


def publiccode(index: int) -> str:
    """Return a publiccode.yml; escapes in its strings become hostile characters only when it is parsed."""
    bad = json.dumps(body(index))
    return "\n".join(
        [
            'publiccodeYmlVersion: "0.4"',
            f"name: {bad}",
            f"url: {bad}",
            "softwareType: standalone/web",
            f"usedBy: [{bad}, {json.dumps('Town 1 ' + body(index + 1))}, Town 2]",
            "maintenance:",
            "  type: contract",
            f"  contractors: [{{name: {bad}, until: '2026-12-24'}}]",
            f"  contacts: [{{name: {bad}, affiliation: {bad}}}]",
            f"legal: {{license: {bad}, mainCopyrightOwner: {bad}}}",
            f"description: {{en: {{shortDescription: {bad}}}}}",
        ]
    )


def facts(index: int, more: int = 0) -> Facts:
    """Return one repository with everything; `more` commits, issues and releases came since the first round."""
    bad = body(index)
    at = [NOW - timedelta(days=3 * day) for day in range(TRENDS)]
    people = [who(index + place) for place in range(TRENDS)]
    answers = (Response(at[0], people[1]),)
    return Facts(
        repository=Repository(
            id=f"hub:{index}/{bad or 'empty'}",
            forge="hub",
            name=f"{body(index + 1)}/{bad}",
            url=f"https://hub.example/{bad}",
            node_id=str(index),
            description=bad,
            default_branch=bad,
            head=f"head {more} {bad}",
            archived=index % 11 == 5,
            licence=bad,
            language=bad,
            topics=(bad, body(index + 2)),
            open_issues=len(at),
            open_change_requests=len(at),
            pushed_at=at[0],
            stars=index,
            ci_state="failure",
        ),
        collected_at=NOW,
        source=bad,
        commits=tuple(
            Commit(f"{place}-{more}-{bad}", when, people[place], (people[-place - 1],))
            for place, when in enumerate(at)
        ),
        issues=tuple(
            Issue(place, body(index + place), people[place % TRENDS], when, when, None, 1, answers)
            for place, when in enumerate(at * (1 + more))
        ),
        change_requests=tuple(
            ChangeRequest(place, body(index + place), people[place], when, when, source_owner=bad)
            for place, when in enumerate(at)
        ),
        releases=tuple(
            # One is a version, whose release is news; the others are no versions, and shown as such.
            Release(f"v{place} {bad}" if place else "v1.0.0", bad, when - timedelta(hours=24 - 22 * more))
            for place, when in enumerate(at)
        ),
        tags=tuple(Tag(f"v{place} {bad}", when) for place, when in enumerate(at)),
        files=("README.md", "publiccode.yml", f"CODEOWNERS {bad}", f"docs/{bad}", bad),
        documents=(
            Document("publiccode.yml", publiccode(index)),
            Document("GOVERNANCE.md", bad),
            Document(bad, bad),
        ),
        mailmap=(MailmapEntry(bad, people[0], body(index + 1), people[1].address or ""),),
        extents={
            kind: Extent(NOW - timedelta(days=400), literally(bad) if index % 9 == 4 else None)
            for kind in ("commits", "issues", "change_requests", "releases", "tags", "files")
        },
    )


class Hub:
    """A forge that answers, fails and waits in hostile words."""

    def __init__(self) -> None:
        self.round = 0
        self.held = {f"{index}": index for index in range(len(HOSTILE))}

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        for index in self.held.values():
            yield facts(index).repository
        yield Failure(str(source), literally(f"gone {body(5)}"), "not-found", final=True)

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        self.round += 1
        for one in known:
            yield Pulse(one.repository, str(self.round))

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        for one in known:
            index = self.held[one.repository.node_id or ""]
            if index % 7 == 3 and (self.round > 0 or index == 3):
                yield Failure(one.repository.id, literally(f"no answer {body(index)}"), "unreachable")
            else:
                yield Collected(facts(index, more=min(1, self.round)), str(self.round))
            await asyncio.sleep(0)

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        for place, login in enumerate(logins):
            yield Profile(login, body(place), f"@{body(place + 1)}", (body(place),), fetched_at=NOW)

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        return Cost(0, 0)

    async def check(self) -> Check:
        return Check("hub", True, "")

    async def aclose(self) -> None:
        """Hold nothing."""


def watched(store: Store) -> Watch:
    """Return a poll loop over the hostile forge; towns and networks have hostile names too."""
    towns = [
        Row(
            id=f"XX-000{place}",
            kind="municipality" if place < 4 else "vendor",
            type="",
            name=f"Town {place} {body(place + 5)}",
            variants=(f"Town {place}",),
            domains=(f"town{place}.example",),
            derived_domains=(),
            region="",
            source="invented",
        )
        for place in range(5)
    ]
    networks = tuple(
        NetworkSettings(id=id, name=f"{id} {bad}", note=bad, watch=(Source("hub", body(place + 1)),))
        for place, (id, bad) in enumerate((("ours", HOSTILE[1]), ("theirs", HOSTILE[9])))
    )
    measurers = {each.id: Measurer(each, store, Registry(towns), Stated()) for each in networks}
    setup = Setup(networks, measurers, {"hub": Hub}, timedelta(seconds=2))
    return Watch(store, setup, clock=lambda: NOW, trouble=lambda: f"wrong {HOSTILE[10]} {HOSTILE[5]}")


async def walk(pilot: Pilot[Any], keys: Sequence[str], done: Callable[[set[str]], object]) -> None:
    """Press keys, and say which screens there were; the app goes on until somebody leaves it."""
    app, places = pilot.app, set[str]()
    try:
        async with asyncio.timeout(PATIENCE):
            await settled(pilot)
            while isinstance(app, CivitopApp) and not app.view.round.finished_at:
                await pilot.pause(0.05)
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
                kinds = sorted(each for each in app.screen.classes if each in ("-enlarged", "-compact"))
                places.add("".join([type(app.screen).__name__, *kinds]))
    finally:
        done(places)


def start() -> StartApp:
    """Return the start screen with hostile choices."""
    networks = tuple(
        Ready(id=bad or "x", name=bad, country=bad[:2], sources=index, note=bad)
        for index, bad in enumerate(HOSTILE)
    )
    return StartApp(
        Choices(networks=networks, config_file=f"/{HOSTILE[5]}", here=f"/{HOSTILE[9]}"),
        accept=lambda choice: f"cannot take {choice.target} {HOSTILE[10]}",
        find_tokens=lambda: tuple(TokenNote(forge=bad, places=(bad,), without=bad) for bad in HOSTILE[:8]),
    )


def dashboard(mode: str, watch: Watch, folder: Path) -> CivitopApp:
    """Return the dashboard, also with hostile budgets and a hostile configuration."""
    for bad in HOSTILE[:12]:
        watch.told(
            Budget(forge=bad, pool=bad, limit=9, remaining=1, waiting_until=NOW, reason=literally(bad))
        )
    forge = Forge(name="hub", kind="github", url="https://hub.example")
    return CivitopApp(
        watch,
        config=Config(forges={"hub": forge}, alerts=Alerts(desktop=True), keys={HOSTILE[5]: "x"}),
        clock=lambda: NOW,
        zone=UTC,
        exporter=exporter(watch, lambda: NOW, folder),
        opener=lambda address: None,
        opening=Opening(wall=3600.0 if mode == "wall" else None),
        terminal=Terminal(ascii_only=mode == "ascii"),
    )


def main() -> None:
    """Run the dashboard, or the start screen, until it is left."""
    mode, report, keys = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    with Store(":memory:") as store:
        app = start() if mode == "start" else dashboard(mode, watched(store), report.parent)
        app.run(
            auto_pilot=partial(walk, keys=keys, done=lambda seen: report.write_text("\n".join(sorted(seen))))
        )
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main()
