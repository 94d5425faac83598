"""Kiwi's analysis of a text: where sentences start and end, and which terms stand in them."""

import threading

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.text.analysis import MAX_SENTENCE, Sentence, analyse, analyse_one, query_terms
from embeddings.text.decoding import normalise

PIECES = [
    *(
        "다온군은 새 다리를 놓았다. ",
        "길이는 1,234미터",
        "했다",
        "봤어",
        "ㅋㅋ",
        "아닠ㅋ",
        "“좋다”고 ",
    ),
    *("Mr. Kim said so. ", "U.S. ", "don't", "C++", "https://a.example/b?c", "LG전자", "大韓"),
    *("🙂", "👨‍👩‍👧", "\u200b", "\u3000", "\u1160 ᆪ", "½", "٣,٤", "①", "3.5%", "…", "?", "!"),
    *(" ", "\t", "\n", "\n\n", "번호 제목\n", "가\u0301"),
]
texts = st.builds(
    normalise,
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60),
)


def shown(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in analyse_one(text)]


class TestSentences:
    def test_offsets_and_terms(self) -> None:
        assert analyse_one(" 다온군은 새 다리를 놓았다. 누구나 걷는다.\n") == [
            Sentence(1, 16, ("다온군", "새", "다리", "놓다")),
            Sentence(17, 25, ("걷다",)),
        ]

    @pytest.mark.parametrize("text", ["", " ", "\n\n \t\n"])
    def test_a_blank_text_has_none(self, text: str) -> None:
        assert analyse_one(text) == []

    @pytest.mark.parametrize(
        "sentences",
        [
            pytest.param(["다리를 놓았다.", " ", "길이는 300미터이다."], id="full-stop"),
            pytest.param(["😀 다리를 놓았다.", " ", "😀 끝이다."], id="beyond-the-basic-plane"),
            pytest.param(["윤 시장은 “우리는 간다. 함께 간다”고 말했다."], id="quotation"),
            pytest.param(
                ["다온군은 강을 건너는 새 다리를 놓는다고\n밝혔다.", " ", "길이는 300미터이다."],
                id="hard-wrapped",
            ),
            pytest.param(
                ["다온군은 강을 건너는 새 다리를 놓는다고 밝혔다", "\n\n", "공사는 봄에 시작한다"],
                id="blank-line",
            ),
            pytest.param(
                ["비용 안내", "\n", "예산은 3억 원이며 내년 봄에 공사를 시작할 예정이다."],
                id="heading",
            ),
            pytest.param(
                ["Mr. Kim of the U.S. Army opened it.", " ", "Was it long?", " ", "Yes."],
                id="English",
            ),
            pytest.param(
                ["Gov. Lee came on Oct. 2 at 3 p.m. Monday.", " ", "He left in Oct.", " ", "Why?"],
                id="English-abbreviations",
            ),
            pytest.param(
                ["“It is open.”", " ", "She paid 3.5 won, i.e. less."], id="English-quote"
            ),
        ],
    )
    def test_where_sentences_part(self, sentences: list[str]) -> None:
        assert shown("".join(sentences)) == sentences[::2]

    def test_text_that_never_ends_a_sentence_is_broken_between_words(self) -> None:
        text = "다리 강물 " * 300
        found = shown(text)
        assert " ".join(found) == text.strip()
        assert all(len(sentence) <= MAX_SENTENCE + len("다리") for sentence in found)
        assert len(found) == 3

    @settings(max_examples=300, deadline=None)
    @given(texts)
    def test_they_cover_all_but_white_space_in_order(self, text: str) -> None:
        position = 0
        for sentence in analyse_one(text):
            assert position <= sentence.start < sentence.end
            assert not text[position : sentence.start].strip()
            assert (
                text[sentence.start : sentence.end] == text[sentence.start : sentence.end].strip()
            )
            position = sentence.end
        assert not text[position:].strip()


class TestTerms:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("다온군의 새 다리에서는 누구나", ["다온군", "새", "다리"]),  # no particles
            ("걸어서 갔고 예뻤다", ["걷다", "가다", "예쁘다"]),  # as a dictionary lists them
            ("아름다운 공원을 지었다", ["아름답다", "공원", "짓다"]),  # irregular ones too
            ("1,234억 3.5 2024", ["1234", "억", "3.5", "2024"]),
            ("Opened in 2024.", ["open", "2024"]),
            ("Running dogs opened BRIDGES", ["run", "dog", "open", "bridg"]),
            ("What is the bridge of it?", ["bridg"]),
            ("LG전자의 AI칩", ["lg전자", "ai", "칩"]),
            ("大韓民國", ["大韓民國"]),
            ("다리, 다리", ["다리", "다리"]),  # with repetitions
            ("…?! (“”)", []),
            ("", []),
        ],
    )
    def test_terms_of_a_question(self, text: str, expected: list[str]) -> None:
        assert query_terms(text) == expected

    @pytest.mark.parametrize("word", ["Zyklorama", "Kubernetesplattform", "U.S.A", "naïve"])
    def test_a_latin_word_is_one_term_whatever_its_case(self, word: str) -> None:
        [term] = query_terms(word)
        assert query_terms(word.upper()) == [term]
        assert term == term.lower()

    @settings(max_examples=200, deadline=None)
    @given(texts)
    def test_a_term_holds_no_white_space(self, text: str) -> None:
        terms = query_terms(text)
        assert " ".join(terms).split() == terms


class TestManyTexts:
    @settings(max_examples=50, deadline=None)
    @given(st.lists(texts, max_size=8))
    def test_each_is_analysed_as_if_alone(self, many: list[str]) -> None:
        assert list(analyse(many)) == [analyse_one(text) for text in many]

    def test_two_can_be_read_in_turns(self) -> None:
        many = [f"{number}번 다리를 놓았다." for number in range(20)]
        turns = list(zip(analyse(many), analyse(reversed(many)), strict=True))
        alone = [analyse_one(text) for text in many]
        assert turns == list(zip(alone, reversed(alone), strict=True))

    def test_threads_get_the_same_terms(self) -> None:
        many = [f"The {number} bridges were running. 다리를 놓았다." for number in range(50)]
        found: dict[int, list[list[str]]] = {}

        def work(thread: int) -> None:
            found[thread] = [query_terms(text) for text in many]

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = [query_terms(text) for text in many]
        assert [found[thread] for thread in range(4)] == [expected] * 4
