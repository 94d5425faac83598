"""The kind of each line of a copied page, by what all its lines say together.

A linear chain (Collins, 2002): the best sequence of kinds by the weights of each line's features
and of each step from one kind to the next, found by Viterbi's algorithm.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from embeddings.dates import STAMP

Kind = Literal[
    "title", "subtitle", "meta", "body", "caption", "heading", "related", "row", "list",
    "menu", "ad", "comment", "rights", "summary",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
WEIGHTS = Path(__file__).with_name("line_weights.json")

Weights = NDArray[np.float32]

_SHORT = 120  # characters; of longer lines no words are looked at but the last
_LENGTHS = (4, 8, 12, 18, 26, 40, 60, 85, 120, 200)
_SHARES = (0.0001, 0.15, 0.3, 0.45, 0.6, 0.8)
_STEPS = (1, 2, 3, 5, 8, 13)
_MARKS = "|>·…“‘ⓒ©@#:=/[(<☞▶▷■◇※?,~"
_NUMBER = re.compile(r"\d+")
_TIME = re.compile(r"\d{1,2}:\d\d")
_MONTH_DAY = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}\.?(?![\d.])")
_ENGLISH_DATE = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")
_ROLE = re.compile(r"[가-힣]{2,4}\s?(?:\w{2,4})?(?:기자|특파원|위원|앵커|리포터|통신원)|^By |Reporter")
_PARTICLES = tuple("은는이가을를의에로과와도서고며해")
_SENTENCE = re.compile(r"[가-힣]다[.”\"’')\]]*$|[가-힣a-z0-9%)][.][”\"’')\]]*$")
_EDGES = ".,!?…'\"“”‘’()[]<>:;·|/▶▷■◇☞-–"


class Page:
    """A page's lines, without the blank ones, and what is known of them all together."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.terms = [_terms(line) for line in lines]
        self.ended = [bool(_SENTENCE.search(line[-12:])) for line in lines]
        self.particles = [_particle_share(line) for line in lines]
        self.start, self.end = self._run()
        self.repeated = Counter(lines)
        prose = [self.terms[at] for at in range(self.start, self.end) if self._is_prose(at)]
        self.lead = Counter(term for terms in prose[:3] for term in terms)
        self.body = Counter(term for terms in prose for term in set(terms))
        self.overlaps = [self._overlap(at, self.lead) for at in range(len(lines))]
        first = sorted(range(self.end), key=lambda at: -self.overlaps[at][1])
        first = [at for at in first if not self._is_prose(at) and self.overlaps[at][1] > 0]
        self.ranks = {at: rank for rank, at in enumerate(first[:4])}

    def _is_prose(self, at: int) -> bool:
        line = self.lines[at]
        wrapped = len(line) > 20 and self.particles[at] >= 0.4
        return len(line) > 30 and self.ended[at] or wrapped or len(line) > 150

    def _run(self) -> tuple[int, int]:
        """Return where the weightiest run of prose starts and ends (a maximal sum)."""
        best, start, total, found = 0.0, 0, 0.0, (0, 0)
        for at, line in enumerate(self.lines):
            if total <= 0:
                start, total = at, 0.0
            total += min(len(line), 150) if self._is_prose(at) else -25
            if total > best:
                best, found = total, (start, at + 1)
        return found

    def _overlap(self, at: int, others: Counter[str]) -> tuple[float, float]:
        """Return the share of a line's terms that others hold, and how many, in characters."""
        terms = set(self.terms[at])
        if not terms or len(self.lines[at]) > _SHORT:
            return 0.0, 0.0
        total = sum(map(len, terms))
        shared = sum(len(term) for term in terms if term in others)
        return shared / total, shared * shared / total


def _terms(line: str) -> list[str]:
    """Return what stands for a line's words: their first two letters, numbers whole."""
    words = (word.strip(_EDGES) for word in line.split())
    return [word[:2] if word[0] > "~" else word.lower()[:6] for word in words if len(word) > 1]


def _particle_share(line: str) -> float:
    words = line.split()
    return sum(word.endswith(_PARTICLES) for word in words) / len(words) if words else 0.0


def _bucket(value: float, bounds: Sequence[float]) -> int:
    return next((at for at, bound in enumerate(bounds) if value < bound), len(bounds))


def share_of(line: str, others: Sequence[str]) -> float:
    """Return how much of a line other lines repeat, between 0 and 1."""
    terms = set(_terms(line))
    known = {term for other in others for term in _terms(other)}
    return sum(len(term) for term in terms & known) / max(1, sum(map(len, terms)))


def features(lines: Sequence[str], gaps: Sequence[bool]) -> list[list[str]]:
    """Return the features of each line; `gaps` says of each whether a blank line is before it."""
    page = Page(lines)
    looks = [_look(page, at) for at in range(len(lines))]
    shapes = [_shape(line) for line in lines]
    classes = [look[0] for look in looks]
    padded = ["<", "<", *classes, ">", ">"]
    found = []
    for at, line in enumerate(lines):
        own = list(looks[at])
        own += _place(page, at)
        before, before2, after, after2 = padded[at + 1], padded[at], padded[at + 3], padded[at + 4]
        gap_after = gaps[at + 1] if at + 1 < len(lines) else True
        own += [
            f"-1{before}", f"-2{before2}", f"+1{after}", f"+2{after2}",
            f"-1{before}{classes[at]}", f"+1{after}{classes[at]}", f"around{before}{after}",
            f"gap{gaps[at]:d}{gap_after:d}", f"gap{gaps[at]:d}{gap_after:d}{classes[at]}",
        ]  # fmt: skip
        if at and shapes[at] == shapes[at - 1]:
            own.append("like-1")
        if at + 1 < len(lines) and shapes[at] == shapes[at + 1]:
            own.append("like+1")
        if at > 1 and shapes[at] == shapes[at - 2]:
            own.append("like-2")
        if at + 2 < len(lines) and shapes[at] == shapes[at + 2]:
            own.append("like+2")
        if at:
            own += [f"-1{word}" for word in looks[at - 1] if word[0] == "="][:6]
        found.append(own)
    return found


def _shape(line: str) -> str:
    number = _NUMBER.sub("0", line)
    return f"{number[:1] if not number[:1].isalpha() else 'a'}{number[-1:] if not number[-1:].isalpha() else 'a'}{len(line) > 14}{'0' in number}{line.count('|')}{chr(9) in line}"


def _look(page: Page, at: int) -> list[str]:
    """Return the features of a line by itself; the first is its class."""
    line, ended = page.lines[at], page.ended[at]
    length = _bucket(len(line), _LENGTHS)
    digits = any(map(str.isdecimal, line))
    short = len(line) <= _SHORT
    date = ""
    if digits and short:
        stamp = STAMP.search(line)
        if stamp:
            whole = stamp.end() - stamp.start() > 0.7 * len(line)
            label = "labelled" if stamp["published"] or stamp["changed"] else ""
            place = "whole" if whole else "start" if stamp.start() == 0 else "end" if stamp.end() == len(line) else "in"
            date = f"date{place}{label}"
        elif _MONTH_DAY.search(line):
            date = "dateshort" + ("whole" if len(line) < 8 else "")
        elif _ENGLISH_DATE.search(line):
            date = "dateenglish"
        elif _TIME.search(line):
            date = "time"
    role = "role" if short and _ROLE.search(line) else ""
    prose = page._is_prose(at)
    cls = "prose" if prose else date or role or f"{'ended' if ended else 'open'}{_bucket(len(line), (9, 20, 50))}"
    own = [f"[{cls}]", f"length{length}", f"ended{ended:d}{_bucket(len(line), (30, 60))}", f"particles{_bucket(page.particles[at], _SHARES)}{length > 4}"]
    own += [date, role] if date and role else [date or role or "undated"]
    if date and role:
        own.append("date&role")
    own += [f"mark{mark}" for mark in _MARKS if mark in line]
    own += [f"starts{_sign(line[0])}", f"finishes{_sign(line[-1])}"]
    if line.count(" | ") > 1 or line.count(" · ") > 1:
        own.append("divided")
    own.append(f"digits{_bucket(sum(map(str.isdecimal, line)) / len(line), _SHARES)}")
    words = line.split()
    own.append(f"words{_bucket(len(words), _STEPS)}")
    own.append(f"letters{_bucket(len(line) / len(words), (2.2, 3, 3.8, 4.6, 6))}")
    if line[0].isdecimal():
        own.append(f"number{_NUMBER.match(line).end()}{'.' in line[:4]}")  # type: ignore[union-attr]
    own += _wordings(words if short else words[-1:])
    return own


def _wordings(words: Sequence[str]) -> list[str]:
    plain = [_NUMBER.sub("0", word.strip(_EDGES)).lower() for word in words[:14]]
    plain = [word for word in plain if word]
    own = {f"={word[:2]}" for word in plain} | {f"=*{word[-2:]}" for word in plain if len(word) > 2}
    own |= {f"=={word[:5]}" for word in plain if len(word) > 2}
    if plain:
        own |= {f"=^{plain[0][:2]}", f"=${plain[-1][-2:]}"}
    return sorted(own)


def _sign(char: str) -> str:
    if char.isdecimal():
        return "0"
    return ("가" if char > "~" else "a") if char.isalpha() else char


def _place(page: Page, at: int) -> list[str]:
    """Return where a line stands: by the main run of prose, and by what it shares with it."""
    zone = "before" if at < page.start else "after" if at >= page.end else "inside"
    distance = page.start - at if zone == "before" else at - page.end + 1 if zone == "after" else 0
    share, weight = page.overlaps[at]
    near = _bucket(distance, _STEPS)
    prose = "prose" if page._is_prose(at) else "ended" if page.ended[at] else "open"
    overlap = f"{_bucket(share, _SHARES)}{_bucket(weight, (1, 3, 6, 10))}"
    everywhere = page._overlap(at, page.body)
    rank = page.ranks.get(at, 9)
    line = page.lines[at]
    return [
        f"{zone}", f"{zone}{near}", f"{zone}{prose}", f"{zone}{prose}{_bucket(len(line), (9, 20, 60))}",
        f"lead{overlap}", f"{zone}lead{_bucket(share, _SHARES)}{prose}", f"rank{rank}", f"rank{rank}{zone}{prose}{10 < len(line) < 85}",
        f"body{_bucket(everywhere[0], _SHARES)}{zone}{prose}", f"repeated{page.repeated[line] > 1}{zone}", f"first{_bucket(at, _STEPS)}",
        f"last{_bucket(len(page.lines) - at, _STEPS)}",
    ]  # fmt: skip


@cache
def _model() -> tuple[Mapping[str, int], Weights, Weights]:
    """Return each feature's row, the rows of weights of the kinds, and those of the steps."""
    data = json.loads(WEIGHTS.read_text("utf-8"))
    rows = {name: at for at, name in enumerate(data["features"])}
    return rows, np.array([*data["features"].values()], np.float32), np.array(data["steps"], np.float32)


def tag(lines: Sequence[str], gaps: Sequence[bool]) -> list[Kind]:
    """Return the kind of each line that isn't blank."""
    rows, weights, steps = _model()
    if not lines:
        return []
    own = [[rows[name] for name in names if name in rows] for names in features(lines, gaps)]
    scores = np.stack([weights[numbers].sum(axis=0) for numbers in own])
    return [KINDS[number] for number in best_path(scores, steps)]


def best_path(scores: Weights, steps: Weights) -> list[int]:
    """Return the path through (lines, kinds) `scores` with the largest sum of scores and steps."""
    total, back = scores[0], []
    for row in scores[1:]:
        sums = total[:, None] + steps
        back.append(sums.argmax(axis=0))
        total = sums.max(axis=0) + row
    path = [int(total.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    return path[::-1]
