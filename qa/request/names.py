"""Whose articles a question asks for: outlets, reporters, and kinds by marks in their titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .condition import Condition
from .dating import AS_TOLD, PRESS
from .kind import Asks, asks_for_a_title

MARKS = "사설 칼럼 기고 인터뷰 부고 속보 단독 르포 만평 오피니언 기획 포토 팩트체크".split()

# What stands right after a writer's name. What it takes is left out of the question.
_WROTE = r"(?:쓴|썼던|쓰는|작성한|보도한|취재한|전한|다룬|낸|올린|실은|게재한|기고한)(?=\s)"
_TEXT = rf"(?:{PRESS}|글(?=\s|$|[을은이만]))"
_BY = (
    rf"(?:의|이|가)?\s?{PRESS}{AS_TOLD}(?=\s|$)|{AS_TOLD}(?=\s|$)|(?:이|가|은|는|에서)?\s?{_WROTE}"
    rf"|(?:이|가|의)?(?=\s?{_TEXT})|만(?=[\s?.!]|$)"
)
_WRITTEN_BY = re.compile(_BY)
_AND = r"(?:와|과|이랑|랑|하고|및|,|·|\s)*"
_TITLE = r"(?:선임|객원|인턴|수습|전문)?(?:기자|특파원|논설위원|통신원|앵커|피디|PD)(?:님)?"
_WHEN = rf"\s(?:최근|최신|오늘|어제|지난|이번|올해|작년|\d+[년월일])\S*\s(?:\S+\s)?{PRESS}"
# A section behind an outlet's name, which no article says it is of: it wants nothing more.
_SECTION = re.compile(
    r"\s(?:경제|정치|사회|문화|국제|스포츠|생활|과학|연예|지역|오피니언)(?:면|란|섹션)?"
    rf"(?:에(?=\s)|(?=\s?{PRESS}))|\s[가-힣]{{2,5}}(?:면|섹션)에(?=\s)"
)
_REPORTER = re.compile(
    rf"(?<![가-힣])(?P<name>[가-힣]{{2,4}}?)(?:(?P<title>\s?{_TITLE})(?:{_BY}|(?={_WHEN})|(?=만?[?.!\s]*$))|(?:{_BY}))"
)
# One whose byline is known needn't be said to have written what is asked for.
_CALLED = re.compile(
    rf"(?<![가-힣])(?P<name>[가-힣]{{2,4}}?)\s?{_TITLE}(?:이|가|의)?(?=\s.*{_TEXT})"
)
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_INITIALS = re.compile(r"(?<!\S)[A-Z]{3,5}(?=\s)")
_ENGLISH_BY = re.compile(r"\b(?:written\s)?by\s(?P<name>[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*)")
_MARK = re.compile(
    rf"(?<![가-힣])(?P<mark>{'|'.join(MARKS)})(?:\s?(?:기사|글|보도))?들?(?:만|은|는|이|가|을|를|도|좀)?(?=[?.!\s]*$"
    r"|\s(?:목록|모아|모두|전부|보여|보고|찾아|골라|뽑아|추려|있|없|나온|제목|읽|알려|요약|정리|좀|중|가운데))"
)


def read_outlets(text: str, asks: Asks, outlets: Collection[str]) -> Iterator[Condition]:
    """Yield the outlets whose articles are wanted; those named together are one condition.

    An outlet is wanted where it is said to have written ("한들뉴스가 쓴", "한들뉴스 기사"),
    and where articles, or the title of one, are asked for beside its name. Its initials name it
    as well ("KBC" of "KBC 한국방송").
    """
    squeezed = _squeezed(text)
    forms = ((form, name) for name in outlets for form in (name, *_INITIALS.findall(name)))
    known = [(form, name) for form, name in forms if len(form) > 1 and _squeezed(form) in squeezed]
    spelled = {r"\s?".join(map(re.escape, _squeezed(form))): name for form, name in known}
    one = "|".join(sorted(spelled, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{one})(?:{_AND}(?:{one}))*", re.IGNORECASE)
    for match in pattern.finditer(text) if known else ():
        section = _SECTION.match(text, match.end())
        wrote = _WRITTEN_BY.match(text, section.end() if section else match.end())
        if wrote or asks != "fact" or asks_for_a_title(text):
            end = (wrote or section or match).end()
            words = text[match.start() : end].strip()
            parts = (name for part, name in spelled.items() if re.search(part, match[0], re.I))
            names = [*dict.fromkeys(parts)]
            yield Condition("outlet", match.start(), end, words, ", ".join(names), (*names,))


def read_authors(text: str, authors: Collection[str]) -> Iterator[Condition]:
    """Yield the reporters whose articles are wanted, each with all the bylines that name them.

    A name that no byline has is one where it is called a reporter's.
    """
    patterns = (_REPORTER, _ENGLISH_BY, _CALLED)
    for match in (match for pattern in patterns for match in pattern.finditer(text)):
        name = match["name"]
        bylines = [line for line in authors if name in re.split(r"\s?[,·/&]\s?|\sand\s", line)]
        if bylines or (match.groupdict().get("title") and _is_name(name)):
            said = match[0].strip()
            yield Condition("author", *match.span(), said, name, (*bylines,) or (name,))


def read_marks(text: str, asks: Asks) -> Iterator[Condition]:
    """Yield the kinds of articles that are asked for: "사설만", "부고 목록".

    One whose title is asked for needn't be marked in it.
    """
    for match in _MARK.finditer(text) if asks != "fact" and not asks_for_a_title(text) else ():
        mark = match["mark"]
        yield Condition("mark", *match.span(), match[0].strip(), mark, (mark,))


def is_marked(title: str, mark: str) -> bool:
    """Say whether a title is marked as of a kind: "[사설] …", "사설: …", "… <신년 인터뷰>"."""
    inside = r"[^\])>〉】」]{0,8}"
    return bool(
        re.search(rf"[\[(<〈【「]{inside}{mark}{inside}[\])>〉】」]|^{mark}\s?[:|·/]", title)
    )


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _is_name(name: str) -> bool:
    """Say whether a word may be a Korean's full name, and not what reporter is meant (경제부)."""
    return len(name) == 3 and name[0] in _SURNAMES and not name.endswith("부")
