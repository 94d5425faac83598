"""Copied pages, made of the parts of news sites and given texts: each line with its kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from embeddings.training.page_layout import lay_out
from embeddings.training.page_shapes import Block, Shapes, read_shapes
from embeddings.training.page_words import PageWords

_COMPOSED = 0.55  # share of the parts that are made up of single lines
_NAMED = 0.15  # share of the pages whose title is known from outside and stands above all
_MENU_MARKS = (" ", " ", " | ", "  ", "\t", "\n", "\n", " · ", " / ", "|")
_BULLETED = 0.08  # share of the articles that are made of points, as press releases are
_BULLETS = ("□", "□", "○", "ㅇ", "◦", "-", "*", "※")
_NUMBERS = tuple(f"{at}." for at in range(1, 40))
_ASKED = ("Q.", "A.")
_META_MARKS = (" | ", "  ", " ", " · ", "\t", " / ", " ㅣ ")


class PageMaker:
    """Makes pages out of the paragraphs of texts; the same seed makes the same pages."""

    def __init__(self, texts: Sequence[str], shapes: Shapes | None = None, seed: int = 0) -> None:
        """Take the texts, Korean, of at least three sentences each, and the shapes of pages."""
        self._texts, self._shapes = texts, shapes or read_shapes()
        self._chance = random.Random(seed)
        self._words = PageWords(self._texts, self._shapes, self._chance)

    def page(self) -> Block:
        """Return a page's lines with their kinds."""
        self._words = words = PageWords(self._texts, self._shapes, self._chance)
        kinds = {
            self._whole: 70,
            self._list_page: 10,
            self._bare: 6,
            self._note: 8,
            self._two_articles: 6,
        }
        return lay_out([*filter(None, words.weighted(kinds)())], words, self._chance)

    # Pages.

    def _whole(self) -> Iterator[Block]:
        if self._is_likely(_NAMED):
            yield [("title", self._words.title)]
        yield from self._times({0: 2, 1: 5, 2: 2}, "head")
        yield from self._article()
        yield from self._times({0: 2, 1: 3, 2: 3, 3: 2, 5: 1}, "tail")
        yield from self._times({0: 4, 1: 4, 2: 1}, "footer")

    def _list_page(self) -> Iterator[Block]:
        yield from self._times({0: 3, 1: 7}, "head")
        yield from self._times({1: 5, 2: 1}, "list")
        yield from self._times({0: 1, 1: 1}, "tail")
        yield self._part("footer")

    def _bare(self) -> Iterator[Block]:
        if self._is_likely(0.7):
            yield [("title", self._words.title)]
        yield from self._body(inserts=0)
        if self._is_likely(0.2):
            yield self._rows()

    def _note(self) -> Iterator[Block]:
        """Yield what somebody wrote or kept by hand: between the sentences all is their own."""
        if self._is_likely(0.8):
            yield [("title", self._words.title)]
        for text in self._words.paragraphs[:6]:
            yield [("body", text)]
            if self._is_likely(0.6) and not self._words.english:
                yield self._repeated("body", self._form("note"), self._chance.randint(1, 4))
        if self._is_likely(0.5):
            yield [("body", self._words.paragraphs[-1])]

    def _two_articles(self) -> Iterator[Block]:
        yield self._part("head")
        yield from self._article()
        yield from self._times({0: 1, 1: 1}, "tail")
        if self._is_likely(0.4):
            yield [("menu", self._words.fill(self._words.word("parting")))]
        self._words.new_article()
        yield from self._article()
        yield self._part("footer")

    def _article(self) -> Iterator[Block]:
        yield self._part("top")
        yield from self._body(self._words.weighted({0: 3, 1: 3, 2: 2}))
        yield from self._times({0: 1, 1: 4, 2: 3, 3: 2}, "end")

    def _body(self, inserts: int) -> list[Block]:
        """Return the paragraphs, with captions, headings and what is no part of them between."""
        words, paragraphs = self._words, list(self._words.paragraphs)
        if not words.english and self._is_likely(0.25):
            paragraphs[0] = words.fill(words.word("dateline")) + paragraphs[0]
        if self._is_likely(0.08):
            paragraphs[-1] += words.fill(" {name} 기자 {email}")
        if not words.english and self._is_likely(_BULLETED):
            marks = words.weighted({_BULLETS: 6, _NUMBERS: 3, _ASKED: 1})
            paragraphs[1:] = [
                f"{marks[at % len(marks)]} {text}" for at, text in enumerate(paragraphs[1:])
            ]
        blocks: list[Block] = [[("body", text)] for text in paragraphs]
        between = [*self._times({inserts: 1}, "insert")]
        between += self._times({0: 4, 1: 4, 2: 1}, "ecaption" if words.english else "caption")
        if not words.english and self._is_likely(0.7 if words.style else 0.35):
            most = {1: 1, 2: 1, 3: 1} if len(paragraphs) > 2 else {1: 1}
            between += self._times(most, "heading")
        between += [self._table()] if self._is_likely(0.08) else []
        for block in filter(None, between):
            first = 0 if block[0][0] == "caption" else 1
            blocks.insert(self._chance.randint(first, max(first, len(blocks) - 1)), block)
        return blocks

    # Parts: whole ones of the shapes, and others composed of single lines.

    def _times(self, options: dict[int, int], name: str) -> Iterator[Block]:
        for _ in range(self._words.weighted(options)):
            yield self._part(name)

    def _part(self, name: str) -> Block:
        compose: Callable[[], Block] | None = getattr(self, f"_composed_{name}", None)
        if compose and self._is_likely(_COMPOSED):
            return compose()
        return self._shape(name)

    def _shape(self, name: str) -> Block:
        """Return a block of the shapes, in the page's language, filled, and its lists made long."""
        blocks = self._shapes.blocks[name]
        own = [block for block in blocks if _is_english(block) == self._words.english]
        lines: Block = []
        for kind, text in self._chance.choice(own or blocks):
            if kind.endswith("+"):
                lines += self._repeated(kind[:-1], text, self._chance.randint(1, 8))
            else:
                lines += [(kind, piece) for piece in self._words.fill(text).split("⏎")]
            if len(lines) > 1 and kind in ("menu", "meta") and self._is_likely(0.06):
                lines.pop()
        return lines

    def _repeated(self, kind: str, form: str, times: int) -> Block:
        """Return the lines of a list, each item of the form's lines."""
        words, lines = self._words, []
        words.count = self._chance.randrange(800, 40_000)
        for words.turn in range(1, times + 1):
            words.count -= 1
            lines += [(kind, words.fill(text)) for text in form.split("⏎")]
        return lines

    def _chosen(self, kind: str, name: str, least: int, most: int) -> Block:
        """Return some of the words that are lines of their own, each once."""
        pool = self._pool(name)
        chosen = self._chance.sample(pool, min(len(pool), self._chance.randint(least, most)))
        return [(kind, self._words.fill(text)) for text in chosen]

    def _pool(self, name: str) -> list[str]:
        local = f"e{name}"
        known = self._words.english and local in self._shapes.words
        return self._shapes.words[local if known else name]

    def _composed_head(self) -> Block:
        lines = self._menu()
        for _ in range(self._words.weighted({0: 8, 1: 2, 2: 1})):
            popup = self._shape("popup")
            lines = popup + lines if self._is_likely(0.5) else lines + popup
        if self._is_likely(0.1):
            lines += self._rights()
        if self._is_likely(0.6):
            site = self._chosen("site", "where", 1, 1) + self._chosen("menu", "slogan", 0, 1)
            at = self._words.weighted({0: 6, 1: 2, len(lines): 1})
            lines[at:at] = site
        return lines + (self._chosen("menu", "crumbs", 1, 1) if self._is_likely(0.3) else [])

    def _menu(self) -> Block:
        """Return lines of the words of menus, divided in one of the ways that menus are."""
        lines: list[str] = []
        for _ in range(self._chance.randint(1, 4)):
            size = self._words.weighted({1: 2, 2: 3, 3: 4, 5: 4, 8: 2, 12: 1})
            words = self._words.menu_words(self._chance.sample(self._pool("menuword"), size))
            lines += self._chance.choice(_MENU_MARKS).join(words).split("\n")
        return [("menu", line) for line in lines]

    def _composed_top(self) -> Block:
        words = self._words
        title = [("title", words.title)]
        if self._is_likely(0.15):
            title = self._shape("named") + (title if self._is_likely(0.5) else [])
        subtitles = [("subtitle", words.fill("{sub}"))] * words.weighted({0: 6, 1: 3})
        below = self._is_likely(0.25)  # the subtitle stands right above the text
        title += [] if below else subtitles
        buttons = self._brief() if self._is_likely(0.1) else []
        for _ in range(words.weighted({0: 3, 1: 4, 2: 2, 4: 1})):
            buttons += self._shape("button") if self._is_likely(0.6) else self._menu()[:2]
        parts = (title, self._metadata(), buttons)
        orders = {(0, 1, 2): 10, (1, 0, 2): 3, (2, 0, 1): 1, (0, 2, 1): 3, (1, 2, 0): 1}
        section = self._chosen("menu", "section", 1, 1) if self._is_likely(0.15) else []
        lines = [line for at in words.weighted(orders) for line in parts[at]]
        return section + lines + (subtitles if below else [])

    def _metadata(self) -> Block:
        names = ("byline", "stamp", "stamp", "byline")
        chosen = self._chance.sample(names, self._words.weighted({0: 1, 1: 3, 2: 6, 3: 3}))
        lines = [line for name in chosen for line in self._shape(name)]
        if len(lines) > 1 and self._is_likely(0.4):
            return [("meta", self._chance.choice(_META_MARKS).join(text for _, text in lines))]
        return [(kind, f"- {text}") for kind, text in lines] if self._is_likely(0.1) else lines

    def _brief(self) -> Block:
        return self._chosen("list", "brief", 1, 1) + self._repeated(
            "summary", self._form("point"), 3
        )

    def _form(self, name: str) -> str:
        return self._chance.choice(self._pool(name))

    def _composed_tail(self) -> Block:
        makes = {self._related: 4, self._rows: 4, self._comments: 3, self._profile: 2}
        return self._words.weighted(makes)()

    def _composed_insert(self) -> Block:
        makes = {self._related: 3, self._ads: 3, self._rows: 1, self._profile: 1}
        return self._words.weighted(makes)()[:6]

    def _composed_list(self) -> Block:
        return self._menu() + self._rows() + self._chosen("menu", "pagination", 1, 1)

    def _composed_end(self) -> Block:
        makes = {self._profile: 3, self._rights: 3, self._tags: 2, self._byline: 2}
        return self._words.weighted(makes)()

    def _composed_footer(self) -> Block:
        return self._chosen("rights", "footerline", 1, 8)

    def _rights(self) -> Block:
        return self._chosen("rights", "footerline", 1, 1)

    def _byline(self) -> Block:
        return self._shape("byline")

    def _profile(self) -> Block:
        return self._chosen("comment", "profileline", 1, 4)

    def _tags(self) -> Block:
        mark = self._chance.choice(("#", "#", "# ", ""))
        words = [mark + self._words.fill("{word}") for _ in range(self._chance.randint(1, 6))]
        if mark and self._is_likely(0.3):
            return [("menu", word) for word in words]
        label = f"{self._words.word('tags')} " if not mark or self._is_likely(0.5) else ""
        return [("menu", label + " ".join(words))]

    def _ads(self) -> Block:
        label = f"{self._words.word('adlabel')} " if self._is_likely(0.5) else ""
        lines = self._repeated("ad", label + "{ad}", self._chance.randint(1, 3))
        return (self._chosen("ad", "adlabel", 1, 1) if self._is_likely(0.2) else []) + lines

    def _related(self) -> Block:
        times = self._chance.randint(1, 7)
        return self._list_name() + self._repeated("related", self._form("relatedform"), times)

    def _rows(self) -> Block:
        times = self._chance.randint(2, 10)
        return self._list_name() + self._repeated("row", self._form("rowform"), times)

    def _list_name(self) -> Block:
        return self._chosen("list", "listname", 1, 1) if self._is_likely(0.88) else []

    def _comments(self) -> Block:
        lines = self._chosen("comment", "commentline", 1, 6)
        lines += self._repeated("comment", self._form("commentform"), self._chance.randint(0, 8))
        return lines + self._chosen("comment", "commentline", 1, 2)

    def _table(self) -> Block:
        """Return a table of the article's own: names and figures."""
        columns = self._chance.randint(1, 3)
        mark = self._chance.choice((" ", "\t", " | ", "  "))
        forms = [self._words.word("figure") for _ in range(columns)]
        name = self._chosen("body", "tablename", 0, 1)
        head = self._repeated("body", mark.join(["{word}"] * (columns + 1)), 1)
        rows = self._repeated("body", mark.join(["{word}", *forms]), self._chance.randint(2, 5))
        return name + head + rows

    def _is_likely(self, share: float) -> bool:
        return self._chance.random() < share


def _is_english(block: Block) -> bool:
    return any("{e" in text.replace("{email", "") for _, text in block)
