"""A difference as plain text: for mail, pipes and screen readers."""

from civitop.export.differences.words import news, steps, summary, title
from civitop.reading.difference import Difference


def write(difference: Difference) -> str:
    """Return a paragraph for each project that differs."""
    lines = [f"{title(difference)}.", summary(difference)]
    if difference.highlights:
        lines += ["", *(f"- {sentence}" for sentence in difference.highlights)]
    for project in difference.projects:
        lines += ["", " ".join([f"{project.name}:", *news(project)])]
        lines += [f"  {line}" for line in steps(project)]
    return "\n".join(lines) + "\n"
