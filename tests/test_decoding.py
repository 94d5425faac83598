"""What `decode` promises: Korean in its usual encodings reads right, binary data is refused."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.decoding import decode, decode_line, normalise
from embeddings.errors import SeedError

TEXT = "가람시는 13일 새 도서관을 연다고 밝혔다.\n“책은 3만 권”이라고 했다."

# KS X 1001 holds these; CP949 holds every modern syllable.
korean = st.text(
    st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3) | st.sampled_from("abc 12.,\n“”"),
    min_size=1,
).map(lambda text: f"가 {text}.")


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_korean_text_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_euc_kr_is_read_as_the_part_of_cp949_that_it_is() -> None:
    assert decode("새 도서관".encode("euc-kr")) == "새 도서관"


def test_text_outside_utf8_and_cp949_is_guessed() -> None:
    text = "Новая библиотека открылась сегодня в городе, и в ней много хороших книг. " * 5
    assert decode(text.encode("koi8-r")) == text


def test_jamo_are_composed() -> None:
    assert decode(unicodedata.normalize("NFD", TEXT).encode()) == TEXT


def test_line_ends_become_newlines_and_controls_go() -> None:
    assert decode(b"one\r\ntwo\rthree\x0cfour\x07 and a\ttab") == (
        "one\ntwo\nthree\nfour and a\ttab"
    )


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert normalise("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b" \n\t ", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\xff", "the file holds no text"),
        (bytes(range(256)), "the file holds no text"),
        (b"\x01\x02\x03\x04\x05\x06", "the file holds no text"),
        (b"\xff\xfe\x00", "the file holds no text"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line_with_a_remedy(data: bytes, problem: str) -> None:
    with pytest.raises(SeedError, match=problem) as raised:
        decode(data)
    assert "; " in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_line_is_decoded_without_guessing() -> None:
    assert decode_line("가나".encode()) == "가나"
    assert decode_line("가나".encode("cp949")) == "가나"
    assert decode_line(b"\xff\xff") is None


@given(korean, st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le"]))
def test_round_trip(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_clean_text_or_a_seed_error(data: bytes) -> None:
    try:
        text = decode(data)
    except SeedError:
        return
    assert text.strip()
    assert unicodedata.is_normalized("NFC", text)
    assert not any(char < " " and char not in "\n\t" for char in text)
