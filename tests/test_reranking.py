"""Which windows are read of what was found, and how they rank by what was read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_reader import body, samples, tokenizer

from embeddings import Passage, Sentence, build_index
from qa import Assistant, Hit
from qa.question import understand
from qa.reader.export import export
from qa.reader.network import Network
from qa.reader.reader import Reader, Sight
from qa.reader.windows import Window
from qa.retrieval.reading import (
    AGAIN,
    HIT,
    READ,
    RERANKED,
    SENTENCE,
    UNFIT,
    Asked,
    Read,
    covered,
    read,
    rerank,
)

PLACES = ["가나", "다라", "마바", "사아", "자차", "카타", "파하", "나가"]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder: Path = tmp_path_factory.mktemp("reader")
    export(Network(body()), tokenizer(), folder, samples())
    return Reader.load(folder)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Articles of one long and one short paragraph; each has several windows."""
    folder: Path = tmp_path_factory.mktemp("reranking")
    rows = []
    for at in range(30):
        place = PLACES[at % len(PLACES)]
        own = chr(ord("가") + 28 * at) * 40  # so that no article is another's copy
        lines = [f"{place}시장은 {n}월에 문을 열었다고 {own}는 말했다." for n in range(1, 9)]
        rows.append({"title": f"{place} 시장 {at}", "text": "\n".join(lines)})
    (folder / "seeds").mkdir()
    text = "\n".join(json.dumps(row) for row in rows)
    (folder / "seeds" / "a.jsonl").write_text(text, encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    return Assistant.open(folder / "index")


def found(assistant: Assistant, question: str, most: int) -> tuple[Asked, list[Hit]]:
    snapshot, understood = assistant.snapshot(), understand(question)
    weights = {term: snapshot.idf(term) for term in understood.terms}
    return Asked(question, weights, bool), snapshot.search(understood, most)


def test_the_likeliest_windows_are_read_and_ranked(assistant: Assistant, reader: Reader) -> None:
    question = "다라시장은 5월에 문을 열었나?"
    asked, hits = found(assistant, question, 10)
    reads = read(reader, asked, hits)
    assert 0 < len(reads) <= READ
    scores = [one.score for one in reads]
    assert scores == sorted(scores, reverse=True)
    for one in reads:
        text = one.hit.article.text
        start, end = one.sentence
        assert start <= one.found.start < one.found.end <= end
        assert one.sentence in one.window.sentences
        assert one.hit.start <= one.window.start < one.window.end <= one.hit.end
        assert one.evidence == one.found.score + SENTENCE * one.answers
        assert one.score == one.evidence + HIT * one.hit.score
        assert text[start:end].startswith(one.hit.article.title[:2])
    assert any("5월" in one.hit.article.text[one.window.start : one.window.end] for one in reads)


def test_the_best_sentences_are_read_once_more_by_themselves(
    assistant: Assistant, reader: Reader
) -> None:
    asked, hits = found(assistant, "다라시장은 5월에 문을 열었나?", 10)

    def odds(one: Read, window: Window) -> tuple[float, float]:
        """Of an answer in the window, and that its sentence answers."""
        sight = Sight(one.hit.article.title, one.hit.article.text, window)
        [reading] = reader.read(asked.text, [sight], bool)
        assert reading.found is not None
        return reading.found.score, reading.sentences[window.sentences.index(one.sentence)]

    reads = read(reader, asked, hits)
    once = [odds(one, one.window) for one in reads]
    score = [sum(o) + HIT * one.hit.score for o, one in zip(once, reads, strict=True)]
    best = sorted(range(len(reads)), key=lambda at: -score[at])[:AGAIN]
    for at, one in enumerate(reads):
        alone = odds(one, Window((one.sentence,)))
        mean = tuple((a + b) / 2 for a, b in zip(once[at], alone, strict=True))
        expected = mean if at in best else once[at]
        told = (one.found.score, one.answers)
        assert told == pytest.approx(expected, abs=1e-3)


def test_an_answer_of_another_kind_ranks_lower_and_is_told(
    assistant: Assistant, reader: Reader
) -> None:
    asked, hits = found(assistant, "다라시장은 5월에 문을 열었나?", 10)
    fitting = read(reader, asked, hits)
    none = read(reader, replace(asked, fits=lambda answer: False), hits)
    assert [one.fits for one in none] == [False] * len(none)
    scores = {one.window: one.score for one in fitting if one.hit.article == hits[0].article}
    for one in none:
        if one.hit.article == hits[0].article:
            assert one.score == pytest.approx(scores[one.window] - UNFIT)


def test_nothing_found_is_nothing_read(reader: Reader) -> None:
    assert read(reader, Asked("누?", {}, bool), []) == []
    assert rerank(reader, Asked("누?", {}, bool), []) == []


def test_the_first_hits_are_ranked_by_their_likeliest_window(
    assistant: Assistant, reader: Reader
) -> None:
    question = "다라시장은 5월에 문을 열었나?"
    asked, hits = found(assistant, question, RERANKED + 5)
    ranked = rerank(reader, asked, hits)
    scores = [hit.reader for hit in ranked]
    first = [score for score in scores[:RERANKED] if score is not None]
    assert first == sorted(first, reverse=True)
    assert len(first) == RERANKED and scores[RERANKED:] == [None] * 5
    assert ranked[RERANKED:] == hits[RERANKED:]
    places = {(hit.article.id, hit.start) for hit in hits[:RERANKED]}
    assert {(hit.article.id, hit.start) for hit in ranked[:RERANKED]} == places


def test_the_share_of_the_weights_that_is_held() -> None:
    assert covered({"다리": 3.0, "개통": 1.0}, {"다리", "강"}) == 0.75
    assert covered({}, {"다리"}) == 1.0


def test_every_headline_is_read_beside_the_likeliest_windows(
    assistant: Assistant, reader: Reader
) -> None:
    """Though it shares nothing with the question: it is too short for that."""
    asked, hits = found(assistant, "다라시장은 5월에 문을 열었나?", 10)
    title = "재래 상가 이달 개장"
    last = hits[-1]
    row = replace(last.article, id="h", title=title, text=title, kind="headline")
    passage = Passage((Sentence(0, len(title), ()),))
    headline = replace(last, article=row, passage=passage, title_terms=(), score=0.0)
    plain = read(reader, asked, hits)
    beside = read(reader, asked, [*hits, headline])
    assert {one.hit.article.id for one in beside} - {one.hit.article.id for one in plain} == {"h"}
    assert len(beside) == len(plain) + 1
