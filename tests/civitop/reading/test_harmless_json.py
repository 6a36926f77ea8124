"""JSON of somebody else's comes out as if each of its texts had been taken in hand, however it is written."""

import json
import re
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civitop.reading.harmless_json import _EVERYDAY, LONGEST, _is_plain, harmless
from civitop.sanitise import plain

texts = (
    st.text(max_size=40)
    | st.text('aø"\\/\n\x7f\u202e\u0301é', max_size=12)
    | st.text('a"\\', min_size=1990, max_size=2010)
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value, LONGEST)
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    return (
        {plain(key, LONGEST): cleaned(each) for key, each in value.items()}
        if isinstance(value, dict)
        else value
    )


@given(documents, st.booleans(), st.sampled_from([None, 2]))
@example({"a": ["\u202e"], "b": "fine"}, True, None)
@example([{"a": "x" * 5000}], False, None)
@example([{"a": 'x"' * 1500}], False, None)
@example([{"a": "x\\" * 1500}], False, None)
def test_every_text_comes_out_as_if_it_had_been_taken_in_hand(document, ascii, indent):
    written = json.dumps(document, ensure_ascii=ascii, indent=indent).encode("utf-8", "replace")
    expected = cleaned(msgspec.json.decode(written))
    assert msgspec.json.decode(harmless(written)) == expected
    assert msgspec.json.decode(harmless(written, 0)) == expected


def test_letters_and_signs_that_are_left_are_no_orders_and_join_with_none():
    everyday = [character for character in map(chr, range(0x80, 0x20000)) if _EVERYDAY.fullmatch(character)]
    assert len(everyday) > 2000
    assert plain("".join(everyday), len(everyday)) == "".join(everyday)
    letters = "".join(everyday) + "".join(map(chr, range(0x20, 0x7F)))
    for behind in everyday:
        assert unicodedata.is_normalized("NFC", behind.join(letters)), f"{ord(behind):x}"


def test_what_is_plain_is_the_same_object():
    document = '[{"name": "Blåvandshuk – “half” 🚀", "days": 3.5, "quote": "a \\"b\\" \\\\ c"}]'.encode()
    assert harmless(document) is document


def test_a_part_that_is_plain_stays_as_it_is_beside_one_that_is_not():
    good, bad = b'{ "a" :  "fine" }', rb'"\u001b[2J"'
    made = harmless(b'{"repositories":[{"signals":' + good + b',"name":' + bad + b"}]}")
    assert good in made
    assert not re.search(rb"\\u|\x1b", made)


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 3 * LONGEST])
@pytest.mark.parametrize("offset", [0, 1, 500, 999])
def test_a_long_text_is_cut_wherever_it_stands(length, offset):
    document = msgspec.json.encode([["x"] * (offset // 4), "y" * length, "z"])
    assert _is_plain(document) <= (length <= LONGEST)
    assert msgspec.json.decode(harmless(document))[1:] == [plain("y" * length, LONGEST), "z"]


@pytest.mark.parametrize(
    "broken", [b'{"a": "\\u20', b'["\x7f', b'{"a" "\\n"}', b"\xff\xfe", b'{"a": "\xc3"}', b""]
)
def test_what_is_no_json_is_told_or_left_for_the_reader_to_tell(broken):
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        msgspec.json.decode(harmless(broken))


def test_brackets_without_end_end_in_an_error_and_soon():
    with pytest.raises((msgspec.MsgspecError, RecursionError)):
        msgspec.json.decode(harmless(b'["\\n",' * 1_000_000))
