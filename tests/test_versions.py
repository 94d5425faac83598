"""Versions: of what was saved from one address again the newest is found, the older is readable."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from test_build import Folder, line

from embeddings.article import Article
from embeddings.index.versions import address, older_versions
from qa import Assistant

URL = "https://www.daon.kr/news/1?id=7"
OLD = Article(
    "old", "다리", "다온군은 새 다리를 놓는다. 길이는 300미터이다.", url=URL, source="b.txt"
)
NEW = replace(OLD, id="new", text="다온군은 새 다리를 놓는다. 길이는 400미터이다.", source="a.txt")
DAY, NEXT = date(2024, 6, 13), date(2024, 6, 14)


@pytest.mark.parametrize(
    "url",
    [
        "http://daon.kr/news/1?id=7",
        "https://m.daon.kr/news/1/?id=7#top",
        "https://WWW.DAON.KR/news/1?utm_source=x&id=7&fbclid=9",
    ],
)
def test_one_address_in_many_spellings(url: str) -> None:
    assert address(url) == address(URL) == "daon.kr/news/1?id=7"


def test_other_addresses_and_none() -> None:
    assert address("https://daon.kr/news/1?id=8") != address(URL)
    none = ["", "https://daon.kr", "http://www.daon.kr/#top", "https://[daon/1"]
    assert [address(url) for url in none] == [""] * 4


@pytest.mark.parametrize(
    ("articles", "modified"),
    [
        ([replace(NEW, published=NEXT), replace(OLD, published=DAY)], {"a.txt": 1, "b.txt": 2}),
        ([replace(NEW, published=DAY), OLD], {"a.txt": 1, "b.txt": 2}),
        ([NEW, OLD], {"a.txt": 2, "b.txt": 1}),
        ([OLD, NEW], {}),
        ([OLD, replace(NEW, source="b.txt")], {}),
    ],
)
def test_the_later_date_then_the_file_written_later_then_the_last(
    articles: list[Article], modified: dict[str, int]
) -> None:
    assert older_versions(articles, modified) == {"old": "new"}


def test_three_versions() -> None:
    oldest = replace(OLD, id="oldest")
    assert older_versions([oldest, OLD, NEW], {}) == {"old": "new", "oldest": "new"}


@pytest.mark.parametrize(
    "other",
    [
        replace(NEW, url="https://www.daon.kr/news/1?id=8"),
        replace(NEW, url="", text=OLD.text),
        replace(NEW, kind="headline"),
        replace(NEW, source="b.txt", text="나래구는 도서관을 지었다."),  # a part of one document
    ],
)
def test_what_is_no_version(other: Article) -> None:
    assert older_versions([OLD, other], {}) == {}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.put("new.jsonl", line("new", NEW.text, url=URL))
    folder.put("old.jsonl", line("old", OLD.text, url=URL))
    os.utime(folder.seeds / "old.jsonl", (1, 1))
    return folder


def cited(folder: Folder, question: str) -> list[str]:
    return [hit.article.id for hit in Assistant.open(folder.index).search(question)]


def test_the_older_is_listed_and_marked_and_never_found(folder: Folder) -> None:
    report = folder.build()
    assert (report.added, report.passages) == (2, 1)
    assert folder.ids() == ["new", "old"]
    assert folder.open().catalogue.versions() == {"old": "new"}
    assert cited(folder, "길이 300미터 다리") == ["new"]
    assert folder.build().unchanged == 2


def test_without_the_newer_it_stands_again(folder: Folder) -> None:
    folder.build()
    (folder.seeds / "new.jsonl").unlink()
    report = folder.build()
    assert (report.removed, report.unchanged, report.passages, report.encoded) == (1, 1, 1, 1)
    assert folder.open().catalogue.versions() == {}
    assert cited(folder, "길이 300미터 다리") == ["old"]
