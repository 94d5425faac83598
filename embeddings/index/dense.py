"""The dense leg: cosine similarity of passage vectors, in FAISS."""

from __future__ import annotations

from collections.abc import Sequence

import faiss
import numpy as np

from ..encoders.vectors import Vectors

FLAT_LIMIT = 100_000  # passages; up to here exact search is fast enough (5 ms), and is exact
TARGET_RECALL = 0.97  # recall@10 against exact search that the inverted lists are tuned to
_TRAINING_ROWS_PER_LIST = 64  # FAISS asks for at least 39
_HELD_OUT = 200  # vectors that serve as queries when nprobe is chosen
_CLOSE = 10  # the k of recall@k


class DenseIndex:
    """Inner product of unit vectors; passage n is row n."""

    def __init__(self, index: faiss.Index) -> None:
        """Use a FAISS index; `build` makes one, `parse` reads one."""
        if isinstance(index, faiss.IndexIVF):
            index.make_direct_map()  # so that a passage's vector can be looked up by its number
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors, flat_limit: int = FLAT_LIMIT) -> DenseIndex:
        """Index (passages, dimensions): exactly up to `flat_limit`, else in inverted lists."""
        if len(vectors) > flat_limit:
            return cls(_inverted(vectors))
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    @classmethod
    def parse(cls, data: bytes) -> DenseIndex:
        """Read what `serialise` gave."""
        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))

    def serialise(self) -> bytes:
        """Return the index as bytes (faiss.write_index can report success on a full disk)."""
        return bytes(faiss.serialize_index(self._index))

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._index.ntotal)

    def search(
        self, query: Vectors, top_k: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return the cosine similarity of the nearest passages by their number, nearest first.

        `among` limits the search to these numbers. Fewer than `top_k` where there are fewer.
        """
        options = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
            options = _with_selector(self._index, selector)
        scores, numbers = self._index.search(query[None], min(top_k, len(self)), params=options)
        pairs = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return {number: score for number, score in pairs if number >= 0}  # -1: FAISS found no more

    def vectors(self, numbers: Sequence[int]) -> Vectors:
        """Return the vectors of passages, (numbers, dimensions)."""
        if not len(numbers):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(np.asarray(numbers, dtype=np.int64)))


def _with_selector(index: faiss.Index, selector: faiss.IDSelector) -> faiss.SearchParameters:
    if isinstance(index, faiss.IndexIVF):  # what is selected may lie far off, so in any list
        return faiss.SearchParametersIVF(sel=selector, nprobe=index.nlist)
    return faiss.SearchParameters(sel=selector)


def _inverted(vectors: Vectors) -> faiss.IndexIVF:
    """Return an index of 4·sqrt(n) inverted lists of half-precision vectors, tuned to them."""
    lists = int(4 * len(vectors) ** 0.5)
    index = faiss.index_factory(vectors.shape[1], f"IVF{lists},SQfp16", faiss.METRIC_INNER_PRODUCT)
    rng = np.random.default_rng(0)
    rows = min(len(vectors), lists * _TRAINING_ROWS_PER_LIST)
    index.train(vectors[rng.choice(len(vectors), rows, replace=False)])
    index.add(vectors)
    _calibrate(index, vectors)
    return index


def _calibrate(index: faiss.IndexIVF, vectors: Vectors) -> None:
    """Set the least nprobe (a power of two) that reaches TARGET_RECALL on a sample."""
    rng = np.random.default_rng(1)
    noise = rng.standard_normal((_HELD_OUT, vectors.shape[1])).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    # A question lies near a passage, not on it: half-way to a random direction, cosine about .9.
    queries = vectors[rng.choice(len(vectors), _HELD_OUT, replace=False)] + noise / 2
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    wanted = exact.search(queries, _CLOSE)[1]
    index.nprobe = 1
    while index.nprobe < index.nlist:
        found = index.search(queries, _CLOSE)[1]
        hits = sum(len(set(a) & set(b)) for a, b in zip(wanted, found, strict=True))
        if hits >= TARGET_RECALL * wanted.size:
            return
        index.nprobe = min(2 * index.nprobe, index.nlist)
