"""Links, copies and exports, without a browser, a clipboard or a screen."""

import asyncio

import pytest

from civitop.config.settings import Forge
from civitop.errors import StoreError
from civitop.i18n.message import literally
from tui.session.external_actions import ExternalActions
from tui.session.screen_export import Shown

SHOWN = Shown(network="os2", repositories=("github:os2/notify",))
GOOD = "https://hub.example/os2/notify"


@pytest.fixture
def outside():
    return Outside


class Outside:
    """The actions with everything that left the program."""

    def __init__(self, exporter=None):
        self.said, self.copied, self.opened, self.tasks = [], [], [], []
        self.actions = ExternalActions(
            [Forge(name="hub", kind="github", url="https://hub.example")],
            say=self.said.append,
            start=lambda work: self.tasks.append(asyncio.ensure_future(work)),
            copy=self.copied.append,
            opener=self.opened.append,
            exporter=exporter,
        )

    async def done(self):
        await asyncio.gather(*self.tasks)


async def test_an_address_on_a_configured_forge_is_opened_and_copied(outside):
    it = outside()
    it.actions.browse(GOOD)
    it.actions.copy(GOOD)
    await it.done()
    assert (it.opened, it.copied) == ([GOOD], [GOOD])
    assert [each.text for each in it.said] == [f"Opened {GOOD}", f"Copied {GOOD}"]


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/x", "http://hub.example/x", "javascript:x", ""]
)
async def test_any_other_address_stays_inside(outside, address):
    it = outside()
    it.actions.browse(address)
    it.actions.copy(address)
    await it.done()
    assert (it.opened, it.copied) == ([], [])
    assert {each.severity for each in it.said} == {"warning"}


async def test_an_export_says_where_it_is(outside):
    asked = []
    it = outside(lambda shown: asked.append(shown) or "here.csv")
    it.actions.export(SHOWN)
    await it.done()
    assert asked == [SHOWN]
    assert it.said[0].text == "Written to here.csv"


@pytest.mark.parametrize("error", [OSError("disk is full"), StoreError(literally("disk is full"))])
async def test_an_export_that_fails_says_why(outside, error):
    def failing(shown):
        raise error

    it = outside(failing)
    it.actions.export(SHOWN)
    await it.done()
    assert it.said[0].severity == "error"
    assert "disk is full" in it.said[0].text


async def test_without_an_exporter_nothing_is_written(outside):
    it = outside()
    it.actions.export(SHOWN)
    assert it.said[0].severity == "warning"
    assert not it.tasks
