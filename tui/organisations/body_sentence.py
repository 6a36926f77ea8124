"""A body in one sentence: what it wrote, where it took part, what it uses without contributing."""

from civitop.i18n.language import _, ngettext, number
from tui.organisations.matrix import Body
from tui.organisations.workers import workers


def body_sentence(body: Body) -> str:
    """Return what a body did in 365 days, of which only what is known and not zero.

    The people are those who worked for it in the projects that it wrote in.
    """
    written = [cell for cell in body.cells.values() if cell.writes]
    parts = []
    if written:
        commits = sum(cell.writes for cell in written)
        people = len(workers(written)) or max(cell.made.people for cell in written if cell.made)
        words = _("wrote {commits} in {projects} with {people}")
        parts.append(
            words.format(
                commits=ngettext("{n} commit", "{n} commits", commits).format(n=number(commits)),
                projects=ngettext("{n} project", "{n} projects", len(written)).format(n=number(len(written))),
                people=ngettext("{n} person", "{n} people", people).format(n=number(people)),
            )
        )
    if took_part := sum(1 for cell in body.cells.values() if cell.relation == "takes part"):
        words = (
            ngettext("took part in {n} more", "took part in {n} more", took_part)
            if parts
            else ngettext("took part in {n} project", "took part in {n} projects", took_part)
        )
        parts.append(words.format(n=number(took_part)))
    if idle := len(body.idle):
        words = (
            ngettext("uses {n} without contributing", "uses {n} without contributing", idle)
            if parts
            else ngettext(
                "uses {n} project without contributing", "uses {n} projects without contributing", idle
            )
        )
        parts.append(words.format(n=number(idle)))
    elif unsure := sum(1 for cell in body.cells.values() if cell.relation == "uses"):
        words = ngettext("uses {n} project", "uses {n} projects", unsure)
        parts.append(words.format(n=number(unsure)))
    match parts:
        case []:
            return _("{body} contributed nothing in 365 days, as far as it is known.").format(body=body.name)
        case [only]:
            return f"{body.name} {only}."
        case [first, second]:
            return _("{body} {first} and {second}.").format(body=body.name, first=first, second=second)
        case _parts:
            first, second, third = parts
            words = _("{body} {first}, {second}, and {third}.")
            return words.format(body=body.name, first=first, second=second, third=third)
