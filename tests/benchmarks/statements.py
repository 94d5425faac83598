"""How well the check of written sentences tells true ones from altered ones.

python -m tests.benchmarks.statements ARTICLES.jsonl[.xz] [--reader FOLDER] [--hand FILE] [--write]

Half of the 600 are worded by hand (`tests/statements.jsonl`), half made by rules of ARTICLES; half
are true, and none is verbatim. By kind of alteration: the share that is caught, by which part of
the check; of the true ones the share that is marked. Then the operating curves of the entailment's
two thresholds, on those by hand and on 300 that are made of other articles: of what the rules don't
doubt, and of what they do. `--write` sets the highest of each that marks hardly more of the true
ones than the rules do by themselves into `qa/writing/entailment.json`, with where they come from.
`--hand` takes others that were written before they were judged: `tests/unseen_statements.jsonl`;
`tests/news_statements.jsonl`, of lines of `news_span_train.jsonl`; `tests/far_statements.jsonl`, in
words far from their source, half of them of who does it to whom, denied, opposite or of another
time.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from embeddings import TRANSFORMER_FOLDER, Article, Passage, analyse_one, figure, normalise
from embeddings.text.passages import split
from qa import Hit
from qa.reader.claims import alterations, said_otherwise
from qa.reader.reader import Reader
from qa.writing.check import ENTAILMENT, Verdict, check

HAND = Path(__file__).parents[1] / "statements.jsonl"
MADE = 150  # true statements that are made of articles, and as many altered ones
MARKED = 0.01  # of the true ones, at most, that a threshold is to mark by itself
_QUOTES = re.compile('[“”"‘’]')  # a quotation in other words is none
_PAST = re.compile(r"([가-힣])(?:했|하였)다\.$")


@dataclass(frozen=True)
class Statement:
    """A statement, the passage that it is held to, and how it was altered ("true": not at all)."""

    text: str
    hit: Hit
    kind: str
    origin: str


class Point(NamedTuple):
    """A threshold, and the shares caught of the altered ones and marked of the true ones."""

    log_odds: float
    caught: float
    marked: float


def by_hand(path: Path = HAND, articles: Path | None = None) -> Iterator[Statement]:
    """Yield the pairs of a file, of the texts that it holds or that are `of` a line of articles."""
    texts = {row["id"]: row["context"] for row in _rows(articles)} if articles else {}
    for line in path.read_text("utf-8").splitlines():
        known = json.loads(line)
        text = known.get("text") or normalise(texts[known["of"]])
        on = known.get("published")
        published = date.fromisoformat(on) if on else None
        article = Article(
            "a", known.get("title", ""), text, outlet=known.get("outlet", ""), published=published
        )
        hit = _hits(article)[0]
        for pair in known["pairs"]:
            yield Statement(pair["true"], hit, "true", "hand")
            yield Statement(pair["altered"], hit, pair["kind"], "hand")


def _hits(article: Article) -> list[Hit]:
    passages: list[Passage] = split(analyse_one(article.text))
    return [Hit(article, 1.0, 1.0, 1.0, (), passage) for passage in passages]


def by_rules(path: Path, seed: int) -> Iterator[Statement]:
    """Yield MADE true statements and as many altered ones, of each kind alike."""
    rng = Random(seed)
    ways: dict[str, Callable[[str, str, Random], str | None]] = {**alterations(), "tense": tense}
    wanted = Counter(kind for kind, _ in zip(cycle(ways), range(MADE), strict=False))
    true = MADE
    for hit in _shuffled(path, rng):
        spans = [s for s in hit.passage.sentences if 20 <= s.end - s.start <= 160]
        sentences = [hit.article.text[s.start : s.end] for s in spans]
        sentences = [one for one in sentences if one.endswith("다.") and not _QUOTES.search(one)]
        if len(sentences) < 2:
            continue
        first, second = (said_otherwise(one, rng) for one in rng.sample(sentences, 2))
        if true and first not in hit.text:
            true -= 1
            yield Statement(first, hit, "true", "rules")
        for kind in rng.sample([*wanted], len(wanted)):
            made = ways[kind](second, hit.article.text, rng)
            if wanted[kind] and made and made != second:
                wanted[kind] -= 1
                yield Statement(made, hit, kind, "rules")
                break
        if not true and not +wanted:
            return


def _shuffled(path: Path, rng: Random) -> Iterator[Hit]:
    articles = _rows(path)
    rng.shuffle(articles)
    for known in articles:
        text = normalise(known.get("text") or known["context"])
        yield from _hits(Article("a", known.get("title", ""), text))[:1]


def _rows(path: Path) -> list[dict[str, str]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(20_000), strict=False)]


def tense(sentence: str, around: str, rng: Random) -> str | None:
    """Say what was done as what will be done: a kind of alteration that is never taught."""
    return _PAST.sub(r"\1할 예정이다.", sentence) if _PAST.search(sentence) else None


def judged(reader: Reader, statements: Sequence[Statement]) -> list[Verdict]:
    return [check(reader.entailed, one.text, [one.hit]) for one in statements]


def reason(verdict: Verdict) -> str:
    """Which part of the check has refuted a statement, "" where none has."""
    if verdict.lacking:
        return "claims"
    if verdict.is_contradicted:
        return "verbs"
    return "" if verdict.is_supported else "terms" if verdict.entailed is None else "entailment"


def table(statements: Sequence[Statement], verdicts: Sequence[Verdict]) -> str:
    rows: dict[str, list[str]] = defaultdict(list)
    for one, verdict in zip(statements, verdicts, strict=True):
        kinds = [f"{one.kind}, {one.origin}", one.kind]
        for kind in [
            *kinds,
            *([] if one.kind == "true" else ["altered", f"altered, {one.origin}"]),
        ]:
            rows[kind].append(reason(verdict))
    lines = []
    for kind, reasons in sorted(rows.items()):
        found = figure([float(bool(why)) for why in reasons])
        by = ", ".join(f"{why} {count}" for why, count in Counter(filter(None, reasons)).items())
        lines.append(
            f"{kind:<18}{len(reasons):>4}  {found.mean:.3f} {found.low:.3f}–{found.high:.3f}  {by}"
        )
    return "\n".join(lines)


def curve(
    statements: Sequence[Statement], verdicts: Sequence[Verdict], *, doubted: bool
) -> list[Point]:
    """Return, by threshold of the doubted ones or the others, what is caught and what is marked."""
    odds = np.array([_odds(verdict, doubted) for verdict in verdicts])
    true = np.array([one.kind == "true" for one in statements])
    steps = np.arange(-6, 3.1, 0.5)
    return [
        Point(at, float((odds[~true] < at).mean()), float((odds[true] < at).mean())) for at in steps
    ]


def _odds(verdict: Verdict, doubted: bool) -> float:
    """Return what a threshold is held to: of the others nothing but that they aren't refuted."""
    if verdict.entailed is None:
        return -np.inf
    return verdict.entailed if verdict.is_doubted == doubted else np.inf


def chosen(found: Sequence[Point]) -> Point:
    """Return the highest threshold that marks hardly more of the true ones than the rules do."""
    return [one for one in found if one.marked <= found[0].marked + MARKED][-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--reader", type=Path, default=TRANSFORMER_FOLDER)
    parser.add_argument("--hand", type=Path, default=HAND)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("-v", action="store_true", help="print what is told wrongly")
    given = parser.parse_args()
    reader = Reader.load(given.reader)

    others = [*chain(by_hand(given.hand, given.articles), by_rules(given.articles, seed=1))]
    known = judged(reader, others)
    curves = [curve(others, known, doubted=doubted) for doubted in (False, True)]
    if given.write:
        (at, caught, marked), (doubted_at, more_caught, more_marked) = map(chosen, curves)
        told = {
            "log_odds": at,
            "log_odds_doubted": doubted_at,
            "source": f"tests/benchmarks/statements.py on {given.hand.name} and "
            f"{given.articles.name}: they mark {marked:.3f} and {more_marked:.3f} of the true ones "
            f"(the rules alone {curves[0][0].marked:.3f}) and catch {caught:.3f} and "
            f"{more_caught:.3f} of the altered ones (the rules alone {curves[0][0].caught:.3f})",
        }
        ENTAILMENT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    statements = [*chain(by_hand(given.hand, given.articles), by_rules(given.articles, seed=0))]
    verdicts = judged(reader, statements)
    print(table(statements, verdicts))
    print("\nthreshold  caught  marked (by hand and made of other articles; then of doubted ones)")
    for (at, *one), (_, *other) in zip(*curves, strict=True):
        print(f"{at:>9.1f}  " + "   ".join(f"{share:.3f}" for share in (*one, *other)))
    for one, verdict in zip(statements, verdicts, strict=True):
        if given.v and (one.kind == "true") != (not reason(verdict)):
            entailed = "" if verdict.entailed is None else f"{verdict.entailed:.1f}"
            print(one.kind, one.origin, reason(verdict), entailed, verdict.lacking, one.text)
            print("      ", " / ".join(place.text for place in verdict.places))


if __name__ == "__main__":
    main()
