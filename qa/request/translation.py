"""Words of a question that the articles have in another language alone: 뼈 is bone to them.

They come from a small glossary of the news, and from what an article puts in brackets itself:
"가온로보틱스(Gaon Robotics)".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from embeddings import Store, kiwi, lemma, query_terms

from .spelling import Change

_GLOSSARY = Path(__file__).with_name("glossary.txt")
_LONGEST = 3  # words of an English phrase
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


def translations(text: str, store: Store, *, known: bool = False) -> list[Change]:
    """Return a question's words that the glossary has in the other language, as articles have them.

    Only those that no article has, but where the `known` ones are wanted, too.
    """
    to_english, to_korean = _tables()
    if is_korean(text):
        return [*_from_korean(text, store, to_english, known)]
    return [*_from_english(text, store, to_korean, known)]


def bracketed(text: str, articles: Iterable[str]) -> Iterator[str]:
    """Yield the words that articles put beside a name of a question, in the other script."""
    for match in (match for article in articles for match in _PAIR.finditer(article)):
        one, other = match["one"], match["other"].strip()
        if bool(_HANGUL.search(one)) != bool(_HANGUL.search(other)):
            for named, beside in ((one, other), (other, one)):
                if len(named) > 1 and named in text and beside not in text:
                    yield beside


def _from_korean(text: str, store: Store, table: Table, known: bool) -> Iterator[Change]:
    for token in kiwi().tokenize(text):
        tag = token.tag.split("-")[0]
        term = lemma(token.form, tag) if tag in _NOUN | _VERB else ""
        if term not in table or (store.document_frequency(term) and not known):
            continue
        end = token.end
        if tag in _VERB:  # its ending goes with it
            end += len(re.match(r"[가-힣]*", text[end:])[0])  # type: ignore[index]
        if meant := _known(table[term], store):
            yield Change(token.start, end, text[token.start : end], meant)


def _from_english(text: str, store: Store, table: Table, known: bool) -> Iterator[Change]:
    words, at = [*_LATIN.finditer(text)], 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            key = _key(text[start:end])
            wanted = known or not all(map(store.document_frequency, key.split()))
            if key in table and wanted and (meant := _known(table[key], store)):
                yield Change(start, end, text[start:end], meant)
                at += length - 1
                break
        at += 1


def _known(others: Sequence[str], store: Store) -> str:
    """Return the first of some phrases all words of which the articles have, or ""."""
    for other in others:
        terms = query_terms(other)
        if terms and all(map(store.document_frequency, terms)):
            return other
    return ""


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
