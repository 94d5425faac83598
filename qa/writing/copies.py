"""What is nearly a source's own sentence: whether what little is other in it makes it untrue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise, product

from ..synonyms import otherwise
from .claims import terms
from .clauses import clauses
from .lexicon import sense
from .phrases import Word, parsed
from .predicates import DENYING, is_passive
from .subjects import content, meaning

VERBATIM = 0.85  # share of a sentence's words that a source has, of which it is hardly another
ALIKE = 0.75  # the same, where one word in another's place is what they differ by
SAME = 0.4  # the same, in its own words, without which no others are looked for
_SLOT = 3  # words that stand in another's place, at most
_DECIDED = frozenset("결정 합의 약속 확정".split())  # as "하기로 하다" says
_NOUNS = ("NNG", "NNP", "SL", "XR")
_PARTS = {**dict.fromkeys("은는이가", "does"), **dict.fromkeys("을를", "done to")}
Part = tuple[str, str]  # a noun, and whether it "does" or is "done to"


def is_altered(sentence: str, source: str) -> bool:
    """Say whether a sentence is a source's but for a denial, its time, or who does it to whom."""
    if not _is_of(sentence, source, ALIKE):
        return False
    if _is_exchanged(sentence, source):
        return True
    if not _is_of(source, sentence, ALIKE):
        return False
    is_moved, is_turned = _is_moved(sentence, source), _is_turned(sentence, source)
    return (
        (is_moved and not is_turned and _passives(sentence) == _passives(source))
        or (is_turned and not is_moved)
        or _is_then(sentence, source)
        or (
            _is_denied(sentence, source)
            and _is_of(sentence, source, VERBATIM)
            and _is_of(source, sentence, VERBATIM)
        )
    )


def is_doubted(sentence: str, source: str) -> bool:
    """Say whether a sentence is a source's but for a noun, its part in it, or perhaps a denial.

    Such a noun may say the same in words that aren't known, and be done to in the passive.
    """
    return _is_of(sentence, source, ALIKE) and (
        _is_replaced(sentence, source)
        or _is_moved(sentence, source)
        or _is_denied(sentence, source)
    )


def _is_of(one: str, other: str, share: float) -> bool:
    """Say whether a sentence has so large a share of its words from another."""
    words = content(one)
    if not words or len(words & content(other)) < SAME * len(words):
        return False
    return len(_shared(one, other)) >= share * len(words)


@lru_cache(maxsize=256)
def _shared(one: str, other: str) -> frozenset[str]:
    """Return the words of a sentence that another has too, or says otherwise."""
    said = _otherwise(one, other)
    same = {meaning(word) for word in parsed(one).words if word.form in said}
    return frozenset(content(one) & (content(other) | same))


@lru_cache(maxsize=256)
def _otherwise(one: str, other: str) -> frozenset[str]:
    """Return the forms of a sentence's words that another has other ones for."""
    return frozenset(term.removesuffix("다") for term in otherwise(terms(one), terms(other)))


def _is_denied(sentence: str, source: str) -> bool:
    return _denials(sentence, source) % 2 != _denials(source, sentence) % 2


def _denials(one: str, other: str) -> int:
    """Return how often a sentence denies, but for words that another has other ones for."""
    said = _otherwise(one, other)
    return sum(word.form in DENYING - said for word in parsed(one).words)


def _is_then(sentence: str, source: str) -> bool:
    """Say whether more of a sentence is yet to be, and less was, or the other way."""
    said, given = _times(sentence), _times(source)
    more, less = (said - given).keys(), (given - said).keys()
    return ("coming" in more and "past" in less) or ("past" in more and "coming" in less)


def _times(text: str) -> Counter[str]:
    times: Counter[str] = Counter(one.time for one in clauses(text) if not one.is_named)
    times["coming"] += sum(word.form in _DECIDED for word in parsed(text).words)
    return times


def _is_exchanged(sentence: str, source: str) -> bool:
    """Say whether one noun acts that was acted on, and another the other way."""
    gained, lost = _parts(sentence) - _parts(source), _parts(source) - _parts(sentence)
    doing, done = _by_part(gained)
    were_done, did = reversed(_by_part(lost))
    return any(one != other for one, other in product(doing & were_done, done & did))


def _is_moved(sentence: str, source: str) -> bool:
    """Say whether a noun acts that only was acted on, or the other way."""
    mine, theirs = _by_part(_parts(sentence)), _by_part(_parts(source))
    return any(
        (mine[at] - mine[1 - at]) & (theirs[1 - at] - theirs[at]) & content(source) for at in (0, 1)
    )


def _is_turned(sentence: str, source: str) -> bool:
    """Say whether one tells from the other party's side what the other doesn't: 팔다, for 사다."""
    said, given = _sides(sentence), _sides(source)
    more, less = {*(said - given)}, {*(given - said)}
    return any((group, not turned) in less for group, turned in more)


def _sides(text: str) -> Counter[tuple[str, bool]]:
    senses = (sense(*word) for word in parsed(text).words)
    return Counter((one.group, one.turned) for one in senses)


def _passives(text: str) -> int:
    given = parsed(text)
    return sum(is_passive(given, at) for at in given.verbs)


def _by_part(parts: Counter[Part]) -> tuple[set[str], set[str]]:
    return (
        {noun for noun, part in parts if part == "does"},
        {noun for noun, part in parts if part == "done to"},
    )


def _parts(text: str) -> Counter[Part]:
    return Counter(
        (meaning(noun), _PARTS[particle.form])
        for noun, particle in pairwise(parsed(text).words)
        if noun.tag in _NOUNS and particle.tag in ("JKS", "JX", "JKO") and particle.form in _PARTS
    )


def _is_replaced(sentence: str, source: str) -> bool:
    """Say whether a noun stands in the place of another that isn't known to say the same."""
    mine, theirs = _content_words(sentence), _content_words(source)
    known, theirs_known = _shared(sentence, source), _shared(source, sentence)
    meanings = [[meaning(word) for word in words] for words in (mine, theirs)]
    changes = SequenceMatcher(None, meanings[0], meanings[1], autojunk=False).get_opcodes()
    return any(
        what == "replace"
        and max(end - start, last - first) <= _SLOT
        and _has_other(mine[start:end], known)
        and _has_other(theirs[first:last], theirs_known)
        for what, start, end, first, last in changes
    )


def _content_words(text: str) -> list[Word]:
    said = content(text)
    return [word for word in parsed(text).words if meaning(word) in said]


def _has_other(words: Sequence[Word], known: frozenset[str]) -> bool:
    return any(word.tag in _NOUNS and meaning(word) not in known for word in words)
