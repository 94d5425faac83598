"""What the reader learns from: what each line of a file is, what is held out, what is left out."""

import json
from pathlib import Path

import pytest

from embeddings import Overlap, SeedError
from qa.reader.data import Material, Pair, Question, Text, hold_out, read_material

CONTEXT = "시장은 3월에 문을 열었다. 다리는 아직 공사 중이다."
TEXT = Text("통영 소식", CONTEXT, ((0, 15), (16, 30)))


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path, work: Path, overlap: Overlap | None = None, articles: int = 9) -> Material:
    return read_material([path], work, overlap or Overlap(), articles=articles)


def test_a_line_is_told_by_its_names(tmp_path: Path) -> None:
    asked = {"question": "언제 열었나?", "title": "통영 소식", "context": CONTEXT}
    source = write(
        tmp_path / "lines.jsonl",
        asked | {"answers": [{"text": "3월", "start": 4}]},
        asked | {"question": "누가 열었나?", "answers": []},
        {"premise": "시장이 열렸다.", "hypothesis": "시장이 닫혔다.", "label": "contradiction"},
        {"statement": "다리는 공사 중인가?", "context": CONTEXT, "true": True},
        {"title": "통영 소식", "text": CONTEXT},
        {"title": "다음 소식", "text": "둘째 기사다."},
    )
    material = read(source, tmp_path, articles=1)
    assert material == Material(
        questions=[Question("언제 열었나?", TEXT, (4, 6)), Question("누가 열었나?", TEXT, None)],
        pairs=[
            Pair("시장이 닫혔다.", "시장이 열렸다.", 2),
            Pair("다리는 공사 중인가?", CONTEXT, 0),
        ],
        articles=[TEXT],
    )
    assert read(source, tmp_path, articles=1) == material  # its sentences as they were kept


def test_a_lesson_asks_and_says_things_of_one_text(tmp_path: Path) -> None:
    answers = [{"text": "3월", "start": 4}]
    lesson = {
        "asked": [{"question": "언제?", "answers": answers}, {"question": "왜?", "answers": []}],
        "said": [{"statement": "공사는 끝났다.", "label": "contradiction", "start": 16, "end": 30}],
    }
    source = write(
        tmp_path / "lines.jsonl",
        {"id": "1", "question": "다리는?", "context": CONTEXT, "answers": []},
        lesson | {"of": "1"},
        lesson | {"title": "통영 소식", "text": CONTEXT},
        lesson | {"of": "left out"},
    )
    untitled = Text("", CONTEXT, TEXT.sentences)
    pair = Pair("공사는 끝났다.", "다리는 아직 공사 중이다.", 2)
    assert read(source, tmp_path) == Material(
        questions=[
            Question("다리는?", untitled, None),
            Question("언제?", untitled, (4, 6)),
            Question("왜?", untitled, None),
            Question("언제?", TEXT, (4, 6)),
            Question("왜?", TEXT, None),
        ],
        pairs=[pair, pair],
        articles=[],
    )


def test_what_must_stay_unseen_is_left_out(tmp_path: Path) -> None:
    secret = "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 열하나 열둘 열셋"
    rows = [
        {"question": "무엇인가?", "context": f"앞 {secret} 뒤", "answers": []},
        {"title": "제목", "text": secret},
        {"title": "제목", "text": secret.removesuffix(" 열셋")},
    ]
    overlap = Overlap([secret])
    material = read(write(tmp_path / "lines.jsonl", *rows), tmp_path, overlap)
    assert (material.questions, [a.text for a in material.articles], overlap.shared) == (
        [],
        [secret.removesuffix(" 열셋")],
        2,
    )


@pytest.mark.parametrize(
    "row",
    [
        {"question": "언제?", "context": CONTEXT},
        {"question": "언제?", "context": CONTEXT, "answers": [{"text": "4월", "start": 4}]},
        {"premise": "가", "hypothesis": "나", "label": "perhaps"},
        {"statement": "가", "context": "나"},
        {"title": "제목"},
    ],
)
def test_a_line_that_lacks_something_is_refused(row: dict[str, object], tmp_path: Path) -> None:
    path = write(tmp_path / "lines.jsonl", row)
    with pytest.raises(SeedError, match=r"lines\.jsonl lacks what its kind needs: .*; correct it"):
        read(path, tmp_path)


def test_a_tenth_is_held_out_and_none_of_it_is_learned() -> None:
    texts = [Text("", f"글 {at}", ((0, 3),)) for at in range(500)]
    asked = [Question(f"물음 {at % 490}", text, None) for at, text in enumerate(texts)]
    pairs = [Pair("맞다", text.text, 0) for text in texts]
    learned, held_out = hold_out(Material(asked, pairs, texts))
    assert 30 < len(held_out.questions) < 70
    assert {q.question for q in learned.questions}.isdisjoint(
        q.question for q in held_out.questions
    )
    assert {q.text for q in learned.questions}.isdisjoint(q.text for q in held_out.questions)
    assert len(learned.pairs) + len(held_out.pairs) == 500
    assert [a for a in texts if a not in learned.articles] == [q.text for q in held_out.questions]
    assert held_out.articles == []
    _, fewer = hold_out(Material(asked[:100], [], []))
    assert fewer.questions == [q for q in held_out.questions if q in asked[:100]]
