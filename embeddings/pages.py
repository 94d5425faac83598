"""The text of a copied page, taken apart into its articles and the headlines beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count

from embeddings.article import Article
from embeddings.dates import complete, read_stamps
from embeddings.decoding import normalise, one_line
from embeddings.headlines import Row, find_tables, read_list
from embeddings.lines import (
    Facts,
    is_caption,
    is_ended,
    is_outlet_name,
    is_prose,
    pieces,
    read_bare_name,
    read_byline,
    read_holder,
    read_meta,
)
from embeddings.line_features import overlaps
from embeddings.tagging import Kind, tag

_SPACE = " \t\xa0\u3000\u200b\ufeff"
_CUT_TITLE = 60  # characters of the first sentence that stand in for a missing title
_SHORTEST_TITLE, _LONGEST_TITLE = 10, 100
_REPEATED = 0.3  # of a title, by the text's first paragraphs
_LONGEST_SIGNATURE = 200
_TEXT = ("body", "subtitle", "heading", "caption")  # kinds of lines that an article's text has
_ABOVE = ("subtitle", "caption")  # those that stand above its first paragraph
_BESIDE = ("menu", "meta", "rights", "list")  # kinds of lines that name the page's outlet
_SHORTEST_LIST = 2  # rows
_FULL_LINE = 0.6  # of the usual width; a shorter line ended because its text did
_SITE = re.compile(r"\s+(?:[-–—|:>〉]|::|<)\s+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIRST_SENTENCE = re.compile(r".+?[.!?。][\"”’'」』)\]]*(?=\s|$)")
_DATELINE = re.compile(
    r"[\[(【](?P<inside>[^\])】]{2,40})[\])】]\s*(?P<after>[^=.,“\"]{0,30}=\s*)?"
    r"|(?P<bare>[가-힣/·]{2,20}\s[가-힣]{0,4}(?:기자|특파원))\s*=\s*"
)
_SIGNATURE = re.compile(r"(?<=[.\"”’)])\s*[/(\[]?\s*(?P<who>[가-힣·,\s=]{2,30})?\s*[\[(]?[\w.+-]+@[\w.-]+\w[\])]?$")
_SIGNED = re.compile(r"(?<=[.\"”’])\s*/?\s*(?P<who>[가-힣·]{2,12}\s[가-힣]{0,4}(?:기자|특파원))$")


@dataclass(frozen=True)
class _Line:
    text: str
    kind: Kind
    gap: bool  # whether a blank line is before it


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
    return articles + _headlines(rows, source, years)


def _read_lines(page: Sequence[str]) -> tuple[list[_Line], list[Row]]:
    """Return the lines that aren't blank with their kinds, and the rows of the page's lists."""
    texts, gaps = [], []
    gap = True
    for line in page:
        text = line.strip(_SPACE)
        if text:
            texts.append(text)
            gaps.append(gap)
        gap = not text
    kinds = tag(texts, gaps)
    rows: list[Row] = []
    runs = [*find_tables(texts)]
    tables = {at for _, (start, end) in runs for at in range(start, end)}
    for start, end in _runs([kind == "row" and at not in tables for at, kind in enumerate(kinds)]):
        listed = read_list(texts[start:end])
        runs += [(listed, (start, end))] if len(listed) >= _SHORTEST_LIST else []
    for found, (start, end) in sorted(runs, key=lambda run: run[1]):
        rows += found
        kinds[start:end] = ["row"] * (end - start)
    return [_Line(*line) for line in zip(texts, kinds, gaps, strict=True)], rows


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            yield start, at
            start = None


def _articles(lines: Sequence[_Line], source: str, known: Facts, listed: bool) -> Iterator[Article]:
    ids = chain([source], (f"{source}#article-{n}" for n in count(2)))
    for (start, first, end), stop in _divided(lines):
        own = lines[first:end]
        if listed and not any(line.kind == "body" and is_prose(line.text) for line in own):
            continue
        article = _article(lines, (start, first, end, stop), next(ids), source, known)
        if article.text:
            yield article
            known = Facts()


def _divided(lines: Sequence[_Line]) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Yield where each article's own lines start, its text starts and ends, and the next starts.

    A title begins an article where text follows it before another title does; what stands right
    above the title, its metadata, belongs to it.
    """
    marks = [at for at, line in enumerate(lines) if line.kind in ("title", "body")]
    starts = [0]
    for before, at, after in zip(marks, marks[1:], marks[2:], strict=False):
        if [lines[mark].kind for mark in (before, at, after)] == ["body", "title", "body"]:
            while lines[at - 1].kind in ("meta", "summary") and not lines[at].gap:
                at -= 1
            starts.append(at)
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        bodies = [at for at in marks if start <= at < stop and lines[at].kind == "body"]
        if bodies:
            above = (at for at in range(start, bodies[0]) if lines[at].kind in _ABOVE)
            yield (start, next(above, bodies[0]), bodies[-1] + 1), stop


def _article(
    lines: Sequence[_Line], at: tuple[int, int, int, int], name: str, source: str, known: Facts
) -> Article:
    start, first, end, stop = at
    title, suffix = _title(lines[start:end])
    text = [line for line in lines[first:end] if line.kind in _TEXT and line.text not in (title, known.title)]
    text += [line for line in _tail(lines, end, stop)]
    text, signed = _take_signatures(_unwrapped(text))
    facts = known.or_else(_said(lines[start:stop], end - start)).or_else(signed)
    outlet = _outlet(lines, lines[end:stop], suffix)
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


def _tail(lines: Sequence[_Line], end: int, stop: int) -> Iterator[_Line]:
    """Yield the captions right after an article's text."""
    for line in lines[end:stop]:
        if line.kind != "caption":
            return
        yield line


def _title(lines: Sequence[_Line]) -> tuple[str, str]:
    """Return the title and what stands behind it as the site's name.

    Of lines that are told as titles it is the first that the text's first paragraphs repeat at
    least half as much as any; where there is none, a line above the text that they repeat.
    """
    first = next(at for at, line in enumerate(lines) if line.kind == "body")
    lead = [line.text for line in lines[first:] if line.kind == "body"][:3]
    titles = [_without_label(line.text) for line in lines if line.kind == "title"]
    above = [line.text for line in lines[:first] if _is_like_title(line.text)]
    shares = overlaps(titles or above, lead)
    likely = max(shares, default=0.0)
    if not titles and likely < _REPEATED:
        return "", ""
    title = next(t for t, share in zip(titles or above, shares, strict=True) if share >= likely / 2)
    for line in lines:
        if title in line.text and line.text != title and line.kind != "body":
            return title, _SITE.split(line.text)[-1] if _SITE.search(line.text) else ""
    head, *rest = _SITE.split(title)
    return (head, rest[-1]) if rest and len(head) >= _SHORTEST_TITLE else (title, "")


def _without_label(text: str) -> str:
    return read_meta(text)[0].title or text


def _is_like_title(text: str) -> bool:
    return _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE and not is_prose(text)


def _said(lines: Sequence[_Line], end: int) -> Facts:
    """Return what the metadata around an article says; that above its text comes first."""
    above, desk, published = Facts(), Facts(), Facts()
    for at, line in enumerate(lines):
        if line.kind != "meta":
            continue
        facts, unread = read_meta(line.text)
        stamps = read_stamps(line.text)
        if stamps.published and stamps.labelled:
            published = published.or_else(Facts(published=stamps.published))
        above = above.or_else(facts)
        beside = facts.author or facts.published
        names = [read_bare_name(piece) for piece in unread]
        if at < end:
            desk = desk.or_else(Facts(author=next(filter(None, names), "")))
        outlets = [piece for piece in unread if is_outlet_name(piece) and not read_bare_name(piece)]
        if beside and outlets or len(unread) == 1 and outlets:
            above = above.or_else(Facts(outlet=outlets[0]))
    return published.or_else(above).or_else(desk)


def _outlet(lines: Sequence[_Line], after: Sequence[_Line], suffix: str) -> str:
    """Return the name that most of the lines beside the article give as the outlet's."""
    votes: Counter[str] = Counter()
    for line in chain(after, lines):
        holder = read_holder(line.text) if line.kind == "rights" else ""
        if holder:
            votes[holder] += 3
            break
    votes[suffix] += 2
    for line in lines:
        if line.kind in _BESIDE:
            for name in {name for piece in pieces(line.text) for name in (piece, piece.split()[0])}:
                votes[name] += is_outlet_name(name) or (name in votes)
    del votes[""]
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def _unwrapped(lines: list[_Line]) -> list[_Line]:
    """Join the lines of paragraphs that only a width divides, if most lines end inside a sentence."""
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if a.kind == b.kind == "body"]
    inside = [a for a, b in pairs if not b.gap and not is_prose(a.text)]
    if 2 * len(inside) <= len([b for _, b in pairs if not b.gap]):
        return lines
    full = _FULL_LINE * sorted(len(line.text) for line in inside)[len(inside) // 2]
    joined = lines[:1]
    for line in lines[1:]:
        before = joined[-1]
        width = len(before.text.rpartition("\n")[2])
        if line.kind == "body" == before.kind and not line.gap and width >= full and not is_ended(before.text):
            joined[-1] = replace(before, text=f"{before.text}\n{line.text}")
        else:
            joined.append(line)
    return [replace(line, text=line.text.replace("\n", " ")) for line in joined]


def _take_signatures(lines: list[_Line]) -> tuple[list[_Line], Facts]:
    """Cut "(서울=연합뉴스) 홍길동 기자 = " off the first paragraph, a signature off the last."""
    bodies = [at for at, line in enumerate(lines) if line.kind == "body"]
    facts = Facts()
    first, last = bodies[0], bodies[-1]
    match = _DATELINE.match(lines[first].text)
    found, rest = _read_dateline(match) if match else (None, "")
    if found and rest:
        facts = found
        lines[first] = replace(lines[first], text=rest)
    text = lines[last].text
    begin = max(0, len(text) - _LONGEST_SIGNATURE)
    signed = _SIGNATURE.search(text, begin) or _SIGNED.search(text, begin)
    if signed and not is_caption(text):
        lines[last] = replace(lines[last], text=text[: signed.start()])
        facts = facts.or_else(read_byline((signed["who"] or "").strip())[0])
    return lines, facts


def _read_dateline(match: re.Match[str]) -> tuple[Facts | None, str]:
    inside, after = match["inside"] or "", (match["after"] or match["bare"] or "").strip(" =")
    place, equals, outlet = inside.rpartition("=")
    facts = read_byline(after)[0].or_else(read_byline(outlet if equals else inside)[0])
    if not facts.author and not (equals and match["inside"]):
        return None, ""
    if equals and not read_byline(outlet)[0].author:
        facts = Facts(outlet=outlet.strip()).or_else(facts)
    if is_outlet_name(place.strip()):
        facts = Facts(outlet=place.strip()).or_else(facts)
    return facts, match.string[match.end() :].strip()


def _years(lines: Sequence[_Line], articles: Sequence[Article]) -> set[int]:
    """Return the years that the page states beside its articles' texts."""
    beside = (line.text for line in lines if line.kind not in _TEXT and line.kind != "title")
    stated = {int(year) for text in beside for year in _YEAR.findall(text)}
    return {a.published.year for a in articles if a.published} or stated


def _headlines(rows: Sequence[Row], source: str, years: set[int]) -> list[Article]:
    taken: set[str] = set()
    articles = []
    for position, row in enumerate(rows, start=1):
        repeats = (f"{position}-{n}" for n in count(2))
        numbers = chain([row.number or str(position)], repeats)
        number = next(number for number in numbers if number not in taken)
        taken.add(number)
        articles.append(
            Article(
                id=f"{source}#{number}",
                title=row.title,
                text=row.title,
                kind="headline",
                outlet=row.outlet,
                author=row.author,
                published=row.published or _completed(row.day, years),
                source=source,
            )
        )
    return articles


def _completed(day: str, years: set[int]) -> date | None:
    return complete(day, next(iter(years))) if len(years) == 1 else None


def _join(lines: Sequence[_Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
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
