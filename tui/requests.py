"""What screens ask of the app, as messages: another screen, another network, a sentence for the person."""

from textual.message import Message

from civitop.expected import Wish
from tui.session.notice import Notice


class OpenProject(Message):
    """Show one project in depth."""

    def __init__(self, repository: str) -> None:
        """Make it; `repository` is the id of the project."""
        self.repository = repository
        super().__init__()


class StepProject(Message):
    """Show the next (1) or the previous (-1) project in the order of the overview."""

    def __init__(self, by: int) -> None:
        self.by = by
        super().__init__()


class OpenOrganisations(Message):
    """Show the bodies of the network by its projects."""


class OpenOrganisation(Message):
    """Show one body and all it has to do with the network."""

    def __init__(self, code: str) -> None:
        """Make it; `code` is the body's in the registry."""
        self.code = code
        super().__init__()


class OpenAddress(Message):
    """Open an address in the browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()


class ShowNetwork(Message):
    """Show another network."""

    def __init__(self, network: str) -> None:
        """Make it; `network` is the id."""
        self.network = network
        super().__init__()


class ShowPresent(Message):
    """Go back from a past day to the present."""


class Pictured(Message):
    """What the store answered has been drawn for the first time."""


class Expect(Message):
    """Write what is expected of a project, or take it back."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        super().__init__()


class Say(Message):
    """Show a sentence for a few seconds."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        super().__init__()
