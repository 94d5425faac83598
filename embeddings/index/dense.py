"""The dense leg: cosine similarity of passage vectors, in FAISS, a file for each segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from ..encoders.vectors import Vectors

FLAT_LIMIT = 100_000  # passages; up to here exact search is fast enough (5 ms), and is exact
TARGET_RECALL = 0.97  # recall@10 against exact search that the inverted lists are tuned to
_TRAINING_ROWS_PER_LIST = 64  # FAISS asks for at least 39
_STEP = 1.25  # of nprobe, when it is chosen
_CLOSE = 10  # the k of recall@k

Blocks = Callable[[], Iterable[Vectors]]  # vectors in their order, some at a time; each call anew


class DenseIndex:
    """Inner product of unit vectors, in parts: row r of the part that begins at n is passage n + r.

    Those of passages that are gone are passed over.
    """

    def __init__(self, parts: Mapping[int, faiss.Index], gone: Iterable[range] = ()) -> None:
        """Use FAISS indexes by the number of their first passage; `open` opens them."""
        self._parts = dict(sorted(parts.items()))
        self._firsts = np.array([*self._parts], np.int64)
        numbers = [np.arange(some.start, some.stop) for some in gone if some]
        self._gone = np.concatenate(numbers) if numbers else np.empty(0, np.int64)

    @classmethod
    def open(cls, paths: Mapping[int, Path], gone: Iterable[range] = ()) -> DenseIndex:
        """Map files that `write` wrote into memory, by the number of their first passage."""
        parts = {n: faiss.read_index(str(p), faiss.IO_FLAG_MMAP_IFC) for n, p in paths.items()}
        return cls(parts, gone)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return max(int(part.d) for part in self._parts.values())

    @property
    def rows(self) -> Mapping[int, int]:
        """How many vectors there are in each part, by the number of the first."""
        return {first: int(part.ntotal) for first, part in self._parts.items()}

    @property
    def end(self) -> int:
        """The number that the next passage gets."""
        return max(first + count for first, count in self.rows.items())

    def __len__(self) -> int:
        """Return the number of passages, without those that are gone."""
        return sum(self.rows.values()) - len(self._gone)

    def numbers(self) -> NDArray[np.int64]:
        """Return the numbers of the passages, in order, without those that are gone."""
        spans = [np.arange(first, first + count) for first, count in self.rows.items()]
        return np.setdiff1d(np.concatenate(spans), self._gone, assume_unique=True)

    def search(
        self, query: Vectors, top_k: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return the cosine similarity of the nearest passages by their number, nearest first.

        `among` limits the search to these numbers. Fewer than `top_k` where there are fewer.
        """
        numbers = None if among is None else np.asarray(among, np.int64)
        found: list[tuple[float, int]] = []
        for first, part in self._parts.items():
            found += self._nearest(first, part, query, top_k, numbers)
        best = sorted(found, key=lambda pair: -pair[0])[:top_k]
        return {number: score for score, number in best}

    def _nearest(
        self,
        first: int,
        part: faiss.Index,
        query: Vectors,
        top_k: int,
        among: NDArray[np.int64] | None,
    ) -> Iterator[tuple[float, int]]:
        """Yield the score and number of the nearest passages in one part."""
        selector = self._selector(first, part, among)
        options = _options(part, selector, everywhere=among is not None)
        most = min(top_k, int(part.ntotal))
        if most == 0:
            return
        scores, rows = part.search(query[None], most, params=options)
        for score, row in zip(scores[0].tolist(), rows[0].tolist(), strict=True):
            if row >= 0:  # -1: FAISS found no more
                yield score, first + row

    def _selector(
        self, first: int, part: faiss.Index, among: NDArray[np.int64] | None
    ) -> faiss.IDSelector | None:
        """Return what says which rows of a part are looked at; None for all."""
        if among is not None:
            return faiss.IDSelectorBatch(_within(among, first, part))
        gone = _within(self._gone, first, part)
        if not len(gone):
            return None
        batch = faiss.IDSelectorBatch(gone)
        selector = faiss.IDSelectorNot(batch)
        selector.batch = batch  # which it doesn't own
        return selector

    def vectors(self, numbers: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return the vectors of passages, (numbers, dimensions)."""
        wanted = np.asarray(numbers, np.int64)
        found = np.zeros((len(wanted), self.dimensions), np.float32)
        for first, part in self._parts.items():
            inside = (wanted >= first) & (wanted < first + part.ntotal)
            if inside.any():
                found[inside] = part.reconstruct_batch(wanted[inside] - first)
        return found


def write(
    path: Path, vectors: Blocks, count: int, queries: Vectors, flat_limit: int = FLAT_LIMIT
) -> None:
    """Write a file of `count` vectors: exact up to `flat_limit`, else in inverted lists.

    These are tuned to `queries`, (queries, dimensions), of the same dimensions. Raises OSError
    where the file can't be written.
    """
    if count > flat_limit:
        index = _inverted(vectors, count, queries)
    else:
        index = faiss.IndexFlatIP(queries.shape[1])
        for block in vectors():
            index.add(block)
    with path.open("wb") as file:  # given only a name, FAISS reports success on a full disk
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))


def _inverted(vectors: Blocks, count: int, queries: Vectors) -> faiss.IndexIVF:
    """Return an index of 4·sqrt(n) inverted lists of half-precision vectors, tuned to queries."""
    lists = int(4 * count**0.5)
    kind = f"IVF{lists},SQfp16"
    index = faiss.index_factory(queries.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    rows = min(count, lists * _TRAINING_ROWS_PER_LIST)
    index.train(_sample(vectors, count, rows))
    index.make_direct_map()  # so that a passage's vector can be looked up by its number
    for block in vectors():
        index.add(block)
    _calibrate(index, queries, nearest(vectors, queries, _CLOSE))
    return index


def _sample(vectors: Blocks, count: int, rows: int) -> Vectors:
    """Return some of the vectors, drawn at random."""
    chosen = np.sort(np.random.default_rng(0).choice(count, rows, replace=False))
    taken, at = [], 0
    for block in vectors():
        inside = chosen[(chosen >= at) & (chosen < at + len(block))]
        taken.append(block[inside - at])
        at += len(block)
    return np.concatenate(taken)


def nearest(vectors: Blocks, queries: Vectors, top_k: int) -> NDArray[np.int64]:
    """Return the rows of the vectors nearest to each query, (queries, top_k), by exact search."""
    best = np.full((len(queries), top_k), -np.inf, np.float32)
    rows = np.full((len(queries), top_k), -1, np.int64)
    at = 0
    for block in vectors():
        scores = np.hstack([best, queries @ block.T])
        numbers = np.hstack([rows, np.tile(np.arange(at, at + len(block)), (len(queries), 1))])
        kept = np.argpartition(-scores, top_k - 1, axis=1)[:, :top_k]
        best = np.take_along_axis(scores, kept, 1)
        rows = np.asarray(np.take_along_axis(numbers, kept, 1), np.int64)
        at += len(block)
    return rows


def _calibrate(index: faiss.IndexIVF, queries: Vectors, wanted: NDArray[np.int64]) -> None:
    """Set the least nprobe that reaches TARGET_RECALL, as near as _STEP comes to it."""
    index.nprobe = 1
    while index.nprobe < index.nlist:
        found = index.search(queries, wanted.shape[1])[1]
        hits = sum(len({*a} & {*b}) for a, b in zip(wanted.tolist(), found.tolist(), strict=True))
        if hits >= TARGET_RECALL * wanted.size:
            return
        index.nprobe = min(int(_STEP * index.nprobe) + 1, index.nlist)


def _within(numbers: NDArray[np.int64], first: int, part: faiss.Index) -> NDArray[np.int64]:
    """Return the rows of a part that have these numbers."""
    inside = (numbers >= first) & (numbers < first + part.ntotal)
    return np.asarray(numbers[inside] - first, np.int64)


def _options(
    part: faiss.Index, selector: faiss.IDSelector | None, *, everywhere: bool
) -> faiss.SearchParameters | None:
    if selector is None:
        return None
    if isinstance(part, faiss.IndexIVF):  # what is selected may lie far off, so in any list
        return faiss.SearchParametersIVF(
            sel=selector, nprobe=part.nlist if everywhere else part.nprobe
        )
    return faiss.SearchParameters(sel=selector)
