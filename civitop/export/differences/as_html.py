"""A difference as a page of its own, in the look of the report, with its JSON inside."""

from markupsafe import Markup

from civitop.export.differences import as_json
from civitop.export.differences.words import news, steps, summary, title
from civitop.export.html.markup import link, tag
from civitop.export.html.page import page
from civitop.i18n.language import _
from civitop.reading.difference import Difference, ProjectDifference

DATA_ID = "civitop-difference"


def write(difference: Difference) -> str:
    """Return the document."""
    heading = title(difference)
    said = [tag("li", str(sentence)) for sentence in difference.highlights]
    lead = tag("p", summary(difference), class_="lead")
    head = tag("header", tag("h1", heading), lead, tag("ul", *said, class_="todo") if said else "")
    projects = [_project(project) for project in difference.projects]
    main = tag("main", *projects or [tag("p", _("Nothing changed."))])
    return page(heading, (head, main), as_json.write(difference), data_id=DATA_ID)


def _project(project: ProjectDifference) -> Markup:
    lines = [tag("li", line) for line in steps(project)]
    return tag(
        "section",
        tag("h2", project.name),
        tag("p", link(project.url, project.url), class_="facts"),
        tag("p", said) if (said := " ".join(news(project))) else "",
        tag("ul", *lines) if lines else "",
        class_="repository",
    )
