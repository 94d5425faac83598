"""Times that a question names: which days each is, and what is none."""

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from qa.request.calendar import Calendar
from qa.request.period import Period, read_periods

# A Thursday, in a year that no article is of; the newest article is of a Friday.
OLD = Calendar(today=date(2026, 5, 14), newest=date(2024, 9, 20))


def named(text: str, calendar: Calendar = OLD) -> list[tuple[str, str]]:
    """Return what a text names, and its days as "first..last"."""
    found = read_periods(text, calendar)
    return [(text[one.start : one.end], f"{one.since or ''}..{one.until or ''}") for one in found]


@pytest.mark.parametrize(
    ("text", "said", "days"),
    [
        ("오늘 기사", "오늘", "2026-05-14..2026-05-14"),
        ("어제 나온 소식", "어제", "2026-05-13..2026-05-13"),
        ("그저께 뉴스", "그저께", "2026-05-12..2026-05-12"),
        ("사흘 전 기사", "사흘 전", "2026-05-11..2026-05-11"),
        ("이번 주 기사", "이번 주", "2026-05-11..2026-05-17"),
        ("지난주에 나온 기사", "지난주", "2026-05-04..2026-05-10"),
        ("지난 주말 소식", "지난 주말", "2026-05-09..2026-05-10"),
        ("화요일자 기사", "화요일", "2026-05-12..2026-05-12"),
        ("2주 전 기사", "2주 전", "2026-04-27..2026-05-03"),
        ("이번 달 기사", "이번 달", "2026-05-01..2026-05-31"),
        ("지난달 기사", "지난달", "2026-04-01..2026-04-30"),
        ("지난 3개월간 기사", "지난 3개월간", "2026-02-13..2026-05-14"),
        ("작년 3월 기사", "작년 3월", "2025-03-01..2025-03-31"),
        ("올해 상반기", "올해 상반기", "2026-01-01..2026-06-30"),
        ("재작년 기사", "재작년", "2024-01-01..2024-12-31"),
        ("작년 겨울", "작년 겨울", "2025-12-01..2026-02-28"),
        ("2024년 기사", "2024년", "2024-01-01..2024-12-31"),
        ("2024년 8월 기사", "2024년 8월", "2024-08-01..2024-08-31"),
        ("24년 8월 기사", "24년 8월", "2024-08-01..2024-08-31"),
        ("2024년 2분기", "2024년 2분기", "2024-04-01..2024-06-30"),
        ("2024년 8월 6일자", "2024년 8월 6일", "2024-08-06..2024-08-06"),
        ("2024.08.06 기사", "2024.08.06", "2024-08-06..2024-08-06"),
        ("2024-08 기사", "2024-08", "2024-08-01..2024-08-31"),
        ("8월 중순 기사", "8월 중순", "2024-08-11..2024-08-20"),
        ("8월 초에 나온 기사", "8월 초", "2024-08-01..2024-08-10"),
        ("7월 말부터", "7월 말부터", "2024-07-21.."),
        ("8월 초등학교 기사", "8월", "2024-08-01..2024-08-31"),
        ("2024년 초 기사", "2024년 초", "2024-01-01..2024-03-31"),
        ("작년 말에 나온 기사", "작년 말", "2025-10-01..2025-12-31"),
        ("지난달 하순 기사", "지난달 하순", "2026-04-21..2026-04-30"),
        ("지난주 화요일 기사", "지난주 화요일", "2026-05-05..2026-05-05"),
        ("2024년 8월 첫째 주 기사", "2024년 8월 첫째 주", "2024-07-29..2024-08-04"),
        ("2024년 10월 셋째주에 나온", "2024년 10월 셋째주", "2024-10-14..2024-10-20"),
        ("2024년 10월 세 번째 주", "2024년 10월 세 번째 주", "2024-10-14..2024-10-20"),
        ("2024년 10월 3주차 기사", "2024년 10월 3주차", "2024-10-14..2024-10-20"),
        ("2024년 10월 마지막 주 소식", "2024년 10월 마지막 주", "2024-10-28..2024-11-03"),
        ("지난달 둘째 주 소식", "지난달 둘째 주", "2026-04-06..2026-04-12"),
        (
            "the third week of October 2024",
            "the third week of October 2024",
            "2024-10-14..2024-10-20",
        ),
        ("news from last week", "last week", "2026-05-04..2026-05-10"),
        ("yesterday's news", "yesterday", "2026-05-13..2026-05-13"),
        ("in August 2024", "August 2024", "2024-08-01..2024-08-31"),
        ("on August 6, 2024", "August 6, 2024", "2024-08-06..2024-08-06"),
        ("on 6 August 2024", "6 August 2024", "2024-08-06..2024-08-06"),
        ("the last two weeks", "last two weeks", "2026-04-30..2026-05-14"),
        ("three days ago", "three days ago", "2026-05-11..2026-05-11"),
        ("the first half of 2024", "first half of 2024", "2024-01-01..2024-06-30"),
        ("in Q3 2024", "Q3 2024", "2024-07-01..2024-09-30"),
        ("articles in 2023", "2023", "2023-01-01..2023-12-31"),
    ],
)
def test_a_time_is_read(text: str, said: str, days: str) -> None:
    assert named(text) == [(said, days)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8월", "2024-08-01..2024-08-31"),
        ("9월 21일", "2023-09-21..2023-09-21"),
        ("12월", "2023-12-01..2023-12-31"),
        ("6일", "2024-09-06..2024-09-06"),
        ("21일", "2024-08-21..2024-08-21"),
        ("최근", "2024-08-21..2024-09-20"),
        ("3분기", "2024-07-01..2024-09-30"),
        ("in October", "2023-10-01..2023-10-31"),
    ],
)
def test_a_time_without_its_year_is_the_latest_that_had_begun(text: str, days: str) -> None:
    assert [found for _, found in named(text)] == [days]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8월", "2023-08-01..2023-08-31"),
        ("8월 9일", "2023-08-09..2023-08-09"),
        ("8월 10일", "2024-08-10..2024-08-10"),
        ("9일", "2023-11-09..2023-11-09"),
        ("2월 29일", "2024-02-29..2024-02-29"),
        ("4분기", "2023-10-01..2023-12-31"),
        ("2024년 8월", "2024-08-01..2024-08-31"),
    ],
)
def test_a_time_without_its_year_is_the_latest_that_has_articles(text: str, days: str) -> None:
    published = (date(2023, 8, 9), date(2023, 11, 9), date(2024, 9, 20))
    calendar = Calendar(OLD.today, published[-1], published)
    assert [found for _, found in named(text, calendar)] == [days]


@pytest.mark.parametrize(
    ("text", "said", "days"),
    [
        ("7월부터 8월까지 나온", "7월부터 8월까지", "2024-07-01..2024-08-31"),
        ("2023년 7월~8월", "2023년 7월~8월", "2023-07-01..2023-08-31"),
        ("2023년 12월 25일부터 1월 3일까지", None, "2023-12-25..2024-01-03"),
        ("2024년 4월 7일~11일에", "2024년 4월 7일~11일", "2024-04-07..2024-04-11"),
        ("2023년 11월 10~14일 사이에", "2023년 11월 10~14일 사이", "2023-11-10..2023-11-14"),
        ("2024년 4월 28일부터 3일까지", None, "2024-04-28..2024-05-03"),
        ("2024년 4월 첫째 주(1~5일)에", "2024년 4월 첫째 주(1~5일)", "2024-04-01..2024-04-05"),
        ("2024년 4월 첫째 주(5~1일)에", "2024년 4월 첫째 주(5~1일)", "2024-04-01..2024-04-07"),
        ("2024년 4월 첫째 주(1~31일)에", "2024년 4월 첫째 주(1~31일)", "2024-04-01..2024-04-07"),
        ("between July and September 2023", "July and September 2023", "2023-07-01..2023-09-30"),
        ("8월 이후 기사", "8월 이후", "2024-08-01.."),
        ("7월 20일 이전 기사", "7월 20일 이전", "..2024-07-19"),
        ("6월까지", "6월까지", "..2024-06-30"),
        ("since May 2024", "since May 2024", "2024-05-01.."),
        ("before 2024", "before 2024", "..2023-12-31"),
    ],
)
def test_a_range_has_one_end_or_two(text: str, said: str | None, days: str) -> None:
    assert named(text) == [(said or text, days)]


@pytest.mark.parametrize(
    "text",
    [
        "3일 동안 쉬었다",
        "3~4일 만에 나았다",
        "5년 만에 이겼다",
        "2월 30일",
        "이제 그제야 왔다",
        "이번 주민투표",
        "동네 봄맞이",
        "Who may win?",
        "March of the penguins",
        "물빛다리는 누가 설계했나?",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert named(text) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "2024년 8월 31일 6일 전 후 부터 까지 ~ 지난 이번 주 달 작년 분기 1 99 in May last 2 "
            "weeks".split()
        )
        | st.text(max_size=5),
        max_size=8,
    )
)
def test_any_text_is_read(words: list[str]) -> None:
    text = " ".join(words)
    found = read_periods(text, OLD)
    assert all(isinstance(one, Period) and text[one.start : one.end] for one in found)
    assert all(one.since or one.until for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
