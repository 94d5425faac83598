"""From an index's folder into a store: a new generation is filled, counted, and then named.

Nothing that is live is changed: whatever fails before the alias moves leaves what answers. The
generation before stays until the next copy, for those who still read it. One machine at a time
may copy into a NAME.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from ..errors import StoreError
from ..index.folder import read_pointer
from ..index.generation import Generation
from .collections import ARTICLES, TERMS, article_rows, create, passage_rows, term_rows
from .connection import PATIENCE, Address, connect, live, told
from .store import MilvusStore
from .weights import Statistics

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_ROWS = 200  # that are sent together: at most some 30 MB, of the 64 that Milvus takes


def copy_index(index: str | Path, address: Address, *, progress: bool = False) -> bool:
    """Make the store at an address hold what the live generation of the folder `index` does.

    False where it does already. Raises StoreError where the store can't be reached or refuses,
    IndexFolderError where there is no index.
    """
    index = Path(index)
    pointer = read_pointer(index).decode(errors="replace")
    generation = Generation.open(index)
    client = connect(address)
    with told(address):
        before = live(client, address)
        if before and MilvusStore(client, address, before).manifest["pointer"] == pointer:
            return False
        _sweep(client, address, before)
        base = address.generation((address.number(before) or 0) + 1)
        counts = _fill(client, base, generation, pointer, progress)
        for name, count in counts.items():
            check(client, address, name, count)
        move = client.alter_alias if before else client.create_alias
        move(base, address.name, timeout=PATIENCE)
    return True


def _sweep(client: MilvusClient, address: Address, but: str) -> None:
    """Remove the generations of an index but one, and what a copy that ended early has left."""
    kept = address.number(but)
    for name in client.list_collections(timeout=PATIENCE):
        if address.number(name) not in (None, kept):
            client.drop_collection(name, timeout=PATIENCE)


def _fill(
    client: MilvusClient, base: str, generation: Generation, pointer: str, progress: bool
) -> dict[str, int]:
    """Write a generation's rows into collections of their own; return how many each is to have."""
    stats = _counted(generation)
    widths = {leg: index.dimensions for leg, index in generation.legs.items()}
    create(client, base, widths, stats.passages)
    weights = stats.weights
    manifest = {
        "pointer": pointer,
        "model": generation.model,
        "fingerprint": generation.fingerprint,
        "passages": weights.passages,
        "length": weights.length,
        "pairs": weights.pairs,
        "versions": generation.versions(),
    }
    numbers = generation.catalogue.numbers("number >= ?", 0)
    bar = tqdm(numbers, unit="article", disable=not progress)
    articles, passages = _rows(generation, numbers), _passages(generation, bar, stats)
    return {
        name: _upsert(client, name, rows)
        for name, rows in (
            (base + TERMS, term_rows(stats, manifest)),
            (base + ARTICLES, articles),
            (base, passages),
        )
    }


def _counted(generation: Generation) -> Statistics:
    stats, numbers = Statistics(), iter(generation.numbers())
    while some := [*islice(numbers, _ROWS)]:
        for excerpt in generation.passages(some).values():
            stats.add(excerpt.terms)
    return stats


def _rows(generation: Generation, numbers: Iterable[int]) -> Iterator[dict[str, Any]]:
    catalogue = generation.catalogue
    for number in numbers:
        original = catalogue.originals([number])[number]
        yield from article_rows(number, catalogue.article(number), original)


def _passages(
    generation: Generation, numbers: Iterable[int], stats: Statistics
) -> Iterator[dict[str, Any]]:
    catalogue = generation.catalogue
    for number in numbers:
        original, own = catalogue.originals([number])[number], catalogue.passages_of(number)
        rows = passage_rows(number, catalogue.entry(number), original, own.start, stats)
        legs = {leg: generation.vectors(own, leg) for leg in generation.legs}
        for at, row in enumerate(rows):
            yield row | {leg: vectors[at] for leg, vectors in legs.items()}


def _upsert(client: MilvusClient, name: str, rows: Iterator[dict[str, Any]]) -> int:
    """Write rows; return how many."""
    count = 0
    while batch := [*islice(rows, _ROWS)]:
        client.upsert(name, batch)
        count += len(batch)
    client.flush(name)
    return count


def check(client: MilvusClient, address: Address, name: str, count: int) -> None:
    """Raise StoreError where a collection hasn't as many rows as were written."""
    found = client.query(name, output_fields=["count(*)"], timeout=PATIENCE)[0]["count(*)"]
    if found != count:
        raise StoreError(
            "the store {address} holds {found} rows of {count}",
            "build again; what was there before still answers",
            key="store-short",
            address=address,
            found=found,
            count=count,
        )
