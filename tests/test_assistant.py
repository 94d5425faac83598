"""Questions and answers, on the seed and on tiny articles written by hand."""

import json
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from embeddings import IndexFolderError, QuestionError, build_index
from qa import Answer, Assistant, Citation, Filters, Part

SEEDS = Path(__file__).parents[1] / "seeds"
ARTICLES = [
    {
        "title": "가람시, 별빛대교 개통",
        "text": (
            "가람시는 3월 5일 별빛대교를 개통했다. 다리의 길이는 1,200미터이고 공사비는 "
            "850억원이 들었다. 설계는 건축가 한바다 씨가 맡았다. 한 씨는 “바람의 모양을 "
            "따랐다”고 말했다.\n\n개통식은 가람 나루터에서 열렸다. 시민 3천여 명이 모였다."
        ),
        "outlet": "가람일보",
        "published": "2024-03-06",
    },
    {
        "title": "나루시 도서관 휴관",
        "text": (
            "나루시 중앙도서관이 6월 한 달 동안 문을 닫는다. 낡은 배관을 바꾸기 위해서다. "
            "도서관은 7월 1일 다시 문을 연다."
        ),
    },
    {
        "title": "Harbour bridge opens",
        "text": (
            "The harbour bridge of Elmstead opened on 12 May 2021. It was designed by Mara Quill. "
            "The bridge cost 40 million pounds."
        ),
        "outlet": "Elmstead Post",
    },
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("assistant")
    seeds = folder / "seeds"
    seeds.mkdir()
    lines = [json.dumps(article, ensure_ascii=False) for article in ARTICLES]
    (seeds / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(seeds, folder / "index")
    build_index(SEEDS, folder / "seed-index")
    return folder


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Iterator[Assistant]:
    yield Assistant.open(folder / "index")


@pytest.fixture(scope="module")
def on_seed(folder: Path) -> Iterator[Assistant]:
    yield Assistant.open(folder / "seed-index")


@pytest.mark.parametrize(
    ("question", "quote", "short"),
    [
        ("별빛대교는 언제 개통했나?", "가람시는 3월 5일 별빛대교를 개통했다.", "3월 5일"),
        ("별빛대교를 설계한 건축가는 누구인가?", "설계는 건축가 한바다 씨가 맡았다.", "한바다"),
        ("중앙도서관은 언제 다시 문을 여나?", "도서관은 7월 1일 다시 문을 연다.", "7월 1일"),
        ("개통식은 어디에서 열렸나?", "개통식은 가람 나루터에서 열렸다.", "가람 나루터"),
    ],
)
def test_a_sentence_is_quoted_and_the_short_answer_marked(
    assistant: Assistant, question: str, quote: str, short: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.found, answer.citations[0].quote, answer.short) == (True, quote, short)


OPENED = "When did the harbour bridge of Elmstead open?"
DESIGNED = "Who designed the bridge?"
COST = "How much did the harbour bridge cost?"


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (OPENED, "The harbour bridge of Elmstead opened on 12 May 2021."),
        (DESIGNED, "It was designed by Mara Quill."),
        (COST, "The bridge cost 40 million pounds."),
    ],
)
def test_an_answer_in_english(assistant: Assistant, question: str, quote: str) -> None:
    answer = assistant.ask(question)
    assert (answer.found, answer.citations[0].quote) == (True, quote)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        (OPENED, "12 May 2021"),
        (DESIGNED, "Mara Quill"),
        (COST, "40 million pounds"),
    ],
)
def test_a_short_answer_in_english(assistant: Assistant, question: str, short: str) -> None:
    assert assistant.ask(question).short == short


def test_every_citation_stands_in_its_article_to_the_letter(on_seed: Assistant) -> None:
    for question in (
        "한국 기업은 몇 개인가요?",
        "기사 내용을 요약해 줘",
        "오물 풍선 신고는 몇 건?",
    ):
        answer = on_seed.ask(question)
        for number, citation in enumerate(answer.citations, start=1):
            assert citation.number == number
            assert citation.article.text[citation.start : citation.end] == citation.quote
            assert f"{citation.quote} [{number}]" in answer.text
            if citation.short:
                start, end = citation.short
                assert citation.start <= start < end <= citation.end


def test_an_answer_is_made_of_the_articles_words_and_fixed_phrases(assistant: Assistant) -> None:
    answer = assistant.ask("별빛대교는 언제 개통했나?")
    bridge = assistant.articles()[0]
    cited = Citation(1, bridge, 0, 22, (5, 10))
    assert answer.parts == (
        Part("3월 5일", cited, "short"),
        Part("(2024년 3월 5일)", follows=True),
        Part("가람시는 3월 5일 별빛대교를 개통했다.", cited, "quote"),
        Part(bridge.text, Citation(2, bridge, 0, len(bridge.text)), "near"),
    )
    assert (
        answer.text == "3월 5일 [1] (2024년 3월 5일)\n\n가람시는 3월 5일 별빛대교를 개통했다. [1]"
    )


def test_copies_are_told_in_a_fixed_phrase(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    text = "다온군은 3월 5일 은빛다리를 개통했다. 길이는 300미터이고 공사비는 90억원이 들었다."
    rows = [{"title": "다온군, 은빛다리 개통", "text": text} for _ in range(3)] + ARTICLES
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (seeds / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(seeds, tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    answer = assistant.ask("은빛다리는 언제 개통했나?")
    first, *copies = assistant.articles()[:3]
    cited = Citation(1, first, 0, 22, (5, 10), tuple(copies))
    assert answer.parts[:3] == (
        Part("3월 5일", cited, "short"),
        Part("다온군은 3월 5일 은빛다리를 개통했다.", cited, "quote"),
        Part("(외 2건)", follows=True),
    )
    assert "개통했다. [1] (외 2건)" in answer.text


@pytest.mark.parametrize(
    ("question", "said", "introduced"),
    [
        ("남극의 얼음은 얼마나 두꺼운가?", "기사에서 답을 찾지 못했습니다.", "가장 가까운 기사:"),
        ("오늘 서울 날씨 어때?", "기사에서 답을 찾지 못했습니다.", "가장 가까운 기사:"),
        ("Who wrote the opera Carmen?", "The articles don't say.", "The nearest articles:"),
    ],
)
def test_what_the_articles_do_not_say_is_refused(
    assistant: Assistant, question: str, said: str, introduced: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.found, answer.citations, answer.short, answer.basis) == (False, (), "", "none")
    assert answer.parts == (Part(said), Part(introduced))
    assert answer.text.startswith(f"{said}\n\n{introduced}\n- ")


def test_the_nearest_passages_are_quoted_where_there_is_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask("나루시 시장은 누구인가?")
    library = next(a for a in assistant.articles() if a.title == "나루시 도서관 휴관")
    nearest = Citation(1, library, 0, len(library.text))
    assert answer.parts == (
        Part("기사에서 답을 찾지 못했습니다."),
        Part("가장 가까운 대목:"),
        Part(library.text, nearest, "near"),
    )
    assert (answer.found, answer.grade, answer.related) == (False, "none", (nearest,))


def test_other_people_than_those_asked_for_are_no_answer(assistant: Assistant) -> None:
    assert not assistant.ask("별빛대교를 지은 회사의 직원은 몇 명인가?").found


def test_a_headline_alone_is_said_to_be_one(on_seed: Assistant) -> None:
    answer = on_seed.ask("오물 풍선 신고는 몇 건이었나?")
    assert answer.basis == "headline"
    cited, (beside,) = answer.citations[0], answer.related
    assert answer.parts == (
        Part("본문 없이 제목만 있는 기사입니다."),
        Part("66건", cited, "short"),
        Part('경기북부 밤사이 북한 오물 풍선 신고 66건…"피해 없어"', cited, "quote"),
        Part("군, 북한 ‘오물풍선’ 도발에 확성기 방송 ‘맞대응’", beside, "near"),
    )


def test_a_summary_has_several_sentences_in_the_articles_order(on_seed: Assistant) -> None:
    answer = on_seed.ask("벡테노프 총리 기사는 무슨 내용이야?")
    starts = [citation.start for citation in answer.citations]
    assert len(starts) >= 3
    assert starts == sorted(starts)
    assert answer.short == ""


def test_a_follow_up_question_is_understood_by_the_one_before(assistant: Assistant) -> None:
    answer = assistant.ask("그 다리의 길이는 얼마인가?", history=["별빛대교는 언제 개통했나?"])
    assert answer.short == "1,200미터"


@pytest.mark.parametrize(
    "question", ["무슨 내용이야?", "이 기사 요약해 줘", "언제 다시 문을 여나?"]
)
def test_where_one_article_alone_is_asked_of_it_is_meant_whatever_was_spoken_of(
    assistant: Assistant, question: str
) -> None:
    asked = "별빛대교는 언제 개통했나?"
    [library] = [one.id for one in assistant.articles() if "도서관" in one.title]
    for history in ([], [asked, assistant.ask(asked)]):
        answer = assistant.ask(question, history, Filters(ids=(library,)))
        assert {citation.article.id for citation in answer.citations} == {library}


def test_where_some_articles_alone_are_asked_of_they_are_summed_up_each(
    assistant: Assistant,
) -> None:
    ids = {one.id for one in assistant.articles() if one.outlet != "Elmstead Post"}
    first = assistant.ask("요약해 줘", filters=Filters(ids=(*ids,)))
    again = assistant.ask("이 기사들은 무슨 내용인가요?", [first], Filters(ids=(*ids,)))
    for answer in (first, again):
        assert answer.text.startswith("모두 2건입니다.")
        assert {citation.article.id for citation in answer.citations} == ids


def test_a_follow_up_stays_within_what_is_asked_of(assistant: Assistant) -> None:
    asked = "별빛대교는 언제 개통했나?"
    bridge = assistant.ask(asked)
    others = [one.id for one in assistant.articles() if one.id != bridge.citations[0].article.id]
    answer = assistant.ask("그 다리의 길이는 얼마인가?", [asked, bridge], Filters(ids=(*others,)))
    shown = [*answer.citations, *answer.related, *answer.nearest]
    assert {one.article.id for one in shown} <= {*others}


def test_all_articles_are_listed(on_seed: Assistant) -> None:
    kinds = [article.kind for article in on_seed.articles()]
    assert kinds == ["article"] + ["headline"] * 20


def test_a_new_generation_is_followed(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.jsonl").write_text('{"title": "가", "text": "등대가 섰다."}', encoding="utf-8")
    build_index(seeds, tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    (seeds / "b.jsonl").write_text('{"title": "나", "text": "다리가 섰다."}', encoding="utf-8")
    build_index(seeds, tmp_path / "index")
    assert [article.title for article in assistant.articles()] == ["가", "나"]


def test_threads_share_an_assistant(assistant: Assistant) -> None:
    expected = assistant.ask("별빛대교는 언제 개통했나?")
    answers: list[Answer] = []

    def ask() -> None:
        answers.extend(assistant.ask("별빛대교는 언제 개통했나?") for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 30


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(
        IndexFolderError, match=r"there is no index in .*python -m embeddings build"
    ):
        Assistant.open(tmp_path / "nowhere")


TRICKS = (
    "별\u200b빛대\u202e교 '; DROP TABLE articles; -- (.*)+$ [a-z]{9} \\1 %s {0} <script> AND OR "
    "NOT * ~ ^ title:별빛 99999999999999999999999999 1e999 ㄱㄴㅏㅓ 👨\u200d👩\u200d👧 \ud800 \0 "
    "مرحبا привет 図書館 몇 언제 누가 그 요약 제목 가람시 도서관 bridge when"
).split(" ")
anything = st.text(max_size=40) | st.lists(st.sampled_from(TRICKS), max_size=8).map(" ".join)
long = st.tuples(st.sampled_from(TRICKS), st.integers(1, 2000)).map(lambda t: (t[0] * t[1])[:2000])
questions = anything | st.text(st.characters(min_codepoint=0x1100, max_codepoint=0xD7A3)) | long
messages = (
    questions
    | st.none()
    | st.integers()
    | st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", ""])})
    | st.fixed_dictionaries(
        {
            "role": st.just("user"),
            "content": questions
            | st.none()
            | st.lists(st.none() | st.dictionaries(st.just("text"), questions | st.none())),
        }
    )
)


@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=questions, history=st.lists(messages, max_size=3), filtered=anything)
def test_any_question_is_answered_or_refused(
    assistant: Assistant, question: str, history: list[object], filtered: str
) -> None:
    try:
        answer = assistant.ask(question, history=history)
        hits = assistant.search(question, filters=Filters(outlet=filtered))
    except QuestionError as error:
        assert "\n" not in str(error)
        return
    assert answer.found == bool(answer.citations)
    assert 0 <= answer.confidence <= 1
    for cited in answer.citations:
        assert cited.article.text[cited.start : cited.end] == cited.quote != ""
        assert cited.short is None or cited.start <= cited.short[0] < cited.short[1] <= cited.end
    for hit in [*answer.nearest, *hits]:
        assert hit.article.text[hit.start : hit.end] == hit.text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_jamo_and_syllables_find_each_other(tmp_path: Path, form: str, asked: str) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    text = "별빛대교 개통\n\n가람시는 3월 5일 별빛대교를 개통했다."
    name = unicodedata.normalize(form, "별빛.txt")
    (seeds / name).write_text(unicodedata.normalize(form, text), encoding="utf-8")
    build_index(seeds, tmp_path / "index")
    question = unicodedata.normalize(asked, "별빛대교는 언제 개통했나?")
    [citation] = Assistant.open(tmp_path / "index").ask(question).citations
    assert citation.quote == "가람시는 3월 5일 별빛대교를 개통했다."
    assert citation.article.source == "별빛.txt"


def test_an_outlet_to_filter_by_is_normalised_as_texts_are(assistant: Assistant) -> None:
    outlet = unicodedata.normalize("NFD", "가람\u200b일보")
    [hit] = assistant.search("별빛대교", filters=Filters(outlet=outlet))
    assert hit.article.outlet == "가람일보"
