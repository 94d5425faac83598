"""What people ask beside facts: talk, lists by day, writer and kind, and words as they stand."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from embeddings import build_index
from qa import Answer, Assistant, Part

TODAY = date(2024, 9, 2)
ROWS = [
    {
        "title": "가람시, 별빛대교 개통",
        "text": "가람시는 8월 5일 별빛대교를 개통했다. 공사비는 850억원이 들었다.",
        "outlet": "한들뉴스",
        "author": "옥지훈",
        "published": "2024-08-06",
    },
    {
        "title": "별빛대교 공사비 늘어",
        "text": "별빛대교의 공사비는 700억원이라고 가람시가 밝혔다. 개통은 내년이다.",
        "outlet": "도담투데이",
        "author": "옥지훈, 임하늬",
        "published": "2023-07-10",
    },
    {
        "title": "[사설] 다리만 놓으면 되나",
        "text": "다리는 놓았지만 버스는 다니지 않는다. 가람시는 노선부터 내놓아야 한다.",
        "outlet": "한들뉴스",
        "published": "2024-08-30",
    },
    {"title": "나루 도서관 휴관", "text": "나루 도서관이 배관을 바꾸려고 문을 닫는다."},
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("requests")
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (folder / "seeds").mkdir()
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    yield Assistant.open(folder / "index")


def cited(answer: Answer) -> list[str]:
    return [citation.article.title for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("안녕하세요", "안녕하세요. 기사에 대해 물어보시면 기사에 있는 문장으로 답해 드립니다."),
        ("고마워!", "도움이 되었다니 다행입니다. 더 궁금한 것이 있으면 물어보세요."),
        ("Hello", "Hello. Ask about the articles here, and their own sentences will answer."),
    ],
)
def test_talk_is_answered_in_its_language_and_cites_nothing(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.parts, answer.found, answer.nearest) == ((Part(said),), False, ())


def test_help_gives_examples_made_of_the_articles(assistant: Assistant) -> None:
    first, *examples = assistant.ask("뭘 물어볼 수 있어?").parts
    assert first.text.startswith("기사에 나오는 것을 물어보세요.")
    assert [one.text for one in examples] == [
        "· ‘[사설] 다리만 놓으면 되나’ 기사를 요약해 줘",
        "· 한들뉴스 기사 목록",
        "· 2024년 8월 기사 보여줘",
        "· 옥지훈 기자가 쓴 기사",
    ]


def test_what_there_is_is_counted_and_the_newest_shown(assistant: Assistant) -> None:
    answer = assistant.ask("여기 어떤 기사들이 있어?")
    assert " ".join(part.text for part in answer.parts[:3]) == (
        "본문이 있는 기사 4건과 제목만 있는 기사 0건이 있습니다. 언론사: 한들뉴스, 도담투데이. "
        "날짜: 2023년 7월 10일~2024년 8월 30일."
    )
    assert cited(answer) == [ROWS[at]["title"] for at in (2, 0, 1, 3)]


@pytest.mark.parametrize(
    ("question", "understood", "found"),
    [
        ("2024년 8월 기사 목록", "조건: 2024년 8월", (2, 0)),
        ("지난달 나온 기사", "조건: 2024년 8월", (2, 0)),
        ("지난주 기사 뭐 있어?", "조건: 2024년 8월 26일~9월 1일", (2,)),
        ("8월 6일자", "조건: 2024년 8월 6일", (0,)),
        ("요즘 나온 기사 보여줘", "조건: 2024년 7월 31일~8월 30일", (2, 0)),
        ("작년 기사 보여줘", "조건: 2023년", (1,)),
        ("한들뉴스가 쓴 기사", "조건: 한들뉴스", (2, 0)),
        ("도담투데이와 한들뉴스 기사 목록", "조건: 한들뉴스, 도담투데이", (2, 0, 1)),
        ("옥지훈 기자가 쓴 기사", "조건: 옥지훈", (0, 1)),
        ("임하늬 기자", "조건: 임하늬", (1,)),
        ("사설만 보여줘", "조건: 사설", (2,)),
        ("한들뉴스에서 8월에 나온 옥지훈 기자 기사", "조건: 한들뉴스 · 2024년 8월 · 옥지훈", (0,)),
        ("articles from August 2024", "Only: August 2024", (2, 0)),
        ("한들뉴스 기사를 오래된 순으로", "조건: 한들뉴스", (0, 2)),
        ("‘노선부터 내놓아야’라고 쓴 기사는?", "조건: ‘노선부터 내놓아야’", (2,)),
    ],
)
def test_articles_are_listed_by_what_is_wanted_of_them(
    assistant: Assistant, question: str, understood: str, found: tuple[int, ...]
) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert answer.understood == understood
    assert cited(answer) == [ROWS[at]["title"] for at in found]


def test_an_entry_has_day_outlet_title_and_a_sentence(assistant: Assistant) -> None:
    answer = assistant.ask("8월 6일자", today=TODAY)
    assert answer.text == (
        "모두 1건입니다.\n\n2024년 8월 6일 · 한들뉴스 · 가람시, 별빛대교 개통: "
        "가람시는 8월 5일 별빛대교를 개통했다. [1]"
    )
    [condition] = answer.conditions
    assert condition.to_dict() == {
        "wanted": "published",
        "said": "8월 6일자",
        "label": "2024년 8월 6일",
        "names": [],
        "since": "2024-08-06",
        "until": "2024-08-06",
    }


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("2024년 8월 기사에서 별빛대교 공사비는 얼마야?", "850억원"),
        ("2023년 7월에 나온 기사에서 별빛대교 공사비는 얼마야?", "700억원"),
        ("도담투데이에 따르면 별빛대교 공사비는 얼마야?", "700억원"),
    ],
)
def test_a_fact_is_read_in_the_articles_that_are_wanted(
    assistant: Assistant, question: str, short: str
) -> None:
    assert assistant.ask(question, today=TODAY).short == short


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("2023년 7월 공지에는 별빛대교 공사비가 얼마야?", "700억원"),
        ("2024년 8월 5일 공지에는 별빛대교 공사비가 얼마야?", "850억원"),
    ],
)
def test_what_was_at_a_time_is_rather_told_by_articles_of_it(
    assistant: Assistant, question: str, short: str
) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert (answer.conditions, answer.short) == ((), short)


def test_what_was_understood_is_said_in_the_language_that_is_asked_for(
    assistant: Assistant,
) -> None:
    said = assistant.ask("2024년 8월 기사 목록", today=TODAY, language="en").understood
    assert said == "Only: August 2024"
    said = assistant.ask("articles from August 2024", today=TODAY, language="ko").understood
    assert said == "조건: 2024년 8월"


def test_where_no_article_is_as_wanted_that_is_said_and_the_nearest_in_time_shown(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("어제 기사", today=date(2026, 5, 14))
    assert [part.text for part in answer.parts[:3]] == [
        "2026년 5월 13일에 나온 기사는 없습니다.",
        "가장 새로운 기사가 2024년 8월 30일의 것입니다.",
        "가까운 때의 기사:",
    ]
    assert [one.article.title for one in answer.related] == [ROWS[at]["title"] for at in (2, 0, 1)]
    assert (answer.found, answer.understood) == (False, "조건: 2026년 5월 13일")


def test_what_other_articles_tell_is_said_where_those_wanted_do_not(assistant: Assistant) -> None:
    answer = assistant.ask("지난주 별빛대교 공사비 기사 목록", today=TODAY)
    assert [part.text for part in answer.parts[:2]] == [
        "2024년 8월 26일~9월 1일 기사 가운데에는 없습니다.",
        "가까운 때의 기사:",
    ]
    assert [one.article.title for one in answer.related] == [ROWS[at]["title"] for at in (0, 1)]


def test_the_one_article_that_is_wanted_is_summed_up(assistant: Assistant) -> None:
    answer = assistant.ask("한들뉴스 사설 요약해줘", today=TODAY)
    assert answer.understood == "조건: 한들뉴스 · 사설"
    assert " ".join(one.quote for one in answer.citations) == ROWS[2]["text"]


def test_the_oldest_come_first_where_these_are_asked_for(assistant: Assistant) -> None:
    for question in ("가장 오래된 기사가 뭐야?", "What is the oldest article?"):
        assert cited(assistant.ask(question))[:2] == [ROWS[at]["title"] for at in (1, 0)]


def test_a_day_is_no_question_of_what_there_is(assistant: Assistant) -> None:
    for question in ("그제 기사", "오늘 나온 기사"):
        answer = assistant.ask(question, today=date(2024, 9, 10))
        assert answer.parts[0].text.endswith("에 나온 기사는 없습니다.")


def test_a_listed_article_is_pointed_at_by_its_number(assistant: Assistant) -> None:
    listed = assistant.ask("옥지훈 기자가 쓴 기사", today=TODAY)
    for question in ("두 번째 기사 요약해줘", "그럼 2번째 기사는?", "summarize the second article"):
        answer = assistant.ask(question, [listed], today=TODAY)
        assert answer.citations[0].quote == "별빛대교의 공사비는 700억원이라고 가람시가 밝혔다."


def test_a_question_goes_on_to_another_time(assistant: Assistant) -> None:
    first = assistant.ask("2024년 8월 기사에서 별빛대교 공사비는 얼마야?", today=TODAY)
    answer = assistant.ask("그럼 2023년 7월은?", [first], today=TODAY)
    assert (answer.short, answer.question) == ("700억원", "그럼 2023년 7월은?")
    again = assistant.ask("그럼 2024년 8월은?", [first, answer], today=TODAY)
    assert (again.short, again.alone) == ("850억원", first.question)


def test_the_nearest_in_time_are_about_what_is_asked(assistant: Assistant) -> None:
    answer = assistant.ask("2024년 5월 기사에서 별빛대교 공사비는 얼마야?", today=TODAY)
    assert answer.parts[0].text == "2024년 5월에 나온 기사는 없습니다."
    assert [one.article.title for one in answer.related] == [ROWS[at]["title"] for at in (0, 1)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("홍길동 기자가 쓴 기사", "홍길동 기자가 쓴 기사는 없습니다."),
        ("부고만", "제목에 부고 표시가 있는 기사는 없습니다."),
        ("“없는 말이다”", "“없는 말이다” 그대로 나오는 기사는 없습니다."),
        ("한들뉴스가 쓴 부고 목록", "한들뉴스 · 부고에 모두 맞는 기사는 없습니다."),
    ],
)
def test_what_is_missing_is_named(assistant: Assistant, question: str, said: str) -> None:
    assert assistant.ask(question, today=TODAY).parts == (Part(said),)


@pytest.mark.parametrize("question", ["“버스는 다니지 않는다”", '"버스는  다니지, 않는다"'])
def test_a_phrase_is_found_as_it_stands(assistant: Assistant, question: str) -> None:
    [citation] = assistant.ask(question).citations
    assert citation.quote == "다리는 놓았지만 버스는 다니지 않는다."


def test_a_phrase_within_a_question_narrows_it(assistant: Assistant) -> None:
    answer = assistant.ask("“개통은 내년이다”라고 쓴 기사에서 공사비는 얼마야?")
    assert {hit.article.title for hit in answer.nearest} == {ROWS[1]["title"]}


@pytest.mark.parametrize(
    ("question", "short", "quote"),
    [
        ("별빛대교 개통 기사는 누가 썼어?", "옥지훈", "가람시는 8월 5일 별빛대교를 개통했다."),
        (
            "별빛대교 개통 기사는 언제 나왔어?",
            "2024년 8월 6일",
            "가람시는 8월 5일 별빛대교를 개통했다.",
        ),
        (
            "다리만 놓으면 되나, 어느 신문 기사야?",
            "한들뉴스",
            "다리는 놓았지만 버스는 다니지 않는다.",
        ),
        (
            "“다리만 놓으면” 기사 언제 나온 거야?",
            "2024년 8월 30일",
            "다리는 놓았지만 버스는 다니지 않는다.",
        ),
        ("Who wrote the article 별빛대교 개통?", "옥지훈", "가람시는 8월 5일 별빛대교를 개통했다."),
    ],
)
def test_who_wrote_an_article_and_when_is_told(
    assistant: Assistant, question: str, short: str, quote: str
) -> None:
    answer = assistant.ask(question, today=TODAY)
    (citation,) = answer.citations
    assert answer.parts == (Part(short, citation, "short"), Part(quote, citation, "quote"))


def test_what_is_not_known_of_an_article_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("나루 도서관 휴관 기사는 누가 썼어?", today=TODAY)
    assert (answer.grade, answer.parts[0]) == ("related", Part("기사에 기자 이름이 없습니다."))
    assert answer.related[0].article.title == "나루 도서관 휴관"


HEADLINES = """한들뉴스
많이 본 뉴스
1. 다솜 공영자전거, 내달부터 두 시간 무료
2. 가람 앞바다서 대왕문어 41㎏ 잡혔다
3. 나루 여고 씨름부 창단 1년 만에 우승
"""


def test_a_title_that_is_looked_for_is_told_though_the_reader_is_not_sure(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("titles")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "a.txt").write_text(HEADLINES, encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    asked = Assistant.open(folder / "index").ask
    for question in (
        "자전거를 공짜로 타게 해 준다는 기사 제목 뭐였지?",
        "자전거 뉴스 제목 좀 찾아줘",
    ):
        assert cited(asked(question))[:1] == ["다솜 공영자전거, 내달부터 두 시간 무료"]
    assert not asked("기준금리가 동결됐다는 기사 제목 뭐였지?").found
