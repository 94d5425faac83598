"""The shapes of single lines: dates, metadata, captions, copyright; and what only looks so."""

from datetime import date

import pytest

from embeddings.pages.lines import is_caption, is_rights, read_holder
from embeddings.pages.metadata import (
    Facts,
    read_facts,
    read_meta,
    read_poster,
    read_source,
)
from embeddings.pages.names import clean_author, read_bare_name
from embeddings.text.dates import parse_date

DAY = date(2024, 7, 19)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024.07.19", date(2024, 7, 19)),
        ("2024-07-19", date(2024, 7, 19)),
        ("2024/7/9", date(2024, 7, 9)),
        ("24.07.19", date(2024, 7, 19)),
        ("99.12.31", date(1999, 12, 31)),
        ("20240719", date(2024, 7, 19)),
        ("2024. 7. 19.", date(2024, 7, 19)),
        ("2024년 7월 19일", date(2024, 7, 19)),
        ("2024.07.19(금) 오후 4:05", date(2024, 7, 19)),
        ("2024-07-19T16:05:00+09:00", date(2024, 7, 19)),
        ("2024-07-19T16:05:00.123Z", date(2024, 7, 19)),
        ("July 19, 2024", date(2024, 7, 19)),
        ("Jul 19. 2024", date(2024, 7, 19)),
        ("19 Jul 2024", date(2024, 7, 19)),
        ("07.19", None),
        ("13:05", None),
        ("13일(현지시간)", None),
        ("2024.13.45", None),
        ("2024년 7월", None),
        ("2024.07.19에 열린 축제", None),
        ("", None),
    ],
)
def test_a_date_is_read_only_where_it_is_whole(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("홍길동 기자", Facts(author="홍길동")),
        ("글·사진 홍길동 기자 hong@example.com", Facts(author="홍길동")),
        ("[가람신문] 홍길동 기자", Facts(author="홍길동", outlet="가람신문")),
        ("(서울=가람통신) 홍길동·김철수 기자", Facts(author="홍길동, 김철수", outlet="가람통신")),
        ("사회부 홍길동 선임기자", Facts(author="홍길동")),
        ("By Jane Doe, Staff Writer", Facts(author="Jane Doe")),
        ("Posted 13 June 2024", Facts(published=date(2024, 6, 13))),
        ("가람일보 홍길동 김철수 기자", Facts(author="홍길동, 김철수", outlet="가람일보")),
        ("글=임하늬 객원기자", Facts(author="임하늬")),
        ("글 임하늬  사진 채보람", Facts(author="임하늬")),
        ("사진 채보람", Facts()),
        ("글쓴이: 이영희 기자", Facts(author="이영희")),
        (
            "작성자 대변인실 작성일 2024.07.19",
            Facts(author="대변인실", published=date(2024, 7, 19)),
        ),
        ("작성자: 바람개비 | 2024.07.19", Facts(author="바람개비", published=date(2024, 7, 19))),
        ("이름 홍길동 날짜 2024.07.19 18:10", Facts(author="홍길동", published=date(2024, 7, 19))),
        ("과학기자 홍길동", Facts(author="홍길동")),
        ("홍길동님의 스토리 •", Facts(author="홍길동")),
        ("홍길동 기자, 김철수 기자", Facts(author="홍길동, 김철수")),
        ("홍길동 기자 | 김철수 인턴기자", Facts(author="홍길동, 김철수")),
        ("홍길동 김철수 이준 기자", Facts(author="홍길동, 김철수, 이준")),
        ("취재/정리 홍길동", Facts(author="홍길동")),
        ("글. 홍길동", Facts(author="홍길동")),
        ("글 홍길동 기자 사진 김철수 기자", Facts(author="홍길동")),
        ("사진 김철수 기자", Facts()),
        ("영상취재 홍길동 영상편집 김철수", Facts()),
        ("EDITOR 홍길동", Facts(author="홍길동")),
        ("Photographer 김철수", Facts()),
        ("홍길동 프리랜서 기자", Facts(author="홍길동")),
        ("홍길동 논설위원", Facts(author="홍길동")),
        ("다온=홍길동 특파원", Facts(author="홍길동")),
        ("이다온=홍길동 특파원", Facts(author="홍길동")),
        ("24.07.19 09:13l최종 업데이트 24.07.19 09:20", Facts(published=DAY)),
        ("기사제공 다온신문", Facts(outlet="다온신문")),
        ("By Jane Doe and John Roe, Staff Writers", Facts(author="Jane Doe, John Roe")),
        ("보도일시 2024. 7. 19.(금) 배포시", Facts(published=DAY)),
        ("라온/홍길동 특파원", Facts(author="홍길동")),
        ("라온=홍길동 특파원", Facts(author="홍길동")),
        ("글·사진=홍길동 여행작가", Facts(author="홍길동")),
        ("by 홍길동", Facts(author="홍길동")),
        ("Jane Doe, Staff reporter", Facts(author="Jane Doe")),
        ("출처: 다온신문 2024.07.19", Facts(outlet="다온신문", published=date(2024, 7, 19))),
        ("보낸사람: 골목 편지 <hello@example.com>", Facts(outlet="골목 편지")),
        ("From: Jane Doe <jane@example.com>", Facts(author="Jane Doe")),
        ("에디터 무말랭이", Facts(author="무말랭이")),
        ("글 무말랭이", Facts(author="무말랭이")),
        (
            "작성자 너와집 댓글 2건 조회 1,377회 작성일 24-07-19 07:55",
            Facts(author="너와집", published=DAY),
        ),
        ("2024년 7월 19일 게재", Facts(published=DAY)),
        ("언론사 다온신문", Facts(outlet="다온신문")),
        ("출처: 다온신문", Facts(outlet="다온신문")),
    ],
)
def test_a_line_of_metadata_is_read(line: str, facts: Facts) -> None:
    assert read_facts(line) == facts


@pytest.mark.parametrize(
    ("line", "facts", "unread"),
    [
        (
            "다온신문 | 이영희 기자 | 2024.06.13 16:05",
            Facts(author="이영희", published=date(2024, 6, 13)),
            ["다온신문"],
        ),
        ("제갈민 가람대 교수", Facts(), ["제갈민 가람대 교수"]),
        (
            "홍길동 객원기자 승인 2024.07.30 11:21 4면",
            Facts(author="홍길동", published=date(2024, 7, 30)),
            ["4면"],
        ),
    ],
)
def test_what_metadata_does_not_say_by_itself_is_handed_on(
    line: str, facts: Facts, unread: list[str]
) -> None:
    assert read_meta(line) == (facts, unread)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("홍길동(Hong Gil-dong) 기자", "홍길동"),
        ("Hong Gil-dong 홍길동 특파원", "홍길동"),
        ("홍길동 기자 hong@example.com", "홍길동"),
        ("가람일보 사회부 홍길동", "홍길동"),
        ("홍길동·김철수 기자", "홍길동, 김철수"),
        ("홍길동, 홍길동 기자", "홍길동"),
        ("홍길동 김철수 기자", "홍길동, 김철수"),
        ("Jane Doe", "Jane Doe"),
        ("", ""),
    ],
)
def test_an_author_is_the_name_alone(text: str, name: str) -> None:
    assert clean_author(text) == name


@pytest.mark.parametrize(
    ("piece", "name"),
    [
        ("홍길동", "홍길동"),
        ("제갈민 가람대 교수", "제갈민"),
        ("홍길동(hong)", "홍길동"),
        ("온라인뉴스팀", "온라인뉴스팀"),
        ("다온신문 사회부 홍길동", "홍길동"),
        ("Jane Doe, Hong Gil-dong", "Jane Doe, Hong Gil-dong"),
        ("입력", ""),
        ("호수 1144", ""),
    ],
)
def test_a_name_without_a_role(piece: str, name: str) -> None:
    assert read_bare_name(piece) == name


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("출처 : 다온신문 홍길동 기자 (2024-07-19)", Facts("", "다온신문", "홍길동", DAY)),
        ("[출처] 다온신문 2024-07-19", Facts(outlet="다온신문", published=DAY)),
        ("출처: 다온신문", Facts(outlet="다온신문")),
        ("출처: 내 사진첩", Facts()),
        ("다온신문 홍길동 기자", Facts()),
    ],
)
def test_a_line_that_names_where_its_text_is_from(line: str, source: Facts) -> None:
    assert read_source(line) == source


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("느티나무 작성일 24-07-19 22:13 조회 1,455", "느티나무"),
        ("감자밭 | 2024.07.19 00:31 | 추천 44", "감자밭"),
        ("다온신문 2024.07.19 조회 12", ""),
        ("느티나무 2024.07.19", ""),
        ("새 다리 놓는다 2024.07.19 조회 3", ""),
    ],
)
def test_who_posted_what_is_counted(line: str, name: str) -> None:
    assert read_poster(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "2024년 6월 13일 가람시는 도서관을 열었다.",
        "홍길동 기자는 그 자리에 있었다.",
        "가람시 도서관 개관",
        "댓글 12개가 달린 글이 있다.",
    ],
)
def test_prose_and_headings_are_no_metadata(line: str) -> None:
    assert read_facts(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "시민들이 걷고 있다. /뉴스1",
        "시민들이 걷고 있다. /AP 연합뉴스",
        "시민들이 걷고 있다. /로이터",
        "시민들이 걷고 있다. 사진=연합뉴스",
        "시민들이 걷고 있다. [사진=가람시]",
        "시민들이 걷고 있다. (사진=가람시)",
        "시민들이 걷고 있다. 사진 제공=가람시",
        "시민들이 걷고 있다. ⓒ뉴시스",
        "시민들이 걷고 있다. 연합뉴스",
        "△ 시민들이 걷고 있다",
        "Readers in the library. Photo: Reuters",
    ],
)
def test_captions(line: str) -> None:
    assert is_caption(line)
    assert not is_rights(line)


@pytest.mark.parametrize(
    "line",
    ["가람시는 연합뉴스에 밝혔다.", "찬성/반대", "그는 사진을 찍었다.", "책 3만 권/영상 2천 편"],
)
def test_no_captions(line: str) -> None:
    assert not is_caption(line)


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("ⓒ 가람신문", "가람신문"),
        ("Copyright ⓒ 2024 가람신문. All rights reserved.", "가람신문"),
        ("저작권자 © 가람신문 무단전재 및 재배포 금지", "가람신문"),
        ("<저작권자(c) 가람통신, 무단 전재-재배포 금지>", "가람통신"),
        ("무단 전재 및 재배포 금지", ""),
        ("ⓒ 과학샘터 Inc. 무단 전재 금지", "과학샘터"),
        ("문화길 ⓒ 2024 무단 전재 금지", "문화길"),
        ("제호 나루터 | 발행인 홍길동 | 무단 복제를 금합니다", "나루터"),
        ("이 기사의 무단 전재를 금합니다.", ""),
    ],
)
def test_copyright_lines_name_their_holder(line: str, holder: str) -> None:
    assert is_rights(line)
    assert read_holder(line) == holder


def test_prose_about_rights_is_no_copyright_line() -> None:
    assert not is_rights("가람시는 저작권자에게 무단 전재를 사과했다.")
