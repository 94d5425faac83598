"""Numbers with their units in a text: which words count, and which only look like it."""

import re
from dataclasses import dataclass
from fractions import Fraction

from .numerals import (
    DIGITS,
    ENGLISH,
    NATIVE,
    SINO,
    any_of,
    is_certain,
    is_compound,
    is_sino,
    read_number,
)

# One unit a word: its canonical form, then its other ones ("_" is a space or a hyphen).
_TABLE = """
명/사람/인/people/persons/person 원/won/₩ 달러/dollars/dollar/US$/$ 유로/euros/euro/€ 엔/yen/¥
파운드/pounds/pound/£ 위안/yuan 루블 루피 프랑 %/％/퍼센트/프로/percent 포인트/points
%p/%P/%포인트/퍼센트포인트/퍼센트p km/㎞/KM/Km/킬로미터/kilometers/kilometres m/미터/meters/metres
cm/㎝/센티미터 mm/㎜/밀리미터 km²/㎢/km2/제곱킬로미터/평방킬로미터 m²/㎡/m2/제곱미터/평방미터
m³/㎥/m3/세제곱미터/입방미터 마일/miles/mile 인치/inches 피트/feet/ft 평 ha/헥타르/hectares
에이커/acres kg/㎏/킬로그램/kilograms g/그램 mg/㎎/밀리그램 t/톤/tons/tonnes L/리터/liters
mL/ml/㎖/밀리리터 배럴/barrels kW/킬로와트 MW/㎿/메가와트 GW/기가와트 kWh GB/기가바이트 TB MHz GHz
dB 도/℃/°C/°/degrees 배/times 건/cases 곳/개소/군데 개 개국 개사 개교 대 척 마리 가구 세대 채
회/차례/번 번째 주년 년/years/year 개월/달/months/month 주/주일/weeks/week 일/days/day
시간/hours/hour 분/minutes/minute 초/seconds/second 살/세/years_old/year_old 세기 년대 학년 학기
분기 기 위 등 층 호 호선 동 표 권 장 점 골 승 패 무 팀 쌍 편 곡 부 종 가지 종류 쪽/페이지/pages
석/seats 그루 송이 병 잔 통 매 문항 단계 등급 항 차 차로 차선 경기 라운드 세트 연승 연패 강 관왕
켤레 필지 실 량 인분 박 해리 노트
"""
UNITS = {
    form.replace("_", " "): entry.split("/")[0]
    for entry in _TABLE.split()
    for form in entry.split("/")
}
"""The canonical form of each written unit."""

_DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "열흘": 10, "보름": 15}
_AFTER_SINO = frozenset("원 인 세 년 일 분 초 위 층 도 회 주 차 호 점".split())  # never 한 원
_TIGHT = frozenset("명 곳 개 차례 가지 마리 척 살 시간 달 사람".split())  # 한명; but 세대, 한편

KOREAN_UNIT = any_of(form for form in UNITS if re.match("[가-힣]", form))
LATIN_UNIT = any_of(form.replace(" ", "[ -]") for form in UNITS if re.match("[A-Za-z]", form))
_SHORT = any_of(form for form in UNITS if re.match("[가-힣]$", form))
_LONG = any_of(form for form in UNITS if re.match("[가-힣]{2}", form))
_SIGN = any_of(re.escape(form) for form in UNITS if not re.match("[가-힣A-Za-z]", form))
_YEARS = "해"  # which only Korean numerals count: 세 해
UNITS[_YEARS] = UNITS["년"]
# What may follow a counter: the end of the word, a particle, or a syllable such as in 7년여, 9명꼴.
_PARTICLE = "은는이가을를의에도로으와과만보씩당꼴인뿐쯤간까부짜나째였입다"
_END = rf"(?:(?![가-힣])|(?=[{_PARTICLE}]))"
_UNIT = (
    rf"(?:{_LONG}|(?!부터){_SHORT}(?:{_END}|(?=[다야입냐예들여밖마처께전후뒤내대정생차선중미초하된였라안치제물동]))"
    rf"|\s{KOREAN_UNIT}{_END}|[\s-]?{LATIN_UNIT}(?![A-Za-z])|\s?{_SIGN})"
)
_BOUND = r"(?:\s?(?P<bound_{}>이상|이하|미만|초과))?"

# Not amounts: telephone numbers, versions, a day's name such as 12·3, the articles of a law.
NO_QUANTITY = r"(?<!\d)\d++(?:(?:[-.·:/]\d++){2,}|·\d++(?!\s?[일명차]))|제\s?\d++조(?!\s?원)"
QUANTITY = (
    r"(?P<part>(?<!\d)(?P<under>[1-9]\d{0,9})분의\s?(?P<over>\d{1,9})|절반|\bhalf\b)"
    r"|(?P<minus>(?:영하|마이너스)\s?|(?<![\w)\].~%-])[-−])?(?P<money>(?:US)?\$|[₩€£¥])?"
    rf"(?<![A-Za-z\d])(?<!\d\.)(?<![A-Za-z]-)(?P<number>{DIGITS})"
    rf"(?:\s?[~∼～〜]\s?(?P<most>{DIGITS})(?!월))?여?(?P<unit>{_UNIT})?{_BOUND.format(1)}(?![A-Za-z])"
    rf"|(?<![가-힣])(?P<days>{any_of(_DAYS)}|하루(?=\s?(?:간|동안|만에))){_END}"
    rf"|(?<![가-힣\d])(?P<spelled>{NATIVE}|{SINO})여?(?P<gap>\s?)"
    rf"(?P<counter>{KOREAN_UNIT}|{_YEARS}){_BOUND.format(2)}{_END}"
    rf"|(?<![가-힣\d])(?P<alone>{NATIVE}|{SINO}){_END}(?!째|(?<=둘) (?!다|중|모두))"  # not "둘 수"
    rf"|(?<![A-Za-z-])(?P<words>(?i:{ENGLISH}))(?![A-Za-z])(?:[\s-](?P<of>{LATIN_UNIT})(?![A-Za-z]))?"
)
"""What may be a quantity: a pattern for `read_quantity`, to be used once in another one."""

_SCALED = re.compile(r"[\d.,]+([십백천]?[만억조]?)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at [start, end) of its text, with its unit's canonical form ("" where none stands).

    `most` is the upper end of a range ("2~3명"), `bound` 이상, 이하, 미만, 초과 or "".
    """

    start: int
    end: int
    number: Fraction
    unit: str = ""
    most: Fraction | None = None
    bound: str = ""

    def agrees(self, other: "Quantity") -> bool:
        """Say whether both are one quantity; a unit or a bound missing on one side differs not."""
        if (self.number, self.most) != (other.number, other.most):
            return False
        pairs = ((self.unit, other.unit), (self.bound, other.bound))
        return all(one == two or not (one and two) for one, two in pairs)


def canonical(unit: str) -> str:
    """Return a written unit in its one form."""
    return UNITS[" ".join(unit.replace("-", " ").split())]


def read_quantity(match: re.Match[str]) -> Quantity | None:
    """Return the quantity that a match of QUANTITY is, or None where its words are other words."""
    start, end = match.span()
    if match["part"]:
        over, under = int(match["over"] or 1), int(match["under"] or 2)
        return Quantity(start, end, Fraction(over, under))
    if match["number"]:
        return _in_digits(match)
    if match["days"]:
        return Quantity(start, end, Fraction(_DAYS.get(match["days"], 1)), "일")
    if match["spelled"]:
        return _counted(match)
    if match["words"]:
        unit = canonical(match["of"]) if match["of"] else ""
        known = unit or match["words"].lower() not in ("one", "second")
        return Quantity(start, end, read_number(match["words"])[0], unit) if known else None
    alone = match["alone"]
    return Quantity(start, end, read_number(alone)[0]) if is_certain(alone) else None


def _in_digits(match: re.Match[str]) -> Quantity | None:
    written = match["unit"] or match["money"]
    unit = canonical(written) if written else ""
    if not unit and re.match("[가-힣]", match.string[match.start() - 1 : match.start()]):
        return None  # part of a name: 코로나19
    sign = -1 if match["minus"] else 1
    low, _ = read_number(match["number"])
    high = read_number(match["most"])[0] if match["most"] else None
    if high is not None and low * _scale(match["most"]) < high and match["number"].isdigit():
        low *= _scale(match["most"])  # 2~3만 is from 20,000
    return Quantity(match.start(), match.end(), sign * low, unit, high, match["bound_1"] or "")


def _scale(text: str) -> Fraction:
    """Return what the scale of a number such as "3천만" multiplies by; 1 for any other number."""
    match = _SCALED.fullmatch(text)
    return read_number(f"1{match[1]}")[0] if match else Fraction(1)


def _counted(match: re.Match[str]) -> Quantity | None:
    spelled, counter = match["spelled"], match["counter"]
    if not _counts(spelled, match["gap"], counter):
        return None
    before = match.string[max(match.start() - 2, 0) : match.start()]
    if spelled == "한" and before in ("을 ", "를 "):
        return None  # the verb: 신고를 한 사람
    low, high = read_number(spelled)
    most, bound = (high if high != low else None), match["bound_2"] or ""
    return Quantity(match.start(), match.end(), low, canonical(counter), most, bound)


def _counts(spelled: str, gap: str, counter: str) -> bool:
    if counter == _YEARS:
        return bool(gap) and not is_sino(spelled) and spelled != "한"
    if is_sino(spelled):
        is_bare = spelled in "십백" and counter in _TIGHT  # 십명; but 천명 is a word
        is_parted = bool(gap) and spelled in "십백천만" and counter != "세"
        return is_compound(spelled) or is_bare or is_parted
    return counter not in _AFTER_SINO and (counter in _TIGHT or bool(gap) or len(spelled) > 1)
