"""The openCode maintenance badge (badges.opencode.de, "Active maintained badge"): levels 1 to 3.

Level 1: at least 5 commits in 6 months, and a mean reaction to the issues of 3 months below 7 days. Level 2: a release
or tag in 6 months as well. Level 3: a bus factor of 2 as well. Six months are 182 days here, three 91. What is
published does not say how an issue without a reaction counts: here with the time that it has waited, and no issues at
all are nothing to react to.
"""

from datetime import datetime, timedelta

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say
from civitop.signals.base import Project
from civitop.signals.credit.authorship import UNDATED, Authorship
from civitop.signals.parts.backlog import uses_issues
from civitop.signals.parts.responses import by_bot, first_answer
from civitop.signals.parts.statistics import absence_factor
from civitop.signals.parts.windows import DAY, covers, gap
from civitop.signals.published_scores.detail import WEAKNESSES, Input, Score

HALF_YEAR, QUARTER = timedelta(days=182), timedelta(days=91)
COMMITS, REACTION_DAYS, RELEASES, PEOPLE = 5, 7, 1, 2
"""What the levels ask for."""
_UNASKED = say("Of some issues of the last three months the first reaction is not known.")


class _Criteria:
    """The figures that the levels ask for; null where they are not known."""

    def __init__(self, project: Project, asof: datetime) -> None:
        self._project, self._asof = project, asof
        self.missing: list[Phrase] = []
        facts, start = project.facts, asof - HALF_YEAR
        self.commits: int | None = None
        self.people: int | None = None
        self.releases: int | None = None
        self.least_releases = 0
        """Those that are known, where not all are."""
        if why := gap(facts.extent("commits"), "commits", start):
            self.missing.append(why)
        else:
            self.commits = sum(
                start <= c.committed_at < asof and c.committed_at > UNDATED for c in facts.commits
            )
            written = project.once(Authorship, asof).by_person(start, asof)
            self.people = absence_factor(written.values())
        self._releases(start)
        self.reaction = self._reaction()

    def _releases(self, start: datetime) -> None:
        facts, asof = self._project.facts, self._asof
        made = sum(start <= r.published_at < asof for r in facts.releases)
        made += sum(start <= tag.at < asof for tag in facts.tags)
        why = gap(facts.extent("releases"), "releases", start) or gap(facts.extent("tags"), "tags", start)
        self.least_releases = made
        if why:
            self.missing.append(why)
        else:
            self.releases = made

    def _reaction(self) -> float | None:
        """Return the mean days to the first reaction to the issues of three months; 0.0 where there are none."""
        project, asof, start = self._project, self._asof, self._asof - QUARTER
        if not uses_issues(project):
            return 0.0
        if not covers(project.facts.extent("issues"), start):
            self.missing += filter(None, [gap(project.facts.extent("issues"), "issues", start)])
            return None
        waited = []
        for issue in project.facts.issues:
            if start <= issue.opened_at < asof and not by_bot(issue, project.people):
                answer = first_answer(issue, project.people, asof)
                if not answer.certain:
                    self.missing.append(_UNASKED)
                    return None
                until = answer.at or min(issue.closed_at or asof, asof)
                waited.append((until - issue.opened_at) / DAY)
        return sum(sorted(waited)) / len(waited) if waited else 0.0


def opencode(project: Project, asof: datetime) -> Score:
    """Return the level, or the range of levels that are possible; null where not even a bound is known."""
    found = _Criteria(project, asof)
    met = (
        _both(
            _reaches(found.commits, COMMITS),
            None if found.reaction is None else found.reaction < REACTION_DAYS,
        ),
        _reaches(found.least_releases, RELEASES) or _reaches(found.releases, RELEASES),
        _reaches(found.people, PEOPLE),
    )
    low = next((level for level, each in enumerate(met) if each is not True), len(met))
    high = next((level for level, each in enumerate(met) if each is False), len(met))
    inputs = (
        Input(N_("commits in 6 months"), found.commits),
        Input(N_("days to the first reaction (mean)"), found.reaction),
        Input(N_("releases and tags in 6 months"), found.releases),
        Input(N_("bus factor over 6 months"), found.people),
    )
    known = any(each.value is not None for each in inputs)
    return Score(
        name="opencode",
        low=low if low or low == high else None,
        high=high if known else None,
        inputs=inputs,
        missing=tuple(dict.fromkeys(found.missing)),
        weakness=WEAKNESSES["opencode"],
    )


def _reaches(value: int | None, asked: int) -> bool | None:
    return None if value is None else value >= asked


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
