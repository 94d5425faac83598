"""What single lines say of an article: who wrote it, for which outlet, when."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from embeddings.text.dates import STAMP, read_stamps

_LONGEST_FACTS = 200  # characters; a longer line is prose
_LONGEST_OUTLET = 20
_LONGEST_NAME = 12  # of who posts
_MOST_WORDS = 3  # after the name in a byline without a role

_EMAIL = re.compile(r"[\[(<]?(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+[\])>]?")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[·/-]\s+|[|ㅣ│]|\t|\s{2,}")
_COUNTS = re.compile(
    r"(?:조회수?|댓글|추천|공감|읽음|좋아요|구독자?|이웃)\s*[:：]?\s*\d[\d,]*(?:건|회|개|명)?(?![\w.])"
)
_BAR = re.compile(r"\s?[ㅣ│]\s?")  # letters that stand for one
_COUNTED = re.compile(r"조회|추천|읽음|댓글|복사|신고|이웃추가|\b(?:views|hits)\b", re.IGNORECASE)
EDGES = " -–·/,:[](){}<>【】〈〉＜＞"

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용봉피목태복감갈경계승"
)
_NAME = re.compile(
    rf"[{_SURNAMES}][가-힣]{{2}}|(?:남궁|황보|제갈|사공|선우|서문|독고)[가-힣]{{1,2}}"
)
_ROLE = r"(?:[가-힣]{0,6}기자|[가-힣]{0,3}특파원|통신원|논설위원|편집위원|앵커|리포터|에디터|PD)"
_BYLINE = re.compile(
    r"(?<![가-힣])(?P<names>[가-힣]{2,4}(?:\([\w .-]+\))?(?:\s*[·ㆍ・,]\s*[가-힣]{2,4})*)"
    rf"(?:\s*{_ROLE}|입니다)(?![가-힣])"
)
_ROLE_FIRST = re.compile(rf"(?:{_ROLE}|편집장)\s(?P<who>{_NAME.pattern})")
_LABELLED = re.compile(
    r"(?:작성자|글쓴이|등록자|게시자|기고자|필자|기자명|에디터)\s*[:：]?\s*(?P<who>[^\W\d]\S{1,11}?)(?:\s?기자)?"
)
_STORY = re.compile(r"(?P<who>[가-힣]{2,4})님의\s스토리\W*")  # as portals call a reporter's page
_ROLE_END = re.compile(rf"(?<=\S)\s*{_ROLE}$")
_CREDITED = re.compile(
    r"(?P<what>기자명|이름|작성|(?:글|사진|취재|영상|정리)(?:\s?[·ㆍ,/&]\s?(?:글|사진|영상))*"
    r"|(?:Words|Text|Photos?|Photography)(?:\s+by)?\b)\s*[=:]?\s*"
)
_PENNED = re.compile(r"(?:취재\s?[·ㆍ,/&]\s?)?글\s?[=:]?\s(?P<who>[가-힣]{2,8})(?:\s편집\s\S+)?")
_POSTS = frozenset(
    "목록 쓰기 보기 더보기 전체 수정 삭제 등록 제목 내용 모음 공유 이동 번호".split()
)
_PICTURES = ("사진", "영상", "Photo")
_DESKS, _OFFICE = ("부", "팀"), "과"
_DESK = re.compile(r"[가-힣]*(?:뉴스|편집|취재|디지털)[가-힣]{0,3}(?:팀|부|국|실)")
_LATIN_NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|de|van|von|der)){1,3}"
_LATIN_NAMES = re.compile(rf"{_LATIN_NAME}(?:,\s{_LATIN_NAME})*")
_LATIN_ROLE = r",?\s(?:\w+\s)?(?i:Writer|Reporter|Correspondent|Contributor|Editor|Columnist)"
_LATIN_BYLINE = re.compile(
    rf"(?:Written\s|Story\s)?[Bb]y:?\s(?P<by>{_LATIN_NAME}(?:(?:,|\sand)\s{_LATIN_NAME})*?)"
    rf"(?:{_LATIN_ROLE})?|(?P<titled>{_LATIN_NAME}){_LATIN_ROLE}|[Bb]y\s(?P<korean>[가-힣]{{2,4}})"
)
_OUTLET = re.compile(
    r"(?:[\w&.]+\s){0,3}[\w&.]+\s?(?:신문|일보|뉴스|경제|방송|타임[스즈]|투데이|데일리|비즈|통신|저널"
    r"|헤럴드|미디어|매일|TV|Times|News|Post|Herald|Daily|Journal|Tribune|Gazette|Press|Ledger|Courier"
    r"|Chronicle|Weekly)"
    r"|[가-힣]{1,8}(?:시청|군청|구청|도청|교육청)|한겨레|뉴스1|뉴시스"
)
_SOURCE = re.compile(
    rf"(?:언론사|매체명?)\s(?P<outlet>\S{{2,12}})|출처\s(?P<named>{_OUTLET.pattern})"
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
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Facts(*(own or others for own, others in pairs))


def read_meta(line: str) -> tuple[Facts, list[str]]:
    """Return what a line of metadata says, and its pieces that aren't understood."""
    if len(line) > _LONGEST_FACTS:
        return Facts(), [line]
    line = _BAR.sub(" | ", line)
    label = _read_label(line)
    if label:
        return label, []
    rest = without_counts(_EMAIL.sub(" | ", STAMP.sub(" | ", line)))
    facts, unread = Facts(published=read_stamps(line).published), []
    for piece in pieces(rest):
        found, beside = read_byline(piece)
        facts = facts.or_else(found)
        unread += beside
    return facts, unread


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
        return _sender(_EMAIL.sub("", value).strip(EDGES + '"'))
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
    told = next(filter(None, (p.fullmatch(piece) for p in (_LABELLED, _STORY, _ROLE_FIRST))), None)
    if told:
        return Facts(author=told[1]), []
    source = _SOURCE.fullmatch(piece)
    if source:
        return Facts(outlet=source["outlet"] or source["named"]), []
    credited = _CREDITED.match(piece)
    name = read_bare_name(piece[credited.end() :]) if credited else ""
    if credited and name and not _BYLINE.search(piece):
        return Facts(author=name if not credited["what"].startswith(_PICTURES) else ""), []
    penned = _PENNED.fullmatch(piece)
    if penned and penned["who"] not in _POSTS:
        return Facts(author=penned["who"]), []
    match = _BYLINE.search(piece)
    if not match or (len(match["names"]) == 2 and match["names"][0] not in _SURNAMES):
        return Facts(), [piece]  # "촬영기자" is nobody's name
    names, after = [match["names"]], piece[match.end() :].strip(EDGES)
    before = _CREDITED.sub("", piece[: match.start()].rpartition("/")[2])  # a place is before "/"
    words = [word.strip(EDGES) for word in re.split(r"[\s=\])】]+", before)]
    words = [word for word in words if word]
    if words and _NAME.fullmatch(words[-1]) and not words[-1].endswith(_DESKS):
        names.insert(0, words.pop())
    outlet = words[-1] if words and is_outlet_name(words[-1]) else ""
    if "=" in before:  # what is before it is the place of a report
        words = []
    elif outlet or (words and words[-1].endswith(_DESKS)):
        words = words[:-1]
    facts = Facts(outlet=outlet, author=clean_author(",".join(names)))
    more, rest = read_byline(after) if after else (Facts(), [])
    if more.author:
        facts = replace(facts, author=clean_author(f"{facts.author}, {more.author}"))
    return facts, words + rest


def read_poster(line: str) -> str:
    """Return the name before the day in a line that counts a post's readers, or ""."""
    stamp = STAMP.search(line)
    name = next(iter(pieces(line[: stamp.start()])), "") if stamp else ""
    is_name = 1 < len(name) <= _LONGEST_NAME and len(name.split()) == 1 and not is_outlet_name(name)
    return name if stamp and is_name and _COUNTED.search(line, stamp.end()) else ""


def clean_author(text: str) -> str:
    """Return the names alone, joined by ", ": "홍길동(Hong Gil-dong) 기자" gives "홍길동".

    Roles, departments, addresses, and Latin spellings beside Korean names go.
    """
    text = re.sub(r"\([^()]*(?:\)|$)", " ", _EMAIL.sub(" ", text.partition("|")[0]))
    names = []
    for part in re.split(r"[,·ㆍ・;&/]|\sand\s", text):
        words = _ROLE_END.sub("", part.strip()).split()
        korean = [word for word in words if re.match(r"[가-힣]", word)]
        while len(korean) > 1 and (is_outlet_name(korean[0]) or korean[0].endswith(_DESKS)):
            del korean[0]
        names.append(" ".join(korean or words))
    return ", ".join(dict.fromkeys(name for name in names if name))


def read_bare_name(piece: str) -> str:
    """Return the author where a piece is a name, Latin ones too, or a desk's ("온라인뉴스팀").

    A few words may stand after the name: "홍길동 가람대 교수".
    """
    name, *others = piece.split() or [""]
    while others and (is_outlet_name(name) or name.endswith(_DESKS)):
        name, *others = others
    person = _NAME.fullmatch(name) and name[-1] != _OFFICE and len(others) <= _MOST_WORDS
    if person and any(map(str.isdecimal, piece)):
        return ""  # "조회수 214"
    if _LATIN_NAMES.fullmatch(piece) and name != "The" and not is_outlet_name(piece):
        return piece
    return name if person or _DESK.fullmatch(piece) else ""


def without_counts(text: str) -> str:
    """Return a line divided where it counts its readers, comments or subscribers."""
    return _COUNTS.sub(" | ", text)


def pieces(text: str) -> list[str]:
    """Return what stands between a line's separators."""
    stripped = (piece.strip(EDGES) for piece in _SEPARATOR.split(text))
    return [piece for piece in stripped if piece]


def is_outlet_name(line: str) -> bool:
    """Tell whether a short line is named as news outlets are (… 신문, … 일보, … Times)."""
    return len(line) <= _LONGEST_OUTLET and bool(_OUTLET.fullmatch(line))
