"""HTML, Markdown and PDF documents, and the whole article that each becomes."""

import io
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from pypdf import PdfReader, PdfWriter

from embeddings.article import Article
from embeddings.pages.page import page_starts
from embeddings.sources.pdf import join_wrapped
from embeddings.sources.printed import respaced, take_heads
from embeddings.sources.reading import read_document
from embeddings.sources.result import Reading


def read(name: str, content: str | bytes) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return read_document(data, name)


FIRST = "다온군은 강을 건너는 새 다리를 놓는다고 밝혔다."
LAST = "공사는 내년 봄에 시작해 두 해 동안 이어진다고 군은 설명했다."


class TestMarkdown:
    def test_a_style_too_deep_to_read_is_said(self) -> None:
        style = "<style>" + "@media all{" * 5_000 + "</style>"
        reading = read("a.md", f"# 새 다리\n\n{style}\n\n다리를 놓는다.")
        said = "the HTML in the Markdown cannot be read; take it out, or save the text as .txt"
        assert [failure.pair for failure in reading.failed] == [("a.md", said)]

    def test_front_matter_and_marks(self) -> None:
        text = """---
title: "\\"새\\" 다리"
author: 이영희
date: 2024-06-13
outlet: 다온신문
url: https://example.com/1
---
# 다른 제목

![조감도](bridge.png) **다온군**은 [새 다리](https://example.com/a_(b) "설명")를 _놓는다_.

## 비용

> 예산은 `3억` 원이다. snake_case_name 2 * 3 * 4
"""
        expected = Article(
            id="a.md",
            title='"새" 다리',
            text="다온군은 새 다리를 놓는다.\n\n비용\n\n"
            "예산은 3억 원이다. snake_case_name 2 * 3 * 4",
            outlet="다온신문",
            author="이영희",
            published=date(2024, 6, 13),
            url="https://example.com/1",
            source="a.md",
        )
        assert read("a.md", text) == Reading([expected])

    def test_front_matter_as_notes_keep_clippings(self) -> None:
        text = """---
title: "[속보] 새 다리"
source: https://daon.example/1
author:
  - "[[이영희]]"
  - 홍길동
published: 2024-06-13
created: 2024-07-01
site: 다온신문
tags: [a, b]
---
다온군은 새 다리를 놓는다.
"""
        [found] = read("a.md", text).articles
        assert (found.title, found.outlet, found.url) == (
            "[속보] 새 다리",
            "다온신문",
            "https://daon.example/1",
        )
        assert (found.author, found.published) == ("이영희, 홍길동", date(2024, 6, 13))

    def test_a_heading_that_names_the_site_is_no_title(self) -> None:
        text = """# 바람길

[홈](/) [글](/posts) [구독](/subscribe)

## 다온군 새 다리, 열 해 만에 놓는다

글 홍길동
2024. 7. 19.

다온군이 열 해 만에 새 다리를 놓는다. 길이는 300미터이다.

다리는 2026년에 열린다. 다온군수는 기다린 주민에게 고맙다고 말했다.

© 바람길
"""
        [found] = read("a.md", text).articles
        assert (found.title, found.outlet) == ("다온군 새 다리, 열 해 만에 놓는다", "바람길")

    def test_the_first_heading_is_the_title(self) -> None:
        [found] = read("a.md", "# *새* 다리\n\n다리를 놓는다.\n\n둘째 문단이다.").articles
        assert (found.title, found.text) == ("새 다리", "다리를 놓는다.\n\n둘째 문단이다.")

    def test_a_page_of_links_alone_is_a_list_of_headlines(self) -> None:
        titles = ["바람이 만든 전기", "물이 만든 전기", "불이 만든 전기", "흙이 만든 전기"]
        first, second = (
            "\n".join(f"- [{title}의 값](/{title[0]})" for title in some)
            for some in (titles[:2], titles[2:])
        )
        listed = f"# 한들 — 지난 기사\n\n[처음](/)\n\n## 하늘\n\n{first}\n\n## 땅\n\n{second}\n"
        found = read("a.md", listed).articles
        assert [(one.kind, one.title) for one in found] == [
            ("headline", f"{title}의 값") for title in titles
        ]
        [note] = read("a.md", f"{listed}\n주말에 읽으려고 모았다.\n").articles
        assert note.kind == "article"

    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("`co*de*` 다", "co*de* 다"),
            ("``a ` b`` 다", "a ` b 다"),
            ("A&amp;B &copy; &#8364; &nope;", "A&B © € &nope;"),
            (r"\*별\* 2 \* 3", "*별* 2 * 3"),
            ("*가\n나* **다\n라**", "가\n나 다\n라"),
            ("***가*** ~~나~~ __다__ a_b_c", "가 나 다 a_b_c"),
            ("가  \n나\\\n다", "가\n나\n다"),
            ("[가](a.html '나') [다][라] <https://a.kr>\n\n[라]: b.html", "가 다 https://a.kr"),
            ("![가](a.png) [![나](b.png) 다](c)", "다"),
            ("[사진]: 다온군이 찍은 것이다", "[사진]: 다온군이 찍은 것이다"),
            ("## 가 ##\n\n나\n---\n다", "가\n\n나\n\n다"),
            ("가\n\n***\n\n나", "가\n\n나"),
            ("- 가\n- 나\n  - 다\n\n라", "- 가\n- 나\n- 다\n\n라"),
            ("* 가\n\n* 나\n\n  다", "- 가\n\n- 나\n\n다"),
            ("- 가\n-\n- 나", "- 가\n\n- 나"),
            ("3. 가\n7. 나\n   1. 다", "3. 가\n7. 나\n1. 다"),
            ("2024. 가", "2024. 가"),
            ("> 가\n나\n>\n> > 다", "가\n나\n\n다"),
            ("|가|나|다|\n|-|-|-|\n|1|**2**|\n|3| |`4`|", "가\t나\t다\n1\t2\n3\t\t4"),
            ("```py\nif *a*:\n\n\tb &amp; <b>\n```", "if *a*:\n\nb &amp; <b>"),
            ("가\n\n    *나*\n\n다", "가\n\n*나*\n\n다"),
            ("<서울> 5 < 6 <사진=뉴스1>", "<서울> 5 < 6 <사진=뉴스1>"),
            ("가<b>나</b><br>다 <i\nclass=x>라</i>", "가나\n다 라"),
            ("<table><tr><td>가</td>\n<td><p>나</p></td></tr></table>", "가\t나"),
        ],
    )
    def test_the_text_is_what_a_reader_sees(self, written: str, shown: str) -> None:
        [found] = read("a.md", f"# 새 다리\n\n{FIRST}\n\n{written}\n\n{LAST}").articles
        assert (found.title, found.text) == ("새 다리", f"{FIRST}\n\n{shown}\n\n{LAST}")

    @pytest.mark.parametrize(
        "hidden",
        [
            "<p hidden>비밀이다.</p>",
            "<div style='display:none'>\n\n**비밀**이다.\n\n</div>",
            "<span style='font-size:0'>*비밀*이다.</span>",
            "<script>\nalert('비밀이다.')\n</script>",
            "<style>.x { display: none }</style>\n\n<p class=x>비밀이다.</p>",
            "<style>/* 비밀이다. */</style>",
            "<template>비밀이다.</template>",
            "<iframe>비밀이다.</iframe>",
            "<title>비밀이다.</title>",
            "<h1 hidden>비밀이다.</h1>",
            "<!-- 비밀이다. -->",
            "<!-- 비밀이다.\n\n비밀이다. -->",
            "<?비밀이다.?>",
            "<a title='비밀이다.' href='javascript:비밀()'></a>",
        ],
    )
    def test_what_its_html_hides_is_no_text(self, hidden: str) -> None:
        [found] = read("a.md", f"{FIRST}\n\n{hidden}\n\n# 새 다리\n\n{LAST}").articles
        assert (found.title, found.text) == ("새 다리", f"{FIRST}\n\n{LAST}")

    def test_a_comment_without_an_end_hides_the_rest(self) -> None:
        [found] = read(
            "a.md",
            "# 새 다리\n\n다온군은 강을 건너는 새 다리를 놓는다고 밝혔다.\n\n<!-- 비밀\n\n이다.",
        ).articles
        assert found.text == "다온군은 강을 건너는 새 다리를 놓는다고 밝혔다."

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.sampled_from("가나 \n\t#*_`[]()!<>/|-~&;\\1.bp\"='"), max_size=80))
    def test_no_marks_raise(self, text: str) -> None:
        reading = read("a.md", f"가{text}")
        assert reading.articles or reading.failed


HTML = """<!DOCTYPE html><html lang="ko"><head><title>새 다리 - 다온신문</title>
<meta property="og:title" content="다온군, 새 다리 놓는다">
<meta property="og:site_name" content="다온신문">
<meta name="author" content="이영희 기자">
<link rel="canonical" href="https://example.com/news/1">
{head}</head><body><nav><a href="/">홈</a> <a href="/l">로그인</a></nav>
<article><h1>다온군, 새 다리 놓는다</h1>
<p>다온군은 강을 건너는 새 다리를 놓는다고 밝혔다. 길이는 300미터이고 누구나 걷는다.</p>
<p>공사는 내년 봄에 시작한다. 군은 주민 설명회를 열어 의견을 듣고 설계에 담을 계획이라고 했다.</p>
<p>주민들은 다리가 놓이면 시장까지 가는 길이 절반으로 줄어든다며 공사가 제때 끝나기를 바랐다.</p>
</article><footer>2023.01.02 회사 소개</footer></body></html>"""
HTML_TEXT = """다온군은 강을 건너는 새 다리를 놓는다고 밝혔다. 길이는 300미터이고 누구나 걷는다.

공사는 내년 봄에 시작한다. 군은 주민 설명회를 열어 의견을 듣고 설계에 담을 계획이라고 했다.

주민들은 다리가 놓이면 시장까지 가는 길이 절반으로 줄어든다며 공사가 제때 끝나기를 바랐다."""


class TestHtml:
    @pytest.mark.parametrize(
        ("head", "published"),
        [
            ("", None),
            ('<meta property="article:modified_time" content="2024-07-01">', None),
            (
                '<meta property="article:published_time" content="2024-06-13T16:05:00+09:00">',
                date(2024, 6, 13),
            ),
            (
                '<script type="application/ld+json">'
                '{"@graph": [{"datePublished": "2024-06-13T07:05:00Z"}]}</script>',
                date(2024, 6, 13),
            ),
            ('<script type="application/ld+json">{broken</script>', None),
        ],
    )
    def test_text_and_metadata(self, head: str, published: date | None) -> None:
        expected = Article(
            id="a.html",
            title="다온군, 새 다리 놓는다",
            text=HTML_TEXT,
            outlet="다온신문",
            author="이영희",
            published=published,
            url="https://example.com/news/1",
            source="a.html",
        )
        assert read("a.html", HTML.replace("{head}", head)) == Reading([expected])


SECRET = "이 문장은 보이지 않는 곳에 숨겨 두었고 누구도 읽지 못한다."
HIDING_STYLES = """display:none
display : NONE !important
visibility:hidden
visibility: collapse
opacity:0
opacity:0.00
opacity:.01
font-size:0
font-size:1px
width:0;overflow:hidden
max-height:0px; overflow:hidden
height:1px;width:1px;position:absolute;overflow:clip
text-indent:-9999px
position:absolute;left:-10000px
position:fixed;top:-200vh
margin-left:-999em
position:absolute;clip:rect(0,0,0,0)
clip-path:inset(50%)
clip-path: circle(0)
transform:scale(0)
transform:translateX(-9999px)
content-visibility:hidden
color:#fff
color:white;background:#fefefe
color:rgba(0,0,0,0)
color:transparent
background:#000
display:/* */none;display:bogus:x
display:block;display:none
d\\69splay:none""".split("\n")


class TestHiddenText:
    """What a page doesn't show is not indexed as its text; all that it shows is."""

    def texts(self, hidden: str, head: str = "") -> tuple[str, str]:
        page = HTML.replace("{head}", head).replace("<p>공사는", f"{hidden}<p>공사는")
        [found] = read("a.html", page).articles
        return found.text, found.title

    @pytest.mark.parametrize(
        "hidden",
        [
            f"<p hidden>{SECRET}</p>",
            f'<p hidden="until-found">{SECRET}</p>',
            f'<div aria-hidden="true"><p>{SECRET}</p></div>',
            f'<input type="hidden" value="{SECRET}">',
            f"<template><p>{SECRET}</p></template>",
            f"<noscript><p>{SECRET}</p></noscript>",
            f"<dialog><p>{SECRET}</p></dialog>",
            f"<!-- {SECRET} -->",
            f"<script>var text = '{SECRET}'</script>",
            f'<p style="display:none"><span style="display:block">{SECRET}</span></p>',
            f'<font color="#FFFFFF">{SECRET}</font>',
            f'<table bgcolor="black"><tr><td>{SECRET}</td></tr></table>',
            *(f'<p style="{style}">{SECRET}</p>' for style in HIDING_STYLES),
        ],
    )
    def test_hidden_by_the_element_itself(self, hidden: str) -> None:
        assert self.texts(hidden) == (HTML_TEXT, "다온군, 새 다리 놓는다")

    @pytest.mark.parametrize("style", HIDING_STYLES)
    def test_hidden_by_a_rule(self, style: str) -> None:
        head = f"<style>@charset 'utf-8'; .x > p, p:bogus {{}} div .x{{color:red}} .x {{{style}}}"
        head += "</style>"
        assert self.texts(f'<p class="x">{SECRET}</p>', head)[0] == HTML_TEXT

    @pytest.mark.parametrize(
        "shown",
        [
            "<p>{}</p>",
            "<details><summary>더 보기</summary><p>{}</p></details>",
            "<dialog open><p>{}</p></dialog>",
            '<p style="visibility:hidden"><span style="visibility:visible">{}</span></p>',
            '<div style="font-size:0"><p style="font-size:16px">{}</p></div>',
            '<p class="x" style="display:block">{}</p>',
            '<p class="x y">{}</p>',
            '<p style="color:#fff;background:#123">{}</p>',
            '<table bgcolor="#000080"><tr><td><font color="white">{}</font></td></tr></table>',
            '<p style="color:#fff;background:url(a.png)">{}</p>',
            '<p style="position:relative;left:-12px;transform:translate(-50%, -50%)">{}</p>',
            '<p style="opacity:.6;overflow:hidden;height:40px;font-size:.9em">{}</p>',
        ],
    )
    def test_what_is_shown_stays(self, shown: str) -> None:
        head = "<style>.x{display:none} p.y{display:block} @media print{p{display:none}}</style>"
        assert SECRET in self.texts(shown.format(SECRET), head)[0]

    @pytest.mark.parametrize(
        ("css", "attributes", "shown"),
        [
            (".x.y{display:none} .x{display:block}", "class='x y'", False),
            ("#i{display:block} p.x.y{display:none}", "id=i class='x y'", True),
            ("div .x{display:none} .x{display:block}", "class=x", True),
            (".x{display:none} .x{display:block}", "class=x", True),
            (":where(.x#i){display:none} p{display:block}", "id=i class=x", True),
            (":is(.x,.y){display:none}", "class=x", False),
            (".x{display:none}", "class=x style='display:block'", True),
            (".x{display:none!important}", "class=x style='display:block'", False),
            (".x{display:none!important}", "class=x style='display:block!important'", True),
            (".x{display:none!important} #i{display:block}", "id=i class=x", False),
            (".x{display:none} .x{display:nonsense}", "class=x", False),
            (".x{quotes:'\"';display:none}", "class=x", False),
            (".x{display:none}", "class=x style=';;{'", False),
            (".x, .x:nonsense{display:none}", "class=x", True),
            (".x::before, .x:hover{display:none}", "class=x", True),
            (".x{display:none}", "class=x data-css-inline=ignore", False),
            ("@media print{.x{display:none}}", "class=x", True),
            ("@media screen{.x{display:none}}", "class=x", False),
            ("@media (max-width: 600px){.x{display:none}}", "class=x", True),
            ("@media screen and (min-width:600px){.x{display:none}}", "class=x", False),
            ("@media print{@media all{.x{display:none}}}", "class=x", True),
            ("@supports (display:grid){@media all{.x{display:none}}}", "class=x", False),
            ("@supports not (display:grid){.x{display:none}}", "class=x", True),
            ("@layer a{.x{display:none}}", "class=x", False),
            ("@font-face{.x{display:none}}", "class=x", True),
        ],
    )
    def test_the_order_of_precedence(self, css: str, attributes: str, shown: bool) -> None:
        text, _ = self.texts(f"<p {attributes}>{SECRET}</p>", f"<style>{css}</style>")
        assert (SECRET in text) == shown

    @pytest.mark.parametrize(
        ("attributes", "shown"),
        [
            ("", False),
            ("media=screen", False),
            ("media='print, (min-width: 30em)'", False),
            ("data-css-inline=ignore", False),
            ("data-css-inline=keep", False),
            ("media=print", True),
            ("media='(width < 30em)'", True),
        ],
    )
    def test_which_sheet_counts(self, attributes: str, shown: bool) -> None:
        head = f"<style {attributes}>.x{{display:none}}</style>"
        assert (SECRET in self.texts(f"<p class=x>{SECRET}</p>", head)[0]) == shown

    def test_no_sheet_elsewhere_is_fetched(self, tmp_path: Path) -> None:
        (tmp_path / "a.css").write_text(".x{display:none}")
        asked = []

        class Counter(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)

        with HTTPServer(("127.0.0.1", 0), Counter) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            local, remote = f"file://{tmp_path}/a.css", f"http://127.0.0.1:{server.server_port}/"
            head = f"<base href='{remote}'><style>@import '{local}'; @import '{remote}';</style>"
            for address in (local, remote, "a.css"):
                head += f"<link rel=stylesheet href='{address}'>"
            assert SECRET in self.texts(f"<p class=x>{SECRET}</p>", head)[0]
            markdown = f"# 새 다리\n\n{head}\n\n<p class=x>{SECRET}</p>"
            assert read("a.md", markdown).articles[0].text == SECRET
            server.shutdown()
            thread.join()
        assert asked == []

    def test_the_text_beside_what_is_hidden_stays(self) -> None:
        text = (
            '<p>다온군은 <b hidden>몰래</b>다리를 <b style="font-size:0">늘</b>놓는다고 했다.</p>'
        )
        assert "다온군은 다리를 놓는다고 했다." in self.texts(text)[0]

    def test_a_page_that_hides_all_until_its_script_runs_is_read(self) -> None:
        head = "<style>body{opacity:0;visibility:hidden}</style>"
        assert self.texts("", head)[0] == HTML_TEXT

    @pytest.mark.parametrize(
        "data",
        [
            '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "%s"}'
            "</script>" % (SECRET * 9),
            '<div id=\'data-preloaded\' data-preloaded=\'{"topic_1": "{\\"post_stream\\": '
            '{\\"posts\\": [{\\"cooked\\": \\"%s\\"}]}}"}\'></div>' % (SECRET * 9),
            f'<meta name="description" content="{SECRET * 9}">',
        ],
    )
    def test_data_is_no_text_where_none_is_shown(self, data: str) -> None:
        page = f"<html><head><title>제목</title>{data}</head><body><p></p>{data}</body></html>"
        assert read("a.html", page).articles == []

    def test_a_hidden_heading_is_no_title(self) -> None:
        page = HTML.replace("{head}", "").replace("<h1>", f"<h1 hidden>{SECRET}</h1><h1>")
        page = page.replace('property="og:title"', 'property="x"').replace("<title>", "<x>")
        [found] = read("a.html", page).articles
        assert SECRET not in found.title + found.text

    def test_metadata_is_one_clean_line(self) -> None:
        head = '<meta property="og:title" content="새&#x202e; 다리\n' + "가" * 500 + '">'
        page = HTML.replace('<meta property="og:title" content="다온군, 새 다리 놓는다">', head)
        [found] = read("a.html", page.replace("{head}", "")).articles
        assert found.title == "새 다리 " + "가" * 294 + "…"


def pdf(lines: list[str], title: str = "", password: str = "") -> bytes:
    """A PDF of one page with these lines of Latin text."""
    shown = " ".join(f"({line}) Tj T*" for line in lines).encode()
    content = b"BT /F1 12 Tf 14 TL 72 720 Td " + shown + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(%s)>>" % title.encode(),
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R/Info 6 0 R>>\n"
    data += end % table + b"startxref\n%d\n%%%%EOF" % len(data)
    if not password:
        return data
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


PDF_LINES = [
    "A new bridge",
    "The city of Riverton opened a new bridge on Thurs-",
    "day and the mayor walked over it with the people of",
    "the town.",
    "It is open to all.",
    "- 1 -",
]


class TestPdf:
    text = (
        "The city of Riverton opened a new bridge on Thursday and the mayor walked over it "
        "with the people of the town.\nIt is open to all."
    )

    @pytest.mark.parametrize(
        ("written", "title"),
        [
            ("", "A new bridge"),
            ("A new bridge", "A new bridge"),
            ("Microsoft Word - bridge.doc", "A new bridge"),
        ],
    )
    def test_wrapped_lines_are_joined(self, written: str, title: str) -> None:
        expected = Article("a.pdf", title, self.text, source="a.pdf", pages=(0,))
        assert read("a.pdf", pdf(PDF_LINES, written)) == Reading([expected])

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (
                pdf(PDF_LINES, password="secret"),
                "the PDF is encrypted; save a copy without a password",
            ),
            (pdf([]), "the PDF has no text layer; run character recognition (OCR) on it first"),
            (
                pdf(PDF_LINES)[:100],
                "the PDF is damaged; download it again, or save its text as .txt",
            ),
        ],
    )
    def test_what_cannot_be_read_is_said(self, data: bytes, reason: str) -> None:
        assert [failure.pair for failure in read("a.pdf", data).failed] == [("a.pdf", reason)]

    def test_where_each_page_begins_in_what_is_kept(self) -> None:
        pages = [
            "머리말\n가 문단이다.",
            "머리말\n나 문단이다.\n다 문단이다. 홍길동 기자",
            "1",
            "라 문단이다.",
        ]
        text = "가 문단이다.\n\n나 문단이다.\n다 문단이다.\n라 문단이다."
        starts = page_starts(text, pages)
        assert [text[start : start + 1] for start in starts] == ["가", "나", "라", "라"]
        assert page_starts("가 문단이다.", pages) == (0, 7, 7, 7)

    def test_korean_lines_wrap_in_mid_sentence(self) -> None:
        lines = [
            "새 다리",
            "다온군은 강을 건너는 새 다리를 놓는다고",
            "밝혔다. 길이는 300미터이며 사람과 자전거가",
            "함께 다닌다.",
            "",
            "공사는 내년 봄에 시작한다.",
        ]
        assert join_wrapped(lines) == (
            "새 다리\n다온군은 강을 건너는 새 다리를 놓는다고 밝혔다. 길이는 300미터이며 사람과 "
            "자전거가 함께 다닌다.\n\n공사는 내년 봄에 시작한다.\n"
        )

    @pytest.mark.parametrize(
        ("read", "written"),
        [
            ("책  3 만  권이  들어가고 , 밤  10 시까지", "책 3만 권이 들어가고, 밤 10시까지"),
            ("“ 걸어서  5 분이면  닿게  하겠다 ” 고", "“걸어서 5분이면 닿게 하겠다”고"),
            ("홍길동  기자\nCopyright 2024 다온신문", "홍길동 기자\nCopyright 2024 다온신문"),
            ("새 다리를 놓는다 , 고", "새 다리를 놓는다 , 고"),
        ],
    )
    def test_the_spaces_that_fonts_leave_go(self, read: str, written: str) -> None:
        assert respaced(read) == written

    def test_running_heads_go_and_the_address_among_them_stays_known(self) -> None:
        pages = [
            f"24. 6. 13. 오후 4:05 새 다리 - 다온신문\n{body}\nhttps://daon.example/1 {n}/2"
            for n, body in enumerate(("가 문단이다.", "나 문단이다."), start=1)
        ]
        assert take_heads(pages) == (["가 문단이다.", "나 문단이다."], "https://daon.example/1")
        assert take_heads(["가 문단이다.\n6/13/24, 4:05 PM\nhttps://daon.example/1 1/1"]) == (
            ["가 문단이다."],
            "https://daon.example/1",
        )
        assert take_heads(["제3호 다온\n가 문단이다.\n셋째.\n끝", "제4호 다온\n나.\n다.\n라"])[
            0
        ] == [
            "가 문단이다.\n셋째.\n끝",
            "나.\n다.\n라",
        ]
        assert take_heads(["새 다리\n가 문단이다."]) == (["새 다리\n가 문단이다."], "")

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_no_damage_raises(self, draw: st.DataObject) -> None:
        data = bytearray(pdf(PDF_LINES))
        for _ in range(draw.draw(st.integers(1, 8))):
            at = draw.draw(st.integers(0, len(data) - 1))
            data[at] = draw.draw(st.integers(0, 255))
        reading = read("a.pdf", bytes(data))
        assert reading.articles or reading.failed
