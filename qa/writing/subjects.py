"""Of what something is said: whether a source says a number, or a name, of something else.

"Busan's fare for Seoul's": both numbers stand in the passage, each beside its own subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from kiwipiepy import Token

from ..values.moments import Moment
from ..values.offices import OFFICE
from ..values.values import Value
from .alikeness import WORDS, is_alike, meaning
from .amounts import says, unit_of
from .claims import ASIDE, claimed_values, full_forms, tokens

_BOUNDS = ("EC", "EF", "SP", "JC", "SF", "SC")
_SLOT = 3  # tokens that a name has at most
_BARE = "in "  # the kind of a number without a unit: 1심
_NAME = 2  # what a name or another value weighs, against 1 for another word
_NAMED_BEFORE = re.compile(
    rf"(?<![가-힣])([가-힣]{{2,4}})\s[가-힣]{{0,4}}?({OFFICE})(?![가-힣]{{3}})"
)
_NAMED_BEHIND = re.compile(
    rf"(?<![가-힣])({OFFICE})(?:[은는이가] (?:[가-힣]+ )?(?=[가-힣]+다\.?$)|\s)"
    r"([가-힣]{2,4}?)(?:[은는이가을를의 ,.]|이?[다었였])"
)
_BECOME, _FROM = re.compile("으?로|(?:이|가) (?:되|된|됐|돼)"), re.compile(r"에서\s")
_OF_THESE = re.compile(r"가운데|그\s?중|이\s?중")


@dataclass(frozen=True, slots=True)
class Said:
    """A value, the words that it is said of, and among them the subject of its clause."""

    value: Value
    words: frozenset[str]
    subject: frozenset[str]


def misplaced(sentence: str, sources: Sequence[str]) -> list[str]:
    """Return the values of a sentence that sources state of something else, in its own words.

    That is so where another value of the same kind, which the sentence doesn't have, stands by more
    of its words than any that agrees does (what all of them share tells nothing), or has one of
    them for its subject that stands by none that agrees.
    """
    given = [said for source in sources for said in said_of(source)]
    claimed = said_of(sentence)
    every = (token for text in (sentence, *sources) for token in tokens(text))
    names = frozenset(meaning(token) for token in every if _is_name(token))
    lacking = []
    for said in claimed:
        if _kind(said.value) == _BARE:
            continue
        alike = [one for one in given if _kind(one.value) == _kind(said.value)]
        own = [one for one in alike if says(one.value, said.value)]
        others = [o for o in alike if not any(_is_same(o.value, c.value) for c in claimed)]
        if (
            own
            and others
            and (_is_of_others(said, own, others, names) or _is_former(sentence, said, sources))
        ):
            lacking.append(sentence[said.value.start : said.value.end])
    return lacking


def _is_same(stated: Value, claimed: Value) -> bool:
    return says(stated, claimed) or says(claimed, stated)


def revalued(sentence: str, source: str) -> list[str]:
    """Return the values of a sentence in whose place a source that says nearly the same has others.

    In its own words.
    """
    if not is_alike(sentence, source):
        return []
    mine, theirs = claimed_values(sentence), claimed_values(source)
    lacking = [one for one in mine if not any(says(other, one) for other in theirs)]
    instead = [one for one in theirs if not any(_is_same(one, other) for other in mine)]
    kinds = {_kind(one) for one in instead}
    if len(mine) == len(theirs):  # the same one twice, once for another
        lacking += (one for one, other in zip(mine, theirs, strict=True) if other in instead)
    found = {one.start: sentence[one.start : one.end] for one in lacking if _kind(one) in kinds}
    return [*found.values()]


def _is_name(token: Token) -> bool:
    return token.tag in ("NNP", "SL") and len(token.form) > 1


def _is_of_others(
    said: Said, own: Sequence[Said], others: Sequence[Said], names: frozenset[str]
) -> bool:
    """Say whether what a value is said of is rather that of others than of its own."""
    shared = frozenset.intersection(*(one.words for one in (*own, *others)))
    if not any(one.subject for one in own):  # it may stand in the sentence before
        shared |= frozenset[str]().union(*(one.subject for one in others))
    by_own = frozenset[str]().union(*(one.words for one in own))

    def weight(one: Said) -> int:
        return sum(
            _NAME if word in names or word[0] == "=" else 1
            for word in (said.words & one.words) - shared
        )

    is_others = any(one.subject & said.words - by_own - shared for one in others)
    return is_others or max(map(weight, others)) > max(map(weight, own))


def _is_former(sentence: str, said: Said, sources: Sequence[str]) -> bool:
    """Say whether what a sentence has become is what it was: of "50분에서 12분으로" the first."""
    if not _BECOME.match(sentence, said.value.end):
        return False
    return any(
        says(before, said.value) and _FROM.fullmatch(source, before.end, after.start)
        for source in sources
        for before, after in pairwise(claimed_values(source))
        if _kind(before) == _kind(after) and _BECOME.match(source, after.end)
    )


def _kind(value: Value) -> str:
    if isinstance(value, Moment):
        return "day" if value.day else value.finest  # with its hour, or without
    return f"in {value.unit}"


@lru_cache(maxsize=1024)
def said_of(text: str) -> tuple[Said, ...]:
    """Return each value of a sentence with the words of its clause, and its topic from before.

    What stands before the first clause that has a value is said of all of them.
    """
    found = claimed_values(text)
    places = [(v.start, f"={_canonical(v)}") for v in found]
    places += (
        (token.start, meaning(token))
        for token in tokens(text)
        if token.tag[:3].rstrip("-") in WORDS
        and token.form != "한"  # which counts one
        and not any(v.start <= token.start < v.end for v in found)
    )
    said: list[Said] = []
    for value in found:
        same = [v for v in found if _kind(v) == _kind(value)]
        clauses = _clauses(text, same)
        first, last = clauses[same.index(value)]
        inside = {w for start, w in places if first <= start < last or start < clauses[0][0]}
        if said and _OF_THESE.search(text[first : value.start]):
            inside |= said[-1].words
        inside |= _noun_before(text, 0, value.start, ("은", "는"))
        subject = _noun_before(text, first, last, ("은", "는", "이", "가"))
        own = frozenset(inside) - {f"={_canonical(value)}"}
        said.append(Said(value, own, frozenset(subject)))
    return tuple(said)


def _canonical(value: Value) -> str:
    if isinstance(value, Moment):
        return " ".join(f"{name}{number}" for name, number in value.known.items())
    return f"{value.number}{unit_of(value)}"


def _clauses(text: str, same: Sequence[Value]) -> list[tuple[int, int]]:
    """Return where the clause of each of some values of a kind starts and ends.

    Where nothing parts two of them, as in "1,400원에서 1,500원으로", they share theirs; so do a
    part and its whole ("3억원을 포함해 8억원").
    """
    every = [*tokens(text)]
    bounds = [
        token.end
        for before, token in zip([every[0], every[0], *every], every, strict=False)
        if token.tag in _BOUNDS and before.form not in ("포함", "합치")
    ]
    clauses: list[tuple[int, int]] = []
    for at, value in enumerate(same):
        before = same[at - 1].end if at else 0
        after = same[at + 1].start if at + 1 < len(same) else len(text)
        parting = [bound for bound in bounds if before <= bound <= value.start]
        first = clauses[-1][0] if clauses else 0
        if parting:
            first = parting[0] if clauses else parting[-1]
        last = next((bound for bound in bounds if value.end <= bound <= after), len(text))
        clauses.append((first, last))
    return clauses


def _noun_before(text: str, start: int, end: int, particles: Sequence[str]) -> set[str]:
    """Return the noun before the last of some particles between two places, if there is one."""
    every = [token for token in tokens(text) if start <= token.start < end]
    nouns = [
        meaning(noun)
        for noun, particle in pairwise(every)
        if noun.tag in WORDS and particle.tag in ("JX", "JKS") and particle.form in particles
    ]
    return set(nouns[-1:])


def renamed(sentence: str, source: str) -> list[str]:
    """Return the nouns of a sentence in whose place a source that says nearly the same has another.

    One of the two is a name, which the source has nowhere else or less often; neither is a part of
    the other (방송대, 한국방송통신대), nor stands beside it in brackets.
    """
    aside = " ".join(ASIDE.findall(source))
    sentence, source = (ASIDE.sub("", text) for text in (sentence, source))
    if sentence.isascii() or not is_alike(sentence, source):
        return []
    mine, theirs = tokens(sentence), tokens(source)
    forms, their_forms = ([token.form for token in every] for every in (mine, theirs))
    changes = SequenceMatcher(None, forms, their_forms, autojunk=False).get_opcodes()
    return [
        one.form
        for what, start, end, first, last in changes
        if what == "replace" and max(end - start, last - first) <= _SLOT
        if _tells(mine[end : end + 1]) == _tells(theirs[last : last + 1])
        for one in mine[start:end]
        for other in theirs[first:last]
        if _is_noun(one) and _is_noun(other) and (_is_name(one) or _is_name(other))
        if one.form not in aside
        if one.form not in source
        or (_is_name(other) and forms.count(one.form) > their_forms.count(one.form))
        if other.form not in forms
        if not {*one.form} <= {*other.form} and not {*other.form} <= {*one.form}
    ]


def _tells(following: Sequence[Token]) -> bool:
    """Say whether what stands before a token is what a sentence tells of, which may be left out."""
    return any(token.tag in ("JX", "JKS") for token in following)


def mistitled(sentence: str, sources: Sequence[str]) -> list[str]:
    """Return the names of a sentence that have an office there which another has in the sources.

    Theirs is another one ("마루한 감독과 배우 이새봄" doesn't bear out "이새봄 감독"), or they are
    nobody there, and the other is of the same surname.
    """
    known = {pair for source in sources for pair in _titles(source)}
    people = {name for name, _ in known}
    lacking = []
    for name, office in _titles(sentence):
        holders = {other for other, title in known if title == office}
        full = (one for source in sources for one in full_forms(source))
        namesakes = [
            rest
            for first, rest, title in full
            if (first, title) == (name[0], office) and len(rest) == len(name) - 1 > 1
        ]
        is_nobody = not any(name in source for source in sources)
        if name not in holders and (namesakes if is_nobody else holders and name in people):
            lacking.append(name)
    return lacking


def _titles(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may be a name with its office: 마루한 감독, 감독 마루한, 감독은 마루한이다."""
    yield from ((m[1], m[2]) for m in _NAMED_BEFORE.finditer(text))
    yield from ((m[2], m[1]) for m in _NAMED_BEHIND.finditer(text))


def _is_noun(token: Token) -> bool:
    return token.tag in ("NNG", "NNP", "SL") and len(token.form) > 1
