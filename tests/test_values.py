"""Korean and English values, read and compared; and what kind of answer a question asks for."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings, strategies as st

from qa.values.asked import asks_why_or_how, expected, fits, whole
from qa.values.moments import Moment
from qa.values.offices import holder
from qa.values.quantities import Quantity
from qa.values.values import same, values


def read(text: str) -> list[tuple[str, Fraction, str]]:
    """The quantities of a text: where each stands, its number, its unit."""
    found = [value for value in values(text) if isinstance(value, Quantity)]
    return [(text[value.start : value.end], value.number, value.unit) for value in found]


def moments(text: str) -> list[tuple[str, dict[str, int | str]]]:
    found = [value for value in values(text) if isinstance(value, Moment)]
    return [(text[value.start : value.end], value.known) for value in found]


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("17만4천", 174_000, ""),
        ("17만 4000명", 174_000, "명"),
        ("1조 2천억 원", 1_200_000_000_000, "원"),
        ("1조2000억원", 1_200_000_000_000, "원"),
        ("2조4천억", 2_400_000_000_000, ""),
        ("1경3600조원", 13_600 * 10**12, "원"),
        ("1천500만 달러", 15_000_000, "달러"),
        ("1600여만달러", 16_000_000, "달러"),
        ("9명", 9, "명"),
        ("20여 명", 20, "명"),
        ("열네 명", 14, "명"),
        ("삼백오십 명", 350, "명"),
        ("칠백", 700, ""),
        ("스무 살", 20, "살"),
        ("34세", 34, "살"),
        ("두 곳", 2, "곳"),
        ("세 차례", 3, "회"),
        ("석 달", 3, "개월"),
        ("백 명", 100, "명"),
        ("3.5퍼센트", "3.5", "%"),
        ("3.5%포인트", "3.5", "%p"),
        ("3.5%p", "3.5", "%p"),
        ("1,234.5㎢", "1234.5", "km²"),
        ("5제곱킬로미터", 5, "km²"),
        ("100미터", 100, "m"),
        ("5km", 5, "km"),
        ("3만t", 30_000, "t"),
        ("-1.2도", "-1.2", "도"),
        ("영하 1.2도", "-1.2", "도"),
        ("2분의 1", "1/2", ""),
        ("절반", "1/2", ""),
        ("사흘", 3, "일"),
        ("6일간", 6, "일"),
        ("100년 만에", 100, "년"),
        ("$1.2 million", 1_200_000, "달러"),
        ("1.2 million dollars", 1_200_000, "달러"),
        ("2,400 people", 2_400, "명"),
        ("five people", 5, "명"),
        ("Two hundred thousand tons", 200_000, "t"),
        ("five", 5, ""),
    ],
)
def test_a_quantity_is_read(text: str, number: int | str, unit: str) -> None:
    ((at, found, known),) = read(text)
    assert text.startswith(at)
    assert (found, known) == (Fraction(number), unit)


def test_a_range_and_a_bound_are_kept() -> None:
    assert values("2~3명, 서너 곳, 2~3만 원, 10% 이하") == [
        Quantity(0, 4, Fraction(2), "명", Fraction(3)),
        Quantity(6, 10, Fraction(3), "곳", Fraction(4)),
        Quantity(12, 18, Fraction(20_000), "원", Fraction(30_000)),
        Quantity(20, 26, Fraction(10), "%", None, "이하"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "이 사람이 한 일이 오늘 사과와 구두를 만나",
        "천천히 조사한 천사와 만일의 세대, 세계의 한국, 한편 네팔",
        "이천시와 사천시의 오만함, 수백 명",
        "신고를 한 사람, 둘 계획, 둘째",
        "코로나19, F-16, A380, 5G, 3D",
        "02-123-4567, 12·3, 헌법 제3조",
        "one of them, a second look",
        "9" * 5000,
    ],
)
def test_ordinary_words_and_names_are_no_values(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "at", "known"),
    [
        ("2024년 8월 6일", "2024년 8월 6일", {"year": 2024, "month": 8, "day": 6}),
        ("2024.8.6", "2024.8.6", {"year": 2024, "month": 8, "day": 6}),
        ("2024-08-06에", "2024-08-06", {"year": 2024, "month": 8, "day": 6}),
        ("Aug. 6, 2024", "Aug. 6, 2024", {"year": 2024, "month": 8, "day": 6}),
        ("6 August 2024", "6 August 2024", {"year": 2024, "month": 8, "day": 6}),
        ("98년 7월", "98년 7월", {"year": 1998, "month": 7}),
        ("8월 6일", "8월 6일", {"month": 8, "day": 6}),
        ("3월", "3월", {"month": 3}),
        ("지난 6일", "6일", {"day": 6}),
        ("6일 전국에서", "6일", {"day": 6}),
        ("2015년 이후", "2015년", {"year": 2015}),
        ("기원전 57년", "기원전 57년", {"year": -57}),
        ("오후 3시 20분", "오후 3시 20분", {"hour": 3, "minute": 20, "half": "pm"}),
        ("15:20", "15:20", {"hour": 3, "minute": 20, "half": "pm"}),
        ("0시 반", "0시 반", {"hour": 0, "minute": 30, "half": "am"}),
        ("6일 밤 11시", "6일 밤 11시", {"day": 6, "hour": 11, "half": "pm"}),
        ("3 p.m.", "3 p.m.", {"hour": 3, "half": "pm"}),
    ],
)
def test_a_moment_is_read(text: str, at: str, known: dict[str, int | str]) -> None:
    assert moments(text) == [(at, known)]
    assert read(text) == []


@pytest.mark.parametrize("after", ["간", " 동안", "째", " 만에", " 전", " 뒤에", " 이내"])
def test_what_follows_makes_days_a_length(after: str) -> None:
    assert read(f"6일{after}")[0][1:] == (6, "일")


def test_both_ends_of_a_range_of_dates_are_dates() -> None:
    assert moments("8월 6~8일") == [("8월 6", {"month": 8, "day": 6}), ("8일", {"day": 8})]


def test_a_sentence_is_read_whole() -> None:
    text = "지난 8월 6일 오후 3시 화재로 14명이 다치고 1억2천만원의 피해가 났다."
    assert [text[value.start : value.end] for value in values(text)] == [
        "8월 6일 오후 3시",
        "14명",
        "1억2천만원",
    ]


def in_groups(number: int) -> str:
    """Write a number as newspapers do: 1조2345억, 12만3천."""
    written = ""
    for unit, size in (("조", 10**12), ("억", 10**8), ("만", 10**4), ("", 1)):
        part = number // size % 10**4
        thousands = part % 1000 == 0 and part > 0
        written += (f"{part // 1000}천{unit}" if thousands else f"{part}{unit}") if part else ""
    return written or "0"


def spelled(number: int) -> str:
    """Write a number of at most four digits in Sino-Korean words."""
    digits = "일이삼사오육칠팔구"
    written = ""
    for place, size in (("천", 1000), ("백", 100), ("십", 10), ("", 1)):
        digit = number // size % 10
        written += (digits[digit - 1] if digit > 1 or not place else "") + place if digit else ""
    return written


@given(st.integers(0, 10**16 - 1), st.sampled_from(["", "명", " 원"]))
def test_a_number_comes_back_from_how_it_was_written(number: int, unit: str) -> None:
    for written in (str(number), f"{number:,}", in_groups(number)):
        assert values(written + unit) == [
            Quantity(0, len(written + unit), Fraction(number), unit.strip())
        ]


@settings(deadline=None)
@example(110)
@example(1100)
@given(st.integers(11, 9999))
def test_a_spelled_number_comes_back_before_a_counter(number: int) -> None:
    if number in range(101, 110) or number in range(1001, 1010):
        return  # 천사, 백이: other words
    assert read(f"{spelled(number)} 명") == [(f"{spelled(number)} 명", number, "명")]


PIECES = st.text(
    alphabet="0123456789 .,-~:·%$년월일시분만천백십조명개이한두세가나제a억\n", max_size=40
)


@given(PIECES)
def test_values_stand_in_the_text_and_apart(text: str) -> None:
    at = 0
    for value in values(text):
        assert at <= value.start < value.end <= len(text)
        at = value.end


@given(PIECES, PIECES)
def test_same_is_reflexive_and_symmetric(one: str, two: str) -> None:
    assert same(one, one)
    assert same(one, two) == same(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("9명", "9 명"),
        ("약 9명", "9"),
        ("17만4천명", "17만 4,000여 명"),
        ("두 곳", "2곳"),
        ("3.5%", "3.5퍼센트"),
        ("6일간", "6일 동안"),
        ("사흘", "3일간"),
        ("3명 이상", "3명"),
        ("8월 6일", "2024년 8월 6일"),
        ("오후 3시", "15시"),
        ("1998년", "1998"),
        ("Seoul", "seoul."),
        ("‘별빛 시’", "별빛시"),
    ],
)
def test_short_answers_that_say_the_same(one: str, two: str) -> None:
    assert same(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("9명", "14명"),
        ("9명", "9건"),
        ("1.5%", "15%"),
        ("3.5%", "3.5%p"),
        ("2~3명", "2명"),
        ("3명 이상", "3명 이하"),
        ("6일", "6일간"),
        ("8월", "8월 6일"),
        ("8월 6일", "9월 6일"),
        ("오전 3시", "오후 3시"),
        ("부상자 9명", "사망자 9명"),
        ("별빛시", "달빛시"),
        ("9명", ""),
    ],
)
def test_short_answers_that_differ(one: str, two: str) -> None:
    assert not same(one, two)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("다친 사람은 몇 명이야?", "number"),
        ("부상자 수는?", "number"),
        ("얼마나 걸렸나?", "number"),
        ("연세가 어떻게 되셔?", "number"),
        ("조합장 연세는?", "number"),
        ("얼만데?", "number"),
        ("조합장이 누군데?", "person"),
        ("누군가 다쳤다는데 왜?", "any"),
        ("그게 어딘지 알려줘", "place"),
        ("언젠가요?", "when"),
        ("몇 년 동안 일했나?", "number"),
        ("며칠간 열렸나?", "number"),
        ("How many people were hurt?", "number"),
        ("언제 열리나?", "when"),
        ("몇 년에 지었나?", "when"),
        ("몇 시에 시작해?", "when"),
        ("며칠에 열려?", "when"),
        ("문을 연 해는?", "when"),
        ("어느 기관에서 해?", "any"),
        ("막은 공 갯수", "number"),
        ("When did it open?", "when"),
        ("시장은 누구인가요?", "person"),
        ("불을 끈 사람은?", "person"),
        ("센터장 이름이 뭐였지?", "person"),
        ("새 식당 상호를 뭐라고 정했대?", "person"),
        ("어디에서 열렸나요?", "place"),
        ("행사가 열린 곳은?", "place"),
        ("왜 늦었나?", "any"),
        ("누구나 갈 수 있나?", "any"),
        ("얼마 전 나온 책은?", "any"),
        ("언제 어디서 열리나?", "any"),
        ("WHO가 권한 것은?", "any"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert expected(question) == kind


@pytest.mark.parametrize(
    ("question", "sentence", "short", "told"),
    [
        ("얼마를 구형했나?", "검찰은 금고 6년을 구형했다.", "6년", "금고 6년"),
        ("몇 년을 살았나?", "그는 거기서 6년을 살았다.", "6년", "6년"),
        (
            "언제부터 언제까지 닫아?",
            "11월부터 이듬해 3월까지 닫는다.",
            "11월",
            "11월부터 이듬해 3월까지",
        ),
        (
            "언제부터 언제까지 받아?",
            "4월 20일부터 5월 8일까지 받는다.",
            "5월 8일",
            "4월 20일부터 5월 8일까지",
        ),
        ("언제부터 받아?", "4월 20일부터 5월 8일까지 받는다.", "4월 20일", "4월 20일"),
        ("언제부터 언제까지야?", "4월부터 5월까지 열고 9일 닫는다.", "9일", "9일"),
    ],
)
def test_a_short_answer_is_told_whole(question: str, sentence: str, short: str, told: str) -> None:
    start = sentence.index(short)
    assert sentence[slice(*whole(question, sentence, (start, start + len(short))))] == told


@pytest.mark.parametrize(
    ("question", "short", "is_fit"),
    [
        ("몇 명이 다쳤나?", "14명", True),
        ("몇 명이 다쳤나?", "열네 명", True),
        ("몇 명이 다쳤나?", "14", True),
        ("몇 명이 다쳤나?", "전원", True),
        ("몇 명이 다쳤나?", "3건", False),
        ("찬성률은 몇 %나왔어?", "17표", False),
        ("찬성률은 몇 %나왔어?", "61.4%", True),
        ("해킹한 조직은 어느 나라 소속이야?", "한국인터넷진흥원", False),
        ("해킹한 조직은 어느 나라 소속이야?", "마루국", True),
        ("몇 명이 다쳤나?", "8월 6일", False),
        ("몇 명이 다쳤나?", "옥지훈", False),
        ("며칠 동안 열렸나?", "6일", True),
        ("며칠 동안 열렸나?", "석 달", True),
        ("몇 년 동안 열렸나?", "2015년", False),
        ("몇 개를 받았나?", "두 가지", True),
        ("거리는 얼마나 되나?", "0.4AU", True),
        ("얼마나 무거워?", "130㎏", True),
        ("얼마나 무거워?", "50만 원", False),
        ("얼마나 높은데?", "3.4m", True),
        ("얼마나 높은데?", "2억 3천만 원", False),
        ("연세가 어떻게 되셔?", "74", True),
        ("연세가 어떻게 되셔?", "2,960㎡", False),
        ("How long was the tunnel closed?", "세 시간", True),
        ("How long was the tunnel closed?", "900m", False),
        ("고치는 데는 얼마나 걸려?", "여섯 달", True),
        ("고치는 데는 얼마나 걸려?", "2억 3천만 원", False),
        ("돈은 얼마나 떼였대?", "5억 2천만 원", True),
        ("돈은 얼마나 떼였대?", "640명", False),
        ("요금은 얼마야?", "7천 원", True),
        ("요금은 얼마야?", "무료", True),
        ("요금은 얼마야?", "41도", False),
        ("총 예산은 얼마였어?", "4.5㎞", False),
        ("예산은 얼마나 늘었어?", "4.5%", True),
        ("지금은 얼마야?", "4.5%", True),
        ("How long did it take?", "three years", True),
        ("언제 열렸나?", "8월 6일", True),
        ("언제 열렸나?", "개통식 직후", True),
        ("언제 열렸나?", "지난달", True),
        ("언제 열렸나?", "옥지훈", False),
        ("며칠부터 열려?", "오전 7시", False),
        ("며칠부터 열려?", "6일 오전 7시", True),
        ("며칠부터 열려?", "다음 달 초", True),
        ("몇 시에 열려?", "8월 6일", False),
        ("몇 시에 열려?", "정오", True),
        ("관객이 얼마나 왔어?", "118편", False),
        ("관객이 얼마나 왔어?", "3천 명", True),
        ("언제 열렸나?", "9명", False),
        ("누가 발표했나?", "14명", False),
        ("누가 발표했나?", "주민 14명", True),
        ("어디에서 열렸나?", "8월 6일", False),
        ("어디에서 열렸나?", "별빛시", True),
        ("어디에서 열렸나?", "3층", True),
        ("왜 늦었나?", "14명", True),
        ("옥지훈 키 몇이야?", "22", True),
        ("옥지훈 키 몇이야?", "22살", False),
        ("옥지훈 키는 얼마야?", "183㎝", True),
    ],
)
def test_whether_a_short_answer_is_of_the_kind(question: str, short: str, is_fit: bool) -> None:
    assert fits(question, short) is is_fit


@pytest.mark.parametrize(
    ("question", "tells"),
    [
        ("왜 늦었어?", True),
        ("어쩌다 그렇게 됐대?", True),
        ("늦어진 까닭이 뭐야?", True),
        ("어떻게 고쳤는지 알려줘", True),
        ("How was it mended?", True),
        ("Why so late?", True),
        ("왜가리는 몇 마리야?", False),
        ("몇 명이야?", False),
        ("How many were hurt?", False),
    ],
)
def test_a_reason_or_a_manner_is_asked_for(question: str, tells: bool) -> None:
    assert asks_why_or_how(question) is tells


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("나래국 총리는 누구야?", "올라프 벡"),
        ("나래국 총리의 이름은?", "올라프 벡"),
        ("나래국 총리의 이름은 무엇인가?", "올라프 벡"),
        ("윤 대통령이 만난 총리는?", "올라프 벡 나래국"),
        ("총리를 만난 대통령은 누구지?", "윤서준"),
        ("누가 총리를 만났어?", "윤서준"),
        ("나래국 의장은 누구야?", "윤서준"),
        ("나래국 대통령은 누구야?", "윤서준"),
    ],
)
def test_who_holds_the_office_that_is_asked_about(question: str, name: str) -> None:
    sentence = "윤서준 대통령은 13일 오전 올라프 벡 나래국 총리를 만났다."
    assert sentence[slice(*holder(question, sentence, (0, 3)))] == name


def test_whose_office_is_asked_about_is_told_apart() -> None:
    sentence = "윤서준 대통령은 올라프 벡 나래국 대통령과 악수했다."
    for question, name in (("나래국 대통령은 누구야?", "올라프 벡"), ("대통령은?", "윤서준")):
        assert sentence[slice(*holder(question, sentence, (0, 3)))] == name
