"""The text of a copied page, taken apart into its articles and the headlines beside them."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count, pairwise, takewhile

from embeddings.article import Article
from embeddings.pages.facts import read_around, read_day, read_title, take_signatures
from embeddings.pages.headlines import headline_articles
from embeddings.pages.lines import is_ended, is_prose
from embeddings.pages.metadata import Facts
from embeddings.pages.names import is_outlet_name, is_portal
from embeddings.pages.outlets import count_names, find_holder, read_outlet
from embeddings.pages.page_lines import TEXT, tag_page
from embeddings.pages.rows import Row
from embeddings.pages.tagging import PageLine
from embeddings.text.decoding import one_line

_CUT_TITLE = 60  # characters of the first sentence that stand in for a missing title
_ABOVE = ("subtitle", "caption")  # those that stand above its first paragraph
_NARROWEST = 15  # characters of a line that only a width ended
_FEWEST_WRAPPED = 3  # lines
_FULL_LINE = 0.6  # of the usual width; a shorter line ended because its text did
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIRST_SENTENCE = re.compile(r".+?[.!?。][\"”’'」』)\]]*(?=\s|$)")
_UNKNOWN = Facts()


@dataclass(frozen=True)
class Page:
    """The text of a page, and what is known from outside it (a header, a document's metadata).

    `known` wins over what the text says of its first article; `spare` stands in where the text says
    nothing of an article. `sheets` are the texts of its printed pages, where it has such, and
    `rows` its lines that are known to be headlines. A page that is `saved` is a site's, and no note
    that somebody wrote. The ids of what is read begin with `place`, where that is another than the
    source.
    """

    text: str
    known: Facts = _UNKNOWN
    spare: Facts = _UNKNOWN
    sheets: Sequence[str] = ()
    rows: Mapping[str, Row] = field(default_factory=dict)
    place: str = ""
    saved: bool = False

    @property
    def title(self) -> str:
        """What stands above the text: its title, or what may be that."""
        return self.known.title or self.spare.title


def parse_page(page: Page, source: str) -> list[Article]:
    """Return the page's articles, and then the headlines of its lists.

    Each line's kind is told by `tag`; the articles are built from the kinds. What is read here is
    likely and no more. Never raises.
    """
    place = page.place or source
    is_saved = page.saved or bool(page.spare.url)
    lines, rows = tag_page(page.text, page.title, page.rows, is_saved=is_saved)
    articles = list(_articles(lines, place, page, listed=bool(rows)))
    whole = [_completed(article, page) for article in articles]
    outlet = _outlet(lines, rows, whole)
    headlines = headline_articles(rows, place, _years(lines, articles), outlet)
    return [replace(article, source=source) for article in whole + headlines]


def _outlet(lines: Sequence[PageLine], rows: Sequence[Row], articles: Sequence[Article]) -> str:
    """Return the outlet whose headlines a page's lists have, where they are of one: its own.

    A page that names the outlet of any row has others', and so may a portal's. One of lists alone
    is an outlet's where it is called like one.
    """
    is_others = any(row.outlet or is_outlet_name(row.author) for row in rows)
    if is_others or any(is_portal(line.text) for line in lines):
        return ""
    if not articles:
        name = read_outlet(count_names(lines), find_holder(lines), "")
        return name if is_outlet_name(name) else ""
    outlets = {article.outlet for article in articles}
    return outlets.pop() if len(outlets) == 1 else ""


def _completed(article: Article, page: Page) -> Article:
    return replace(
        article,
        outlet=article.outlet or one_line(page.spare.outlet),
        author=article.author or one_line(page.spare.author),
        published=article.published or page.spare.published,
        url=article.url or page.spare.url,
        pages=page_starts(article.text, page.sheets),
    )


def page_starts(text: str, sheets: Sequence[str]) -> tuple[int, ...]:
    """Return where each printed page begins in a text that keeps lines of them, in their order.

    A line is taken for the next one on the pages that holds it, and a line that none holds for one
    of the page before it; a page of which nothing is kept begins where the next one does.
    """
    left = deque(
        (number, line) for number, sheet in enumerate(sheets) for line in sheet.split("\n")
    )
    starts: list[int] = []
    at = 0
    for line in text.split("\n"):
        found = next((n for n, (_, written) in enumerate(left) if line in written), None)
        if line and found is not None:
            for _ in range(found):
                left.popleft()
            number, _ = left.popleft()
            starts += [at] * (number + 1 - len(starts))
        at += len(line) + 1
    return (*starts, *[len(text)] * (len(sheets) - len(starts)))


def _articles(
    lines: Sequence[PageLine], source: str, page: Page, listed: bool
) -> Iterator[Article]:
    ids = chain([source], (f"{source}#article-{n}" for n in count(2)))
    known, spare = page.known, page.spare
    names, holder, years = count_names(lines), find_holder(lines), _years(lines, [])
    for start, stop in _divided(lines):
        own = lines[start:stop]
        if listed and not any(line.kind == "body" and is_prose(line.text) for line in own):
            continue
        article = _article(own, names, holder, next(ids), source, known, spare)
        if article.text:
            day = article.published or read_day(lines[start:stop], years)
            yield replace(article, published=day)
            known, spare = Facts(), replace(spare, title="")


def _divided(lines: Sequence[PageLine]) -> Iterator[tuple[int, int]]:
    """Yield where what belongs to each article starts and ends.

    A title begins an article where text follows it before another title does, and no title above
    says it too; what stands right above the title, its metadata, belongs to it.
    """
    marks = [at for at, line in enumerate(lines) if line.kind in ("title", "body")]
    starts = [0] if any(line.kind == "body" for line in lines) else []
    for before, at, after in zip(marks, marks[1:], marks[2:], strict=False):
        kinds = [lines[mark].kind for mark in (before, at, after)]
        above = (line.text for line in lines[:at] if line.kind == "title")
        if kinds == ["body", "title", "body"] and not any(lines[at].text in x for x in above):
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
    spare: Facts,
) -> Article:
    """Return the article of lines with text; the `spare` title is its own where they have none."""
    bodies = [at for at, line in enumerate(lines) if line.kind == "body"]
    above = (at for at in range(bodies[0]) if lines[at].kind in _ABOVE)
    first, end = next(above, bodies[0]), bodies[-1] + 1
    title, suffix = read_title(lines[:end])
    own = chain(lines[first:end], takewhile(lambda line: line.kind == "caption", lines[end:]))
    title = title or spare.title
    titles = (title, spare.title, known.title)
    if title in known.title and any(line.text == title for line in lines):
        known = replace(known, title=title)  # as the page shows it, without the site's name
    text = [line for line in own if line.kind in TEXT and line.text not in titles]
    text, signed = take_signatures(_unwrapped(text))
    facts = known.or_else(read_around(lines, end, signed))
    holders = (find_holder(lines[end:]), holder)  # a writer's site is called otherwise
    holder = next((name for name in holders if name and name != facts.author), "")
    outlet = read_outlet(names, holder, suffix or one_line(spare.outlet))
    facts = _of_page(facts, outlet).or_else(Facts(title=title, outlet=outlet))
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


def _of_page(facts: Facts, outlet: str) -> Facts:
    """Return the facts, with the page's outlet where theirs is its with more: "한국방송뉴스"."""
    more = facts.outlet.removeprefix(outlet)
    is_its = bool(outlet) and more != facts.outlet and not more.startswith(" ")
    return replace(facts, outlet=outlet) if is_its else facts


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
    beside = (line.text for line in lines if line.kind not in TEXT and line.kind != "title")
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
