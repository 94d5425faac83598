"""Copied pages, made of the parts of news sites and given texts: each line with its kind."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SHAPES = Path(__file__).with_name("page_shapes.txt")

Block = list[tuple[str, str]]  # lines: their kind and text; both empty for a blank line

_PARTS = set("head top insert end tail footer list caption ecaption heading named byline stamp button".split())
_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[다요.]\.)\s+|(?<=다\.)\s*")
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:에서는|으로|에서|에는|까지|부터|은|는|이|가|을|를|의|에|로|과|와|도|며)$"
)
_SYLLABLES = "가나다라마서준윤지현우진영수은경태연호성희정석훈민하린솔"
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공"
_LONGEST_PARAGRAPH = 400


@dataclass(frozen=True)
class Shapes:
    """The blocks that parts of pages are made of, and the words for their slots."""

    blocks: dict[str, list[Block]]
    words: dict[str, list[str]]


def read_shapes(path: Path = SHAPES) -> Shapes:
    """Read sections headed "## name": blocks of "kind text" lines, or a slot's words, one a line."""
    shapes = Shapes({}, {})
    for section in path.read_text("utf-8").split("## ")[1:]:
        name, _, body = section.partition("\n")
        if name in _PARTS:
            blocks = body.strip("\n").split("\n\n")
            shapes.blocks[name] = [[_kind_and_text(x) for x in b.split("\n")] for b in blocks]
        else:
            shapes.words[name] = body.split("\n")[:-1] if body.endswith("\n\n") else body.split("\n")
            shapes.words[name] = [word for word in shapes.words[name] if word]
    return shapes


def _kind_and_text(line: str) -> tuple[str, str]:
    kind, _, text = line.partition(" ")
    return ("", "") if kind == "-" else (kind, text)


class PageMaker:
    """Makes pages out of the paragraphs of texts; the same seed makes the same pages."""

    def __init__(self, texts: Sequence[str], shapes: Shapes, seed: int = 0) -> None:
        self._texts = texts
        self._shapes = shapes
        self._random = random.Random(seed)

    def page(self) -> Block:
        """Return a page's lines with their kinds."""
        self._start()
        make = self._weighted(
            {
                self._whole: 80,
                self._list_page: 7,
                self._bare: 7,
                self._two_articles: 6,
            }
        )
        blocks = [block for block in make() if block]
        return self._laid_out(blocks)

    # What a page says throughout: its outlet, its reporter, its article.

    def _start(self) -> None:
        chance = self._random.random
        self._english = chance() < 0.08
        self._outlet = self._fill(self._word("outlet"))
        self._eoutlet = self._fill(self._word("eoutlet"))
        self._author = self._name()
        self._topic = self._word("etopic")
        self._year = self._random.choice((2019, 2021, 2022, 2023, 2024, 2025, 2026))
        self._day = date(self._year, 1, 1) + timedelta(self._random.randrange(365))
        self._style = ""
        self._other = ""
        self._begin_article()

    def _begin_article(self) -> None:
        for _ in range(20):
            self._paragraphs = self._english_body() if self._english else self._korean_body()
            self._title = self._fill(self._word("etitle")) if self._english else self._headline(self._paragraphs[0])
            if len(self._title) > 9:
                return

    def _korean_body(self) -> list[str]:
        text = self._random.choice(self._texts)
        sentences = [
            s for line in text.split("\n") if len(line) > 30 for s in _SENTENCE_END.split(line) if s.endswith(".")
        ]
        if len(sentences) < 3:
            return self._korean_body()
        sentences = sentences[: self._random.choice((4, 8, 12, 20, 30))]
        self._style = self._weighted({"": 84, "합니다": 10, "해요": 6})
        if self._style:
            # What is spoken is short.
            sentences = [s for s in sentences if len(s) < 60] or sentences
        paragraphs, at = [], 0
        most = self._random.choice((1, 2, 2, 3, 4))
        while at < len(sentences):
            size = self._random.randint(1, most)
            paragraphs.append(" ".join(self._said(s) for s in sentences[at : at + size])[:1000])
            at += size
        return paragraphs

    def _said(self, sentence: str) -> str:
        if self._style:
            return _politely(sentence, self._style)
        if self._random.random() > 0.15 or not sentence.endswith("다."):
            return sentence
        who = self._fill(self._random.choice(("{name} {org} 대표", "{org} 관계자", "{name}(4{i}) 씨", "{name} 교수")))
        return self._random.choice(
            (
                f"{who}는 “{sentence[:-1]}”고 {self._word('saying')}.",
                f"“{sentence[:-1]}”고 {who}는 {self._word('saying')}.",
                f"“{sentence}”",
            )
        )

    def _english_body(self) -> list[str]:
        return [
            " ".join(self._fill(self._word("esentence")) for _ in range(self._random.randint(1, 3)))
            for _ in range(self._random.randint(3, 8))
        ]

    def _headline(self, text: str) -> str:
        """Return a title in the press's style, of a text's own words without their particles."""
        chance, pick = self._random.random, self._random
        words = [_PARTICLE.sub("", w.strip(string.punctuation + "“”‘’「」《》·")) for w in re.sub(r"\([^)]*\)", "", text).split()]
        words = [w for w in words[:24] if w and not w.endswith("다")]
        size = min(len(words), pick.randint(3, 7))
        chosen = [words[at] for at in sorted(pick.sample(range(len(words)), size))]
        if chance() < 0.5 and len(chosen) > 2:
            chosen[-1:] = [self._word("last")]
        cut = pick.randrange(1, len(chosen)) if len(chosen) > 1 else 0
        head, tail = " ".join(chosen[:cut]), " ".join(chosen[cut:])
        if chance() < 0.25 and head:
            head = f"“{head}”"
        if chance() < 0.12:
            tail = f"‘{tail}’"
        title = head + pick.choice(("…", ", ", " ", " ", "...", "…", " · ")) + tail if head else tail
        if chance() < 0.12:
            title = self._fill(self._word("mark")) + " " + title
        if chance() < 0.04:
            title += pick.choice(("(종합)", "(종합2보)", " [영상]", "?", "!"))
        return title[:80]

    # The parts.

    def _whole(self) -> Iterator[Block]:
        for _ in range(self._weighted({0: 2, 1: 5, 2: 2})):
            yield self._part("head")
        yield from self._article()
        for _ in range(self._weighted({0: 2, 1: 3, 2: 3, 3: 2, 5: 1})):
            yield self._part("tail")
        for _ in range(self._weighted({0: 4, 1: 4, 2: 1})):
            yield self._part("footer")

    def _list_page(self) -> Iterator[Block]:
        if self._random.random() < 0.7:
            yield self._part("head")
        for _ in range(self._weighted({1: 5, 2: 1})):
            yield self._part("list")
        if self._random.random() < 0.5:
            yield self._part("tail")
        yield self._part("footer")

    def _bare(self) -> Iterator[Block]:
        if self._random.random() < 0.7:
            yield [("title", self._title)]
        yield from self._body(inserts=0)

    def _two_articles(self) -> Iterator[Block]:
        yield self._part("head")
        yield from self._article()
        if self._random.random() < 0.5:
            yield self._part("tail")
        if self._random.random() < 0.4:
            yield [("menu", self._random.choice(("▼ 다음 기사가 이어집니다", "다음 기사", "----------", "* * *")))]
        self._begin_article()
        yield from self._article()
        yield self._part("footer")

    def _article(self) -> Iterator[Block]:
        yield self._part("top")
        yield from self._body(self._weighted({0: 3, 1: 3, 2: 2}))
        for _ in range(self._weighted({0: 1, 1: 4, 2: 3, 3: 2})):
            yield self._part("end")

    def _body(self, inserts: int) -> list[Block]:
        chance = self._random.random
        blocks: list[Block] = [[("body", p)] for p in self._paragraphs]
        if chance() < 0.25 and not self._english:
            blocks[0] = [("body", self._fill(self._dateline()) + self._paragraphs[0])]
        if chance() < 0.08:
            blocks[-1] = [("body", self._paragraphs[-1] + self._fill(" {name} 기자 {email}"))]
        extra = [self._part("insert") for _ in range(inserts)]
        captions = "ecaption" if self._english else "caption"
        extra += [self._part(captions) for _ in range(self._weighted({0: 4, 1: 4, 2: 1}))]
        if not self._english and chance() < 0.25:
            kind = self._random.choice(self._shapes.blocks["heading"])
            extra += [[(k, self._fill(t)) for k, t in kind] for _ in range(self._random.randint(1, 3))]
        if chance() < 0.08:
            extra.append(self._table())
        for block in extra:
            if not block:
                continue
            first = 0 if block[0][0] == "caption" else 1
            blocks.insert(self._random.randint(first, max(first, len(blocks) - 1)), block)
        return blocks

    def _dateline(self) -> str:
        return self._random.choice(
            (
                "({city}={outlet}) {name} 기자 = ",
                "[{city}={outlet}]{name} 기자 = ",
                "[{outlet} {name} 기자] ",
                "[{outlet}={name} 기자] ",
                "【{city}={outlet}】 {name} 기자 = ",
                "[앵커] ",
            )
        )

    def _part(self, name: str) -> Block:
        """Return a block of a part: one of the whole ones, or one made up of single lines."""
        compose = getattr(self, f"_composed_{name}", None)
        if compose and self._random.random() < 0.55:
            return [line for line in compose() if line[1].strip()]
        return self._whole_part(name)

    def _composed_head(self) -> Block:
        lines = [("menu", line) for line in self._menu_words()]
        if self._random.random() < 0.6:
            name = self._local("{outlet}")
            where = self._random.choice((name, name, name + " {section}", name + " | {section}", "{slogan} " + name, name + " {slogan}"))
            lines.insert(self._random.randint(0, len(lines)), ("menu", self._fill(where)))
        if self._random.random() < 0.3:
            mark = self._random.choice((" > ", " 〉 ", " / ", " | ", " » ", ">"))
            lines.append(("menu", mark.join(self._fill(x) for x in self._random.choice((["홈", "{section}"], ["{section}", "{section}"], ["HOME", "{section}", "{section}"], ["뉴스", "{section}"])))))
        return lines

    def _menu_words(self) -> list[str]:
        """Return lines of the words of menus, divided in one of the ways that menus are."""
        lines = []
        for _ in range(self._random.randint(1, 4)):
            words = self._random.sample(self._shapes.words["emenuword" if self._english else "menuword"], self._weighted({1: 2, 2: 3, 3: 4, 5: 4, 8: 2, 12: 1}))
            mark = self._random.choice((" ", " ", " | ", "  ", "\t", "\n", " · ", " / ", "|", "\n"))
            lines += mark.join(words).split("\n")
        return lines

    def _composed_top(self) -> Block:
        chance, pick = self._random.random, self._random
        title = [("title", self._title)]
        if chance() < 0.15:
            named = self._whole_part("named")
            title = named if chance() < 0.5 else named + title
        subs = [("subtitle", self._fill(self._local("{sub}"))) for _ in range(self._weighted({0: 6, 1: 3, 2: 1}))]
        below = subs if chance() < 0.25 else []  # right above the text
        title += [] if below else subs
        metas: Block = []
        for part in pick.sample(("byline", "stamp", "stamp", "byline"), self._weighted({0: 1, 1: 3, 2: 6, 3: 3})):
            metas += self._whole_part(part)
        if len(metas) > 1 and chance() < 0.4:
            mark = pick.choice((" | ", "  ", " ", " · ", "\t", " / ", " ㅣ "))
            metas = [("meta", mark.join(text for _, text in metas))]
        elif chance() < 0.1:
            metas = [(kind, "- " + text) for kind, text in metas]
        buttons: Block = []
        for _ in range(self._weighted({0: 3, 1: 4, 2: 2, 4: 1})):
            buttons += self._whole_part("button") if chance() < 0.6 else [("menu", x) for x in self._menu_words()[:2]]
        if chance() < 0.1:
            buttons = [("list", self._fill(pick.choice(("AI 요약", "요약", "한눈에 보기", "기사 3줄 요약", "핵심 요약", "주요 내용"))))] + [
                ("summary", self._fill(pick.choice(("{sentence}", "- {sentence}", "· {sentence}", "✓ {sentence}")))) for _ in range(3)
            ] + buttons
        order = self._weighted({(0, 1, 2): 10, (1, 0, 2): 3, (2, 0, 1): 1, (0, 2, 1): 3, (1, 2, 0): 1})
        section = [("menu", self._fill("{section}"))] if chance() < 0.15 else []
        return section + [line for at in order for line in (title, metas, buttons)[at]] + below

    def _composed_tail(self) -> Block:
        make = self._weighted({self._related: 4, self._rows: 4, self._comments: 3, self._profile: 2})
        return make()

    def _composed_insert(self) -> Block:
        make = self._weighted({self._related: 3, self._ads: 3, self._rows: 1, self._profile: 1})
        return make()[:6]

    def _composed_list(self) -> Block:
        return [("menu", x) for x in self._menu_words()] + self._rows() + [("menu", self._random.choice(("1 2 3 4 5 다음", "처음 이전 1 2 3 다음 끝", "더보기", "[1] [2] [3]", "« 1 2 3 »")))]

    def _composed_end(self) -> Block:
        make = self._weighted({self._profile: 3, self._rights: 3, self._tags: 2, self._signed: 2})
        return make()

    def _composed_footer(self) -> Block:
        return self._several("rights", "footerline", 1, 8)

    def _profile(self) -> Block:
        return self._several("comment", "profileline", 1, 4)

    def _rights(self) -> Block:
        return self._several("rights", "footerline", 1, 1) if self._random.random() < 0.3 else self._whole_part("end")

    def _signed(self) -> Block:
        return self._whole_part("byline")

    def _tags(self) -> Block:
        words = [self._slot_word() for _ in range(self._random.randint(1, 6))]
        form = self._random.choice(("#{}", "#{}", "{}", "# {}"))
        words = [form.format(word) for word in words]
        label = self._random.choice(("", "태그 ", "키워드 : ", "TAG ", "관련 키워드 ")) if form != "{}" else "관련 태그 "
        return [("menu", label + " ".join(words))] if self._random.random() < 0.7 else [("menu", w) for w in words]

    def _ads(self) -> Block:
        label = self._random.choice(("", "", "[광고] ", "AD ", "[AD] ", "광고 ", "▣ ", "<광고>"))
        lines = [("ad", label + self._fill("{ad}")) for _ in range(self._random.randint(1, 3))]
        return lines if self._random.random() < 0.8 else [("ad", self._random.choice(("광고", "Advertisement", "AD", "스폰서")))] + lines

    def _several(self, kind: str, words: str, least: int, most: int) -> Block:
        pool = self._shapes.words.get("e" + words if self._english else words) or self._shapes.words[words]
        chosen = self._random.sample(pool, min(len(pool), self._random.randint(least, most)))
        return [(kind, self._fill(text)) for text in chosen]

    def _repeated(self, kind: str, form: str, times: int) -> Block:
        lines: Block = []
        self._count = self._random.randrange(800, 40_000)
        for self._turn in range(1, times + 1):
            self._count -= 1
            lines += [(kind, self._fill(text)) for text in self._local(form).split("⏎")]
        return lines

    def _local(self, form: str) -> str:
        """Return a form with the slots of the page's language."""
        if not self._english:
            return form
        for name in ("outlet", "name", "other", "comment", "user", "date"):
            form = form.replace("{" + name + "}", "{e" + name + "}")
        return form.replace("{sentence_cut}", "{esentence}").replace("{sub}", "{esentence}").replace(" 기자", "")

    def _list_heading(self) -> Block:
        if self._random.random() < 0.12:
            return []
        return [("list", self._fill(self._word("elistname" if self._english else "listname")))]

    def _related(self) -> Block:
        times = self._random.randint(1, 7)
        return self._list_heading() + self._repeated("related", self._word("relatedform"), times)

    def _rows(self) -> Block:
        times = self._random.randint(2, 10)
        return self._list_heading() + self._repeated("row", self._word("rowform"), times)

    def _comments(self) -> Block:
        lines = self._several("comment", "commentline", 1, 6)
        lines += self._repeated("comment", self._word("commentform"), self._random.randint(0, 5))
        return lines + self._several("comment", "commentline", 1, 2)

    def _table(self) -> Block:
        """Return a table of the article's own: names and figures."""
        columns = self._random.randint(2, 4)
        mark = self._random.choice((" ", "\t", " | ", "  "))
        lines = [mark.join(self._slot_word() for _ in range(columns))]
        for _ in range(self._random.randint(2, 5)):
            figures = (self._random.choice(("{n}", "{views}", "{n}.3%", "{year}년 {m}월", "{n}만원")) for _ in range(columns - 1))
            lines.append(mark.join([self._slot_word(), *map(self._fill, figures)]))
        name = self._random.choice(("<표> {sub}", "[표] {sub}", "", "■ {sub}", "{sub}"))
        return [("body", text) for text in ([self._fill(name)] if name else []) + lines]

    def _whole_part(self, name: str) -> Block:
        """Return a block of a part, in the page's language, filled; its many lines made many."""
        blocks = self._shapes.blocks[name]
        own = [b for b in blocks if any("{e" in text.replace("{email", "") for _, text in b) == self._english]
        block = self._random.choice(own or blocks)
        lines: Block = []
        for kind, text in block:
            self._count = self._random.randrange(8_000, 40_000)
            times = self._random.randint(1, 8) if kind.endswith("+") else 1
            for self._turn in range(1, times + 1):
                self._count -= 1
                lines += [(kind.rstrip("+"), self._fill(t)) for t in text.split("⏎")]
            if len(lines) > 1 and kind in ("menu", "meta") and self._random.random() < 0.06:
                lines.pop()
        return lines

    # The layout.

    def _laid_out(self, blocks: list[Block]) -> Block:
        chance = self._random.random
        between = self._weighted({1.0: 5, 0.6: 3, 0.0: 2})
        every = chance() < 0.06
        wrap = self._random.randint(22, 48) if chance() < 0.1 else 0
        single = chance() < 0.12
        apart = chance() < 0.75  # blank lines between paragraphs
        lines: Block = []
        for block in self._menus(blocks):
            for kind, text in block:
                if kind == "body" and wrap:
                    lines += [(kind, piece) for piece in _wrapped(text, wrap)]
                elif kind == "body" and single:
                    lines += [(kind, piece) for piece in _SENTENCE_END.split(text) if piece]
                else:
                    lines.append((kind, text))
                if every:
                    lines.append(("", ""))
            body = block[-1][0] == "body"
            if (apart and between) if body else chance() < between:
                lines.append(("", ""))
        return [(k, t.strip()) for k, t in lines if t.strip() or not k]

    def _menus(self, blocks: list[Block]) -> Iterator[Block]:
        """Yield the blocks; a menu's words sometimes on lines of their own, or its lines as one."""
        for block in blocks:
            changed = self._random.random()
            if changed < 0.06 and all(kind == "menu" for kind, _ in block):
                yield [("menu", word) for _, text in block for word in text.split(" ")]
            elif changed < 0.12 and len(block) > 1 and all(kind == "menu" for kind, _ in block):
                yield [("menu", self._random.choice((" ", " | ", " · ")).join(t for _, t in block))]
            else:
                yield block

    # The words.

    def _fill(self, text: str) -> str:
        return _SLOT.sub(lambda slot: self._slot(slot[1]), text)

    def _slot(self, name: str) -> str:
        make = getattr(self, f"_slot_{name}", None)
        if make:
            return str(make())
        return self._fill(self._word(name))

    def _word(self, name: str) -> str:
        return self._random.choice(self._shapes.words[name])

    def _name(self) -> str:
        pick = self._random.choice
        return pick(_SURNAMES) + pick(_SYLLABLES) + (pick(_SYLLABLES) if self._random.random() < 0.9 else "")

    def _slot_outlet(self) -> str:
        return self._outlet

    def _slot_eoutlet(self) -> str:
        return self._eoutlet

    def _slot_name(self) -> str:
        return self._author if self._random.random() < 0.6 else self._name()

    def _slot_ename(self) -> str:
        pick = self._random.choice
        return f"{pick(('Han', 'Yeo', 'Kim', 'Baek', 'Jane', 'Sam'))} {pick(('Do-yun', 'Min-ji', 'Seung-ho', 'Doe', 'Ji-won', 'Roe'))}"

    def _slot_title(self) -> str:
        return self._title

    _slot_etitle = _slot_title

    def _slot_etopic(self) -> str:
        return self._topic if self._random.random() < 0.7 else self._word("etopic")

    def _slot_other(self) -> str:
        """Return the title of another article, which at times is on the same matter."""
        self._other = self._random.choice(self._texts)[:400].replace("\n", " ")
        if self._random.random() < 0.2 and len(self._paragraphs) > 2:
            self._other = self._random.choice(self._paragraphs[2:])
        return self._headline(self._other[:200] + " 새 소식")

    def _slot_eother(self) -> str:
        topic, self._topic = self._topic, self._word("etopic")
        filled = self._fill(self._word("etitle"))
        self._topic = topic
        return filled

    def _slot_sub(self) -> str:
        title = self._headline(self._random.choice(self._paragraphs[:4]))
        return title

    def _slot_sentence(self) -> str:
        return self._random.choice(_SENTENCE_END.split(self._random.choice(self._paragraphs)) or [""])[:160]

    def _slot_sentence_cut(self) -> str:
        return self._other[: self._random.randint(50, 120)].strip() + self._random.choice(("…", "...", ""))

    def _slot_word(self) -> str:
        return _PARTICLE.sub("", self._random.choice(self._paragraphs[0].split()).strip(string.punctuation))

    def _slot_comment(self) -> str:
        return " ".join(self._word("comment") for _ in range(self._weighted({1: 5, 2: 2})))

    def _slot_user(self) -> str:
        return self._random.choice(
            ("abc{n}", "kim****", "{stem}사랑", "바람{n}", "je**", "지나가던{n}", "user_{n}", "익명", "{name}", "lovely{n}")
        ).replace("{n}", str(self._random.randint(1, 99))).replace("{stem}", self._word("stem")).replace("{name}", self._name())

    def _slot_euser(self) -> str:
        return self._random.choice(("reader", "sam_", "neighbor")) + str(self._random.randint(1, 99))

    def _slot_email(self) -> str:
        return "".join(self._random.choices(string.ascii_lowercase, k=self._random.randint(3, 8))) + "@" + self._random.choice(("news", "daily", "times", "hanmail")) + ".example"

    def _slot_phone(self) -> str:
        return self._random.choice((f"02-{self._random.randint(100, 9999)}-{self._random.randint(1000, 9999)}", f"1588-{self._random.randint(1000, 9999)}", f"0{self._random.randint(31, 64)}-555-{self._random.randint(1000, 9999)}"))

    def _slot_n(self) -> str:
        return str(self._random.randint(1, 99))

    def _slot_m(self) -> str:
        return str(self._day.month)

    def _slot_i(self) -> str:
        return str(getattr(self, "_turn", 1))

    def _slot_k(self) -> str:
        return str(self._count)

    def _slot_views(self) -> str:
        return f"{self._random.randint(10, 9_000):,}" if self._random.random() < 0.5 else str(self._random.randint(10, 99_999))

    def _slot_year(self) -> str:
        return str(self._year)

    def _slot_weekday(self) -> str:
        return self._random.choice("월화수목금토일")

    def _slot_time(self) -> str:
        hour, minute = self._random.randint(1, 23), self._random.randint(0, 59)
        return self._random.choice((f"{hour:02}:{minute:02}", f"{hour:02}:{minute:02}", f"오후 {hour % 12 + 1}:{minute:02}", f"{hour:02}:{minute:02}:30"))

    def _slot_date(self) -> str:
        d = self._day - timedelta(self._random.choice((0, 0, 0, 1, 2, 5)))
        form = self._random.choice(("%Y.%m.%d", "%Y-%m-%d", "%Y.%m.%d.", "%Y년 %m월 %d일", "%Y/%m/%d", "%Y. %m. %d.", "%y.%m.%d"))
        return d.strftime(form)

    def _slot_shortdate(self) -> str:
        return self._day.strftime(self._random.choice(("%y-%m-%d", "%y.%m.%d", "%m-%d", "%m.%d")))

    def _slot_slashed(self) -> str:
        return self._day.strftime("%Y/%m/%d")

    def _slot_dotted(self) -> str:
        return f"{self._day.year}. {self._day.month}. {self._day.day}."

    def _slot_md(self) -> str:
        return self._day.strftime(self._random.choice(("%m.%d", "%m-%d", "%m/%d")))

    def _slot_datetime(self) -> str:
        return self._slot_date() + self._random.choice((" ", " ", "  ", " (목) ")) + self._slot_time()

    def _slot_edate(self) -> str:
        return self._day.strftime(self._random.choice(("%B %d, %Y", "%b. %d, %Y", "%d %b %Y", "%Y-%m-%d")))

    def _weighted(self, options: dict) -> object:
        return self._random.choices(list(options), weights=list(options.values()))[0]


def _politely(sentence: str, style: str) -> str:
    """Return a plain sentence as it is spoken: "했다." becomes "했습니다." or "했어요."."""
    stem, last = sentence[:-2], sentence[-3:-2]
    if not sentence.endswith("다.") or not "가" <= last <= "힣":
        return sentence
    final = (ord(last) - ord("가")) % 28
    if final in (18, 20):  # ㅄ, ㅆ: past tenses, 있다, 없다
        return stem + ("습니다." if style == "합니다" else "어요.")
    if last == "이":
        return stem[:-1] + ("입니다." if style == "합니다" else "이에요.")
    if final == 4:  # ㄴ: 한다, 된다
        return stem[:-1] + chr(ord(last) + 13) + "니다."
    return stem + ("습니다." if style == "합니다" and final else "고요.")


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]
