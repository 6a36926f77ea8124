"""What is read of the scores: the reason and a list for each."""

from civitop.i18n.message import Phrase, Value, marked, say
from civitop.signals.published_scores.detail import (
    NEVER,
    OUT_OF,
    TITLES,
    WEAKNESSES,
    Input,
    PublishedScores,
    Score,
    ScoreName,
)
from civitop.signals.views.figures import Figures, Listing

MOST_LINES = 16
FOR_COMPARISON = say("Scores that others publish, worked out for this project; civitop adds none of its own.")


def _said(each: Score | Input | Phrase) -> Phrase:
    match each:
        case Score():
            return _range(each)
        case Input(value=None):
            return say("{what}: not known", what=marked(each.name))
        case Input(points=None):
            return say("{what}: {value}", what=marked(each.name), value=_figure(each.value))
        case Input():
            return say(
                "{what}: {value} ({points:.1f} points)",
                what=marked(each.name),
                value=_figure(each.value),
                points=each.points or 0,
            )
    return each


def _figure(value: float | None) -> Value:
    """Return an input as its signal shows it: whole where it is or is long, else with one decimal."""
    exact = value or 0
    if exact < 10 and not float(exact).is_integer():
        return say("{value:.1f}", value=exact)
    return exact


def _short(value: float | None) -> float | int:
    """Return a figure as a phrase writes it: whole where it is, else with one decimal."""
    exact = value or 0
    return int(exact) if float(exact).is_integer() else round(exact, 1)


def _range(score: Score) -> Phrase:
    most = OUT_OF[score.name]
    if score.exact:
        return say("{value} of {most}", value=_short(score.low), most=most)
    if score.high is None:
        return say("not known")
    return say(
        "between {low} and {high} of {most}", low=_short(score.low), high=_short(score.high), most=most
    )


def _listing(name: ScoreName) -> Listing:
    def of(detail: PublishedScores) -> tuple[Score | Input | Phrase, ...]:
        score = detail.of(name)
        if score is None or all(each.value is None for each in score.inputs):
            return ()
        head = (score,) if name in OUT_OF else ()
        # What the facts of others lack is said by the coverage; what no facts could tell is a remark.
        own = (each for each in score.missing if each not in NEVER["lfx"]) if name == "lfx" else ()
        return (*head, *score.inputs, *own)

    fields = (*Score.__struct_fields__, *(f"inputs.{field}" for field in Input.__struct_fields__))
    return Listing("scores", TITLES[name], _said, fields=fields, of=of, most=MOST_LINES, elsewhere=True)


FIGURES = Figures(
    listings=tuple(_listing(name) for name in TITLES),
    remarks=tuple(
        say("{what}: {value}", what=marked(title), value=each)
        for name, title in TITLES.items()
        for each in (*NEVER.get(name, ()), WEAKNESSES[name])
    ),
)
