"""A mistake of ours in a screen leaves the terminal to a sentence, and shows no variables."""

import pytest
from textual.worker import WorkerFailed

from civitop.cli.screen import shown
from tui.fault import Faultless


class Headless(Faultless[None]):
    async def run_async(self, **more):  # as a terminal would
        return await super().run_async(headless=True, **more)


class Breaks(Headless):
    def on_mount(self) -> None:
        token = "ghp_held_in_a_variable"
        raise LookupError(len(token))


class BreaksInAWorker(Headless):
    def on_mount(self) -> None:
        async def work() -> None:
            raise LookupError(7)

        self.run_worker(work())


class Ends(Headless):
    def on_mount(self) -> None:
        self.exit()


@pytest.mark.parametrize("app", [Breaks, BreaksInAWorker])
def test_the_error_reaches_the_starter_and_nothing_is_printed(app, capfd):
    with pytest.raises(LookupError) as caught:
        shown(app())
    assert not isinstance(caught.value, WorkerFailed)
    printed = capfd.readouterr()
    assert "ghp_held" not in printed.out + printed.err
    assert "Traceback" not in printed.out + printed.err


def test_a_screen_that_a_person_left_has_no_fault():
    assert shown(Ends()) is None
