"""Korean names in Latin letters, and back: Cheongram is 청람, Yeom Haeun 염하은.

By the Revised Romanization of Korean, letter by letter: a name's spelling, not its sound. The
commonest family names are also read as people write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

_FIRST = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_MIDDLE = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
# The 28 ends of a syllable, of which those that a name has are spelled.
_LAST = "- k k - n - - t l - - - - - - - m p - t - ng t t - t p -".split()
_BLOCK = 0xAC00
_AS_WRITTEN = {  # family names that are seldom spelled by the rules
    "kim": "김", "lee": "이", "park": "박", "choi": "최", "jung": "정", "chung": "정", "cho": "조",
    "yoon": "윤", "lim": "임", "shin": "신", "ahn": "안", "yoo": "유", "moon": "문", "woo": "우",
    "oh": "오", "seo": "서", "noh": "노", "roh": "노", "koo": "구", "joo": "주", "sung": "성",
}  # fmt: skip
_ALIKE = tuple(  # as people spell their names, and one spelling for all of these
    pair.split("=")
    for pair in "eo=u ou=u oo=u wu=u ee=i ae=e g=k d=t b=p j=c ch=c l=r sh=s".split()
)
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?:-[A-Za-z]+)?(?: [A-Z][a-z]+(?:-[A-Za-z]+)?)+")
_TITLES = ("Mayor", "Major", "Singer")  # that a name could be spelled like
_LONGEST_NAME = 16  # letters; a longer word has too many ways to be parted, and is no name
_LONGEST = 7  # letters of a syllable: "ssyaeng" is none, but as long as one gets


def romanised(word: str) -> str:
    """Return a word of Hangul syllables in Latin letters."""
    return "".join(_letters(character) for character in word)


def hangul(word: str) -> list[str]:
    """Return what a word in Latin letters may be in Hangul: each way of parting it.

    None where it has more letters than a name.
    """
    letters = word.lower().replace("-", "").replace("'", "")
    return list(dict.fromkeys(_parted(letters))) if len(letters) <= _LONGEST_NAME else []


def persons(text: str) -> Iterator[str]:
    """Yield the names of a text in Latin letters that may be Koreans': a family name, a given one.

    The given one may be parted: Yeom Haeun, Yeom Ha-eun, Yeom Ha Eun, Haeun Yeom.
    """
    for run in _CAPITALISED.finditer(text):
        words = [word for word in run.group().split() if word not in _TITLES]
        while words:
            names = (" ".join(words[:length]) for length in (3, 2) if len(words) >= length)
            name = next(filter(_is_person, names), "")
            words = words[max(1, len(name.split())) :]
            if name:
                yield name


def _is_person(name: str) -> bool:
    return any(
        _families(family) and any(len(one) <= 2 for one in hangul(given))
        for family, given in _orders(name)
        if len(given) <= 2 * _LONGEST
    )


def stands_in(name: str, text: str) -> bool:
    """Say whether a Korean's name in Latin letters, either part first, stands in a text.

    Of a given name the sound counts, for few people spell theirs by the rules: Suk-yeol is 석열.
    """
    places = range(len(text))
    return any(
        text[at] in _families(family)
        and _sound(given) in {_sound(romanised(text[at + 1 : at + 1 + n])) for n in (1, 2)}
        for family, given in _orders(name)
        for at in places
    )


def _orders(name: str) -> list[tuple[str, str]]:
    """Return a name's family name and given name, as either may stand first."""
    first, *others = (word.lower().replace("-", "") for word in name.split())
    *before, last = (first, *others)
    return [(first, "".join(others)), (last, "".join(before))] if others else []


@cache
def _families(family: str) -> frozenset[str]:
    return frozenset(name for name in hangul(family) if len(name) == 1)


def _sound(letters: str) -> str:
    """Return letters with one for each that stand for one another in names."""
    for written, meant in _ALIKE:
        letters = letters.replace(written, meant)
    return letters


def _parted(letters: str) -> Iterator[str]:
    if not letters:
        yield ""
    if letters in _AS_WRITTEN:
        yield _AS_WRITTEN[letters]
    for length in range(1, min(_LONGEST, len(letters)) + 1):
        for syllable in _syllables().get(letters[:length], ()):
            yield from (syllable + rest for rest in _parted(letters[length:]))


def _letters(syllable: str) -> str:
    """Return a syllable's letters; any other character stays."""
    number = ord(syllable) - _BLOCK
    if not 0 <= number < len(_FIRST) * len(_MIDDLE) * len(_LAST):
        return syllable
    first, rest = divmod(number, len(_MIDDLE) * len(_LAST))
    middle, last = divmod(rest, len(_LAST))
    return (_FIRST[first] + _MIDDLE[middle] + _LAST[last]).replace("-", "")


@cache
def _syllables() -> dict[str, list[str]]:
    """Return the syllables by each of their spellings; of ends only those that `_LAST` spells."""
    by_letters: dict[str, list[str]] = {}
    ends = [at for at, end in enumerate(_LAST) if not at or end != "-"]
    for first, middle, last in product(range(len(_FIRST)), range(len(_MIDDLE)), ends):
        syllable = chr(_BLOCK + (first * len(_MIDDLE) + middle) * len(_LAST) + last)
        for letters in _spellings(_letters(syllable)):
            by_letters.setdefault(letters, []).append(syllable)
    return by_letters


def _spellings(letters: str) -> set[str]:
    """Return a syllable's letters, also as some write them: Seog is Seok, lim (after an l) rim."""
    voiced = {"k": "g", "t": "d", "p": "b", "l": "r"}
    ends = {letters[-1], voiced.get(letters[-1], letters[-1])}
    starts = {letters[0], "l"} if letters[0] == "r" else {letters[0]}
    return (
        {start + letters[1:-1] + end for start, end in product(starts, ends)}
        if len(letters) > 1
        else {letters}
    )
