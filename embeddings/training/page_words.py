"""The words of made pages: titles and paragraphs of given texts, names, dates, and set phrases."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from embeddings.training.page_shapes import Shapes
from embeddings.training.speech import speak_politely

T = TypeVar("T")

SENTENCE_END = re.compile(r"(?<=[다요.]\.)\s+|(?<=다\.)\s*")
_SLOT = re.compile(r"\{(\w+)\}")
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:에서는|으로|에서|에는|까지|부터|은|는|이|가|을|를|의|에|로|과|와|도|며)$"
)
_BESIDE_WORDS = string.punctuation + "“”‘’「」《》·"
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍고문양손배백허남심노하곽성차주우구민나진지엄채"
_RARE_SURNAMES = "온감옥석설편표모맹제탁국봉위도천방공현함변염여추소은길마연기반라금육인"
_SYLLABLES = (
    "가나다라마서준윤지현우진영수은경태연호성희정석훈민하린솔늬보람슬새론온결빛래찬율샘별단비혁철"
)
_UNFORESEEN = (0.0, 0.0, 0.3, 1.0)  # shares of a page's menus whose words are any text's
_NO_NOUN = "다고며은는를의에게한된인할"
_QUOTES = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"))
_ENGLISH = 0.16  # share of the pages
_BRIEF = 0.2  # share of the articles that are a few short sentences
_DATES = (
    "%Y.%m.%d",
    "%Y-%m-%d",
    "%Y.%m.%d.",
    "%Y년 %m월 %d일",
    "%Y/%m/%d",
    "%Y. %m. %d.",
    "%y.%m.%d",
)
_FIRST = "Han Yeo Kim Baek Jane Sam Mina Noor Ivo Ruth Owen Dana Petra Hugo Amy".split()
_SECOND = "Do-yun Min-ji Seung-ho Doe Ji-won Roe Park Silva Brandt Lee Choi Hale Ito Ahn".split()


class PageWords:
    """What one page says: its outlet, reporter and day, and the article that it is about."""

    def __init__(self, texts: Sequence[str], shapes: Shapes, chance: random.Random) -> None:
        """Take articles' texts to make others of, the shapes, and what decides."""
        self._texts, self._shapes, self._chance = texts, shapes, chance
        self.english = chance.random() < _ENGLISH
        self.turn, self.count = 1, 1  # of a list's rows: from 1 on, and a board's falling number
        self.style = self._other = ""
        self._unforeseen = chance.choice(_UNFORESEEN)
        self._author, self._topic = "", self.word("etopic")
        self._outlet = self.fill(self.word("eoutlet" if self.english else "outlet"))
        self._author = self._slot_name()
        self._day = date(chance.randint(2019, 2026), 1, 1) + timedelta(chance.randrange(365))
        self.new_article()

    def new_article(self) -> None:
        """Begin an article on another matter, by another text's words."""
        self.paragraphs = self._english_body() if self.english else self._korean_body()
        self.title = self.fill(self.word("etitle" if self.english else "newtitle"))

    def fill(self, form: str) -> str:
        """Return a form with words in its blanks; `{name}` is in the page's language."""
        return _SLOT.sub(lambda slot: self._filled(slot[1]), form)

    def word(self, name: str) -> str:
        """Return one of the words that the shapes name so."""
        return self._chance.choice(self._shapes.words[name])

    def menu_words(self, known: Sequence[str]) -> list[str]:
        """Return words of a menu, with words of any text for as many as nobody foresees."""
        share = 0.0 if self.english else self._unforeseen
        return [self._slot_noun() if self._chance.random() < share else word for word in known]

    def weighted(self, options: Mapping[T, int]) -> T:
        """Return one of the options, each as likely as its weight."""
        return self._chance.choices([*options], [*options.values()])[0]

    def _filled(self, name: str) -> str:
        make: Callable[[], str] | None = getattr(self, f"_slot_{name}", None)
        local = f"e{name}"
        if self.english and (hasattr(self, f"_slot_{local}") or local in self._shapes.words):
            return self._filled(local)
        return make() if make else self.fill(self.word(name))

    def _headline(self, text: str) -> str:
        """Return a title in the press's style, of a text's own words without their particles."""
        chance = self._chance
        words = [word.strip(_BESIDE_WORDS) for word in re.sub(r"\([^)]*\)", "", text).split()[:24]]
        verbs = [word for word in words if word.endswith("다")]
        words = [_PARTICLE.sub("", word) for word in words if word and not word.endswith("다")]
        size = min(len(words), chance.randint(3, 7))
        chosen = [words[at] for at in sorted(chance.sample(range(len(words)), size))]
        if chance.random() < 0.3:
            chosen.insert(chance.randint(0, len(chosen)), self._slot_noun())
        if size < 3 or chance.random() < 0.6:
            last = chance.choice(verbs) if verbs and chance.random() < 0.4 else self.word("last")
            chosen[2:] = [*chosen[2:-1], last]
        cut = chance.randint(0, len(chosen) - 1)
        head, tail = " ".join(chosen[:cut]), " ".join(chosen[cut:])
        opening, closing = chance.choice(_QUOTES)
        head = f"{opening}{head}{closing}" if head and chance.random() < 0.25 else head
        tail = f"‘{tail}’" if chance.random() < 0.12 else tail
        title = (
            head + chance.choice(("…", "…", ", ", " ", " ", "...", " · ")) + tail if head else tail
        )
        before = self.fill(self.word("mark")) + " " if chance.random() < 0.12 else ""
        ends = ("(종합)", "(종합2보)", " [영상]", "?", "!")
        return (before + title)[:80] + (chance.choice(ends) if chance.random() < 0.04 else "")

    def _lead(self) -> str:
        """Return what a title is made of: the first paragraph, at times with the second before."""
        lead = self.paragraphs[:2] if self._chance.random() < 0.3 else self.paragraphs[:1]
        return " ".join(reversed(lead))

    def _korean_body(self) -> list[str]:
        text = self._chance.choice(self._texts)
        lines = (line for line in text.split("\n") if len(line) > 30)
        sentences = [s for line in lines for s in SENTENCE_END.split(line) if s.endswith(".")]
        if len(sentences) < 3:
            return self._korean_body()
        self.style = self.weighted({"": 79, "합니다": 12, "해요": 9})
        if self.style:  # what is spoken is short
            sentences = [s for s in sentences if len(s) < 60] or sentences
        if self._chance.random() < _BRIEF:
            sentences = sorted(sentences, key=len)[: self._chance.randint(1, 4)]
        sentences = sentences[: self._chance.choice((4, 8, 12, 20, 30))]
        most, paragraphs = self._chance.choice((1, 2, 2, 3, 4)), []
        while sentences:
            size = self._chance.randint(1, most)
            paragraphs.append(" ".join(map(self._said, sentences[:size]))[:1000])
            sentences = sentences[size:]
        return paragraphs

    def _said(self, sentence: str) -> str:
        if self.style:
            return speak_politely(sentence, self.style)
        if self._chance.random() > 0.15 or not sentence.endswith("다."):
            return sentence
        who = self.fill(self.word("speaker"))
        return self._chance.choice(
            (
                f"{who}는 “{sentence[:-1]}”고 {self.word('saying')}.",
                f"“{sentence[:-1]}”고 {who}는 {self.word('saying')}.",
                f"“{sentence}”",
            )
        )

    def _english_body(self) -> list[str]:
        lengths = [self._chance.randint(1, 3) for _ in range(self._chance.randint(3, 8))]
        return [" ".join(self.fill("{esentence}") for _ in range(length)) for length in lengths]

    # The blanks that are made up rather than chosen.

    def _slot_name(self) -> str:
        if self._author and self._chance.random() < 0.6:
            return self._author
        first = self._chance.choices(_SYLLABLES, k=2 if self._chance.random() < 0.9 else 1)
        surnames = _RARE_SURNAMES if self._chance.random() < 0.2 else _SURNAMES
        return self._chance.choice(surnames) + "".join(first)

    def _slot_ename(self) -> str:
        return f"{self._chance.choice(_FIRST)} {self._chance.choice(_SECOND)}"

    def _slot_noun(self) -> str:
        """Return a word of any text: what nobody foresees in a menu or in an outlet's name."""
        text = self._chance.choice(self._texts)
        start = self._chance.randrange(len(text))
        words = [
            _PARTICLE.sub("", w.strip(_BESIDE_WORDS)) for w in text[start : start + 80].split()
        ]
        nouns = [word for word in words[1:-1] if word.isalpha() and 2 <= len(word) <= 4]
        return next((noun for noun in nouns if noun[-1] not in _NO_NOUN), "바다")

    def _slot_section(self) -> str:
        is_foreseen = self.english or self._chance.random() > self._unforeseen
        return self.fill(self.word("section")) if is_foreseen else self._slot_noun()

    def _slot_outlet(self) -> str:
        return self._outlet

    def _slot_title(self) -> str:
        return self.title

    def _slot_etopic(self) -> str:
        return self._topic if self._chance.random() < 0.7 else self.word("etopic")

    def _slot_other(self) -> str:
        """Return the title of another article, which at times is on the same matter."""
        self._other = self._chance.choice(self._texts)[:400].replace("\n", " ")
        if self._chance.random() < 0.2 and len(self.paragraphs) > 2:
            self._other = self._chance.choice(self.paragraphs[2:])
        return self._headline(self._other[:200] + " 새 소식")

    def _slot_headline(self) -> str:
        return self._headline(self._lead())

    def _slot_eother(self) -> str:
        return self.fill(self.word("etitle").replace("{etopic}", self.word("etopic")))

    def _slot_sub(self) -> str:
        return self._headline(self._chance.choice(self.paragraphs[:4]))

    def _slot_esub(self) -> str:
        return self.fill("{esentence}")

    def _slot_sentence(self) -> str:
        return self._chance.choice(SENTENCE_END.split(self._chance.choice(self.paragraphs)))[:160]

    def _slot_opening(self) -> str:
        """Return the first words of the article that the last other title is of."""
        end = self._chance.choice(("…", "...", ""))
        return self._other[: self._chance.randint(50, 120)].strip() + end

    def _slot_eoutlet(self) -> str:
        return self._outlet

    def _slot_eopening(self) -> str:
        return self.fill("{esentence}")

    def _slot_word(self) -> str:
        word = self._chance.choice(self.paragraphs[0].split()).strip(string.punctuation)
        return _PARTICLE.sub("", word) or "말"

    def _slot_email(self) -> str:
        name = "".join(self._chance.choices(string.ascii_lowercase, k=self._chance.randint(3, 8)))
        return f"{name}@{self._chance.choice(('news', 'daily', 'times', 'mail'))}.example"

    def _slot_phone(self) -> str:
        front = self._chance.choice(("02", "1588", f"0{self._chance.randint(31, 64)}"))
        middle = "" if front == "1588" else f"{self._chance.randint(100, 9999)}-"
        return f"{front}-{middle}{self._chance.randint(1000, 9999)}"

    def _slot_n(self) -> str:
        return str(self._chance.randint(1, 99))

    def _slot_views(self) -> str:
        views = self._chance.randint(10, 99_999)
        return f"{views:,}" if self._chance.random() < 0.5 else str(views)

    def _slot_i(self) -> str:
        return str(self.turn)

    def _slot_k(self) -> str:
        return str(self.count)

    def _slot_m(self) -> str:
        return str(self._day.month)

    def _slot_year(self) -> str:
        return str(self._day.year)

    def _slot_weekday(self) -> str:
        return self._chance.choice("월화수목금토일")

    def _slot_time(self) -> str:
        hour, minute = self._chance.randint(1, 23), self._chance.randint(0, 59)
        plain = f"{hour:02}:{minute:02}"
        return self._chance.choice(
            (plain, plain, f"오후 {hour % 12 + 1}:{minute:02}", f"{plain}:30")
        )

    def _date_in(self, *forms: str) -> str:
        day = self._day - timedelta(self._chance.choice((0, 0, 0, 1, 2, 5)))
        return day.strftime(self._chance.choice(forms))

    def _slot_date(self) -> str:
        return self._date_in(*_DATES)

    def _slot_edate(self) -> str:
        return self._date_in("%B %d, %Y", "%b. %d, %Y", "%d %b %Y", "%Y-%m-%d")

    def _slot_shortdate(self) -> str:
        return self._date_in("%y-%m-%d", "%y.%m.%d", "%m-%d", "%m.%d")

    def _slot_rfcdate(self) -> str:
        return self._date_in("%a, %d %b %Y 09:12:00 +0900", "%d %b %Y 17:45:10 GMT")

    def _slot_slashed(self) -> str:
        return self._date_in("%Y/%m/%d")

    def _slot_dotted(self) -> str:
        return f"{self._day.year}. {self._day.month}. {self._day.day}."

    def _slot_md(self) -> str:
        return self._date_in("%m.%d", "%m-%d", "%m/%d")

    def _slot_datetime(self) -> str:
        day, mark = self._slot_date(), self._chance.choice((" ", " ", "  ", " (목) "))
        return f"{day}{mark}{self._slot_time()}"
