"""The shapes a line of a copied page can have: navigation, byline, date, rights, caption, prose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from embeddings.pages.furniture import MARKS, NAVIGATION, OUTSIDE
from embeddings.text.dates import STAMP, read_stamps

_LONGEST_FACTS = 200  # characters; a longer line is prose
_LONGEST_RIGHTS = 300
_LONGEST_OUTLET = 20

_PAGES = re.compile(r"[\d<>«»‹›\[\]]+|처음|이전|다음|끝|next|previous|prev", re.IGNORECASE)
_EDGES = "▶▷►■□◆◇●○•·|-–—:：[]()<>【】☞※ \u200b\ufeff"
_CRUMBS = re.compile(
    r"(?:홈|home)(?:\s*[>›»]\s*[^>›»]{1,40})+|[^>›»]{1,15}(?:\s*[>›»]\s*[^>›»]{1,15}){2,}",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(r"(?:이전|다음)\s?(?:글|기사)\s*[:：▲▼|]?\s+\S.*")
_COUNT = re.compile(
    r"\b(?:조회수?|추천수?|댓글수?|좋아요|싫어요|공감|views|comments|likes)\s*[:：]?\s*\(?[\d,]+\)?"
    r"|^\d+\s?개의\s?댓글|^\d+\scomments?$",
    re.IGNORECASE,
)
_HASHTAGS = re.compile(r"(?:#[^\s#]+\s*)+")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\[(<]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[\])>]?")
_SEPARATOR = re.compile(r"\s+[·/]\s+|[|ㅣ│]|\t|\s{2,}")

NAME = r"[가-힣]{2,4}"
NAMES = rf"{NAME}(?:(?:\s*[·ㆍ・,]\s*|\s+){NAME})*"
ROLE = (
    r"(?:(?:선임|인턴|객원|수습|사진|영상|전문|시민)?\s?기자|특파원|통신원|논설위원|편집위원"
    r"|앵커|리포터|에디터)"
)
_BYLINE = re.compile(
    r"(?:기자명\s*)?(?:[\[(【](?P<bracket>[^\])】]{1,20})[\])】]\s*)?"
    r"(?:(?:글|사진|취재|영상|정리)(?:\s?[·ㆍ,/&]\s?(?:글|사진|영상))*\s*[=:]?\s*)?"
    rf"(?P<names>{NAMES})\s+{ROLE}\s*[=/]?"
)
_ENGLISH_NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|de|van|von|der)){1,3}"
_ENGLISH_BYLINE = re.compile(
    rf"(?:Written\s|Story\s)?[Bb]y:?\s(?P<names>{_ENGLISH_NAME}(?:(?:,|\sand)\s{_ENGLISH_NAME})*?)"
    r"(?:,?\s(?:Senior\s|Staff\s)?(?:Writer|Reporter|Correspondent|Contributor|Editor))?"
)
_OUTLET = re.compile(
    r"(?:[\w&.]+\s){0,3}[\w&.]*(?:신문|일보|뉴스|경제|방송|타임[스즈]|투데이|데일리|비즈|통신|저널"
    r"|헤럴드|미디어|Times|News|Post|Herald|Daily|Journal|Tribune|Gazette|Press)"
    r"|한겨레|뉴스1|뉴시스"
)
_LABELS: dict[str, Callable[[str], Facts]] = {
    "제목|title|headline": lambda value: Facts(title=value),
    "글쓴이|작성자|기자|기자명|author|writer": lambda value: Facts(author=strip_role(value)),
    "출처|언론사|매체|신문사|source|publisher": lambda value: Facts(outlet=value),
}
_LABEL = re.compile(r"(?P<label>[\w ]{2,9}?)\s*[:：]\s*(?P<value>\S.*)")
_URL_LABEL = re.compile(r"원문(?:\s?주소)?|주소|링크|출처|url|link|source", re.IGNORECASE)

_SIGN = r"(?:ⓒ|©|\(c\))"
_RIGHTS_START = re.compile(rf"[<\[(〈＜]?\s*(?:{_SIGN}|저작권자|copyrights?\b)", re.IGNORECASE)
_RIGHTS_INSIDE = re.compile(
    r"무단\s?(?:전재|복제|배포|사용)|재배포\s?(?:를\s?)?금지|all rights reserved", re.IGNORECASE
)
_RIGHTS_END = re.compile(r"금(?:지|지합니다|합니다|지됩니다)[.\s]*$")
_RIGHTS_HOLDER = re.compile(
    rf"(?:{_SIGN}|저작권자|copyrights?\b)[\s:]*{_SIGN}?\s*(?:(?:19|20)\d\d(?:-\d{{4}})?)?\s*(?:by\s)?"
    r"(?P<outlet>[^\W\d][\w .·]{0,38}?\w)"
    r"\s*(?:[,<>()\[\]〉＞&|/-]|\.(?:\s|$)|무단|all\srights|reserved|재배포|$)",
    re.IGNORECASE,
)

_AGENCY = (
    r"(?:연합뉴스|뉴스1|뉴시스|로이터|게티이미지\w*"
    r"|Reuters|AFP|AP|EPA|UPI|Xinhua|Getty(?:\sImages)?)"
)
_CREDIT = re.compile(
    r"(?:^|[\s.)\]”’\"'])/(?:사진\s?[=:]?\s?)?[A-Za-z가-힣][\w·=]*(?:\s[\w·=]+){0,3}$"
    rf"|[\s.]/\s{_AGENCY}$"
    r"|(?:자료\s?)?사진\s?(?:제공|출처)?\s?[=:：]\s?[^.=]{1,30}[\])）>]?\.?$"
    r"|(?<=\S)\s?[ⓒ©]\s?\w[\w ·]{1,25}$"
    rf"|(?<=[.])\s?(?:{_AGENCY}[\s=·/]*)*{_AGENCY}$"
    r"|\bPhoto(?:\s?(?:by|credit|courtesy))?\s?:\s?[^.]{1,40}\.?$"
    rf"|\((?:AP|Reuters|AFP|EPA|Getty|Photo)\b[^)]{{0,40}}\)$",
)
_LEADING_MARK = re.compile(r"[▲△]\s?\S")
_PROSE_END = re.compile(r"(?<!\.)[.。][\"”’'」』)\]]*$|[!?][”\"’'」』)\]]*$")
_LONG_LINE = 100  # characters; a longer line is prose however it ends
_SHORT_LINE = 30  # a question or an exclamation this short may be a heading


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
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Facts(*(own or others for own, others in pairs))


def read_facts(line: str) -> Facts | None:
    """Return what a line of metadata or navigation says, or None when the line is content.

    Only a line made of nothing else counts, so that a date or a name in prose never does.
    """
    if len(line) > _LONGEST_FACTS:
        return None
    if _NEIGHBOUR.fullmatch(line) or _CRUMBS.fullmatch(line) or _HASHTAGS.fullmatch(line):
        return Facts()
    rest = line
    for pattern in (STAMP, _EMAIL, _COUNT):
        rest = pattern.sub(" | ", rest)
    facts = Facts(published=read_stamps(line).published)
    unknown = []
    for piece in _pieces(rest):
        read = Facts() if is_navigation(piece) else read_byline(piece)
        facts = facts.or_else(read or Facts())
        unknown += [] if read else [piece]
    if not unknown:
        return facts
    # "한국신문 | 홍길동 기자 | 2024.06.13": what stands beside a date or a name is the outlet.
    beside = "|" in line and (facts.author or facts.published)
    if beside and len(unknown) == 1 and len(unknown[0]) <= _LONGEST_OUTLET:
        return facts.or_else(Facts(outlet=unknown[0]))
    return None


def read_label(line: str) -> Facts | None:
    """Return the fact of a labelled line such as "출처: 한국신문" or a bare address, or None."""
    if len(line) > _LONGEST_FACTS:
        return None
    match = _LABEL.fullmatch(line)
    if _URL.fullmatch(line):
        return Facts(url=line)
    if not match:
        return None
    label, value = match["label"], match["value"]
    if _URL.fullmatch(value):
        return Facts(url=value) if _URL_LABEL.fullmatch(label) else None
    for names, make in _LABELS.items():
        if re.fullmatch(names, label, re.IGNORECASE):
            return make(value)
    return None


def is_navigation(piece: str) -> bool:
    """Tell whether a line is made of the words of menus and buttons only."""
    words = [word for word in re.split(r"[\s|·/]+", piece.strip(_EDGES).casefold()) if word]
    if "".join(words) in NAVIGATION or not words:
        return True
    known = sum(word in NAVIGATION or word in OUTSIDE for word in words)
    return (known == len(words) and any(word in NAVIGATION for word in words)) or (
        len(words) > 2 and all(_PAGES.fullmatch(word) for word in words)
    )


def is_outside_word(line: str) -> bool:
    """Tell whether a line is made of section names and such, which are content inside a body."""
    words = line.strip(_EDGES).casefold().split()
    return all(word in OUTSIDE for word in words)


def is_bare_date(line: str) -> bool:
    """Tell whether a line is a date without a label: an article may be divided by such lines."""
    match = STAMP.fullmatch(line)
    return bool(match and not match["published"] and not match["changed"])


def read_byline(line: str) -> Facts | None:
    """Return author and outlet of a line that is a reporter's name and role, or None."""
    line = line.strip()
    english = _ENGLISH_BYLINE.fullmatch(line)
    if english:
        return Facts(author=re.sub(r"\s+and\s+", ", ", english["names"]))
    match = _BYLINE.fullmatch(line)
    if not match:
        return None
    bracket = (match["bracket"] or "").rpartition("=")[2].strip()
    facts = Facts(outlet="" if bracket in MARKS else bracket)
    return facts.or_else(read_names(match["names"]))


def read_names(text: str) -> Facts:
    """Return the author(s), joined by ", ", of names such as "정치부 홍길동·김철수"."""
    names = re.split(r"[\s·ㆍ・,]+", text.strip())
    outlet = ""
    if len(names) > 1 and (is_outlet_name(names[0]) or names[0].endswith(("부", "팀"))):
        outlet = names[0] if is_outlet_name(names[0]) else ""
        names = names[1:]
    return Facts(outlet=outlet, author=", ".join(names))


def strip_role(text: str) -> str:
    """Return a name without the role after it: "홍길동 기자" gives "홍길동"."""
    return re.sub(rf"(?<=\S)\s+{ROLE}$", "", text.strip())


def is_outlet_name(line: str) -> bool:
    """Tell whether a short line is named as news outlets are (… 신문, … 일보, … Times)."""
    return len(line) <= _LONGEST_OUTLET and bool(_OUTLET.fullmatch(line))


def is_rights(line: str) -> bool:
    """Tell whether a line states a copyright."""
    if len(line) > _LONGEST_RIGHTS:
        return False
    inside, ended = _RIGHTS_INSIDE.search(line), _RIGHTS_END.search(line)
    if _RIGHTS_START.match(line):
        return bool(inside or ended or not line.endswith("다."))
    return bool(inside and (ended or not is_prose(line)))


def read_holder(line: str) -> str:
    """Return the outlet that a copyright line names, or an empty string."""
    match = _RIGHTS_HOLDER.search(line)
    holder = match["outlet"].strip() if match else ""
    return "" if _RIGHTS_INSIDE.search(holder) else holder


def is_caption(line: str) -> bool:
    """Tell whether a paragraph ends in a photo's credit or starts with a caption's mark."""
    return bool(_LEADING_MARK.match(line) or _CREDIT.search(line[-_LONG_LINE:]))


def is_prose(line: str) -> bool:
    """Tell whether a line reads as sentences: it ends as one, or is too long to be a heading."""
    end = _PROSE_END.search(line[-10:])
    if end and end.group()[0] in "!?":
        return len(line) > _SHORT_LINE
    return bool(end) or len(line) > _LONG_LINE


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip(_EDGES)]
