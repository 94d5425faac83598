"""The text of a copied page, taken apart into its article and the headlines beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from embeddings.article import Article
from embeddings.pages.furniture import RELATED
from embeddings.pages.headlines import headline_articles, take_lists
from embeddings.pages.lines import (
    NAMES,
    ROLE,
    Facts,
    is_bare_date,
    is_caption,
    is_outlet_name,
    is_outside_word,
    is_prose,
    is_rights,
    read_facts,
    read_holder,
    read_label,
    read_names,
)
from embeddings.text.dates import read_stamps
from embeddings.text.decoding import normalise, one_line

Lines = list[str | None]  # None where a line was taken out; "" is a blank line of the page

_SPACE = " \t\xa0\u3000\u200b\ufeff"
_LONGEST_TITLE = 100
_CUT_TITLE = 60  # characters of the first sentence that stand in for a missing title
_LONGEST_OUTLET = 20
_LONGEST_SIGNATURE = 200
_TITLE_AND_SITE = re.compile(r"(?P<title>.+?)\s+(?:[-–—|:]|::|<)\s+(?P<site>[^-–—|:<]{2,20})")
_OUTLET_LINE = re.compile(r"\w[\w&.]*(?:\s[\w&.]+){0,2}")
_NOT_OUTLETS = re.compile(r"(?:끝|계속|이상|完|end|ends)|.*(?:다|요|까|죠)[.]?", re.IGNORECASE)
_FIRST_SENTENCE = re.compile(r".+?[.!?。][\"”’'」』)\]]*(?=\s|$)")

_DATELINES = (
    re.compile(
        rf"[\[(【](?P<outlet>[^\])】=]{{2,15}}?)[\s=]+(?P<names>{NAMES})\s*{ROLE}[\])】]\s*=?\s*"
    ),
    re.compile(
        r"[\[(【][^\])】=]{1,15}=\s?(?P<outlet>[^\])】=]{2,15})[\])】]\s*"
        rf"(?:(?P<names>{NAMES})\s*{ROLE}\s*=\s*|=\s*)?"
    ),
    re.compile(rf"(?P<outlet>)(?P<names>{NAMES})\s+{ROLE}\s*=\s*"),
)
_SIGNATURE = re.compile(
    rf"(?<=[.\"”’])\s*/?\s*(?:(?P<names>{NAMES})\s+{ROLE}\s*/?\s*)?[\[(]?[\w.+-]+@[\w.-]+\w[\])]?$"
    rf"|(?<=[.\"”’])\s*/?\s*(?P<alone>{NAMES})\s+{ROLE}$"
)

_RELATED_ITEM = re.compile(
    r"(?:[\[<(]\s?관련\s?(?:기사|뉴스)\s?[\]>)]|관련\s?기사\s*[:：]|☞)\s*\S.*"
)
_BULLET = re.compile(r"(?:[▶▷►■◆●•·☞※ㆍ*-]|\d{1,2}[.)]?)\s*\S")


def parse_page(text: str, source: str, known: Facts | None = None) -> list[Article]:
    """Return the page's article, if there is one, and then the headlines of its lists.

    `known` are facts from outside the text (a header, a document's metadata); they win over what
    the text says. Everything read here is read from the shapes of lines, so it is heuristic; what
    has no known shape stays in the article's text. Never raises.
    """
    rows, rest = take_lists(normalise(text).split("\n"))
    lines: Lines = [None if line is None else line.strip(_SPACE) for line in rest]
    article = _read_article(lines, source, known or Facts(), listed=bool(rows))
    return ([article] if article else []) + headline_articles(rows, source)


def _read_article(lines: Lines, source: str, known: Facts, listed: bool) -> Article | None:
    lines = _drop_related(lines)
    lines, said, holder = _take_facts(lines)
    lines, after = _take_outlet(lines, blocked=bool(known.outlet or said.outlet))
    if not _has_article(lines, listed):
        return None
    lines, heading = _take_title(lines, known.or_else(said).title)
    lines, signed = _take_signatures(lines)
    facts = known
    for more in (said, heading, after, signed, Facts(outlet=holder)):
        facts = facts.or_else(more)
    body, captions = _join(lines)
    return Article(
        id=source,
        title=one_line(facts.title) or _cut_title(body),
        text=body,
        outlet=one_line(facts.outlet),
        author=one_line(facts.author),
        published=facts.published,
        url=facts.url,
        source=source,
        captions=captions,
    )


def _content(lines: Lines) -> list[int]:
    return [at for at, line in enumerate(lines) if line]


def _drop_related(lines: Lines) -> Lines:
    """Take out the lists of related articles: a heading, and the titles up to the next prose."""
    rest = list(lines)
    at = 0
    while at < len(lines):
        line = lines[at] or ""
        end = at + 1
        if re.sub(r"[\W_]", "", line).casefold() in RELATED:
            end = _related_end(lines, end)
        elif not (_RELATED_ITEM.fullmatch(line) and not is_prose(line)):
            at = end
            continue
        rest[at:end] = [None] * (end - at)
        at = end
    return rest


def _related_end(lines: Lines, start: int) -> int:
    """Return where the titles from `start` end: at prose or metadata, or at a dense list's blank.

    Where the first two titles stand apart, or have bullets, blank lines divide titles.
    """
    first = next((at for at in range(start, len(lines)) if lines[at] != ""), start)
    dense = first + 1 < len(lines) and bool(lines[first + 1])
    end = start
    for at in range(first, len(lines)):
        line = lines[at]
        if line == "":
            continue
        if line is None or is_prose(line) or is_rights(line) or read_facts(line) is not None:
            break
        apart = dense and at > first and lines[at - 1] == ""
        if apart and not _BULLET.match(line):
            break
        end = at + 1
    return end


def _take_facts(lines: Lines) -> tuple[Lines, Facts, str]:
    """Take out metadata and navigation; return also what they say, and the copyright's holder."""
    prose = [at for at, line in enumerate(lines) if line and (is_prose(line) or is_caption(line))]
    prose = [at for at in prose if not is_rights(lines[at] or "")]
    rest, said, bare, holder = list(lines), Facts(), Facts(), ""
    started = False
    for at in _content(lines):
        line = lines[at] or ""
        inside = bool(prose) and prose[0] < at < prose[-1]
        facts = _read_line(line, inside)
        if is_rights(line):
            holder = holder or read_holder(line)
        elif facts is None:
            started = True
            continue
        elif read_stamps(line).labelled or not facts.published:
            said = said.or_else(facts)
        else:
            # A date without a label above the title is the day of the visit as likely as not.
            bare = bare.or_else(facts if started else replace(facts, published=None))
        rest[at] = None
    return rest, said.or_else(bare), holder


def _read_line(line: str, inside: bool) -> Facts | None:
    if inside:
        return None if is_bare_date(line) else read_facts(line)
    if is_outside_word(line):
        return Facts()
    return read_label(line) or read_facts(line)


def _take_outlet(lines: Lines, blocked: bool) -> tuple[Lines, Facts]:
    """Take out the outlet's name, where it stands alone between the body and what was taken out."""
    content = _content(lines)
    if blocked or len(content) < 2 or None not in lines[content[-1] :]:
        return lines, Facts()
    at, before = content[-1], lines[content[-2]] or ""
    line = lines[at] or ""
    named = len(line) <= _LONGEST_OUTLET and _OUTLET_LINE.fullmatch(line)
    ended = is_prose(before) or is_caption(before)
    if not named or not ended or _NOT_OUTLETS.fullmatch(line):
        return lines, Facts()
    return _without(lines, at), Facts(outlet=line)


def _has_article(lines: Lines, listed: bool) -> bool:
    """A page with a list needs prose to hold an article too: a board has a name and buttons."""
    content = [line for line in lines if line]
    return any(map(is_prose, content)) if listed else bool(content)


def _take_title(lines: Lines, title: str) -> tuple[Lines, Facts]:
    """Take the title from the first line of content, if that reads as one and a body follows."""
    lines, heading = _take_masthead(lines)
    content = _content(lines)
    first = next((at for at in content if not is_caption(lines[at] or "")), -1)
    line = (lines[first] or "") if content else ""
    if len(content) < 2 or first < 0:
        return lines, heading
    if title:
        return (_without(lines, first) if line == title else lines), heading
    if len(line) > _LONGEST_TITLE or re.search(r"(?<!\.)\.$", line):
        return lines, heading
    return _without(lines, first), heading.or_else(Facts(title=line))


def _take_masthead(lines: Lines) -> tuple[Lines, Facts]:
    """Take out a first line that is the outlet's name, or the title with the site's name."""
    content = _content(lines)
    if len(content) < 3:
        return lines, Facts()
    first, second = (lines[at] or "" for at in content[:2])
    both = _TITLE_AND_SITE.fullmatch(first[: 2 * _LONGEST_TITLE])
    if both and both["title"] == second:
        return _without(lines, content[0]), Facts(outlet=both["site"].strip())
    if is_outlet_name(first) and not is_prose(second) and not is_caption(second):
        return _without(lines, content[0]), Facts(outlet=first)
    return lines, Facts()


def _take_signatures(lines: Lines) -> tuple[Lines, Facts]:
    """Cut "(서울=연합뉴스) 홍길동 기자 = " off the first paragraph, a signature off the last."""
    prose = [at for at in _content(lines) if is_prose(lines[at] or "")]
    rest, facts = list(lines), Facts()
    for pattern in _DATELINES if prose else ():
        match = pattern.match(rest[prose[0]] or "")
        if match and match.end() < len(match.string):
            rest[prose[0]] = match.string[match.end() :]
            facts = Facts(outlet=match["outlet"].strip()).or_else(read_names(match["names"] or ""))
            break
    last = _content(rest)[-1]
    line = rest[last] or ""
    signed = _SIGNATURE.search(line, max(0, len(line) - _LONGEST_SIGNATURE))
    if signed and not is_caption(line):
        rest[last] = line[: signed.start()]
        facts = facts.or_else(read_names(signed["names"] or signed["alone"] or ""))
    return rest, facts


def _without(lines: Lines, at: int) -> Lines:
    return [*lines[:at], None, *lines[at + 1 :]]


def _join(lines: Lines) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the body, its paragraphs as far apart as on the page, and its captions' offsets."""
    parts: list[str] = []
    captions, length = [], 0
    for at, (line, gap) in enumerate(_with_gaps(lines)):
        parts += [gap if at else "", line]
        start = length + len(parts[-2])
        length = start + len(line)
        if is_caption(line):
            captions.append((start, length))
    return "".join(parts), tuple(captions)


def _with_gaps(lines: Lines) -> Iterator[tuple[str, str]]:
    """Yield each line of content with the gap before it: one line end, or two."""
    gap = "\n"
    for line in lines:
        if line:
            yield line, gap
        gap = "\n" if line else "\n\n"


def _cut_title(text: str) -> str:
    """Return the first sentence, cut at a word's end to at most 60 characters with its "…"."""
    first = text.split("\n", 1)[0]
    match = _FIRST_SENTENCE.match(first)
    sentence = match.group() if match else first
    if len(sentence) <= _CUT_TITLE:
        return sentence
    cut = sentence[:_CUT_TITLE]
    return (cut.rpartition(" ")[0].rstrip() or cut[:-1]) + "…"
