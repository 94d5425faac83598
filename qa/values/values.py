"""The values that stand in a text, and whether two short answers say the same."""

import re
import unicodedata
from collections.abc import Sequence

from .moments import MOMENT, Moment, read_moment
from .quantities import NO_QUANTITY, QUANTITY, Quantity, read_quantity

Value = Quantity | Moment

_VALUE = re.compile(rf"(?P<moment>{MOMENT})|(?P<other>{NO_QUANTITY})|(?P<quantity>{QUANTITY})")
_LOOSE = frozenset(
    "약 총 모두 가량 정도 쯤 간 동안 지난 오는 에 은 는 이 가 을 를 의 이다 였다 이었다 입니다 "
    "about around some approximately nearly almost".split()
)


def values(text: str) -> list[Value]:
    """Return each number, date and time that stands in a text, in its order, in linear time."""
    found = (_read(match) for match in _VALUE.finditer(text))
    return [value for value in found if value]


def _read(match: re.Match[str]) -> Value | None:
    if match["moment"]:
        return read_moment(match["moment"], match.start())
    return read_quantity(match) if match["quantity"] else None


def same(first: str, second: str) -> bool:
    """Say whether two short answers say the same, however their values are written.

    Case, punctuation, spaces and words such as 약 don't count; a unit on one side alone neither.
    """
    one, two = values(first), values(second)
    if len(one) != len(two) or beside(first, one) != beside(second, two):
        return False
    return all(_equal(mine, other) for mine, other in zip(one, two, strict=True))


def _equal(one: Value, two: Value) -> bool:
    if isinstance(one, Quantity):
        return one.agrees(two) if isinstance(two, Quantity) else _is_bare(one, two)
    if isinstance(two, Quantity):
        return _is_bare(two, one)
    return one.agrees(two) and one.finest == two.finest  # 8월 6일 says more than 8월


def _is_bare(number: Quantity, moment: Moment) -> bool:
    """Say whether a number is the one field of a moment, without its unit: 1998 for 1998년."""
    return not number.unit and [number.number] == list(moment.known.values())


def beside(text: str, found: Sequence[Value]) -> str:
    """Return the words of a text beside its values, in one case and without spaces and marks."""
    for value in reversed(found):
        text = f"{text[: value.start]} {text[value.end :]}"
    text = unicodedata.normalize("NFKC", text).casefold()
    words = re.sub(r"(?<!\d)[\W_]|[\W_](?!\d)", " ", text).split()
    return "".join(word for word in words if word not in _LOOSE)
