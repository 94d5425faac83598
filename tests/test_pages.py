"""Copied pages in many shapes, and exactly the articles that each becomes."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.article import Article
from embeddings.pages.metadata import Facts
from embeddings.pages.page import Page, parse_page
from embeddings.text.decoding import decode

SEEDS = Path(__file__).parent.parent / "seeds"
REAL = "000_87e1646a4b12efe8.txt"


def headline(
    number: str, title: str, author: str = "", day: date | None = None, outlet: str = ""
) -> Article:
    who = {"author": author, "published": day, "source": "p.txt", "outlet": outlet}
    return Article(f"p.txt#{number}", title, title, "headline", **who)  # type: ignore[arg-type]


def article(title: str, text: str, *captions: str, **facts: object) -> Article:
    offsets = tuple((text.index(c), text.index(c) + len(c)) for c in captions)
    return Article("p.txt", title, text, source="p.txt", captions=offsets, **facts)  # type: ignore[arg-type]


class TestTheRealSeed:
    articles = parse_page(Page(decode((SEEDS / REAL).read_bytes())), REAL)

    def test_it_is_one_article_and_then_twenty_headlines(self) -> None:
        assert [a.kind for a in self.articles] == ["article"] + ["headline"] * 20
        assert {a.source for a in self.articles} == {REAL}

    def test_the_article_says_what_the_page_says_and_no_more(self) -> None:
        found = self.articles[0]
        assert found.id == REAL
        assert found.title == "벡테노프 총리 “모든 지원 아끼지 않겠다” 화답"
        assert (found.outlet, found.author, found.published, found.url) == (
            "조선비즈",
            "",
            None,
            "",
        )

    def test_the_text_is_the_body_paragraphs_alone(self) -> None:
        paragraphs = decode((SEEDS / REAL).read_bytes()).split("\n\n")[2:-2]
        assert paragraphs[0].startswith("카자흐스탄을 국빈 방문 중인")
        assert paragraphs[-1].endswith("계속 지원해 나가겠다”고 했다.")
        assert self.articles[0].text == "\n\n".join(paragraphs)

    def test_the_caption_is_marked(self) -> None:
        found = self.articles[0]
        [(start, end)] = found.captions
        assert found.text[start:end] == (
            "윤석열 대통령이 12일(현지시간) 카자흐스탄 아스타나 대통령궁에서 카심-조마르트 "
            "토카예프 카자흐스탄 대통령과 정상회담에 앞서 악수하고 있다. /뉴스1"
        )

    def test_each_headline_is_its_row(self) -> None:
        headlines = self.articles[1:]
        assert [a.id for a in headlines] == [f"{REAL}#{n}" for n in range(31470, 31450, -1)]
        assert {(a.author, a.published, a.outlet) for a in headlines} == {
            ("랭크뉴스", date(2024, 7, 19), "")
        }
        assert all(a.text == a.title and a.captions == () for a in headlines)
        assert headlines[3].title == (
            "[지배구조 톺아보기] 적자, 경영권 분쟁, 檢 압색까지...날아간 IPO 꿈 ‘바디프랜드’"
        )
        assert headlines[-1].title == "“북, 황강댐 방류 증가”…이 시각 군남댐"


PAGES = {
    "a news site, copied whole": (
        """본문 바로가기
로그인 | 회원가입 | 구독
홈 > 사회 > 지역
가람시, 강변 도서관 새로 연다
입력 2024.06.13 16:05 | 수정 2024.06.14 17:00
홍길동 기자 hong@example.com
공유하기
글자크기
인쇄

가람시는 13일 강변에 새 도서관을 연다고 밝혔다.
도서관에는 책 3만 권이 있다.

시민들이 강변 도서관을 둘러보고 있다. 사진=가람시 제공

운영 시간
도서관은 오전 9시부터 밤 10시까지 연다.

ⓒ 한국신문, 무단 전재 및 재배포 금지
관련기사
▶ 나래시도 도서관 짓는다
▶ 다온군 책 축제

댓글 3
""",
        [
            article(
                "가람시, 강변 도서관 새로 연다",
                "가람시는 13일 강변에 새 도서관을 연다고 밝혔다.\n도서관에는 책 3만 권이 있다.\n\n"
                "시민들이 강변 도서관을 둘러보고 있다. 사진=가람시 제공\n\n"
                "운영 시간\n도서관은 오전 9시부터 밤 10시까지 연다.",
                "시민들이 강변 도서관을 둘러보고 있다. 사진=가람시 제공",
                outlet="한국신문",
                author="홍길동",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "an agency's dispatch without a title": (
        """(서울=연합뉴스) 홍길동 기자 = 가람시는 13일(현지시간) 강변에 시민 누구나 쓸 수 있는 \
새 도서관을 열고 밤늦게까지 책을 빌려준다고 밝혔다.

"모두에게 열려 있다"고 시는 설명했다.

hong@example.com
<저작권자(c) 연합뉴스, 무단 전재-재배포, AI 학습 및 활용 금지>
2024/06/13 16:05 송고
""",
        [
            article(
                "가람시는 13일(현지시간) 강변에 시민 누구나 쓸 수 있는 "
                "새 도서관을 열고 밤늦게까지 책을 빌려준다고…",
                "가람시는 13일(현지시간) 강변에 시민 누구나 쓸 수 있는 새 도서관을 열고 밤늦게까지 "
                '책을 빌려준다고 밝혔다.\n\n"모두에게 열려 있다"고 시는 설명했다.',
                outlet="연합뉴스",
                author="홍길동",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a board of headlines with tabs": (
        """자유게시판
제목\t작성자\t등록일\t조회수
가람시 도서관 개관 [3]\t홍길동\t2024-07-19\t1,204
나래시 축제 일정\t김 철수\t07.18\t88
다온군 새 다리\t이영희\t13:05\t7
처음 이전 1 2 3 다음 끝
""",
        [
            headline("1", "가람시 도서관 개관", "홍길동", date(2024, 7, 19)),
            headline("2", "나래시 축제 일정", "김 철수", date(2024, 7, 18)),
            headline("3", "다온군 새 다리", "이영희"),
        ],
    ),
    "an article over a list that has no header": (
        """나래시 다리 개통

나래시는 새 다리를 열었다.

12 가람시 도서관 개관 2024.07.19
11 나래시 축제 일정 2024.07.18
10 다온군 새 다리 2024.07.17
""",
        [
            article("나래시 다리 개통", "나래시는 새 다리를 열었다."),
            headline("12", "가람시 도서관 개관", day=date(2024, 7, 19)),
            headline("11", "나래시 축제 일정", day=date(2024, 7, 18)),
            headline("10", "다온군 새 다리", day=date(2024, 7, 17)),
        ],
    ),
    "an English page": (
        """Skip to content
Menu
Riverton opens a new library
By Jane Doe and John Roe
Published June 13, 2024 at 4:05 p.m.
Share

The city of Riverton opened a new library on Thursday. It holds 30,000 books.

Readers walk through the new library. (AP Photo/Sam Poe)

"It is open to all," the mayor said.

Advertisement

Related articles
- Lakeside plans a bridge
- Hillview holds a fair

© 2024 The Riverton Herald. All rights reserved.
""",
        [
            article(
                "Riverton opens a new library",
                "The city of Riverton opened a new library on Thursday. It holds 30,000 books.\n\n"
                "Readers walk through the new library. (AP Photo/Sam Poe)\n\n"
                '"It is open to all," the mayor said.',
                "Readers walk through the new library. (AP Photo/Sam Poe)",
                outlet="The Riverton Herald",
                author="Jane Doe, John Roe",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a note with labels": (
        """제목: 다온군 새 다리 놓는다
글쓴이: 이영희 기자
등록 : 2024.06.13
출처: 다온신문
원문: https://example.com/news/1

다온군은 새 다리를 놓는다고 했다.

▲ 다온군 다리 조감도

끝으로 군은 안전을 약속했다.
""",
        [
            article(
                "다온군 새 다리 놓는다",
                "다온군은 새 다리를 놓는다고 했다.\n\n▲ 다온군 다리 조감도\n\n"
                "끝으로 군은 안전을 약속했다.",
                "▲ 다온군 다리 조감도",
                outlet="다온신문",
                author="이영희",
                published=date(2024, 6, 13),
                url="https://example.com/news/1",
            )
        ],
    ),
    "a newspaper's masthead with the day of the visit": (
        """가람일보
정치
경제
사회
2024년 7월 20일 토요일
나래시 축제에 3만 명
[가람일보] 김철수 기자
기사입력 2024-07-19 오후 4:05

나래시 축제에 3만 명이 찾았다.

축제의 뒷면
주민은 소음을 걱정했다. 시는 대책을 약속했다.

김철수 기자 kim@example.com
저작권자 ⓒ 가람일보 무단전재 및 재배포 금지
이전글 다온군 새 다리
다음글 가람시 도서관
목록
""",
        [
            article(
                "나래시 축제에 3만 명",
                "나래시 축제에 3만 명이 찾았다.\n\n축제의 뒷면\n"
                "주민은 소음을 걱정했다. 시는 대책을 약속했다.",
                outlet="가람일보",
                author="김철수",
                published=date(2024, 7, 19),
            )
        ],
    ),
    "a blog, whose name is its writer's": (
        """블로그
카테고리 이동
솔바람의 골목 산책
강변 새 도서관에 다녀온 이야기
솔바람
2024. 6. 13. 21:07
이웃추가

지난주에 강변에 새로 연 도서관에 다녀왔어요. 책이 3만 권이나 있어요.

이층 창가 자리에 앉으면 강이 한눈에 들어와요. 주차는 두 시간까지 무료예요.

#도서관 #강변
이 블로그 골목 카테고리 글
골목 빵집 세 곳 다녀온 이야기
""",
        [
            article(
                "강변 새 도서관에 다녀온 이야기",
                "지난주에 강변에 새로 연 도서관에 다녀왔어요. 책이 3만 권이나 있어요.\n\n"
                "이층 창가 자리에 앉으면 강이 한눈에 들어와요. 주차는 두 시간까지 무료예요.",
                outlet="솔바람의 골목 산책",
                author="솔바람",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a county's press release": (
        """다온군청
군민참여 | 다온소식 | 정보공개
홈 > 다온소식 > 보도자료
다온군, 강변에 새 다리 놓는다
작성자 홍보담당관 작성일 2024-06-13 조회수 318
첨부파일 새 다리.hwp (다운로드 41회)
다온군은 강변에 길이 300미터의 새 다리를 놓는다고 13일 밝혔다.
□ 공사는 7월에 시작해 2026년에 끝나며 모두 120억 원이 든다.
○ 다리에는 사람과 자전거가 다니는 길도 따로 난다.
목록
이전글 봄철 산불 비상근무 시작
다음글 다온사랑상품권 모바일로도 산다
이 페이지에서 제공하는 정보에 만족하십니까?
""",
        [
            article(
                "다온군, 강변에 새 다리 놓는다",
                "다온군은 강변에 길이 300미터의 새 다리를 놓는다고 13일 밝혔다.\n"
                "□ 공사는 7월에 시작해 2026년에 끝나며 모두 120억 원이 든다.\n"
                "○ 다리에는 사람과 자전거가 다니는 길도 따로 난다.",
                outlet="다온군청",
                author="홍보담당관",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "an English page with lists in its text": (
        """Riverton Ledger
National  Business  Culture
Sign in
Ferry line to end night sailings after fuel costs double
By Jane Doe
Published : June 13, 2024 - 17:42
Link copied
The Riverton ferry line will end its night sailings from July, the operator said on Thursday.

Related
Mayor denies leaking tender
The company blamed fuel bills that doubled to 4.8 million dollars in the first quarter of the year.

Islanders say that the cut leaves them without a way home after six in the evening.
More from National
Clinic to close on weekends
Court upholds ban on quarry
Most Read
1 Why the anchovies came back
2 Port tower wins design prize
Copyright Riverton Ledger. All Rights Reserved.
""",
        [
            article(
                "Ferry line to end night sailings after fuel costs double",
                "The Riverton ferry line will end its night sailings from July, the operator said "
                "on Thursday.\nThe company blamed fuel bills that doubled to 4.8 million dollars "
                "in the first quarter of the year.\n\nIslanders say that the cut leaves them "
                "without a way home after six in the evening.",
                outlet="Riverton Ledger",
                author="Jane Doe",
                published=date(2024, 6, 13),
            ),
            headline("1", "Why the anchovies came back", outlet="Riverton Ledger"),
            headline("2", "Port tower wins design prize", outlet="Riverton Ledger"),
        ],
    ),
    "a day without its year, in the year that the page states": (
        """나래뉴스
정치 경제 사회
나래시, 강변 도서관 내년 봄 연다
홍길동 기자 입력 06.13 16:05
나래시는 내년 봄 강변에 새 도서관을 열기로 했다고 13일 밝혔다.

도서관에는 책 3만 권이 들어가고, 밤 10시까지 누구나 쓸 수 있다.
Copyright ⓒ 2024 나래뉴스. All rights reserved.
""",
        [
            article(
                "나래시, 강변 도서관 내년 봄 연다",
                "나래시는 내년 봄 강변에 새 도서관을 열기로 했다고 13일 밝혔다.\n\n"
                "도서관에는 책 3만 권이 들어가고, 밤 10시까지 누구나 쓸 수 있다.",
                outlet="나래뉴스",
                author="홍길동",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "one paragraph": (
        "가람시는 새 도서관을 열었다. 책은 3만 권이다.",
        [article("가람시는 새 도서관을 열었다.", "가람시는 새 도서관을 열었다. 책은 3만 권이다.")],
    ),
    "the title twice, once with the site's name": (
        "가람시 도서관 개관 - 가람일보\n가람시 도서관 개관\n가람시는 새 도서관을 열었다.\n"
        "글·사진 홍길동 기자",
        [
            article(
                "가람시 도서관 개관",
                "가람시는 새 도서관을 열었다.",
                outlet="가람일보",
                author="홍길동",
            )
        ],
    ),
    "outlet, reporter and date on one line; a signature in the text": (
        "다온군 새 다리 놓는다\n다온신문 | 이영희 기자 | 2024.06.13 16:05\n"
        "다온군은 새 다리를 놓는다.\n다온군은 예산을 늘린다. 이영희 기자 lee@example.com",
        [
            article(
                "다온군 새 다리 놓는다",
                "다온군은 새 다리를 놓는다.\n다온군은 예산을 늘린다.",
                outlet="다온신문",
                author="이영희",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "dates inside the body stay there": (
        "나래시가 걸어온 길\n\n2021.03.02\n\n나래시는 2021년 3월 2일 문을 열었다.\n\n2023.03.02\n\n"
        "나래시는 항구를 넓혔다.",
        [
            article(
                "나래시가 걸어온 길",
                "나래시는 2021년 3월 2일 문을 열었다.\n\n2023.03.02\n\n나래시는 항구를 넓혔다.",
                published=date(2021, 3, 2),
            )
        ],
    ),
    "a repost's outlet, author and day are those of its source": (
        "다온 사람들\n홈 자유게시판 장터 글쓰기\n다온군 새 다리 놓는다\n"
        "감자밭 | 2024.07.20 00:31 | 조회 58\n\n"
        "출처 : 다온신문 홍길동 기자 (2024-07-19)\n\n다온군은 새 다리를 놓는다고 밝혔다.\n\n"
        "다리의 길이는 300미터이다.\n\n추천 44 비추천 1\n이용약관 개인정보처리방침",
        [
            article(
                "다온군 새 다리 놓는다",
                "다온군은 새 다리를 놓는다고 밝혔다.\n\n다리의 길이는 300미터이다.",
                outlet="다온신문",
                author="홍길동",
                published=date(2024, 7, 19),
            )
        ],
    ),
    "only a date of change": (
        "나래시 축제\n최종수정 2024.07.19 10:00\n나래시 축제가 열렸다.",
        [article("나래시 축제", "나래시 축제가 열렸다.")],
    ),
    "numbers that repeat in two lists": (
        "번호 제목 날짜\n1 가람시 도서관 24.07.19\n\n번호 제목 날짜\n1 나래시 축제 24.07.18",
        [
            headline("1", "가람시 도서관", day=date(2024, 7, 19)),
            headline("2-2", "나래시 축제", day=date(2024, 7, 18)),
        ],
    ),
    "a letter sent on, whose subject is the headline in its text": (
        """---------- Forwarded message ---------
보낸사람: 골목 한 바퀴 <letter@example.com>
Date: 2024년 6월 13일 (목) 오전 7:30
Subject: FW: [골목 한 바퀴] 새 도서관이 문을 여는 까닭
To: <hong@example.com>

웹에서 보기 (https://example.com/l/7)

안녕하세요, 골목지기 토란입니다.
이번 호에서는 강변에 새로 문을 연 도서관에 다녀왔어요.

새 도서관이 문을 여는 까닭

가람시에는 밤에 책을 읽을 곳이 없었어요. 새 도서관은 밤 10시까지 열려요.

시민 3백 명이 이름을 적어 낸 뒤로 두 해가 걸렸어요. 책은 3만 권이 있어요.

지난 호 보기 | 친구에게 소개하기
수신거부 (https://example.com/u)
""",
        [
            article(
                "새 도서관이 문을 여는 까닭",
                "안녕하세요, 골목지기 토란입니다.\n"
                "이번 호에서는 강변에 새로 문을 연 도서관에 다녀왔어요.\n\n"
                "가람시에는 밤에 책을 읽을 곳이 없었어요. 새 도서관은 밤 10시까지 열려요.\n\n"
                "시민 3백 명이 이름을 적어 낸 뒤로 두 해가 걸렸어요. 책은 3만 권이 있어요.",
                outlet="골목 한 바퀴",
                author="토란",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a post of a readers' club on a telephone": (
        """강변마을 이웃 모임
모임홈
인기글
강변 도서관 주차장이 언제 열리는지 물어봤습니다
무말랭이
새싹회원
2024.06.13. 21:07
조회 318
댓글 2
URL 복사

주말마다 차를 댈 곳이 없어서 오늘 도서관에 직접 물어봤어요.

주차장은 7월 1일에 열리고, 두 시간까지 무료라고 합니다.

좋아요 5
공유

댓글 2
등록순
최신순
달맞이꽃
고맙습니다 잘됐네요
2024.06.13. 21:40
답글쓰기
무말랭이
작성자
저도 기다렸어요
2024.06.13. 21:52
답글쓰기
댓글을 남겨보세요
""",
        [
            article(
                "강변 도서관 주차장이 언제 열리는지 물어봤습니다",
                "주말마다 차를 댈 곳이 없어서 오늘 도서관에 직접 물어봤어요.\n\n"
                "주차장은 7월 1일에 열리고, 두 시간까지 무료라고 합니다.",
                outlet="강변마을 이웃 모임",
                author="무말랭이",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a press release under a letterhead": (
        """다온항만공단    바다와 사람을 잇습니다
보 도 자 료
배 포 일  2024. 6. 13.(목)   /  총 2매
담당부서  기획과   과장 홍길동 (000-000-0000)   담당 이영희 (000-000-0001)
사진 있음 ■   사진 없음 □

다온항, 새 부두에 무인 트럭 들인다…7월부터 스무 대
- 밤에도 쉬지 않고 컨테이너 나른다 -

□ 다온항만공단은 새 부두에 무인 트럭 스무 대를 들인다고 13일 밝혔다.

□ 트럭은 7월부터 밤에도 컨테이너를 나르며, 값은 모두 120억 원이다.

- 1 -

□ 공단은 내년에 열 대를 더 들이기로 했다.
""",
        [
            article(
                "다온항, 새 부두에 무인 트럭 들인다…7월부터 스무 대",
                "- 밤에도 쉬지 않고 컨테이너 나른다 -\n\n"
                "□ 다온항만공단은 새 부두에 무인 트럭 스무 대를 들인다고 13일 밝혔다.\n\n"
                "□ 트럭은 7월부터 밤에도 컨테이너를 나르며, 값은 모두 120억 원이다.\n\n"
                "□ 공단은 내년에 열 대를 더 들이기로 했다.",
                outlet="다온항만공단",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a title above its byline, of which the text repeats less than of the subtitle": (
        """나래매일
전체메뉴  홈  사회  문화  사람들
아이 넷이 떠난 자리, 어둠을 찾는 이들이 다시 채운다
기자명 홍길동 기자     입력 2024.06.13 10:15
SNS 기사보내기  이메일  바로가기  글자 크게
나래군 별빛천문대 25일 문 열어…망원경 지름 80㎝

나래군은 25일 별빛천문대의 문을 연다고
13일 밝혔다. 망원경은 지름 80㎝로 도에서
가장 크다. 옛 학교를 고치는 데에는 모두
63억 원이 들었고, 마을 사람들이 함께 나무를
심었다. 하루에 네 번 서른 명씩 들어간다.
저작권자 © 나래매일 무단전재 및 재배포 금지
""",
        [
            article(
                "아이 넷이 떠난 자리, 어둠을 찾는 이들이 다시 채운다",
                "나래군 별빛천문대 25일 문 열어…망원경 지름 80㎝\n\n"
                "나래군은 25일 별빛천문대의 문을 연다고 13일 밝혔다. 망원경은 지름 80㎝로 도에서 "
                "가장 크다. 옛 학교를 고치는 데에는 모두 63억 원이 들었고, 마을 사람들이 함께 "
                "나무를 심었다. 하루에 네 번 서른 명씩 들어간다.",
                outlet="나래매일",
                author="홍길동",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "what a reader of feeds shows": (
        """모든 글
읽지 않음 12
다온신문
가람시 도서관 밤 10시까지 연다
홍길동 · 2시간 전 — 가람시는 강변에 새로 지은 도서관을 밤 10시까지…
저장
읽음 표시
나래과학
고래 노랫소리 반 음 낮아졌다
이영희 · 5시간 전 — 다온 앞바다 고래 서른 마리의 소리를 견주니…
저장
읽음 표시
다온신문
마을버스가 전화를 받는다
홍길동 · 어제 — 나래군에서는 이제 전화로 마을버스를…
저장
읽음 표시
더 불러오기
""",
        [
            headline("1", "가람시 도서관 밤 10시까지 연다", outlet="다온신문"),
            headline("2", "고래 노랫소리 반 음 낮아졌다"),
            headline("3", "마을버스가 전화를 받는다", outlet="다온신문"),
        ],
    ),
    "a list whose first headline could be a title": (
        """들판신문
전체기사 | 농정 | 축산 | 사람들

전체기사 (총 214건)
감값 반토막…농가 “품삯도 안 나온다”
원예 | 홍길동 기자 | 2024-06-13 09:12
가뭄 대비 저수지 열두 곳 물 가둔다
농정 | 이영희 기자 | 2024-06-12 17:40
가루쌀 빵 석 달 만에 급식에서 빠졌다
농정 | 홍길동 기자 | 2024-06-11 14:33
처음 이전 1 2 3 다음 끝
""",
        [
            headline(
                "1", "감값 반토막…농가 “품삯도 안 나온다”", "홍길동", date(2024, 6, 13), "들판신문"
            ),
            headline(
                "2", "가뭄 대비 저수지 열두 곳 물 가둔다", "이영희", date(2024, 6, 12), "들판신문"
            ),
            headline(
                "3", "가루쌀 빵 석 달 만에 급식에서 빠졌다", "홍길동", date(2024, 6, 11), "들판신문"
            ),
        ],
    ),
    "English lines that only a width divides": (
        """The Riverton Ledger
Thursday, June 13, 2024

Library to stay open until midnight for students
By Jane Doe

RIVERTON -- The library on the river will stay open until
midnight from July, the council voted on Thursday, 5 to 2.

A longer night costs 400 dollars a week. Some 120 students are
expected to come, and the council will count them before it votes
again in March.

MORE LOCAL NEWS
Ferry cat retires after 14 years
Copyright 2024 The Riverton Ledger
""",
        [
            article(
                "Library to stay open until midnight for students",
                "RIVERTON -- The library on the river will stay open until midnight from July, the "
                "council voted on Thursday, 5 to 2.\n\nA longer night costs 400 dollars a week. "
                "Some 120 students are expected to come, and the council will count them before it "
                "votes again in March.",
                outlet="The Riverton Ledger",
                author="Jane Doe",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a letter in English, whose headline stands again under a greeting": (
        """From: Riverton Weekly <hello@example.com>
Sent: Thursday, June 13, 2024 7:02 AM
To: Ann Roe
Subject: FW: Why our ferries now run on cooking oil

View this email in your browser

RIVERTON WEEKLY
Issue 7 | June 13, 2024

Good morning, and mind the puddles on the pier.

Why our ferries now run on cooking oil
By Jane Doe

Two of the five boats smell faintly of fried fish. Since January they have burned cooking oil.

The switch costs 9 cents more for each passenger, the operator says, and nobody complained.

Unsubscribe | Manage preferences
""",
        [
            article(
                "Why our ferries now run on cooking oil",
                "Good morning, and mind the puddles on the pier.\n\n"
                "Two of the five boats smell faintly of fried fish. Since January they have burned "
                "cooking oil.\n\nThe switch costs 9 cents more for each passenger, the operator "
                "says, and nobody complained.",
                outlet="Riverton Weekly",
                author="Jane Doe",
                published=date(2024, 6, 13),
            )
        ],
    ),
    "a site's slogan above its menu, and short lists below": (
        """한국신문 | 가람의 오늘을 기록합니다
기사제보 후원하기 로그인

뉴스홈 사회 문화

가람시, 강변 도서관 새로 연다…책 3만 권 들여

등록 2024-06-13 21:10
글 홍길동 기자 · 사진 김철수

A- A+ 스크랩 인쇄

가람시는 13일 강변에 새 도서관을 연다고 밝혔다.
도서관에는 책 3만 권이 있다.

ⓒ 한국신문, 무단 전재 및 재배포 금지

관련기사
- 나래시도 도서관 짓는다, 내년 봄 개관 | 2024-06-11
- 다온군 책 축제 사흘 동안 열린다 | 이영희 기자

최신뉴스
한빛천 걷기 길, 시민에게 열린다 | 2024. 06.13(목) | 박민수 기자
나래항 여객선 보러 오세요
""",
        [
            article(
                "가람시, 강변 도서관 새로 연다…책 3만 권 들여",
                "가람시는 13일 강변에 새 도서관을 연다고 밝혔다.\n도서관에는 책 3만 권이 있다.",
                outlet="한국신문",
                author="홍길동",
                published=date(2024, 6, 13),
            ),
            headline(
                "1", "나래시도 도서관 짓는다, 내년 봄 개관", "", date(2024, 6, 11), "한국신문"
            ),
            headline("2", "다온군 책 축제 사흘 동안 열린다", "이영희", None, "한국신문"),
            headline(
                "3", "한빛천 걷기 길, 시민에게 열린다", "박민수", date(2024, 6, 13), "한국신문"
            ),
        ],
    ),
    "nothing but navigation": ("메뉴 건너뛰기\n로그인\n", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_becomes_exactly_these_articles(name: str) -> None:
    text, expected = PAGES[name]
    assert parse_page(Page(text), "p.txt") == expected


SHAPES = Path(__file__).parent / "pages"
TRUTH = [json.loads(line) for line in (SHAPES / "truth.jsonl").read_text("utf-8").splitlines()]


READ = {
    page["file"]: parse_page(Page((SHAPES / page["file"]).read_text("utf-8")), "p.txt")
    for page in TRUTH
}


class TestPagesOfManyShapes:
    """Invented pages as sites have them: what is read is right for nine in ten and more."""

    def pairs(self) -> Iterator[tuple[dict[str, Any], Article]]:
        for page in TRUTH:
            articles = [found for found in READ[page["file"]] if found.kind == "article"]
            assert len(articles) == len(page["articles"]), page["file"]
            yield from zip(page["articles"], articles, strict=True)

    @pytest.mark.parametrize("name", ["title", "outlet", "author", "published"])
    def test_what_is_said_of_an_article_is_read(self, name: str) -> None:
        right = [
            str(getattr(found, name) or "") == (true[name] or "") for true, found in self.pairs()
        ]
        assert sum(right) >= 0.85 * len(right)

    @pytest.mark.parametrize(
        ("name", "within"), [("must_contain", True), ("must_not_contain", False)]
    )
    def test_the_text_is_kept_and_the_noise_is_not(self, name: str, within: bool) -> None:
        right = [
            (text.strip() in " ".join(found.text.split())) == within
            for true, found in self.pairs()
            for text in true[name]
        ]
        assert sum(right) >= 0.97 * len(right)

    def test_numbered_and_dated_rows_are_headlines(self) -> None:
        found = {(f, a.title) for f, read in READ.items() for a in read if a.kind == "headline"}
        true = {(page["file"], row["title"]) for page in TRUTH for row in page["headlines"]}
        others = {(page["file"], title) for page in TRUTH for title in page["optional_headlines"]}
        assert len(found & true) >= 0.9 * len(true)
        assert len(found & (true | others)) >= 0.95 * len(found)


@pytest.mark.parametrize(
    "note",
    [
        "메모",
        "내일 오후 세 시에 병원 예약",
        "장보기\n\n우유와 달걀을 산다.\n빵은 있으니 사지 않는다.",
        "회의 메모\n참석: 김철수, 이영희\n장소 3층\n다음 회의 6월 3일\n할 일\n견적 요청",
        "김치찌개\n재료\n김치 300g\n두부 반 모\n만드는 법\n김치를 볶는다.\n물을 붓고 20분 끓인다.",
        "관리사무소\n전화 02-123-4567\n월~금 9시-18시",
        "사과\n배\n포도\n수박",
        "1. 우유\n2. 달걀\n3. 빵",
        "Trip notes\n\nTrain leaves at 9:05.\nBring: passport, charger\nCall Anna",
        "milk\neggs\nbread",
    ],
)
def test_no_line_of_a_note_is_lost(note: str) -> None:
    [found] = parse_page(Page(note), "n.txt")
    read = f"{found.title}\n{found.text}".split("\n")
    assert [line for line in note.split("\n") if line and line not in read] == []


WORDS = st.sampled_from("다리 3월 김밥 회의 오전 두 시 (주) - 100원 간다. milk 5: A".split())


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=12))
def test_no_word_of_a_note_is_lost(lines: list[str]) -> None:
    found = parse_page(Page("\n".join(lines)), "n.txt")
    read = " ".join(f"{a.title} {a.text}" for a in found)
    written = {word for line in lines for word in line.split() if word.isalnum()}
    assert written - {*read.split()} == set()


def test_a_saved_page_is_no_note() -> None:
    button = "친구에게 소개하기 | 지난 편지 보기"
    page = f"골목편지\n강변 도서관의 밤\n강변 도서관은 이제 밤에도 문을 연다.\n{button}"
    [note] = parse_page(Page(page), "p.txt")
    [saved] = parse_page(Page(page, saved=True), "p.txt")
    assert (button in note.text, button in saved.text) == (True, False)


def test_a_short_page_of_a_site_is_no_note() -> None:
    text = "다온군은 새 다리를 놓는다고 밝혔다. 길이는 300미터이다."
    page = f"""산업너머
모빌리티

다온군 새 다리 놓는다
고은채 2026-02-11 07:00
인쇄

{text}

함께 볼 기사
가람시 도서관 개관
산업너머 | 발행인 김가온 | Copyright 산업너머 All Rights Reserved."""
    facts = {"outlet": "산업너머", "author": "고은채", "published": date(2026, 2, 11)}
    expected = article("다온군 새 다리 놓는다", text, **facts)  # type: ignore[arg-type]
    assert parse_page(Page(page), "p.txt") == [expected]


def test_a_page_of_headlines_alone_is_their_list() -> None:
    titles = [
        "다온군 새 다리 놓는다",
        "가람시 도서관 개관",
        "나래항 여객선 결항",
        "한빛천 걷기 길 열려",
    ]
    page = "\n".join(
        ["다온 포털", "지역 주요뉴스  2024.07.19. 오후 6:00", *titles, "더보기 ▼", "ⓒ 다온"]
    )
    day = date(2024, 7, 19)
    assert parse_page(Page(page), "p.txt") == [
        headline(str(number), title, day=day) for number, title in enumerate(titles, 1)
    ]


def test_a_dated_byline_under_a_line_of_a_text_begins_another_article() -> None:
    page = """동네소식
홈 | 로그인
다온군 새 다리 놓는다
2024.07.18 | 홍길동 기자
다온군이 새 다리를 놓는다고 18일 밝혔다.
길이는 300미터이다.
가람시 도서관 개관
2024.07.19 | 김철수 기자
가람시가 도서관을 열었다고 19일 밝혔다.
책은 3만 권이다.
ⓒ 동네소식"""
    told = [(a.title, a.author, a.published, a.text) for a in parse_page(Page(page), "p.txt")]
    assert told == [
        (
            "다온군 새 다리 놓는다",
            "홍길동",
            date(2024, 7, 18),
            "다온군이 새 다리를 놓는다고 18일 밝혔다.\n길이는 300미터이다.",
        ),
        (
            "가람시 도서관 개관",
            "김철수",
            date(2024, 7, 19),
            "가람시가 도서관을 열었다고 19일 밝혔다.\n책은 3만 권이다.",
        ),
    ]


def test_known_facts_win_and_the_title_is_not_repeated_in_the_text() -> None:
    known = Facts(title="새 다리", outlet="다온신문")
    page = "새 다리\nⓒ 한국신문\n다리가 열렸다.\n둘째 문단이다."
    assert parse_page(Page(page, known), "p.txt") == [
        article("새 다리", "다리가 열렸다.\n둘째 문단이다.", outlet="다온신문")
    ]


def test_the_title_of_a_documents_properties_stands_in_only() -> None:
    text = "새 다리, 내년 봄에 열린다\n새 다리가 내년 봄에 열린다.\n둘째 문단이다."
    page = Page(text, spare=Facts("보도자료 양식"))
    assert [found.title for found in parse_page(page, "p.txt")] == ["새 다리, 내년 봄에 열린다"]
    page = Page("새 다리가 내년 봄에 열린다.\n둘째 문단이다.", spare=Facts("새 다리 소식"))
    assert [found.title for found in parse_page(page, "p.txt")] == ["새 다리 소식"]


page_lines = st.sampled_from(
    [line for text, _ in PAGES.values() for line in text.split("\n")] + ["번호 제목 글쓴이 날짜"]
)
pages = st.lists(page_lines | st.text(max_size=40), max_size=20).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(pages | st.text())
def test_any_text_parses_into_sound_articles(text: str) -> None:
    articles = parse_page(Page(text), "p.txt")
    ids = [a.id for a in articles]
    assert len(set(ids)) == len(ids)
    for found in articles:
        assert found.title
        assert found.text.strip()
        assert unicodedata.is_normalized("NFC", found.text)
        for start, end in found.captions:
            assert 0 <= start < end <= len(found.text)
            assert "\n" not in found.text[start:end]
