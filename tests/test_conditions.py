"""What a question wants of the articles, and what of its words is left to answer."""

from datetime import date

import pytest

from embeddings import kiwi
from qa.request.condition import Condition, stated
from qa.request.dating import days_told_on
from qa.request.kind import request_kind
from qa.request.names import is_marked
from qa.request.narrowing import Shelf, read_conditions, rest_of

SHELF = Shelf(
    outlets=("한들뉴스", "도담투데이", "Elmstead Post", "KBT 가람방송"),
    bylines=("옥지훈", "임하늬, 서다빈", "Mara Quill"),
    days=(date(2023, 11, 1), date(2024, 8, 6), date(2024, 9, 20)),
)
TODAY = date(2026, 5, 14)


def wanted(text: str) -> tuple[Condition, ...]:
    asks = request_kind(text, kiwi().tokenize(text))
    return read_conditions(text, asks, SHELF, TODAY, "en" if text.isascii() else "ko")


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("어제 기사", "2026년 5월 13일", "기사"),
        ("지난주 나온 기사", "2026년 5월 4일~5월 10일", "기사"),
        ("지난주에 무슨 기사 나왔어?", "2026년 5월 4일~5월 10일", "무슨 기사 나왔어?"),
        ("2024년 8월 기사 목록", "2024년 8월", "기사 목록"),
        ("8월 6일자", "2024년 8월 6일", ""),
        ("6일 기사", "2024년 8월 6일", "기사"),
        ("8월 6일자 보도에서는 몇 명이 다쳤지?", "2024년 8월 6일", "몇 명이 다쳤지?"),
        ("7월 기사에서 공사비는 얼마야?", "2024년 7월", "공사비는 얼마야?"),
        ("7월에 나온 다리 기사에서 공사비는?", "2024년 7월", "다리 기사에서 공사비는?"),
        ("7월 다리 개통 기사에서 공사비는?", "2024년 7월", "다리 개통 기사에서 공사비는?"),
        ("8월 6일 다리 소식 중에 공사비는?", "2024년 8월 6일", "다리 소식 중에 공사비는?"),
        ("8월 6일 아침에 나온 기사 보면 얼마야?", "2024년 8월 6일", "기사 보면 얼마야?"),
        ("7월에 난 기사엔 얼마래?", "2024년 7월", "기사엔 얼마래?"),
        ("7월에 올라온 다리 글에서 공사비는?", "2024년 7월", "다리 글에서 공사비는?"),
        ("11월 1일자", "2023년 11월 1일", ""),
        ("지난달 화재 소식 모아줘", "2026년 4월", "화재 소식 모아줘"),
        ("올해 화재를 다룬 기사 목록", "2026년", "화재를 다룬 기사 목록"),
        ("articles from last week", "May 4 – May 10, 2026", "articles"),
        ("news about the fire in August 2024", "August 2024", "news about the fire"),
        ("한들뉴스가 쓴 기사", "한들뉴스", "기사"),
        ("한들 뉴스 기사만 보여줘", "한들뉴스", "기사만 보여줘"),
        ("한들뉴스 다리 기사 제목이 뭐야?", "한들뉴스", "다리 기사 제목이 뭐야?"),
        ("KBT가 쓴 기사", "KBT 가람방송", "기사"),
        ("한들뉴스와 도담투데이 기사", "한들뉴스, 도담투데이", "기사"),
        ("한들뉴스에 따르면 피해액은?", "한들뉴스", "피해액은?"),
        ("Elmstead Post articles", "Elmstead Post", "articles"),
        ("옥지훈 기자가 쓴 기사", "옥지훈", "기사"),
        ("옥지훈 기자", "옥지훈", ""),
        ("옥지훈기자 다리 막혔다는 기사 제목?", "옥지훈", "다리 막혔다는 기사 제목?"),
        ("옥지훈 기자가 다리 기사 썼던데", "옥지훈", "다리 기사 썼던데"),
        ("한들뉴스 경제 기사 뭐 있어?", "한들뉴스", "기사 뭐 있어?"),
        ("한들뉴스 자치행정면에 실린 기사", "한들뉴스", "실린 기사"),
        ("서다빈이 쓴 글 목록", "서다빈", "글 목록"),
        ("홍길동 기자 기사 있어?", "홍길동", "기사 있어?"),
        ("Show me stories by Mara Quill", "Mara Quill", "Show me stories"),
        ("사설만", "사설", ""),
        ("부고 기사 목록 보여줘", "부고", "목록 보여줘"),
        ("옥지훈 기자 최근 기사", "옥지훈 · 2024년 8월 21일~9월 20일", "기사"),
        ("옥지훈 기자 9월 기사 목록", "옥지훈 · 2024년 9월", "기사 목록"),
        ("“별빛대교 개통”", "“별빛대교 개통”", "“별빛대교 개통”"),
        ("‘별빛대교 개통’", "‘별빛대교 개통’", "‘별빛대교 개통’"),
        ("'다리를 놓고' 나오는 기사", "'다리를 놓고'", "'다리를 놓고' 나오는 기사"),
        ("‘놓고 간다’라고 쓴 기사", "‘놓고 간다’", "‘놓고 간다’라고 쓴 기사"),
        ("「별빛 조례」를 다룬 기사", "「별빛 조례」", "「별빛 조례」를 다룬 기사"),
    ],
)
def test_what_is_wanted_is_told_from_what_is_asked(text: str, label: str, rest: str) -> None:
    conditions = wanted(text)
    said = " · ".join(one.label for one in conditions)
    assert (said, rest_of(text, conditions)) == (label, rest)
    assert all(text[one.start : one.end].strip() == one.said for one in conditions)


@pytest.mark.parametrize(
    "text",
    [
        "7월 19일에 개통한 다리는?",
        "7월 19일에 개통한 다리 기사 보여줘",
        "7월 19일 개통한 다리 기사에서 공사비는?",
        "7월 19일에 난 산불 기사에서 몇 명이 다쳤어?",
        "2분기 실적 기사에서 매출은?",
        "올해 따낸 일감 기사 목록",
        "지난달 발생한 화재 기사 모아줘",
        "8월에 나온 신제품은 뭐야?",
        "어제 화재로 몇 명이 다쳤어?",
        "2024년에 발표된 보도자료는 누가 썼어?",
        "How much was the August 2024 contract?",
        "한들뉴스 사장은 누구야?",
        "도담투데이는 언제 창간됐어?",
        "경제부 기자가 쓴 기사",
        "이 기사는 누가 쓴 거야?",
        "인터뷰에서 감독은 뭐라고 했나?",
        "사설에서 비판한 정책은 무엇인가?",
        "‘별빛대교’는 언제 개통했나?",
        '""',
    ],
)
def test_what_is_told_of_the_event_wants_nothing_of_the_articles(text: str) -> None:
    assert wanted(text) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8월 5일 기준으로 몇 명이야?", ["2024-08-05~2024-08-08"]),  # three days on, too
        ("2023년 11월에 온 눈은 몇 ㎝야?", ["2023-11-01~2023-12-03"]),
        ("2023년에는 몇 명이 왔어?", []),  # too long a time to tell by
        ("13일에는 몇 명이 왔어?", []),  # of any month
        ("요즘에는 몇 명이 와?", []),
        ("몇 명이 왔어?", []),
    ],
)
def test_what_was_at_a_time_is_told_on_days(text: str, days: list[str]) -> None:
    found = days_told_on(text, SHELF.calendar(TODAY))
    assert [f"{since}~{until}" for since, until in found] == days


def test_several_are_wanted_together() -> None:
    text = "8월에 나온 한들뉴스 옥지훈 기자 기사 “별빛대교” 모두 보여줘"
    conditions = wanted(text)
    assert stated(conditions, korean=True) == "조건: 2024년 8월 · 한들뉴스 · 옥지훈 · “별빛대교”"
    assert rest_of(text, conditions, phrases=False) == "기사 모두 보여줘"
    assert conditions[0] == Condition(
        "published",
        0,
        6,
        "8월에 나온",
        "2024년 8월",
        since=date(2024, 8, 1),
        until=date(2024, 8, 31),
    )


def test_words_between_quotation_marks_want_nothing_else() -> None:
    [phrase] = wanted("“한들뉴스가 쓴 8월 기사”")
    assert (phrase.wanted, phrase.names) == ("phrase", ("한들뉴스가 쓴 8월 기사",))


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("[사설] 빈집을 두고", True),
        ("<신년 사설> 새해에", True),
        ("사설: 물값", True),
        ("사설 학원 단속", False),
        ("사설에 실린 글", False),
    ],
)
def test_a_title_is_marked_as_of_a_kind(title: str, is_one: bool) -> None:
    assert is_marked(title, "사설") == is_one
