"""Who wrote a page's article, where no line simply says so: above all by what stands around it."""

from datetime import date

import pytest

from embeddings.pages.page import Page, parse_page

TITLE = "나래시, 강변 도서관 내년 봄 문 연다"
TEXT = """나래시는 내년 봄 강변에 새 도서관을 열기로 했다고 13일 밝혔다.

도서관에는 책 3만 권이 들어가고, 밤 10시까지 누구나 쓸 수 있다.

시는 도서관을 짓는 데 120억 원이 든다며 절반은 도가 낸다고 설명했다."""
DAY = date(2024, 6, 13)


def authors(page: str) -> list[tuple[str, str]]:
    text = page.replace("TITLE", TITLE).replace("TEXT", TEXT)
    return [(found.title, found.author) for found in parse_page(Page(text), "p.txt")]


@pytest.mark.parametrize(
    ("page", "author"),
    [
        (
            "나래신문\nTITLE\n기자명\n홍길동 기자\n김철수 기자\n입력\n2024.06.13\n\nTEXT",
            "홍길동, 김철수",
        ),
        (
            "나래신문\nTITLE\n홍길동 기자 | 카카오톡 | 페이스북 | 링크복사\n2024.06.13\n\nTEXT",
            "홍길동",
        ),
        (
            "나래신문\nTITLE\n2024.06.13 오전 9:20\n\nTEXT\n\n홍길동\n책을 좋아합니다.\n구독 1,204",
            "홍길동",
        ),
        (
            "나래신문\nTITLE\n▲ 조감도. 사진=김철수 기자\n홍길동 기자 입력 : 2024.06.13\n\nTEXT",
            "홍길동",
        ),
        (
            "나래신문\n[칼럼] TITLE\n이랑 | 농부·작가\n2024-06-13 09:20\n\nTEXT\n\n이랑 농부·작가",
            "이랑",
        ),
        ("나래신문\nTITLE\n봄내 시인\n2024-06-13 09:20\n\nTEXT\n\n/ 봄내 시인", "봄내"),
        ("보도자료\n나래시청\n보도일시 2024. 6. 13.(목) 배포시\nTITLE\n\nTEXT", ""),
        ("나래시청\nTITLE\n담당부서\n도서관과\n등록일\n2024.06.13\n조회\n77\n\nTEXT", ""),
        ("culture.example\nTITLE\n홍길동\n3–4분\n\nTEXT", "홍길동"),
    ],
)
def test_the_author_is_told_by_what_stands_around(page: str, author: str) -> None:
    [(title, found)] = authors(page)
    assert (title.removeprefix("[칼럼] "), found) == (TITLE, author)


def test_who_posts_is_who_writes_and_whose_page_it_is() -> None:
    buttons = "좋아요\n댓글 달기\n공유하기"
    page = f"물가 지킴이\n2024년 6월 13일 ·\n{TITLE}\n\n{TEXT}\n\n좋아요 21\n{buttons}"
    [found] = parse_page(Page(page), "p.txt")
    assert (found.outlet, found.author, found.published) == ("물가 지킴이", "물가 지킴이", DAY)


def test_a_line_above_a_byline_is_the_title_whatever_it_looks_like() -> None:
    page = f"나래뉴스\n전체기사 농업 축산 유통\n{TITLE}\n[나래뉴스=홍길동 기자]\n\n{TEXT}"
    assert authors(page) == [(TITLE, "홍길동")]
    page = f"나래뉴스 홈\n시황 종목 도서관\n입력 2024-06-13 16:40\n{TITLE}\n홍길동 기자\n\n{TEXT}"
    assert authors(page) == [(TITLE, "홍길동")]
