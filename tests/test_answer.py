"""An answer is made of parts: all else that it tells is derived from them."""

import json
from datetime import date

from embeddings import Article, WritingError
from embeddings.text.analysis import Sentence
from embeddings.text.passages import Passage
from qa import Answer, Citation, Hit, Part, Writing

TEXT = "가람시는 3월 5일 별빛대교를 열었다. 길이는 820미터이다."
BRIDGE = Article(
    "a.txt",
    "별빛대교 개통",
    TEXT,
    outlet="가람일보",
    published=date(2024, 3, 6),
    source="a.txt",
    captions=((22, 34),),
)
HEADLINE = Article("a.txt#2", "다리 820미터", "다리 820미터", "headline", source="a.txt")
ABOUT = {
    "id": "a.txt",
    "title": "별빛대교 개통",
    "kind": "article",
    "outlet": "가람일보",
    "author": "",
    "published": "2024-03-06",
    "url": "",
    "source": "a.txt",
}
WHEN = Citation(1, BRIDGE, 0, 21, (5, 10), (HEADLINE,))
LONG = Citation(2, BRIDGE, 22, 34)
PARTS = (
    Part("3월 5일", WHEN, "short"),
    Part("가람시는 3월 5일 별빛대교를 열었다.", WHEN, "quote"),
    Part("(외 1건)", follows=True),
    Part("길이는 820미터이다.", LONG, "quote"),
)
HIT = Hit(BRIDGE, 1.5, 12.0, 0.25, ("별빛대교",), Passage((Sentence(0, 34, ()),)), (HEADLINE,))


def test_all_is_derived_from_the_parts() -> None:
    answer = Answer(PARTS, 0.83, (HIT,))
    assert (answer.grade, answer.short, answer.basis) == ("sure", "3월 5일", "article")
    assert (answer.found, answer.citations, answer.related) == (True, (WHEN, LONG), ())
    assert answer.paragraphs == [[PARTS[0]], [*PARTS[1:3]], [PARTS[3]]]
    assert answer.text == (
        "3월 5일 [1]\n\n가람시는 3월 5일 별빛대교를 열었다. [1] (외 1건)\n\n길이는 820미터이다. [2]"
    )


def test_citations_stand_in_the_order_of_their_numbers() -> None:
    assert Answer(PARTS[::-1], 0.83).citations == (WHEN, LONG)


def test_headlines_alone_are_another_basis_than_an_article() -> None:
    cited = Citation(1, HEADLINE, 0, 8)
    parts = (Part("제목뿐이다."), Part("다리 820미터", cited, "quote"))
    assert Answer(parts, 0.7).basis == "headline"
    assert Answer((*parts, PARTS[3]), 0.7).basis == "article"


def test_what_is_near_is_shown_and_not_said_beside_an_answer() -> None:
    sure, near = Part(WHEN.quote, WHEN, "quote"), Part(LONG.quote, LONG, "near")
    answer = Answer((sure, near), 0.9)
    assert (answer.grade, answer.citations, answer.related) == ("sure", (WHEN,), (LONG,))
    assert answer.text == str(sure)
    nothing = Answer((Part("없다."), near), 0.1)
    assert (nothing.grade, nothing.related, nothing.text) == ("none", (LONG,), f"없다.\n\n{near}")


def test_related_sentences_are_no_answer() -> None:
    parts = (Part("답이 아닐 수 있다."), Part(WHEN.quote, WHEN, "related"))
    answer = Answer(parts, 0.3, (HIT,))
    assert (answer.grade, answer.found, answer.citations) == ("related", False, ())
    assert (answer.related, answer.short, answer.basis) == ((WHEN,), "", "none")
    assert answer.text == f"답이 아닐 수 있다.\n\n{WHEN.quote} [1]"


def test_phrases_alone_are_no_answer_and_introduce_the_nearest_titles() -> None:
    named = [Article(id_, f"다리 {id_}", "글") for id_ in "abbcd"]
    nearest = tuple(Hit(a, 1.0, 1.0, 1.0, (), Passage((Sentence(0, 1, ()),))) for a in named)
    answer = Answer((Part("못 찾았다."), Part("가장 가까운 것:")), 0.1, nearest)
    assert (answer.grade, answer.short, answer.basis, answer.citations) == ("none", "", "none", ())
    assert answer.text == "못 찾았다.\n\n가장 가까운 것:\n- 다리 a\n- 다리 b\n- 다리 c"
    assert Answer((Part("못 찾았다."),), 0.1).text == "못 찾았다."


def test_a_quote_and_a_hit_are_the_articles_own_words() -> None:
    assert (WHEN.quote, LONG.quote, HIT.text) == (TEXT[:21], "길이는 820미터이다.", TEXT)


def test_each_is_told_in_one_short_line() -> None:
    assert repr(Answer(PARTS, 0.83)) == "<Answer sure '3월 5일' citations=2 confidence=0.83>"
    refused = Answer((Part("못 찾았다."),), 0.1)
    assert repr(refused) == "<Answer none '못 찾았다.' citations=0 confidence=0.10>"
    assert repr(WHEN) == "<Citation [1] '가람시는 3월 5일 별빛대교를 열었다.' of '별빛대교 개통'>"
    words = "'가람시는 3월 5일 별... 길이는 820미터이다.'"
    assert repr(HIT) == f"<Hit 1.500 {words} of '별빛대교 개통'>"
    assert repr(BRIDGE) == "<Article '별빛대교 개통' article, 34 characters>"
    long = Article("a", "가\n나" * 99, "글" * 1_000_000)
    assert repr(long) == (
        "<Article '가 나가 나가 나가 나...나가 나가 나가 나가 나' article, 1,000,000 characters>"
    )


PLAIN = {"others": [], "lacking": []}


def test_an_answer_as_json() -> None:
    answer = Answer(PARTS, 0.83, (HIT,))
    assert json.loads(json.dumps(answer.to_dict())) == {
        "question": "",
        "found": True,
        "understood": "",
        "alone": "",
        "conditions": [],
        "grade": "sure",
        "text": answer.text,
        "short": "3월 5일",
        "basis": "article",
        "confidence": 0.83,
        "parts": [
            {"text": "3월 5일", "citation": 1, "kind": "short", "follows": False, **PLAIN},
            {"text": TEXT[:21], "citation": 1, "kind": "quote", "follows": False, **PLAIN},
            {"text": "(외 1건)", "citation": None, "kind": "phrase", "follows": True, **PLAIN},
            {"text": PARTS[3].text, "citation": 2, "kind": "quote", "follows": False, **PLAIN},
        ],
        "citations": [
            {
                "number": 1,
                "article": ABOUT,
                "quote": TEXT[:21],
                "start": 0,
                "end": 21,
                "page": None,
                "short": [5, 10],
                "copies": ["a.txt#2"],
            },
            {
                "number": 2,
                "article": ABOUT,
                "quote": "길이는 820미터이다.",
                "start": 22,
                "end": 34,
                "page": None,
                "short": None,
                "copies": [],
            },
        ],
        "related": [],
        "nearest": [ABOUT],
        "writing": None,
    }


def test_what_was_written_is_told_with_its_verdicts_and_its_cost() -> None:
    borne = Part("다리는 3월 5일 열렸고 820미터다.", WHEN, "supported", others=(LONG,))
    wrong = Part("길이는 900미터다.", LONG, "unsupported", True, lacking=("900미터",))
    writing = Writing("한글-1b", "127.0.0.1:9", 90, 30, 1.5, WritingError("a", "b", key="c"))
    answer = Answer((borne, wrong), 0.5, writing=writing)
    assert (answer.found, answer.citations) == (True, (WHEN, LONG))
    assert answer.text == (
        "다리는 3월 5일 열렸고 820미터다. [1] [2] "
        "길이는 900미터다. [2] (출처에서 확인되지 않음: 900미터)"
    )
    told = answer.to_dict()
    assert (told["parts"][0]["others"], told["parts"][1]["lacking"]) == ([2], ["900미터"])
    assert told["writing"] == {
        "model": "한글-1b",
        "host": "127.0.0.1:9",
        "tokens_in": 90,
        "tokens_out": 30,
        "seconds": 1.5,
        "fault": "a; b",
    }
    assert not Answer((wrong,), 0.0).found


def test_a_hit_as_json() -> None:
    assert json.loads(json.dumps(HIT.to_dict())) == {
        "article": ABOUT,
        "text": TEXT,
        "start": 0,
        "end": 34,
        "score": 1.5,
        "lexical": 12.0,
        "dense": 0.25,
        "reader": None,
        "copies": ["a.txt#2"],
    }
