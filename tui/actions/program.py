"""Keys that lead out of the program, or concern all of it."""

from civitop.i18n.language import N_
from tui.actions.action import Action

PROGRAM: tuple[Action, ...] = (
    Action(
        "browser",
        "o",
        N_("browser"),
        N_("Open the project on its forge in the browser"),
        N_("Projects"),
        rank=10,
        on_app=True,
    ),
    Action(
        "copy",
        "y",
        N_("copy"),
        N_("Copy the project's address to the clipboard"),
        N_("Projects"),
        rank=11,
        on_app=True,
    ),
    Action(
        "export",
        "e",
        N_("export"),
        N_("Write what is on the screen to a file"),
        N_("Projects"),
        rank=6,
        on_app=True,
    ),
    Action(
        "theme", "t", N_("theme"), N_("Take the next of civitop's own themes"), N_("Program"), on_app=True
    ),
    Action(
        "palette",
        "ctrl+p",
        N_("palette"),
        N_("Find any action, project, network or theme by name"),
        N_("Program"),
        rank=13,
        palette=False,
        on_app=True,
    ),
    Action(
        "help",
        "question_mark",
        N_("help"),
        N_("Show all keys, signs and what the figures mean"),
        N_("Program"),
        rank=1,
        on_app=True,
    ),
    Action("quit", "q,ctrl+q", N_("quit"), N_("Leave civitop"), N_("Program"), rank=2, on_app=True),
)
