"""A difference as plain text: for mail, pipes and screen readers."""

from civitop.export.differences.words import news, step, summary, title
from civitop.reading.difference import Difference


def write(difference: Difference) -> str:
    """Return a paragraph for each project that differs."""
    lines = [f"{title(difference)}.", summary(difference)]
    for project in difference.projects:
        lines += ["", " ".join([f"{project.name}:", *news(project)])]
        lines += [f"  {step(each)}" for each in project.steps]
    return "\n".join(lines) + "\n"
