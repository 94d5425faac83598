"""An answer as a language model writes it, on a scripted server: verdicts, faults, cost, keys."""

import logging
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings import Article, Passage, WritingError, analyse_one
from qa import Answer, Budget, Hit, Part, Writer
from qa.answer import Citation
from qa.question import Question, understand
from qa.writing.backend import Backend, estimated_tokens
from tests.scripted_model import Model, chunk, event, pieces, served

KEY = "sk-geheim-0123456789"
QUESTION = "가람시 지하철 요금은 얼마인가요?"
FARES = Article(
    "fares",
    "지하철 요금 오른다",
    "가람시 지하철 기본요금은 6월 28일부터 1,550원이다. 나루시 지하철 기본요금은 1,600원이다. "
    "한서준 시장은 “더 미룰 수 없다”고 말했다.",
    outlet="가람일보",
    published=date(2025, 6, 1),
)
BUSES = Article("buses", "버스", "가람시 버스는 1,500원을 받는다. 마을버스는 오르지 않는다.")


def hit(article: Article) -> Hit:
    return Hit(article, 1.0, 1.0, 1.0, (), Passage(tuple(analyse_one(article.text))))


QUOTED = Part("1,550원", Citation(1, FARES, 0, 31), "short")
INSTEAD = Answer((QUOTED,), 0.8, (hit(BUSES), hit(FARES)))


def entails(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """All is entailed: what these tests are about is decided before."""
    return [9.0 for _ in pairs]


def quoted(question: Question) -> Answer:
    """What the articles' own words answer."""
    return INSTEAD


def writer(model: Model, patience: float = 30.0, **options: Any) -> Writer:
    return Writer(Backend("한글-1b", model.url, KEY, patience=patience), **options)


def written(using: Writer, question: str = QUESTION, spent: int = 0) -> list[Answer]:
    return [*using.write(understand(question), quoted, entails, spent)]


def answer(model: Model, **options: Any) -> Answer:
    with served(model):
        return written(writer(model, **options))[-1]


def verdicts(given: Answer) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(p.kind, p.text, tuple(c.quote for c in p.cited)) for p in given.parts]


class TestVerdicts:
    def test_each_sentence_has_its_verdict_and_its_source(self) -> None:
        said = (
            "가람시 지하철은 1,550원이다 [1]. 나루시 지하철은 1,700원이다. [1] 달에는 토끼가 산다."
        )
        given = answer(Model(pieces(said)))
        assert verdicts(given) == [
            ("supported", "가람시 지하철은 1,550원이다.", (FARES.text[:32],)),
            ("unsupported", "나루시 지하철은 1,700원이다.", (FARES.text[33:56],)),
            ("uncited", "달에는 토끼가 산다.", ()),
        ]
        assert (given.found, given.confidence) == (True, pytest.approx(1 / 3))
        assert given.text == (
            "가람시 지하철은 1,550원이다. [1] 나루시 지하철은 1,700원이다. [2] "
            "(출처에서 확인되지 않음: 1,700원) 달에는 토끼가 산다. (뒷받침하는 출처 없음)"
        )

    def test_a_sentence_without_a_citation_gets_the_passage_that_supports_it(self) -> None:
        given = answer(Model(pieces("가람시 버스는 1500원을 받는다.")))
        assert verdicts(given) == [
            ("supported", "가람시 버스는 1500원을 받는다.", (BUSES.text[:20],))
        ]

    def test_citations_of_nothing_go(self) -> None:
        given = answer(Model(pieces("가람시 버스는 1500원을 받는다 [7][0][2].")))
        assert [(p.text, p.citation and p.citation.number) for p in given.parts] == [
            ("가람시 버스는 1500원을 받는다.", 1)
        ]

    def test_a_citation_of_another_passage_does_not_count(self) -> None:
        said = "가람시 지하철은 1,550원이다 [1]. 가람시 버스는 1,500원을 받는다 [1]."
        assert [part.kind for part in answer(Model(pieces(said))).parts] == [
            "supported",
            "unsupported",
        ]

    def test_links_and_images_are_text(self) -> None:
        said = "가람시 버스는 1,500원이다 [2]. ![더](http://a.kr/x.png) [2]"
        parts = answer(Model(pieces(said))).parts
        assert [(part.kind, part.text, part.lacking) for part in parts][1:] == [
            ("unsupported", "![더](http://a.kr/x.png)", ("http://a.kr/x.png",))
        ]

    def test_a_sentence_is_a_draft_until_it_ends(self) -> None:
        with served(Model(pieces("가람시 버스는 1,500원이다 [2]. 끝.", size=8))) as model:
            kinds = [[part.kind for part in one.parts] for one in written(writer(model))]
        assert kinds[0] == ["draft"]
        assert kinds[-2:] == [["supported", "draft"], ["supported", "uncited"]]

    def test_the_reader_has_the_last_word(self) -> None:
        with served(Model(pieces("가람시 버스는 1,500원을 받는다 [2]."))) as model:
            using, question = writer(model), understand(QUESTION)
            doubts = using.write(question, quoted, lambda pairs: [-9.0 for _ in pairs], 0)
            *_, given = doubts
        assert given.parts == INSTEAD.parts
        assert given.writing and given.writing.fault
        assert given.writing.fault.key == "llm-unsupported"


class TestPrompt:
    def sent(self, **options: Any) -> str:
        model = Model(pieces("가람시 버스는 1,500원을 받는다 [2]."))
        answer(model, **options)
        return "\n".join(message["content"] for message in model.asked[0]["messages"])

    def test_passages_are_fenced_by_marks_that_differ_each_time(self) -> None:
        first, second = self.sent(), self.sent()
        mark, other = (said.split("<<")[1].split(">>")[0] for said in (first, second))
        assert mark != other and len(mark) == 12
        assert first.count(f"<<{mark}>>") == 5  # named once, and around each of two
        assert f"<<{mark}>>\n[1] 지하철 요금 오른다 | 가람일보 | 2025-06-01\n{FARES.text}" in first
        assert first.endswith(f"질문: {QUESTION}")

    def test_what_does_not_fit_is_not_sent(self) -> None:
        fits = estimated_tokens(f"버스\n{BUSES.text}")
        sent = self.sent(passages=fits)
        assert BUSES.text in sent and FARES.text not in sent


class TestQuirks:
    """Servers differ; what they have in common is enough."""

    @pytest.mark.parametrize("refused", ["stream_options", "temperature", "max_tokens"])
    def test_a_server_that_refuses_an_option_is_asked_without(self, refused: str) -> None:
        model = Model(pieces("가람시 버스는 1,500원이다 [2]."), refuses=frozenset([refused]))
        assert answer(model).parts[0].kind == "supported"
        assert sorted(model.asked[1]) == ["messages", "model", "stream"]

    def test_tokens_are_estimated_where_the_server_does_not_count(self) -> None:
        said = "가람시 버스는 1,500원이다 [2]."
        counted = answer(Model(pieces(said))).writing
        guessed = answer(Model(pieces(said, size=2, usage=None))).writing
        assert counted and (counted.tokens_in, counted.tokens_out) == (90, 30)
        assert guessed and guessed.tokens_in > 100 and guessed.tokens_out == 11

    def test_thoughts_and_empty_chunks_are_left_out(self) -> None:
        def says(request: dict[str, Any]) -> Iterator[bytes]:
            yield b": ping\n\n"
            yield event({"choices": []})
            yield chunk({"reasoning_content": "음"})
            yield chunk({"content": "<think>1,500원일까?</think>"})
            yield chunk({"content": "가람시 버스는 1,500원이다 [2]."})
            yield event({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]})

        assert [part.text for part in answer(Model(says)).parts] == ["가람시 버스는 1,500원이다."]


def silent(request: dict[str, Any]) -> Iterator[bytes]:
    yield chunk({"content": "가람시 버스는"})
    time.sleep(60)


def pinging(request: dict[str, Any]) -> Iterator[bytes]:
    for _ in range(600):
        yield b": ping\n\n"
        time.sleep(0.05)


def cut(request: dict[str, Any]) -> Iterator[bytes]:
    yield chunk({"content": "가람시 버스는 1,500원이다 [2]. 지하"})


def looping(request: dict[str, Any]) -> Iterator[bytes]:
    while True:
        yield chunk({"content": "가람시 버스는 1,500원이다 [2]. "})


def babbling(request: dict[str, Any]) -> Iterator[bytes]:
    while True:
        yield chunk({"content": "하하"})


FAULTS = [
    ("llm-slow", Model(silent), 1.0),
    ("llm-slow", Model(pinging), 1.0),
    ("llm-cut", Model(cut), 30.0),
    ("llm-loop", Model(looping), 30.0),
    ("llm-loop", Model(babbling), 30.0),
    ("llm-empty", Model(pieces(" ")), 30.0),
    ("llm-nothing", Model(pieces("기사에서 답을 찾지 못했습니다.")), 30.0),
    ("llm-unsupported", Model(pieces("달에는 토끼가 산다 [1].")), 30.0),
    ("llm-garbled", Model(lambda request: [b"<html>Willkommen</html>"]), 30.0),
    ("llm-garbled", Model(lambda request: [b"data: {kein JSON\n\n"]), 30.0),
    ("llm-broken", Model(pieces(""), status=500), 30.0),
    (
        "llm-broken",
        Model(pieces(""), status=307, headers={"Location": "http://127.0.0.1:1/"}),
        30.0,
    ),
    ("llm-busy", Model(pieces(""), status=429, headers={"Retry-After": "7"}), 30.0),
    ("llm-model", Model(pieces(""), status=404), 30.0),
    ("llm-key", Model(pieces(""), status=401), 30.0),
    ("llm-refused", Model(pieces(""), status=400), 30.0),
]


class TestFaults:
    @pytest.mark.parametrize(("key", "model", "patience"), FAULTS)
    def test_the_quoted_answer_stands_and_one_line_says_why(
        self, key: str, model: Model, patience: float, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        given = answer(model, patience=patience)
        assert given.parts == INSTEAD.parts and given.writing and given.writing.fault
        assert given.writing.fault.key == key
        assert "\n" not in str(given.writing.fault)
        assert KEY not in caplog.text + repr(given.writing) + str(given.to_dict())
        assert model.keys[0] == f"Bearer {KEY}"

    def test_a_server_that_is_not_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        given = written(Writer(Backend("한글-1b", url, KEY)))[-1]
        assert given.writing and str(given.writing.fault) == (
            f"the language model's server {url[7:-3]} can't be reached; "
            "start it, or mend OPENAI_BASE_URL"
        )

    def test_when_it_may_be_asked_again_is_said(self) -> None:
        model = Model(pieces(""), status=429, headers={"Retry-After": "7"})
        given = answer(model).writing
        assert given and given.fault and given.fault.remedy == "ask again in 7 s"

    def test_hanging_up_ends_the_stream(self) -> None:
        with served(Model(looping)) as model:
            answers = writer(model).write(understand(QUESTION), quoted, entails, 0)
            next(answers)
            answers.close()
            assert len(model.asked) == 1


class TestSecrets:
    def test_the_key_is_in_no_repr(self) -> None:
        backend = Backend("한글-1b", f"http://jemand:{KEY}@127.0.0.1:9/v1", KEY)
        assert repr(backend) == "<Backend '한글-1b' at 127.0.0.1:9>"
        assert repr(Writer(backend)) == "<Writer with <Backend '한글-1b' at 127.0.0.1:9>>"

    @pytest.mark.parametrize("url", ["ftp://a/v1", "127.0.0.1:9", "", "http://"])
    def test_what_is_no_address_is_said(self, url: str) -> None:
        with pytest.raises(WritingError, match="OPENAI_BASE_URL is no address"):
            Backend("한글-1b", url, KEY)

    def test_a_key_that_fits_no_header_is_not_shown(self) -> None:
        with served(Model(pieces(""))) as model:
            given = written(Writer(Backend("한글-1b", model.url, "비밀\n열쇠")))[-1]
        assert given.writing and given.writing.fault
        assert "비밀" not in str(given.writing.fault) + repr(given.writing)

    def test_nowhere_to_go_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(WritingError, match="no server of a language model is named"):
            Writer.open("한글-1b")


class TestBudget:
    @pytest.mark.parametrize(
        ("kept", "left"),
        [("2026-05-14 990\n", False), ("2026-05-13 990", True), ("\xff", True)],
    )
    def test_what_a_day_has_cost_is_known_after_a_restart(
        self, tmp_path: Path, kept: str, left: bool
    ) -> None:
        path = tmp_path / "llm_tokens.txt"
        path.write_text(kept, encoding="latin-1")
        budget = Budget(day=1_000, index=tmp_path / "index", calendar=lambda: date(2026, 5, 14))
        with nullcontext() if left else pytest.raises(WritingError, match="1,000 tokens of today"):
            budget.admit(20, 0)
        budget.spend(7)
        assert path.read_text() == f"2026-05-14 {7 if left else 997}\n"

    def test_another_day_begins_anew_while_the_program_runs(self) -> None:
        days = [date(2026, 5, 14)]
        budget = Budget(day=1_000, calendar=lambda: days[-1])
        budget.spend(1_000)
        with pytest.raises(WritingError, match="1,000 tokens of today"):
            budget.admit(1, 0)
        days.append(date(2026, 5, 15))
        budget.admit(1_000, 0)

    def test_what_others_that_count_in_the_same_file_have_spent_counts(
        self, tmp_path: Path
    ) -> None:
        today, index = date(2026, 5, 14), tmp_path / "index"
        one, other = (Budget(day=1_000, index=index, calendar=lambda: today) for _ in range(2))
        one.spend(300)
        other.spend(400)
        one.spend(200)
        assert (tmp_path / "llm_tokens.txt").read_text() == "2026-05-14 900\n"
        with pytest.raises(WritingError, match="1,000 tokens of today"):
            other.admit(101, 0)
        other.admit(100, 0)

    def test_a_conversation_and_a_day_have_their_limits(self) -> None:
        with served(Model(pieces("가람시 버스는 1,500원이다 [2]."))) as model:
            using = writer(model, budget=Budget(conversation=1_000, day=1_000))
            told = [written(using, spent=spent)[-1].writing for spent in (0, 900, 0)]
            model.says = pieces("가람시 버스는 1,500원이다 [2].", usage=(900, 60))
            told += [written(using)[-1].writing, written(using)[-1].writing]
        keys = [one.fault.key if one and one.fault else "" for one in told]
        assert keys == ["", "llm-conversation", "", "", "llm-day"]
        assert told[1] and (told[1].tokens, told[1].fault and told[1].fault.values) == (
            0,
            {"limit": "1,000"},
        )
