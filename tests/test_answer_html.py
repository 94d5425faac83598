"""An answer on the page: its HTML, what is kept of it, and as text that is taken elsewhere."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement

from embeddings import Article, Passage, Sentence, WritingError
from qa import Answer, Citation, Condition, Hit, Part, Writing
from qa.phrase import Phrase
from qa.web.answers import answer_html
from qa.web.kept import KeptAnswer
from qa.web.matching import matching, nearest_sentence
from qa.web.quoting import answer_text, markdown, quote_text
from qa.web.records import keep, recall

ROOT = Path(__file__).parent.parent
TEXTS = json.loads((ROOT / "qa" / "web" / "page.json").read_text("utf-8"))
KO = TEXTS["ko"]
TEXT = "다온군은 새 다리를 3월에 연다. 길이는 300미터이다."


def article(text: str = TEXT, **values: object) -> Article:
    known = {"id": "a", "title": "새 다리", "text": text, "source": "a.txt"}
    return Article(**{**known, **values})  # type: ignore[arg-type]


def hit(found: Article, **scores: float) -> Hit:
    passage = Passage((Sentence(0, len(found.text), ()),))
    return Hit(
        found, 1.0, **{"lexical": 5.0, "dense": 0.5, **scores}, title_terms=(), passage=passage
    )


FIRST = Citation(1, article(), 0, 18, (11, 14))
SECOND = Citation(2, article(), 19, 31)
QUOTES = [Part(citation.quote, citation, "quote") for citation in (FIRST, SECOND)]
DATED = Answer((Part("3월에", FIRST, "short"), Part("(2024년 3월)", follows=True), *QUOTES), 0.9)
SURE = Answer((Part("제목뿐이다."), Part("3월에", FIRST, "short"), *QUOTES), 0.9, (hit(article()),))
RELATED = Answer((Part("답이 아닐 수 있다."), Part(SECOND.quote, SECOND, "related")), 0.3)
NONE = Answer((Part("못 찾았다."), Part("가장 가까운 것:")), 0.1, (hit(article()),))


def shown(answer: Answer, question: str = "?", language: str = "ko") -> HtmlElement:
    return lxml_html.fromstring(f"<main>{answer_html(question, answer, TEXTS[language])}</main>")


def said(page: HtmlElement) -> list[str]:
    """Its paragraphs: what they are, and what they say."""
    (block,) = page.cssselect(".said")
    return [
        f"{(element.get('class') or '').removeprefix('said-')}: {element.text_content()}"
        for element in block
    ]


def opened(page: HtmlElement, css: str) -> list[tuple[str | None, ...]]:
    return [tuple(map(one.get, ("data-article", "data-place"))) for one in page.cssselect(css)]


class TestAnswer:
    def test_each_part_is_a_paragraph_and_each_citation_opens_its_place(self) -> None:
        page = shown(SURE)
        assert said(page) == [
            "phrase: 제목뿐이다.",
            "short: 3월에 [1]",
            "quote: 다온군은 새 다리를 3월에 연다. [1]",
            "quote: 길이는 300미터이다. [2]",
        ]
        assert [one.text for one in page.cssselect(".said strong.short")] == ["3월에"]
        assert opened(page, ".said .cite") == [("a", "0-18"), ("a", "0-18"), ("a", "19-31")]
        assert page.cssselect(".cite")[0].get("aria-label") == "[1] 인용: 새 다리"
        assert page.cssselect(".cite")[0].get("data-short") == "11-14"

    def test_the_days_that_a_short_answer_means_stand_beside_it_and_not_in_the_quote(self) -> None:
        assert said(shown(DATED)) == [
            "short: 3월에 [1] (2024년 3월)",
            "quote: 다온군은 새 다리를 3월에 연다. [1]",
            "quote: 길이는 300미터이다. [2]",
        ]

    def test_in_the_quote_the_short_answer_is_bold_too(self) -> None:
        (bold,) = shown(SURE).cssselect("blockquote strong")
        assert bold.text == TEXT[11:14]

    def test_the_sources_are_a_card_for_each_article_with_its_numbers(self) -> None:
        known = {"outlet": "다온일보", "published": date(2031, 5, 6)}
        other = Citation(3, article(id="b", title="다른 글", **known), 0, 18)
        page = shown(Answer((*QUOTES, Part(other.quote, other, "quote")), 0.9))
        cards = [" ".join(card.text_content().split()) for card in page.cssselect(".source")]
        assert cards == ["[1][2]새 다리a.txt", "[3]다른 글다온일보 · 2031년 5월 6일 · a.txt"]
        assert opened(page, ".source .open") == [("a", "0-18"), ("b", "0-18")]

    def test_copies_stand_in_the_card_of_what_they_copy(self) -> None:
        copy = article(id="b", outlet="다온일보")
        citation = Citation(1, article(), 0, 18, None, (copy,))
        page = shown(Answer((Part(citation.quote, citation, "quote"),), 0.9))
        (copies,) = page.cssselect(".source .copies")
        assert copies.text_content() == "외 1건새 다리다온일보 · a.txt"
        assert opened(page, ".copies .open") == [("b", "0-0")]

    @pytest.mark.parametrize(("language", "page"), [("ko", "2쪽"), ("en", "p. 2")])
    def test_a_source_with_pages_says_on_which_the_quote_stands(
        self, language: str, page: str
    ) -> None:
        citation = Citation(1, article("첫 쪽이다.\n둘째 쪽이다.", pages=(0, 7)), 7, 14)
        found = shown(Answer((Part(citation.quote, citation, "quote"),), 0.9), language=language)
        assert found.cssselect(".facts")[0].text == f"a.txt · {page}"

    def test_the_evidence_is_a_bar_for_each_leg_and_the_reader(self) -> None:
        (row,) = shown(Answer(SURE.parts[:3], 0.9, (hit(article(), reader=0.0),))).cssselect("tr")
        assert row.text_content() == "[1]낱말  5.0뜻  0.50판독  50%"
        assert [float(bar.get("value")) for bar in row.cssselect("meter")] == [0.2, 0.5, 0.5]

    def test_sentences_of_two_articles_stand_side_by_side(self) -> None:
        other = Citation(2, article("다온군은 새 다리를 5월에 연다.", id="b"), 0, 18, (11, 14))
        pair = [Part("3월 기사:"), Part(FIRST.quote, FIRST, "quote", follows=True)]
        pair += [Part("4월 기사:", follows=True), Part(other.quote, other, "quote", follows=True)]
        (beside,) = shown(Answer((*pair,), 1.0)).cssselect(".said .beside")
        assert [cell.text_content() for cell in beside.cssselect("blockquote")] == [
            "3월 기사:다온군은 새 다리를 3월에 연다. [1]",
            "4월 기사:다온군은 새 다리를 5월에 연다. [2]",
        ]
        assert [bold.text for bold in beside.cssselect("strong")] == ["3월에", "5월에"]

    def test_in_related_sentences_nothing_is_bold(self) -> None:
        page = shown(RELATED)
        assert said(page) == ["phrase: 답이 아닐 수 있다.", "related: 길이는 300미터이다. [2]"]
        assert page.cssselect("strong") == []
        assert opened(page, ".source .open") == [("a", "19-31")]

    def test_where_there_is_no_answer_the_nearest_passages_are_quoted_with_the_words_shared(
        self,
    ) -> None:
        parts = (*NONE.parts, Part(SECOND.quote, SECOND, "near"))
        page = shown(Answer(parts, 0.1, (hit(article()),)), "길이는 몇 미터인가?")
        assert said(page)[0] == "phrase: 못 찾았다."
        assert said(page)[-1] == "near: 길이는 300미터이다. [2]"
        assert [one.text for one in page.cssselect(".said mark")] == ["길이", "미터"]
        assert opened(page, ".sources .open") == [("a", "19-31")]

    def test_where_none_was_read_the_nearest_sentences_are(self) -> None:
        near = [article(id=id_, title=id_) for id_ in ("a", "a", "b", "c", "d")]
        page = shown(Answer(NONE.parts, 0.1, tuple(map(hit, near))), "길이는 몇 미터인가?")
        assert said(page) == ["phrase: 못 찾았다."]
        assert [one.text_content() for one in page.cssselect(".words")] == [TEXT[19:]] * 3
        assert [one.text for one in page.cssselect(".source mark")] == ["길이", "미터"] * 3
        assert opened(page, ".open") == [(id_, "19-31") for id_ in "abc"]

    def test_beside_a_sure_answer_they_are_folded_away(self) -> None:
        parts = (*SURE.parts[:3], Part(SECOND.quote, SECOND, "near"))
        page = shown(Answer(parts, 0.9))
        (further,) = page.cssselect("details.further")
        assert further.text_content().startswith("더 볼 만한 대목길이는 300미터이다. [2]")
        assert [one.text for one in page.cssselect(".sources .cite")] == ["[1]"]

    def test_what_was_understood_is_a_chip_each_to_ask_otherwise_by(self) -> None:
        wanted = Condition("published", 0, 8, "5월에 나온 ", "2031년 5월")
        taken = Answer(SURE.parts, 0.9, (), (wanted,), ("물빗다리 → 물빛다리",), "다리는? 그건?")
        (line,) = shown(taken).cssselect(".understood")
        buttons = [(one.text, dict(one.attrib)) for one in line.cssselect("button")]
        assert [(text, given) for text, given in buttons if given.pop("type")] == [
            ("날짜 2031년 5월", {"data-edit": "5월에 나온 "}),
            (
                None,
                {
                    "class": "icon cross",
                    "data-without": "5월에 나온 ",
                    "aria-label": "2031년 5월 빼고 다시 묻기",
                },
            ),
            ("물빗다리 → 물빛다리", {"data-edit": "물빗다리"}),
            ("다리는? 그건?", {"data-alone": "다리는? 그건?"}),
        ]
        assert shown(SURE).cssselect(".understood") == []

    def test_articles_that_disagree_stand_in_a_table(self) -> None:
        later = article(id="b", outlet="다온일보", published=date(2031, 5, 6))
        other = Citation(2, later, 0, 18, (11, 14))
        told = [Part("2031년 5월 6일:"), Part("4월에", other, "short", follows=True)]
        told += [Part("다르게 나옵니다."), Part("3월에", FIRST, "short", follows=True)]
        page = shown(Answer((*told, QUOTES[0], Part(other.quote, other, "quote")), 0.9))
        rows = [[cell.text_content() for cell in row] for row in page.cssselect(".values tr")]
        assert rows == [
            ["답", "날짜", "기사", "인용"],
            ["4월에", "2031년 5월 6일", "다온일보 · 새 다리", "[2]"],
            ["3월에", "–", "새 다리", "[1]"],
        ]
        assert [one.text for one in page.cssselect(".said .short")] == ["4월에"]
        assert len(page.cssselect(".said blockquote")) == 2
        assert opened(page, ".values .cite") == [("b", "0-18"), ("a", "0-18")]

    def test_what_introduces_a_quotation_stands_above_it(self) -> None:
        lead = Part.of(Phrase("2031년 5월 6일 · 새 다리:", "May 6, 2031 · 새 다리:"))
        parts = (lead, Part(SECOND.quote, SECOND, "quote", follows=True))
        (quote,) = shown(Answer(parts, 1.0)).cssselect("blockquote")
        lines = [line.text_content() for line in quote.cssselect("p")]
        assert lines == ["2031년 5월 6일 · 새 다리:", "길이는 300미터이다. [2]"]

    @pytest.mark.parametrize(
        "quote",
        [
            "표 [1]에 따르면 3명이다. [2]",
            "3명, 곧 3명 [1]이다.\n\n3명 [1]",
            "3명이다.</p></div><p>",
            '3명<button data-place="9-10">',
        ],
        ids=["numbers", "the short answer again", "the end of ours", "a button of its own"],
    )
    def test_a_quote_is_text_whatever_stands_in_it(self, quote: str) -> None:
        at = quote.index("3명")
        citation = Citation(1, article(quote), 0, len(quote), (at, at + 2))
        parts = (Part("3명", citation, "short"), Part(quote, citation, "quote"))
        page = shown(Answer(parts, 0.9))
        assert said(page) == ["short: 3명 [1]", f"quote: {quote} [1]"]
        assert [one.text for one in page.cssselect("strong")] == ["3명", "3명"]
        assert len(page.cssselect(".said .cite")) == 2


class TestKept:
    LEAD = Part.of(Phrase("2031년 5월 6일 · 새 다리:", "May 6, 2031 · 새 다리:"))
    DAY = Part("2031년 5월 6일", FIRST, "short", phrase=Phrase("2031년 5월 6일", "May 6, 2031"))
    LISTED = Answer((LEAD, DAY, *QUOTES), 1.0)

    @pytest.mark.parametrize(
        "answer",
        [SURE, DATED, RELATED, NONE, LISTED],
        ids=["sure", "dated", "related", "none", "listed"],
    )
    def test_an_answer_is_made_again_from_what_is_kept(self, answer: Answer) -> None:
        kept = KeptAnswer.model_validate_json(keep(answer).model_dump_json())
        again = recall("", kept, lambda ids: {"a": article()})
        assert again is not None and again.to_dict() == answer.to_dict()
        assert answer_html("길이는?", again, KO) == answer_html("길이는?", answer, KO)

    def test_it_is_said_again_in_the_other_language(self) -> None:
        kept = keep(self.LISTED.said_in("ko"))
        again = recall("", kept, lambda ids: {"a": article()})
        assert again is not None
        assert [part.text for part in again.said_in("en").parts] == [
            "May 6, 2031 · 새 다리:",
            "May 6, 2031",
            *(part.text for part in QUOTES),
        ]
        assert again.said_in("en").said_in("ko") == again

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_why_no_language_model_wrote_it_is_said_again(self, language: str) -> None:
        fault = WritingError("{host} refuses", "ask {host}", key="llm-key", host="{a}")
        written = replace(SURE, writing=Writing("한글-1b", "a:1", 9, 0, 12.0, fault))
        kept = KeptAnswer.model_validate_json(keep(written).model_dump_json())
        again = recall("", kept, lambda ids: {"a": article()})
        assert again is not None and again.to_dict() == written.to_dict()
        [first, second] = (shown(one, language=language) for one in (written, again))
        assert first.cssselect(".notice")[0].text == second.cssselect(".notice")[0].text

    def test_no_word_of_an_article_is_kept(self) -> None:
        kept = keep(SURE).model_dump_json() + keep(self.LISTED).model_dump_json()
        assert [word for word in (*TEXT.split(), "새 다리") if word in kept] == []

    @pytest.mark.parametrize("now", ["", "다온군은 새 다리를 4월에 연다. 길이는 300미터이다."])
    def test_what_cites_an_article_that_says_another_thing_now_is_not(self, now: str) -> None:
        articles = {"a": article(now)} if now else {}
        assert recall("", keep(SURE), lambda ids: articles) is None

    @given(st.integers(0, 99), st.text(max_size=5), st.integers(-1, 3))
    def test_what_a_browser_makes_up_is_no_answer_or_one_of_text(
        self, place: int, kind: str, number: int
    ) -> None:
        kept = keep(SURE)
        kept.parts[0].place, kept.parts[1].kind = (place, place + 1), kind
        kept.parts[2].citation = number
        again = recall("", kept, lambda ids: {"a": article()})
        assert again is None or all(c.quote in TEXT for c in again.citations)


class TestElsewhere:
    SOURCE = article(outlet="다온일보", published=date(2031, 5, 6), url="https://example.org/1")
    CITED = Citation(1, SOURCE, 0, 18, (11, 14))
    ANSWER = Answer((Part("3월", CITED, "short"), Part(CITED.quote, CITED, "quote")), 0.9)
    LINE = "새 다리, 다온일보, 2031년 5월 6일, https://example.org/1"

    def test_a_quote_is_copied_with_its_source(self) -> None:
        assert quote_text(self.CITED, KO) == f"“다온군은 새 다리를 3월에 연다.”\n— {self.LINE}"
        english = quote_text(self.CITED, TEXTS["en"])
        assert english.endswith("\n— 새 다리, 다온일보, May 6, 2031, https://example.org/1")

    def test_an_answer_is_copied_with_its_sources(self) -> None:
        said = "3월 [1]\n\n다온군은 새 다리를 3월에 연다. [1]"
        assert answer_text(self.ANSWER, KO) == f"{said}\n\n출처:\n[1] {self.LINE}"

    def test_a_conversation_is_markdown_in_which_nothing_said_is_a_mark(self) -> None:
        turns = [("다리는 *언제*?", self.ANSWER), ("<b>누가</b>?", None)]
        assert markdown("다리 [1]", turns, KO) == (
            "# 다리 \\[1\\]\n\n"
            "## 다리는 \\*언제\\*?\n\n"
            "**3월 \\[1\\]**\n\n"
            "> 다온군은 새 다리를 3월에 연다. \\[1\\]\n\n"
            f"- [1] {self.LINE}\n\n"
            "## \\<b\\>누가\\</b\\>?\n\n"
            "_아직 답이 없습니다._\n"
        )


class TestMatching:
    def test_words_are_found_in_other_forms_of_them(self) -> None:
        spans = matching("다리를 언제 열었나?", TEXT)
        assert [TEXT[slice(*span)] for span in spans] == ["다리", "연"]

    def test_the_nearest_sentence_shares_most_words(self) -> None:
        assert nearest_sentence("길이는?", TEXT) == (19, 31)
        assert nearest_sentence("누가?", TEXT) == (0, 18)
