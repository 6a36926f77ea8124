"""A difference as Markdown: for an issue or a wiki page, at most as long as these can be."""

from civitop.export.differences.words import news, steps, summary, title
from civitop.export.md.escaping import text
from civitop.export.md.fitting import LONGEST
from civitop.i18n.language import _
from civitop.i18n.message import say_n
from civitop.reading.difference import Difference, ProjectDifference

_ROOM = 400
"""Characters for the sentence that says what was left out, in whatever language."""


def write(difference: Difference) -> str:
    """Return a list item for each project that differs; says how many did not fit."""
    written = f"# {text(title(difference))}\n\n{text(summary(difference))}\n\n"
    if difference.highlights:
        said = "".join(f"- {text(str(sentence))}\n" for sentence in difference.highlights)
        heading = _("Projects")
        written += f"{said}\n## {heading}\n\n"
    for place, project in enumerate(difference.projects):
        item = _item(project)
        if len(written) + len(item) > LONGEST - _ROOM:
            left = len(difference.projects) - place
            more = say_n("{n} more project is left out.", "{n} more projects are left out.", left)
            return f"{written}\n{more}\n"
        written += item
    return written


def _item(project: ProjectDifference) -> str:
    sentences = " ".join([f"**{text(project.name)}**:", *map(text, news(project))])
    lines = "".join(f"  - {text(line)}\n" for line in steps(project))
    return f"- {sentences}\n{lines}"
