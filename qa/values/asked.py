"""What kind of answer a question asks for, and whether a short answer is of that kind."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from .quantities import KOREAN_UNIT, LATIN_UNIT, Quantity, canonical
from .values import Value, beside, values

Expected = Literal["number", "when", "person", "place", "any"]

_TIME_UNITS = frozenset("년 개월 주 일 시간 분 초 세기 년대 분기".split())
_KIN = (  # units that answer one another: 몇 개 is asked, 두 가지 stands there
    _TIME_UNITS,
    frozenset("개 가지 건 곳 기 개국 개사 개교 종 종류 점 편 팀 대".split()),
    frozenset("대 척 기 량".split()),
)
_LENGTHS = frozenset("m cm mm km 마일 인치 피트 해리 층".split())
_MONEY = frozenset("원 달러 유로 엔 파운드 위안 루블 루피 프랑".split())
_SUMS = (
    "값|가격|비용|[금총]액|예산|매출|이익|손실|손해|부채|빚|연봉|월급"
    "|[요벌상입잔징원당탁성]금|임대료|입장료|수수료"
)
_COSTS = "(?:공사|수리|주차|개발|제작|연구|목욕|교통|치료|[건신]설|건축)"
_AGE = r"(?:나이|연세|연령)\S* (?:어떻|어찌|몇|얼마)"
_MEASURES = (  # what is asked for an amount of, and in which units that may be told
    (
        r"얼마나\s?(?:\S+\s)?(?:무거|무겁)|무게\S* (?:몇|얼마)|\bhow heavy\b",
        frozenset("kg g mg t".split()),
    ),
    (
        r"얼마나\s?(?:높|깊|멀|먼)|(?:^|\s)키[가는도]? (?:몇|얼마)|\bhow (?:tall|high|deep|far)\b",
        _LENGTHS,
    ),
    (rf"{_AGE}|\bhow old\b", frozenset(("살",))),
    (r"얼마나\s?(?:\S+\s)?(?:걸[려리렸린]|오래)|오래\s?걸", _TIME_UNITS),
    (r"\bhow long (?:did|does|will) .*\b(?:take|last|stay)", _TIME_UNITS),
    (
        r"\bhow long (?:was|were|is|are|has|have) .*\b(?:shut|closed|blocked|down|out)\b",
        _TIME_UNITS,
    ),
    (r"(?:^|\s)돈\S* (?:\S+ )?얼[마만]|얼마에\s?(?:팔|사|샀|산)", _MONEY),
    (r"얼마를?\s?(?:물|내|냈|벌|쓰|썼)", _MONEY),
    (rf"(?:{_SUMS}|{_COSTS}비)[은는이가]? 얼(?:마(?!나)|만)", _MONEY),
    (
        r"(?:사람|관객|관중|손님|인파|주민|시민|승객|[방람]객)[들이은는도가]* 얼마나"
        r" (?:왔|모|몰|찾|다녀|다쳤|나왔)",
        frozenset("명 사람".split()),
    ),
)
_SPOTS = frozenset("층 호 호선 동 실 곳 km m".split())  # a number with these may be a place
_DATES = r"(?:몇\s?(?:년도?|월|일|시|세기|년대)|며칠|몇일)"
_LENGTH = r"(?:몇\s?(?:년|개월|달|주|일|시간|분|초)|며칠|몇일)"
_DURING = r"\s?(?:간|동안|째|만에|이나|정도|걸|전|후|뒤|을|를)"
_ANY = r"(?![가-힣]*(?:나|든지?|도)(?:\s|$))"  # 누구나, 어디든, 언제나
_IS = "(?=데|지|가요)"  # 얼만데, 누군지, 어딘가요; 누군가 is another word
_ASKS: tuple[tuple[Expected, str], ...] = (
    ("number", rf"{_LENGTH}{_DURING}|몇(?!몇)(?!\s?(?:년|월|일|시(?!간|즌)|세기))|{_AGE}"),
    (
        "number",
        rf"얼(?:마|만큼|만{_IS})(?!\s?(?:전|후|뒤|안|지나))"
        r"|\bhow (?:many|much|old|long|far|tall|high|wide|deep|heavy)\b",
    ),
    (
        "when",
        rf"{_DATES}(?!{_DURING}|간|즌)|언(?:제{_ANY}|젠{_IS})"
        r"|\bwhen\b|\b(?:what|which) (?:year|date|day)\b",
    ),
    ("when", r"(?:어느|무슨) (?:해|날|시기|계절|요일)"),
    ("person", rf"누(?:구{_ANY}|군{_IS}|가)|\b(?-i:[Ww]ho)(?:m|se)?\b"),
    (
        "person",  # or what else has a name: no number by itself
        r"(?:이름|성함|별명|상호)[이은을를]?\s?(?:뭐|뭔|무엇|어떻|알려|말해|궁금|[?？]*$)",
    ),
    ("place", rf"어(?:디{_ANY}|딘{_IS}|딨)|어느 (?:나라|도시|지역|곳|국가)|\bwhere\b"),
)
_HEADS: tuple[tuple[Expected, str], ...] = (  # "…한 사람은?"
    (
        "number",
        "[개갯횟건점]?수|나이|연세|연령|인구|인원|비율|면적|높이|길이|거리|무게|금액|가격|비용|예산",
    ),
    ("when", "해|날|때|연도|년도|시기|날짜|시점|시각|생년월일"),
    ("person", "사람|인물"),
    ("place", "곳|장소|나라|국가|도시|지역"),
)
_LAST_NOUN = re.compile(  # but 해 that is said of somebody, not of a year: "어디서 해?"
    r"(?:^|\s)(?!해[?？.\s]*$)([가-힣]+?)(?:은|는|이|가)?(?:요|\s?(?:무엇|뭐)[가-힣]*)?[?？.\s]*$"
)
_DAY_ASKED = re.compile(r"며칠|몇일|요일")
_HOUR_ASKED = re.compile(r"몇\s?시(?!간|즌)")
_CLOCK = frozenset({"hour", "minute", "half"})
_AMOUNT = re.compile(r"전원|모두|전부|절반|없|하나|유일|[수몇][십백천만]|다수|여러|대부분|무료")
_UNREAD = re.compile(rf"{_AMOUNT.pattern}|\d")  # a digit that isn't read: 0.4AU
_WHEN = re.compile(
    r"[월화수목금토일]요일|봄|여름|가을|겨울|어제|오늘|내일|모레|그제|이튿날|다음|이번|지난|올해|작년|내년|이듬해"
    r"|당시|당일|전날|연휴|명절|설날|추석|성탄|주말|평일|새벽|아침|오전|정오|오후|저녁|자정|현재|최근|무렵|동안"
    r"|(?:때|뒤|후|전|초|말|[전초중후말]기|반기|강점기|중순|중엽|시대|시절|시기|기간|왕조|년|해|날|달|중|낮|밤)"
    r"(?:에|의|부터|까지|쯤|로|인)?(?![가-힣])"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun|yester|to)day|\b(?:last|next|after|before|during|when"
    r"|while|since|until|spring|summer|autumn|fall|winter|morning|evening|night|noon|century)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"[가-힣]{2,}(?:진흥원|연구원|연구소|위원회|협회|공사|공단|재단|은행|대학교?|병원)$"
)
_TELLING = re.compile(  # what takes a clause or more to answer
    r"왜(?![가-힣])|어[떻찌째]|어쩌다|(?:이유|까닭|원인|배경|비결|방법|사정|경위|계기|수법)"
    r"|\bwhy\b|\bhow (?:did|do|does|was|were|is|are|can|could|will)\b",
    re.IGNORECASE,
)
_BOTH_ENDS = re.compile(r"부터.*까지")  # of a time
_PENALTY = re.compile(r"(?:징역|금고|벌금|과태료|추징금|집행유예|자격정지) $")


def asks_why_or_how(question: str) -> bool:
    """Say whether a question asks for a reason or a manner, which may go over sentences."""
    return bool(_TELLING.search(question))


def expected(question: str) -> Expected:
    """Return what a question asks for: "any" where it says none of the kinds, or several."""
    found = {kind for kind, words in _ASKS if re.search(words, question, re.I)}
    if noun := _LAST_NOUN.search(question):
        found |= {kind for kind, heads in _HEADS if re.fullmatch(heads, noun[1])}
    return found.pop() if len(found) == 1 else "any"


def fits(question: str, short: str) -> bool:
    """Say whether a short answer may be of the kind that the question asks for."""
    kind, found = expected(question), values(short)
    if kind == "number":
        units = _asked_units(question)
        is_amount = any(_is_amount(value, units) for value in found)
        return is_amount or bool((_AMOUNT if found else _UNREAD).search(short))
    if kind == "when":
        may_be = any(_may_be_when(value) for value in found) or bool(_WHEN.search(short))
        return may_be and _is_as_fine(question, found)
    if re.search(r"(?:어느|무슨) (?:나라|국가)", question) and _INSTITUTION.search(short):
        return False
    is_spot = kind == "place" and any(getattr(value, "unit", "") in _SPOTS for value in found)
    return kind == "any" or is_spot or not found or bool(beside(short, found))


def whole(question: str, sentence: str, short: tuple[int, int]) -> tuple[int, int]:
    """Return where a short answer stands whole in its sentence: "금고 6년", not the years alone.

    Where both ends of a time are asked for, that is from the first to the last: "7월부터 9월까지".
    """
    start, end = short
    if kind := _PENALTY.search(sentence, 0, start):
        start = kind.start()
    told = values(sentence) if _BOTH_ENDS.search(question) else []
    for first, last in pairwise(told):
        is_range = sentence.startswith("부터", first.end) and sentence.startswith("까지", last.end)
        if is_range and first.start < end and start < last.end:
            return first.start, last.end + len("까지")
    return start, end


def _asked_units(question: str) -> frozenset[str]:
    """Return the units that may answer: of what is measured, or the counter after 몇 or "how many".

    Any may, where these are none.
    """
    asked = re.search(
        rf"몇(?!인)\s?[만억천백]?\s?({KOREAN_UNIT}|%)|\bhow many ({LATIN_UNIT})\b", question
    )
    if asked:
        unit = canonical(asked[1] or asked[2])
        return frozenset([unit]).union(*(kin for kin in _KIN if unit in kin))
    found = (units for words, units in _MEASURES if re.search(words, question, re.IGNORECASE))
    return next(found, frozenset())


def _is_amount(value: Value, units: frozenset[str]) -> bool:
    """Say whether a value may be what is asked for in some units; the sixth may be six days."""
    if isinstance(value, Quantity):
        return not units or value.unit == "" or value.unit in units
    return value.known.keys() == {"day"} and (not units or bool(units & _TIME_UNITS))


def _is_as_fine(question: str, found: Sequence[Value]) -> bool:
    """Say whether moments, if there are any, tell a day or an hour where that is asked for."""
    told = [value.known.keys() for value in found if not isinstance(value, Quantity)]
    if _DAY_ASKED.search(question):
        return not told or any(known - _CLOCK for known in told)
    return not told or not _HOUR_ASKED.search(question) or any("hour" in known for known in told)


def _may_be_when(value: Value) -> bool:
    """Say whether a value may answer when: a date or a time, or a length of time ("3년 만에")."""
    return not isinstance(value, Quantity) or value.unit in ("", "살", "기", *_TIME_UNITS)
