"""What a page says around an article: its title, outlet, author and date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from embeddings.pages.line_features import overlaps
from embeddings.pages.lines import (
    Facts,
    is_caption,
    is_outlet_name,
    is_prose,
    is_rights,
    pieces,
    read_bare_name,
    read_byline,
    read_facts,
    read_holder,
    read_meta,
)
from embeddings.pages.tagging import Kind
from embeddings.text.dates import read_stamps

_SHORTEST_TITLE, _LONGEST_TITLE = 10, 100
_REPEATED = 0.3  # of a title, by the text's first paragraphs
_SURELY = 0.5  # of one, where another line looks like the title
_LONGEST_SAID = 200  # characters of a line of metadata
_LONGEST_SIGNATURE = 200
_BESIDE = ("menu", "meta", "rights", "list")  # kinds of lines that name the page's outlet
_NAMING = ("meta", "rights")  # those of them that say who wrote and who publishes
_NO_TITLES = ("meta", "row", "caption", "rights", "summary", "body")
_SITE = re.compile(r"\s+(?:[-–—|:>〉]|::|<)\s+")
_DATELINE = re.compile(
    r"[\[(【](?P<inside>[^\])】]{2,40})[\])】]\s*(?P<after>[^=.,“\"]{0,30}=\s*)?"
    r"|(?P<bare>[가-힣/·]{2,20}\s[가-힣]{0,4}(?:기자|특파원))\s*=\s*"
)
_SIGNATURE = re.compile(
    r"(?<=[.\"”’)])\s*[/(\[]?\s*(?P<who>[가-힣·,\s=]{2,30})?\s*[\[(]?[\w.+-]+@[\w.-]+\w[\])]?$"
)
_SIGNED = re.compile(r"(?<=[.\"”’])\s*/?\s*(?P<who>[가-힣·]{2,12}\s[가-힣]{0,4}(?:기자|특파원))$")


@dataclass(frozen=True)
class PageLine:
    """A line of a page that isn't blank, and its kind."""

    text: str
    kind: Kind
    gap: bool  # whether a blank line is before it


def read_title(lines: Sequence[PageLine]) -> tuple[str, str]:
    """Return the title and what stands behind it as the site's name.

    Of lines that are told as titles it is the first that the text's first paragraphs repeat at
    least a third as much as any. Where they repeat none, it is a line above them that they do, or
    the text's first line where that is no sentence, or the only one above.
    """
    first = next(at for at, line in enumerate(lines) if line.kind == "body")
    lead = [line.text for line in lines[first:] if line.kind == "body"][:3]
    titles = [_without_label(line.text) for line in lines if line.kind == "title"]
    titles = [text for text in titles if not _is_beside(text)]
    title = _most_repeated(titles, lead, 0.0) if titles else ""
    if not any(overlaps([title], lead)):
        above = [line.text for line in lines[:first] if _is_like_title(line.text)]
        title = _most_repeated(above, lead, _REPEATED if not titles else _SURELY) or title
    if not title and lead.count(lead[0]) < len(lead) and _is_like_title(lead[0]):
        title = lead[0]
    if not title:
        others = [line.text for line in lines[:first] if line.kind not in _NO_TITLES]
        title = others[0] if len(others) == 1 and not is_prose(others[0]) else ""
    for line in lines if title else ():
        if title in line.text and line.text != title and line.kind != "body":
            return title, _SITE.split(line.text)[-1] if _SITE.search(line.text) else ""
    head, *rest = _SITE.split(title)
    return (head, rest[-1]) if rest and len(head) >= _SHORTEST_TITLE else (title, "")


def _most_repeated(texts: Sequence[str], lead: Sequence[str], least: float) -> str:
    shares = overlaps(texts, lead)
    likely = max(shares, default=-1.0)
    if likely < least:
        return ""
    return next(t for t, share in zip(texts, shares, strict=True) if share >= likely / 3)


def _without_label(text: str) -> str:
    return read_meta(text)[0].title or text


def _is_beside(text: str) -> bool:
    return is_rights(text) or is_outlet_name(text) or read_facts(text) is not None


def _is_like_title(text: str) -> bool:
    fits = _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE
    return fits and not is_prose(text) and not _is_beside(text)


def read_said(lines: Sequence[PageLine], end: int) -> Facts:
    """Return what the metadata around an article says; that above its text's end comes first.

    A date without a label counts above it only: below, it may be anything's. A name without a role
    counts where nothing else names the author. What stands between the title and the
    text is read too, if it is nothing but metadata.
    """
    labelled, said, timed, unsure = Facts(), Facts(), Facts(), Facts()
    titles = (at for at, line in enumerate(lines[:end]) if line.kind == "title")
    title = next(titles, end)
    for at, line in enumerate(lines):
        is_beside = line.kind not in ("body", "row") if at < end else line.kind == "meta"
        if not is_beside or len(line.text) > _LONGEST_SAID:
            continue
        stamps = read_stamps(line.text)
        facts, unread = read_meta(line.text)
        if at < end and ":" in line.text:
            # A day with its time is an article's; the day of the visit, above, has none.
            timed = timed.or_else(replace(facts, outlet="", title="", url=""))
        sure = stamps.labelled or (at > title and not unread and not facts.title)
        if line.kind != "meta" and not sure:
            continue
        if stamps.labelled:
            labelled = labelled.or_else(Facts(published=stamps.published))
        elif at >= end:
            facts = replace(facts, published=None)
        said = said.or_else(facts)
        if facts.author or facts.published or len(unread) == 1:
            outlet = next(filter(is_outlet_name, unread), "")
            said = said.or_else(Facts(outlet=outlet))
        if at < end:
            names = filter(None, map(read_bare_name, unread))
            unsure = unsure.or_else(Facts(author=next(names, "")))
    return labelled.or_else(said).or_else(timed).or_else(unsure)


def count_names(lines: Sequence[PageLine]) -> Counter[str]:
    """Return on how many lines beside the articles each name stands that may be the outlet's.

    That is what outlets are called like, and what stands in menus and beside an article too.
    """
    named = {piece for line in lines if line.kind in _NAMING for piece in pieces(line.text)}
    votes: Counter[str] = Counter()
    for line in lines:
        if line.kind in _BESIDE:
            found = pieces(line.text)
            names = dict.fromkeys([*found, *(piece.split()[0] for piece in found)])
            known = named if line.kind not in _NAMING else ()
            votes.update(name for name in names if is_outlet_name(name) or name in known)
    return votes


def find_holder(lines: Sequence[PageLine]) -> str:
    """Return the first outlet that a copyright line names, or an empty string."""
    holders = (read_holder(line.text) for line in lines if line.kind == "rights")
    return next(filter(None, holders), "")


def read_outlet(names: Counter[str], holder: str, suffix: str) -> str:
    """Return the name that most lines give as the outlet's; a copyright counts as three of them.

    `holder` is who has the copyright, and `suffix` is what stands behind the article's title.
    """
    votes = Counter(names)
    votes.update({holder: 3})
    votes.update({suffix: 2})
    del votes[""]
    return max(votes, key=votes.__getitem__, default="")


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
