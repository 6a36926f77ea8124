"""A difference as a page of its own, in the look of the report, with its JSON inside."""

from markupsafe import Markup

from civitop.export.differences import as_json
from civitop.export.differences.words import news, step, summary, title
from civitop.export.html.markup import link, tag
from civitop.export.html.page import page
from civitop.i18n.language import _
from civitop.reading.difference import Difference, ProjectDifference

DATA_ID = "civitop-difference"


def write(difference: Difference) -> str:
    """Return the document."""
    heading = title(difference)
    head = tag("header", tag("h1", heading), tag("p", summary(difference), class_="lead"))
    projects = [_project(project) for project in difference.projects]
    main = tag("main", *projects or [tag("p", _("Nothing changed."))])
    return page(heading, (head, main), as_json.write(difference), data_id=DATA_ID)


def _project(project: ProjectDifference) -> Markup:
    steps = [tag("li", step(each)) for each in project.steps]
    return tag(
        "section",
        tag("h2", project.name),
        tag("p", link(project.url, project.url), class_="facts"),
        *(tag("p", sentence) for sentence in news(project)),
        tag("ul", *steps) if steps else "",
        class_="repository",
    )
