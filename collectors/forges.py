"""The kinds of forges there are. To add one is to add its folder, and its line here."""

from collections.abc import Mapping

from collectors.git.kind import GIT
from collectors.github.kind import GITHUB
from collectors.gitlab.kind import GITLAB
from collectors.kind import Kind

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (GITHUB, GITLAB, GIT)}
"""By the name that `kind = "…"` of a configuration says."""
