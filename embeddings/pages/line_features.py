"""What can be seen of each line of a page: by itself, by its neighbours, by what all lines say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from embeddings.pages.beats import find_beats
from embeddings.text.dates import AGO, STAMP

_SHORT = 120  # characters; of a longer line, prose, no words but the last are looked at
_MOST_WORDS = 14  # of a line
_PROSE, _BRIEF = 30, 8  # characters that a sentence has; and where no line has so many
_LEAD, _LEAD_LENGTH = 3, 300  # lines, and characters, that say what an article is about
_SHORTEST_NAME, _LONGEST_NAME = 2, 25  # characters of what a site may be called
_LENGTHS = (4, 8, 12, 18, 26, 40, 60, 85, 120, 200)
_SHARES = (0.0001, 0.15, 0.3, 0.45, 0.6, 0.8)
_STEPS = (1, 2, 3, 5, 8, 13)
_WEIGHTS = (1, 3, 6, 10)
_MARKS = "|>·…“‘ⓒ©@#:=/[(<☞▶▷■◇※?,~"
_EDGES = ".,!?…'\"“”‘’()[]<>:;·|/▶▷■◇☞-–"
_DIVIDERS = str.maketrans("…·,/", "    ")  # of words in titles
_NUMBER = re.compile(r"\d+")
_TIME = re.compile(r"\d{1,2}:\d\d")
_MONTH_DAY = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}\.?(?![\d.])")
_AGO = re.compile(AGO)
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")
_ROLE = re.compile(r"[가-힣]{2,4}\s?\w{0,4}(?:기자|특파원|위원|앵커|리포터|통신원)|^By |Reporter")
_PARTICLES = tuple("은는이가을를의에로과와도서고며해")
_SENTENCE = re.compile(r"[가-힣a-z0-9%)]\.[”\"’')\]]*$|[가-힣]다[”\"’')\]]*$")


def features(lines: Sequence[str], gaps: Sequence[bool]) -> Iterator[list[str]]:
    """Yield the names of what is true of each line, none of which is blank.

    `gaps` says of each line whether a blank one is before it.
    """
    page = _Page(lines)
    shapes = ["", "", *map(_shape, lines), "", ""]
    classes = ["<", "<", *(page.class_of(at) for at in range(len(lines))), ">", ">"]
    ends = [*gaps[1:], True]
    beats = find_beats(classes[2:-2])
    words: list[str] = []
    for at, line in enumerate(lines):
        before2, before, own, after, after2 = classes[at : at + 5]
        gap = f"gap{gaps[at]:d}{ends[at]:d}"
        before_words, words = words[:6], _wordings(line)
        alike = (step for step in (-2, -1, 1, 2) if shapes[at + 2 + step] == shapes[at + 2])
        yield [
            *page.look(at),
            *page.place(at),
            *words,
            *(f"-1{word}" for word in before_words),
            *(f"like{step}" for step in alike),
            f"is{own}",
            f"-1{before}",
            f"-2{before2}",
            f"+1{after}",
            f"+2{after2}",
            f"-1{before}{own}",
            f"+1{after}{own}",
            f"around{before}{after}",
            beats[at],
            gap,
            gap + own,
        ]


def overlaps(lines: Iterable[str], others: Sequence[str]) -> list[float]:
    """Return how much of each line the others repeat, between 0 and 1."""
    known = Counter(term for other in others for term in _terms(other))
    return [_overlap(set(_terms(line)), known)[0] for line in lines]


def first_lines(text: Sequence[str]) -> Sequence[str]:
    """Return the first lines of an article's text that say what it is about.

    They are a few paragraphs; where a width divides these, as many lines as are about as long.
    """
    lengths = accumulate(map(len, text))
    long = next((at for at, length in enumerate(lengths, 1) if length >= _LEAD_LENGTH), len(text))
    return text[: max(_LEAD, long)]


class _Page:
    """The lines of a page, and what is known of them all together."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.terms = [_terms(line) for line in lines]
        self.dates, self.roles = [*map(_date, lines)], [*map(_role, lines)]
        self.ended = [bool(_SENTENCE.search(line[-12:])) for line in lines]
        self.particles = [_particle_share(line) for line in lines]
        self.prose = [self._is_prose(at, _PROSE) for at in range(len(lines))]
        if not any(self.prose):
            self.prose = [self._is_prose(at, _BRIEF) for at in range(len(lines))]
        self.start, self.end = self._run()
        self.times = Counter(lines)
        prose = [self.terms[at] for at in range(self.start, self.end) if self.prose[at]]
        self.body = Counter(term for terms in prose for term in set(terms))
        said = first_lines([lines[at] for at in range(self.start, self.end) if self.prose[at]])
        lead = Counter(term for terms in prose[: len(said)] for term in terms)
        short = [
            set(t) if len(x) <= _SHORT else set() for x, t in zip(lines, self.terms, strict=True)
        ]
        self.in_lead = [_overlap(terms, lead) for terms in short]
        self.in_body = [_overlap(terms, self.body)[0] for terms in short]
        likely = [at for at in range(self.end) if not self.prose[at] and self.in_lead[at][1] > 0]
        likely.sort(key=lambda at: -self.in_lead[at][1])
        self.ranks = {at: rank for rank, at in enumerate(likely[:4])}
        self.title = likely[0] if likely else self.start
        self._short = "\n".join(line for line in lines if len(line) <= _SHORT)
        self.named = [self._times_named(line) for line in lines]
        self.begun = [self._times_named(line.split()[0]) for line in lines]

    def _is_prose(self, at: int, shortest: int) -> bool:
        """Tell whether a line reads as sentences, or as a part of one that a width divides."""
        length = len(self.lines[at])
        wrapped = length > 20 and (self.particles[at] >= 0.4 or self._runs_on(at))
        return (length > shortest and self.ended[at]) or wrapped or length > 150

    def _runs_on(self, at: int) -> bool:
        """Tell whether a line of Latin letters goes on from the one before, or on the next."""
        pair = self.lines[at : at + 2]
        return pair[0].isascii() and any(line[0].islower() for line in pair)

    def _times_named(self, name: str) -> int:
        """Return how often short lines hold a name within more, as they do a site's name."""
        if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME:
            return 0
        return self._short.count(name) - self.times[name]

    def _run(self) -> tuple[int, int]:
        """Return where the weightiest run of prose starts and ends: the maximal sum of lengths.

        Each line that isn't prose costs 25 characters, so that a caption or an advertisement
        doesn't divide an article, and comments or another article's first words don't join it.
        """
        best, start, total, found = 0.0, 0, 0.0, (0, 0)
        for at, line in enumerate(self.lines):
            if total <= 0:
                start, total = at, 0.0
            total += min(len(line), 150) if self.prose[at] else -25
            if total > best:
                best, found = total, (start, at + 1)
        return found

    def class_of(self, at: int) -> str:
        """Return what a line is at first sight."""
        if self.prose[at]:
            return "prose"
        line = self.lines[at]
        ended = "ended" if self.ended[at] else "open"
        if line.isdecimal():
            return "digits"
        return self.dates[at] or self.roles[at] or f"{ended}{_bucket(len(line), (9, 20, 50))}"

    def look(self, at: int) -> list[str]:
        """Return what a line is by itself, but for its words."""
        line = self.lines[at]
        date, role, words = self.dates[at], self.roles[at], line.split()
        digits = sum(map(str.isdecimal, line[:_SHORT])) / len(line[:_SHORT])
        length = _bucket(len(line), _LENGTHS)
        number = _NUMBER.match(line)
        particles = _bucket(self.particles[at], (0.01, 0.3))
        letters = _bucket(len(line) / len(words), (2.2, 3, 3.8, 4.6, 6))
        return [
            f"length{length}",
            f"ended{self.ended[at]:d}{_bucket(len(line), (30, 60))}",
            f"particles{_bucket(self.particles[at], _SHARES)}{length > 4}",
            f"digits{_bucket(digits, _SHARES)}",
            f"words{_bucket(len(words), _STEPS)}",
            f"letters{letters}",
            f"starts{_sign(line[0])}",
            f"finishes{_sign(line[-1])}",
            f"date{date}",
            f"role{role}{bool(date)}",
            f"number{number.end() if number else 0}{'.' in line[:4]}",
            f"divided{line.count(' | ') > 1 or line.count(' · ') > 1}",
            f"list{_bucket(len(words), (2, 3, 5))}{letters}{particles}",
            *(f"mark{mark}" for mark in _MARKS if mark in line),
        ]

    def place(self, at: int) -> list[str]:
        """Return where a line stands by the main run of prose, and what it shares with it."""
        line = self.lines[at]
        zone = "before" if at < self.start else "after" if at >= self.end else "inside"
        distance = max(self.start - at, at - self.end + 1, 0)
        prose = "prose" if self.prose[at] else "ended" if self.ended[at] else "open"
        share, weight = self.in_lead[at]
        rank = f"rank{self.ranks.get(at, 9)}"
        length, lead = _bucket(len(line), (9, 20, 60)), f"lead{_bucket(share, _SHARES)}"
        named, begun = (_bucket(times[at], _STEPS) for times in (self.named, self.begun))
        title, first = f"title{_signed(at - self.title)}", _bucket(at, _STEPS)
        return [
            zone,
            f"{zone}{_bucket(distance, _STEPS)}",
            f"{zone}{prose}",
            f"{zone}{prose}{length}",
            f"{lead}{_bucket(weight, _WEIGHTS)}",
            f"{lead}{zone}{prose}",
            f"body{_bucket(self.in_body[at], _SHARES)}{zone}{prose}",
            rank,
            f"{rank}{zone}{prose}{10 < len(line) < 85}",
            f"repeated{self.times[line] > 1}{zone}",
            f"named{named}{zone}",
            f"named{named}{first}",
            f"begun{begun}{zone}",
            f"begun{begun}{first}",
            title,
            f"{title}{prose}{length}",
            f"{title}{self.dates[at] or self.roles[at]}",
            f"first{first}",
            f"last{_bucket(len(self.lines) - at, _STEPS)}",
        ]


def _terms(line: str) -> list[str]:
    """Return what stands for a line's words: a Korean one's first two letters, others' six."""
    words = (word.strip(_EDGES) for word in line.translate(_DIVIDERS).split())
    return [word[:2] if word[0] > "~" else word.lower()[:6] for word in words if len(word) > 1]


def _overlap(terms: set[str], others: Counter[str]) -> tuple[float, float]:
    """Return the share of the terms, by letters, that others hold; and it times its letters."""
    total = sum(map(len, terms))
    shared = sum(len(term) for term in terms if term in others)
    return (shared / total, shared * shared / total) if total else (0.0, 0.0)


def _particle_share(line: str) -> float:
    words = line.split()
    return sum(word.endswith(_PARTICLES) for word in words) / len(words)


def _bucket(value: float, bounds: Sequence[float]) -> int:
    return bisect_right(bounds, value)


def _signed(distance: int) -> str:
    return f"{'-' if distance < 0 else '+'}{_bucket(abs(distance), _STEPS)}"


def _date(line: str) -> str:
    """Return how a line has a date: as a whole, at an end or inside, with a label, in part."""
    if len(line) > _SHORT or not any(map(str.isdecimal, line)):
        return ""
    stamp = STAMP.search(line)
    if stamp:
        whole = stamp.end() - stamp.start() > 0.7 * len(line)
        ends = "start" if stamp.start() == 0 else "end" if stamp.end() == len(line) else "in"
        labelled = bool(stamp["published"] or stamp["changed"])
        return f"date{'whole' if whole else ends}{labelled}"
    if _MONTH_DAY.search(line):
        return f"day{len(line) < 8}"
    if _MONTH.search(line):
        return "month"
    return "time" if _TIME.search(line) else "ago" if _AGO.search(line) else ""


def _role(line: str) -> str:
    return "role" if len(line) <= _SHORT and _ROLE.search(line) else ""


def _wordings(line: str) -> list[str]:
    """Return the beginnings and the ends of a line's words, by themselves and at its ends."""
    words = line.split()[:_MOST_WORDS] if len(line) <= _SHORT else line[-_SHORT:].split()[-1:]
    words = _NUMBER.sub("0", " ".join(words)).lower().split()
    plain = [word for word in (word.strip(_EDGES) for word in words) if word]
    if not plain:
        return []
    found = {f"={word[:2]}" for word in plain} | {f"=*{word[-2:]}" for word in plain}
    found |= {f"=={word[:5]}" for word in plain if len(word) > 2}
    return sorted(found | {f"=^{plain[0][:2]}", f"=${plain[-1][-2:]}"})


def _shape(line: str) -> str:
    """Return what rows of one list have in common: their ends, numbers, dividers, rough length."""
    number = any(map(str.isdecimal, line[:_SHORT]))
    divided = f"{line.count('|')}{chr(9) in line}"
    return f"{_sign(line[0])}{_sign(line[-1])}{len(line) > 14}{number}{divided}"


def _sign(char: str) -> str:
    if char.isdecimal():
        return "0"
    return ("가" if char > "~" else "a") if char.isalpha() else char
