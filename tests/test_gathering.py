"""What is asked of more than one sentence: summaries, lists, timelines, enumerations."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from embeddings import Article, Passage, Sentence, build_index, query_terms
from qa import Answer, Assistant, Hit
from qa.answering.enumeration import enumerated, joined, of_each
from qa.answering.gathering import Event, on_days, on_topic, titles
from qa.answering.sentences import central, told
from qa.answering.summary import summary
from qa.question import understand
from qa.reader.windows import Found, Window
from qa.retrieval.reading import Read
from qa.values.days import days

FIRE = (
    "누리산에서 난 불이 이틀째 번지고 있다. 5일 오후 서쪽 기슭에서 불이 시작됐다. "
    "다친 사람은 2명이다."
)
OUT = (
    "누리산을 태우던 불이 나흘 만에 꺼졌다. 산림청은 8일 오후 6시 불을 모두 껐다고 밝혔다. "
    "피해 면적은 112ha이다. 집 14채가 탔다."
)
RULES = (
    "가람시의회는 14일 야시장 조례를 고쳤다. 의회는 조례에 조건 세 가지를 달았다. "
    "자정에 문을 닫을 것, 소음을 60데시벨 아래로 줄일 것, 쓰레기를 되가져갈 것 등이다. "
    "야시장에는 지난해 12만 명이 다녀갔다."
)
BURNT = (
    "한들 공장에서 1일 불이 났다. 불은 한들 공장 창고에서 시작됐다. "
    "소방서는 한들 공장 창고의 전선을 조사한다. 다친 사람은 9명에서 14명으로 늘었다."
)
PHOTOS = ["사진전에 못 나오는 사람도 있다.", "상을 받은 이는 안 된다.", "심사위원의 가족도 그렇다."]
PARK = [
    "호수 공원에 새로 생긴 것은 세 가지다.",
    "물가에 정자가 섰다.",
    "온실도 열렸다.",
    "숲길도 놓였다.",
]
ARTICLES = [
    {"title": "누리산 산불 이틀째", "text": FIRE, "outlet": "가람일보", "published": "2024-04-06"},
    {"title": "누리산 산불 꺼져", "text": OUT, "outlet": "나루신문", "published": "2024-04-09"},
    {"title": "야시장 조례 고쳐", "text": RULES, "outlet": "가람일보", "published": "2024-06-15"},
    {
        "title": "나루 사진전",
        "text": f"나루 사진전이 9일 열린다.\n\n{' '.join(PHOTOS)}\n\n사진은 5일까지 낸다.",
    },
    {"title": "한들 공장 화재", "text": BURNT, "published": "2024-07-02"},
    {"title": "호수 공원 새 단장", "text": "\n\n".join(["호수 공원이 문을 열었다.", *PARK])},
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("gathering")
    (folder / "seeds").mkdir()
    lines = [json.dumps(article, ensure_ascii=False) for article in ARTICLES]
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    yield Assistant.open(folder / "index")


def said(answer: Answer) -> list[str]:
    return [" ".join(part.text for part in paragraph) for paragraph in answer.paragraphs]


def test_a_list_has_an_entry_an_article_the_newest_first(assistant: Assistant) -> None:
    answer = assistant.ask("누리산 산불을 다룬 기사 목록을 보여 줘")
    heads = [paragraph[0].text for paragraph in answer.paragraphs]
    assert heads == [
        "2024년 4월 9일 · 나루신문 · 누리산 산불 꺼져:",
        "2024년 4월 6일 · 가람일보 · 누리산 산불 이틀째:",
    ]
    assert {citation.article.title for citation in answer.citations} == {
        "누리산 산불 꺼져",
        "누리산 산불 이틀째",
    }


def test_a_listed_article_tells_how_many_it_is_by_now(assistant: Assistant) -> None:
    quotes = [one.quote for one in assistant.ask("한들 공장 화재 기사 목록").citations]
    assert quotes[-1] == "다친 사람은 9명에서 14명으로 늘었다."


def test_what_no_article_is_about_has_no_list(assistant: Assistant) -> None:
    answer = assistant.ask("호수 조례 기사 목록을 보여 줘")  # one has the lake, another the bylaw
    assert (answer.found, answer.parts[0].text) == (False, "기사에서 답을 찾지 못했습니다.")


def test_what_no_listed_article_has_is_said_first(assistant: Assistant) -> None:
    told = said(assistant.ask("누리산 태풍 기사 목록을 보여 줘"))
    assert told[0] == "‘태풍’이 나오는 기사는 찾지 못했습니다. 가까운 기사:"
    assert [line.partition(":")[0] for line in told[1:]] == [
        "2024년 4월 9일 · 나루신문 · 누리산 산불 꺼져",
        "2024년 4월 6일 · 가람일보 · 누리산 산불 이틀째",
    ]


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("쓰레기는?", True),  # the article has it
        ("조건은 몇 가지야?", True),
        ("야시장에는 몇 명이 왔어?", True),
        ("누리산은 언제 꺼졌어?", False),  # another one has that
    ],
)
def test_a_short_question_stays_with_the_article_that_has_what_it_speaks_of(
    assistant: Assistant, text: str, follows: bool
) -> None:
    first = assistant.ask("야시장 조례는 며칠에 고쳤어?")
    further = assistant.snapshot().understand(text, [first]).follow_up
    assert bool(further) is follows


def test_a_timeline_tells_dated_events_the_oldest_first(assistant: Assistant) -> None:
    answer = assistant.ask("누리산 산불을 시간순으로 정리해 줘")
    assert said(answer) == [
        "2024년 4월 5일: 5일 오후 서쪽 기슭에서 불이 시작됐다.",
        "2024년 4월 6일: 누리산에서 난 불이 이틀째 번지고 있다.",
        "2024년 4월 8일: 산림청은 8일 오후 6시 불을 모두 껐다고 밝혔다.",
        "2024년 4월 9일: 누리산을 태우던 불이 나흘 만에 꺼졌다.",
    ]


@pytest.mark.parametrize(
    "question",
    ["누리산 산불 기사 제목이 뭐였지?", "누리산에서 불이 번진다는 소식 제목을 알려 줘"],
)
def test_a_title_that_is_asked_for_is_an_articles(assistant: Assistant, question: str) -> None:
    first, *_ = said(assistant.ask(question))
    assert first.startswith("2024년 4월") and "누리산 산불" in first.partition(":")[0]


def test_a_title_of_nothing_that_is_told_is_not_found(assistant: Assistant) -> None:
    assert not assistant.ask("달 착륙선이 떨어졌다는 기사 제목이 뭐였지?").found


def titled(title: str, kind: Literal["article", "headline"], score: float) -> Hit:
    article = Article(title, title, title, kind=kind)
    passage = Passage((Sentence(0, len(title), query_terms(title)),))
    return Hit(article, score, score, score, (*query_terms(title),), passage)


def test_what_a_title_holds_more_of_is_its_article_and_no_headline_beside_it() -> None:
    won, lost = (
        titled("한빛, 나래 꺾고 우승", "article", 1.0),
        titled("나래, 한빛 만난다", "headline", 0.8),
    )
    asked_of = {"한빛": 1.0, "우승": 1.0}
    assert [one.hit for one in titles([won, lost], asked_of)] == [won, lost]
    assert [one.hit for one in titles([won, lost], {"나래": 1.0})] == [lost]


def test_a_title_far_ahead_of_all_others_may_be_recalled_in_other_words() -> None:
    bath = titled("목욕탕이 책방으로", "headline", 0.9)
    shop = titled("청년몰 점포 비었다", "headline", 0.3)
    recalled = {"목욕탕": 1.5, "망하다": 5.0, "서점": 5.0}
    assert [one.hit for one in titles([bath, shop], recalled)] == [bath]
    assert titles([bath, replace(shop, score=0.8)], recalled) == []


def test_what_there_was_on_a_day_is_told_by_its_events(assistant: Assistant) -> None:
    hits = assistant.search("누리산 산불")
    asked_of = [(date(2024, 4, 8), date(2024, 4, 9))]
    told_of = on_days(hits, asked_of, {}, assistant.snapshot().idf)
    assert [one.label.said("ko") for one in told_of] == ["2024년 4월 8일", "2024년 4월 9일"]
    asked = assistant.ask("2024년 6월 14일에 가람시의회에서 무슨 일이 있었어?")
    assert [one.quote for one in asked.citations][:1] == ["가람시의회는 14일 야시장 조례를 고쳤다."]


def test_of_a_days_events_those_are_told_that_hold_what_is_asked(assistant: Assistant) -> None:
    text = "16일 밤 가람에 83㎜가 내렸다. 나루면에서는 16일 다리가 끊겼다. 17일 비가 그쳤다."
    article = Article("", "", text, published=date(2024, 7, 17))
    hit = Hit(article, 1.0, 1.0, 1.0, (), Passage(()))
    of_that_day = [(date(2024, 7, 16), date(2024, 7, 16))]
    told_of = on_days([hit], of_that_day, {"나루면": 1.0, "일": 0.1}, assistant.snapshot().idf)
    quotes = [text[slice(*span)] for one in told_of for span in one.spans]
    assert quotes == ["나루면에서는 16일 다리가 끊겼다."]
    of_else = {"나루면": 1.0, "선거": 5.0}
    assert on_days([hit], of_that_day, of_else, assistant.snapshot().idf, least=0.2) == []


def test_what_is_to_be_this_year_stands_at_the_day_on_which_it_was_told() -> None:
    told = [("올해 안에 다리를 놓기로 했다.", 8), ("다리를 9일 열었다.", 9), ("7일 불이 났다.", 8)]
    events = []
    for text, day in told:
        published = date(2024, 4, day)
        hit = Hit(Article("", "", text, published=published), 1.0, 1.0, 1.0, (), Passage(()))
        of = days(text, published)
        assert of
        events.append(Event(of, hit, Sentence(0, len(text), ())))
    ordered = sorted(events, key=lambda one: one.order)
    assert [one.hit.article.text for one in ordered] == [told[at][0] for at in (2, 0, 1)]


@pytest.mark.parametrize(
    "question",
    ["야시장 조례에 단 조건을 빠짐없이 알려 줘", "야시장 조례에 달린 조건들은 뭐뭐야?"],
)
def test_all_that_is_asked_for_is_gathered(assistant: Assistant, question: str) -> None:
    quotes = [citation.quote for citation in assistant.ask(question).citations]
    assert any("자정에 문을 닫을 것" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("나루 사진전에 응모하지 못하는 사람은 어떤 경우들이 있어?", PHOTOS),
        ("호수 공원에 새로 생긴 건 뭐뭐야?", PARK),
    ],
    ids=["a paragraph", "a line a sentence"],
)
def test_what_a_sentence_announces_is_told_by_those_around_it(
    assistant: Assistant, question: str, told: list[str]
) -> None:
    assert [citation.quote for citation in assistant.ask(question).citations] == told


def one_of(name: str, text: str) -> Read:
    whole = (0, len(text))
    hit = Hit(
        Article(name, "", text),
        *(1.0, 1.0, 1.0),
        (),
        Passage((Sentence(*whole, query_terms(text)),)),
    )
    return Read(hit, Window((whole,)), Found(0, 2, 1.0), whole, (0.0,), True)


def test_a_name_stands_in_an_article_whatever_terms_it_is_parted_into_there() -> None:
    first, other = (one_of(name, "아란군 장터가 열린다.").hit for name in "ab")
    parted = replace(other, score=0.1, passage=Passage((Sentence(0, 12, ("아란", "군", "장터")),)))
    weights = {"아란군": 3.0, "장터": 1.0}
    assert on_topic([first, parted], weights, lambda _: 1.0) == [first, parted]


def test_each_of_two_things_is_told_of_in_its_own_article() -> None:
    reads = [
        one_of("a", "사과는 가을에 붉다."),
        one_of("b", "사과 옆에 산다."),
        one_of("c", "오이는 푸르다."),
    ]
    assert of_each("사과와 오이의 색을 각각 알려줘", reads) == [reads[0], reads[2]]
    assert of_each("사과와 오이의 색을 알려줘", reads) == []
    assert of_each("사과와 감자의 색을 각각 알려줘", reads) == []


def test_an_unlikelier_sentence_that_names_several_things_is_told_too() -> None:
    lines = [
        "놀이터를 새로 짓는다.",
        "넓다.",
        "밝다.",
        "높다.",
        "길다.",
        "돈은 기금 3억 원과 성금 2억 원으로 댄다.",
        "크다.",
    ]
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    spans = (*((at, at + len(line)) for at, line in zip(starts, lines, strict=True)),)
    passage = Passage((*(Sentence(*span, ()) for span in spans),))
    hit = Hit(Article("a", "", text), 1.0, 1.0, 1.0, (), passage)
    odds = (0.0, -9.0, -9.0, -9.0, -9.0, -4.0, -9.0)
    one = Read(hit, Window(spans), Found(*spans[0], 1.0), spans[0], odds, True)
    assert [text[slice(*span)] for span in enumerated([one])] == [*lines[:4], lines[5]]


@pytest.mark.parametrize(
    ("odds", "told"),
    [
        ((1.0, -9.0, 0.5, -9.0, 0.0), "둘은 셌다."),  # what lies between doesn't answer
        ((-9.0, -3.9, 0.5, -3.0, 0.0), "하나는 샜다. 둘은 셌다. 셋은 섰다. 넷은 썼다."),
        ((0.0, 0.0, 0.5, -4.1, 0.0), "영은 쉬었다. 하나는 샜다. 둘은 셌다."),
    ],
)
def test_a_reason_is_told_with_what_stands_next_to_it_and_tells_more(
    odds: tuple[float, ...], told: str
) -> None:
    text = "영은 쉬었다. 하나는 샜다. 둘은 셌다. 셋은 섰다. 넷은 썼다."
    ends = [at + 1 for at, letter in enumerate(text) if letter == "."]
    spans = (*zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True),)
    hit = Hit(
        Article("a", "", text), 1.0, 1.0, 1.0, (), Passage((*(Sentence(*s, ()) for s in spans),))
    )
    one = Read(hit, Window(spans), Found(*spans[2], 1.0), spans[2], odds, True)
    start, end = joined(one)
    assert text[start:end] == told


def test_a_summary_has_as_many_sentences_as_are_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("야시장 조례 기사를 두 문장으로 요약해 줘")
    assert len(answer.citations) == 2
    assert answer.citations[0].quote == "가람시의회는 14일 야시장 조례를 고쳤다."


def test_the_article_that_was_cited_is_the_one_that_is_summed_up(assistant: Assistant) -> None:
    first = assistant.ask("야시장에는 지난해 몇 명이 다녀갔나?")
    answer = assistant.ask("이 기사를 세 줄로 요약해 줘", [first])
    assert [citation.article.title for citation in answer.citations] == ["야시장 조례 고쳐"] * 3
    assert answer.understood == "야시장에는 지난해 몇 명이 다녀갔나? 이 기사를 세 줄로 요약해 줘"


def test_captions_and_bylines_are_not_told() -> None:
    text = "다리가 열렸다고 시가 밝혔다.\n시민들이 다리를 걷고 있다. 사진=가람시\n나기자 a@b.kr"
    article = Article("a", "다리", text, captions=((17, 43),))
    assert [text[s.start : s.end] for s in told(article)] == ["다리가 열렸다고 시가 밝혔다."]


def test_a_summary_has_no_caption_byline_or_what_another_article_told() -> None:
    own = [
        "가람시는 14일 별빛대교를 열었다.",
        "길이 1.2㎞의 다리는 왕복 4차로이다.",
        "공사에는 4년이 걸렸고 640억 원이 들었다.",
        "시는 다리 밑에 공원을 만들기로 했다.",
    ]
    beside = [
        "시민들이 14일 별빛대교를 걷고 있다. 사진=가람시",
        "[가람일보 구름새 기자] 2024.03.14 09:10",
        "구름새 기자 cloud@garam.example",
        "앞서 나루신문은 별빛대교 공사비가 700억 원을 넘었다고 보도했다.",
        "나루신문에 따르면 별빛대교 설계에는 두 회사가 뛰어들었다.",
        "▶ 관련기사: 별빛대교 공사 또 늦어져",
        "[관련 기사] 별빛대교 이름은 어떻게 지었나.",
    ]
    lines = [own[0], beside[0], own[1], *beside[1:4], own[2], *beside[4:], own[3]]
    text = "\n".join(lines)
    at = text.index(beside[0])
    article = Article("a", "별빛대교 개통", text, captions=((at, at + len(beside[0])),))
    for asked in ("요약해줘", "다섯 문장으로 요약해줘"):
        spans = summary(understand(asked), article, lambda _: 1.0)
        assert {text[start:end] for start, end in spans} <= {*own}


def test_what_is_said_twice_is_summed_up_once() -> None:
    text = "시는 새 다리를 열었다. 새 다리를 시는 열었다. 공사에 4년이 걸렸다."
    chosen = central(told(Article("a", "", text)), lambda _: 1.0, 2)
    assert [text[s.start : s.end] for s in chosen] == [
        "시는 새 다리를 열었다.",
        "공사에 4년이 걸렸다.",
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("13일 문을 열었다", date(2024, 6, 13), date(2024, 6, 13)),
        ("28일 문을 열었다", date(2024, 5, 28), date(2024, 5, 28)),
        ("오는 28일 문을 연다", date(2024, 6, 28), date(2024, 6, 28)),
        ("28일 문을 연다고 15일 밝혔다", date(2024, 6, 28), date(2024, 6, 28)),
        ("28일 문을 열 예정이다", date(2024, 6, 28), date(2024, 6, 28)),
        ("이달 28일 문을 열었다", date(2024, 6, 28), date(2024, 6, 28)),
        ("13일 현재 9명이 산다", date(2024, 6, 13), date(2024, 6, 13)),
        ("지난달 3일 문을 열었다", date(2024, 5, 3), date(2024, 5, 3)),
        ("7월 1일 문을 연다", date(2024, 7, 1), date(2024, 7, 1)),
        ("12월 열린다", date(2024, 12, 1), date(2024, 12, 31)),
        ("지난해 3월 열렸다", date(2023, 3, 1), date(2023, 3, 31)),
        ("2019년 8월 6일에 섰다", date(2019, 8, 6), date(2019, 8, 6)),
        ("1998년 놓였다", date(1998, 1, 1), date(1998, 12, 31)),
        ("전날 밝혔다", date(2024, 6, 14), date(2024, 6, 14)),
        ("작년보다 늘었다", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_days_count_from_the_articles_own(text: str, first: date, last: date) -> None:
    assert days(text, date(2024, 6, 15)) == (first, last)


def test_the_days_are_those_of_a_piece_of_a_text() -> None:
    text = "5월 3일 시작해 오는 28일 끝난다"
    assert days(text, date(2024, 6, 15), slice(9, 20)) == (date(2024, 6, 28),) * 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("서쪽 기슭에서 불이 언제 시작됐어?", ["5일 오후", "(2024년 4월 5일)"]),
        ("나루 사진전은 언제 열려?", ["9일"]),
    ],
)
def test_a_day_counts_from_its_articles_own_if_that_is_known(
    assistant: Assistant, question: str, said: list[str]
) -> None:
    first, *_ = assistant.ask(question).paragraphs
    assert [part.text for part in first] == said


@pytest.mark.parametrize("text", ["문을 열었다", "오후 3시에 열었다", "3일간 열렸다", "2월 30일"])
def test_no_day_is_made_up(text: str) -> None:
    assert days(text, date(2024, 6, 15)) is None
