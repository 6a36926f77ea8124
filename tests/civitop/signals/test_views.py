"""Every field of every detail is read by somebody, and reads as a sentence of the language in use."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct

from civitop.i18n.language import N_
from civitop.signals import SIGNALS, measure_all
from civitop.signals.base import Definition, Settings
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.views.figures import Figure, Figures, Listing


def structs(annotation: Any) -> Iterator[type[Struct]]:
    """Yield the structs that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        yield annotation
    elif get_origin(annotation) in (tuple, Union, UnionType):
        for each in get_args(annotation):
            yield from structs(each)


def leaves(kind: type[Struct]) -> Iterator[str]:
    """Yield the names of all fields, those of entries dotted: `contracts`, `contracts.until`."""
    for name, annotation in get_type_hints(kind).items():
        if name in kind.__struct_fields__:
            yield name
            for inner in structs(annotation):
                yield from (f"{name}.{field}" for field in leaves(inner))


def covered(figures: Figures) -> set[str]:
    """Return the fields that are read."""
    found = {figure.field for figure in figures.figures}
    for listing in figures.listings:
        found |= {listing.field, *(f"{listing.field}.{field}" for field in listing.fields)}
    return found


@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_each_field_of_a_detail_is_a_figure_or_says_where_it_is_drawn(definition: Definition[Any]) -> None:
    fields, shown = set(leaves(definition.detail)), covered(definition.figures)
    elsewhere = set(definition.figures.elsewhere)
    fields = {
        field
        for field in fields
        if field in elsewhere or not field.startswith(tuple(f"{each}." for each in elsewhere))
    }
    assert fields - shown - elsewhere == set(), "shown nowhere"
    assert (shown | elsewhere) - fields == set(), "no such field"
    assert shown & elsewhere == set(), "said twice"
    assert all(definition.figures.elsewhere.values())


def test_a_field_that_nobody_shows_would_be_noticed() -> None:
    class Row(Struct):
        name: str
        secret: int

    class Detail(Struct):
        known: int
        rows: tuple[Row, ...]

    figures = Figures(listings=(Listing("rows", N_("Rows"), lambda row: row.name, fields=("name",)),))
    assert set(leaves(Detail)) - covered(figures) == {"known", "rows.secret"}


def test_every_known_figure_is_a_sentence_with_its_value(make, asof) -> None:
    project = make.project(
        commits=[make.commit(3 * n, "ida@aaholm.example") for n in range(40)],
        issues=[make.issue(9 * n + 3, number=n + 1) for n in range(5)],
        releases=[make.release(30 * n + 5) for n in range(8)],
    )
    for definition in SIGNALS:
        detail = measure_all(project, asof, Settings())[definition.id].detail
        for shown in definition.figures.of(detail):
            said = shown.sentence(str)
            assert shown.text(str) in said
            assert "{" not in said
        for text, _ in definition.figures.lists(detail):
            assert "{" not in text


def test_a_list_is_cut_and_its_rest_counted() -> None:
    listing = Listing("rows", N_("Rows"), str, most=2)

    class Detail(Struct):
        rows: tuple[int, ...]

    assert listing.shown(Detail((1, 2, 3, 4))) == "Rows: 1; 2; and 2 more"
    assert listing.shown(Detail((1, 2))) == "Rows: 1; 2"
    assert listing.shown(Detail(())) == ""


def test_a_share_is_written_in_per_cent_and_a_day_as_a_day() -> None:
    class Detail(Struct):
        share: float | None
        on: date

    detail = Detail(0.126, date(2026, 3, 2))
    share = Figure("share", N_("{value} of it"), form="share").shown(detail)
    on = Figure("on", N_("on {value}"), form="text").shown(detail)
    assert (share and share.sentence(str), on and on.sentence(str)) == ("13% of it", "on 2026-03-02")
    assert Figure("share", N_("{value} of it")).shown(Detail(None, date(2026, 3, 2))) is None


@pytest.mark.parametrize(
    ("left", "level"), [(-1, "bad"), (0, "watch"), (29, "watch"), (30, "good"), (200, "good")]
)
def test_a_contract_is_judged_by_the_thresholds_of_the_network(make, asof, left, level) -> None:
    from civitop.signals.base import Thresholds

    until = asof.date() + timedelta(days=left)
    text = f"name: Shelter\nmaintenance:\n  type: contract\n  contractors: [{{name: Nordkode, until: {until}}}]\n"
    settings = Settings(thresholds={"public_code": Thresholds(watch=30)})
    (contract,) = PUBLIC_CODE.measure(make.project(publiccode=text), asof, settings).detail.contracts
    assert contract.level == level
