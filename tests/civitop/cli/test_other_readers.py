"""The demo's report in a browser and its tables in a reader of data packages: what needs more than Python.

Chromium is Debian's; the extra `readers` has the rest. Only CI must have them: `CIVITOP_TEST_READERS=required`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PROCESS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

REQUIRED = os.environ.get("CIVITOP_TEST_READERS") == "required"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
"""A browser under test asks nobody for anything."""
PHONE, DESKTOP, PAPER = 360, 1280, 794
"""Widths in CSS pixels; a sheet of A4 has 794."""


def needed(name: str) -> Any:
    """Return a package of the extra `readers`, or leave the test out where it may be missing."""
    if REQUIRED:
        return __import__(name, fromlist=["_"])
    return pytest.importorskip(name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = needed("playwright.sync_api")
    if CHROMIUM is None and not REQUIRED:
        pytest.skip("there is no Chromium")
    with sync_api.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=1000 * PROCESS)
        yield found
        found.close()


class Opened:
    """The report in a browser of its own, and what it asked for."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(1000 * PROCESS)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.goto(path.as_uri())

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def fits(self) -> bool:
        """Return whether nothing stands beside the page, nor beside a table in it."""
        every = "[document.scrollingElement, ...document.querySelectorAll('.scroll')]"
        return bool(self.page.evaluate(f"{every}.every(each => each.scrollWidth <= each.clientWidth)"))


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light"), (PAPER, "dark")])
def test_axe_finds_nothing_at_any_width_in_light_and_dark(
    browser: Any, forms: Path, width: int, scheme: str
) -> None:
    axe = needed("axe_playwright_python.sync_playwright").Axe()
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    with Opened(browser, forms / "snapshot.html", **options) as report:
        assert report.fits()
        # Four projects are as good as twenty-four, and axe looks at each element many times.
        report.page.evaluate(
            "for (const each of [...document.querySelectorAll('section.repository')].slice(4)) each.remove()"
        )
        found = axe.run(report.page).response
    assert len(found["passes"]) > 30
    assert {each["id"]: [node["html"] for node in each["nodes"]] for each in found["violations"]} == {}


def test_it_asks_for_nothing_and_sorts_where_scripts_run(browser: Any, forms: Path) -> None:
    with Opened(browser, forms / "snapshot.html") as report:
        cells = "[...document.querySelectorAll('table.projects tbody tr')].map(r => r.cells[3].dataset.value)"
        before = report.page.evaluate(cells)
        report.page.click("table.projects thead th:nth-child(4) button")
        after = report.page.evaluate(cells)
        assert report.asked == [(forms / "snapshot.html").as_uri()]
        assert report.said == []  # its own policy refused nothing
    assert before != after
    assert after == [
        *sorted((each for each in after if each), key=float),
        *(each for each in after if not each),
    ]


def test_without_scripts_everything_is_there(browser: Any, forms: Path) -> None:
    with Opened(browser, forms / "snapshot.html", java_script_enabled=False) as report:
        assert report.page.locator("section.repository").count() == 24
        assert report.page.locator("table.projects thead button").count() == 0
        assert report.page.get_by_role("heading", name="What would help most").is_visible()


def test_it_prints_on_a4(browser: Any, forms: Path) -> None:
    with Opened(browser, forms / "snapshot.html", viewport={"width": PAPER, "height": 1123}) as report:
        report.page.emulate_media(media="print", color_scheme="dark")
        assert report.fits()
        background = report.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")  # also of a reader who likes it dark
        pdf = report.page.pdf(format="A4")
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") > 24


def test_the_picture_is_one(browser: Any, forms: Path) -> None:
    with Opened(browser, forms / "snapshot.svg", viewport={"width": DESKTOP, "height": 900}) as picture:
        box = picture.page.locator("svg").first.bounding_box()
        assert box["width"] > 600
        assert box["height"] > 300
        colours = picture.page.evaluate(
            "new Set([...document.querySelectorAll('text')].map(each => getComputedStyle(each).fill)).size"
        )
        assert colours >= 5
        empty = browser.new_page(viewport={"width": DESKTOP, "height": 900})
        assert len(picture.page.screenshot()) > 10 * len(empty.screenshot())
        empty.close()


def test_the_tables_are_a_valid_data_package(forms: Path) -> None:
    report = needed("frictionless").validate(str(forms / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldNumber", "type", "message"])
    assert {task.name for task in report.tasks} == {
        *("repositories", "signals", "municipalities", "people", "changes")
    }
    assert {task.name: task.stats["rows"] for task in report.tasks if task.name == "repositories"} == {
        "repositories": 24
    }
