"""What single lines are: copyright, captions, prose, what stands beside titles."""

from __future__ import annotations

import re

from embeddings.pages.metadata import read_facts
from embeddings.pages.names import is_outlet_name

_LONGEST_RIGHTS = 300
_STEP = re.compile(r"\s*[>〉»|]\s*")  # of the way to a section
_LONGEST_STEP, _LONGEST_PATH = 14, 500  # characters
_BULLETS = ("·", "•", "- ", "▶", "▷", "○", "☞")

_SIGN = r"(?:ⓒ|©|\(c\))"
_RIGHTS_START = re.compile(rf"[<\[(〈＜]?\s*(?:{_SIGN}|저작권자|copyrights?\b)", re.IGNORECASE)
_RIGHTS_INSIDE = re.compile(
    r"무단\s?(?:전재|복제|배포|사용)|재배포\s?(?:를\s?)?금지|all rights reserved", re.IGNORECASE
)
_RIGHTS_END = re.compile(
    r"(?:금(?:지|지합니다|합니다|지됩니다)|rights reserved)[.\s]*$", re.IGNORECASE
)
_HOLDER_END = re.compile(r"\s(?:(?:19|20)\d\d|Inc|Corp|Co|Ltd|LLC|신문사|방송사|언론사|주식회사)$")
_COMPANY = re.compile(r"\(주\)|㈜|주식회사\s")
_IMPRINT = re.compile(r"제호\s?[:：]?\s?(?P<outlet>[^\W\d][\w .·]{0,25}?)\s*(?:[|/,]|$)")
_PUBLISHER = r"(?:우편번호|주소|발행인|편집인|대표|등록번호|전화|Tel)"
_ADDRESSED = re.compile(rf"(?P<outlet>[^\W\d]\w*(?: \w+){{0,2}})\s*[|/·,]\s(?=.*{_PUBLISHER})")
_BEFORE_SIGN = re.compile(
    rf"(?!저작권|copyright)(?P<outlet>[^\W\d][\w .·]{{0,18}}\w)\s{_SIGN}(?:\s|$)", re.IGNORECASE
)
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
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_LEADING_MARK = re.compile(r"[▲△]\s?\S")
_PROSE_END = re.compile(r"(?<!\.)[.。][\"”’'」』)\]]*$|[!?][”\"’'」』)\]]*$")
_LONG_LINE = 100  # characters; a longer line is prose however it ends
_SHORT_LINE = 30  # a question or an exclamation this short may be a heading


def is_path(line: str) -> bool:
    """Tell whether a line is the way to a section, "홈 > 사회", or a menu, "홈 | 사회 | 지역"."""
    steps = _STEP.split(line) if len(line) <= _LONGEST_PATH else [line]
    few = 2 if "|" in line else 1
    return len(steps) > few and all(len(step) <= _LONGEST_STEP for step in steps)


def is_beside(line: str) -> bool:
    """Tell whether a line is one that stands beside titles: an outlet, metadata, a list's item."""
    listed = is_path(line) or line.startswith(_BULLETS)
    return listed or is_outlet_name(line) or is_rights(line) or read_facts(line) is not None


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
    match = _BEFORE_SIGN.match(line) or _IMPRINT.search(line) or _RIGHTS_HOLDER.search(line)
    match = match or _ADDRESSED.match(_COMPANY.sub("", line))
    holder = match["outlet"].strip() if match else ""
    return "" if _RIGHTS_INSIDE.search(holder) else _HOLDER_END.sub("", holder)


def is_caption(line: str) -> bool:
    """Tell whether a paragraph ends in a photo's credit or starts with a caption's mark."""
    return bool(is_marked(line) or _CREDIT.search(line[-_LONG_LINE:]))


def is_marked(line: str) -> bool:
    """Tell whether a line starts with a caption's mark, "▲ …"."""
    return bool(_LEADING_MARK.match(line))


def is_address(line: str) -> bool:
    """Tell whether a line is the address of a page or of a site, "news.example/a/1"."""
    return bool(_ADDRESS.fullmatch(line))


def is_ended(line: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    return bool(_PROSE_END.search(line[-10:]))


def is_prose(line: str) -> bool:
    """Tell whether a line reads as sentences: it ends as one, or is too long to be a heading."""
    end = _PROSE_END.search(line[-10:])
    if end and end.group()[0] in "!?":
        return len(line) > _SHORT_LINE
    return bool(end) or len(line) > _LONG_LINE
