"""What translators are given is what the code says, and what they give back can be said."""

import ast
import gettext
import io
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from civitop.i18n.language import FOLDER, available
from tools import catalogues

ROOT = Path(__file__).parents[2]
SOURCES = catalogues.sources()
MARKS = {"_", "N_", "NN_", "ngettext", "pgettext", "say", "say_n"}
MADE_ELSEWHERE = {"_"}
"""What may be given a message that `N_` marks where it stands: `_(definition.title)`."""


@pytest.fixture(scope="module")
def messages():
    return catalogues.template(ROOT)


def held(source):
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)


def code(path):
    return path.parent.parent.name


def forms(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def translations(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def places(text):
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None}


# ---------------------------------------------------------------- the code


def test_the_template_is_what_the_code_says_now(messages):
    kept = (FOLDER / "civitop.pot").read_text("utf-8")
    assert catalogues.as_text(messages) == kept, "run `make catalogues`"


def _marked_calls():
    for room in catalogues.ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text("utf-8")
            if "from civitop.i18n.language" not in text and "from civitop.i18n.message" not in text:
                continue
            nodes = list(ast.walk(ast.parse(text)))
            marks = {
                alias.asname or alias.name: alias.name
                for node in nodes
                if isinstance(node, ast.ImportFrom)
                and node.module in ("civitop.i18n.language", "civitop.i18n.message")
                for alias in node.names
                if alias.name in MARKS
            }
            for node in nodes:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
                    yield path.relative_to(ROOT), node, marks[node.func.id], node.func.id


def test_every_message_is_written_out_so_that_it_is_found():
    wrong = []
    for path, call, mark, name in _marked_calls():
        wanted = call.args[: 2 if mark in ("NN_", "ngettext", "pgettext", "say_n") else 1]
        literal = all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in wanted)
        elsewhere = mark in MADE_ELSEWHERE and not isinstance(wanted[0], ast.JoinedStr | ast.BinOp)
        if mark != name or not (literal or elsewhere):
            wrong.append(f"{path}:{call.lineno}")
    assert not wrong


def test_every_message_in_the_code_is_extracted(messages):
    """Babel does not look into f-strings before Python 3.12: a message in one would never be translated."""
    lost = []
    for path, call, mark, _ in _marked_calls():
        first = call.args[1 if mark == "pgettext" else 0]
        if isinstance(first, ast.Constant):
            context = call.args[0].value if mark == "pgettext" else None
            found = messages.get(first.value, context)
            within = found and any(place == path.as_posix() for place, _line in found.locations)
            if not within:
                lost.append(f"{path}:{call.lineno} {first.value}")
    assert not lost


def test_what_an_app_says_was_asked_of_the_catalogue():
    """`app.say("…")` is extracted like `say("…")`, and would be shown in English all the same."""
    raw = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"
        if node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert raw == []


def test_what_is_marked_to_be_said_later_is_in_the_catalogue(messages):
    from civitop.change import CHANGE_NAMES
    from civitop.health import STATUS_NAMES
    from civitop.people.affiliation.base import CONFIDENCE, EVIDENCE_NAMES, KIND_NAMES, KINDS
    from civitop.signals import SIGNALS
    from civitop.signals.base import LEVEL_NAMES, LEVELS

    assert (set(LEVEL_NAMES), set(KIND_NAMES)) == (set(LEVELS), set(KINDS))
    said = {text for d in SIGNALS for text in (d.title, d.short, d.unit, d.question)}
    for names in (LEVEL_NAMES, KIND_NAMES, STATUS_NAMES, CHANGE_NAMES):
        assert list(names) == list(names.values())
        said |= set(names.values())
    said |= set(EVIDENCE_NAMES.values())
    said |= {word for word in CONFIDENCE.values() if word}
    assert [text for text in sorted(said) if text not in messages] == []


def test_singular_and_plural_have_the_same_places(messages):
    odd = [m.id for m in messages if m.id and len({frozenset(places(form)) for form in forms(m)}) > 1]
    assert odd == []


def test_extracting_twice_gives_the_same_bytes(messages, tmp_path):
    source = tmp_path / "da" / "LC_MESSAGES" / "civitop.po"
    first = catalogues.translated(source, messages)
    second = catalogues.translated(source, messages)
    assert catalogues.as_text(first) == catalogues.as_text(second)
    assert catalogues.compiled(first) == catalogues.compiled(second)


def test_a_language_is_begun_and_its_translations_survive(messages, tmp_path):
    (said,) = [line for line in catalogues.renew(messages, tmp_path, ["eo"]) if line.startswith("eo")]
    assert said == f"eo: {len(messages)} not translated"
    source = tmp_path / "eo" / "LC_MESSAGES" / "civitop.po"
    text = source.read_text("utf-8")
    begun = text.replace('msgid "Bus factor"\nmsgstr ""', 'msgid "Bus factor"\nmsgstr "Busfaktoro"')
    source.write_text(begun, "utf-8")
    (said,) = [line for line in catalogues.renew(messages, tmp_path) if line.startswith("eo")]
    assert said == f"eo: {len(messages) - 1} not translated"
    read = gettext.GNUTranslations(io.BytesIO(source.with_suffix(".mo").read_bytes()))
    assert (read.gettext("Bus factor"), read.gettext("Activity")) == ("Busfaktoro", "Activity")


# ---------------------------------------------------------------- the translations


def test_the_languages_are_those_with_a_compiled_catalogue():
    assert available() == ("en", *sorted(code(source) for source in SOURCES))


@pytest.mark.parametrize("source", SOURCES, ids=code)
def test_a_catalogue_has_the_messages_of_the_template(source, messages):
    assert {(m.id, m.context) for m in held(source)} == {(m.id, m.context) for m in messages}


@pytest.mark.parametrize("source", SOURCES, ids=code)
def test_a_language_that_was_begun_is_complete(source):
    found = [message for message in held(source) if message.id]
    left = [message.id for message in found if message.fuzzy or not all(translations(message))]
    assert left == []


@pytest.mark.parametrize("source", SOURCES, ids=code)
def test_a_translation_has_the_places_of_its_message(source):
    wrong = []
    for message in held(source):
        there = set().union(*map(places, forms(message))) if message.id else set()
        wrong += [each for each in translations(message) if message.id and each and places(each) != there]
    assert wrong == []


@pytest.mark.parametrize("source", SOURCES, ids=code)
def test_a_translation_has_every_plural_form(source):
    catalogue = held(source)
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert len(message.string) == catalogue.num_plurals


@pytest.mark.parametrize("source", SOURCES, ids=code)
def test_the_compiled_catalogue_says_what_the_source_says(source, messages):
    assert source.with_suffix(".mo").read_bytes() == catalogues.compiled(
        catalogues.translated(source, messages)
    ), "run `make catalogues`"
