"""What `decode` promises: Korean in its usual encodings reads right, binary data is refused."""

import unicodedata

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.errors import SeedError
from embeddings.text.decoding import decode, decode_line, normalise, one_line

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


NAMES = "가람시 나루군 다온구 별빛대교 서울시 부산항 한국은행 국회 법원 교육부".split()
NEWS = """새 도서관을 연다고 밝혔다
예산 3,200억 원을 깎았다
12일 오전 9시 회의를 열었다
AI·반도체 R&D에 투자한다
“모두에게 열려 있다”고 했다
美·中 정상회담을 환영했다
韓銀 기준금리를 연 3.5%로 묶었다
KTX 운행을 늘린다
화재로 7명이 다쳤다
가처분 신청을 받아들였다""".split("\n")
SHORT = [
    "가처분",
    "한국",
    "개통",
    "속보",
    "서울시청",
    "美中 회담",
    "尹, 訪美",
    "총선 D-3",
    "1일 개막",
    "AI 반도체",
]


def korean_text(number: int) -> str:
    """One of a hundred texts: ten of a word or two, the others of one to nine sentences."""
    tens, ones = divmod(number, 10)
    if not tens:
        return SHORT[ones]
    said = [f"{NAMES[(ones + n) % 10]}는 {NEWS[(tens * n + ones) % 10]}." for n in range(tens)]
    return (" " if number % 2 else "\n\n").join(said)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("cp949", ""),
        ("euc-kr", ""),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("utf-16-le", "\ufeff"),
        ("utf-16-be", "\ufeff"),
    ],
)
def test_a_hundred_texts_are_read_exactly_or_refused(encoding: str, mark: str) -> None:
    texts = [korean_text(number) for number in range(100)]
    assert len(set(texts)) == 100
    read = {}
    for text in texts:
        try:
            read[text] = decode((mark + text).encode(encoding))
        except SeedError:
            continue
    assert [text for text, found in read.items() if found != text] == []
    assert len(read) >= 98


@pytest.mark.parametrize("text", ["똠방각하", "펲시콜라 뷁", "쌰쌰 웬 꿿"])
def test_syllables_beyond_ks_x_1001_are_read(text: str) -> None:
    assert decode(text.encode("cp949")) == decode(text.encode("euc-kr")) == text


def test_damaged_utf8_is_said_and_not_read_as_something_else() -> None:
    for text in (TEXT, "美中 회담", "개통"):
        with pytest.raises(SeedError, match=r"UTF-8 with damaged bytes|holds no text"):
            decode(text.encode()[:-1] + b"\xff")


INVISIBLE = (
    "\0\x07\x1b\x7f\x85\x9b\xad\u034f\u061c\u115f\u1160\u180b\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2064\u2066\u2067\u2068\u2069\u206f\ufe00\ufe0f"
    "\ufeff\ufff9\ufffb\U000e0001\U000e0041\U000e007f\U000e0100\U000e01ef\U0001d173"
)


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_what_cannot_be_seen_goes(char: str) -> None:
    assert normalise(f"다{char}리와 a{char}{char}b").replace("\n", "") == "다리와 ab"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("가\u3164나\uffa0다", "가 나 다"),  # fillers look like spaces
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),  # one family
        ("❤\ufe0f\u200d🔥", "❤\u200d🔥"),
        ("👨\u200d가\u200d👧", "👨가👧"),
        ("👨\u200d\u200d👩", "👨👩"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: "I want"
        ("क्\u200dष", "क्\u200dष"),  # Hindi: a half form
        ("می\u200c\u200c\u200dx", "می\u200cx"),
        ("pay\u200cpal pay\u200dpal", "paypal paypal"),
        ("\u202etxt.exe", "txt.exe"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("e" + "\u0301" * 500, "é" + "\u0301" * 29),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
    ],
)
def test_tricks_are_neutralised_and_scripts_that_need_them_kept(text: str, clean: str) -> None:
    assert normalise(text) == clean


def test_a_million_marks_on_one_letter_take_no_time() -> None:
    assert len(normalise("가" + "\u0301\u0327" * 500_000)) <= 31


@given(st.text(st.characters() | st.sampled_from(INVISIBLE + "\r\u2028👨❤ك\u0301\ud800")))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)


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
