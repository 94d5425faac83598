"""Words of a question that the articles have in another language alone: 뼈 is bone to them.

They come from a glossary of the news, from how Korean names are spelled in Latin letters, and from
what an article puts in brackets itself: "가온로보틱스(Gaon Robotics)".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path

from embeddings import Store, kiwi, lemma, query_terms

from .romanised import hangul, romanised
from .spelling import PLACES, Change, unread, words

_GLOSSARY = Path(__file__).with_name("glossary.txt")
_LONGEST = 3  # words of an English phrase
_READINGS = 24  # of a word in Latin letters, that are looked up
_NAME = re.compile(r"\b[A-Z][a-z]+(?:-[A-Za-z]+)?(?: [A-Z][a-z]+(?:-[A-Za-z]+)?)?")
_NOUN, _VERB = frozenset("NNG NNP NNB NR XR SL MAG".split()), frozenset("VV VA".split())
_LATIN = re.compile(r"[A-Za-z]+")
_HANGUL = re.compile(r"[가-힣]")
_PAIR = re.compile(
    r"(?P<one>[^\s(){}“”‘’\"',.]+(?: [A-Z][\w.&-]*){0,3})\s?\((?P<other>[^()]{2,40})\)"
)

Table = Mapping[str, Sequence[str]]


def is_korean(text: str) -> bool:
    """Say whether a text has more Hangul than Latin words."""
    return len(re.findall(r"[가-힣]+", text)) >= len(_LATIN.findall(text))


def translations(text: str, store: Store) -> list[Change]:
    """Return a question's words as articles in the other language have them.

    They are names in the other script, and what the glossary has.
    """
    to_english, to_korean = _tables()
    if is_korean(text):
        found = [*_from_korean(text, store, to_english), *_names_in_latin(text, store)]
    else:
        found = [*_from_english(text, store, to_korean), *_names_in_hangul(text, store)]
    return _apart(found)


def bracketed(text: str, articles: Iterable[str]) -> Iterator[str]:
    """Yield the words that articles put beside a name of a question, in the other script."""
    for match in (match for article in articles for match in _PAIR.finditer(article)):
        one, other = match["one"], match["other"].strip()
        if bool(_HANGUL.search(one)) != bool(_HANGUL.search(other)):
            for named, beside in ((one, other), (other, one)):
                if len(named) > 1 and named in text and beside not in text:
                    yield beside


def _from_korean(text: str, store: Store, table: Table) -> Iterator[Change]:
    for token in kiwi().tokenize(text):
        tag = token.tag.split("-")[0]
        term = lemma(token.form, tag) if tag in _NOUN | _VERB else ""
        if term not in table:
            continue
        end = token.end
        if tag in _VERB:  # its ending goes with it
            end += len(re.match(r"[가-힣]*", text[end:])[0])  # type: ignore[index]
        if meant := _known(table[term], store):
            yield Change(token.start, end, text[token.start : end], meant[0], (*meant[1:],))


def _from_english(text: str, store: Store, table: Table) -> Iterator[Change]:
    words, at = [*_LATIN.finditer(text)], 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            key = _key(text[start:end])
            if key in table and (meant := _known(table[key], store)):
                yield Change(start, end, text[start:end], meant[0], (*meant[1:],))
                at += length - 1
                break
        at += 1


def _names_in_hangul(text: str, store: Store) -> Iterator[Change]:
    """Yield the capitalised words that an article has in Hangul: Yeom Haeun, as 염하은.

    Of two that no article has as one name, each is looked up: Yeoul Telecom, as 여울.
    """
    for match in _NAME.finditer(text):
        parts = [*re.finditer(r"\S+", match[0])]
        names = [(0, match[0]), *((part.start(), part[0]) for part in parts if len(parts) > 1)]
        for start, name in names:
            if meant := _in_hangul(name, store):
                start += match.start()
                yield Change(start, start + len(name), name, meant[0], (*meant[1:],))


def _in_hangul(name: str, store: Store) -> list[str]:
    """Return what articles have for a name of one word or two, in either order."""
    parts = [hangul(word)[:_READINGS] for word in name.split()]
    orders = [parts, parts[::-1]] if len(parts) > 1 else [parts]
    whole = ("".join(one) for order in orders for one in product(*order))
    names = (one + kind for one in whole for kind in ("", *PLACES) if len(one) > 1)
    return [*filter(store.document_frequency, names)]


def _names_in_latin(text: str, store: Store) -> Iterator[Change]:
    """Yield the words that an article has in Latin letters: 염하은, as Yeom Haeun.

    A place's kind is a word of its own there: 물빛도, as Mulbit Island. Of a longer name its first
    syllables may be all that is spelled so: 가온댐, as Gaon Dam.
    """
    nouns = ((word[0].start, text[word[0].start : word[-1].end]) for word in words(text))
    for start, said in (*nouns, *unread(text)):
        if len(said) > 1 and _HANGUL.match(said):
            spelled = [romanised(part).capitalize() for part in (said, said[0], said[1:])]
            place = romanised(said[:-1]).capitalize() if said[1:-1] else spelled[0]
            kinds = (f"{place} {kind}" for kind in PLACES.get(said[-1], "").split())
            if meant := _known([spelled[0], " ".join(spelled[1:]), *kinds], store):
                yield Change(start, start + len(said), said, meant[0])
            else:
                yield from _begun_in_latin(start, said, store)


def _begun_in_latin(start: int, said: str, store: Store) -> Iterator[Change]:
    """Yield the longest beginning of a name, of two syllables at least, as an article has it."""
    for end in range(len(said) - 1, 1, -1):
        if meant := _known([romanised(said[:end]).capitalize()], store):
            yield Change(start, start + end, said[:end], meant[0])
            return


def _apart(changes: Sequence[Change]) -> list[Change]:
    """Return changes in the order of the question; of those that overlap the first longest."""
    kept: list[Change] = []
    for one in sorted(changes, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _known(others: Sequence[str], store: Store) -> list[str]:
    """Return those of some phrases all words of which the articles have."""
    terms = ((other, query_terms(other)) for other in dict.fromkeys(others))
    return [other for other, own in terms if own and all(map(store.document_frequency, own))]


def _key(phrase: str) -> str:
    """Return an English phrase in small letters, each word by its stem."""
    return " ".join(term for word in phrase.split() for term in query_terms(word) or [word.lower()])


@cache
def _tables() -> tuple[Table, Table]:
    """Return the glossary from Korean terms to English phrases, and from their keys to Korean."""
    to_english: dict[str, list[str]] = defaultdict(list)
    to_korean: dict[str, list[str]] = defaultdict(list)
    for line in _GLOSSARY.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            korean, _, english = line.partition(": ")
            for word in korean.split():
                to_english[word] += english.split(", ")
            for phrase in english.split(", "):
                to_korean[_key(phrase)] += korean.split()
    return to_english, to_korean
