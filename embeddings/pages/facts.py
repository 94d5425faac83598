"""What a page says around an article: its title, outlet, author and date."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, pairwise, takewhile

from embeddings.pages.line_features import first_lines, overlaps
from embeddings.pages.lines import is_beside, is_caption, is_prose
from embeddings.pages.metadata import (
    Facts,
    is_label,
    read_byline,
    read_facts,
    read_meta,
    read_poster,
    read_source,
)
from embeddings.pages.names import is_outlet_name, read_bare_name
from embeddings.pages.outlets import SITE_DIVIDER, find_site
from embeddings.pages.tagging import Kind, PageLine
from embeddings.pages.writers import read_post, read_writer
from embeddings.text.dates import complete, read_stamps

_SHORTEST_TITLE, _LONG_TITLE, _LONGEST_TITLE = 10, 20, 100
_REPEATED = 0.3  # of a title, by the text's first paragraphs
_SURELY = 0.5  # of one, where another line looks like the title
_PROFILE = 4  # lines of a reporter's box, of which one is a button to follow the reporter
_FOLLOW = re.compile(r"구독|팔로우|이웃추가|follow", re.IGNORECASE)
_LONGEST_SAID = 200  # characters of a line of metadata
_LONGEST_SIGNATURE = 200
_NOT_SAID = ("body", "row", "comment", "caption")
_OF_SITE = ("site", "meta", "menu")  # kinds of lines that a note doesn't have
_NO_TITLES = ("meta", "row", "caption", "rights", "summary", "body")
_NO_TITLE = re.compile(
    r"\t|\s{3,}|www\.|://|\S\s기사\s?(?:프린트|인쇄|출력)$|\sPICK\s?안내$"
)  # columns and addresses
_MARKED = re.compile(r"^(?:[\[【<][^\]】>]{1,30}[\]】>]\s*)+")
_TIMED = re.compile(r"\d:\d\d|입력|등록|승인|게시|작성")
_DATELINE = re.compile(
    r"[\[(【](?P<inside>[^\])】]{2,40})[\])】]\s*(?P<after>[^=.,“\"]{0,30}=\s*)?"
    r"|(?P<bare>[가-힣/·]{2,20}\s[가-힣]{0,4}(?:기자|특파원))\s*=\s*"
)
_SIGNATURE = re.compile(
    r"(?<=[.\"”’)])\s*[/(\[]?\s*(?P<who>[가-힣·,\s=]{2,30})?\s*[\[(]?[\w.+-]+@[\w.-]+\w[\])]?$"
)
_SIGNED = re.compile(r"(?<=[.\"”’])\s*/?\s*(?P<who>[가-힣·]{2,12}\s[가-힣]{0,4}(?:기자|특파원))$")


def read_title(lines: Sequence[PageLine]) -> tuple[str, str]:
    """Return the title and what stands behind it as the site's name.

    Of lines that are told as titles it is the first that the text's first paragraphs repeat at
    least a third as much as any; a short one, as much as any. Where they repeat none, it is a line
    above them that they do, or the text's first line where that is no sentence, or the only one
    above.
    """
    first = next(at for at, line in enumerate(lines) if line.kind == "body")
    lead = first_lines([line.text for line in lines[first:] if line.kind == "body"])
    titles = [_without_label(line.text) for line in lines if line.kind == "title"]
    titles = [text for text in titles if not (is_beside(text) or _NO_TITLE.search(text))]
    headed = _headed(lines[:first])
    title = headed or (_most_repeated(titles, lead, 0.0) if titles else "")
    if not headed and not any(overlaps([title], lead)):
        below = ("subtitle",) if len(title) >= _SHORTEST_TITLE else ()
        others = (line for line in lines[:first] if line.kind not in below)
        above = [line.text for line in others if _is_like_title(line.text)]
        title = _most_repeated(above, lead, _REPEATED if not titles else _SURELY) or title
    if not title and lead.count(lead[0]) < len(lead) and _is_like_title(lead[0]):
        title = lead[0]
    if not title:
        left = [line.text for line in lines[:first] if line.kind not in _NO_TITLES]
        title = left[0] if len(left) == 1 and not is_prose(left[0]) else ""
    title = _in_full(title, lines)
    for line in lines if title else ():
        if title in line.text and line.text != title and line.kind != "body":
            return title, "".join(SITE_DIVIDER.split(line.text)[1:][-1:])
    head, *rest = SITE_DIVIDER.split(title)
    is_of_site = rest and (is_outlet_name(rest[-1]) or any(line.kind in _OF_SITE for line in lines))
    return (head, rest[-1]) if is_of_site and len(head) >= _SHORTEST_TITLE else (title, "")


def _headed(lines: Sequence[PageLine]) -> str:
    """Return the first line told as a title or under one, if it is long and right above a byline.

    Another title, under the byline, is a subtitle then, though the text repeats more of it. What a
    menu parts from the last title is the site's.
    """
    last = max((at for at, line in enumerate(lines) if line.kind == "title"), default=0)
    start = max((at for at, line in enumerate(lines[:last]) if line.kind == "menu"), default=0)
    for line, below in pairwise(lines[start:]):
        if line.kind in ("title", "subtitle"):
            facts = read_facts(below.text) or Facts()
            is_headed = len(line.text) >= _LONG_TITLE and bool(facts.author or facts.published)
            title = _without_label(line.text) if is_headed else ""
            return "" if is_beside(title) or _NO_TITLE.search(title) else title
    return ""


def _in_full(title: str, lines: Sequence[PageLine]) -> str:
    """Return a title as the text prints it, where it stands behind a mark, "[편지] …", or is cut.

    A letter's subject is so, whose headline stands again in its text.
    """
    bare = _MARKED.sub("", title).rstrip("….")
    if bare == title or len(bare) < _SHORTEST_TITLE:
        return title
    texts = (line.text for line in lines if len(line.text) <= _LONGEST_TITLE)
    whole = (text for text in texts if text.startswith(bare) and not SITE_DIVIDER.search(text))
    return next((text for text in whole if not is_prose(text) or text == bare), title)


def _most_repeated(texts: Sequence[str], lead: Sequence[str], least: float) -> str:
    shares = overlaps(texts, lead)
    likely = max(shares, default=-1.0)
    if likely < least:
        return ""
    enough = (likely / 3 if len(text) >= _SHORTEST_TITLE else likely for text in texts)
    return next(t for t, own, bar in zip(texts, shares, enough, strict=True) if own >= bar)


def _without_label(text: str) -> str:
    return read_meta(text)[0].title or text


def _is_like_title(text: str) -> bool:
    fits = _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE
    return fits and not (is_prose(text) or is_beside(text) or _NO_TITLE.search(text))


def read_around(lines: Sequence[PageLine], end: int, signed: Facts) -> Facts:
    """Return what a page says around its text, which ends at a line, and what that is `signed` by.

    Of a text that the page has from another outlet, what that says comes before who posted it.
    """
    sources = (read_source(line.text) for line in lines if line.kind != "row")
    source = next((source for source in sources if source.outlet), Facts())
    if source.outlet:
        source = source.or_else(Facts(author=signed.author))
    facts = source.or_else(_read_said(lines, end)).or_else(signed)
    if not facts.author:
        facts = facts.or_else(Facts(author=read_writer(lines, end)))
    return facts if facts.author else facts.or_else(read_post(lines))


def _read_said(lines: Sequence[PageLine], end: int) -> Facts:
    """Return what the metadata around an article says; that above its text's end comes first.

    A date without a label counts above it only: below, it may be anything's. A name without a role,
    a reporter's box and the one whose site it is count where nothing else names the author. What
    stands between the title and the text is read too, and first: nothing but metadata, or who
    wrote beside buttons.
    """
    site = find_site(lines)
    labelled, said, timed, unsure = Facts(), Facts(), Facts(), Facts()
    title, text = (_find_first(kind, lines[:end]) for kind in ("title", "body"))
    for at in sorted(range(len(lines)), key=lambda at: (at >= end, at < title)):
        line = _whole(lines, at)
        is_beside = line.kind not in _NOT_SAID if at < end else line.kind in ("meta", "comment")
        if not is_beside or len(line.text) > _LONGEST_SAID:
            continue
        stamps = read_stamps(line.text)
        facts, unread = read_meta(line.text)
        if at < end and ":" in line.text:
            # A day with its time is an article's; the day of the visit, above, has none.
            timed = timed.or_else(replace(facts, outlet="", title="", url=""))
        is_byline = facts.author and at < text
        sure = stamps.labelled or (at > title and not facts.title and (is_byline or not unread))
        if at >= end:
            boxed = _read_box(lines, at) if unread else facts.author
            unsure = unsure.or_else(Facts(author=boxed))
        if line.kind == "comment" or (line.kind != "meta" and not sure):
            continue
        if stamps.labelled:
            labelled = labelled.or_else(Facts(published=stamps.published))
        elif at >= end:
            facts = replace(facts, published=None)
        said = said.or_else(facts)
        if facts.author or facts.published or len(unread) == 1:
            outlet = next(filter(is_outlet_name, unread), "")
            said = said.or_else(Facts(outlet=outlet))
        if at < end or "@" in line.text:
            unsure = unsure.or_else(Facts(author=_read_name(line.text, unread, site)))
    return labelled.or_else(said).or_else(timed).or_else(unsure)


def _read_name(line: str, unread: Sequence[str], site: str) -> str:
    """Return who posted, what is a name on a line without a role, or whose the site is."""
    names = filter(None, map(read_bare_name, unread))
    owners = (piece for piece in unread if site.startswith(f"{piece}의 "))
    return read_poster(line) or next(chain(names, owners), "")


def _find_first(kind: Kind, lines: Sequence[PageLine]) -> int:
    return next((at for at, line in enumerate(lines) if line.kind == kind), len(lines))


def _read_box(lines: Sequence[PageLine], at: int) -> str:
    """Return the name that a line is, if it heads a box with a button to follow who is so named."""
    name, box = lines[at].text, lines[at + 1 : at + _PROFILE]
    is_box = any(line.kind == "comment" and _FOLLOW.match(line.text) for line in box)
    return name if is_box and read_bare_name(name) == name else ""


def _whole(lines: Sequence[PageLine], at: int) -> PageLine:
    """Return a line with what belongs to it: the label above it, or more bylines below it."""
    line, before = lines[at], lines[max(at - 1, 0)]
    if _is_byline(line):
        others = takewhile(_is_byline, lines[at + 1 :])
        return replace(line, text=" | ".join(one.text for one in (line, *others)))
    is_value = at > 0 and before.kind not in ("body", "comment") and is_label(before.text)
    return PageLine(f"{before.text}: {line.text}", "meta", line.gap) if is_value else line


def _is_byline(line: PageLine) -> bool:
    """Tell whether a line of metadata names a reporter and says nothing else."""
    facts = read_facts(line.text) if line.kind == "meta" else None
    return facts is not None and facts == Facts(author=facts.author) != Facts()


def read_day(lines: Sequence[PageLine], years: Collection[int]) -> date | None:
    """Return the day that metadata gives with a time and without its year, where that is clear.

    It is clear where the page states one year, which is in `years`.
    """
    above = takewhile(lambda line: line.kind != "body", lines)
    stamps = (x.text for x in above if x.kind == "meta" and _TIMED.search(x.text))
    days = (complete(stamp, year) for stamp in stamps for year in years)
    return next(filter(None, days), None) if len(years) == 1 else None


def take_signatures(lines: list[PageLine]) -> tuple[list[PageLine], Facts]:
    """Cut "(서울=연합뉴스) 홍길동 기자 = " off the first paragraph, a signature off the last."""
    bodies = [at for at, line in enumerate(lines) if line.kind == "body"]
    if not bodies:
        return lines, Facts()
    facts, first, last = Facts(), bodies[0], bodies[-1]
    match = _DATELINE.match(lines[first].text)
    found, rest = _read_dateline(match) if match else (None, "")
    if found and (rest or len(bodies) > 1):
        facts = found
        lines[first] = replace(lines[first], text=rest)
    text = lines[last].text
    begin = max(0, len(text) - _LONGEST_SIGNATURE)
    signed = _SIGNATURE.search(text, begin) or _SIGNED.search(text, begin)
    if signed and not is_caption(text):
        lines[last] = replace(lines[last], text=text[: signed.start()])
        facts = facts.or_else(read_byline((signed["who"] or "").strip())[0])
    return [line for line in lines if line.text], facts


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
