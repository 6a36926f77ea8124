"""Which tags are versions, of which package, and which of them call themselves unfinished.

The grammar of a tag is `[PACKAGE SEPARATOR] [MARK] NUMBER [SUFFIX]`:

- PACKAGE with `@`, `-`, `_` or `/`: `@scope/button@1.2.0`, `backend/v1.1.0`, `os2forms-2.0.1`. A word of a
  pipeline in it (`deploy`, `sprint`, `nightly`) makes the tag a marker of something else.
- MARK: `v`, `r`, `rel`, `ver`, `version` or `release`, with `-`, `_`, `.` or `/` behind it.
- NUMBER: two or more numbers with points (Semantic Versioning 2.0.0, PEP 440, calendar versions), the same with
  underscores, a date (`2026-11`, `2026-11-22`), Drupal's `8.x-1.2`, or one number after a MARK (`v5`). Behind
  a PACKAGE neither a date nor, without `v`, a single number is a version: `api-2026-09-01`, `fix-5035`.
- SUFFIX: what PEP 440 knows (read by `packaging`), a pre-release of Semantic Versioning that begins with one of
  the usual words (`-alpha.1`, `-SNAPSHOT`), a build (`+5`), or Maven's `.Final`. Any other (`-perftest`) names a
  variant or a trial, and the tag is no version.
"""

import re

from msgspec import Struct

_TAG = re.compile(
    r"""
    (?: (?P<package> @?[A-Za-z][\w.@/+-]{0,99} ) [-_/@] )??
    (?P<mark> (?:version|ver|v|release|rel|r) [-_./]? )?
    (?P<number>
        (?: 19 | 20 ) \d\d - (?: 0[1-9] | 1[0-2] ) (?: - (?: 0[1-9] | [12]\d | 3[01] ) )? (?: [.-] \d{1,20} )?
      | \d{1,20} \.x- \d{1,20} (?: \. \d{1,20} ){0,9}
      | \d{1,20} (?: \. \d{1,20} ){1,9}
      | \d{1,20} (?: _ \d{1,20} ){1,9}
      | \d{1,20}
    )
    (?P<suffix> [-._+~]? [A-Za-z][\w.+~-]{0,99} | [-+] [\w.+~-]{1,99} )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_UNFINISHED = re.compile(
    r"[-._~]?(?:alpha|beta|a|b|c|rc|cr|dev|m|milestone|preview|prerelease|pre|snapshot|nightly|canary|next"
    r"|draft|unstable|ea)(?:[-.+~\d][\w.+~-]*)?",
    re.IGNORECASE | re.ASCII,
)
_FINISHED = re.compile(r"\+[\w.-]+|[-.](?:final|ga|release|sp\d+)", re.IGNORECASE | re.ASCII)
_STAGES = frozenset((
    "acc", "acceptance", "after", "archive", "backup", "before", "branch", "build", "candidate", "ci",
    "demo", "deploy", "deployed", "deployment", "dev", "docker", "ecs", "feature", "fix", "hotfix",
    "issue", "main", "master", "nightly", "pipeline", "pr", "preview", "prod", "production", "qa",
    "rc", "sprint", "staging", "success", "test", "tst", "uat", "wip",
))  # fmt: skip
"""Words of pipelines: what they name is no package."""
_WORDS = re.compile(r"[A-Za-z]+")
_SURROUNDING = re.compile(r"(?P<before>[^\d]*)\d.*?(?P<after>-(?![a-f]+$)[A-Za-z]+)?", re.DOTALL)


class Version(Struct, frozen=True, gc=False):
    """What a tag says of the version that it names."""

    package: str
    """The package of a monorepo, as written before the version; empty where there is none."""
    prerelease: bool
    """Whether it calls itself unfinished: `1.0-rc1`, `2.0b3`, `v3.0.0-beta.2`, `1.0.dev4`."""


def read_version(tag: str) -> Version | None:
    """Return what `tag` says of the version that it names; `None` where it names none (`latest`, `1234`)."""
    match = _TAG.fullmatch(tag)
    if not match:
        return None
    package, mark, number, suffix = (match[name] or "" for name in ("package", "mark", "number", "suffix"))
    if number.isdigit() and not mark:
        return None
    if package and (_is_date(number) or (number.isdigit() and mark[:1] not in ("v", "V"))):
        return None
    if "@" not in package and _STAGES.intersection(map(str.lower, _WORDS.findall(package))):
        return None
    unfinished = _is_unfinished(number, suffix)
    return None if unfinished is None else Version(package, unfinished)


def _is_date(number: str) -> bool:
    return "-" in number and ".x-" not in number


def _is_unfinished(number: str, suffix: str) -> bool | None:
    """Return whether the suffix makes a pre-release; `None` where it makes something else than a version."""
    if not suffix or _FINISHED.fullmatch(suffix):
        return False
    if _UNFINISHED.fullmatch(suffix):
        return True
    from packaging.version import InvalidVersion, Version  # 4 ms that stored figures need none of

    try:
        return Version(number.replace("_", ".") + suffix).is_prerelease
    except InvalidVersion:
        return None


def is_version(tag: str) -> bool:
    """Return whether a tag names a version: `v1.2.3`, `release-2.0`, `2026-11-22`, `8.x-1.2`; not `latest`."""
    return read_version(tag) is not None


def is_prerelease(tag: str) -> bool:
    """Return whether a tag names a version that calls itself unfinished."""
    version = read_version(tag)
    return version is not None and version.prerelease


def pattern(tag: str) -> str:
    """Return what a tag has in common with its like: `deploy-*` of `deploy-2026-09-01`, `*-probe` of `1.2-probe`."""
    match = _SURROUNDING.fullmatch(tag)
    before, after = (match["before"], match["after"] or "") if match else ("", "")
    return f"{before}*{after}" if before or after else tag
