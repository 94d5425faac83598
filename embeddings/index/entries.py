"""From articles to what is written of them: entries, and their passages' vectors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from ..article import Article
from ..encoders.encoder import Encoder
from ..encoders.vectors import Vectors
from ..text.analysts import Analysed, Analysts
from .generation import Generation
from .rows import content_hash
from .segment import Entry

Made = tuple[Entry, Vectors]  # an article's entry and the vectors of its passages

_NOTHING: Vectors = np.empty((0, 0), np.float32)
_BATCH = 256  # articles that are analysed and encoded together


def encoded(
    articles: Sequence[Article], analysed: Sequence[Analysed], encoder: Encoder
) -> Iterator[Made]:
    """Yield the entries of articles; their passages are encoded in one batch."""
    entries = [Entry(one, *parts) for one, parts in zip(articles, analysed, strict=True)]
    excerpts = [excerpt for entry in entries for excerpt in entry.excerpts]
    vectors = encoder.encode_passages(
        [excerpt.titled_text for excerpt in excerpts], [excerpt.terms for excerpt in excerpts]
    )
    at = 0
    for entry in entries:
        yield entry, vectors[at : at + len(entry.passages)]
        at += len(entry.passages)


class Entries:
    """Makes entries: by another's hand, or by analysing and encoding; or takes them from before."""

    def __init__(
        self,
        encoder: Encoder,
        old: Generation | None,
        made: Callable[[Sequence[Article]], Mapping[str, Made]],
    ) -> None:
        """Take from the `old` generation what it has, and then what is `made`, by article's id."""
        self._encoder, self._made = encoder, made
        self._old = old if old and old.fingerprint == encoder.fingerprint else None

    def of(
        self, articles: Iterable[Article], older: Container[str]
    ) -> Iterator[tuple[Entry, Vectors, bool]]:
        """Yield each article's entry, its passages' vectors, and whether these are new.

        The `older` versions of others, by id, have no passages: they can be read, and are never
        found.
        """
        ahead: deque[list[Article | tuple[Entry, Vectors, bool]]] = deque()

        def fresh() -> Iterator[list[Article]]:
            """Yield the articles of each batch that are to be analysed."""
            waiting = iter(articles)
            while batch := list(islice(waiting, _BATCH)):
                ahead.append(self._at_hand(batch, older))
                yield [found for found in ahead[-1] if isinstance(found, Article)]

        with Analysts() as analysts:
            for analysed in analysts.analyse(fresh()):
                batch = ahead.popleft()
                new = [found for found in batch if isinstance(found, Article)]
                made = encoded(new, analysed, self._encoder)
                for found in batch:
                    yield (*next(made), True) if isinstance(found, Article) else found

    def known(self, article: Article) -> bool:
        """Say whether the old generation has an article's content, with passages."""
        return self._number(article) is not None

    def _at_hand(
        self, batch: Sequence[Article], older: Container[str]
    ) -> list[Article | tuple[Entry, Vectors, bool]]:
        """Return what of a batch needn't be analysed here, and the articles that must be."""
        kept = [self._kept(article, older) for article in batch]
        made = self._made([one for one, own in zip(batch, kept, strict=True) if not own])
        return [
            (*own, False) if own else (*made[one.id], True) if one.id in made else one
            for one, own in zip(batch, kept, strict=True)
        ]

    def _kept(self, article: Article, older: Container[str]) -> Made | None:
        """Return what nothing is to be encoded for: it is older, or the old generation has it."""
        if article.id in older:
            return Entry(article, (), ()), _NOTHING
        number = self._number(article)
        if self._old is None or number is None:
            return None
        entry = self._old.catalogue.entry(number)
        vectors = self._old.vectors(self._old.catalogue.passages_of(number))
        return replace(entry, article=article), vectors

    def _number(self, article: Article) -> int | None:
        return self._old.catalogue.find_content(content_hash(article)) if self._old else None
