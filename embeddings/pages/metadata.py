"""What single lines say of an article: who wrote it, for which outlet, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from embeddings.pages.names import (
    DESKS,
    EDGES,
    EMAIL,
    LATIN_NAME,
    NAME,
    OUTLET,
    ROLE,
    clean_author,
    is_outlet_name,
    is_person,
    read_bare_name,
)
from embeddings.text.dates import STAMP, read_stamps

_LONGEST_FACTS = 200  # characters; a longer line is prose
_PAGE = 200  # lines of a long page
_LONGEST_NAME = 12  # of who posts
_USUAL_NAME = 3  # syllables
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[·/-]\s+|[|ㅣ│]|\t|\s{2,}")
_COUNTS = re.compile(
    r"(?:조회수?|댓글|추천|공감|읽음|좋아요|구독자?|이웃)\s*[:：]?\s*\d[\d,]*(?:건|회|개|명)?(?![\w.])"
)
_BAR = re.compile(r"\s?[ㅣ│]\s?|(?<=\d)l(?=[가-힣])")  # letters that stand for one
_COUNTED = re.compile(r"조회|추천|읽음|댓글|복사|신고|이웃추가|\b(?:views|hits)\b", re.IGNORECASE)

# What stands before who wrote, before who does under any name, and before who did the rest.
_WRITTEN = "글 취재 정리 작성 이름 words text story"
_WRITER = "작성자 글쓴이 등록자 게시자 기고자 필자 기자명 에디터 editor writer"
_BESIDE = "사진 영상 촬영 편집 그림 삽화 번역 영상취재 영상편집 photos? photograph(?:y|er)"
_TASK = rf"(?:{'|'.join(f'{_BESIDE} {_WRITER} {_WRITTEN}'.split())})"
_OTHERS = re.compile("|".join(_BESIDE.split()))
_CREDIT = re.compile(
    rf"(?<!\w)(?P<what>{_TASK}(?:\s?[=·ㆍ,/&]\s?{_TASK})*)(?:\s?[=:.]\s?|\s(?:by\s)?)(?=[^\W\d])",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?<![가-힣])(?P<names>[가-힣]{2,4}(?:\([\w .-]+\))?(?:\s*[·ㆍ・,]\s*[가-힣]{2,4})*)"
    rf"(?:\s*{ROLE}|입니다)(?![가-힣])"
)
_ROLE_FIRST = re.compile(rf"(?:{ROLE}|편집장)\s(?P<who>{NAME.pattern})")
_STORY = re.compile(r"(?P<who>[가-힣]{2,4})님의\s스토리\W*")  # as portals call a reporter's page
_PEN_NAME = re.compile(r"[^\W\d]\S{1,11}")
_POSTS = frozenset(
    "목록 쓰기 보기 더보기 전체 수정 삭제 등록 제목 내용 모음 공유 이동 번호".split()
)
_LATIN_ROLE = r",?\s(?:\w+\s)?(?i:Writer|Reporter|Correspondent|Contributor|Editor|Columnist)s?"
_LATIN_BYLINE = re.compile(
    rf"(?:Written\s|Story\s)?[Bb]y:?\s(?P<by>{LATIN_NAME}(?:(?:,|\sand)\s{LATIN_NAME})*?)"
    rf"(?:{_LATIN_ROLE})?|(?P<titled>{LATIN_NAME}){_LATIN_ROLE}|[Bb]y\s(?P<korean>[가-힣]{{2,4}})"
)
_SOURCE = re.compile(
    rf"(?:언론사|매체명?|기사제공|기사원문)\s(?P<outlet>\S{{2,12}})|출처\s(?P<named>{OUTLET})"
)
_LABEL = re.compile(
    r"(?:[\[【]\s*(?P<marked>[\w ]{2,9}?)\s*[\]】]\s*[:：]?|(?P<label>[\w ]{2,9}?)(?:\s*[:：]|\t))"
    r"\s*(?P<value>\S.*)"
)
_LABELS = {
    "title": "제목 title headline subject",
    "author": "글쓴이 작성자 작성 기자 기자명 필자 만든이 만든사람 에디터 by author writer editor",
    "outlet": "언론사 매체 신문사 출처 source publisher",
    "sender": "보낸사람 보낸이 발신 발신인 from",
    "url": "원문 원문주소 주소 링크 url link",
}
_REPLY = re.compile(r"^(?:(?:fwd?|re|전달|회신)\s?:\s*)+", re.IGNORECASE)
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels.split()}


@dataclass(frozen=True)
class Facts:
    """What a page says about its article; empty where it says nothing."""

    title: str = ""
    outlet: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""

    def or_else(self, other: Facts) -> Facts:
        """Return these facts, with `other`'s where one is missing."""
        return Facts(
            self.title or other.title,
            self.outlet or other.outlet,
            self.author or other.author,
            self.published or other.published,
            self.url or other.url,
        )


def read_meta(line: str) -> tuple[Facts, list[str]]:
    """Return what a line of metadata says, and its pieces that aren't understood."""
    facts, unread = _read_meta(line)
    return facts, [*unread]


@lru_cache(_PAGE)  # lines are asked for their facts by all that a page's parts are told by
def _read_meta(line: str) -> tuple[Facts, Sequence[str]]:
    if len(line) > _LONGEST_FACTS:
        return Facts(), [line]
    line = _BAR.sub(" | ", line)
    label = _read_label(line)
    if label:
        return label, []
    rest = without_counts(EMAIL.sub(" | ", STAMP.sub(" | ", line)))
    facts, authors, unread = Facts(published=read_stamps(line).published), [], []
    for piece in pieces(rest):
        found, beside = read_byline(piece)
        facts = facts.or_else(found)
        authors += [found.author] if found.author else []
        unread += beside
    several = clean_author(",".join(authors)) if len(authors) > 1 else facts.author
    return replace(facts, author=several), unread


def read_facts(line: str) -> Facts | None:
    """Return what a line of nothing but metadata says, or None when the line is content."""
    facts, unread = read_meta(line)
    return None if unread or facts.title else facts


def _read_label(line: str) -> Facts | None:
    """Return the fact of a labelled line such as "출처: 한국신문" or a bare address, or None."""
    if _URL.fullmatch(line):
        return Facts(url=line)
    match = _LABEL.fullmatch(line)
    field = _field(match["marked"] or match["label"]) if match else ""
    if not match or not field or STAMP.match(match["value"]):
        return None
    value = match["value"]
    if _URL.fullmatch(value):
        return Facts(url=value)
    if field == "title":
        return Facts(title=_REPLY.sub("", value))
    if field == "sender":
        return _sender(EMAIL.sub("", value).strip(EDGES + '"'))
    first = next(iter(pieces(STAMP.sub(" | ", value))), "")
    said = Facts(author=clean_author(first)) if field == "author" else _source(first)
    return replace(said, published=read_stamps(value).published) if field != "url" else None


def _source(text: str) -> Facts:
    """Return the outlet that is named as a source, and the author beside it."""
    facts, unread = read_byline(_URL.sub("", text).strip(EDGES))
    return facts.or_else(Facts(outlet=next(iter(unread), "")))


def _sender(name: str) -> Facts:
    """Return who sent a mail: a person, or what sends letters to its readers."""
    return Facts(author=name) if read_bare_name(name) else Facts(outlet=name)


def _field(label: str) -> str:
    return _FIELDS.get(label.casefold().replace(" ", "").strip(":："), "")


def is_label(line: str) -> bool:
    """Tell whether a line is nothing but a label, whose value is in the next."""
    return _field(line) not in ("", "url")


def read_source(line: str) -> Facts:
    """Return what a line says that names the outlet a text is from; nothing of any other line."""
    facts = (_read_label(line) if len(line) <= _LONGEST_FACTS else None) or Facts()
    is_sure = facts.author or facts.published or is_outlet_name(facts.outlet)
    return facts if facts.outlet and is_sure else Facts()


def read_byline(piece: str) -> tuple[Facts, list[str]]:
    """Return the author and the outlet that a byline names, and what else stands there."""
    english = _LATIN_BYLINE.fullmatch(piece)
    if english:
        name = english["by"] or english["titled"] or english["korean"]
        return Facts(author=re.sub(r"\s+and\s+", ", ", name)), []
    told = _STORY.fullmatch(piece) or _ROLE_FIRST.fullmatch(piece)
    if told:
        return Facts(author=told["who"]), []
    source = _SOURCE.fullmatch(piece)
    if source:
        return Facts(outlet=source["outlet"] or source["named"]), []
    return _read_credits(piece) or _read_signed(piece)


def _read_credits(piece: str) -> tuple[Facts, list[str]] | None:
    """Return who wrote, where a piece says who did what: "글 홍길동 사진 김철수"; or None."""
    credits = [*_CREDIT.finditer(piece)]
    if not credits or credits[0].start():
        return None
    ends = [*(credit.start() for credit in credits[1:]), len(piece)]
    authors = []
    for credit, end in zip(credits, ends, strict=True):
        tasks = re.split(r"\W+", credit["what"].lower())
        who = _read_credited(piece[credit.end() : end].strip(EDGES), tasks)
        if not who:
            return None
        authors += [] if _OTHERS.fullmatch(tasks[0]) else [who]
    return Facts(author=clean_author(",".join(authors))), []


def _read_credited(value: str, tasks: Sequence[str]) -> str:
    """Return who is credited with tasks; a pen name only behind what says that it is a name."""
    signed, unread = _read_signed(value)
    name = signed.author if not unread else read_bare_name(value)
    is_named = not {"글", *_WRITER.split()}.isdisjoint(tasks)
    is_pen_name = is_named and _PEN_NAME.fullmatch(value) and value not in _POSTS
    return name or (value if is_pen_name else "")


def _read_signed(piece: str) -> tuple[Facts, list[str]]:
    """Return what a piece says that has names before a role, "[한국신문=홍길동 기자]"."""
    match = _SIGNED.search(piece)
    if not match or (len(match["names"]) == 2 and not is_person(match["names"])):
        return Facts(), [piece]  # "촬영기자" is nobody's name
    names, after = re.split(r"\s*[·ㆍ・,]\s*", match["names"]), piece[match.end() :].strip(EDGES)
    before = piece[: match.start()].rpartition("/")[2]  # a place is before "/"
    *places, near = re.split(r"[=\])】]", before)
    words = near.split()
    while words and NAME.fullmatch(words[-1]) and not words[-1].endswith(DESKS):
        names.insert(0, words.pop())
    # "홍길동 프리랜서 기자", "한국 뉴스, 홍길동입니다": the others aren't names.
    names = [name for name in names if len(name) == _USUAL_NAME or is_person(name)] or names
    words = [word for word in (w.strip(EDGES) for w in (*" ".join(places).split(), *words)) if word]
    outlet = words[-1] if words and is_outlet_name(words[-1]) else ""
    if "=" in before:  # what is before it is the place of a report
        words = []
    elif outlet or (words and words[-1].endswith(DESKS)):
        words = words[:-1]
    more, rest = read_byline(after) if after else (Facts(), [])
    return Facts(outlet=outlet, author=clean_author(",".join([*names, more.author]))), words + rest


def read_poster(line: str) -> str:
    """Return the name before the day in a line that counts a post's readers, or ""."""
    stamp = STAMP.search(line)
    name = next(iter(pieces(line[: stamp.start()])), "") if stamp else ""
    is_name = 1 < len(name) <= _LONGEST_NAME and len(name.split()) == 1 and not is_outlet_name(name)
    return name if stamp and is_name and _COUNTED.search(line, stamp.end()) else ""


def without_counts(text: str) -> str:
    """Return a line divided where it counts its readers, comments or subscribers."""
    return _COUNTS.sub(" | ", text)


def pieces(text: str) -> list[str]:
    """Return what stands between a line's separators."""
    stripped = (piece.strip(EDGES) for piece in _SEPARATOR.split(text))
    return [piece for piece in stripped if piece]
