"""A sentence that is kept in English and said in any language."""

import gettext
from datetime import UTC, date, datetime
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n import language
from civitop.i18n.language import Language, load, use
from civitop.i18n.message import (
    MOST_NESTED,
    Phrase,
    as_written,
    in_english,
    keep,
    literally,
    marked,
    recall,
    say,
    say_n,
)


class Danish(gettext.NullTranslations):
    """A few messages, as a catalogue has them."""

    SAID: ClassVar[dict[str, str]] = {
        "{name} was released.": "{name} blev udgivet.",
        "{several} and {last}": "{several} og {last}",
        "Bus factor": "Busfaktor",
        "{count} since {day:date}": "Siden {day:date}: {count}",
    }

    def gettext(self, message):
        return self.SAID.get(message, message)

    def ngettext(self, msgid1, msgid2, n):
        return "{n} commit" if n == 1 else "{n} commits (da)"


DANISH = Language("da", Danish())


@pytest.fixture
def danish():
    use(DANISH)
    yield
    use(load("en"))


def kept(phrase):
    return msgspec.json.decode(msgspec.json.encode(phrase, enc_hook=keep), type=Phrase, dec_hook=recall)


def test_a_phrase_is_said_in_the_language_in_use_and_kept_in_english(danish):
    phrase = say("{name} was released.", name="v1.2")
    assert (str(phrase), f"{phrase}", phrase.english) == (
        "v1.2 blev udgivet.", "v1.2 blev udgivet.", "v1.2 was released."
    )  # fmt: skip


def test_numbers_shares_and_days_are_written_as_the_language_does(danish):
    assert say("{x:.1f} of {n}: {share:.0%}", x=1234.56, n=9876, share=0.256).said(DANISH) == (
        "1.234,6 of 9.876: 26%"
    )
    phrase = say(
        "{count} since {day:date}", count=say_n("{n} commit", "{n} commits", 3), day=date(2026, 11, 3)
    )
    assert (str(phrase), phrase.english) == (
        "Siden 3. nov. 2026: 3 commits (da)",
        "3 commits since 2026-11-03",
    )


def test_what_is_kept_is_said_in_each_language_anew(danish):
    data = keep(say("{number:.1f}", number=1234.5))
    first, second = recall(Phrase, data), recall(Phrase, data)
    assert (str(first), first.english, str(second)) == ("1.234,5", "1,234.5", "1.234,5")
    assert first == second == say("{number:.1f}", number=1234.5)


def test_a_list_is_said_with_its_last_word_joined(danish):
    phrase = say("{names}", names=("A", "B", say_n("{n} commit", "{n} commits", 2)))
    assert (str(phrase), phrase.english) == ("A, B og 2 commits (da)", "A, B and 2 commits")
    assert [str(say("{x}", x=some)) for some in ((), ("A",))] == ["", "A"]


def test_a_message_that_was_marked_elsewhere_is_translated(danish):
    assert str(say("{signal}!", signal=marked("Bus factor"))) == "Busfaktor!"


def test_text_of_others_is_never_translated_and_its_braces_mean_nothing(danish):
    assert str(literally("{name} was released.")) == "{name} was released."
    assert str(say("{name} was released.", name="{several}")) == "{several} blev udgivet."


def test_what_is_literal_inside_a_phrase_is_just_text():
    assert say("{a}", a=literally("x")) == say("{a}", a="x")
    assert say("{a}", a=datetime(2026, 1, 2, tzinfo=UTC)) == say("{a}", a=date(2026, 1, 2))


def test_a_phrase_does_not_change():
    phrase = say("{n}", n=1)
    with pytest.raises(AttributeError, match="does not change"):
        phrase.message = "other"
    with pytest.raises(AttributeError):
        _ = phrase.nothing


def test_a_plural_needs_a_whole_number():
    with pytest.raises(TypeError, match="integer"):
        str(Phrase("{n} day", "{n} days", {"n": 1.5}))


# ---------------------------------------------------------------- kept

texts = st.text(max_size=20) | st.sampled_from(['["', '["a",{}]', '["a"', "[]", "{}", '"'])
leaves = texts | st.integers(-(10**9), 10**9) | st.floats(-1e15, 1e15) | st.dates()
phrases = st.recursive(
    texts.map(literally),
    lambda inner: st.builds(
        lambda values, n: (
            say_n("{n} thing", "{n} things", n, **values) if n % 2 else say("{a} did", **{"a": n, **values})
        ),
        st.dictionaries(
            st.sampled_from("abc"),
            leaves | inner | st.lists(leaves | inner, max_size=3).map(tuple),
            max_size=3,
        ),
        st.integers(0, 9),
    ),
    max_leaves=6,
)


@given(phrases)
def test_what_is_kept_reads_back_as_it_was(phrase):
    again = kept(phrase)
    assert (again, hash(again), keep(again)) == (phrase, hash(phrase), keep(phrase))


@given(st.text(max_size=40))
def test_a_sentence_of_an_older_store_is_said_as_it_stands(sentence):
    phrase = recall(Phrase, sentence)
    if not (sentence.startswith('["') and keep(phrase) != sentence):
        assert phrase.english == sentence


@pytest.mark.parametrize(
    "text",
    [
        '["',
        '["broken',
        '["a", 1',
        "plain",
        "",
        '[ "a"]',
        '["/x/y" is no path',
        '["a",1]',
        '["a",{},3]',
        '["a",{"b":[1]}]',
    ],
)
def test_text_that_only_looks_like_a_kept_phrase_is_text(text):
    assert recall(Phrase, text).english == text


def test_a_literal_that_looks_like_a_kept_phrase_is_no_phrase():
    phrase = literally('["{name} was released.",{"name":"x"}]')
    assert kept(phrase).english == phrase.english


@pytest.mark.parametrize("data", [b"3", b"null", b'["a"]', b"{}"])
def test_what_is_no_sentence_is_refused(data):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(data, type=Phrase, dec_hook=recall)


def test_machines_get_the_english_sentence(danish):
    phrase = say("{name} was released.", name="v1")
    assert msgspec.json.encode([phrase], enc_hook=in_english) == b'["v1 was released."]'
    for hook in (keep, in_english):
        with pytest.raises(NotImplementedError):
            hook(object())


def test_nothing_but_the_language_in_use_is_global():
    assert language.current() is load("en")


NO_MESSAGES = [
    '["{x.x}",{"x":2}]',
    '["{x.__class__}",{"x":"a"}]',
    '["{x[0]}",{"x":"abc"}]',
    '["{x!r}",{"x":"a"}]',
    '["{x:{y}}",{"x":1,"y":".1f"}]',
    '["{x:{y}}",{"x":"a"}]',
    '["{x:>99999999}",{"x":1}]',
    '["{x:.99f}",{"x":1}]',
    '["{x:5}",{"x":{"day":"2026-01-01"}}]',
    '["{x}",{}]',
    '["{}",{"":1}]',
    '["{0}",{"0":1}]',
    '["}",{"x":1}]',
    '["y{x}{x}{x:0}}x}",{"x":2}]',
    '["",{}]',
    '["{n}",{"n":1},"{n.n}"]',
    '["{n}",{"n":"two"},"{n}"]',
    '["{x}",{"x":1},"p"]',
    '["{x}",{"x":null}]',
    '["{x}",{"x":{"day":[1,["{x}",{"x":1}]]}}]',
    '["{x}",{"x":{"day":"2026-99-01"}}]',
    '["{x}",{"x":{"list":2}}]',
    '["{x}",{"x":["{y.y}",{"y":1}]}]',
    '["{x}",{"x":' + "9" * 400 + "}]",
    '["{x}",{"x":1e400}]',
    '["{x}",{"x":"\\ud800"}]',
    "[" + '"{x}",{"x":[' * 5000,
    '["{x}",{"x":' * 200 + "1" + "}]" * 200,
]
"""What somebody may write where a kept message stands."""


@pytest.mark.parametrize("kept", NO_MESSAGES, ids=lambda kept: kept[:40].encode("ascii", "replace").decode())
def test_what_is_no_message_of_ours_is_text_and_reaches_nothing(kept, danish):
    phrase = recall(Phrase, kept)
    assert str(phrase) == phrase.english == kept
    assert recall(Phrase, keep(phrase)).english == kept


@given(st.text(), st.text())
def test_any_text_can_be_said(start, rest):
    for kept in (start, '["' + start + '",{"x":' + rest, '["' + start + '",{"x":1}]'):
        assert isinstance(str(recall(Phrase, kept)), str)


def test_a_message_in_code_reaches_no_attribute_either():
    with pytest.raises(ValueError, match="no message"):
        str(say("{name.__class__}", name="a"))


def test_messages_within_messages_are_read_back_as_deep_as_they_are_made():
    phrase = say("end")
    for _ in range(MOST_NESTED // 2):
        phrase = say("({inner})", inner=phrase)
    assert recall(Phrase, keep(phrase)) == phrase


def test_a_sentence_of_an_export_is_text():
    assert as_written(Phrase, '["{x}",{"x":1}]').english == '["{x}",{"x":1}]'
    with pytest.raises(ValueError, match="text"):
        as_written(Phrase, 3)
