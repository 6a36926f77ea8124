"""Keys about what is polled and which day is on screen."""

from civitop.i18n.language import N_
from tui.actions.action import Action

WATCHING: tuple[Action, ...] = (
    Action(
        "poll",
        "r",
        N_("poll now"),
        N_("Ask the forges now, without waiting for the next round"),
        N_("Polling"),
        rank=7,
        on_app=True,
    ),
    Action(
        "pause",
        "p",
        N_("pause"),
        N_("Freeze the picture and start no round, or go on"),
        N_("Polling"),
        rank=8,
        on_app=True,
    ),
    Action(
        "alerts",
        "a",
        N_("alerts"),
        N_("Show the alerts that wait for somebody; a acknowledges"),
        N_("Alerts"),
        rank=8,
        on_app=True,
    ),
    Action(
        "day.back",
        "left_square_bracket",
        N_("day back"),
        N_("Show the day before, as it was then"),
        N_("Time"),
        rank=14,
        on_app=True,
    ),
    Action(
        "day.forward",
        "right_square_bracket",
        N_("day forward"),
        N_("Show the day after"),
        N_("Time"),
        rank=15,
        on_app=True,
    ),
    Action(
        "day.month",
        "left_curly_bracket",
        N_("month back"),
        N_("Show the day a month before"),
        N_("Time"),
        on_app=True,
    ),
    Action(
        "day.now", "right_curly_bracket", N_("now"), N_("Go back to the present"), N_("Time"), on_app=True
    ),
    Action(
        "compact",
        "c",
        N_("compact"),
        N_("Show the table alone, or everything again"),
        N_("Panels"),
        "overview",
    ),
)
