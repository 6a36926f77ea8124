"""Every format writes the same figures, and no text from outside does anything in it."""

import csv
import gettext
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from civitop.codec import decode_snapshot, for_machines, snapshot_schema
from civitop.export import FORMATS, writer
from civitop.export.csv_export import cell
from civitop.export.md.escaping import text
from civitop.export.txt_export import report_text
from civitop.export.wording import detail_lines, said_value
from civitop.health import Snapshot
from civitop.i18n.language import Language, load, use
from civitop.i18n.message import literally
from civitop.signals import SIGNALS
from civitop.signals.activity import ACTIVITY, Activity
from civitop.signals.base import Signal
from civitop.store import Store
from civitop.watch import Watch

HOSTILE = "=HYPERLINK(1)|[x](javascript:1) <img src=x> [/foo] https://evil.example"


@pytest.fixture
async def snapshot(maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]) -> Snapshot:
    hostile = replace(maker.repository("bakkeby/=1+1"), description=HOSTILE)
    forge = forge_of(maker.facts(), maker.facts(hostile))
    forge.broken["hub:bakkeby/=1+1"] = HOSTILE
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async for _ in watch.round(forever=False):
            pass
        return watch.snapshot()


def test_json_fulfils_the_published_schema(snapshot: Snapshot) -> None:
    document = json.loads(writer("json")(snapshot))
    jsonschema.Draft202012Validator.check_schema(snapshot_schema())
    jsonschema.validate(document, snapshot_schema())
    assert document["schema"] == "civitop.snapshot/1"
    desk = next(r for r in document["repositories"] if r["name"] == "bakkeby/desk")
    assert desk["signals"]["bus_factor"]["detail"]["commits_365d"] == 3
    assert desk["signals"]["municipalities"]["detail"]["contributing"][0]["code"] == "XX-0101"


def test_the_contract_of_the_design_holds(snapshot: Snapshot) -> None:
    document = json.loads(writer("json")(snapshot))
    assert {"schema", "generated_at", "asof", "civitop", "networks", "repositories"} <= document.keys()
    assert {"id", "name", "repositories", "totals"} <= document["networks"][0].keys()
    assert {"open_issues", "municipalities"} <= document["networks"][0]["totals"].keys()
    for repository in document["repositories"]:
        keys = {"id", "forge", "name", "url", "archived", "status", "collected_at", "error", "signals"}
        assert keys <= repository.keys()
    signals = next(r for r in document["repositories"] if r["signals"])["signals"]
    for name, unit in (
        ("open_issues", "issues"),
        ("release_cadence", "days"),
        ("bus_factor", "people"),
        ("municipalities", "municipalities"),
    ):
        assert signals[name]["unit"] == unit
        assert {"value", "level", "reason", "coverage", "detail"} <= signals[name].keys()


def test_json_reads_back_as_it_was(snapshot: Snapshot) -> None:
    written = writer("json")(snapshot)
    read = decode_snapshot(written.encode())
    assert writer("json")(read) == written

    def details(of: Snapshot) -> list[object]:  # sentences are read back as the text that they are
        signals = [signal for health in of.repositories for signal in health.signals.values()]
        return [msgspec.to_builtins(signal.detail, enc_hook=for_machines) for signal in signals]

    assert details(read) == details(snapshot)
    assert [type(s.detail) for r in read.repositories for s in r.signals.values()] == [
        type(s.detail) for r in snapshot.repositories for s in r.signals.values()
    ]


def test_csv_has_a_row_a_repository_and_no_formula(snapshot: Snapshot) -> None:
    rows = list(csv.DictReader(io.StringIO(writer("csv")(snapshot))))
    assert [row["id"] for row in rows] == ["hub:bakkeby/=1+1", "hub:bakkeby/desk"]
    assert rows[0]["error"] == f"'{HOSTILE}"
    assert rows[1]["bus_factor"] == "1"
    assert rows[1]["networks"] == "ours"


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t=1", "|cmd"])
def test_what_a_spreadsheet_would_run_is_text(value: str) -> None:
    assert cell(value) == f"'{value}".replace("\t", " ")


def test_numbers_stay_numbers() -> None:
    assert cell(-3) == -3


def test_markdown_shows_hostile_text_and_does_nothing_with_it(snapshot: Snapshot) -> None:
    page = writer("md")(snapshot)
    assert "<img" not in page.replace("\\<img", "")
    assert "](javascript" not in page
    assert "https://evil" not in page
    assert r"bakkeby/=1\+1" in page


def test_a_table_cell_cannot_be_broken_out_of() -> None:
    assert text("a|b") == r"a\|b"


SIGNS = st.text(
    st.sampled_from("\\`*_{}[]()#+!|~<>@-&.: aé") | st.sampled_from(list("HTPSFWhtpsfw")), max_size=12
)


@given(st.lists(SIGNS | st.sampled_from(["https://a.b", "WWW.x", "ftp:"]), max_size=4).map("".join))
def test_every_sign_that_markdown_reads_is_escaped_and_no_address_is_bare(value: str) -> None:
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~<>@-])", r"\\\1", value.replace("&", "&amp;"))
    assert text(value) == re.sub(r"(?i)\b(https?|ftp|www)([:.])", "\\1\u2060\\2", escaped)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_an_address(snapshot: Snapshot, name: str) -> None:
    written = writer(name)(snapshot)
    assert "Bakkeby" in written or "bakkeby" in written
    assert "ida@" not in written


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        writer("exe")


def test_the_schema_in_the_documentation_is_the_generated_one() -> None:
    published = Path(__file__).parents[3] / "docs" / "snapshot-1.schema.json"
    assert json.loads(published.read_text("utf-8")) == json.loads(json.dumps(snapshot_schema()))


def test_an_anonymous_snapshot_has_all_figures_and_no_people(snapshot: Snapshot) -> None:
    from civitop.export.anonymous import anonymous

    key = b"a key of ours"
    without = anonymous(snapshot, key)
    assert "Ida" in writer("json")(snapshot)
    for name in FORMATS:
        assert "Ida" not in writer(name)(without)
        assert "hub.example/ida" not in writer(name)(without)
    assert [h.signals.keys() for h in without.repositories] == [
        h.signals.keys() for h in snapshot.repositories
    ]
    assert writer("csv")(without) == writer("csv")(snapshot)
    assert anonymous(without, key) == without
    assert anonymous(without, b"another") == without  # what somebody published stays as it is
    assert anonymous(snapshot, b"another") != without
    assert re.search(r'"name": "person-[0-9a-f]{10}"', writer("json")(without))


class Marks(gettext.NullTranslations):
    """A language that shows what went through a catalogue: in brackets."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


def outside(text: str) -> str:
    """Return what stands outside of the outermost brackets."""
    while text != (shorter := re.sub("«[^«»]*»", " ", text)):
        text = shorter
    return text


@pytest.mark.parametrize("name", ["md", "txt"])
def test_pages_for_persons_hold_no_word_that_no_catalogue_has(snapshot: Snapshot, name: str) -> None:
    names = {"bakkeby", "desk", "Ours", "hub", "example", "https"}
    use(Language("en", Marks()))
    page = outside(writer(name)(snapshot).replace(HOSTILE, ""))
    left = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"(?m)^.*=.*$", "", page)))
    assert left <= names


async def test_a_project_in_depth_holds_no_word_that_no_catalogue_has(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    with Store(":memory:") as store:
        watch = watch_over(store, forge_of(maker.facts()))
        async for _ in watch.round(forever=False):
            pass
        report = watch.report("hub:bakkeby/desk")
    assert report is not None
    use(Language("en", Marks()))
    held = {word for row in report.waiting for word in re.findall(r"\w+", row.title)}
    held |= {word for row in report.people for word in re.findall(r"\w+", row.name)}
    held |= {word for title, path in report.community for word in re.findall(r"\w+", f"{title} {path}")}
    left = set(re.findall(r"[A-Za-z]{2,}", outside(report_text(report))))
    assert left <= held | {"bakkeby", "desk", "Bakkeby", "https", "hub", "example"}


async def test_plain_text_says_one_person_and_two_people(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    with Store(":memory:") as store:
        watch = watch_over(store, forge_of(maker.facts()))
        async for _ in watch.round(forever=False):
            pass
        snapshot = watch.snapshot()
    page = writer("txt")(snapshot)
    assert "Bus factor: 1 person." in page
    assert "Contributing municipalities: 1 municipality." in page
    use(load("da"))
    assert ": 1 kommune." in writer("txt")(snapshot)


def test_a_value_says_what_it_is() -> None:
    by_id = {definition.id: definition for definition in SIGNALS}

    def said(id: str, value: float | None) -> str:
        signal = Signal(value=value, unit=by_id[id].unit, level="good", reason=literally(""), detail=Struct())
        return said_value(by_id[id], signal)

    assert said("public_code", -240) == "contract ended 240 days ago"
    assert said("public_code", 4073) == "contract ends in 11 years"
    assert said("public_code", 0) == "contract ends today"
    assert said("public_code", 1) == "contract ends in 1 day"
    assert said("activity", 0) == "0 of 13 weeks"
    assert said("response_time", 100.318) == "4 days"
    assert said("response_time", 0.4) == "less than an hour"
    assert said("release_cadence", 0.967703) == "1 day"
    assert said("release_cadence", 67.382) == "67 days"
    assert said("change_requests", 0.8123) == "8 closed for every 10 opened"
    assert said("change_requests", 1.0) == "as many closed as opened"
    assert said("change_requests", 1.04) == "about as many closed as opened"
    assert said("change_requests", 0.04) == "fewer than 1 closed for every 20 opened"
    assert said("change_requests", 0.0) == "none closed"
    assert said("open_issues", 1234) == "1,234 issues"
    assert said("bus_factor", None) == "–"


def test_zeros_that_say_nothing_are_left_out_and_others_told(snapshot: Snapshot) -> None:
    def first_line(totals: dict[str, int | None]) -> str:
        network = replace(snapshot.networks[0], totals=totals)
        return writer("txt")(replace(snapshot, networks=(network,))).splitlines()[2]

    nothing = {"repositories": 0, "archived": 0, "open_issues": 0, "open_issues_unknown": 0}
    assert first_line(nothing) == "Ours: 0 repositories, 0 open issues."
    some = {"stale": 1, "open_issues": 3, "open_issues_unknown": 2, "level_bad": 0, "municipalities": None}
    assert first_line(some) == "Ours: 1 stale, 3 open issues, 2 with unknown open issues."


def test_a_detail_leaves_out_a_zero_that_says_nothing() -> None:
    nobody = {"newcomers": 0, "drifting": 0, "gone": 0, "people_30d": 0, "people_90d": 0}
    detail = Activity(weekly=(), people_365d=2, days_since_last=171, **nobody)
    [line] = detail_lines(ACTIVITY, detail)
    assert line == "0 wrote in 90 days, 2 wrote in 365 days, 171 days since the last commit"


def test_machines_get_every_digit(snapshot: Snapshot) -> None:
    exact = 67.382106481
    health = snapshot.repositories[1]
    cadence = replace(health.signals["release_cadence"], value=exact)
    changed = replace(health, signals={**health.signals, "release_cadence": cadence})
    precise = replace(snapshot, repositories=(snapshot.repositories[0], changed))
    for name in ("json", "csv"):
        assert str(exact) in writer(name)(precise)
    for name in ("txt", "md"):
        assert "67.38" not in writer(name)(precise)


def test_a_sentence_of_somebody_elses_snapshot_is_no_message(snapshot: Snapshot) -> None:
    kept = '["{x.__class__}",{"x":1}]'
    written = json.loads(writer("json")(snapshot))
    written["repositories"][0]["error"] = kept
    read = decode_snapshot(json.dumps(written).encode())
    assert str(read.repositories[0].error) == kept


@pytest.mark.parametrize("name", ["txt", "md", "html"])
def test_what_is_true_of_every_score_is_said_once(snapshot: Snapshot, name: str) -> None:
    page = writer(name)(snapshot)
    text = page.partition('<script type="application/json"')[0]
    assert text.count("cannot be healthy by it") == 1
