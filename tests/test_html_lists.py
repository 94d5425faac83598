"""The lists of other articles on an HTML page: siblings that each link to what they name."""

from datetime import date

import pytest
from lxml import html

from embeddings.pages.rows import Row
from embeddings.sources.html_lists import mark_lists
from embeddings.sources.shown import shown

DAY = date(2024, 7, 19)


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        (
            "<div class=a><a>새 다리 놓는다</a><p>이동네 새 다리가…</p>"
            "<i>홍길동 기자</i><i>2024.07.19</i></div>"
            "<div class=b>광고</div>"
            "<div class=a><a>헌 다리 고친다</a><i>2024-07-19</i></div>",
            {
                "새 다리 놓는다 | 홍길동 | 2024-07-19": Row(
                    "새 다리 놓는다", author="홍길동", published=DAY
                ),
                "헌 다리 고친다 | 2024-07-19": Row("헌 다리 고친다", published=DAY),
            },
        ),
        (
            "<dl><dt><a>새 다리 놓는다</a><dd>07-19</dl>"
            "<dl><dt><a>헌 다리 고친다</a><dd>3시간 전</dl>",
            {
                "새 다리 놓는다 | 07-19": Row("새 다리 놓는다", day="07-19"),
                "헌 다리 고친다 | 3시간 전": Row("헌 다리 고친다", day="3시간 전"),
            },
        ),
        (
            "<ul><li><a><h3>새 다리 놓는다</h3><p>군이 밝힌 첫 계획</p></a>"
            "<time datetime=2024-07-19T16:05>어제</time>"
            "<li><a><h3>헌 다리 고친다</h3></a><time datetime=2024-07-19>어제</time></ul>",
            {
                "새 다리 놓는다 | 2024-07-19": Row("새 다리 놓는다", published=DAY),
                "헌 다리 고친다 | 2024-07-19": Row("헌 다리 고친다", published=DAY),
            },
        ),
        (
            "<ol><li><a>새 다리 놓는다</a><li><a>헌 다리 고친다</a><li><a>옛 다리 헌다네</a></ol>",
            {
                "1 | 새 다리 놓는다": Row("새 다리 놓는다", "1"),
                "2 | 헌 다리 고친다": Row("헌 다리 고친다", "2"),
                "3 | 옛 다리 헌다네": Row("옛 다리 헌다네", "3"),
            },
        ),
    ],
    ids=["divisions", "definitions", "cards", "ranks"],
)
def test_a_list_is_siblings_alike_that_link_to_a_title_with_a_day_or_a_rank(
    written: str, rows: dict[str, Row]
) -> None:
    tree = html.document_fromstring(f"<html><body><div>{written}</div></body></html>")
    assert mark_lists(tree) == rows
    assert [line for line in shown(tree).split("\n") if " | " in line] == [*rows]


@pytest.mark.parametrize(
    "written",
    [
        "<ul><li><a>새 다리 놓는다</a><li><a>헌 다리 고친다</a></ul>",  # neither day nor rank
        "<p><a>새 다리 놓는다</a> 2024.07.19</p><div><a>헌 다리 고친다</a> 2024.07.19</div>",
        "<ul><li><a>바람</a> 2024.07.19 좋은 글<li><a>구름</a> 2024.07.19 잘 봤어요</ul>",
        "<ol><li><a href='#1'>새 다리 놓는다</a><li><a href='#2'>헌 다리 고친다</a>"
        "<li><a href='#3'>옛 다리 헌다네</a></ol>",
        "<table><thead><tr><th>제목<th>날짜<tbody><tr><td><a>새 다리 놓는다</a><td>2024.07.19"
        "<tr><td><a>헌 다리 고친다</a><td>2024.07.19</table>",  # its header says what is what
        f"<div><a>새 다리 놓는다</a> 2024.07.19 {'군이 밝혔다. ' * 90}</div>"
        f"<div><a>헌 다리 고친다</a> 2024.07.19 {'군이 밝혔다. ' * 90}</div>",
    ],
    ids=["links", "others", "comments", "contents", "table", "articles"],
)
def test_what_is_no_such_list_stays_as_it_is(written: str) -> None:
    tree = html.document_fromstring(f"<html><body><div>{written}</div></body></html>")
    before = shown(tree)
    assert mark_lists(tree) == {}
    assert shown(tree) == before
