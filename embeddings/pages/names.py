"""What people, desks and outlets are called in bylines."""

from __future__ import annotations

import re

_LONGEST_OUTLET = 20
_MOST_WORDS = 3  # after the name in a byline without a role

EDGES = " -–·/,:[](){}<>【】〈〉＜＞"
EMAIL = re.compile(r"[\[(<]?(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+[\])>]?")

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용봉피목태복감갈경계승옹좌빈"
)
NAME = re.compile(
    rf"[{_SURNAMES}][가-힣]{{2}}|(?:남궁|황보|제갈|사공|선우|서문|독고)[가-힣]{{1,2}}"
)
ROLE = (
    r"(?:[가-힣]{0,6}기자|[가-힣]{0,3}특파원|통신원|논설위원|논설실장|편집위원|주필|칼럼니스트|앵커|리포터"
    r"|에디터|PD)"
)
_ROLE_END = re.compile(rf"(?<=\S)\s*{ROLE}$")
_LONE_NAME = re.compile(rf"[{_SURNAMES}][가-힣]")
DESKS, _OFFICE = ("부", "팀"), "과"
_DESK = re.compile(r"[가-힣]*(?:뉴스|편집|취재|디지털)[가-힣]{0,3}(?:팀|부|국|실)")
LATIN_NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|de|van|von|der)){1,3}"
_LATIN_NAMES = re.compile(rf"{LATIN_NAME}(?:,\s{LATIN_NAME})*")
_SPELT = re.compile(r"\([\w.@ -]+\)?$", re.ASCII)  # "홍길동(hong)"
_PORTAL = re.compile(
    r"(?:네이버|다음|네이트|줌|브런치|티스토리|페이스북|인스타그램|naver|daum|nate|zum|brunch|tistory|medium"
    r"|substack|facebook|instagram)(?:\s?(?:뉴스|블로그|카페|포스트|스토리|news|blog))?|.*포털",
    re.IGNORECASE,
)
OUTLET = (
    r"(?:[\w&.]+\s){0,3}[\w&.]+\s?(?:신문|일보|뉴스|경제|방송|타임[스즈]|투데이|데일리|비즈|통신|저널"
    r"|헤럴드|미디어|매일|TV|Times|News|Post|Herald|Daily|Journal|Tribune|Gazette|Press|Ledger|Courier"
    r"|Chronicle|Weekly)\d{0,2}"
    r"|[가-힣]{1,8}(?:시청|군청|구청|도청|교육청)|한겨레|뉴스1|뉴시스"
)


def clean_author(text: str) -> str:
    """Return the names alone, joined by ", ": "홍길동(Hong Gil-dong) 기자" gives "홍길동".

    Roles, departments, addresses, and Latin spellings beside Korean names go.
    """
    text = re.sub(r"\([^()]*(?:\)|$)", " ", EMAIL.sub(" ", text.partition("|")[0]))
    names = []
    for part in re.split(r"[,·ㆍ・;&/]|\sand\s", text):
        words = _ROLE_END.sub("", part.strip()).split()
        korean = [word for word in words if re.match(r"[가-힣]", word)]
        while len(korean) > 1 and (is_outlet_name(korean[0]) or korean[0].endswith(DESKS)):
            del korean[0]
        several = len(korean) > 1 and all(map(NAME.fullmatch, korean))
        names += korean if several else [" ".join(korean or words)]
    return ", ".join(dict.fromkeys(name for name in names if name))


def read_bare_name(piece: str) -> str:
    """Return the author where a piece is a name, Latin ones too, or a desk's ("온라인뉴스팀").

    A few words may stand after the name: "홍길동 가람대 교수".
    """
    piece = _SPELT.sub("", piece)
    name, *others = piece.split() or [""]
    while others and (is_outlet_name(name) or name.endswith(DESKS)):
        name, *others = others
    person = NAME.fullmatch(name) and name[-1] != _OFFICE and len(others) <= _MOST_WORDS
    if person and any(map(str.isdecimal, piece)):
        return ""  # "조회수 214"
    if _LATIN_NAMES.fullmatch(piece) and name != "The" and not is_outlet_name(piece):
        return piece
    return name if person or _DESK.fullmatch(piece) else ""


def is_person(word: str) -> bool:
    """Tell whether a word may be a Korean name: a surname and one or two syllables."""
    return bool(NAME.fullmatch(word) or _LONE_NAME.fullmatch(word))


def is_portal(name: str) -> bool:
    """Tell whether a name is that of a site that shows others' articles or posts."""
    return bool(_PORTAL.fullmatch(name))


def is_outlet_name(line: str) -> bool:
    """Tell whether a short line is named as news outlets are (… 신문, … 일보, … Times)."""
    return len(line) <= _LONGEST_OUTLET and bool(re.fullmatch(OUTLET, line))
