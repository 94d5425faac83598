"""Lists of headlines: which lines are rows, and what each column gives."""

from datetime import date

import pytest

from embeddings.pages.headlines import Row, take_lists


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
        (
            [
                "가람시 도서관 홍길동 2024.07.19",
                "나래시 축제 김철수 2024.07.18",
                "다온군 새 다리 이영희 2024.07.17",
            ],
            [
                Row("가람시 도서관", author="홍길동", published=date(2024, 7, 19)),
                Row("나래시 축제", author="김철수", published=date(2024, 7, 18)),
                Row("다온군 새 다리", author="이영희", published=date(2024, 7, 17)),
            ],
        ),
        (
            [f"{n} 소식 {n}호 [2] 가람뉴스 2024.07.1{n}" for n in (3, 2, 1)],
            [
                Row(f"소식 {n}호", str(n), "가람뉴스", published=date(2024, 7, 10 + n))
                for n in (3, 2, 1)
            ],
        ),
    ],
)
def test_the_columns_of_a_list_are_read(lines: list[str], expected: list[Row]) -> None:
    rows, rest = take_lists(["앞", *lines, "뒤"])
    assert rows == expected
    assert rest == ["앞", *[None] * len(lines), "뒤"]


@pytest.mark.parametrize(
    "lines",
    [
        ["1 가람시 도서관 2024.07.19", "2 나래시 축제 2024.07.18"],
        ["제목 날짜", "다온군은 새 다리를 놓는다."],
        ["입력 2024.07.19", "수정 2024.07.20", "승인 2024.07.21"],
    ],
)
def test_what_is_no_list_stays(lines: list[str]) -> None:
    assert take_lists(lines) == ([], lines)
