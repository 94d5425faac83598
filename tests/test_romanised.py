"""Korean names in Latin letters, and back."""

import pytest
from hypothesis import given, strategies as st

from qa.request.romanised import hangul, romanised

ENDS = ("", "ㄱ", "ㄴ", "ㄷ", "ㄹ", "ㅁ", "ㅂ", "ㅇ")
NUMBERS = (0, 1, 4, 7, 8, 16, 17, 21)  # of these ends among the 28


@pytest.mark.parametrize(
    ("word", "letters"),
    [("염하은", "yeomhaeun"), ("청람", "cheongram"), ("벽운시", "byeokunsi"), ("A동", "Adong")],
)
def test_a_word_is_spelled_letter_by_letter(word: str, letters: str) -> None:
    assert romanised(word) == letters


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("Cheongram", ["체옹람", "청람"]),
        ("Hallim", ["할림", "할임"]),
        ("Seoul", ["세오울", "서울"]),
        ("Kim", ["김", "킴"]),
        ("Ha-eun", ["하에운", "하은", "해운"]),
        ("firefighter", []),
        ("eu" * 40, []),  # parted in more ways than can be looked up
        ("", [""]),
    ],
)
def test_letters_are_parted_in_every_way(letters: str, words: list[str]) -> None:
    assert sorted(hangul(letters)) == sorted(words)


SYLLABLES = st.builds(
    lambda first, middle, end: chr(0xAC00 + (first * 21 + middle) * 28 + end),
    st.integers(0, 18),
    st.integers(0, 20),
    st.sampled_from(NUMBERS),
)


@given(st.text(SYLLABLES, min_size=1, max_size=4).filter(lambda word: len(romanised(word)) <= 16))
def test_what_is_spelled_is_read_again(word: str) -> None:
    assert word in hangul(romanised(word))
