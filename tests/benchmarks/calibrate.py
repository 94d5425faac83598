"""Learn qa/weights.json: which sentence answers, which span of it, and when to refuse.

    python tests/benchmarks/calibrate.py tydi_train.jsonl kowiki.jsonl.xz

Learned on human questions (TyDi QA, Korean, training part) whose paragraphs lie among Wikipedia
articles, other paragraphs of the same articles first of all: a question whose own paragraph is
left out then still finds its subject, which is what makes refusing hard. Nothing that a figure is
reported on is read. `--validate` prints the figures of 3-fold cross-validation on the human ones.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.feature_extraction import DictVectorizer

from embeddings import build_index
from embeddings.analysis import analyse_one, kiwi, terms
from embeddings.encoder import DEFAULT_FOLDER, DEFAULT_MODEL
from embeddings.term_encoder import TermEncoder
from embeddings.vectors import unit
from qa import evidence as ev
from qa.assistant import Assistant
from qa.metrics import exact_match, f1
from qa.question import Asks, Question, understand
from qa.retrieval import Hit
from qa.spans import candidates, kind_of

DISTRACTORS = 4000  # Wikipedia articles of other subjects
SENTENCE_DECAY, SPAN_DECAY = 1e-4, 5e-4  # L2, against weights that only one question asked for
CONFIDENCE_DECAY = 1e-4
REFUSED = 0.1  # share of the answerable questions that the threshold may refuse
FOLDS = 3
WEIGHTS = Path(ev.__file__).with_name("weights.json")
Row = dict[str, float]
DROPPED, REPHRASED = 0.4, 0.15  # of a made question's words
KINDS: dict[str, Asks] = {
    "date": "when",
    "quantity": "quantity",
    "short name": "who",
    "person": "who",
    "name": "what",
    "place": "where",
    "quotation": "what",
}


@dataclass
class Case:
    """A question with its hits, and where and what its answer is."""

    question: Question
    answers: list[str]
    own: str  # the id of its paragraph
    subject: str  # the title of that paragraph's article
    hits: list[Hit]


def main() -> None:
    """Learn the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("wikipedia", type=Path)
    parser.add_argument("--validate", action="store_true", help="print cross-validated figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seeds, index = Path(folder, "seeds"), Path(folder, "index")
        seeds.mkdir()
        rows = [json.loads(line) for line in options.questions.open(encoding="utf-8")]
        write_seeds(seeds, rows, options.wikipedia)
        print(build_index(seeds, index))
        snapshot = Assistant.open(index).snapshot()
        cases = list(read_cases(rows, snapshot.search))
        made = list(made_cases(snapshot, {case.subject for case in cases}))
        learned = learn(cases, made, snapshot.idf)
        if options.validate:
            report(cases, made, snapshot.idf)
    write(learned)


def write(learned: dict[str, Row]) -> None:
    """Write the weights, rounded: the fourth digit is noise."""
    rounded = {
        part: {name: round(value, 3) for name, value in sorted(row.items()) if abs(value) >= 0.01}
        for part, row in learned.items()
    }
    WEIGHTS.write_text(json.dumps(rounded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_seeds(seeds: Path, rows: list[dict], wikipedia: Path) -> None:
    """Write each question's paragraph, its article's other paragraphs, and other articles."""
    contexts = {row["context"]: row["title"].strip() for row in rows}
    answers: dict[str, set[str]] = {}
    for row in rows:
        answers.setdefault(row["title"].strip(), set()).update(a["text"] for a in row["answers"])
    with (seeds / "articles.jsonl").open("w", encoding="utf-8") as out:
        for number, (text, title) in enumerate(contexts.items()):
            record = {"id": f"own-{number}", "title": title, "text": text}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
        others = 0
        for article in read_wikipedia(wikipedia):
            title = article["title"]
            if title in answers:
                paragraphs = [
                    text
                    for text in article["text"].split("\n")
                    if len(text) > 80 and not any(answer in text for answer in answers[title])
                ]
            elif others < DISTRACTORS:
                others += 1
                paragraphs = [article["text"]]
            else:
                continue
            for number, text in enumerate(paragraphs):
                record = {"id": f"{article['id']}-{number}", "title": title, "text": text}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_wikipedia(path: Path) -> Iterator[dict]:
    """Yield the articles of an xz-packed .jsonl."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_cases(rows: list[dict], search: Callable[..., list[Hit]]) -> Iterator[Case]:
    """Yield each question with twenty hits, so that enough stay when some are left out."""
    own: dict[str, str] = {}
    for row in rows:
        own.setdefault(row["context"], f"own-{len(own)}")
    for row in rows:
        question = understand(row["question"])
        answers = [answer["text"] for answer in row["answers"]]
        title = row["title"].strip()
        yield Case(question, answers, own[row["context"]], title, search(question, 20, None))


def made_cases(snapshot: Any, subjects: set[str]) -> Iterator[Case]:
    """Yield questions made of other paragraphs of the same articles, a sentence each.

    Human questions are put by people who hadn't read the paragraph; these stand for those of
    people who had: a date, a quantity or a name is taken out of the sentence and asked for, some
    of the other words are left out, and some are put as their nearest neighbours in meaning.
    """
    rng = random.Random(0)
    nearest = Neighbours(TermEncoder.load(DEFAULT_MODEL, DEFAULT_FOLDER))
    for number, article in enumerate(snapshot.generation.catalogue.articles()):
        if article.title not in subjects or article.id.startswith("own-") or number % 2:
            continue
        sentence = rng.choice(analyse_one(article.text))
        text = article.text[sentence.start : sentence.end]
        tokens = kiwi().tokenize(text)
        spans = [
            span for span in candidates(text, tokens) if KINDS.get(kind_of(text, tokens, span))
        ]
        if not spans or len(sentence.terms) < 5:
            continue
        span = rng.choice(spans)
        asked = terms(text, tokens[span.first : span.last + 1])
        kept = [term for term in sentence.terms if term not in asked and rng.random() > DROPPED]
        said = [nearest.of(term, rng) if rng.random() < REPHRASED else term for term in kept]
        if rng.random() < 0.5:
            said = [*terms(article.title, kiwi().tokenize(article.title)), *said]
        asks = KINDS[kind_of(text, tokens, span)]
        unit = tokens[span.last].form if asks == "quantity" else ""
        question = Question(" ".join(said), tuple(said), tuple(said), (), asks, "", unit)
        if said:
            answers = [text[span.start : span.end]]
            hits = snapshot.search(question, 20, None)
            yield Case(question, answers, article.id, article.title, hits)


class Neighbours:
    """The terms nearest in meaning to a term, by the default model."""

    def __init__(self, encoder: TermEncoder) -> None:
        self.own = encoder.vocabulary.own
        self.names = list(self.own)
        self.rows = unit(encoder.weight[: len(self.names)])

    def of(self, term: str, rng: random.Random) -> str:
        row = self.own.get(term)
        if row is None:
            return term
        near = np.argsort(-(self.rows @ self.rows[row]), kind="stable")[:8]
        return self.names[rng.choice(near.tolist())]


# -- what is learned ---------------------------------------------------------------------------


def learn(cases: Sequence[Case], made: Sequence[Case], idf: ev.Idf) -> dict[str, Row]:
    """Return the weights of sentences, spans and confidence, each learned on top of the last.

    Made questions teach only when to refuse: what people ask for, only people's questions show.
    """
    sentences = [group for case in cases if (group := sentence_group(case, idf))]
    learned = {"sentence": listwise(sentences, SENTENCE_DECAY)}
    spans = [group for case in cases if (group := span_group(case, idf, learned))]
    learned["span"] = listwise(spans, SPAN_DECAY)
    learned["confidence"] = confidence([*cases, *made], idf, learned)
    return learned


def holds(text: str, answers: Sequence[str]) -> bool:
    """Say whether the text holds an accepted answer."""
    return any(answer in text for answer in answers)


def sentence_group(case: Case, idf: ev.Idf) -> tuple[list[Row], list[float]] | None:
    """Return the sentences' features, and 1.0 for each that answers; None where none does."""
    rows, targets = [], []
    for hit, sentence, row in ev.sentence_rows(case.question, case.hits, idf):
        text = hit.article.text[sentence.start : sentence.end]
        rows.append(row)
        targets.append(float(hit.article.id == case.own and holds(text, case.answers)))
    return (rows, targets) if any(targets) else None


def span_group(
    case: Case, idf: ev.Idf, learned: dict[str, Row]
) -> tuple[list[Row], list[float]] | None:
    """Return the features of the best sentences' spans, and how near each is to the answer."""
    rows, targets = [], []
    ranked = ev.gather(case.question, case.hits, idf, learned["sentence"])
    for evidence in ranked[: ev.READ_SENTENCES]:
        at = evidence.sentence.start
        text = evidence.hit.article.text
        right = evidence.hit.article.id == case.own and holds(
            text[at : evidence.sentence.end], case.answers
        )
        for span, row in ev.span_rows(case.question, evidence, idf):
            score = f1(text[at + span.start : at + span.end], case.answers) if right else 0.0
            rows.append(row)
            targets.append(score**4 if score > 0.6 else 0.0)
    return (rows, targets) if any(targets) else None


def confidence(cases: Sequence[Case], idf: ev.Idf, learned: dict[str, Row]) -> Row:
    """Return the weights of a logistic regression, and the threshold that refuses REFUSED.

    Each feature but the bias speaks for an answer, so no weight may be negative: more evidence
    then never makes for less confidence, whatever the sample's accidents.
    """
    rows, labels = confidence_rows(cases, idf, learned)
    vectorizer = DictVectorizer(sparse=False)
    matrix, signs = vectorizer.fit_transform(rows), 2 * np.array(labels) - 1
    names = vectorizer.get_feature_names_out().tolist()

    def loss(weight: np.ndarray) -> tuple[float, np.ndarray]:
        margin = signs * (matrix @ weight)
        slope = -signs * expit(-margin)
        value = np.logaddexp(0, -margin).mean() + CONFIDENCE_DECAY * weight @ weight
        return value, matrix.T @ slope / len(signs) + 2 * CONFIDENCE_DECAY * weight

    bounds = [(None, None) if name == "bias" else (0, None) for name in names]
    weight = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds).x
    found = dict(zip(names, weight.tolist(), strict=True))
    scores = [ev.dot(row, found) for row, label in zip(rows, labels, strict=True) if label]
    return found | {"threshold": float(np.quantile(scores, REFUSED))}


def confidence_rows(
    cases: Sequence[Case], idf: ev.Idf, learned: dict[str, Row]
) -> tuple[list[Row], list[int]]:
    """Return features and labels: as it is (1), its paragraph left out (0), its article too (0)."""
    rows, labels = [], []
    for case in cases:
        for hits, label in left_out(case):
            if label and case.own not in {hit.article.id for hit in hits}:
                continue  # not answerable from these hits
            rows.append(row_of(case.question, hits, idf, learned))
            labels.append(label)
    return rows, labels


def left_out(case: Case) -> list[tuple[list[Hit], int]]:
    """Return the hits with all articles there, without the own paragraph, without the subject."""
    without = [hit for hit in case.hits if hit.article.id != case.own]
    stranger = [hit for hit in without if hit.article.title != case.subject]
    return [(case.hits[:10], 1), (without[:10], 0), (stranger[:10], 0)]


def row_of(question: Question, hits: list[Hit], idf: ev.Idf, learned: dict[str, Row]) -> Row:
    """Return the features of confidence for a question and its hits."""
    return ev.confidence_row(question, hits, ev.rank(question, hits, idf, learned), idf)


def listwise(groups: Sequence[tuple[list[Row], list[float]]], decay: float) -> Row:
    """Return the weights that make the targets likeliest under a softmax over each group."""
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform([row for rows, _ in groups for row in rows])
    names = vectorizer.get_feature_names_out()
    sizes = [len(rows) for rows, _ in groups]
    group = torch.repeat_interleave(torch.arange(len(sizes)), torch.tensor(sizes))
    target = torch.tensor([t / sum(targets) for _, targets in groups for t in targets])
    features = torch.sparse_csr_tensor(matrix.indptr, matrix.indices, matrix.data, matrix.shape)
    weight = torch.zeros(matrix.shape[1], 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight], max_iter=150, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        score = (features @ weight)[:, 0]
        top = torch.zeros(len(sizes)).scatter_reduce(
            0, group, score.detach(), "amax", include_self=False
        )
        total = torch.zeros(len(sizes)).index_add(0, group, (score - top[group]).exp())
        value = -(target * (score - top[group] - total.log()[group])).sum() / len(sizes)
        value = value + decay * (weight**2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    return dict(zip(names, weight.detach()[:, 0].tolist(), strict=True))


# -- how well it does ----------------------------------------------------------------------------


def report(cases: Sequence[Case], made: Sequence[Case], idf: ev.Idf) -> None:
    """Print the figures of cross-validation."""
    order = list(cases)
    random.Random(0).shuffle(order)
    right, exact, near, kept, gone, foreign = [], [], [], [], [], []
    for fold in range(FOLDS):
        train = [case for at, case in enumerate(order) if at % FOLDS != fold]
        learned = learn(train, made, idf)
        for case in order[fold::FOLDS]:
            ranked = ev.rank(case.question, case.hits[:10], idf, learned)
            if not ranked:
                right.append(0.0), exact.append(0.0), near.append(0.0)
                continue
            best = ranked[0]
            text = best.hit.article.text
            right.append(float(holds(text[best.sentence.start : best.sentence.end], case.answers)))
            short = text[best.short[0] : best.short[1]] if best.short else ""
            exact.append(exact_match(short, case.answers))
            near.append(f1(short, case.answers))
            for hits, scores in zip(
                [hits for hits, _ in left_out(case)], (kept, gone, foreign), strict=True
            ):
                row = row_of(case.question, hits, idf, learned)
                scores.append(ev.dot(row, learned["confidence"]))
    print(
        f"sentence {np.mean(right):.3f}  exact match {np.mean(exact):.3f}  F1 {np.mean(near):.3f}"
    )
    for share in (0.02, 0.05, 0.1, 0.15, 0.2):
        limit = np.quantile(kept, share)
        print(
            f"refusing {share:.0%}: {np.mean(np.array(gone) < limit):.3f} without "
            f"their paragraph, {np.mean(np.array(foreign) < limit):.3f} without their article"
        )


if __name__ == "__main__":
    main()
