"""What counts as a release: published releases or tags that are versions, by the package that they are of."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

from civitop.model import Extent, Facts, Tag
from civitop.signals.parts.versions import Version, is_prerelease, is_version, pattern, read_version
from civitop.signals.parts.windows import MONTH, covers

Kind = Literal["releases", "tags"]
MIGRATED = 3
"""So many tags of one package written on one day, for commits of more than a month, were written afterwards."""


class Series(Struct, frozen=True, gc=False):
    """The releases of one package, oldest first; those of one day (UTC) are one, named by the last of them."""

    package: str
    times: list[datetime]
    names: list[str]


class Releases(Struct, frozen=True, gc=False, kw_only=True):
    """What counts as a release before a moment, and what was left out."""

    kind: Kind
    extent: Extent
    main: Series
    """The busiest package: the most releases in the window, then the latest one, then the first by name."""
    others: tuple[Series, ...]
    """The other packages of a monorepo, busiest first."""
    prereleases: list[datetime]
    """Ascending, of the main package, as are `repeated`."""
    repeated: list[datetime]
    """Further releases of a day on which there was one."""
    elsewhere: list[datetime]
    """Tags of versions on commits that are not on the default branch, ascending."""
    markers: list[tuple[datetime, str]]
    """Tags and releases whose names are no versions (`deploy-2026-09-01`, a rolling `latest`), oldest first."""


class _Named(Struct, frozen=True, gc=False):
    at: datetime
    tag: str
    version: Version | None


def released(facts: Facts, asof: datetime, window: timedelta, names: str | None = None) -> Releases:
    """Return the releases before `asof`; `window` is where the busiest package is looked for.

    Published releases count; where none of them is a finished version, the tags do. `names` is a pattern
    (`fnmatch`) that decides in place of the grammar of versions which names count.
    """
    published = [
        _Named(r.published_at, r.tag, _version(r.tag, names, prerelease=r.prerelease))
        for r in facts.releases
        if r.published_at < asof
    ]
    extent, tags = facts.extent("releases"), facts.extent("tags")
    found = published
    kind: Kind = "releases"
    away: list[datetime] = []
    if not any(_is_finished(each) for each in published) and (extent.held or tags.held):
        known = {each.tag for each in published}
        here, elsewhere = _by_branch(facts)
        tagged = [each for each in _tags(here, names) if each.at < asof and each.tag not in known]
        away = sorted(each.at for each in _tags(elsewhere, names) if _is_finished(each) and each.at < asof)
        found = published + tagged
        finished = any(_is_finished(each) for each in tagged)
        if finished or not extent.held or not covers(tags, asof - window):
            kind, extent = "tags", tags
    found.sort(key=lambda each: (each.at, each.tag))
    return _sorted_out(found, kind, extent, asof - window, away)


def _by_branch(facts: Facts) -> tuple[list[Tag], list[Tag]]:
    """Return the tags on commits of the default branch, or of which that is not known, and the others.

    A commit that is dated within the history that is held, and is not in it, is on another branch.
    """
    extent, held = facts.extent("commits"), {commit.oid for commit in facts.commits}
    here: list[Tag] = []
    elsewhere: list[Tag] = []
    for tag in facts.tags:
        reached = tag.committed_at is not None and covers(extent, tag.committed_at)
        (elsewhere if reached and tag.commit is not None and tag.commit not in held else here).append(tag)
    return here, elsewhere


def left_out_pattern(markers: Iterable[tuple[datetime, str]]) -> str | None:
    """Return the pattern that more than half of the names that are no versions have in common; None where none is."""
    counts = Counter(pattern(name) for _, name in markers)
    most, number = counts.most_common(1)[0] if counts else ("", 0)
    return most if 2 * number > counts.total() else None


def _sorted_out(
    found: Sequence[_Named], kind: Kind, extent: Extent, start: datetime, elsewhere: list[datetime]
) -> Releases:
    packages: dict[str, list[_Named]] = defaultdict(list)
    early: dict[str, list[datetime]] = defaultdict(list)
    for each in found:
        if each.version is not None:
            if each.version.prerelease:
                early[each.version.package].append(each.at)
            else:
                packages[each.version.package].append(each)
    series = [_series(package, every) for package, every in packages.items()]
    series.sort(key=lambda one: one.package)
    series.sort(key=lambda one: (len(one.times) - bisect_left(one.times, start), one.times[-1]), reverse=True)
    main = series[0] if series else Series("", [], [])
    kept = set(main.times)
    return Releases(
        kind=kind,
        extent=extent,
        main=main,
        others=tuple(series[1:]),
        prereleases=early[main.package] if series else sorted(at for times in early.values() for at in times),
        repeated=[each.at for each in packages[main.package] if each.at not in kept],
        elsewhere=elsewhere,
        markers=[(each.at, each.tag) for each in found if each.version is None],
    )


def _series(package: str, found: Sequence[_Named]) -> Series:
    days = {each.at.date(): each for each in found}
    return Series(package, [each.at for each in days.values()], [each.tag for each in days.values()])


def _is_finished(named: _Named) -> bool:
    return named.version is not None and not named.version.prerelease


def _version(tag: str, names: str | None, *, prerelease: bool = False) -> Version | None:
    version = read_version(tag)
    if names is not None:
        # Whoever says what counts has one series in mind, whatever the grammar takes for packages.
        version = Version("", version is not None and version.prerelease) if fnmatchcase(tag, names) else None
    return Version(version.package, prerelease=True) if version is not None and prerelease else version


def _tags(tags: Sequence[Tag], names: str | None) -> list[_Named]:
    """Return the tags dated: by the tag, or by its commit where the tags were written afterwards in one go."""
    named = [(tag, _version(tag.name, names)) for tag in tags]
    together: dict[tuple[str, object], list[datetime]] = defaultdict(list)
    for tag, version in named:
        if version is not None and tag.committed_at is not None:
            together[version.package, tag.at.date()].append(tag.committed_at)
    migrated = {
        key for key, times in together.items() if len(times) >= MIGRATED and max(times) - min(times) > MONTH
    }
    return [
        _Named(
            tag.committed_at
            if version is not None and tag.committed_at is not None
            and (version.package, tag.at.date()) in migrated
            else tag.at,
            tag.name,
            version,
        )
        for tag, version in named
    ]  # fmt: skip


def published(facts: Facts, kind: Kind, since: datetime, until: datetime) -> Sequence[tuple[datetime, str]]:
    """Return what was published or tagged after `since` until `until`, oldest first; pre-releases left out."""
    if kind == "releases":
        every = [(release.published_at, release.tag) for release in facts.releases if not release.prerelease]
    else:
        every = [
            (tag.at, tag.name) for tag in facts.tags if is_version(tag.name) and not is_prerelease(tag.name)
        ]
    return sorted((when, name) for when, name in every if since < when <= until)
