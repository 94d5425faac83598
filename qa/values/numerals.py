"""Written numbers, read exactly: digits with 천 and 만 between them, and words."""

import re
from collections.abc import Iterable
from fractions import Fraction


def any_of(forms: Iterable[str]) -> str:
    """Return a pattern for one of some patterns, the longest that fits."""
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"


_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ONES += " sixteen seventeen eighteen nineteen"
_ENGLISH = {word: number for number, word in enumerate(_ONES.split(), start=1)}
for _number, _word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split()):
    _ENGLISH[_word] = 10 * _number + 20
_SINO = {word: number for number, word in enumerate("일이삼사오육칠팔구", start=1)}
_NATIVE = {"하나": 1, "둘": 2, "셋": 3, "석": 3, "넷": 4, "넉": 4, "스무": 20}
for _number, _word in enumerate("한 두 세 네 다섯 여섯 일곱 여덟 아홉".split(), start=1):
    _NATIVE[_word] = _number
_TENS = "열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split()
for _number, _word in enumerate(_TENS, start=1):
    _NATIVE[_word] = 10 * _number
_WORDS = _SINO | _NATIVE | _ENGLISH
_FEW = {"한두": (1, 2), "두세": (2, 3), "서너": (3, 4), "네댓": (4, 5), "대여섯": (5, 6)}
_WITHIN = {"십": 10, "백": 100, "천": 1000, "hundred": 100}
_THOUSANDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MYRIADS = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
_CLOSING = _THOUSANDS | _MYRIADS  # they multiply all that stands before them

# Each piece is atomic or bounded, so that reading takes time linear in the text; a run of more
# digits than these is no number.
_PLAIN = r"(?>\d{1,3}(?:,\d{3}){1,9}+(?!,?\d)(?:\.\d{1,30}+)?|\d{1,30}+(?!\d)(?:\.\d{1,30}+)?)"
_GAP = r"(?:\s(?=\d[\d,.]*+(?!\s?[년월시])))?"  # "1000만 8월" is two values
_UNDER = "".join(rf"(?:{_PLAIN}{place}{_GAP})?" for place in "천백십") + rf"(?:{_PLAIN})?"
_LARGE = ("경(?=[\\d\\s원])", "조(?!각)", "억", "만")
_MYRIAD = "".join(rf"(?:(?=\d){_UNDER}여?{large}{_GAP})?" for large in _LARGE)
DIGITS = rf"(?>(?=\d){_MYRIAD}{_UNDER}(?:\s{any_of(_THOUSANDS)}(?![A-Za-z]))?)"
"""A number that begins with a digit: 1,234.5, 17만4천, 1조 2천억, 1.2 million."""

_DIGIT = f"[{''.join(_SINO)}]"
_SPELLED = "".join(rf"(?:{_DIGIT}?{place})?" for place in "천백십") + rf"{_DIGIT}?"
SINO = rf"(?![억조])(?:{_SPELLED}억)?(?:{_SPELLED}만)?{_SPELLED}(?<=[{''.join(_SINO)}십백천만억])"
NATIVE = rf"(?:{any_of(_FEW)}|(?:{any_of(_TENS)} ?)?{any_of(_NATIVE)})"
_WORD = any_of(_ENGLISH | _THOUSANDS | {"hundred": 100})
ENGLISH = rf"{_WORD}(?:[ -]{_WORD})*+"
"""Numbers in words. They stand in other words too: the caller looks at what is around them."""

_TOKEN = re.compile(rf"\d[\d,.]*|{any_of(_NATIVE)}|(?!여)[가-힣]|[a-z]+")
_SINO_ALONE = re.compile(SINO)
_COMPOUND = re.compile(rf"{_DIGIT}[십백천만]|십{_DIGIT}|[십백천][만억]|백십|천[십백]|.{{3,}}")
_CERTAIN = re.compile(rf"{_DIGIT}[십백]|.{{2,}}[십백천만억]")


def read_number(text: str) -> tuple[Fraction, Fraction]:
    """Return the number, matched by a pattern of this module, that `text` is: at least, at most.

    The two differ for words such as 서너 alone.
    """
    if text in _FEW:
        least, most = _FEW[text]
        return Fraction(least), Fraction(most)
    total = under = Fraction(0)
    digit: Fraction | None = None
    for token in _TOKEN.findall(text.lower()):
        if token in _CLOSING:
            bare = digit is None and not under
            total += Fraction(1 if bare else under + (digit or 0)) * _CLOSING[token]
            under, digit = Fraction(0), None
        elif token in _WITHIN:
            under += (1 if digit is None else digit) * _WITHIN[token]
            digit = None
        else:
            digit = (digit or 0) + _one(token)
    number = total + under + (digit or 0)
    return number, number


def _one(token: str) -> Fraction:
    if token in _WORDS:
        return Fraction(_WORDS[token])
    return Fraction(token.rstrip(",.").replace(",", ""))


def is_sino(text: str) -> bool:
    """Say whether `text` is made of 일, 이, …, 십, 백, … alone."""
    return _SINO_ALONE.fullmatch(text) is not None


def is_compound(text: str) -> bool:
    """Say whether Sino-Korean syllables before a counter are a number: 삼백; not 천사, not 이."""
    return _COMPOUND.fullmatch(text) is not None


def is_certain(text: str) -> bool:
    """Say whether words are a number without a counter too: 칠백, 다섯; not 이천, 세, 하나."""
    if is_sino(text):
        return _CERTAIN.fullmatch(text) is not None
    return text in ("둘", "셋", "넷") or (len(text) > 1 and text not in ("하나", "열하나", *_FEW))
