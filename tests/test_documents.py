"""HTML, Markdown and PDF documents, and the whole article that each becomes."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from embeddings.article import Article
from embeddings.documents import join_wrapped
from embeddings.reading import Reading, read_document


def read(name: str, content: str | bytes) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return read_document(data, name)


class TestMarkdown:
    def test_front_matter_and_marks(self) -> None:
        text = """---
title: "새 다리"
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
            title="새 다리",
            text="다온군은 새 다리를 놓는다.\n\n비용\n\n"
            "예산은 3억 원이다. snake_case_name 2 * 3 * 4",
            outlet="다온신문",
            author="이영희",
            published=date(2024, 6, 13),
            url="https://example.com/1",
            source="a.md",
        )
        assert read("a.md", text) == Reading([expected])

    def test_the_first_heading_is_the_title(self) -> None:
        [found] = read("a.md", "# *새* 다리\n\n다리를 놓는다.\n\n둘째 문단이다.").articles
        assert (found.title, found.text) == ("새 다리", "다리를 놓는다.\n\n둘째 문단이다.")


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
        expected = Article("a.pdf", title, self.text, source="a.pdf")
        assert read("a.pdf", pdf(PDF_LINES, written)) == Reading([expected])

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (pdf(PDF_LINES, password="secret"), "the PDF is encrypted; "),
            (pdf([]), "the PDF has no text layer; "),
            (pdf(PDF_LINES)[:100], "the PDF is damaged; "),
        ],
    )
    def test_what_cannot_be_read_is_said(self, data: bytes, reason: str) -> None:
        [(_, said)] = read("a.pdf", data).failed
        assert said.startswith(reason)

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

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_no_damage_raises(self, draw: st.DataObject) -> None:
        data = bytearray(pdf(PDF_LINES))
        for _ in range(draw.draw(st.integers(1, 8))):
            at = draw.draw(st.integers(0, len(data) - 1))
            data[at] = draw.draw(st.integers(0, 255))
        reading = read("a.pdf", bytes(data))
        assert reading.articles or reading.failed
