"""The checks of the Standard for Public Code, each with what was seen and what to do."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from civitop.i18n.message import Phrase, literally, marked, say, say_n
from civitop.signals.base import Project, Settings
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.credit.contributions import Contributions
from civitop.signals.credit.usage import contribution_kinds, usage
from civitop.signals.parts.declared import declared, licence
from civitop.signals.parts.released import released
from civitop.signals.parts.windows import YEAR, covers, gap
from civitop.signals.standard.detail import TITLES, Check, CheckName
from civitop.signals.standard.files import COMMUNITY, find
from civitop.signals.standard.licences import is_approved

SEVERAL = 2
"""Parties from which a project is nobody's own."""
VERSIONS_WINDOW = timedelta(days=730)
_UNTOLD_LICENCE = say("Which licence it is, neither the forge nor publiccode.yml says.")


class Checks:
    """Checks one repository at a moment; files and the state of CI are those of the last collection."""

    def __init__(self, project: Project, asof: datetime, settings: Settings) -> None:
        self._project, self._asof, self._settings = project, asof, settings
        self._facts = project.facts
        self._files_gap = gap(self._facts.extent("files"), "files", None)

    def all(self) -> tuple[Check, ...]:
        """Return every check, in the order of `TITLES`."""
        by_name = {check.name: check for check in self._each()}
        return tuple(by_name[name] for name in TITLES)

    def _each(self) -> Iterator[Check]:
        for name, title, stems in COMMUNITY:
            if name != "public_code":
                yield self._file(name, title, stems)
        yield self._approved()
        yield self._public_code()
        yield self._ci_state()
        yield self._reviewed()
        yield self._versions()
        yield self._parties()

    def _file(self, name: CheckName, title: str, stems: tuple[str, ...]) -> Check:
        if path := find(self._facts.files, stems):
            return Check(name, "met", literally(path))
        if self._files_gap:
            return Check(name, "unknown", self._files_gap)
        return Check(name, "not met", None, REMEDIES.get(name) or say("Add {file}.", file=title))

    def _approved(self) -> Check:
        told = licence(self._project, self._asof)
        approved = is_approved(told) if told else None
        if told is None or approved is None:
            seen = literally(told) if told else self._files_gap or _UNTOLD_LICENCE
            if self._files_gap is None and self._file("licence", *COMMUNITY[1][1:]).state == "not met":
                return Check("approved", "not met", None, REMEDIES["approved"])
            return Check("approved", "unknown", seen)
        remedy = None if approved else REMEDIES["approved"]
        return Check("approved", "met" if approved else "not met", literally(told), remedy)

    def _public_code(self) -> Check:
        code = self._project.once(declared, self._asof)
        if code is None:
            if self._files_gap:
                return Check("public_code", "unknown", self._files_gap)
            return Check("public_code", "not met", None, REMEDIES["public_code"])
        if code.valid:
            return Check("public_code", "met", literally(code.path))
        wrong = [problem for problem in code.problems if not problem.warning]
        remedy = say(
            "Line {line}, {key}: {text}", line=str(wrong[0].line), key=wrong[0].key, text=wrong[0].text
        )
        return Check("public_code", "not met", _problems(len(wrong)), remedy)

    def _ci_state(self) -> Check:
        match self._facts.repository.ci_state:
            case "success":
                return Check("ci_state", "met", say("the last run passed"))
            case "failure":
                return Check("ci_state", "not met", say("the last run failed"), REMEDIES["ci_state"])
            case "pending":
                return Check("ci_state", "unknown", say("The last run has not ended."))
        return Check("ci_state", "unknown", say("The state of CI is not known."))

    def _reviewed(self) -> Check:
        detail = self._project.measured(CHANGE_REQUESTS, self._asof, self._settings).detail
        unseen = detail.merged_without_review
        if unseen is None:
            nothing = say("Nothing was merged in the last 90 days.")
            untold = say("Not all reviews of the last 90 days are known.")
            return Check("reviewed", "unknown", nothing if detail.merged_90d == 0 else untold)
        if unseen:
            seen = say("{share:.0%} merged without review in the last 90 days", share=unseen)
            return Check("reviewed", "not met", seen, REMEDIES["reviewed"])
        return Check("reviewed", "met", say("all that was merged in the last 90 days"))

    def _versions(self) -> Check:
        found = released(self._facts, self._asof, VERSIONS_WINDOW, self._settings.release_names)
        if found.main.names:
            return Check("versions", "met", literally(found.main.names[-1]))
        for kind, what in (("releases", "releases"), ("tags", "tags")):
            extent = self._facts.extent("releases" if kind == "releases" else "tags")
            if missing := gap(extent, what, self._asof - VERSIONS_WINDOW):
                return Check("versions", "unknown", missing)
        return Check("versions", "not met", None, REMEDIES["versions"])

    def _parties(self) -> Check:
        users = usage(self._project, self._asof, self._settings)
        using = len(users.using) + len(users.others)
        made = self._project.once(Contributions, self._asof).within(self._asof - YEAR, self._asof)
        parties = {each.affiliation.organisation.id for each in made if each.affiliation.organisation}
        if using >= SEVERAL:
            return Check("parties", "met", say_n("{n} user named", "{n} users named", using))
        if len(parties) >= SEVERAL:
            seen = say_n("{n} organisation contributes", "{n} organisations contribute", len(parties))
            return Check("parties", "met", seen)
        kinds = contribution_kinds(self._project)
        held = all(covers(self._facts.extent(kind), self._asof - YEAR) for kind in kinds)
        if self._files_gap or not held:
            return Check("parties", "unknown", say("Not all users and contributions are known."))
        if any(each.affiliation.organisation is None for each in made):
            return Check("parties", "unknown", say("Behind some contributions no organisation is known."))
        return Check("parties", "not met", None, REMEDIES["parties"])


def _problems(number: int) -> Phrase:
    return say_n("{n} problem", "{n} problems", number)


REMEDIES: dict[CheckName, Phrase] = {
    "licence": say("Add LICENSE with the text of an open licence: without one nobody may reuse the code."),
    "approved": say("Choose a licence that the Open Source Initiative approved, such as EUPL-1.2."),
    "readme": say("Add README.md: what it does, for whom, and how to run it."),
    "contributing": say("Add CONTRIBUTING.md: how to ask, how to offer a change, how it is decided."),
    "conduct": say("Add CODE_OF_CONDUCT.md, with whom to tell."),
    "security": say("Add SECURITY.md: where a weakness is reported, and how soon somebody answers."),
    "governance": say("Add GOVERNANCE.md: who decides, and how one comes to decide with them."),
    "changelog": say("Add CHANGELOG.md, and write into it what users notice."),
    "public_code": say("Add publiccode.yml, so that catalogues find and describe the project."),
    "ci": say("Run the tests on every change, by the forge's own CI."),
    "ci_state": say("Repair what fails on the default branch before anything else is merged."),
    "reviewed": say(
        "Let another person approve every change before it is merged; protect the default branch."
    ),
    "versions": say("Tag versions, so that others can say which one they run."),
    "parties": say("Name who uses it under usedBy in publiccode.yml, and invite a second organisation."),
}
"""What to do where a check is not met."""


def title(name: CheckName) -> Phrase:
    """Return what is checked, as the object of a sentence."""
    return marked(TITLES[name])
