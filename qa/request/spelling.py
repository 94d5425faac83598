"""Words that nobody knows, read as the nearest that the articles have: 물빗다리 as 물빛다리."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from unicodedata import normalize

from kiwipiepy import Token
from rapidfuzz.distance import Levenshtein

from embeddings import Article, Store, background, kiwi

from .phrase import read_phrases

RARE = 10  # articles of Korean at large, which hardly knows what is a name of these
SHORT = 3  # syllables, up to which one letter may differ, and two beyond
_NOUNS = frozenset("NNG NNP NNB NR XPN XSN XR MAG MM IC".split())
_THINGS = ("NNG", "NNP")
_ASKING = "언제 어디 어디서 누구 누가 무엇 얼마 얼마나 어떻게 어느".split()
PLACES = {  # that an article may have written to a name, and what follows that in English
    "시": "City", "군": "County", "구": "District", "도": "Island Province", "읍": "Town",
    "면": "Township", "동": "Neighborhood", "리": "Village", "역": "Station", "항": "Port Harbor",
    "섬": "Island", "강": "River", "산": "Mountain", "대": "University",
}  # fmt: skip
_HANGUL = re.compile("[가-힣]+")
_NAME = re.compile("[가-힣]{2,}(?<!다)")
_PARTICLE = re.compile("(?:|[은는이가을를의에도로와과만랑]|으로|에서|에게|이?라는|이?란)$")


@dataclass(frozen=True, slots=True)
class Change:
    """A word at [start, end) of a question, and the one that it is read as.

    `others` are words that it may mean as well: they are searched with.
    """

    start: int
    end: int
    said: str
    meant: str
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in few words."""
        return f"{self.said} → {self.meant}"


def respellings(text: str, store: Store) -> Iterator[Change]:
    """Yield the words of a question that nobody knows: the articles, Korean at large, nor Kiwi.

    Each with the nearest that the articles have. A word that Kiwi takes for several known ones is
    unknown too where the articles lack one of these; only one letter of it may differ. What stands
    between quotation marks is meant as it stands.
    """
    here, elsewhere = store.document_frequency, background()[1]
    quoted = [*read_phrases(text)]
    for word in words(text):
        start, end = word[0].start, word[-1].end
        said, several = text[start:end], len(word) > 1
        if len(said) < 2 or not _HANGUL.fullmatch(said) or here(said) or said in elsewhere:
            continue
        if any(one.start <= start < one.end for one in quoted):
            continue
        if several and (len(said) <= SHORT or all(here(part.form) for part in word)):
            continue
        if not several and not word[0].oov:
            continue
        if meant := _nearest(said, 1 if several or len(said) <= SHORT else 2, store):
            yield Change(start, end, said, meant)


def compounds(text: str, store: Store) -> Iterator[str]:
    """Yield the words that Kiwi takes for several here, and took for one in the articles.

    So it does with names: 물빛다리 is one in a sentence about it, and 물빛 and 다리 in a question.
    Parts that the articles have too tell as much, but for syllables (솔무천 as 솔, 무 and 천).
    One that it takes for a verb here (비움콜이) is one that Korean at large doesn't know.

    Also yielded are a place's name with its kind, where the articles have it so alone (물빛시 for
    물빛), and the two words of a name that Kiwi doesn't know as one (파랑증권).
    """
    here, elsewhere = store.document_frequency, background()[1]
    for word in words(text):
        said = text[word[0].start : word[-1].end]
        is_known = all(len(part.form) > 1 and here(part.form) for part in word)
        if len(word) > 1 and here(said) and not is_known:
            yield said
        if len(word) == 1 and word[0].oov and said not in elsewhere:
            parts = ((said[:at], said[at:]) for at in range(2, len(said) - 1))
            yield from next((two for two in parts if all(map(here, two))), ())
        if len(said) > 1 and not here(said) and said not in elsewhere:
            yield from _places(said, here)
    for _, said in unread(text):
        if said not in elsewhere:
            yield from [said] if here(said) else _places(said, here)


def unread(text: str) -> Iterator[tuple[int, str]]:
    """Yield what may be names that Kiwi reads else, and where each begins: 큰바위도, 큰바위."""
    nouns = {token.start for word in words(text) for token in word}
    for match in _HANGUL.finditer(text):
        if match.start() not in nouns:
            for particle in _PARTICLE.finditer(match[0], 2):
                yield match.start(), match[0][: particle.start()]


def _places(name: str, here: Callable[[str], int]) -> Iterator[str]:
    """Yield a name with the first kind of place that the articles have it with."""
    yield from islice(filter(here, (name + kind for kind in PLACES)), 1)


def own_names(terms: Iterable[str], store: Store) -> frozenset[str]:
    """Return the terms that are of these articles alone: names, where they are no verbs."""
    here, elsewhere = store.document_frequency, background()[1]
    rare = (term for term in terms if elsewhere.get(term, 0) <= RARE)
    return frozenset(term for term in rare if _NAME.fullmatch(term) and here(term))


def lacking(text: str, terms: Collection[str], articles: Sequence[Article]) -> Iterator[str]:
    """Yield the words of a question for things that none of some articles has in any form.

    `terms` are what the question asks for.
    """
    told = "".join("".join(f"{one.title} {one.text}".split()) for one in articles)
    for word in words(text):
        said = text[word[0].start : word[-1].end]
        is_thing = any(one.tag in _THINGS and one.form in terms for one in word)
        if is_thing and said not in told and not all(one.form in told for one in word):
            yield said


def words(text: str) -> Iterator[list[Token]]:
    """Yield the runs of nouns and the like that are written as one word."""
    run: list[Token] = []
    for token in kiwi().tokenize(text):
        if run and (token.start != run[-1].end or token.tag not in _NOUNS):
            yield run
            run = []
        if token.tag in _NOUNS:
            run.append(token)
    if run:
        yield run


def _nearest(said: str, distance: int, store: Store) -> str:
    """Return the nearest word that asks, or that is known; "" where there is none."""
    letters = normalize("NFD", said)
    for asking in _ASKING:
        if Levenshtein.distance(letters, normalize("NFD", asking), score_cutoff=1) == 1:
            return asking
    known = (term for term in store.near_terms(said, distance) if _HANGUL.fullmatch(term))
    return next((term for term in known if len(term) == len(said)), "")
