"""What is not known is said once, for all signals that lack it."""

from civitop.export.txt_export import report_text
from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.polling.measurer import health_of
from civitop.reading.gaps import gaps
from civitop.reading.project_report import report_of
from civitop.signals import measure_all
from civitop.signals.base import Settings
from tui.drawing.glyphs import UNICODE
from tui.sections.signals import further_lines, gap_lines

ISSUES, REQUESTS = "A clone holds no issues.", "A clone holds no change requests."
CLONE = {"issues": Extent.absent(literally(ISSUES)), "change_requests": Extent.absent(literally(REQUESTS))}


def clone(make, asof):
    project = make.project(commits=make.commits({"ida@aaholm.example": 4}), extents=CLONE)
    return project, health_of(
        project.facts.repository, asof, asof, None, measure_all(project, asof, Settings())
    )


def test_a_gap_names_the_signals_without_a_value_and_those_that_lack_a_part(make, asof):
    _, health = clone(make, asof)
    found = {gap.why.english: gap for gap in gaps(health.signals)}
    issues = found[f"The issues are not known: {ISSUES}"]
    assert "open_issues" in issues.unknown
    assert "response_time" in issues.unknown
    assert "municipalities" in (*issues.unknown, *issues.partly)
    assert found[f"The change requests are not known: {REQUESTS}"].unknown[0] == "change_requests"


def test_a_clones_page_says_once_what_a_clone_cannot_give(make, asof):
    project, health = clone(make, asof)
    page = report_text(report_of(project, health, asof))
    assert page.count(ISSUES) == 1
    assert page.count(REQUESTS) == 1
    assert "Bus factor: 1 person. One person made all 4 commits" in page  # what there is, is shown


def test_its_screen_says_it_once_too(make, asof):
    from civitop.reading.gaps import told_once
    from civitop.signals import SIGNALS

    _, health = clone(make, asof)
    found = gaps(health.signals)
    lines = [*gap_lines(found, 500, UNICODE), *further_lines(health, SIGNALS, 500, UNICODE, told_once(found))]
    said = "\n".join("".join(span.text for span in line) for line in lines)
    assert (said.count(ISSUES), said.count(REQUESTS)) == (1, 1)


def test_nothing_is_said_where_everything_is_known(make, asof):
    whole = measure_all(make.project(commits=make.commits({"ida@aaholm.example": 4})), asof, Settings())
    assert gaps(whole) == ()
