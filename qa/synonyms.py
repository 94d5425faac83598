"""Words that say the same: what articles write, and what people say instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from embeddings import query_terms

SYNONYMS = Path(__file__).with_name("synonyms.txt")
TERMS = Path(__file__).with_name("synonyms.tsv")  # made of it, as that takes two seconds
_MOST = 5  # words that what people say may stand for; what stands for more tells nothing


@cache
def synonyms() -> list[tuple[str, list[str]]]:
    """Return each word of articles with what is said instead."""
    lines = SYNONYMS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(">") for line in lines if not line.startswith("#"))
    return [(word, said.split("|")) for word, said in pairs]


def written(terms: Sequence[str]) -> list[str]:
    """Return the terms that articles may have in place of a question's: 월세 for 방세."""
    asked = {*terms}
    found = [
        other
        for term in dict.fromkeys(terms)
        for said, others in _by_term().get(term, ())
        if said <= asked
        for other in others
    ]
    return [term for term in dict.fromkeys(found) if term not in asked]


def otherwise(terms: Sequence[str], others: Sequence[str]) -> set[str]:
    """Return those of some terms for which others have an everyday word, or the other way."""
    held = {*others}
    everyday = {
        one
        for term in {*terms}
        for said, words in _by_term().get(term, ())
        if said <= {*terms} and held & {*words}
        for one in said
    }
    return everyday | ({*written(others)} & {*terms})


@cache
def _by_term() -> dict[str, list[tuple[frozenset[str], list[str]]]]:
    """Return what is said, and the terms it stands for, by the first of its terms."""
    table = defaultdict(list)
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        said, others = (part.split() for part in line.split("\t"))
        table[said[0]].append((frozenset(said), others))
    return dict(table)


def table() -> str:
    """Write out the terms of what people say, and those of the words that it stands for."""
    words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word, said in synonyms():
        for one in said:
            terms = {*query_terms(one)}
            if len(terms) >= len(one.split()):  # what has words of no meaning says less than it
                words[(*sorted(terms),)].append(word)
    return "".join(_lines(words))


def _lines(words: dict[tuple[str, ...], list[str]]) -> Iterator[str]:
    for said, some in sorted(words.items()):
        terms = dict.fromkeys(term for word in some for term in query_terms(word))
        others = [term for term in terms if term not in said]
        if said and others and len({*some}) <= _MOST:
            yield f"{' '.join(said)}\t{' '.join(others)}\n"


if __name__ == "__main__":
    TERMS.write_text(table(), encoding="utf-8")
