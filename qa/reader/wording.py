"""Questions in other words, and questions that a text no longer answers, made by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from embeddings import kiwi, last_consonant

from ..synonyms import synonyms
from .siblings import ASKED, SIBLINGS, TOLD, stands

_SAME = dict(synonyms())
_WRITTEN = re.compile(
    rf"(?<!\S)(?:{'|'.join(map(re.escape, sorted(_SAME, key=len, reverse=True)))})"
)
# How a question ends: what people write in a set of questions, and what they say.
_SAID = {
    "무엇": "뭐야|뭐지|뭔가요|뭔지 알려줘|뭐예요|무엇인지 궁금해",
    "누구": "누구야|누구지|누군가요|누구예요|누군지 알려줘|누구더라",
    "언제": "언제야|언제지|언젠가요|언제예요|언제였지|언제쯤이야",
    "어디": "어디야|어디지|어딘가요|어디예요|어딘지 알려줘",
    "얼마": "얼마야|얼마지|얼만가요|얼마예요|얼마나 돼",
}
_PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"))
_PAST = "".join(map(chr, range(ord("갔"), ord("힣") + 1, 28)))  # the syllables that end in ㅆ
_ENDINGS = [
    *(
        (re.compile(rf"{word}(?:인가요?|입니까|일까요|이?지|이?야)\?*$"), _SAID[word])
        for word in _SAID
    ),
    *(
        (re.compile(rf"{pattern}\?*$"), said)
        for pattern, said in (
            (
                r"([몇어떤] ?[가-힣]{1,4})(?:인가요?|입니까|일까요)",
                r"\1이야|\1이지|\1인지 알려줘|\1이에요",
            ),
            (
                r"했(?:나요?|는가|습니까|을까요?|니)",
                "했어|했지|했는데|했나|했대|했나요|했는지 알려줘",
            ),
            (
                r"(?:됐|되었)(?:나요?|는가|습니까|을까요?)",
                "됐어|됐지|됐나|됐대|됐나요|됐는지 알려줘",
            ),
            (
                rf"([{_PAST}])(?:나요?|는가|습니까|을까요?|니)",
                r"\1어|\1지|\1나|\1대|\1나요|\1는지 알려줘",
            ),
            (r"하(?:나요?|는가요?)", "해|하지|한대|하나|하나요|하는지 알려줘"),
            (r"되(?:나요?|는가요?)", "돼|되지|된대|되나|되나요"),
            (r"있(?:나요?|는가|습니까|을까요?)", "있어|있지|있대|있나|있나요"),
            (r"인가요?", "이야|인지 알려줘|이지|인가"),
            (r"(사람|인물|이)은", r"\1은 누구야|\1이 누구지|\1 누구야|\1이 누구인가요"),
            (r"(날|날짜|때|시기|시점)[은는]", r"\1 언제야|\1 언제지|\1는 언제인가요"),
            (r"(해|년도|연도)는", r"\1가 언제야|\1는 몇 년이지|\1는 언제인가요"),
            (r"(곳|장소|도시|나라|국가|지역)[은는]", r"\1 어디야|\1 어디지|\1는 어디인가요"),
            (r"(것|물건|이름|제목|명칭)은", r"\1은 뭐야|\1이 뭐지|\1 뭐야|\1은 무엇인가요"),
            (r"(이유|까닭|원인)[은는]", r"\1가 뭐야|\1는 뭐지|\1 알려줘|\1는 무엇인가요"),
        )
    ),
]
_PARTICLE = re.compile(r"(?<=[가-힣A-Za-z0-9]{2})(?:을|를|이|가|은|는|의)$")
_ENDED = re.compile("(?:들?[은는이가을를의에도만]|에서|[와과]|으?로)?[?,.]*$")
_ASKING = re.compile(r"누[구가]|언제|어[디느떤떻]|무[엇슨]|뭐|뭘|몇|왜|얼마|\?$")
_NUMBER = re.compile(r"\d+")
_VOWELS = {1: 5, 5: 1, 3: 7, 7: 3, 11: 10, 10: 11, 15: 10}  # that are misspelt for each other


def reworded(question: str, rng: Random) -> str:
    """Say a question as people type it: other words and ending, fewer particles, slips."""
    question = same_words(question, rng)
    if rng.random() < 0.7:
        question = _spoken(question, rng)
    words = question.split()
    if rng.random() < 0.3:
        words = [_PARTICLE.sub("", word) if rng.random() < 0.5 else word for word in words]
    plain = [at for at, word in enumerate(words) if not is_asking(word)]
    if len(plain) > 4 and rng.random() < 0.25:
        del words[rng.choice(plain)]
    if len(words) > 3 and rng.random() < 0.15:  # two words written as one
        at = rng.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1]]
    question = " ".join(words)
    if rng.random() < 0.1:
        question = _misspelt(question, rng)
    return question.rstrip("?.") if rng.random() < 0.2 else question


def same_words(text: str, rng: Random) -> str:
    """Return a text with some of its words replaced by others that mean the same."""
    for word in sorted({*_WRITTEN.findall(text)}, key=text.index):
        if rng.random() < 0.6:
            other = rng.choice(_SAME[word])
            text = _put(text, word, other)
    return text


def _spoken(question: str, rng: Random) -> str:
    for pattern, said in _ENDINGS:
        if found := pattern.search(question):
            ending = found.expand(rng.choice(said.split("|")))
            mark = "" if ending.endswith(("알려줘", "궁금해")) else "?"
            return question[: found.start()] + ending + mark
    return question


def _misspelt(question: str, rng: Random) -> str:
    """Put a vowel that sounds alike into one syllable."""
    at = rng.randrange(len(question))
    number = ord(question[at]) - ord("가")
    vowel = number // 28 % 21
    if 0 <= number <= ord("힣") - ord("가") and vowel in _VOWELS:
        other = chr(ord(question[at]) + 28 * (_VOWELS[vowel] - vowel))
        return question[:at] + other + question[at + 1 :]
    return question


def is_asking(word: str) -> bool:
    """Say whether a word asks (누가, 몇), or ends the question."""
    return bool(_ASKING.search(word))


def asking_otherwise(question: str, text: str, titles: Sequence[str], rng: Random) -> str | None:
    """Return a question that the text doesn't answer, made of one that it does; None if none is.

    Something else is asked of the same (사망 for 부상), or the same of another thing of its kind
    (지하철 for 버스), another year or number, or another of the `titles`. What is put in doesn't
    stand in the text.
    """
    made = _exchanged(question, text, [*TOLD, *ASKED], rng) + _siblings(question, text, rng)
    if numbers := [number for number in _NUMBER.findall(question) if number in text]:
        old = rng.choice(numbers)
        other = str(max(1, int(old) + rng.choice([-20, -7, -3, -2, -1, 1, 2, 3, 5, 10])))
        made += [question.replace(old, other, 1)] if other not in text else []
    if named := [title for title in titles[:1] if len(title) > 1 and title in question]:
        other = rng.choice(titles[1:] or titles)
        made += [question.replace(named[0], other, 1)] if other not in text else []
    return rng.choice(made) if made else None


def otherwise(statement: str, text: str, rng: Random) -> str | None:
    """Return a statement with another word of its group in a word's place (사망 for 부상), or None.

    What is put in doesn't stand in the text.
    """
    made = _exchanged(statement, text, TOLD, rng)
    return rng.choice(made) if made else None


def _exchanged(said: str, text: str, groups: Sequence[Sequence[str]], rng: Random) -> list[str]:
    made: list[str] = []
    for group in groups:
        old = next((word for word in group if stands(word, said)), None)
        if old and (new := [word for word in group if word != old and word not in text]):
            made.append(_put(said, old, rng.choice(new)))
    return [one for one in made if one != said]


def _siblings(said: str, text: str, rng: Random) -> list[str]:
    """Put another thing of its kind in the place of one that is a word of its own."""
    own = {_ENDED.sub("", word) for word in said.split()}
    return _exchanged(said, text, [group for group in SIBLINGS if own & {*group}], rng)


def _put(text: str, old: str, new: str) -> str:
    """Put a word in the place of one that is a whole one but for particles, with its particle.

    (책 for 도서, not for that in 도서관; 대체로 for 주로, not for 주 and 로.)
    """
    tokens, alone = kiwi().tokenize(text), [(t.form, t.tag) for t in kiwi().tokenize(old)]
    joined = {t.start for t in tokens if t.tag.startswith(("N", "XSN"))}
    for place in re.finditer(rf"(?<!\S){re.escape(old)}", text):
        within = [(t.form, t.tag) for t in tokens if place.start() <= t.start < place.end()]
        if within == alone and place.end() not in joined:
            return with_particle(text[: place.start()] + new + text[place.end() :], new)
    return text


def with_particle(sentence: str, noun: str) -> str:
    """Give each place of a noun the particle's shape that goes with its last syllable."""
    closed = last_consonant(noun[-1])
    for after_closed, after_open in _PARTICLES:
        right = after_closed if closed and not (closed == 8 and after_open == "로") else after_open
        shape = rf"{re.escape(noun)}(?:{after_closed}|{after_open})(?=[ .,?]|$)"
        sentence = re.sub(shape, noun + right, sentence)
    return sentence
