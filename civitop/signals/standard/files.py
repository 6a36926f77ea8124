"""The files that a well-kept public repository has, and how they are called."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from civitop.signals.standard.detail import CheckName

COMMUNITY: tuple[tuple[CheckName, str, tuple[str, ...]], ...] = (
    ("readme", "README", ("readme",)),
    ("licence", "LICENSE", ("license", "licence", "copying", "licenses/", "unlicense")),
    ("contributing", "CONTRIBUTING", ("contributing", "contribute")),
    ("conduct", "CODE_OF_CONDUCT", ("code_of_conduct", "code-of-conduct", "codeofconduct")),
    ("security", "SECURITY", ("security",)),
    ("governance", "GOVERNANCE", ("governance",)),
    ("changelog", "CHANGELOG", ("changelog", "changes", "history", "news", "release-notes", "release_notes")),
    ("public_code", "publiccode.yml", ("publiccode",)),
    (
        "ci",
        "CI",
        (".github/workflows/", ".gitlab-ci", ".travis", "jenkinsfile", ".circleci/", "azure-pipelines",
         ".woodpecker", ".woodpecker/", ".forgejo/workflows/"),
    ),
)  # fmt: skip
"""The check, how its file is called in a list, and how the names of files that hold it begin; folders end in `/`."""

_FOLDERS = (".github/", ".gitlab/", "docs/")


_ENDING = r"(([-._][a-z]{2})?\.(adoc|asciidoc|html|markdown|md|org|rdoc|rst|textile|txt|ya?ml))?"
"""A language, and the forms in which people write."""
_LICENCE_ENDING = r"([-._][a-z0-9][-a-z0-9.+]*)?"
"""Licences stand side by side: `LICENSE-MIT`, `COPYING.LESSER`."""


@lru_cache(maxsize=len(COMMUNITY))
def _pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    """Match `SECURITY`, `SECURITY.md`, `security.nl.md`, `LICENSE-MIT`; never `security-model.md`, `news/item.md`."""
    ending = _LICENCE_ENDING if "license" in stems else _ENDING
    return re.compile(
        "|".join(re.escape(stem) if stem.endswith("/") else f"{re.escape(stem)}{ending}" for stem in stems)
    )


def find(files: Iterable[str], stems: Sequence[str]) -> str | None:
    """Return the first file that is called like one of `stems`, at the root, in .github, .gitlab or docs."""
    matches = _pattern(tuple(stems)).fullmatch
    for path in files:
        low = path.lower()
        if matches(low) or any(low.startswith(f) and matches(low.removeprefix(f)) for f in _FOLDERS):
            return path
    return None
