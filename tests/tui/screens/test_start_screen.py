"""The first minute: what a person can do who has no configuration yet."""

import pytest
from rich.cells import cell_len

from tui.screens.start import Remember
from tui.session.choices import Choice, Choices, Ready, TokenNote
from tui.start_app import StartApp
from tui.themed_app import Terminal
from tui.widgets.choice_list import ChoiceList, looks_like_source

pytestmark = pytest.mark.slow

CHOICES = Choices(
    networks=(
        Ready(id="fjord", name="Fjord Commons", country="XX", sources=20),
        Ready(id="polder", name="Polder Open", country="YY", sources=1),
        Ready(id="quiet", name="Quiet Towns", country="YY"),
    ),
    config_file="~/config.toml",
    here="/srv/clones/digital-post",
)
TOKENS = (
    TokenNote(forge="hub.example", places=("the variable HUB_TOKEN", "the keyring")),
    TokenNote(forge="lab.example", without="Issues stay unknown. Set LAB_TOKEN."),
)


@pytest.fixture
def start(monkeypatch):
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)
    asked: list[Choice] = []

    def make(answer=None, choices=CHOICES, tokens=TOKENS, **options):
        def accept(choice):
            asked.append(choice)
            return answer

        app = StartApp(choices, accept=accept, find_tokens=lambda: tokens, **options)
        app.asked = asked
        return app

    return make


async def ready(pilot):
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60), (40, 10)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_start_screen_looks_as_it_did(start, size, golden, screen_lines):
    app = start()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        lines = screen_lines(app)
        assert {cell_len(line) for line in lines} == {size[0]}
        golden(f"start-{size[0]}x{size[1]}", lines)


async def test_a_newcomer_types_a_few_letters_and_opens_the_network(start):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"pold", "enter")
        await ready(pilot)
    assert app.return_value == Choice(kind="network", target="polder")


async def test_the_demo_is_one_key_away_and_is_not_remembered(start):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+s", "enter")
        await ready(pilot)
    assert app.return_value == Choice(kind="demo")


async def test_the_repository_one_stands_in_can_be_remembered(start, screen_lines):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("down", "ctrl+s")
        assert "[x] Remember the choice in ~/config.toml" in "\n".join(screen_lines(app))
        await pilot.press("enter")
        await ready(pilot)
    assert app.return_value == Choice(kind="repository", target="/srv/clones/digital-post", remember=True)


async def test_what_is_typed_as_a_source_is_opened_as_one(start):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"hub", "colon", *"bakkeby")
        assert app.screen.query_one(ChoiceList).count == 1
        await pilot.press("enter")
        await ready(pilot)
    assert app.return_value == Choice(kind="source", target="hub:bakkeby")


async def test_a_source_that_cannot_be_opened_is_explained_and_asked_for_again(start, screen_lines):
    app = start(answer="There is no forge 'hubb'; known are hub and lab. [/foo] \x1b[2J")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"hubb", "colon", "x", "enter")
        await ready(pilot)
        text = "\n".join(screen_lines(app))
        assert "There is no forge 'hubb'" in text
        assert "\x1b" not in text
        await pilot.press("backspace")
        assert "There is no forge" not in "\n".join(screen_lines(app))
        await pilot.press("escape", "escape")
    assert app.return_value is None


async def test_tokens_are_named_by_their_place_and_missing_ones_by_what_is_lost(start, screen_lines):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        text = "\n".join(screen_lines(app))
        assert "token found in the variable HUB_TOKEN and the keyring" in text
        assert "no token. Issues stay unknown. Set LAB_TOKEN." in text


async def test_the_mouse_chooses_opens_and_ticks(start):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.click(ChoiceList, offset=(5, 4))
        await pilot.click(Remember)
        assert app.screen.query_one(Remember).on
        await pilot.click(ChoiceList, offset=(5, 4), times=2)
        await ready(pilot)
    assert app.return_value == Choice(kind="network", target="polder", remember=True)


async def test_nothing_found_says_what_to_type_instead(start, screen_lines):
    app = start()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"zzz", "enter")
        await ready(pilot)
        assert "No ready-made network has this in its name." in "\n".join(screen_lines(app))
    assert app.asked == []


async def test_an_ascii_terminal_gets_ascii(start, screen_lines):
    app = start(terminal=Terminal(ascii_only=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert all(line.isascii() for line in screen_lines(app))


async def test_hostile_names_do_nothing(start, screen_lines):
    bad = "[/foo]\x1b]52;c;ZXZpbA==\x07\u202e"
    choices = Choices(networks=(Ready(id=bad, name=bad, country=bad),), config_file=bad, here=bad)
    app = start(
        choices=choices, tokens=(TokenNote(forge=bad, places=(bad,)), TokenNote(forge=bad, without=bad))
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        text = "\n".join(screen_lines(app))
        assert "[/foo]" in text
        assert not set(text) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize("text", ["github:OS2mo", "https://forge.example/a/b", "../clone", "~/clone", "."])
def test_sources_addresses_and_paths_are_told_from_words(text):
    assert looks_like_source(text)
    assert not looks_like_source("common ground")
