"""Which outlet a page is of: what its lines say of the site, of who publishes, and again."""

import pytest

from embeddings.pages.outlets import count_names, find_holder, read_outlet
from embeddings.pages.tagging import Kind, PageLine


def outlet(*lines: tuple[Kind, str], suffix: str = "") -> str:
    page = [PageLine(text, kind, gap=False) for kind, text in lines]
    return read_outlet(count_names(page), find_holder(page), suffix)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("site", "바람길"), ("menu", "홈 | 여행 | 책")], "바람길"),
        ([("site", "바람길 여행과 책 사이"), ("ad", "바람길 정기구독 신청하기")], "바람길"),
        ([("site", "홍길동의 책 이야기"), ("menu", "프롤로그 안부")], "홍길동의 책 이야기"),
        ([("site", "한국방송 뉴스"), ("menu", "다시보기 편성표")], "한국방송"),
        ([("site", "바람길 홈 여행 책 사람 지도")], "바람길"),
        ([("site", "모바일 다온신문"), ("ad", "다온신문을 후원해 주세요")], "다온신문"),
        ([("site", "바람길 — 느리게 걷는 잡지")], "바람길"),
        ([("menu", "가온 뉴스"), ("site", "바람길"), ("rights", "ⓒ 바람길")], "바람길"),
        ([("menu", "다온신문"), ("meta", "다온신문 | 홍길동 기자")], "다온신문"),
        ([("site", "다온군청"), ("rights", "COPYRIGHT (C) DAON-GUN.")], "다온군청"),
        ([("site", "KBX"), ("rights", "[저작권자(c) KBX 무단전재 금지]")], "KBX"),
        (
            [("menu", "홈 > 군정 > 보도자료"), ("site", "보도자료"), ("rights", "ⓒ 다온군청")],
            "다온군청",
        ),
        ([("site", "바람길"), ("rights", "ⓒ 바람길 신문사")], "바람길"),
        ([("menu", "[다온신문] 기사 인쇄"), ("meta", "홍길동 기자")], "다온신문"),
        (
            [("menu", "홍길동 기자"), ("meta", "홍길동 기자"), ("comment", "다온신문 구독")],
            "다온신문",
        ),
        ([("menu", "KBX 뉴스"), ("comment", "KBX 앱에서 보기")], "KBX"),
        ([("menu", "강변마을 > 자유게시판"), ("meta", "무말랭이")], "강변마을"),
        ([("site", "보도자료"), ("site", "다온공단"), ("menu", "다온공단 소식")], "다온공단"),
        ([("menu", "홈 뉴스"), ("body", "다온신문은 어제 밝혔다.")], ""),
        ([("site", "KBX 다온방송"), ("meta", "KBX 뉴스 홍길동입니다.")], "KBX 다온방송"),
        ([("site", "바람길 BARAMGIL"), ("menu", "홈")], "바람길"),
        ([("menu", "바람길 로고"), ("menu", "환경 | 동물")], "바람길"),
        ([("menu", "바람길 412호"), ("title", "느린 길")], "바람길"),
        ([("menu", "바람길 이웃 1,204명 이웃추가"), ("title", "느린 길")], "바람길"),
        ([("meta", "바람길"), ("meta", "2024년 7월 19일")], "바람길"),
        ([("meta", "홍길동 다온대 교수"), ("title", "느린 길")], ""),
        ([("site", "news.example"), ("title", "느린 길")], ""),
        ([("site", "바람길 자유게시판"), ("menu", "목록 글쓰기")], "바람길"),
        ([("menu", "바람길 로그인"), ("menu", "작가의 글")], "바람길"),
        ([("menu", "산업뉴스24"), ("menu", "홈 > 산업")], "산업뉴스24"),
        ([("menu", "상단영역"), ("menu", "다온뉴스")], "다온뉴스"),
        ([("menu", "농업 | 축산 | 유통"), ("rights", "(주)바람길 | 대표 홍길동")], "바람길"),
        ([("menu", "마을"), ("rights", "바람길 | 우편번호 12345 다온시 강변로 7")], "바람길"),
        (
            [
                ("menu", "웹에서 보기"),
                ("menu", "바람길 · 62번째 편지"),
                ("rights", "바람길 a@b.example"),
            ],
            "바람길",
        ),
        (
            [
                ("menu", "이 누리집은 공식 누리집입니다."),
                ("menu", "바람길"),
                ("menu", "정책뉴스"),
                ("rights", "바람길의 자료는 마음껏 쓸 수 있습니다."),
            ],
            "바람길",
        ),
        ([("menu", "주식 부동산"), ("meta", "[바람길 홍길동·김철수 기자] 입력")], "바람길"),
    ],
)
def test_the_outlet_is_what_most_lines_beside_the_text_name(
    lines: list[tuple[Kind, str]], expected: str
) -> None:
    assert outlet(*lines) == expected


def test_what_stands_behind_the_title_names_it_too() -> None:
    assert outlet(("site", "바람길 숨은 책"), suffix="바람길") == "바람길"
