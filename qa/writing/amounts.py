"""Whether a value that a source states says what a sentence claims: rounded, counted otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from ..values.moments import Moment
from ..values.quantities import Quantity
from ..values.values import Value

_ALIKE = (
    frozenset("번째 차 회 번".split()),
    frozenset("개 곳 가지 개사 개교 종 편 필지".split()),
    frozenset("명 표 장".split()),
)  # counters
_MOST_OFF = Fraction(1, 10)  # of what is told as "some"
_MOST_DIGITS = 4  # behind the point
_SOME_BEFORE = re.compile(r"(?:약|대략|거의|얼추|줄잡아)\s?$")
_SOME = re.compile(r"\s?(?:가량|정도|쯤|안팎|남짓|(?:에 )?가까[이운])")
_OVER = re.compile(r"[이가을를은도]?\s?(?:훌쩍 |훨씬 )?(?:넘|웃돌|뛰어넘|이상|초과|남짓)")
_MORE = re.compile("여(?![섯덟])")  # 천여 개
_UNDER = re.compile(
    r"[이가을를은도에]?\s?(?:조금 |채 |약간 )*"
    r"(?:안 [되돼된됐걸]|못 [미되]|밑돌|모자라|미만|이하|(?:되|미치|걸리|넘|차)지[는도]? (?:않|못))"
)
_VERSUS = re.compile(r"(?<![\d.,])(\d{1,4}) ?대 ?(\d{1,4})(?![\d.,])")


@dataclass(frozen=True, slots=True)
class Rough(Quantity):
    """A quantity of which a sentence says that it is about it, or a little over or under it."""

    way: Literal["some", "over", "under"] = "some"


def as_said(value: Value, sentence: str) -> Value:
    """Return a value of a sentence, rough where that says so: 천여 개, 10분이 채 안 돼."""
    if isinstance(value, Moment) or value.most is not None:
        return value
    before, own = sentence[: value.start], sentence[value.start : value.end]
    behind = sentence[value.end :]
    way: Literal["some", "over", "under"] | None = None
    if _UNDER.match(behind) or value.bound in ("미만", "이하"):
        way = "under"
    elif _MORE.search(own) or _OVER.match(behind) or value.bound in ("이상", "초과"):
        way = "over"
    elif _SOME.match(behind) or _SOME_BEFORE.search(before):
        way = "some"
    if way is None:
        return value
    return Rough(value.start, value.end, value.number, value.unit, bound=value.bound, way=way)


def says(stated: Value, claimed: Value) -> bool:
    """Say whether a stated value says a claimed one, which may be the coarser of two dates."""
    if isinstance(claimed, Quantity):
        if isinstance(stated, Quantity):
            return (
                _is_counted(stated, claimed)
                or _is_end_of(stated, claimed)
                or _is_part(stated, claimed)
            )
        return _is_day(claimed, stated) or (
            not claimed.unit and claimed.number in stated.known.values()
        )
    if isinstance(stated, Quantity):
        bare = not stated.unit and [stated.number] == [*claimed.known.values()]
        return bare or _is_day(stated, claimed)
    return claimed.known.items() <= stated.known.items() or _is_hour(stated, claimed)


def is_share(value: Value) -> bool:
    """Say whether a value is a part of a whole: 절반, 3분의 1, 40%."""
    return is_fraction(value) or (isinstance(value, Quantity) and value.unit == "%")


def is_fraction(value: Value) -> bool:
    """Say whether a value is a part of a whole in words: 절반, 3분의 1."""
    return isinstance(value, Quantity) and not value.unit and 0 < value.number < 1


def _is_part(stated: Quantity, claimed: Quantity) -> bool:
    """Say whether a part is told in words where the other has a percentage: 절반, 50%."""
    return is_fraction(claimed) and stated.unit == "%" and stated.number == 100 * claimed.number


def unit_of(value: Quantity) -> str:
    """Return a quantity's unit, one for all counters that count the same: 차, for 여섯 번째."""
    return next((min(alike) for alike in _ALIKE if value.unit in alike), value.unit)


def shares(text: str) -> Iterator[Quantity]:
    """Yield both numbers of what stands against each other, without a unit: 6 대 3."""
    for match in _VERSUS.finditer(text):
        yield from (Quantity(match.start(n), match.end(n), Fraction(match[n])) for n in (1, 2))


def _is_counted(stated: Quantity, claimed: Quantity) -> bool:
    """Say whether two quantities are one, perhaps by another counter: 12개 기업, 기업 12곳."""
    if isinstance(claimed, Rough) and _is_rounded(stated, claimed):
        stated = replace(stated, number=claimed.number, bound="")
    if stated.unit == claimed.unit or unit_of(stated) != unit_of(claimed):
        return stated.agrees(claimed)
    return stated.number == claimed.number


def _is_rounded(stated: Quantity, claimed: Rough) -> bool:
    """Say whether a number is what another comes to, as exactly as it is told: 50만 of 50만5천."""
    step = _step(claimed.number)
    if stated.most is not None or stated.bound or unit_of(stated) != unit_of(claimed):
        return False
    if claimed.way == "some":
        off = abs(stated.number - claimed.number)
        return off <= step / 2 and off <= claimed.number * _MOST_OFF
    if claimed.way == "over":
        return step * floor(stated.number / step) == claimed.number
    is_near = 2 * stated.number >= claimed.number
    return is_near and step * ceil(stated.number / step) == claimed.number


def _step(number: Fraction) -> Fraction:
    """Return the power of ten of a number's last digit that isn't nought: 10,000, of 50만."""
    powers = (Fraction(10) ** power for power in range(15, -_MOST_DIGITS, -1))
    return next((step for step in powers if number % step == 0), Fraction(1, 10**_MOST_DIGITS))


def _is_day(quantity: Quantity, moment: Moment) -> bool:
    """Say whether days counted look like a day of a month: 열흘, 10일."""
    return quantity.unit == "일" and moment.known == {"day": quantity.number}


def _is_end_of(stated: Quantity, claimed: Quantity) -> bool:
    """Say whether a claimed number is an end of a stated range: 2~3명, 3명."""
    same_unit = stated.unit == claimed.unit or not claimed.unit
    is_range = claimed.most is None and stated.most is not None
    return same_unit and is_range and claimed.number in (stated.number, stated.most)


def _is_hour(stated: Moment, claimed: Moment) -> bool:
    """Say whether both are one but for the half of the day, which the stated one leaves open."""
    said, asked = stated.known.keys(), claimed.known.keys()
    return "half" not in said and asked - {"half"} <= said and stated.agrees(claimed)
