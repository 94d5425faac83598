"""A question's nouns said as near ones."""

from random import Random

import pytest

from qa.evaluation.near_words import in_near_words, near_word


@pytest.mark.parametrize(
    ("noun", "near"),
    [("축제", "행사"), ("파업", "노동조합"), ("별빛대교", ""), ("사람", "")],
)
def test_a_noun_has_a_near_one_or_none(noun: str, near: str) -> None:
    assert near_word(noun) == near


def test_a_question_is_asked_in_near_words_and_the_same_each_time() -> None:
    asked = {in_near_words("축제는 언제 다온군에서 열렸어?", Random(seed)) for seed in range(9)}
    assert asked == {"축제는 언제 다온군에서 열렸어?", "행사는 언제 다온군에서 열렸어?"}
