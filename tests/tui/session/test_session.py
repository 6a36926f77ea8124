"""A session without a screen: what is newest, what is shown, what a person chooses."""

import subprocess
import sys
from datetime import date, timedelta

from msgspec.structs import replace

from civitop.change import Change
from civitop.i18n.message import literally
from civitop.polling.events import Collected
from tui.session.preferences import KEY, Preferences, SortBy, decoded
from tui.session.session import MOST_UNREAD
from tui.session.view import View


async def read(sitting):
    it = sitting()
    await it.follower().read()
    it.session.advance()
    return it


def test_a_session_starts_without_textual_and_rich():
    code = (
        "import sys, pkgutil, importlib, tui.session\n"
        "for each in pkgutil.iter_modules(tui.session.__path__):\n"
        "    importlib.import_module(f'tui.session.{each.name}')\n"
        "print(sorted({'textual', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


async def test_what_is_newest_is_shown_at_the_next_paint(sitting):
    it = await read(sitting)
    newer = replace(it.session.newest, problem="x")
    it.session.take(newer)
    assert it.paints == [True, False]
    assert it.session.shown.problem is None
    assert it.session.advance()
    assert it.session.shown is newer


async def test_a_paused_picture_stands_still_and_the_counters_go_on(sitting, feed):
    it = await read(sitting)
    shown = it.session.shown
    assert it.session.toggle_pause().text.startswith("Paused")
    it.session.take(replace(it.session.newest, changes=()))
    assert not it.session.advance()
    assert it.session.shown is shown
    assert it.session.counters.changes == ()
    assert it.session.toggle_pause().text == "Live again."
    assert it.session.advance()
    assert it.session.shown is it.session.newest
    assert feed.pauses == [True, False]


async def test_another_day_is_shown_also_while_paused(sitting, now):
    it = await read(sitting)
    it.session.toggle_pause()
    assert it.session.travel.step(-2)
    assert it.session.counters.wanted == date(2026, 11, 20)
    assert await it.session.follow_day() is None
    assert it.session.advance()
    assert it.session.shown.past == date(2026, 11, 20)
    assert it.session.now().date() == date(2026, 11, 20)
    assert it.session.clock() == now


async def test_networks_are_walked_in_a_circle(sitting):
    it = await read(sitting)
    assert (it.session.shown.network, it.session.neighbour(1), it.session.neighbour(-1)) == (
        "os2",
        "sig",
        "sig",
    )
    it.session.choose("sig")
    assert it.session.shown.network == it.session.newest.network == "sig"
    assert it.session.neighbour(1) == "os2"
    assert sitting().session.neighbour(1) is None


async def test_a_preference_is_kept_by_the_feed_and_only_once(sitting, feed):
    it = await read(sitting)
    wanted = Preferences(sort=(SortBy("name"),))
    assert it.session.prefer(wanted)
    assert not it.session.prefer(wanted)
    await it.done()
    assert decoded(feed.preferences[KEY]) == wanted
    assert len(it.tasks) == 1


async def test_a_round_is_asked_for_once(sitting, feed):
    it = await read(sitting)
    assert it.session.poll_now().text == "Asking the forges now."
    it.session.take(replace(it.session.newest, round=replace(View().round, running=True)))
    assert it.session.poll_now().text == "A round is already running."
    assert feed.polled == 1
    assert sitting(offline=True).session.poll_now().severity == "warning"
    assert feed.polled == 1


async def test_an_alert_is_acknowledged_here_at_once_and_in_the_store(sitting, feed):
    feed.seen = set()
    it = await read(sitting)
    waiting = it.session.waiting()
    assert len(waiting) == it.session.counters.alerts > 1
    it.session.acknowledge(waiting[:1])
    assert it.session.waiting() == waiting[1:]
    assert it.paints[-1] is False
    await it.done()
    assert feed.seen == set(waiting[:1])


async def test_fresh_alerts_are_handed_out_once(sitting, now):
    it = await read(sitting)
    bad = Change(now, "github:os2/notify", "bus-factor", literally("It fell"), True)
    good = Change(now, "github:os2/notify", "recovered", literally("It is back"), False)
    it.session.alerts.note([bad, good])
    assert it.session.alerts.take_fresh() == (bad,)
    assert it.session.alerts.take_fresh() == ()


async def test_news_is_what_came_since_a_look_that_is_long_ago(sitting, feed, now):
    it = await read(sitting)
    changes = it.session.newest.changes
    assert await it.session.alerts.news(changes) is None  # nobody ever looked
    feed.looked = now - timedelta(minutes=5)
    assert await it.session.alerts.news(changes) is None  # a short walk
    feed.looked = now - timedelta(hours=2)
    news = await it.session.alerts.news(changes)
    assert (news.last_look, news.now, news.changes) == (feed.looked, now, changes[:2])
    assert feed.looks == 3


async def test_a_wrong_configuration_is_told_when_it_comes_and_when_it_goes(sitting, feed):
    it = await read(sitting)
    assert it.session.configuration_notice() is None
    feed.problem = "config.toml:3: wrong"
    notice = it.session.configuration_notice()
    assert (notice.severity, "config.toml:3: wrong" in notice.text) == ("error", True)
    assert it.session.configuration_notice() is None
    assert it.session.counters.notice == "config.toml:3: wrong"
    feed.problem = None
    assert it.session.configuration_notice().severity == "information"
    assert it.session.counters.notice is None


async def test_events_are_taken_up_when_somebody_asks_for_the_newest_state(sitting, feed):
    it = await read(sitting)
    before, first = it.session.newest, it.session.newest.projects[0]
    for stars in range(1, MOST_UNREAD // 2):
        it.session.note(Collected(replace(first, stars=stars)))
    assert it.paints[1:] == [False] * (MOST_UNREAD // 2 - 1)
    assert it.session.newest.healths[first.id].stars == MOST_UNREAD // 2 - 1
    assert it.session.newest is it.session.newest
    assert before.healths[first.id] is first
    it.session.take(before)
    assert it.session.newest is before
    it.session.note(Collected(replace(first, stars=7)))
    it.session.choose("sig")
    assert (it.session.newest.network, it.session.newest.healths[first.id].stars) == ("sig", 7)
