"""The lines of a copied page, each with its kind, and the rows of the lists among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from embeddings.pages.headlines import count_lacking, read_bare_lists, read_list
from embeddings.pages.line_features import overlaps
from embeddings.pages.lines import (
    is_address,
    is_beside,
    is_caption,
    is_ended,
    is_marked,
    is_path,
    is_prose,
    is_rights,
)
from embeddings.pages.metadata import pieces, read_byline, read_facts, read_meta
from embeddings.pages.names import read_bare_name
from embeddings.pages.row_tables import find_tables
from embeddings.pages.rows import Row, read_row
from embeddings.pages.tagging import Kind, PageLine, tag
from embeddings.text.dates import AGO, read_stamps
from embeddings.text.decoding import normalise, one_line

_SPACE = " \t\xa0\u3000\u200b\ufeff"
_SHORTEST_LIST = 2  # rows
_LONGEST_NOTE = 20  # lines
_LONGEST_BUTTON = 40  # characters
_LONGEST_HEADLINE = 100  # characters
_SHARED = 0.4  # of a sentence, by the text that it belongs to
_SURELY = 0.5  # of a note's first line, by the next three
_BRIEF = 120  # characters of a text of which little can be told
_SURE = ("title", "row", "rights")  # kinds of lines that a day may be in
_UNTOLD = ("meta", "menu", "rights", "ad")  # kinds of lines that tell nothing
_ASIDE = ("list", "related", "menu", "ad", "comment")
_SITE_WORDS = frozenset(
    "홈 메뉴 로그인 회원가입 검색 구독 공유 공유하기 스크랩 댓글 더보기 뉴스 기자 전체기사 "
    "관련기사 최신기사 이전글 다음글 이용약관 개인정보처리방침 고객센터 "
    "보도자료 담당부서 보도일시 배포일 구독하기 수신거부 조회 좋아요 unsubscribe "
    "home menu login search subscribe share comments news".split()
)
_SUMMARY = re.compile(
    r"요약|핵심|한눈|주요 내용|인공지능|\bAI\b|summary|key points|takeaways|at a glance", re.I
)
_READING_TIME = re.compile(r"(?:읽는 데 )?\d+([-–~]\d+)?분( 분량)?|\d+ min(ute)?s? read", re.I)
_PAGE_NUMBER = re.compile(r"[-–—]\s?\d{1,3}\s?[-–—]")
_TOLD = re.compile(r"[가-힣](?<!니)다\.[\"”’')\]]*(?=\s|$)")
_SENTENCE_END = re.compile(r"(?<=[다요])\.(?:\s|$)")
_LISTED = re.compile(rf"(?<!\d)1\W+2\W+3(?!\d)|[|·]\s?{AGO}")  # the pages of a list, a row
_ENDS = ("list", "row", "comment", "rights")  # kinds that end an article's text
_NONE: Mapping[str, Row] = MappingProxyType({})
TEXT = ("body", "subtitle", "heading", "caption")  # kinds of lines that an article's text has


def tag_page(
    text: str, title: str = "", known: Mapping[str, Row] = _NONE, *, is_saved: bool = False
) -> tuple[list[PageLine], list[Row]]:
    """Return the lines that aren't blank with their kinds, and the rows of the page's lists.

    A `title` that is known from outside the text is its first line, for `tag` to see; so are
    the rows that are `known`, by their lines. A page that `is_saved` is a site's.
    """
    texts, gaps = [], []
    gap = True
    for line in [*([one_line(title), ""] if title else []), *normalise(text).split("\n")]:
        shown = line.strip(_SPACE)
        if not any(map(str.isalnum, shown)) or _PAGE_NUMBER.fullmatch(shown):
            shown = ""  # rules and bullets alone
        if shown:
            texts.append(shown)
            gaps.append(gap)
        gap = not shown
    kinds = _told(texts, gaps, is_saved or bool(known))
    kinds = ["row" if text in known else kind for text, kind in zip(texts, kinds, strict=True)]
    rows = _take_rows(texts, kinds, known)
    return [PageLine(*line) for line in zip(texts, kinds, gaps, strict=True)], rows


def _told(texts: Sequence[str], gaps: Sequence[bool], of_site: bool) -> list[Kind]:
    """Return what `tag` tells the lines to be, mended; a page `of_site` is known to be no note."""
    kinds = tag(texts, gaps)
    is_note = not of_site and _is_note(texts)
    if is_note:
        kinds = _note_kinds(texts, gaps, kinds)
    elif "body" not in kinds:  # nothing that reads as sentences is lost where no article is told
        beside = ("title", "row", "comment", *["rights"] * ("row" in kinds))
        kinds = [
            "body" if kind not in beside and is_prose(text) and not is_rights(text) else kind
            for text, kind in zip(texts, kinds, strict=True)
        ]
    kinds = [_surer(*line) for line in zip(texts, kinds, strict=True)]
    kinds = kinds if is_note else _headed(kinds, texts)
    kinds = _in_order(kinds, texts)
    kinds = kinds if is_note else _begun_anew(kinds, texts)
    return _of_brief_text(_announced(kinds, texts), texts)


def _headed(kinds: list[Kind], texts: Sequence[str]) -> list[Kind]:
    """Return the kinds, where a line that is no sentence is the title if it is above a byline.

    Unless there is a title above, or below before the text.
    """
    at = next((at for at, kind in enumerate(kinds) if kind in (*TEXT, "title")), len(kinds))
    is_above = kinds[at : at + 1] != ["title"] and kinds[at + 1 : at + 2] == ["meta"]
    if is_above and not is_prose(texts[at]) and _starts(kinds, at + 1):
        return [*kinds[:at], "title", *kinds[at + 1 :]]
    return kinds


def _begun_anew(kinds: list[Kind], texts: Sequence[str]) -> list[Kind]:
    """Return the kinds, where a line below a text, above a dated byline and more, is a title."""
    found = list(kinds)
    for at in range(1, len(kinds) - 2):
        facts = read_facts(texts[at + 1]) if kinds[at + 1 : at + 3] == ["meta", "body"] else None
        is_below = kinds[at] in (*TEXT, "meta") and "body" in kinds[:at]
        if is_below and facts and facts.published and facts.author:
            is_told = is_prose(texts[at]) or read_facts(texts[at])
            found[at] = kinds[at] if is_told else "title"
    return found


def _announced(kinds: Sequence[Kind], texts: Sequence[str]) -> list[Kind]:
    """Return the kinds, where a summary that neither line beside it calls so is of the text."""
    found = list(kinds)
    for start, end in _runs([kind == "summary" for kind in kinds]):
        beside = (*texts[max(start - 1, 0) : start], *texts[end : end + 1])
        if not any(map(_SUMMARY.search, beside)):
            found[start:end] = ["body" for _ in range(start, end)]
    return found


def _take_rows(texts: Sequence[str], kinds: list[Kind], known: Mapping[str, Row]) -> list[Row]:
    """Return the rows of the page's lists, and let no other lines be told as such."""
    runs = [([known[text]], (at, at + 1)) for at, text in enumerate(texts) if text in known]
    runs += find_tables(texts)
    taken = {at for _, (start, end) in runs for at in range(start, end)}
    for start, end in _runs([kind == "row" and at not in taken for at, kind in enumerate(kinds)]):
        lacking = count_lacking(texts[start:end])
        if lacking <= start and not {"row", "body"} & {*kinds[start - lacking : start]}:
            start -= lacking
        listed = read_list(texts[start:end])
        is_named = kinds[start - 1 : start] == ["list"] and "body" in kinds[:start]
        if len(listed) >= (1 if is_named else _SHORTEST_LIST):
            runs.append((listed, (start, end)))
        elif "body" not in kinds[:start] and ("title" in kinds[:start] or _starts(kinds, end)):
            # An article's title and byline are no list.
            first, below = kinds[:start], kinds[start:end]
            kinds[start:end] = ["meta" for _ in below]
            kinds[start] = "meta" if "title" in first else "title"
    related = ((at, read_row(texts[at])) for at, kind in enumerate(kinds) if kind == "related")
    runs += [([row], (at, at + 1)) for at, row in related if row.title and row.published]
    runs = runs or ([] if "body" in kinds else [*read_bare_lists(texts)])
    rows: list[Row] = []
    for found, (start, end) in sorted(runs, key=lambda run: run[1]):
        rows += found
        kinds[start:end] = ["row"] * (end - start)
    return rows


def _starts(kinds: Sequence[Kind], at: int) -> bool:
    """Tell whether a text follows from a line on, before any title."""
    return next((kind for kind in kinds[at:] if kind in ("title", "body")), "") == "body"


def _is_note(texts: Sequence[str]) -> bool:
    """Tell whether somebody wrote the lines by hand: a few, and none is a site's."""
    is_brief = len(texts) <= _LONGEST_NOTE
    return is_brief and not any(map(is_path, texts[:3])) and not any(map(_is_of_site, texts))


def _is_of_site(text: str) -> bool:
    """Tell whether a line has what sites put around articles: a button, byline, time, copyright."""
    facts, unread = read_meta(text)
    told = not facts.title and all(map(read_bare_name, unread))
    timed = read_stamps(text).labelled or (told and facts.published and ":" in text)
    stated = timed or is_rights(text) or facts.author or _LISTED.search(text)
    spaced = ("".join(piece.split()) for piece in pieces(text))  # "보 도 자 료"
    stated = stated or is_address(text) or _READING_TIME.fullmatch(text)
    return bool(stated) or not _SITE_WORDS.isdisjoint([*text.casefold().split(), *spaced])


def _note_kinds(texts: Sequence[str], gaps: Sequence[bool], kinds: Sequence[Kind]) -> list[Kind]:
    """Return a note's kinds: below its title and date all is its text, but for dated rows."""
    found: list[Kind] = []
    for text, kind in zip(texts, kinds, strict=True):
        if "body" in found:
            found.append("body")
        elif read_facts(text):
            found.append("meta")
        else:
            repeated = overlaps([text], texts[1:4])[0] >= _SURELY
            apart = not found and not is_prose(text) and (gaps[1:2] == [True] or repeated)
            is_other = is_beside(text) or "title" in found
            named = (apart or kind == "title") and not is_other
            found.append("title" if named and texts.count(text) == 1 else "body")
    for start, end in _runs([kind == "row" for kind in kinds]):
        rows = read_list(texts[start:end])
        if end - start == len([row for row in rows if row.published or row.day]) > 1:
            found[start:end] = ["row"] * len(rows)
    return found if {"body", "row"} & {*found} else ["body"] * len(texts)


def _surer(text: str, kind: Kind) -> Kind:
    """Return a line's kind; a copyright, a byline or a day that is labelled is none of others'.

    One sentence before a photo's credit is a caption.
    """
    if kind == "meta" and is_marked(text):
        return "caption"
    if kind == "body" and is_caption(text) and len(_SENTENCE_END.findall(text)) == 1:
        return kind if read_byline(text.rpartition("/")[2])[0].author else "caption"
    facts = None if kind in _SURE or is_prose(text) else read_facts(text)
    if facts and facts.published and read_stamps(text).labelled:
        return "meta"
    if kind not in TEXT or is_prose(text):
        return kind
    if is_rights(text):
        return "rights"
    return "meta" if facts and facts.author else kind


def _in_order(kinds: list[Kind], texts: Sequence[str]) -> list[Kind]:
    """Return the kinds with those mended that can't stand where they do, under an article's title.

    There a sentence that tells something is of its text, and so is a long one, though it looks
    like a button; one alone between comments is a comment.
    """
    found = list(kinds)
    has_text = goes_on = is_titled = False  # of an article
    for at, kind in enumerate(kinds):
        is_told = (is_titled or goes_on) and _is_told(texts[at], kind, is_titled)
        if is_told or (goes_on and _is_of_text(texts, kinds, at)):
            found[at] = "body"
            has_text = goes_on = True
        elif has_text and kind in ("related", "row") and _is_paragraph(texts[at]):
            found[at] = "body"
            found[at - 1] = "heading" if kinds[at - 1] == "list" else kinds[at - 1]
        elif kind == "body" and has_text and kinds[at - 1 : at + 2 : 2] == ["comment"] * 2:
            found[at] = "comment"
        elif kind in ("title", "body"):
            has_text = goes_on = kind == "body"
            is_titled = True
        elif kind in _ENDS:
            goes_on = is_titled = False
    return found


def _is_told(text: str, kind: Kind, is_titled: bool) -> bool:
    """Tell whether a line that was taken for none tells something as articles do, "… 밝혔다."."""
    doubted = kind in _UNTOLD or (kind == "title" and is_titled)
    return doubted and bool(_TOLD.search(text)) and not is_rights(text)


def _is_paragraph(text: str) -> bool:
    """Tell whether a line has several sentences to its end, as no headline has."""
    return len(text) > _LONGEST_HEADLINE and is_ended(text) and len(_SENTENCE_END.findall(text)) > 1


def _of_brief_text(kinds: list[Kind], texts: Sequence[str]) -> list[Kind]:
    """Return the kinds, where a brief text above a copyright keeps its sentences and headings."""
    body = [text for text, kind in zip(texts, kinds, strict=True) if kind == "body"]
    if not {"title", "body"} <= {*kinds} or sum(map(len, body)) > _BRIEF:
        return kinds
    start = kinds.index("title") + 1
    end = next((at for at in range(start, len(kinds)) if kinds[at] == "rights"), start)
    found = list(kinds)
    for at in reversed(range(start, end)):
        if kinds[at] in _ASIDE and texts[at].endswith("."):
            found[at] = "body"
        elif kinds[at] in _ASIDE and found[at + 1] == "body" and _ends_paragraph(texts, kinds, at):
            found[at] = "heading"
    return found


def _ends_paragraph(texts: Sequence[str], kinds: Sequence[Kind], at: int) -> bool:
    """Tell whether a paragraph or a caption is right above a line."""
    return kinds[at - 1] in ("body", "caption") or texts[at - 1].endswith(".")


def _is_of_text(texts: Sequence[str], kinds: Sequence[Kind], at: int) -> bool:
    """Tell whether a long sentence is no button, or no comment but speaks of what is above it."""
    is_doubted = kinds[at] in ("menu", "comment") and len(texts[at]) > _LONGEST_BUTTON
    if not is_doubted or not is_ended(texts[at]):
        return False
    text = [line for line, kind in zip(texts[:at], kinds[:at], strict=True) if kind == "body"]
    return kinds[at] == "menu" or overlaps([texts[at]], text)[0] >= _SHARED


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            yield start, at
            start = None
