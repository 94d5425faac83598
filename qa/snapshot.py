"""A state of an index with the model that reads it: questions understood, searched, answered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial

from embeddings import EVERYTHING, Article, Encoder, Filters, Store, background, query_terms

from .answer import Answer
from .answering.across import across
from .answering.byline import byline
from .answering.comparison import compared
from .answering.compose import compose, gathered, happened, summarise
from .answering.confidence import judge
from .answering.gathering import article_list, is_about_many, known_among, on_topic, timeline
from .answering.listing import first, is_open, listed, none_fits
from .answering.meant import meant as meant_articles
from .answering.talk import talk
from .dialogue.follow_up import FollowUp
from .dialogue.turns import Turn, read_turns
from .question import Language, Question, narrowed, respelled, understand
from .reader.reader import Reader
from .request.condition import Condition
from .request.dating import days_asked, days_told_on
from .request.kind import TALK, asks_what_happened
from .request.narrowing import Shelf, filters_for, limited, read_conditions
from .request.spelling import compounds, lacking, own_names
from .retrieval.ranking import PASSAGES_PER_ARTICLE, Hit, search, told_then
from .retrieval.reading import Asked, rated, read, rerank
from .synonyms import written
from .values.asked import fits

SOUGHT = 10  # hits that an answer is sought in
GATHERED = 30  # where it is made of several articles
FEW = 3  # articles that are as wanted, of which each may be meant whatever the question's words are
# What a follow-up adds to the score of what was cited last, and by how much another article must
# hit better for a short question to stand alone: 5 of 398 that do stay below, 1 of 95 others above.
PREFERENCE = 1.0
ELSEWHERE = 0.6


@dataclass(frozen=True)
class Snapshot:
    """A store with the model that reads it; one query sees one snapshot from end to end."""

    store: Store
    encoder: Encoder

    def understand(
        self,
        text: str,
        history: Sequence[object] = (),
        filters: Filters = EVERYTHING,
        language: Language | None = None,
    ) -> Question:
        """Analyse a question, and settle whether it follows up, and on which articles.

        Where its words leave that open, it stands alone if the articles say more of it elsewhere.
        """
        history = self._spoken(history, filters)
        question = understand(text, history, language)
        further = question.follow_up
        if further is None:
            return question
        if question.asks == "comparison":
            cited = self._shown(history, filters)
        else:
            cited = further.cited or self._about(f"{further.earlier} {further.said}", filters)
        further = replace(further, cited=cited)
        if not further.is_sure and self._stands_alone(question, further, filters):
            return replace(question, context=(), follow_up=None)
        return replace(question, follow_up=further)

    def _spoken(self, history: Sequence[object], filters: Filters) -> list[Turn]:
        """Return the earlier turns, without those on articles that aren't asked of now.

        Where one article alone is asked of, and none of them cites it, it was spoken of last.
        """
        turns = read_turns(history)
        if filters == EVERYTHING:
            return turns
        cited = [*dict.fromkeys(one for turn in turns for one in turn.cited)]
        within = (
            {one.id for one in self.store.articles(limited(filters, cited))} if cited else set()
        )
        kept = [turn for turn in turns if not turn.cited or within.intersection(turn.cited)]
        turns = [replace(turn, cited=(*filter(within.__contains__, turn.cited),)) for turn in kept]
        if not within and filters.ids and len(filters.ids) == 1:
            turns += [Turn(one.name, (one.id,)) for one in self.store.articles(filters)]
        return turns

    def _about(self, said: str, filters: Filters) -> tuple[str, ...]:
        """Return the id of the article that something said before is about, if there is one."""
        terms = [*query_terms(said), *compounds(said, self.store)]
        return tuple(hit.article.id for hit in self._found(terms, said, 1, filters))

    def _shown(self, history: Sequence[object], filters: Filters) -> tuple[str, ...]:
        """Return the ids of the articles shown last: two at least, where so many were."""
        shown: dict[str, None] = {}
        for turn in reversed(read_turns(history)):
            cited = turn.cited or self._about(f"{turn.question} {turn.said}", filters)
            shown |= dict.fromkeys(cited)
            if len(shown) > 1:
                break
        return (*shown,)

    def _stands_alone(self, question: Question, further: FollowUp, filters: Filters) -> bool:
        """Say whether a question that may follow up doesn't, by what the articles say.

        It does where the article cited last has all that it speaks of. It doesn't where it speaks
        of what that article is known by, or of other names, or is told of more elsewhere.
        """
        cited = further.cited[:1]
        within = limited(filters, cited)
        names = [*filter(self.store.document_frequency, further.names)]
        last = next(iter(self.store.articles(within) if cited else ()), None)
        if last and all(word in last.text for word in (*further.nouns, *names)):
            return any(name in f"{last.title} {further.earlier}" for name in names)
        if names:
            return True
        here = self._found(question.terms, question.text, 1, within)
        found = self._found(question.terms, question.text, SOUGHT, filters)
        elsewhere = (hit.score for hit in found if hit.article.id not in cited)
        return max(elsewhere, default=0.0) > ELSEWHERE + (here[0].score if here else 0.0)

    def search(self, question: Question, top_k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """Return the hits for an understood question, best first, at most `top_k`.

        A follow-up prefers the article cited last, looks into that alone, or into all others.
        """
        terms, further = [*question.terms, *question.context], question.follow_up
        if further is None or not further.cited:
            return self._found(terms, question.text, top_k, filters)
        last, within = further.cited[0], limited(filters, further.cited[:1])
        own = self._found(terms, question.text, top_k, within) if further.scope != "other" else []
        if further.scope == "only":
            return own
        found = self._found(terms, question.text, top_k + PASSAGES_PER_ARTICLE, filters)
        others = [hit for hit in found if hit.article.id != last]
        preferred = [replace(hit, score=hit.score + PREFERENCE) for hit in own]
        return sorted([*preferred, *others], key=lambda hit: -hit.score)[:top_k]

    def _found(self, terms: Sequence[str], text: str, top_k: int, filters: Filters) -> list[Hit]:
        vector = self.encoder.encode_query(text, terms)
        return search(self.store, self.encoder, terms, vector, top_k, filters, written(terms))

    @cached_property
    def shelf(self) -> Shelf:
        """What the articles are known by."""
        return Shelf.of(self.store)

    def ask(self, question: Question, filters: Filters, today: date) -> Answer:
        """Answer an understood question, from the articles that it wants, in its language."""
        answer = self._answered(question, filters, today)
        is_left = asks_what_happened(question.text) and (
            not answer.found or question.asks == "summary"
        )
        if is_left and (asked := days_asked(question.text, self.shelf.calendar(today))):
            wanted = filters_for(self.store, answer.conditions, filters)
            hits = self.search(question, GATHERED, wanted)
            near = self._on_topic(question, hits, is_narrow=True)
            weights = self.asked(question).weights
            answer = happened(answer, hits, near, asked, weights, self.idf)
        return answer.said_in(question.language)

    def _answered(self, question: Question, filters: Filters, today: date) -> Answer:
        if question.asks in TALK:
            return talk(self.store, self.shelf, question, filters)
        if question.asks == "comparison":
            find = partial(self.search, top_k=SOUGHT)
            articles = meant_articles(question, self.store, self.shelf, filters, today, find)
            if len(articles) > 1:
                answer = self.compare(question, articles, filters)
                said, spoken = question.understood, question.language
                return replace(answer, alone=said, question=question.text, language=spoken)
        conditions = self.conditions(question, today)
        wanted = filters_for(self.store, conditions, filters)
        fitting = self.store.list_by("newest", wanted, most=FEW + 1) if conditions else {}
        own, changes = respelled(narrowed(question, conditions), self.store)
        chosen = () if own.follow_up and not is_about_many(own.text) else filters.ids or ()
        if conditions and not fitting:
            about = self._about_it(own, filters)
            answer = none_fits(self.store, conditions, self.shelf, about)
        elif is_open(own, conditions or chosen):
            answer = self._listed(own, conditions, wanted)
        else:
            sought = SOUGHT if own.asks == "fact" else GATHERED
            find = partial(self.search, top_k=sought, filters=wanted)
            own, hits, translated = across(own, self.store, find, self.idf)
            hits, told = told_then(hits, days_told_on(own.text, self.shelf.calendar(today)))
            meant = told.union(fitting if len(fitting) <= FEW else ())
            answer, changes = self.answer(own, hits, meant), [*changes, *translated]
            is_absent = conditions and own.asks != "fact" and answer.grade == "none"
            if is_absent and (about := self._about_it(own, filters)):
                answer = none_fits(self.store, conditions, self.shelf, about, is_topic=True)
        return replace(
            answer,
            conditions=conditions,
            changes=(*map(str, changes),),
            alone=(question if question.said else own).understood,
            question=question.said or question.text,
            language=question.language,
        )

    def _listed(self, own: Question, conditions: Sequence[Condition], wanted: Filters) -> Answer:
        """List the articles that are as wanted; where a summary is asked of but one, give that."""
        only = first(self.store, "newest", 2, wanted)
        if own.asks != "summary" or len(only) != 1:
            return listed(self.store, own, conditions, wanted)
        hits = self._found(query_terms(only[0].name), only[0].name, SOUGHT, wanted)
        return summarise(own, hits, {}, self.idf)

    def _about_it(self, question: Question, filters: Filters) -> list[str]:
        """Return the ids of the articles that are about what is asked, best first."""
        hits = self.search(question, GATHERED, filters) if question.terms else []
        return [hit.article.id for hit in self._on_topic(question, hits)]

    def conditions(self, question: Question, today: date) -> tuple[Condition, ...]:
        """Return what an understood question wants of the articles."""
        if question.asks in TALK:
            return ()
        return read_conditions(question.text, question.asks, self.shelf, today, question.language)

    def _on_topic(
        self, question: Question, hits: Sequence[Hit], *, is_narrow: bool = False
    ) -> list[Hit]:
        """Return the hits of articles that are about what is asked; none where most is unknown."""
        known = known_among(self.asked(question).weights, self.store.document_frequency)
        return on_topic(hits, known, self.idf, is_narrow=is_narrow)

    def answer(
        self, question: Question, hits: Sequence[Hit], meant: frozenset[str] = frozenset()
    ) -> Answer:
        """Answer an understood question from hits, best first, as what it asks for.

        `meant` are the ids of the articles that are as wanted, where these are few.
        """
        asked = self.asked(question, meant)
        is_many = question.asks != "fact"
        among = self._on_topic(question, hits, is_narrow=bool(meant)) if is_many else []
        if question.asks == "byline" and (told := byline(question, hits, asked.weights)):
            return told
        if question.asks == "comparison":
            return self.compare(question, [hit.article for hit in among], EVERYTHING)
        if question.asks == "timeline":
            return gathered(hits, timeline(among, self.idf))
        if question.of_articles or (
            question.asks == "summary" and is_about_many(question.text) and len(among) > 1
        ):
            missing = lacking(question.text, question.terms, [hit.article for hit in among])
            entries = article_list(among, asked.weights, self.idf)
            return gathered(hits, entries, ", ".join(missing))
        if question.asks == "summary":
            return summarise(question, hits, asked.weights, self.idf)
        reads = read(reader(), asked, hits)
        judged = judge(asked, hits, reads)
        return compose(question, rated(hits, reads), judged, asked.weights, self.idf, meant)

    def compare(self, question: Question, articles: Sequence[Article], filters: Filters) -> Answer:
        """Answer a comparison with what some articles tell differently."""
        said = " ".join([question.text, *(one.name for one in articles)])
        own = replace(filters, ids=tuple(one.id for one in articles))
        answer = compared(question, articles, self.idf, self.encoder.encode_passages)
        return replace(answer, nearest=(*self._found(query_terms(said), said, SOUGHT, own),))

    def reranked(self, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Return hits in the order that the reader puts them in."""
        return rerank(reader(), self.asked(question), hits)

    def asked(self, question: Question, meant: frozenset[str] = frozenset()) -> Asked:
        """Return what is read for: a question, its terms' idf, and the kind of answer that fits.

        A follow-up means the article cited last beside those that are given.
        """
        weights = {term: self.idf(term) for term in (*question.terms, *question.context)}
        cited = question.follow_up.cited[:1] if question.follow_up else ()
        fit, names = partial(fits, question.text), own_names(question.terms, self.store)
        return Asked(question.text, weights, fit, meant.union(cited), names)

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency over this index and Korean at large.

        The two are counted together as one collection: in a small index each word looks rare.
        ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25.
        """
        articles, frequency = background()
        total = articles + len(self.store)
        having = frequency.get(term, 0) + self.store.document_frequency(term)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))


@cache
def reader() -> Reader:
    """Return the process's reader; it is loaded when it is first asked to read."""
    return Reader.load()
