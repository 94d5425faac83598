"""What HTML pages say of their articles in their own fields: portals, publishers, microdata."""

from datetime import date

import pytest
from lxml import html

from embeddings.pages.metadata import Facts
from embeddings.sources.html_facts import read_html_facts, read_page_title
from embeddings.sources.shown import shown

DAY = date(2024, 7, 19)
LINKED = '<script type="application/ld+json">{}</script>'


def meta(**contents: str) -> str:
    names = {name.replace("__", ":"): content for name, content in contents.items()}
    return "".join(f'<meta property="{n}" content="{c}">' for n, c in names.items())


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (
            LINKED.format(
                '{"@type": "NewsArticle", "headline": "새 다리", "datePublished": "2024-07-19",'
                ' "author": [{"name": "홍길동 기자"}, {"name": "김철수"}],'
                ' "publisher": {"@type": "Organization", "name": "다온신문"}}'
            ),
            "",
            Facts("새 다리", "다온신문", "홍길동, 김철수", DAY),
        ),
        (
            LINKED.format(
                '[{"@type": "BreadcrumbList", "name": "홈"}, {"@graph": [{"@type": ["NewsArticle"],'
                ' "headline": "새 다리", "author": "hong@example.com 홍길동"}]}]'
            ),
            "",
            Facts("새 다리", author="홍길동"),
        ),
        (
            LINKED.format(
                '[{"@type": "WebSite", "name": "다온신문"},'
                ' {"@type": "NewsArticle", "headline": "새 다리", "author": {"name": "홍길동"}}]'
            ),
            "",
            Facts("새 다리", "다온신문", "홍길동"),
        ),
        (LINKED.format("{broken"), "", Facts()),
        # Naver: the source is in the author's field, the date in the body.
        (
            meta(og__title="새 다리", og__article__author="다온일보 | 네이버")
            + meta(og__site_name="n.news.naver.com", og__url="https://n.example/1"),
            '<span data-date-time="2024-07-19 16:05:11">2024.07.19.</span>',
            Facts("새 다리", "다온일보", "", DAY, "https://n.example/1"),
        ),
        # Daum: the date is a number.
        (
            meta(og__title="새 다리", og__article__author="다온일보", og__regDate="20240719160511")
            + meta(og__site_name="Daum | 다온일보"),
            "",
            Facts("새 다리", "다온일보", "", DAY),
        ),
        (
            meta(article__published_time="2024-07-19T07:05:00Z", dable__author="홍길동"),
            "",
            Facts(author="홍길동", published=DAY),
        ),
        (
            "<title>새 다리를 놓는 다온군 - 다온신문</title>",
            "<h1>새 다리를 놓는 다온군</h1><a rel=author>홍길동 기자</a>"
            "<time datetime='2024-07-19T16:05'>어제</time>",
            Facts(author="홍길동", published=DAY),
        ),
        (
            "",
            "<div itemscope><span itemprop=author><b itemprop=name>홍길동</b></span>"
            "<meta itemprop=datePublished content=2024-07-19></div>",
            Facts(author="홍길동", published=DAY),
        ),
        # Of several times, some are other articles'; an address is no author.
        (
            meta(article__author="https://facebook.example/daon"),
            "<time datetime=2024-07-19></time><time datetime=2024-07-18></time>",
            Facts(),
        ),
    ],
)
def test_the_fields_of_a_page(head: str, body: str, expected: Facts) -> None:
    tree = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    assert read_html_facts(tree) == expected


def test_a_heading_says_more_of_the_title_than_the_page_does_and_the_site_is_behind_it() -> None:
    tree = html.document_fromstring(
        "<title>다온군 새 다리 놓는다 :: 다온신문</title><h1>[단독] 다온군 새 다리 놓는다</h1>"
    )
    heading = "[단독] 다온군 새 다리 놓는다"
    assert read_html_facts(tree) == Facts()
    assert read_page_title(tree, "") == Facts(heading, "다온신문")
    assert read_page_title(tree, "다온군 새 다리 놓는다") == Facts(
        "다온군 새 다리 놓는다", "다온신문"
    )
    alone = html.document_fromstring("<title>다온군 새 다리</title>")
    assert read_page_title(alone, "다온군") == Facts("다온군")
    before = html.document_fromstring("<title>다온신문 - 다온군 새 다리</title>")
    assert read_page_title(before, "다온군 새 다리") == Facts("다온군 새 다리", "다온신문")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "<div><b class=who>홍길동</b><span class=when>2024.07.19</span></div>",
            "홍길동 2024.07.19",
        ),
        ("<p>홍<b>길동</b>은 갔다.</p>", "홍길동은 갔다."),
        ("<p><span class=a>홍</span><span class=a>길동</span></p>", "홍길동"),
        ("<p><span>홍길동</span><span>2024.07.19</span></p>", "홍길동 2024.07.19"),
        ("<p>갔<em>다온</em><em>군</em></p>", "갔다온군"),
        ("<div><a>새 다리</a><a>새 도서관</a></div>", "새 다리\n새 도서관"),
        ("<p>갔다.</p><div class='box ad'>반값 장터</div><p>왔다.</p>", "갔다.\n\n왔다."),
        ("<p>갔다.</p><div class=ad-box>반값 장터</div><p>왔다.</p>", "갔다.\n\n왔다."),
        ("<table><tr><td>가<td>나</table>", "가\t나"),
        ("<table><tr><td>가<br>나<td>다<td>라</table>", "가\n나\n다\t라"),
        ("<div class=banner>다온신문</div>", "다온신문"),
    ],
)
def test_labels_and_links_stand_apart_and_ads_between_paragraphs_go(
    written: str, said: str
) -> None:
    assert shown(html.document_fromstring(f"<html><body>{written}</body></html>")).strip() == said
