"""What is to be done, most urgent first: about one project, and what would help a network most; pure.

What follows from the signals alone is known of every project of a network; which issue waits, and since when, is known
of the one whose facts are at hand (`civitop.reading.depth.open_work`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from civitop.health import Health, Network, Snapshot
from civitop.i18n.message import Phrase, say, say_n
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.public_code import PUBLIC_CODE, ending
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.release_cadence.words import standing
from civitop.signals.standard import STANDARD
from civitop.signals.standard.checks import REMEDIES
from civitop.signals.stewardship import STEWARDSHIP
from civitop.tasks import Task, TaskKind, by_urgency

MOST_HELP = 3
"""Things that a network is told to begin with."""
_FILES = ("readme", "contributing", "conduct", "security", "governance", "changelog", "public_code", "ci")
"""Checks of the standard that one file would meet."""
_CI_FAILED = say("The last CI run on the default branch failed.")
_ANSWER = say("Answer the oldest one first.")
_SHARE = say("Let a second person do it, and give them the rights.")
_RELEASE = say("Release what there is, or say when it comes.")


def tasks(health: Health, work: Iterable[Task] | None = None) -> tuple[Task, ...]:
    """Return what is to be done about a project, most urgent first.

    `work` are the issues and change requests that wait, one by one; `None` where only their number is known. An
    archived project needs nothing. What the configuration expects stands at the end, with its reason.
    """
    if health.archived:
        return ()
    found = [*_of_signals(health), *(_unanswered(health) if work is None else work)]
    return tuple(sorted((_expected(task, health) for task in found), key=by_urgency))


def with_todo(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with what would help most in each network, as every form of it tells it."""
    healths = {health.id: health for health in snapshot.repositories}
    networks = tuple(
        replace(network, todo=most_help(network_tasks(network, healths))) for network in snapshot.networks
    )
    return replace(snapshot, networks=networks)


def network_tasks(network: Network, healths: Mapping[str, Health]) -> Iterator[tuple[Task, ...]]:
    """Yield what is to be done about each project of a network, the most urgent of its things first."""
    return (tasks(healths[id]) for id in network.repositories if id in healths)


def most_help(found: Iterable[Sequence[Task]], most: int = MOST_HELP) -> tuple[Task, ...]:
    """Return the things that would help most: the most urgent one of each project, nothing that is expected.

    `found` are the tasks of projects, those of each project in their order.
    """
    first = (next((task for task in each if task.expected is None), None) for each in found)
    return tuple(sorted((task for task in first if task is not None), key=by_urgency)[:most])


def _expected(task: Task, health: Health) -> Task:
    reason = next((each.reason for each in health.expected if each.covers(task.kind)), None)
    return task if reason is None else replace(task, expected=reason)


def _task(health: Health, kind: TaskKind, why: Phrase, do: Phrase, *, weight: int = 1) -> Task:
    return Task(repository=health.id, kind=kind, why=why, do=do, url=health.url, weight=weight)


def _of_signals(health: Health) -> Iterator[Task]:
    if health.ci_state == "failure":
        why = _CI_FAILED
        yield _task(health, "ci", why, REMEDIES["ci_state"])
    yield from _steward(health)
    yield from _release(health)
    yield from _declared(health)
    yield from _standard(health)


def _unanswered(health: Health) -> Iterator[Task]:
    signal = OPEN_ISSUES.of(health.signals)
    number = signal.detail.unanswered if signal else None
    if number:
        why = say_n(
            "{n} issue has waited for an answer for more than two business days.",
            "{n} issues have waited for an answer for more than two business days.",
            number,
        )
        yield _task(health, "unanswered", why, _ANSWER, weight=number)


def _steward(health: Health) -> Iterator[Task]:
    signal = STEWARDSHIP.of(health.signals)
    if signal is not None and signal.level == "bad":
        yield _task(health, "steward", signal.reason, _SHARE)


def _release(health: Health) -> Iterator[Task]:
    signal = RELEASE_CADENCE.of(health.signals)
    if signal is None or (stands := standing(signal)) not in ("late", "never"):
        return
    if stands == "never":
        yield _task(health, "release", say("Nothing was ever released."), say("Tag a first version."))
        return
    days, number = signal.detail.days_since_last or 0, signal.detail.unreleased
    if number == 0:
        return  # there is nothing to release
    since = say_n("The last release is {n} day old", "The last release is {n} days old", days)
    why = say("{since}.", since=since)
    if number is not None:
        more = say_n("{n} commit is unreleased", "{n} commits are unreleased", number)
        why = say("{since}; {more}.", since=since, more=more)
    yield _task(health, "release", why, _RELEASE, weight=number or 1)


def _declared(health: Health) -> Iterator[Task]:
    signal = PUBLIC_CODE.of(health.signals)
    if signal is None:
        return
    detail = signal.detail
    for contract in detail.contracts:
        left = contract.days_left
        if left is not None and contract.level in ("bad", "watch"):
            kind: TaskKind = "contract_ended" if left < 0 else "contract"
            yield _task(
                health,
                kind,
                ending(contract.name, left),
                say("Renew it, or say who maintains it from then on."),
            )
    for problem in () if detail.valid else detail.first_problems:
        if not problem.warning:
            why = say("{path}, line {line}: {key} is wrong.", path=detail.path or "", line=str(problem.line),
                      key=problem.key)  # fmt: skip
            yield _task(health, "public_code", why, say("{key}: {text}", key=problem.key, text=problem.text))


def _standard(health: Health) -> Iterator[Task]:
    signal = STANDARD.of(health.signals)
    for check in signal.detail.of("not met") if signal else ():
        if check.remedy is None:
            continue
        if check.name in ("licence", "approved"):
            if check.name == "licence" or check.seen is not None:
                yield _task(health, "licence", LACKS[check.name], check.remedy)
        elif check.name in _FILES and not (check.name == "public_code" and check.seen is not None):
            yield _task(health, "missing", LACKS[check.name], check.remedy)


LACKS = {
    "licence": say("There is no licence file."),
    "approved": say("Its licence is not approved by the Open Source Initiative."),
    "readme": say("There is no README."),
    "contributing": say("There are no guidelines for contributors."),
    "conduct": say("There is no code of conduct."),
    "security": say("Nobody says where a weakness is reported."),
    "governance": say("Nobody says who decides."),
    "changelog": say("There is no changelog."),
    "public_code": say("There is no publiccode.yml."),
    "ci": say("No automated tests run."),
}
