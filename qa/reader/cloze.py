"""Questions made of sentences by rules: a date, number, name, reason or list is asked for.

Korean leaves the question word where the answer stands, so a sentence with 언제 in the place of its
date and another ending is nearly a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from embeddings import last_consonant

from .windows import Span
from .wording import is_asking

FEWEST_WORDS, MOST_WORDS = 5, 45  # of a sentence that a question is made of
KEPT_CHARS = 70  # of a question, before and after its answer, at most
THINNED = (0.0, 0.0, 0.2, 0.4)  # shares of a question's words that are left out

_UNITS = (
    "명|개|마리|위|번|권|편|곳|대|척|호|층|살|세|점|골|가구|채|건|회|차례|종|개국|개월|주|일|시간|분|초|년|"
    "km|m|cm|kg|g|톤|미터|킬로미터|킬로그램|제곱킬로미터|평|%|퍼센트|배|도|원|달러|엔|유로|위안"
)
_FIRST = (
    r"[가-힣A-Za-z]+[^은는을를이가의에고며로서도한된인던면여어아게지해와과던들른\s]"  # of two words
)
_KINDS = [
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "reason",
            r"(?<=[은는이가,] )[^,.]{4,45}? (?:때문|까닭)(?=에)|"
            r"(?<=[은는이가,] )[^,.]{4,40}?(?=(?:로|으로) 인해)",
        ),
        ("purpose", r"(?<=[은는이가,] )[^,.]{4,40}?(?:기 위해|고자)(?=[ 서])"),
        ("list", r"(?<!\S)[가-힣A-Za-z·]+(?:, [가-힣A-Za-z· ]{2,20}){1,6}(?= 등[이을의에은 ])"),
        ("date", r"(?:기원전 )?\d{3,4}년(?: \d{1,2}월)?(?: \d{1,2}일)?|\d{1,2}월(?: \d{1,2}일)?"),
        ("title", r"[《〈『「][^》〉』」]{2,30}[》〉』」]|(?<=[‘“\"'])[^’”\"']{2,25}(?=[’”\"'])"),
        (
            "person",
            rf"(?<!\S)(?:{_FIRST} )?[가-힣]{{2,5}} "
            r"(?:대통령|총리|장관|의원|교수|감독|대표|회장|사장|장군|왕|황제|국장|위원장|시장|박사|기자|선수|씨)"
            r"(?=[이가은는을를에의와과,\s])",
        ),
        (
            "count",
            rf"(?:약 )?\d[\d,.]*(?:여)?(?: ?[만천백억조])*(?:여)? ?(?:{_UNITS})(?![가-힣]{{2}})",
        ),
        (
            "name",
            rf"(?<!\S)(?:{_FIRST} )?[가-힣A-Za-z]{{2,}}(?=(?:이|가|을|를|에서|에게|와|과|의) )",
        ),
    )
]
_WEIGHTS = {
    "date": 2,
    "count": 3,
    "title": 2,
    "name": 3,
    "person": 3,
    "reason": 6,
    "purpose": 3,
    "list": 4,
}
_PERSONAL = re.compile(
    r"^(?:[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염추도소석선설마길연위표명기반왕금옥육인맹제모탁국여어은편용][가-힣]{2})$|"
    r"(?:왕|황제|교황|대통령|장군|공주|왕자|선수|감독|가수|배우|작가|의원|교수|박사|씨|아버지|어머니|아들|딸)$"
)
_PLACE = re.compile(
    r"(?:시|군|구|도|읍|면|국|산|강|섬|역|성|현|주|대륙|대학교|병원|공원|극장|학교|도시|지역|지방)$"
)
_HANJA = re.compile(r"\s?\([^()]*\)")
_CLAUSE = re.compile(r"(?<=[가-힣]{2}[고며나만서여]),? |, ")
_SUBJECT = re.compile(
    r"^(?:또한,? |그리고 |하지만,? |그러나,? )?"
    r"(?:그는|그녀는|이는|이것은|이곳은|여기는|본작은)(?= )"
)
_PAST = re.compile(r"([가-힣])다\.?$")
# A sentence's end, and the same before a noun: 발표했다, 발표한 (것).
_BEFORE_NOUN = [
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?:하였|했)다\.?$", "한"),
        (r"(?:되었|됐)다\.?$", "된"),
        (r"(?<=[받맡남잡찾얻먹죽쫓갚깎묶닫묻쌓썩넣앉벗])[았었]다\.?$", "은"),
        (r"한다\.?$", "하는"),
        (r"된다\.?$", "되는"),
        (r"있다\.?$", "있는"),
        (r"없다\.?$", "없는"),
        (r"(?:이었|였)다\.?$", "이었던"),
        (r"있었다\.?$", "있던"),
    )
]
_PARTICLES = re.compile(r"^(?:에서|에게|부터|까지|으로|이|가|을|를|은|는|에|의|와|과|로)(?= )")
_THINGS = ("title", "thing", "reason", "purpose", "list")
_NOUNS = {
    "date": "때|날|시기|해",
    "count": "수",
    "title": "것|이름",
    "thing": "것",
    "who": "사람|인물|이",
    "where": "곳|장소",
    "reason": "이유|까닭|원인",
    "purpose": "이유|목적",
    "list": "것들|것",
}
_WORDS = {
    "date": "언제",
    "title": "무엇|뭐|어떤 것",
    "thing": "무엇|뭐",
    "who": "누구|어떤 사람",
    "where": "어디",
    "reason": "무엇 때문|뭣 때문",
    "purpose": "왜|무엇을 하려고",
    "list": "무엇|어떤 것들|무엇무엇",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A question made of a sentence, and the answer's offsets in that sentence."""

    question: str
    answer: Span


def make_question(sentence: str, title: str, rng: Random) -> Made | None:
    """Ask for something that a sentence says, of its article's title; None where nothing offers."""
    if not FEWEST_WORDS <= len(sentence.split()) <= MOST_WORDS or not sentence.endswith("."):
        return None
    found = list(_candidates(sentence))
    if not found:
        return None
    kind, match = rng.choices(found, [_WEIGHTS[kind] for kind, _ in found])[0]
    start, end = match.span()
    before, after = _cut(sentence[:start], sentence[end:], rng)
    asked = _asked(kind, match[0])
    question = _at_the_end(asked, before, after, rng) if rng.random() < 0.4 else None
    if not question:
        word = _word(asked, match[0], rng)
        question = before + word + _ending(_fitted(word, after), rng)
        question = question.replace("누구가 ", "누가 ")
    return Made(_of(title, _thinned(question, rng), rng), (start, end))


def _candidates(sentence: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield what can be asked for; of those that overlap the first kind's, and none in brackets."""
    taken: set[int] = set()
    for kind, pattern in _KINDS:
        for match in pattern.finditer(sentence):
            places = range(*match.span())
            if taken.isdisjoint(places) and not _in_brackets(sentence, match.start()):
                taken.update(places)
                yield kind, match


def _in_brackets(sentence: str, at: int) -> bool:
    return sentence.count("(", 0, at) > sentence.count(")", 0, at)


def _asked(kind: str, answer: str) -> str:
    """Return what is asked for; a name is told by its last letters."""
    if kind == "person" or (kind == "name" and _PERSONAL.search(answer)):
        return "who"
    if kind == "name":
        return "where" if _PLACE.search(answer) else "thing"
    return kind


def _cut(before: str, after: str, rng: Random) -> tuple[str, str]:
    """Leave clauses out, of a long sentence always; and what stands in brackets."""
    before, after = _HANJA.sub("", before), _HANJA.sub("", after)
    clauses = list(_CLAUSE.finditer(before))
    if clauses and (len(before) > KEPT_CHARS or rng.random() < 0.4):
        before = before[clauses[-1].end() :]
    clauses = list(_CLAUSE.finditer(after))
    if clauses and (len(after) > KEPT_CHARS or rng.random() < 0.3):
        after = after[: clauses[0].start()].rstrip(",")
    return before, after


def _word(asked: str, answer: str, rng: Random) -> str:
    """Return the question word that takes the answer's place."""
    if asked != "count":
        return rng.choice(_WORDS[asked].split("|"))
    unit = re.sub(r"^[\d,.\s여약만천백억조]+", "", answer)
    return "얼마" if unit in ("원", "달러", "엔", "유로", "위안") else f"몇 {unit}"


def _fitted(word: str, after: str) -> str:
    """Give a text's first particle the form that it has after a word (무엇이, 뭐가)."""
    for closed, opened in ("이가", "을를", "은는", "과와"):
        if re.match(rf"[{closed}{opened}](?=\s)", after):
            return (closed if last_consonant(word[-1]) else opened) + after[1:]
    return after


def _ending(after: str, rng: Random) -> str:
    """Return the rest of a sentence with a question's ending."""
    if match := re.search(r"(?:이다|입니다)\.?$", after):
        return after[: match.start()] + rng.choice(["인가?", "이야?", "인가요?", "이지?"])
    if match := _PAST.search(after):
        syllable = match[1]
        final = last_consonant(syllable)
        if final == 4:  # 한다: the ㄴ goes
            syllable = chr(ord(syllable) - 4)
        ends = ["나?", "지?", "나요?", "는가?", "어?"]  # 했어, but not 하어
        return after[: match.start()] + syllable + rng.choice(ends[: 5 if final == 20 else 4])
    return after.rstrip(" .") + "?"


def _at_the_end(asked: str, before: str, after: str, rng: Random) -> str | None:
    """Ask with a noun at the end (…한 사람은?), where the sentence's end is one of those known."""
    rest = _PARTICLES.sub("", after)
    if rest == after and after[:1] not in (" ", ","):
        return None
    for pattern, new in _BEFORE_NOUN:
        if match := pattern.search(rest):
            noun = rng.choice(_NOUNS[asked].split("|"))
            said = " 뭐야?" if asked in _THINGS and rng.random() < 0.5 else "?"
            said = _topic(noun) + said
            return f"{before.rstrip()} {(rest[: match.start()] + new).strip()} {said}".strip()
    return None


def _thinned(question: str, rng: Random) -> str:
    """Leave words out, but for the last and those that ask."""
    *words, last = question.split()
    share = rng.choice(THINNED)
    return " ".join([*(w for w in words if is_asking(w) or rng.random() >= share), last])


def _topic(name: str) -> str:
    return name + ("은" if last_consonant(name[-1]) else "는")


def _of(title: str, question: str, rng: Random) -> str:
    """Name the article's subject in its question, unless it stands there."""
    name = _HANJA.sub("", title).strip()
    question = " ".join(question.split())
    if not name or name in question:
        return question
    topic = _topic(name)
    if _SUBJECT.match(question):
        return _SUBJECT.sub(topic, question)
    return f"{rng.choice([topic, name + '에서', name + '의', name, topic])} {question}"
