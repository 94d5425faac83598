"""What is nearly a source's own sentence: whether what little is other in it makes it untrue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise, product

from ..reader.siblings import SIBLINGS, TOLD
from .alikeness import VERBATIM, content, is_alike, meaning, said_otherwise, shared
from .lexicon import sense
from .phrases import Parsed, Word, parsed
from .predicates import DENYING, FORBIDDING, Time, is_passive, time_of

_END = 8  # words that a sentence's last verb and its endings are in, at most
_SLOT = 3  # words that stand in another's place, at most
_TOLD = ("다고", "라고", "자고")  # endings of what is told
_ACTS = ("VV", "XSV")
_NOUNS = ("NNG", "NNP", "SL", "XR")
_PARTS = {**dict.fromkeys("은는이가", "does"), **dict.fromkeys("을를", "done to")}
Part = tuple[str, str]  # a noun, and whether it "does" or is "done to"


def is_altered(sentence: str, source: str) -> bool:
    """Say whether a sentence is a source's but for what makes it untrue.

    That is a denial, its time, who does it to whom, or another thing of its kind (the mother for
    the son).
    """
    if not is_alike(sentence, source):
        return False
    if _is_exchanged(sentence, source):
        return True
    if not is_alike(source, sentence):
        return False
    is_moved, is_turned = _is_moved(sentence, source), _is_turned(sentence, source)
    return (
        (is_moved and not is_turned and _passives(sentence) == _passives(source))
        or (is_turned and not is_moved and _is_done_by_the_same(sentence, source))
        or _is_then(sentence, source)
        or _is_of_another(sentence, source)
        or (
            _is_denied(sentence, source)
            and is_alike(sentence, source, VERBATIM)
            and is_alike(source, sentence, VERBATIM)
        )
    )


def is_doubted(sentence: str, source: str) -> bool:
    """Say whether a sentence is a source's but for a noun, its part in it, or perhaps a denial.

    Such a noun may say the same in words that aren't known, and be done to in the passive.
    """
    return is_alike(sentence, source) and (
        _is_replaced(sentence, source)
        or _is_moved(sentence, source)
        or _is_denied(sentence, source)
    )


def _is_denied(sentence: str, source: str) -> bool:
    return _denials(sentence, source) % 2 != _denials(source, sentence) % 2


def _denials(one: str, other: str) -> int:
    """Return how often a sentence denies, but for words that another has other ones for."""
    said = said_otherwise(one, other)
    denying = (DENYING | FORBIDDING) - said
    return sum(word.form in denying for word in parsed(one).words)


def _is_then(sentence: str, source: str) -> bool:
    """Say whether one ends in what was and the other in what is yet to be."""
    said, given = _times(sentence), _times(source)
    return {said[-1], given[-1]} == {"past", "coming"} and said[0] != given[0]


def _times(text: str) -> tuple[Time, Time]:
    """Return the time of what a sentence ends in, and of its last verb, which may tell of that."""
    given = parsed(text)
    if any(one.tag == "ETN" and two.form == "로" for one, two in pairwise(given.words[-_END:])):
        return "coming", "coming"  # 하기로 합의했다
    times: list[Time] = ["open"]
    for place in reversed(range(len(given.verbs))):
        times.append(time_of(given, place))
        if not given.words[given.first(given.verbs[place]) - 1].form.endswith(_TOLD):
            break
    return times[-1], times[:2][-1]


def _is_exchanged(sentence: str, source: str) -> bool:
    """Say whether one noun acts that was acted on, and another the other way, in the same act."""
    if _ends_otherwise(sentence, source):  # 통과하지 못했다, for 부결했다
        return False
    gained, lost = _parts(sentence) - _parts(source), _parts(source) - _parts(sentence)
    doing, done = _by_part(gained)
    were_done, did = reversed(_by_part(lost))
    return any(one != other for one, other in product(doing & were_done, done & did))


def _ends_otherwise(sentence: str, source: str) -> bool:
    """Say whether a sentence's last verb is of a side that excludes one of the source."""
    given = parsed(sentence)
    last = [sense(*given.words[given.first(at)]) for at in given.verbs[-1:]]
    theirs = [sense(*word) for word in parsed(source).words]
    return any(a.group == b.group and a.side != b.side for a, b in product(last, theirs))


def _is_moved(sentence: str, source: str) -> bool:
    """Say whether a noun acts that only was acted on, or the other way."""
    mine, theirs = _by_part(_parts(sentence)), _by_part(_parts(source))
    told = content(source) - _topics_alone(sentence) - _topics_alone(source)
    return any((mine[at] - mine[1 - at]) & (theirs[1 - at] - theirs[at]) & told for at in (0, 1))


def _topics_alone(text: str) -> set[str]:
    """Return the topics behind which another acts: 기본, of 기본은 많은 사람이 안다."""
    given = parsed(text)
    return {
        meaning(noun)
        for at, (noun, particle) in enumerate(pairwise(given.words))
        if particle.tag == "JX" and noun.tag in _NOUNS and _has_doer(given, at + 2)
    }


def _is_turned(sentence: str, source: str) -> bool:
    """Say whether one tells from the other party's side what the other doesn't: 팔다, for 사다."""
    said, given = _sides(sentence), _sides(source)
    more, less = {*(said - given)}, {*(given - said)}
    return any((group, not turned) in less for group, turned in more)


def _is_done_by_the_same(sentence: str, source: str) -> bool:
    doers, their_doers = _by_part(_parts(sentence))[0], _by_part(_parts(source))[0]
    return not doers.isdisjoint(their_doers)


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


def _has_doer(given: Parsed, start: int) -> bool:
    """Say whether somebody is told to act between a place and the next act."""
    acts = (at for at in given.verbs if at > start and given.words[at].tag.startswith(_ACTS))
    end = next(acts, len(given.words))
    return any(word.tag == "JKS" for word in given.words[start:end])


def _is_replaced(sentence: str, source: str) -> bool:
    """Say whether a noun stands in the place of another that isn't known to say the same."""
    known, theirs_known = shared(sentence, source), shared(source, sentence)
    return any(
        _has_other(mine, known) and _has_other(theirs, theirs_known)
        for mine, theirs in _replacements(sentence, source)
    )


def _is_of_another(sentence: str, source: str) -> bool:
    """Say whether a word stands in the place of another of its kind, which isn't there itself."""
    kinds = _kinds()
    return any(
        not kinds.get(mine.form, frozenset()).isdisjoint(kinds.get(theirs.form, ()))
        and mine.form not in source
        and theirs.form not in sentence
        for some, others in _replacements(sentence, source)
        for mine, theirs in product(some, others)
    )


@cache
def _kinds() -> dict[str, frozenset[int]]:
    """Return of each word in which groups of things of one kind it is."""
    kinds: defaultdict[str, set[int]] = defaultdict(set)
    for number, group in enumerate([*TOLD, *SIBLINGS]):
        for word in group:
            kinds[word].add(number)
    return {word: frozenset(numbers) for word, numbers in kinds.items()}


def _replacements(sentence: str, source: str) -> Iterator[tuple[list[Word], list[Word]]]:
    """Yield a few words of a sentence, and those of a source in whose place they stand."""
    mine, theirs = _content_words(sentence), _content_words(source)
    meanings = [[meaning(word) for word in words] for words in (mine, theirs)]
    changes = SequenceMatcher(None, meanings[0], meanings[1], autojunk=False).get_opcodes()
    for what, start, end, first, last in changes:
        if what == "replace" and max(end - start, last - first) <= _SLOT:
            yield mine[start:end], theirs[first:last]


def _content_words(text: str) -> list[Word]:
    said = content(text)
    return [word for word in parsed(text).words if meaning(word) in said]


def _has_other(words: Sequence[Word], known: frozenset[str]) -> bool:
    return any(word.tag in _NOUNS and meaning(word) not in known for word in words)
