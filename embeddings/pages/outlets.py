"""Which outlet a page is of, by all the lines beside its articles that name one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, takewhile

from embeddings.pages.lines import is_address, is_prose, read_holder
from embeddings.pages.metadata import pieces, read_byline, without_counts
from embeddings.pages.names import EDGES, EMAIL, ROLE, is_outlet_name, is_portal, read_bare_name
from embeddings.pages.tagging import PageLine

SITE_DIVIDER = re.compile(r"\s+(?:[-–—|:>〉]|::|<)\s+")
_BESIDE = ("site", "menu", "meta", "rights", "list", "ad", "comment")  # lines that name the outlet
_STATING = ("meta", "rights")  # those of them that say who wrote and who publishes
_NAVIGATING = ("site", "menu", "list")
_NAMING = (*_BESIDE, "title")
_WORDS = re.compile(r"\W+")
_HOLDER = re.compile(r"(?:저작권자|발행처|제호)\s*[:：]?\s|\(주\)|㈜|주식회사\s")
_SITE = re.compile(r"\s(?:뉴스|로고|홈페이지|누리집|logo|\S*게시판)$", re.IGNORECASE)
_BRACKETED = re.compile(rf"\[(?P<outlet>[^\W\d]\w{{2,11}})\s[가-힣·, ]{{2,20}}\s{ROLE}\]")
_ACTION = re.compile(r"(?:(?:보|열|닫|하|가|쓰|뛰)기|영역)$")  # what buttons end with
_ISSUE = re.compile(r"\s(?:[—–-] )?(?:Issue \d+|제?\d+호|(?:19|20)\d\d년 \d{1,2}월호)$")
_MOST_LOGO_WORDS = 3
_NO_LOGO = frozenset(
    "홈 메뉴 전체메뉴 본문 바로가기 로그인 검색 닫기 뉴스 정치 경제 사회 문화 국제 연예 스포츠 "
    "오피니언 블로그 카페 보도자료 프린트 인쇄 skip menu home news search login subscribe".split()
)
_ACCESS = (
    " 로그인",
    " 검색",
    " login",
    " Login",
)  # what stands beside a name in a page's first line
_MOST_WORDS = 4  # of a site's name that nothing says again
_BY_SITE, _BY_HOLDER, _BY_SUFFIX = 1, 3, 2  # votes


def count_names(lines: Sequence[PageLine]) -> Counter[str]:
    """Return how many votes each name has that may be the outlet's, by the lines beside articles.

    That is what the first line says that names the site, what outlets are called like, and what
    stands both in menus and where a page says who publishes it.
    """
    own = [*filter(None, [_site_name(lines)])]
    is_said = any(line.kind == "site" for line in lines)  # by a line that is surely its name
    stated = {piece for line in lines if line.kind in _STATING for piece in _parts(line.text)}
    known = {*own, *filter(_may_be_outlet, stated)}
    votes = Counter(dict.fromkeys(own, _BY_SITE if is_said else -_BY_SITE))
    for line in lines:
        if line.kind in _BESIDE:
            votes.update({*_names(line.text, known if line.kind in _NAVIGATING else own)})
    return votes


def _site_name(lines: Sequence[PageLine]) -> str:
    """Return the name on the first line that says the site's: as much of it as others say again.

    Where none does, it is the line; or its first word, where many follow, as in a menu.
    """
    site = find_site(lines)
    first = next(iter(pieces(without_counts(SITE_DIVIDER.split(site)[0]))), "")
    first = _SITE.sub("", first)
    words = first.split()
    if words and is_outlet_name(words[0]):
        return words[0]
    if len(words) == 2 and words[0].isascii() and is_outlet_name(words[1]):
        return first  # "KBC 한국방송"
    others = [_WORDS.sub(" ", f" {x.text} ") for x in lines if x.kind in _NAMING and x.text != site]
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        plain = _WORDS.sub(" ", f" {name} ")
        if name != "The" and any(plain in other for other in others):
            return name
    if words and is_outlet_name(words[-1]):  # "모바일 한국신문"
        return words[-1]
    korean = " ".join(takewhile(lambda word: not word.isascii(), words))  # "한국방송 HANKOOK"
    return (korean or first) if len(words) <= _MOST_WORDS else words[0]


def find_site(lines: Sequence[PageLine]) -> str:
    """Return the first line that says the site's name, or that a writer's site is called by.

    That is "바람의 여행기", where "바람" wrote. Otherwise it may be the page's first line.
    """
    above = [*takewhile(lambda line: line.kind != "body", lines)]
    writers = tuple(f"{line.text.split()[0]}의 " for line in above if line.kind == "meta")
    own = (line.text for line in above if line.kind == "menu" and line.text.startswith(writers))
    paths = (line.text.split(">") for line in lines if line.kind == "menu" and ">" in line.text)
    sections = {step.strip() for path in paths for step in path[1:]}
    others = [line.text.split("카테고리")[0].strip(" '") for line in lines if line.kind == "list"]
    said = (line.text for line in lines if line.kind == "site" and line.text not in sections)
    said = (text for text in said if not any(other.endswith(text) for other in others))
    said = (text for text in said if not is_address(text))
    names = (text for text in said if not _NO_LOGO.issuperset(text.split()))
    return next(chain(names, own), _logo(lines))


def _logo(lines: Sequence[PageLine]) -> str:
    """Return what the first line of a site's page names, or an empty string.

    One of menus' words beside the name is let pass where another line says the name: "한국 뉴스".
    """
    others = (line for line in lines if line.kind != "title" and not is_prose(line.text))
    first = next(others, None)
    if not first or first.kind not in ("menu", "meta"):
        return ""
    if first.kind == "meta" and read_bare_name(first.text):
        return ""
    text = _ISSUE.sub("", first.text.split(" > ")[0])
    parts = pieces(without_counts(text))
    text = parts[0] if len(parts) in (1, 2) else text  # more are a menu
    if is_address(text) or is_portal(text) or _ACTION.search(text):
        return ""
    words = [word for word in text.split() if word.casefold() not in _NO_LOGO]
    stated = (line.text for line in lines[1:] if line.kind in (*_STATING, "comment"))
    is_said = len(words) == 1 and any(words[0] in other for other in stated)
    is_bare = len(words) == len(text.split()) <= _MOST_LOGO_WORDS
    if len(words) == 1 and text.endswith(_ACCESS):
        text, is_bare = words[0], True
    return text if (is_said or is_bare) and _may_be_outlet(text) and "]" not in text else ""


def _may_be_outlet(piece: str) -> bool:
    is_counted = any(map(str.isdecimal, piece)) and not is_outlet_name(piece)
    return not is_counted and not read_byline(piece)[0].author


def _names(text: str, known: Collection[str]) -> Iterator[str]:
    """Yield the names that a line's pieces are, or begin with."""
    bracketed = _BRACKETED.match(text)
    if bracketed:
        yield bracketed["outlet"]
    for piece in _parts(text):
        first = piece.split()[0].strip(EDGES)
        if is_outlet_name(first):
            yield first
        elif piece in known or (is_outlet_name(piece) and not piece.endswith(" 뉴스")):
            yield piece
        else:
            yield from (name for name in known if piece.startswith((f"{name} ", f"{name}의 ")))


def _parts(text: str) -> list[str]:
    """Return what stands between a line's separators, addresses and marks of companies."""
    return pieces(EMAIL.sub(" | ", _HOLDER.sub("", text)))


def find_holder(lines: Sequence[PageLine]) -> str:
    """Return the first outlet that a copyright line names, or an empty string."""
    holders = (read_holder(line.text) for line in lines if line.kind == "rights")
    return next(filter(None, holders), "")


def read_outlet(names: Counter[str], holder: str, suffix: str) -> str:
    """Return the name that has most votes; a copyright, and a title's suffix, are several.

    `holder` is who has the copyright, and `suffix` is what stands behind the article's title. A
    holder that is spelt in Latin letters only counts less where others aren't.
    """
    said = [name for name, votes in names.items() if votes > _BY_SITE and not name.isascii()]
    is_spelt = holder.isascii() and bool(said)
    votes = Counter(names)
    votes.update({holder: 1 if is_spelt else _BY_HOLDER})
    votes.update({suffix: _BY_SUFFIX})
    bare = holder.removeprefix("The ")
    votes[holder] += votes.pop(f"The {bare}" if bare == holder else bare, 0)  # which is the same
    del votes[""]
    most = max(votes, key=votes.__getitem__, default="")
    shorter = (name for name in (holder, suffix) if name and most.startswith(f"{name} "))
    return next(shorter, most)
