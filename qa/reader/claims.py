"""Statements made of an article's sentence by rules: said otherwise, or no longer true.

They teach what a written answer is checked by. A change of tense is left out on purpose, so that
a kind of alteration stays that was never taught.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from embeddings import kiwi

from .data import RELATIONS, Pair, Text
from .windows import Window
from .wording import otherwise, same_words, with_particle

Alter = Callable[[str, str, Random], str | None]

MOST_CHARS, FEWEST_CHARS = 160, 15  # of a sentence that a statement is made of
_DIGITS = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d년월일])")
_DATE = re.compile(r"(\d{4}|\d{1,2})(?=년|월|일)|[월화수목금토일](?=요일)")
_SUBJECT_OBJECT = re.compile(
    r"(?<!\S)([가-힣A-Za-z]{2,})(은|는|이|가) (.{0,40}?)([가-힣A-Za-z]{2,})(을|를) "
    r"(?!통|대상|위|기점|비롯|중심|포함|앞|두고)"
)
_OFFICE = re.compile(
    r"(?<![가-힣])([가-힣])([가-힣]{2}) (?=대통령|총리|장관|의원|대표|회장|시장|위원장|감독|교수)"
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_OPENING = re.compile(
    r"^(?:한편|또한?|이어|특히|그러나|하지만|이에|아울러|다만|이날) |^[^,]{2,25}에 따르면,? "
)
_TOPIC = re.compile(r"^([가-힣A-Za-z0-9]+)(은|는|이|가) ")
_THOUSANDS = re.compile(r"(\d)000(?=[만억조])")
_UNITS_SPLIT = re.compile(r"(?<=[조억만])(?=\d)")
_WHOLE = re.compile(  # nobody writes 1만 삼천오백오개, 오개 or 6·이십오
    r"(?<![\d.,·~가-힣A-Za-z])(?<![조억만] )[1-9]\d{1,3}(?=[가-힣])(?![년월일조억만천시분])"
)
_NEGATIONS = (("있다", "없다"), ("없다", "있다"), ("있었다", "없었다"), ("이다", "이 아니다"))
_NUMERALS = "영일이삼사오육칠팔구"


def make_claim(text: Text, windows: Sequence[Window], rng: Random) -> Pair | None:
    """Make a statement of a sentence of a text cut into windows, and judge it by one of them.

    By the sentence's own window it follows or, altered, contradicts; by another it does neither.
    None where the sentence is too long or short, or nothing fits.
    """
    own = rng.choice(windows)
    start, end = rng.choice(own.sentences)
    sentence = text.text[start:end].strip()
    if not FEWEST_CHARS <= len(sentence) <= MOST_CHARS or not sentence.endswith("다."):
        return None
    relation, judge, said = rng.choice(RELATIONS), own, sentence
    if relation == "neutral":
        judge = rng.choice(windows)
        if judge.start <= start < judge.end:
            return None
    elif relation == "contradiction":
        made = altered(sentence, text.text, rng)
        if made is None:
            return None
        said = made
    premise = text.text[judge.start : judge.end]
    return Pair(said_otherwise(said, rng), premise, RELATIONS.index(relation))


def alterations() -> dict[str, Alter]:
    """Return the ways to make a sentence untrue, by name.

    Each takes a sentence, the text around it and random numbers, and returns None where it can't.
    """
    return {
        "number": _other_number,
        "date": _other_date,
        "name": _other_name,
        "negation": _negated,
        "opposite": _opposite,
        "roles": _roles_swapped,
    }


def altered(sentence: str, around: str, rng: Random) -> str | None:
    """Return a statement that is like a sentence and not true by it, or None."""
    ways = list(alterations().values())
    made = (way(sentence, around, rng) for way in rng.sample(ways, len(ways)))
    return next((statement for statement in made if statement and statement != sentence), None)


def _other_number(sentence: str, around: str, rng: Random) -> str | None:
    return _replaced(sentence, _DIGITS, lambda old: _near(old, rng), around, rng)


def _near(old: str, rng: Random) -> str:
    """Change one digit of a number, or move its point."""
    places = [at for at, sign in enumerate(old) if sign.isdigit()]
    at = rng.choice(places)
    others = [d for d in "123456789" if d != old[at]]
    return old[:at] + rng.choice(others) + old[at + 1 :]


def _other_date(sentence: str, around: str, rng: Random) -> str | None:
    def other(old: str) -> str:
        if not old.isdigit():
            return rng.choice("월화수목금토일".replace(old, ""))
        if len(old) == 4:
            return str(int(old) + rng.choice([-10, -2, -1, 1, 2, 10]))
        return str(rng.choice([n for n in range(1, 13) if n != int(old)]))

    return _replaced(sentence, _DATE, other, "", rng)


def _replaced(
    sentence: str, pattern: re.Pattern[str], other: Callable[[str], str], around: str, rng: Random
) -> str | None:
    found = [*pattern.finditer(sentence)]
    if not found:
        return None
    old = rng.choice(found)
    new = other(old[0])
    return None if new in around else sentence[: old.start()] + new + sentence[old.end() :]


def _other_name(sentence: str, around: str, rng: Random) -> str | None:
    """Put a name of the text around into another's place."""
    mine, others = _names(sentence), set(_names(around)) - set(_names(sentence))
    if not mine or not others:
        return None
    old, new = rng.choice(mine), rng.choice(sorted(others))
    return with_particle(sentence.replace(old, new), new)


def _names(text: str) -> list[str]:
    return [t.form for t in kiwi().tokenize(text) if t.tag == "NNP" and len(t.form) > 1]


def _negated(sentence: str, around: str, rng: Random) -> str | None:
    """Say the end of a sentence with 않다, or without it."""
    head, _, last = sentence.rstrip(". ").rpartition(" ")
    tokens = [(t.form, t.tag) for t in kiwi().tokenize(last)]
    for there, gone in _NEGATIONS:
        if last.endswith(there) and not head.endswith("고"):
            noun = last.removesuffix(there)
            said = f"{head} {noun}{gone}.".strip()
            return with_particle(said, noun) if noun else said
    stem = next((at for at, (_, tag) in enumerate(tokens) if tag in ("EP", "EF")), 0)
    if not stem or tokens[-1] != ("다", "EF") or tokens[stem - 1][1] not in ("VV", "XSV", "VV-R"):
        return None
    ending = [("었", "EP")] if (tokens[stem][1] == "EP") else []
    said = kiwi().join([*tokens[:stem], ("지", "EC"), ("않", "VX"), *ending, ("다", "EF")])
    return f"{head} {said if ending else said.replace('않다', '않는다')}.".strip()


def _opposite(sentence: str, around: str, rng: Random) -> str | None:
    return otherwise(sentence, "", rng)


def _roles_swapped(sentence: str, around: str, rng: Random) -> str | None:
    """Let who did it and whom it was done to change places."""
    found = _SUBJECT_OBJECT.search(sentence)
    if not found or found[1] == found[4]:
        return None
    behind_nouns = {
        particle.start
        for noun, particle in pairwise(kiwi().tokenize(sentence))
        if noun.tag.startswith(("N", "SL", "XSN")) and particle.tag.startswith("J")
    }
    if not {found.start(2), found.start(5)} <= behind_nouns:  # 원하는, 행사에서는, 마을
        return None
    swapped = f"{found[4]}{found[2]} {found[3]}{found[1]}{found[5]} "
    said = sentence[: found.start()] + swapped + sentence[found.end() :]
    return with_particle(with_particle(said, found[4]), found[1])


def said_otherwise(sentence: str, rng: Random) -> str:
    """Return a sentence in other words that are as true: synonyms, forms of numbers, less of it."""
    said = same_words(sentence, rng)
    ways: Sequence[tuple[float, Callable[[str], str]]] = (
        (0.6, lambda s: _ASIDE.sub("", s)),
        (0.6, lambda s: _OPENING.sub("", s)),
        (0.4, _by_surname),
        (0.3, lambda s: _TOPIC.sub(lambda m: m[1] + _other_topic(m[2]) + " ", s)),
        (0.5, _numbers_otherwise),
        (0.3, lambda s: re.sub(r"([가-힣])다\.?$", _polite, s)),
        (0.2, lambda s: s.rstrip(".")),
    )
    for share, way in ways:
        if rng.random() < share:
            said = way(said)
    return said.strip()


def _by_surname(sentence: str) -> str:
    """Leave out who holds an office's own name: 한 시장, of 한서준 시장, not of 부동산 시장."""
    named = _names(sentence)
    return _OFFICE.sub(lambda m: f"{m[1]} " if m[1] + m[2] in named else m[0], sentence)


def _other_topic(particle: str) -> str:
    return {"은": "이", "이": "은", "는": "가", "가": "는"}[particle]


def _polite(end: re.Match[str]) -> str:
    return f"{end[1]}습니다." if (ord(end[1]) - ord("가")) % 28 == 20 else end[0]


def _numbers_otherwise(sentence: str) -> str:
    """Write numbers in another form: 2000억 as 2천억, 700 as 칠백, 1,500 as 1500."""
    said = _UNITS_SPLIT.sub(" ", _THOUSANDS.sub(r"\1천", sentence))
    said = re.sub(r"(?<=\d),(?=\d{3})", "", said)
    return _WHOLE.sub(lambda m: in_words(int(m[0])), said, count=1)


def in_words(number: int) -> str:
    """Return a number from 1 to 9999 in Sino-Korean words: 칠백, 천이백삼십."""
    said = ""
    for unit, place in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("" if digit == 1 and place else _NUMERALS[digit]) + place
    return said
