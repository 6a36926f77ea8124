"""Which tags are versions: for projects that publish no releases but tag what they ship."""

import re

_VERSION = re.compile(
    r"""
    (?P<prefix> [A-Za-z@][\w@./+-]*? [-_/@] )?       # release-1.2, os2forms/1.2, @scope/package@1.2
    (?P<v> (?:v|ver|version|r|rel|release)[.-]? )?
    (?P<number> \d+ (?: [._-] (?: \d+ | x(?=-\d) ) )* )   # 1.2.3, 2026-11-22, 1_2, Drupal's 8.x-1.2
    (?P<mark> [-._+~]? [A-Za-z][\w.+~-]* )?          # rc1, -beta.2, .dev3, +build.5
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PRERELEASE = re.compile(
    r"(?:^|[-._+~\d])(?:a|alpha|b|beta|c|rc|cr|dev|m|milestone|pre|preview|prerelease|snapshot|nightly|canary|"
    r"next|test|draft|unstable|ea)(?=$|[-._+~\d])",
    re.IGNORECASE,
)


def is_version(tag: str) -> bool:
    """Return whether a tag names a version: `v1.2.3`, `release-2.0`, `2026-11-22`, `8.x-1.2`; not `latest`.

    A bare number (`1234`) is more often a build than a version; it needs a `v` or a point.
    """
    match = _VERSION.fullmatch(tag)
    if not match:
        return False
    return bool(match["v"] or match["prefix"] or not match["number"].isdigit())


def is_prerelease(tag: str) -> bool:
    """Return whether a version calls itself unfinished: `1.0-rc1`, `2.0b3`, `v3.0.0-beta.2`, `1.0.dev4`."""
    match = _VERSION.fullmatch(tag)
    return bool(match and match["mark"] and _PRERELEASE.search(match["mark"]))
