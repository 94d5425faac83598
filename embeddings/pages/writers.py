"""Who writes under another name: beside a post's day, above a post, in a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import chain

from embeddings.pages.lines import is_prose
from embeddings.pages.metadata import Facts, read_meta, read_poster
from embeddings.pages.names import clean_author, is_outlet_name
from embeddings.pages.outlets import find_holder, find_site
from embeddings.pages.tagging import PageLine
from embeddings.text.dates import AGO, Stamps, read_stamps

_BESIDE_DAY = 3  # lines, of which one says the day
_LONGEST_PEN_NAME, _LONGEST_SHORT = 12, 4
_NO_PEN_NAMES = frozenset("지면 호수 최종 기사원문 속보 종합 사설 칼럼 포토".split())
_GREETING = re.compile(
    r"^안녕하세요[,.!~ ]+(?:[가-힣]{2,8}\s)?(?P<who>[가-힣]{2,5}?)(?:입니다|이에요|예요)"
)
_GREETED = re.compile(r"[-–— ]*(?P<who>[가-힣]{2,5}) (?:드림|올림|씀)[.]?")
_WORD_ENDS = re.compile(r"\W+")
_BELOW = ("meta", "comment", "rights")  # kinds of lines that a signature is taken for
_HANDLE = re.compile(rf"@\w+|.*{AGO}\W*")
_POST_BUTTONS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in ("좋아요|마음에 들어요|like", r"[댓답]글\s?달기|comment|reply|리포스트|repost")
)


def read_writer(lines: Sequence[PageLine], end: int) -> str:
    """Return by what other name somebody writes: beside a post's day, or in a letter."""
    kinds = [line.kind for line in lines[:end]]
    start = kinds.index("title") + 1 if "title" in kinds else end
    text = kinds.index("body") if "body" in kinds else end
    posters = (read_poster(line.text) for line in lines[start:text])
    pen_names = (_pen_name(lines, at) for at in range(start, text) if kinds[at] == "meta")
    named = next(filter(None, chain(posters, pen_names)), "")
    again = named or _told_again(lines[start:end], lines[end:])
    return again or _signed_letter(lines, find_site(lines))


def read_post(lines: Sequence[PageLine]) -> Facts:
    """Return whose post a page is, if that is a name above a day or handle, and below are buttons.

    Who posts is both who writes and whose page it is.
    """
    name, *others = (line.text for line in lines)
    published = read_stamps(others[0]).published if others else None
    is_named = bool(others) and not is_prose(name) and (published or _HANDLE.fullmatch(others[0]))
    has_buttons = all(any(map(button.fullmatch, others)) for button in _POST_BUTTONS)
    is_post = is_named and has_buttons
    return Facts(outlet=name, author=name, published=published) if is_post else Facts()


def _pen_name(lines: Sequence[PageLine], at: int) -> str:
    """Return the one word that stands beside or right above a post's day, or ""."""
    [word, *others] = map(clean_author, read_meta(lines[at].text)[1] or [""])
    dated = any(read_stamps(line.text).published for line in lines[at : at + _BESIDE_DAY])
    menu = {word for line in lines if line.kind in ("menu", "list") for word in line.text.split()}
    menu |= (
        {line.text for line in lines if line.kind == "site"} | {find_holder(lines)} | _NO_PEN_NAMES
    )
    is_word = word.isalnum() and 1 < len(word) <= _LONGEST_PEN_NAME and word not in menu
    is_label = read_stamps(f"{word} 2000-01-01") != Stamps(date(2000, 1, 1))
    is_office = at > 0 and lines[at - 1].text.startswith("담당")
    is_other = is_outlet_name(word) or is_label or is_office
    return word if dated and is_word and not others and not is_other else ""


def _told_again(above: Sequence[PageLine], below: Sequence[PageLine]) -> str:
    """Return the short name that begins a line above the text which stands below it too, or ""."""
    said = {_WORD_ENDS.sub("", line.text) for line in below if line.kind in _BELOW}
    again = (x.text for x in above if x.kind == "meta" and _WORD_ENDS.sub("", x.text) in said)
    words = (text.split() for text in again if not any(map(str.isdecimal, text)))
    names = (name for name, *others in words if others and len(name) <= _LONGEST_SHORT)
    return next((name for name in names if name.isalpha() and not is_outlet_name(name)), "")


def _signed_letter(lines: Sequence[PageLine], site: str) -> str:
    """Return who a letter says it is from, in its greeting or at its end, or ""."""
    found = (_GREETING.search(line.text) or _GREETED.fullmatch(line.text) for line in lines)
    names = (match["who"] for match in found if match)
    return next((name for name in names if not is_outlet_name(name) and name not in site), "")
