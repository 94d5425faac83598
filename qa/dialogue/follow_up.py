"""Whether a question follows up on the one before: told by its morphemes alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiwipiepy import Token

from embeddings import kiwi

from .turns import Turn

Follows = Literal["surely", "perhaps", "named", "no"]
Scope = Literal["prefer", "only", "other"]

MOST = 300  # characters of what was said before that are searched with and read
GOES_BACK = 8  # turns
SHORT = 3  # nouns of a question that says too little to stand alone, if it has no name

_NAMES = frozenset(["NNP", "SL", "SH"])  # tags
_DETERMINERS = frozenset("그 이 저 그런 이런 해당".split())
_PRONOUNS = frozenset(
    "그 그녀 그것 이것 그거 이거 거기 여기 그곳 이곳 그분 걔 얘 이들 그들 그때 이때".split()
)
_ASKING = frozenset("얼마 언제 누구 무엇 뭐 정도 이름 어디 때".split())  # nouns that only ask
_OTHERS = r"다른 (?:기사|보도|뉴스|신문|매체|곳|데)\S* ?(?:에서|은|는|도|에)"
_OTHER = re.compile(rf"{_OTHERS}|(?i:\bother (?:articles?|news|papers?)\b)")
_GOES_ON = re.compile(
    r"^(?:그럼|그러면|그렇다면|그런데|근데|그래서|그리고|그래도|그동안|하지만|또|왜)(?:\s|는|은|요|\?|$)"
    r"|더 (?:자세|상세|구체|알려|설명|말해)|(?i:^(?:and|but|so|then|why|how about|what about)\b)"
    r"|(?i:\b(?:tell me more|more details?)\b)"
    r"|^\W*\w+(?: [a-z']+)*? (?:he|she|it|they|him|her|them|his|their|its)\b"  # ahead of a name
)
_ORDINALS = {"첫": 0, "first": 0, "두": 1, "second": 1, "세": 2, "third": 2, "네": 3, "다섯": 4}
_ORDINAL = re.compile(  # of what was shown
    rf"(?:^|\s)(?:(?P<name>{'|'.join(_ORDINALS)})\s?번째|(?P<number>\d)번(?:째)?)\s?(?:기사|글|보도|뉴스)"
    rf"|(?i:\bthe (?P<english>{'|'.join(_ORDINALS)}) (?:article|story|one)\b)"
)
_ONLY = re.compile(
    r"(?:^|\s)(?:이|그|저|해당|위|방금) ?(?:기사|글|보도|뉴스|소식)"
    r"|(?i:\b(?:this|that) (?:article|story)\b)|" + re.sub(r"\?P<\w+>", "?:", _ORDINAL.pattern)
)
_BOTH = re.compile(
    r"(?:^|\s)(?:두|양|세) ?(?:기사|글|보도|뉴스|소식|신문|언론사?|매체|쪽)"
    r"|(?:^|\s)둘(?:이|은|의|을|다)?\s"
    r"|(?i:\b(?:both|the two|these two|two) (?:articles|stories|reports)\b)"
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a question follows up on: the last question that stands alone, and what was cited last.

    `is_sure` says whether its words alone tell that it does; else `nouns` and `names` are what it
    speaks of. `cited` are the ids of articles, in the order of their citations; `said` is what was
    answered, as far as that is known.
    """

    earlier: str
    is_sure: bool
    scope: Scope
    cited: tuple[str, ...] = ()
    said: str = ""
    nouns: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def follow_up(text: str, tokens: Sequence[Token], turns: Sequence[Turn]) -> FollowUp | None:
    """Return what a question follows up on, None where it stands alone or is the first one."""
    how = follows(text, tokens) if turns else "no"
    if how == "no":
        return None
    recent = turns[-GOES_BACK:]
    cited = _pointed(text, next((turn.cited for turn in reversed(recent) if turn.cited), ()))
    said = recent[-1].said[:MOST]
    earlier, where = _earlier(recent)[:MOST], scope(text)
    if how == "surely":
        return FollowUp(earlier, True, where, cited, said)
    return FollowUp(earlier, False, where, cited, said, *_spoken_of(tokens))


def _pointed(text: str, cited: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was cited, alone the one that is pointed at by its number ("두 번째 기사")."""
    pointed = _ORDINAL.search(text)
    if not pointed:
        return cited
    name = pointed["name"] or (pointed["english"] or "").lower()
    at = _ORDINALS[name] if name else int(pointed["number"]) - 1
    return cited[at : at + 1] or cited


def _earlier(turns: Sequence[Turn]) -> str:
    """Return the last question that stands alone, with what may follow up on it or stand alone."""
    *before, last = turns
    how = follows(last.question, kiwi().tokenize(last.question)) if before else "no"
    if how in ("named", "no") or (last.cited and not last.earlier):
        return last.question
    first = last.earlier or _earlier(before)
    return first if last.earlier or how == "surely" else f"{first} {last.question}"


def follows(text: str, tokens: Sequence[Token]) -> Follows:
    """Tell whether a question, given with its tokens, follows up on another one.

    Surely, where it points back, goes on in so many words, or has no noun; perhaps, where it is
    short and names nothing, or is named by a word alone: what it speaks of then tells whether the
    articles say that elsewhere.
    """
    pointing = (_GOES_ON, _ONLY, _OTHER, _BOTH)
    if any(said.search(text) for said in pointing) or _points_back(text, tokens):
        return "surely"
    nouns, names = _spoken_of(tokens)
    if len(nouns) + len(names) > SHORT:
        return "no"
    return "named" if names else "perhaps" if nouns else "surely"


def _spoken_of(tokens: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the common nouns that don't only ask, and the names."""
    nouns = (one.form for one in tokens if one.tag in ("NNG", "XR") and one.form not in _ASKING)
    return (*nouns,), (*(one.form for one in tokens if one.tag in _NAMES),)


def scope(text: str) -> Scope:
    """Tell where a follow-up looks: in the article cited last, in others, or anywhere at first."""
    return "other" if _OTHER.search(text) else "only" if _ONLY.search(text) else "prefer"


def _points_back(text: str, tokens: Sequence[Token]) -> bool:
    """Say whether a word points at what the question itself hasn't named before."""
    for token in tokens:
        if token.tag in _NAMES:
            return False
        is_apart = text[token.end : token.end + 1] == " "  # 이 장, and not 이장
        if token.tag == "MM" and token.form in _DETERMINERS and is_apart:
            return True
        if token.tag == "NP" and token.form in _PRONOUNS:
            return True
    return False
