"""What a project declares about itself in publiccode.yml, read once however often it is measured."""

from datetime import datetime
from functools import lru_cache

from civitop import publiccode
from civitop.model import Document
from civitop.publiccode import PublicCode
from civitop.signals.base import Project


def declared(project: Project, asof: datetime) -> PublicCode | None:
    """Return the project's publiccode.yml as it was when the facts were collected, `None` without one.

    Made for `Project.once`: `asof` makes no difference, because the file's history is not among the facts.
    """
    del asof
    extent = project.facts.extent("files")
    known = extent.held and extent.missing is None
    return _read(project.facts.documents, project.facts.files if known else None)


def licence(project: Project, asof: datetime) -> str | None:
    """Return the SPDX expression of the licence that the forge recognised, or else that publiccode.yml names."""
    code = None if project.facts.repository.licence else project.once(declared, asof)
    return code.licence if code else project.facts.repository.licence


@lru_cache(maxsize=1024)
def _read(documents: tuple[Document, ...], files: tuple[str, ...] | None) -> PublicCode | None:
    # Parsing YAML takes longer than all other signals of a repository together.
    return publiccode.read(documents, files) if documents else None
