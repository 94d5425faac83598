"""The next generation while a build writes it: on from the one before, or all of it anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from ..encoders.vectors import Vectors
from ..sealing import carry
from .catalogue import SEGMENTS, Place, place_name, places
from .copies import Originals
from .dense import FLAT_LIMIT, write
from .generation import DENSE, LEXICAL, Generation
from .ledger import LEDGER, Ledger
from .lexical import LexicalWriter
from .segment import ROWS, Entry, Segment

# A new segment takes in those before it that have at most so many times its passages: there are
# few segments, each more than four times as long as all after it, and few rows are written again.
_TAKEN_IN = 4
_NEW, _RAW = "new", "vectors.f32"
_BLOCK = 50_000  # vectors that are in memory at once
_ASKED = 300  # questions that inverted lists are tuned to
_WORDS = 6  # of each

Ask = Callable[[str], Vectors]  # a question to its vector, (dimensions,)


class Draft:
    """A generation's files in the folder `work`, as far as they are written.

    What was live `before` is carried on where it is given: its files are linked, and what isn't to
    stand any more is taken out.
    """

    def __init__(self, work: Path, dimensions: int, before: Generation | None = None) -> None:
        """Begin it. What is taken out must be so before anything is added."""
        self._work, self._dimensions, self._before = work, dimensions, before
        self._folder = work / SEGMENTS / _NEW
        self._folder.mkdir(parents=True)
        self._segment = Segment.create(self._folder / ROWS)
        self._raw = (self._folder / _RAW).open("wb")
        self._lexical = LexicalWriter(work / LEXICAL, before.folder / LEXICAL if before else None)
        self._gone = dict(before.catalogue.ledger.gone) if before else {}
        self._first = before.next if before else (0, 0)
        self._article, self._passage = self._first
        self._originals = Originals(self._entry, self._having)

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._passage - sum(map(len, self._gone.values()))

    def remove(self, number: int) -> None:
        """Take an article out that was there before."""
        assert self._before is not None
        passages = self._before.catalogue.passages_of(number)
        self._gone[number] = passages
        self._lexical.remove(passages)

    def add(self, entry: Entry, vectors: Vectors) -> None:
        """Add an article with the vectors of its passages, (passages, dimensions)."""
        original, sketch = self._originals.find(entry)
        kept = sketch if original is None else ()
        self._segment.add(self._article, entry, self._passage, original, kept)
        for number, excerpt in enumerate(entry.excerpts, start=self._passage):
            self._lexical.add(number, excerpt.terms)
        self._raw.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        self._article += 1
        self._passage += len(entry.passages)

    def finish(self, ledger: Ledger, ask: Ask) -> None:
        """Write what is missing, once all is added. `ask` makes the questions that lists want."""
        self._raw.close()
        self._lexical.close()
        ledger.gone = self._gone
        ledger.write(self._work / LEDGER)
        kept = places(self._before.folder) if self._before else []
        taken: list[Place] = []
        while kept and self._takes_in(kept[-1], taken):
            taken.insert(0, kept.pop())
        if self._article > self._first[0]:
            self._settle(taken, ask)
        else:
            shutil.rmtree(self._folder)
        for place in kept:
            folder = self._work / SEGMENTS / place.folder.name
            folder.mkdir()
            for path in place.folder.iterdir():
                carry(path, folder / path.name)

    def _takes_in(self, place: Place, taken: list[Place]) -> bool:
        """Say whether the new segment takes in an earlier one, beside those `taken`."""
        end = taken[0].passage if taken else self._first[1]
        return self._article > self._first[0] and end - place.passage <= _TAKEN_IN * (
            self._passage - end
        )

    def _settle(self, taken: list[Place], ask: Ask) -> None:
        """Finish the new segment, and give it its name."""
        for place in taken:
            self._segment.absorb(place.folder / ROWS, self._gone)
        first = (taken[0].article, taken[0].passage) if taken else self._first
        count = self._passage - first[1]
        texts = _questions(self._segment, first[1], count) if count > FLAT_LIMIT else []
        none = np.empty((0, self._dimensions), np.float32)
        asked = np.stack([ask(text) for text in texts]) if texts else none
        self._segment.close()
        vectors = partial(self._blocks, range(first[1], self._first[1]))
        write(self._folder / DENSE, vectors, count, asked)
        (self._folder / _RAW).unlink()
        self._folder.rename(self._folder.with_name(place_name(*first)))

    def _blocks(self, taken: range) -> Iterator[Vectors]:
        """Yield the vectors of the passages that are taken in, and then the new ones."""
        for at in range(taken.start, taken.stop, _BLOCK):
            assert self._before is not None
            yield self._before.vectors(range(at, min(at + _BLOCK, taken.stop)))
        with (self._folder / _RAW).open("rb") as file:
            while len(block := np.fromfile(file, np.float32, _BLOCK * self._dimensions)):
                yield block.reshape(-1, self._dimensions)

    def _entry(self, number: int) -> Entry:
        found = self._segment.entry(number)
        if found is None:
            assert self._before is not None
            return self._before.catalogue.entry(number)
        return found

    def _having(self, hash_: int, most: int) -> list[int]:
        before = self._before.catalogue.having(hash_, most) if self._before else []
        standing = [number for number in before if number not in self._gone]
        return [*standing, *self._segment.having(hash_, most)][:most]


def _questions(segment: Segment, first: int, count: int) -> Iterable[str]:
    """Return the first words of sentences drawn at random: of a question's length, and real."""
    rng = np.random.default_rng(0)
    numbers = first + rng.choice(count, min(count, _ASKED), replace=False)
    for excerpt in segment.excerpts(numbers.tolist()).values():
        sentence = excerpt.passage.sentences[rng.integers(len(excerpt.passage.sentences))]
        words = excerpt.article.text[sentence.start : sentence.end].split()
        yield " ".join(words[:_WORDS])
