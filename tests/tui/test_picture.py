"""The dashboard as a picture: valid, self-contained, the same bytes every time."""

from xml.etree import ElementTree

import pytest

from tui.picture import picture

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("screen", ["overview", "project", "help"])
async def test_a_picture_is_valid_and_links_to_nobody(feed, screen):
    text = await picture(feed, (100, 30), screen)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert "@font-face" not in text
    assert "url(" not in text
    for element in root.iter():
        assert not {"href", "src"} & {name.rpartition("}")[2] for name in element.attrib}


async def test_two_pictures_of_one_store_are_the_same_bytes(feed):
    one = await picture(feed, (120, 36))
    same = await picture(feed, (120, 36)) == one
    assert same
    assert "citizen-portal" in one


async def test_a_picture_shows_the_project_and_the_theme_that_were_asked_for(feed):
    text = await picture(feed, (100, 40), "project", project="gitlab:os2/parking", theme="civitop-light")
    assert "os2/parking" in text
    assert "#fbfaf6" in text
    assert feed.polled == 0


async def test_colours_do_not_hang_on_the_environment(feed, monkeypatch):
    plain = await picture(feed, (80, 24))
    monkeypatch.setenv("NO_COLOR", "1")
    same = await picture(feed, (80, 24)) == plain
    assert same
