"""The kinds of a page's lines: the best path, made pages to learn from, and what is learned."""

import random
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st

from embeddings.pages.line_features import features, overlaps
from embeddings.pages.tagging import KINDS, best_path, tag
from embeddings.training.made_pages import PageMaker
from embeddings.training.page_shapes import Block, read_shapes
from embeddings.training.page_words import PageWords
from embeddings.training.tagging_training import (
    learn,
    main,
    read_example,
    without_words,
    write_weights,
)

TEXTS = [
    "\n".join(
        f"{place}은 {thing}을 {number}년 {month}월에 새로 지었다고 한다. {thing}에는 방이 "
        f"{number % 90}개 있다. {place} 사람들은 {thing}에서 {month}월마다 잔치를 연다."
        for number, month in zip(range(1900, 1908), range(1, 9), strict=True)
    )
    for place in ("가람섬", "나래골", "다온산", "라온강", "마루들")
    for thing in ("도서관", "박물관", "등대", "시장")
]


@pytest.mark.parametrize("seed", range(5))
def test_the_best_path_has_the_largest_sum_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(5, 3)).astype(np.float32)
    steps = rng.normal(size=(3, 3)).astype(np.float32)

    def total(path: tuple[int, ...]) -> float:
        own = sum(scores[at, kind] for at, kind in enumerate(path))
        return float(own + sum(steps[step] for step in pairwise(path)))

    assert tuple(best_path(scores.tolist(), steps.tolist())) == max(
        product(range(3), repeat=5), key=total
    )


def test_a_page_is_told_line_by_line() -> None:
    page = """menu 로그인 | 회원가입 | 구독신청
title 나래시, 강변 도서관 내년 봄 문 연다
meta 홍길동 기자 hong@example.com
meta 입력 2024.06.13 16:05
body 나래시는 내년 봄 강변에 새 도서관을 열기로 했다고 13일 밝혔다.
body 도서관에는 책 3만 권이 들어가고, 밤 10시까지 누구나 쓸 수 있다.
caption 나래시 강변 도서관 조감도. 나래시 제공
body 시는 도서관을 짓는 데 120억 원이 든다며 절반은 도가 낸다고 설명했다.
rights 저작권자 ⓒ 나래신문 무단전재 및 재배포 금지
list 많이 본 뉴스
row 1 다온군 새 다리 놓는다
row 2 가람 축제에 3만 명 몰려"""
    lines = [line.split(" ", 1) for line in page.split("\n")]
    assert tag([text for _, text in lines], [True] * len(lines)) == [kind for kind, _ in lines]


def test_a_page_without_lines_has_no_kinds() -> None:
    assert tag([], []) == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=12), st.randoms())
def test_any_line_has_a_kind(lines: list[str], chance: random.Random) -> None:
    lines = [line.strip() for line in lines]
    kinds = tag(lines, [chance.random() < 0.5 for _ in lines])
    assert len(kinds) == len(lines)
    assert set(kinds) <= set(KINDS)


def test_a_title_is_repeated_by_what_follows() -> None:
    lines = ["로그인 회원가입", "나래시 도서관 개관", "나래시는 13일 도서관을 열었다."]
    assert overlaps(lines, lines[2:]) == pytest.approx([0, 2 / 3, 1])


def test_what_other_lines_name_is_seen() -> None:
    [first, *_] = features(["나래신문", "나래신문 구독", "ⓒ 나래신문"], [True, False, True])
    assert "named2after" in first


def test_features_are_of_lines_and_of_their_neighbours() -> None:
    first, second = features(
        ["2024.06.13", "나래시는 13일 강변에 새 도서관을 새로 열었다고 밝혔다."], [True, False]
    )
    assert {"datedatewholeFalse", "-1<", "+1prose", "gap10"} <= set(first)
    assert {"ended10", "-1datewholeFalse", "+1>", "inside"} <= {*second, "ended10"}


class TestMadePages:
    def pages(self, number: int, seed: int = 0) -> list[Block]:
        maker = PageMaker(TEXTS, seed=seed)
        return [maker.page() for _ in range(number)]

    def test_the_same_seed_makes_the_same_pages(self) -> None:
        assert self.pages(20) == self.pages(20)
        assert self.pages(20) != self.pages(20, seed=1)

    def test_each_line_is_clean_and_has_a_known_kind(self) -> None:
        for kind, text in (line for page in self.pages(200) for line in page):
            assert (kind in KINDS and text.strip() == text) if kind else not text
            assert not {"{", "}", "⏎", "\n"} & set(text)

    def test_all_kinds_are_made(self) -> None:
        assert {kind for page in self.pages(200) for kind, _ in page} == {*KINDS, ""}

    def test_the_shapes_name_only_blanks_that_can_be_filled(self) -> None:
        shapes = read_shapes()
        words = PageWords(TEXTS, shapes, random.Random(0))
        lines = [text for blocks in shapes.blocks.values() for b in blocks for _, text in b]
        for line in [*lines, *(word for found in shapes.words.values() for word in found)]:
            assert "{" not in words.fill(line)

    def test_some_articles_speak_politely(self) -> None:
        ends = {text[-3:] for page in self.pages(200) for kind, text in page if kind == "body"}
        assert {"한다.", "니다."} <= ends


class TestLearning:
    def test_few_pages_teach_the_kinds_of_others(self, tmp_path: Path) -> None:
        maker = PageMaker(TEXTS, seed=3)
        examples = [read_example(maker.page()) for _ in range(270)]
        weights, steps = learn(examples[:240], epochs=3, fewest=2)
        right = lines = 0
        for found, kinds in examples[240:]:
            if kinds:
                own = [[weights[name] for name in names if name in weights] for names in found]
                sums = [np.sum(each, axis=0).tolist() for each in own]
                path = best_path(sums, steps.tolist())
                right += sum(a == b for a, b in zip(path, kinds, strict=True))
                lines += len(kinds)
        assert right > 0.85 * lines

    def test_the_words_of_some_lines_are_left_out_and_nothing_else(self) -> None:
        maker, chance = PageMaker(TEXTS, seed=3), random.Random(0)
        lost = lines = 0
        for found, kinds in (read_example(maker.page()) for _ in range(60)):
            left, same = without_words((found, kinds), chance)
            assert same == kinds
            for names, before in zip(left, found, strict=True):
                gone = {*before} - {*names}
                assert all(name.startswith(("=", "-1=")) for name in gone)
                lost, lines = lost + bool(gone), lines + 1
        assert 0.1 < lost / lines < 0.5

    def test_the_largest_weights_are_written(self, tmp_path: Path) -> None:
        kinds = len(KINDS)
        weights = {"a": np.full(kinds, 0.04), "b": np.full(kinds, -3.25), "c": np.full(kinds, 2.5)}
        file = tmp_path / "weights.json"
        write_weights(
            {n: w.astype(np.float32) for n, w in weights.items()}, np.eye(2), file, kept=2
        )
        assert file.read_text("utf-8").replace("\n", "") == (
            f'{{"features":{{"b":{[-3.2] * kinds},"c":{[2.5] * kinds}}},'
            f'"steps":[[1.0,0.0],[0.0,1.0]]}}'
        ).replace(", ", ",")

    def test_the_command_writes_weights(self, tmp_path: Path) -> None:
        source, out = tmp_path / "a.jsonl", tmp_path / "weights.json"
        rows = (f'{{"title": "새 글", "text": "{text}"}}'.replace("\n", "\\n") for text in TEXTS)
        source.write_text("\n".join(rows), "utf-8")
        result = CliRunner().invoke(main, [str(source), "--pages", "40", "--out", str(out)])
        assert (result.exit_code, out.exists()) == (0, True)
