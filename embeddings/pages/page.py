"""The text of a copied page, taken apart into its articles and the headlines beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count, pairwise, takewhile

from embeddings.article import Article
from embeddings.pages.facts import (
    PageLine,
    count_names,
    find_holder,
    read_outlet,
    read_said,
    read_title,
    take_signatures,
)
from embeddings.pages.headlines import Row, find_tables, headline_articles, read_list
from embeddings.pages.lines import Facts, is_ended, is_prose, is_rights, read_facts, read_meta
from embeddings.pages.tagging import Kind, tag
from embeddings.text.dates import read_stamps
from embeddings.text.decoding import normalise, one_line

_SPACE = " \t\xa0\u3000\u200b\ufeff"
_CUT_TITLE = 60  # characters of the first sentence that stand in for a missing title
_TEXT = ("body", "subtitle", "heading", "caption")  # kinds of lines that an article's text has
_ABOVE = ("subtitle", "caption")  # those that stand above its first paragraph
_SHORTEST_LIST = 2  # rows
_LONGEST_NOTE = 20  # lines
_SITE_WORDS = frozenset(
    "홈 메뉴 로그인 회원가입 검색 구독 공유 공유하기 스크랩 댓글 더보기 뉴스 기자 전체기사 "
    "관련기사 최신기사 이전글 다음글 home menu login search subscribe share comments news".split()
)
_NARROWEST = 15  # characters of a line that only a width ended
_FEWEST_WRAPPED = 3  # lines
_FULL_LINE = 0.6  # of the usual width; a shorter line ended because its text did
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIRST_SENTENCE = re.compile(r".+?[.!?。][\"”’'」』)\]]*(?=\s|$)")


def parse_page(text: str, source: str, known: Facts | None = None) -> list[Article]:
    """Return the page's articles, and then the headlines of its lists.

    `known` are facts from outside the text (a header, a document's metadata); they win over what
    the text says of the first article. Each line's kind is told by `tag`; the articles are built
    from the kinds. What is read here is likely and no more. Never raises.
    """
    facts = known or Facts()
    page = normalise(text).split("\n")
    if facts.title:
        page = [facts.title, "", *page]  # as a page has it, for `tag` to see what it is about
    lines, rows = _read_lines(page)
    articles = list(_articles(lines, source, facts, listed=bool(rows)))
    years = _years(lines, articles)
    return articles + headline_articles(rows, source, years)


def _read_lines(page: Sequence[str]) -> tuple[list[PageLine], list[Row]]:
    """Return the lines that aren't blank with their kinds, and the rows of the page's lists."""
    texts, gaps = [], []
    gap = True
    for line in page:
        text = line.strip(_SPACE)
        text = text if any(map(str.isalnum, text)) else ""  # rules and bullets alone
        if text:
            texts.append(text)
            gaps.append(gap)
        gap = not text
    kinds = tag(texts, gaps)
    if _is_note(texts):
        kinds = _note_kinds(texts, gaps, kinds)
    elif "body" not in kinds:  # nothing that reads as sentences is lost where no article is told
        kinds = [
            "body" if _may_be_body(*line) else line[1] for line in zip(texts, kinds, strict=True)
        ]
    kinds = [_surer(*line) for line in zip(texts, kinds, strict=True)]
    rows: list[Row] = []
    runs = [*find_tables(texts)]
    tables = {at for _, (start, end) in runs for at in range(start, end)}
    for start, end in _runs([kind == "row" and at not in tables for at, kind in enumerate(kinds)]):
        listed = read_list(texts[start:end])
        runs += [(listed, (start, end))] if len(listed) >= _SHORTEST_LIST else []
    for found, (start, end) in sorted(runs, key=lambda run: run[1]):
        rows += found
        kinds[start:end] = ["row"] * (end - start)
    return [PageLine(*line) for line in zip(texts, kinds, gaps, strict=True)], rows


def _is_note(texts: Sequence[str]) -> bool:
    """Tell whether somebody wrote the lines by hand: a few, and none is a site's."""
    return len(texts) <= _LONGEST_NOTE and not any(map(_is_of_site, texts))


def _is_of_site(text: str) -> bool:
    """Tell whether a line has what sites put around articles: a button, byline, time, copyright."""
    facts = read_facts(text) or Facts()
    timed = read_stamps(text).labelled or (facts.published and ":" in text)
    stated = timed or is_rights(text) or read_meta(text)[0].author
    return bool(stated) or not _SITE_WORDS.isdisjoint(text.casefold().split())


def _note_kinds(texts: Sequence[str], gaps: Sequence[bool], kinds: Sequence[Kind]) -> list[Kind]:
    """Return a note's kinds: below its title and date all is its text, but for dated rows."""
    found: list[Kind] = []
    for text, kind in zip(texts, kinds, strict=True):
        if "body" in found:
            found.append("body")
        elif read_facts(text):
            found.append("meta")
        else:
            apart = not found and gaps[1:2] == [True] and not is_prose(text)
            named = (apart or kind == "title") and "title" not in found
            found.append("title" if named and texts.count(text) == 1 else "body")
    for start, end in _runs([kind == "row" for kind in kinds]):
        rows = read_list(texts[start:end])
        if end - start == len([row for row in rows if row.published or row.day]) > 1:
            found[start:end] = ["row"] * len(rows)
    return found if {"body", "row"} & {*found} else ["body"] * len(texts)


def _may_be_body(text: str, kind: Kind) -> bool:
    return is_prose(text) and kind not in ("title", "row", "rights", "comment")


def _surer(text: str, kind: Kind) -> Kind:
    """Return a line's kind; a copyright or a byline is no part of a text."""
    if kind not in _TEXT or is_prose(text):
        return kind
    if is_rights(text):
        return "rights"
    facts = read_facts(text)
    return "meta" if facts and facts.author else kind


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            yield start, at
            start = None


def _articles(
    lines: Sequence[PageLine], source: str, known: Facts, listed: bool
) -> Iterator[Article]:
    ids = chain([source], (f"{source}#article-{n}" for n in count(2)))
    names, holder = count_names(lines), find_holder(lines)
    for start, stop in _divided(lines):
        own = lines[start:stop]
        if listed and not any(line.kind == "body" and is_prose(line.text) for line in own):
            continue
        article = _article(own, names, holder, next(ids), source, known)
        if article.text:
            yield article
            known = Facts()


def _divided(lines: Sequence[PageLine]) -> Iterator[tuple[int, int]]:
    """Yield where what belongs to each article starts and ends.

    A title begins an article where text follows it before another title does; what stands right
    above the title, its metadata, belongs to it.
    """
    marks = [at for at, line in enumerate(lines) if line.kind in ("title", "body")]
    starts = [0] if any(line.kind == "body" for line in lines) else []
    for before, at, after in zip(marks, marks[1:], marks[2:], strict=False):
        if [lines[mark].kind for mark in (before, at, after)] == ["body", "title", "body"]:
            while lines[at - 1].kind in ("meta", "summary") and not lines[at].gap:
                at -= 1
            starts.append(at)
    yield from pairwise([*starts, len(lines)])


def _article(
    lines: Sequence[PageLine],
    names: Counter[str],
    holder: str,
    name: str,
    source: str,
    known: Facts,
) -> Article:
    """Return the article that lines with text, and what is beside it, are of."""
    bodies = [at for at, line in enumerate(lines) if line.kind == "body"]
    above = (at for at in range(bodies[0]) if lines[at].kind in _ABOVE)
    first, end = next(above, bodies[0]), bodies[-1] + 1
    title, suffix = read_title(lines[:end])
    own = chain(lines[first:end], takewhile(lambda line: line.kind == "caption", lines[end:]))
    titles = (title, known.title)
    text = [line for line in own if line.kind in _TEXT and line.text not in titles]
    text, signed = take_signatures(_unwrapped(text))
    facts = known.or_else(read_said(lines, end)).or_else(signed)
    outlet = read_outlet(names, find_holder(lines[end:]) or holder, suffix)
    facts = facts.or_else(Facts(title=title, outlet=outlet))
    body, captions = _join(text)
    return Article(
        id=name,
        title=one_line(facts.title) or _cut_title(body),
        text=body,
        outlet=one_line(facts.outlet),
        author=one_line(facts.author),
        published=facts.published,
        url=facts.url,
        source=source,
        captions=captions,
    )


def _unwrapped(lines: list[PageLine]) -> list[PageLine]:
    """Join the lines that only a width divides, if most lines end inside a sentence."""
    pairs = [(a, b) for a, b in pairwise(lines) if a.kind == b.kind == "body" and not b.gap]
    widths = sorted(len(line.text) for line, _ in pairs if not is_ended(line.text))
    widths = [width for width in widths if width >= _NARROWEST]
    if len(widths) < _FEWEST_WRAPPED or 2 * len(widths) <= len(pairs):
        return lines
    full = _FULL_LINE * widths[len(widths) // 2]
    joined: list[list[PageLine]] = [lines[:1]]
    for before, line in pairwise(lines):
        inside = len(before.text) >= full and not is_ended(before.text)
        if inside and before.kind == line.kind == "body" and not line.gap:
            joined[-1].append(line)
        else:
            joined.append([line])
    return [replace(part[0], text=" ".join(line.text for line in part)) for part in joined]


def _years(lines: Sequence[PageLine], articles: Sequence[Article]) -> set[int]:
    """Return the years that the page states beside its articles' texts."""
    beside = (line.text for line in lines if line.kind not in _TEXT and line.kind != "title")
    stated = {int(year) for text in beside for year in _YEAR.findall(text)}
    return {a.published.year for a in articles if a.published} or stated


def _join(lines: Sequence[PageLine]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the body, its paragraphs as far apart as on the page, and its captions' offsets."""
    parts: list[str] = []
    captions, length = [], 0
    for at, line in enumerate(lines):
        parts += [("\n\n" if line.gap else "\n") if at else "", line.text]
        start = length + len(parts[-2])
        length = start + len(line.text)
        if line.kind == "caption":
            captions.append((start, length))
    return "".join(parts), tuple(captions)


def _cut_title(text: str) -> str:
    """Return the first sentence, cut at a word's end to at most 60 characters with its "…"."""
    first = text.split("\n", 1)[0]
    match = _FIRST_SENTENCE.match(first)
    sentence = match.group() if match else first
    if len(sentence) <= _CUT_TITLE:
        return sentence
    cut = sentence[:_CUT_TITLE]
    return (cut.rpartition(" ")[0].rstrip() or cut[:-1]) + "…"
