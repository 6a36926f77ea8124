from datetime import UTC, datetime

from civitop.health import Health
from civitop.i18n.message import literally
from civitop.model import FACT_KINDS, Extent
from civitop.reading.totals import totals
from civitop.signals import measure_all
from civitop.signals.base import Settings

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def health(project, name, status="fresh", **given):
    repository = f"github:aaholm/{name}"
    return Health(
        id=repository, forge="github", name=name, url="", archived=False, status=status, collected_at=NOW,
        error=None, signals=measure_all(project, NOW, Settings()) if project else {}, **given,
    )  # fmt: skip


def test_a_network_adds_up(make):
    absent = {kind: Extent.absent(literally("It needs a token.")) for kind in FACT_KINDS}
    found = totals(
        [
            health(
                make.project(commits=[make.commit(1)], issues=[make.issue(1)], releases=[make.release(3)]),
                "one",
            ),
            health(
                make.project(
                    commits=[make.commit(1), make.commit(2, "bo@bysted.example")],
                    issues=[make.issue(1), make.issue(2)],
                    requests=[make.request(1)],
                ),
                "two",
            ),
            health(make.project(extents=absent, open_issues=40), "three"),
            health(None, "four", "failed"),
        ]
    )
    assert found == {
        "repositories": 4, "archived": 0, "failed": 1, "stale": 0, "finished": 0,
        "open_issues": 43, "open_issues_unknown": 1, "open_change_requests": 1,
        "open_change_requests_unknown": 2, "releases_365d": 1, "releases_365d_unknown": 2,
        "municipalities": 2, "municipalities_unknown": 2,
        "bus_factor_0": 0, "bus_factor_1": 2, "bus_factor_2": 0, "bus_factor_3_or_more": 0,
        "bus_factor_unknown": 2,
        "level_bad": 2, "level_watch": 0, "level_good": 0, "level_unknown": 2,
    }  # fmt: skip


def test_what_nobody_knows_has_no_total():
    nothing = totals([health(None, "one", "failed")])
    assert (nothing["open_issues"], nothing["municipalities"], nothing["releases_365d"]) == (None, None, None)
    assert [nothing[f"{name}_unknown"] for name in ("open_issues", "municipalities", "releases_365d")] == [
        1,
        1,
        1,
    ]
    assert totals([])["repositories"] == 0


def test_the_worst_level_is_that_of_the_leading_signals(make):
    commits = make.commits({f"{who}@aaholm.example": 2 for who in ("a", "b", "c", "d", "e")}, start=100)
    commits += make.commits({"bo@bysted.example": 2}, start=100)
    one = health(make.project(commits=commits, releases=[make.release(3)]), "one")
    assert one.signals["activity"].level == "bad"
    assert one.worst == ("good", "open_issues")
    assert health(None, "two").worst == ("unknown", None)
