"""What is read of a truck factor: the reason and its figures."""

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, say, say_n
from civitop.signals.parts.sentences import named, people
from civitop.signals.truck_factor.detail import UNIT, FileKnower, Folder
from civitop.signals.views.figures import Figure, Figures, Listing

NOT_READ = say("The whole history was not read; the option --deep reads it.")
NO_FILES = say("The newest commit holds no file that counts.")


def files(number: int) -> Phrase:
    """Return `1 file`, `54 files`."""
    return say_n("{n} file", "{n} files", number)


def reason(value: int, number: int) -> Phrase:
    """Return the sentence on a truck factor over so many files."""
    if not value:
        return say("Less than half of the {files} are known to anybody.", files=files(number))
    return say(
        "Without {people}, less than half of the {files} are known to anybody.",
        people=people(value),
        files=files(number),
    )


def _knower(each: FileKnower) -> Phrase:
    who = named(each.name, each.login)
    if each.gone:
        return say("{name} {share:.0%} (gone since {day:date})", name=who, share=each.share, day=each.last)
    return say("{name} {share:.0%} ({files})", name=who, share=each.share, files=files(each.files))


def _folder(each: Folder) -> Phrase:
    return say(
        "{path} {n} ({files}, {known}, {sole} by one alone, {orphaned} by nobody who is left)",
        path=each.path,
        n=each.factor,
        files=files(each.files),
        known=_knower(each.first) if each.first else say("known to nobody"),
        sole=each.sole,
        orphaned=each.orphaned,
    )


FIGURES = Figures(
    figures=(
        Figure("files", NN_("{value} file", "{value} files"), "files", zero=True),
        Figure("knowers", NN_("{value} person knows some", "{value} people know some"), UNIT, zero=True),
        Figure("sole", N_("{value} known to one person alone"), "files"),
        Figure(
            "orphaned",
            N_("{value} known to nobody who is still there"),
            "files",
            verdict=lambda detail: "watch" if detail.orphaned else None,
        ),
        Figure("nobody", N_("{value} that many changed and nobody knows"), "files"),
        Figure("unknown", N_("{value} made by bots or merges"), "files"),
        Figure("commits", NN_("{value} commit in all", "{value} commits in all"), "commits"),
        Figure("read_at", N_("read on {value}"), form="text"),
    ),
    listings=(
        Listing(
            "people",
            N_("By files known"),
            _knower,
            fields=("name", "login", "files", "share", "last", "gone"),
            elsewhere=True,
        ),
        Listing(
            "folders",
            N_("Truck factor by folder"),
            _folder,
            fields=(
                *("path", "files", "factor", "sole", "orphaned", "first"),
                *(f"first.{field}" for field in FileKnower.__struct_fields__),
            ),
            elsewhere=True,
        ),
    ),
)
