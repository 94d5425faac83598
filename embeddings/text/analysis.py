"""Kiwi's one analysis of a text: where its sentences stand, and the terms of each.

It is the costliest step of a build, so everything that needs morphemes (sentence ends, the lexical
index, the default embedding) takes what is found here, and no text is analysed twice.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kiwipiepy import Kiwi, Token
from snowballstemmer import stemmer

# Content morphemes: nouns, numerals, verbs, adjectives, adverbs, roots, numbers, Latin, Chinese
# characters and determiners. Particles and endings say nothing of what a text is about.
CONTENT_TAGS = frozenset(
    ["NNG", "NNP", "NNB", "NR", "VV", "VA", "MAG", "XR", "SN", "SL", "SH", "MM"]
)
# The closed classes of English, which Kiwi tags like any other Latin word.
ENGLISH_STOPWORDS = frozenset(
    "a an the and or but if of in on at to for from by with about as into is are was were be been "
    "being am do does did have has had will would shall should can could may might must it its he "
    "she they them his her their this that these those there here i you we us our your my me him "
    "what which who whom whose when where why how not no so than then too very s t".split()
)
MAX_SENTENCE = 600  # characters; text that never ends a sentence is broken here, between words
SHORT_LINE = 20  # characters; a shorter line is a heading or a list item, not a wrapped sentence

# Whose full stop ends no sentence: before anything, before a number, and before a day of the week.
_SHORT = "".join(
    rf"(?<!\b{word})"
    for word in "Mr Ms Mrs Dr St Prof Gov Sen Rep Gen Lt Capt Col No vs approx [A-Z]".split()
)
_MONTH = "|".join(
    rf"(?<=\b{month})" for month in "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split()
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ENGLISH_END = re.compile(
    rf"(?<=[A-Za-z0-9)%]){_SHORT}(?!(?:{_MONTH})\.\s+\d|(?<=[ap]\.m)\.\s+{_DAY})"
    r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])"
)
_NUMBER = re.compile(r"\d+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text[start:end]`, in characters, and its terms in their order."""

    start: int
    end: int
    terms: tuple[str, ...]


@cache
def kiwi() -> Kiwi:
    """Return the process's analyser; it loads in about two seconds.

    The dictionary of multi-word names stays out: it would make one term of a full name, which a
    question that gives the surname alone then misses (nDCG@10 on TyDi train .737 with it, .748
    without).
    """
    # Threads are used where many texts are given at once. Ray tells a worker so how many it has.
    bound = os.environ.get("OMP_NUM_THREADS", "")
    threads = (int(bound) if bound.isdecimal() else 0) or os.cpu_count() or 1
    return Kiwi(num_workers=threads, load_multi_dict=False)


def analyse(texts: Iterable[str]) -> Iterator[list[Sentence]]:
    """Yield the sentences of each text, lazily and in order.

    Together a text's sentences cover all but the white space between them.
    """
    kept: list[str] = []

    def remember() -> Iterator[str]:
        for text in texts:
            kept.append(text)
            yield text

    for tokens in kiwi().tokenize(remember()):
        text = kept.pop(0)
        yield _sentences(text, tokens)


def analyse_one(text: str) -> list[Sentence]:
    """Return the sentences of one text."""
    return _sentences(text, kiwi().tokenize(text))


def query_terms(question: str) -> list[str]:
    """Return a question's terms, in order and with repetitions."""
    return terms(question, kiwi().tokenize(question))


def terms(text: str, tokens: Sequence[Token]) -> list[str]:
    """Return the terms among a text's tokens: content morphemes, as a dictionary lists them.

    Verbs and adjectives end in 다 (so that the verb 이다 and the numeral 이 differ); numbers lose
    their thousands separators and the full stop after them, and a date in figures is its numbers;
    Latin words are in lower case, stemmed, and joined where Kiwi cut one to pieces.
    """
    found: list[str] = []
    latin_start = latin_end = -1
    for token in tokens:
        tag = token.tag
        if tag == "SL":
            if token.start != latin_end:
                found += _latin(text, latin_start, latin_end)
                latin_start = token.start
            latin_end = token.end
            continue
        if len(tag) > 3:  # VV-I, VA-R: an irregular or a regular verb is a verb all the same
            tag = tag.split("-")[0]
        if tag == "W_SERIAL":  # "2024.07.19" has the numbers of "2024년 7월 19일"
            found += _latin(text, latin_start, latin_end)
            latin_start = latin_end = -1
            found += (number.lstrip("0") or "0" for number in _NUMBER.findall(token.form))
        elif tag in CONTENT_TAGS:
            found += _latin(text, latin_start, latin_end)
            latin_start = latin_end = -1
            found.append(lemma(token.form, tag))
    found += _latin(text, latin_start, latin_end)
    # A few names hold Latin capitals (LG전자), a few odd forms a space; a term never does.
    return " ".join(found).lower().split()


def lemma(form: str, tag: str) -> str:
    """Return the term of one content morpheme (but Latin), given its tag without "-I" or "-R"."""
    if tag == "SN":
        return form.replace(",", "").rstrip(".")  # "in 2024." is one token
    return form + "다" if tag in ("VV", "VA") else form


def _latin(text: str, start: int, end: int) -> list[str]:
    """Return the one term of the Latin word `text[start:end]`, or none for a function word."""
    word = text[max(start, 0) : max(end, 0)].strip(".'’-").lower()
    return [] if not word or word in ENGLISH_STOPWORDS else [_stem(word)]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # A stemmer keeps its word in fields, so threads can't share one; a new one costs microseconds.
    return str(stemmer("english").stemWord(word)) if word.isascii() and len(word) > 3 else word


def _sentences(text: str, tokens: Sequence[Token]) -> list[Sentence]:
    """Group tokens into sentences; each runs to the next one's start, less white space."""
    if not text.strip():
        return []
    groups = list(_grouped(tokens, _breaks(text))) or [[]]
    starts = [len(text) - len(text.lstrip()), *(group[0].start for group in groups[1:])]
    ends = [*starts[1:], len(text)]
    return [
        Sentence(start, start + len(text[start:end].rstrip()), tuple(terms(text, group)))
        for group, start, end in zip(groups, starts, ends, strict=True)
    ]


def _grouped(tokens: Sequence[Token], breaks: Sequence[int]) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence: Kiwi's, parted again at `breaks` and where overlong."""
    group: list[Token] = []
    limit, sentence = -1, -1
    for token in tokens:
        start = token.start
        new = token.sent_position != sentence or start >= limit > -1
        overlong = group and start - group[0].start >= MAX_SENTENCE and start > group[-1].end
        hopeless = group and start - group[0].start >= 2 * MAX_SENTENCE and start >= group[-1].end
        if group and (new or overlong or hopeless):
            yield group
            group = []
        if not group:
            sentence = token.sent_position
            after = bisect_right(breaks, start)
            limit = breaks[after] if after < len(breaks) else -1
        group.append(token)
    if group:
        yield group


def _breaks(text: str) -> list[int]:
    """Return where a sentence must start whatever Kiwi says, in ascending order.

    After a blank line, after a line too short to have been wrapped, and after the full stop of an
    English sentence, which Kiwi (made for Korean) reads over.
    """
    found = [match.end() for match in _BLANK_LINE.finditer(text)]
    position = 0
    for line in text.splitlines(keepends=True):
        position += len(line)
        if 0 < len(line.strip()) < SHORT_LINE:
            found.append(position)
    found += [match.end() for match in _ENGLISH_END.finditer(text)]
    return sorted(found)
