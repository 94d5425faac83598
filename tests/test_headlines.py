"""Lists of headlines: which lines are rows, and what each column gives."""

from dataclasses import replace
from datetime import date

import pytest

from embeddings.pages.headlines import count_lacking, read_list
from embeddings.pages.row_tables import find_tables
from embeddings.pages.rows import Row


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["날짜 제목 글쓴이 조회", "2024년 7월 19일 가람시 도서관 개관 홍길동 120"],
            [Row("가람시 도서관 개관", author="홍길동", published=date(2024, 7, 19))],
        ),
        (
            ["No Title Author Date Views", "7 A new bridge Doe 2024/07/19 1,204"],
            [Row("A new bridge", "7", "Doe", published=date(2024, 7, 19))],
        ),
        (
            [
                "번호 글쓴이 제목 날짜",
                "공지 운영자 게시판 안내 2024.07.19 13:05",
                "",
                "2 홍 축제 07.18",
            ],
            [
                Row("게시판 안내", author="운영자", published=date(2024, 7, 19)),
                Row("축제", "2", "홍"),
            ],
        ),
        (
            ["| 번호 | 제목 | 언론사 |", "|---|:--|---|", "| 3 | 새 다리 | 다온신문 |"],
            [Row("새 다리", "3", outlet="다온신문")],
        ),
    ],
)
def test_the_columns_of_a_table_are_read(lines: list[str], expected: list[Row]) -> None:
    lines = [line for line in lines if line]
    [(rows, span)] = find_tables(["앞", *lines, "뒤"])
    assert [replace(row, day="") for row in rows] == expected
    assert span == (1, 1 + len(lines))


@pytest.mark.parametrize(
    "lines",
    [
        ["1 가람시 도서관 2024.07.19", "2 나래시 축제 2024.07.18"],
        ["제목 날짜", "다온군은 새 다리를 놓는다."],
        ["입력 2024.07.19", "수정 2024.07.20", "승인 2024.07.21"],
    ],
)
def test_what_has_no_header_is_no_table(lines: list[str]) -> None:
    assert list(find_tables(lines)) == []


LIBRARY, FESTIVAL, BRIDGE = "가람시 도서관 개관", "나래시 축제 일정", "다온군 새 다리"
DAYS = [date(2024, 7, 19), date(2024, 7, 18), date(2024, 7, 17)]
DATED = [Row(t, published=d) for t, d in zip((LIBRARY, FESTIVAL, BRIDGE), DAYS, strict=True)]
NUMBERED = [Row(t, str(n)) for n, t in enumerate((LIBRARY, FESTIVAL, BRIDGE), start=1)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("1 {0}|2 {1}|3 {2}", NUMBERED),
        ("1위 {0}|2위 {1}|3위 {2}", NUMBERED),
        ("1. {0}|2. {1}|3. {2}", NUMBERED),
        ("1|{0}|2|{1}|3|{2}", NUMBERED),
        ("{0} 2024.07.19|{1} 2024.07.18|{2} 2024.07.17", DATED),
        ("[2024-07-19] {0}|[2024-07-18] {1}|[2024-07-17] {2}", DATED),
        ("· {0} (24.07.19)|· {1} (24.07.18)|· {2} (24.07.17)", DATED),
        ("{0}|2024.07.19 10:05|{1}|2024.07.18 10:05|{2}|2024.07.17 10:05", DATED),
        (
            "{0}|가람시는 도서관을…|2024.07.19|{1}|나래시는…|2024.07.18|{2}|다리를…|2024.07.17",
            DATED,
        ),
        (
            "{0} 홍길동 기자 2024.07.19|{1}|김철수 기자|2024.07.18|{2}|2024.07.17",
            [
                Row(LIBRARY, author="홍길동", published=DAYS[0]),
                Row(FESTIVAL, author="김철수", published=DAYS[1]),
                DATED[2],
            ],
        ),
        (
            "{0} 2024.07.19 홍길동 기자|{1} 2024.07.18 홍길동 기자|{2} 2024.07.17 홍길동 기자",
            [replace(row, author="홍길동") for row in DATED],
        ),
        (
            "3 {0} [2] 가람뉴스 2024.07.19|2 {1} 가람뉴스 2024.07.18|1 {2} 가람뉴스 2024.07.17",
            [
                replace(row, number=str(n), author="가람뉴스")
                for n, row in zip((3, 2, 1), DATED, strict=True)
            ],
        ),
        (
            "[07.19] {0}|[07.18] {1}|[07.17] {2}",
            [Row(row.title, day=f"07.{n}") for n, row in zip((19, 18, 17), DATED, strict=True)],
        ),
        (
            "{0}|홍길동 · 3시간 전 — 가람시는…|저장|{1}|홍길동 · 어제 — 나래시는…|저장|"
            "{2}|홍길동 · 2일 전 — 다리를…|저장",
            [
                Row(row.title, day=day)
                for day, row in zip(("3시간 전", "어제", "2일 전"), DATED, strict=True)
            ],
        ),
        (
            "{0} 07-19 10:05|{1} 07-18 10:05|{2} 07-17 10:05",
            [
                Row(row.title, day=f"07-{n} 10:05")
                for n, row in zip((19, 18, 17), DATED, strict=True)
            ],
        ),
        (
            "1 10월 2일 {0}|2 {1}|3 {2}",
            [Row(f"10월 2일 {LIBRARY}", "1"), *NUMBERED[1:]],
        ),
        (
            "{0} · 가람뉴스 · 2024.07.19|{1} - 나래신문 (2024.07.18)|{2}|다온일보 2024.07.17",
            [
                replace(row, outlet=outlet)
                for outlet, row in zip(("가람뉴스", "나래신문", "다온일보"), DATED, strict=True)
            ],
        ),
        (
            "{0}|축산 · 홍길동 객원기자 · 2024.07.19|{1}|농정 · 김철수 기자 · 2024.07.18|"
            "{2}|농정 · 김철수 기자 · 2024.07.17",
            [
                replace(row, author=author)
                for author, row in zip(("홍길동", "김철수", "김철수"), DATED, strict=True)
            ],
        ),
        (
            "{0} (2024.07.19) 홍길동|{1} 2024-07-18 / 김철수|{2} / 2024-07-17",
            [
                replace(row, author=author)
                for author, row in zip(("홍길동", "김철수", ""), DATED, strict=True)
            ],
        ),
        (
            "{0} (2024.07.19, 홍길동 기자)|{1} (July 18, 2024) By Hong Gildong|{2} 2024.07.17 개막",
            [replace(DATED[0], author="홍길동"), replace(DATED[1], author="Hong Gildong")],
        ),
        (
            "{0} (07.19) 홍길동|{1} 3-1 승리",
            [Row(LIBRARY, author="홍길동", day="07.19")],
        ),
        ("{0}|{1}|{2}", []),
    ],
)
def test_rows_have_a_number_or_a_date(page: str, expected: list[Row]) -> None:
    assert read_list(page.format(LIBRARY, FESTIVAL, BRIDGE).split("|")) == expected


def test_what_the_first_row_lacks_is_counted_by_the_others() -> None:
    rows = ["07.19", FESTIVAL, "07.18", BRIDGE, "07.17"]
    assert [count_lacking(rows), count_lacking([LIBRARY, *rows]), count_lacking(rows[:3])] == [
        1,
        0,
        0,
    ]
