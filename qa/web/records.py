"""An answer turned into what a browser keeps of it, and back. What comes back is not believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import cast, get_args
from zlib import crc32

from embeddings import Article, ArticlesError, Passage, Sentence

from ..answer import Answer, Citation, Part, PartKind, Writing
from ..phrase import Phrase
from ..retrieval.ranking import Hit
from .kept import KeptAnswer, KeptCitation, KeptHit, KeptPart, KeptWriting

_NAMES = ("title", "outlet", "author")
_MARK = re.compile(rf"\x1f([0-9]{{1,4}})\.({'|'.join(_NAMES)})\x1f")

Find = Callable[[Sequence[str]], Mapping[str, Article]]  # articles by their ids


def keep(answer: Answer) -> KeptAnswer:
    """Return what is kept of an answer."""
    cited = {one.number: one for part in answer.parts for one in part.cited}
    writing = answer.writing
    return KeptAnswer(
        parts=[_kept_part(part, [*cited.values()]) for part in answer.parts],
        citations=[
            KeptCitation(
                number=citation.number,
                article=citation.article.id,
                place=(citation.start, citation.end),
                short=citation.short,
                copies=[copy.id for copy in citation.copies],
                checksum=_checksum(citation.quote),
            )
            for citation in cited.values()
        ],
        nearest=[
            KeptHit(
                article=hit.article.id,
                place=(hit.start, hit.end),
                score=hit.score,
                lexical=hit.lexical,
                dense=hit.dense,
                reader=hit.reader,
            )
            for hit in answer.nearest
        ],
        confidence=answer.confidence,
        changes=[*answer.changes],
        alone=answer.alone,
        writing=KeptWriting.model_validate(writing, from_attributes=True) if writing else None,
    )


def recall(question: str, kept: KeptAnswer, find: Find) -> Answer | None:
    """Return the answer to a question again; None where it can't be.

    That is where an article that it cites is gone or says another thing. Copies and hits of
    articles that are gone are left out. What it wanted of the articles isn't kept.
    """
    ids = {citation.article for citation in kept.citations} | {hit.article for hit in kept.nearest}
    ids |= {copy for citation in kept.citations for copy in citation.copies}
    articles = find([*ids])
    citations: dict[int | None, Citation] = {}
    for one in kept.citations:
        article = articles.get(one.article)
        if not article or _checksum(article.text[slice(*one.place)]) != one.checksum:
            return None
        copies = tuple(articles[copy] for copy in one.copies if copy in articles)
        citations[one.number] = Citation(one.number, article, *one.place, one.short, copies)
    if not all(_is_known(part, citations) for part in kept.parts):
        return None
    parts = tuple(_part(part, citations) for part in kept.parts)
    hits = tuple(
        _hit(hit, articles[hit.article]) for hit in kept.nearest if hit.article in articles
    )
    return Answer(
        parts,
        kept.confidence,
        hits,
        changes=(*kept.changes,),
        alone=kept.alone,
        writing=_writing(kept.writing) if kept.writing else None,
        question=question,
    )


def _writing(kept: KeptWriting) -> Writing:
    fault = None
    if kept.fault:
        fault = ArticlesError(**kept.fault.model_dump(exclude={"values"}))  # it is filled in
        fault.values = kept.fault.values
    return Writing(**{**dict(kept), "fault": fault})


def _kept_part(part: Part, cited: Sequence[Citation]) -> KeptPart:
    others = [citation.number for citation in part.others]
    kept = KeptPart(kind=part.kind, follows=part.follows, others=others, lacking=[*part.lacking])
    if part.citation:
        kept.citation, quote = part.citation.number, part.citation.quote
        if part.citation.short and part.kind == "short":
            kept.place = part.citation.short
        elif part.text in quote:
            start = part.citation.start + quote.index(part.text)
            kept.place = start, start + len(part.text)
    if part.phrase:
        kept.phrase = _nameless(part.phrase.ko, cited), _nameless(part.phrase.en, cited)
    elif not kept.place:
        kept.text = _nameless(part.text, cited)
    return kept


def _nameless(text: str, cited: Sequence[Citation]) -> str:
    """Return a phrase with marks for the names of the articles that are cited."""
    for citation in cited:
        for name in _NAMES:
            if given := getattr(citation.article, name):
                text = text.replace(given, f"\x1f{citation.number}.{name}\x1f")
    return text


def _named(text: str, citations: Mapping[int | None, Citation]) -> str:
    """Return the phrase that `_nameless` was given, with the names as they are now."""

    def name(mark: re.Match[str]) -> str:
        citation = citations.get(int(mark[1]))
        return str(getattr(citation.article, mark[2])) if citation else ""

    return _MARK.sub(name, text)


def _is_known(kept: KeptPart, citations: Mapping[int | None, Citation]) -> bool:
    cited = {kept.citation, *kept.others} - {None}
    return cited <= citations.keys() and kept.kind in get_args(PartKind)


def _part(kept: KeptPart, citations: Mapping[int | None, Citation]) -> Part:
    citation = citations.get(kept.citation) if kept.citation is not None else None
    text, phrase = _named(kept.text, citations), None
    if kept.phrase:
        phrase = Phrase(*(_named(said, citations) for said in kept.phrase))
        text = phrase.ko
    elif citation and kept.place:
        text = citation.article.text[slice(*kept.place)]
    others = tuple(citations[number] for number in kept.others)
    kind = cast(PartKind, kept.kind)
    return Part(text, citation, kind, kept.follows, others, tuple(kept.lacking), phrase)


def _hit(kept: KeptHit, article: Article) -> Hit:
    passage = Passage((Sentence(*kept.place, ()),))
    return Hit(article, kept.score, kept.lexical, kept.dense, (), passage, (), kept.reader)


def _checksum(quote: str) -> int:
    return crc32(quote.encode())
