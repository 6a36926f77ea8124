"""What the checks of the Standard for Public Code consist of."""

from typing import Literal

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase

UNIT = N_("checks")

CheckName = Literal[
    "licence",
    "approved",
    "readme",
    "contributing",
    "conduct",
    "security",
    "governance",
    "changelog",
    "public_code",
    "ci",
    "ci_state",
    "reviewed",
    "versions",
    "parties",
]
State = Literal["met", "not met", "unknown"]

TITLES: dict[CheckName, str] = {
    "licence": N_("a licence"),
    "approved": N_("a licence approved by the OSI"),
    "readme": N_("a README"),
    "contributing": N_("guidelines for contributors"),
    "conduct": N_("a code of conduct"),
    "security": N_("a way to report weaknesses"),
    "governance": N_("its governance"),
    "changelog": N_("a changelog"),
    "public_code": N_("a valid publiccode.yml"),
    "ci": N_("automated tests (CI)"),
    "ci_state": N_("a default branch that passes CI"),
    "reviewed": N_("review of every change"),
    "versions": N_("versions that are tagged"),
    "parties": N_("use or development by several parties"),
}
"""What is checked, as the object of a sentence, in the order in which it is shown."""


class Check(Struct, frozen=True, gc=False):
    """One thing that a machine can check."""

    name: CheckName
    state: State
    seen: Phrase | None = None
    """What was found, or why it is not known."""
    remedy: Phrase | None = None
    """What to do; null unless it is not met."""


class Standard(Struct, frozen=True, gc=False):
    """The checks, in the order of `TITLES`."""

    checks: tuple[Check, ...]

    def of(self, state: State) -> tuple[Check, ...]:
        """Return the checks in one state."""
        return tuple(check for check in self.checks if check.state == state)
