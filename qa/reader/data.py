"""What the reader learns from: questions on texts, pairs of statements, and articles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from embeddings import Overlap, SeedError, analyse, rows

from .windows import Span

RELATIONS = ("entailment", "neutral", "contradiction")
HELD_OUT = 0.1  # share of the texts that nothing is learned from, for the trial
SUFFIXES = (".jsonl", ".jsonl.xz")
SENTENCES = "sentences.json"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be read; its title may be empty. Sentences are offsets into the text."""

    title: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, a text, and where the text answers it; None where it doesn't."""

    question: str
    text: Text
    answer: Span | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement and what it is judged by; `relation` is a place in RELATIONS."""

    statement: str
    premise: str
    relation: int


@dataclass(slots=True)
class Material:
    """What files hold: questions people asked, pairs, and articles to make questions of."""

    questions: list[Question] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    articles: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class _Rows:
    """The same, before sentences are found: of each text its title and itself."""

    questions: list[tuple[str, str, str, Span | None]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    articles: list[tuple[str, str]] = field(default_factory=list)
    contexts: dict[str, str] = field(default_factory=dict)  # by id


def read_material(
    sources: Iterable[Path], work: Path, overlap: Overlap, *, articles: int
) -> Material:
    """Read `.jsonl` and `.jsonl.xz` files, and folders of them, by the names of a line's values.

    - `question`, `context`, `answers` ([{text, start}], none where the context doesn't say),
      perhaps `title`: a question
    - `premise`, `hypothesis`, `label` (one of RELATIONS); or `statement`, `context`, `true`: a pair
    - `asked` ([{question, answers}]) and `said` ([{statement, label, start, end}], judged by what
      stands there) on a `text` with its `title`, or on the context `of` an id in an earlier file
    - `title`, `text`: an article, of which the first `articles` are taken

    A file that is named twice counts twice. A line with a text that overlaps with texts that must
    stay unseen is left out. Sentences are found once and kept in `work`. Raises SeedError where a
    file or a line can't be read.
    """
    read = _Rows()
    for path in _files(sources):
        for row in rows(path):
            try:
                _add(row, read, overlap)
            except (KeyError, TypeError, ValueError) as error:
                raise SeedError(
                    "a line of {path} lacks what its kind needs: {error}",
                    "correct it, or leave the file out",
                    key="lesson-unread",
                    path=path,
                    error=repr(error),
                ) from error
            if len(read.articles) >= articles and "text" in row and "asked" not in row:
                break
    plain = {(title, text) for _, title, text, _ in read.questions} | set(read.articles)
    texts = _with_sentences(sorted(plain), work)
    asked = [
        Question(question, texts[title, text], answer)
        for question, title, text, answer in read.questions
    ]
    return Material(asked, read.pairs, [texts[article] for article in read.articles])


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from (p for p in sorted(source.rglob("*")) if p.name.endswith(SUFFIXES))
        else:
            yield source


def _add(row: dict[str, object], read: _Rows, overlap: Overlap) -> None:
    """Add a line to what it is, unless it overlaps."""
    shared = overlap.shared
    for value in row.values():
        if isinstance(value, str):
            overlap.clear(value)
    if overlap.shared > shared:
        return
    if "question" in row:
        context = str(row["context"])
        read.contexts[str(row.get("id"))] = context
        _add_question(row, str(row.get("title") or ""), context, read)
    elif "asked" in row:
        _add_lesson(row, read)
    elif "premise" in row:
        label = RELATIONS.index(str(row["label"]))
        read.pairs.append(Pair(str(row["hypothesis"]), str(row["premise"]), label))
    elif "statement" in row:
        relation = RELATIONS.index("entailment" if row["true"] else "contradiction")
        read.pairs.append(Pair(str(row["statement"]), str(row["context"]), relation))
    else:
        read.articles.append((str(row["title"]), str(row["text"])))


def _add_question(row: Mapping[str, object], title: str, context: str, read: _Rows) -> None:
    answers, answer = row["answers"], None
    assert isinstance(answers, list)
    if answers:
        start, text = int(answers[0]["start"]), str(answers[0]["text"])
        answer = start, start + len(text)
        if context[start : answer[1]] != text:
            raise KeyError(text)
    read.questions.append((str(row["question"]), title, context, answer))


def _add_lesson(row: Mapping[str, object], read: _Rows) -> None:
    """Add what is asked and said of one text; nothing where that was left out."""
    text = str(row["text"]) if "text" in row else read.contexts.get(str(row["of"]))
    asked, said = row["asked"], row["said"]
    assert isinstance(asked, list) and isinstance(said, list)
    if text is None:
        return
    for question in asked:
        _add_question(question, str(row.get("title") or ""), text, read)
    for claim in said:
        premise = text[int(claim["start"]) : int(claim["end"])]
        relation = RELATIONS.index(claim["label"])
        read.pairs.append(Pair(str(claim["statement"]), premise, relation))


def _with_sentences(plain: Sequence[tuple[str, str]], work: Path) -> dict[tuple[str, str], Text]:
    """Find the sentences of titled texts, but of those that a run before has kept in `work`."""
    kept = work / SENTENCES
    every: dict[str, list[Span]] = json.loads(kept.read_text()) if kept.exists() else {}
    new = [text for text in dict.fromkeys(text for _, text in plain) if _digest(text) not in every]
    if new:
        found = analyse(tqdm(new, "sentences", unit="text", disable=None))
        for text, sentences in zip(new, found, strict=True):
            every[_digest(text)] = [(s.start, s.end) for s in sentences]
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(every))
        part.replace(kept)
    return {
        (title, text): Text(title, text, tuple((s, e) for s, e in every[_digest(text)]))
        for title, text in plain
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hold_out(material: Material) -> tuple[Material, Material]:
    """Part material into what is learned from and what is asked in the trial.

    All questions on a text stay together, and none that the trial asks is learned from. Which side
    a text is on is told by itself alone, so more files move no text. The trial makes no questions,
    and asks each once.
    """
    learned, asked = _parted(material.questions, lambda question: question.text.text)
    asked = list(dict.fromkeys(asked))
    secret = {question.question for question in asked}
    learned = [question for question in learned if question.question not in secret]
    pairs, judged = _parted(material.pairs, lambda pair: pair.premise)
    articles, _ = _parted(material.articles, lambda article: article.text)
    return Material(learned, pairs, articles), Material(asked, judged, [])


def _parted(things: Sequence[T], key: Callable[[T], str]) -> tuple[list[T], list[T]]:
    sides: tuple[list[T], list[T]] = [], []
    for thing in things:
        sides[int(_digest(key(thing)), 16) < HELD_OUT * 16**16].append(thing)
    return sides
