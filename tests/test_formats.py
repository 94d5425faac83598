"""Documents of every other format: made by hand, and the whole articles that they become."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from email.message import EmailMessage
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from embeddings.article import Article
from embeddings.errors import SeedError
from embeddings.sources.kinds import KINDS, kind_of
from embeddings.sources.reading import read_document
from embeddings.sources.worker import Worker

TITLE, BODY = "새 다리", "다온군은 새 다리를 놓는다.\n길이는 300미터다."
PARAGRAPHS = BODY.replace("\n", "\n\n")  # as a page has them
PAGE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
PAGE += "".join(f"<p>{line}</p>" for line in BODY.split("\n")) + "</article></body></html>"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

DAMAGED = "the document is damaged; save it again, or save its text as .txt"
LOCKED = "the document is encrypted; save a copy without a password"
ENTITIES = (
    "the document's XML defines a type or entities of its own; "
    "save it again, or save its text as .txt"
)
UNKNOWN = (
    "a file of this kind is not read; "
    "save its text as .txt, .html, .docx or .pdf, or take it out of the folder"
)


def read(name: str, data: bytes | str) -> list[Article]:
    reading = read_document(data.encode() if isinstance(data, str) else data, name)
    assert reading.failed == []
    return reading.articles


def told(name: str, data: bytes | str) -> list[tuple[str, str]]:
    reading = read_document(data.encode() if isinstance(data, str) else data, name)
    return [failure.pair for failure in reading.failed]


def archive(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


P = "<w:p><w:t>간다.</w:t></w:p>"
HP = "<hp:p><hp:t>간다.</hp:t></hp:p>"


def docx(body: str, core: str = "") -> bytes:
    return archive(
        {
            "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>',
            "docProps/core.xml": f'<c:core xmlns:c="c" xmlns:dc="dc">{core}</c:core>',
        }
    )


def odt(body: str, meta: str = "") -> bytes:
    spaces = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:dc="dc" xmlns:meta="m"'
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document {spaces}>{body}</office:document>",
            "meta.xml": f"<office:document {spaces}>{meta}</office:document>",
        }
    )


def hwpx(*sections: str, meta: str = "", manifest: str = "<m/>") -> bytes:
    members = {"META-INF/manifest.xml": manifest}
    members["Contents/content.hpf"] = f'<opf:package xmlns:opf="o">{meta}</opf:package>'
    for number, body in enumerate(sections):
        section = f'<hs:sec xmlns:hs="s" xmlns:hp="p">{body}</hs:sec>'
        members[f"Contents/section{number}.xml"] = section
    return archive(members)


def epub(*chapters: str, more: str = "", extra: dict[str, str] | None = None) -> bytes:
    items = "".join(f'<item id="c{n}" href="c%20{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = f'<package xmlns="o" xmlns:dc="d"><metadata>{more}</metadata><manifest>{items}'
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="OPS/book.opf"/></container>',
        "OPS/book.opf": f"{package}</manifest><spine>{spine}</spine></package>",
    }
    members |= {f"OPS/c {n}.xhtml": text for n, text in enumerate(chapters)}
    return archive(members | (extra or {}))


def xlsx(*sheets: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"표{number}")
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB) of these streams, each filled up to 4,096 bytes; "a/b" lies in a."""
    storages = sorted({name.partition("/")[0] for name in streams if "/" in name})
    names = ["Root Entry", *storages, *streams]
    inner = [n for n in streams if "/" in n]
    first_level = [*storages, *(n for n in streams if "/" not in n)]
    content, starts = b"", {}
    for name, data in streams.items():
        starts[name] = len(content) // 512
        content += data + bytes(-len(data) % 512 if len(data) > 4096 else 4096 - len(data))
    follow = {a: b for chain in (first_level, inner) for a, b in pairwise(chain)}
    child = {"Root Entry": first_level[0], **dict.fromkeys(storages, inner[0])}
    none, end = 0xFFFFFFFF, 0xFFFFFFFE
    directory = b""
    for name in names:
        title = name.rpartition("/")[2].encode("utf-16-le")
        kind = 5 if name == "Root Entry" else 1 if name in storages else 2
        size = max(len(streams[name]), 4096) if name in streams else 0
        links = (none, names.index(follow[name]) if name in follow else none)
        links += (names.index(child[name]) if name in child else none,)
        directory += title.ljust(64, b"\0") + struct.pack("<HBB3I", len(title) + 2, kind, 1, *links)
        directory += bytes(36) + struct.pack("<IQ", starts.get(name, end), size)
    directory += bytes(-len(directory) % 512)
    used = len(content) // 512
    fat = [n + 1 for n in range(used)]
    for name, data in streams.items():
        fat[starts[name] + -(-max(len(data), 4096) // 512) - 1] = end
    fat += [*range(used + 1, used + len(directory) // 512), end, 0xFFFFFFFD]
    assert len(fat) <= 128
    fat += [none] * (128 - len(fat))
    place = used + len(directory) // 512
    head = COMPOUND + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<4I", 1, used, 0, 4096) + struct.pack("<4I", end, 0, end, 0)
    head += struct.pack("<I", place) + b"\xff" * 432
    return head + content + directory + struct.pack("<128I", *fat)


def record(tag: int, level: int, content: bytes = b"") -> bytes:
    return struct.pack("<I", tag | level << 10 | len(content) << 20) + content


def paragraph(level: int, text: bytes | str) -> bytes:
    content = text.encode("utf-16-le") if isinstance(text, str) else text
    return record(66, level, bytes(22)) + record(67, level + 1, content + b"\r\0")


def cell(level: int, row: int, text: str) -> bytes:
    return record(72, level, struct.pack("<8xHH", 0, row)) + paragraph(level, text)


def control(code: int, name: bytes) -> bytes:
    return struct.pack("<H", code) + name[::-1] + bytes(8) + struct.pack("<H", code)


def hwp(section: bytes, flags: int = 1, summary: bytes = b"") -> bytes:
    packing = zlib.compressobj(wbits=-15)
    packed = packing.compress(section) + packing.flush()
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    streams = {"FileHeader": header, "BodyText/Section0": packed if flags & 1 else section}
    return compound(streams | ({"\5HwpSummaryInformation": summary} if summary else {}))


class TestKinds:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"%PDF-1.4\n", "pdf"),
            (b"\n%PDF-1.4\n", "pdf"),
            (PAGE.encode(), "html"),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE html>\n<html>", "html"),
            ("<HTML lang='ko'>".encode("utf-16"), "html"),
            (b"From: a\r\nSubject: b\r\n c\r\nMIME-Version: 1.0\r\n\r\n", "mail"),
            (b'{"text": "a"}', "json"),
            (b' [{"text": "a"},\n{"text": "b"}]', "json"),
            (b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
            (docx(""), "docx"),
            (odt(""), "odt"),
            (hwpx(""), "hwpx"),
            (epub(), "epub"),
            (xlsx([[1]]), "xlsx"),
            (hwp(b""), "hwp"),
            ("[서울=연합뉴스] 다리를 놓는다.".encode(), "text"),
            ("제목: 새 다리\n\n다리를 놓는다.".encode(), "text"),
            ("# 새 다리\n\n다리를 놓는다.".encode(), "markdown"),
            ("다온신문\n\n- [새 다리](https://a.kr/1)\n".encode(), "markdown"),
            ("#다리 #도로\n다리를 놓는다. [사진](전송)".encode(), "text"),
            (b"[1, 2]", "text"),
            (b"a <html> is a page", "text"),
            (b"see %PDF-1.4", "text"),
            (b"PK\3\4 broken", "text"),
        ],
    )
    def test_the_content_tells(self, data: bytes, kind: str) -> None:
        assert kind_of(data, "a.txt") == kind
        assert kind_of(data, "a") == kind

    def test_the_name_tells_where_the_content_does_not(self) -> None:
        assert {suffix: kind_of(b"\0a\xff", f"a{suffix.upper()}") for suffix in KINDS} == KINDS

    def test_a_text_under_a_name_that_it_cannot_have_is_text(self) -> None:
        data, others = "다리를 놓는다.".encode(), {"markdown", "mail"}
        found = {kind: kind_of(data, f"a{suffix}") for suffix, kind in KINDS.items()}
        assert found == {kind: kind if kind in others else "text" for kind in KINDS.values()}

    def test_a_table_under_a_text_name_is_told_by_its_columns(self) -> None:
        assert kind_of("일자\t제목\t본문\n1\t2\t3".encode("cp949"), "a.txt") == "csv"
        assert kind_of("일자,제목,본문\n1,2,3".encode(), "a.xlsx") == "csv"
        assert kind_of("제목, 저자\n".encode(), "a.txt") == "text"

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("새 다리, 열리다\n\n다온군은 13일, 새 다리를 열었다.\n길이는 300미터이다.", "text"),
            ("새 다리\n다온군은 새 다리를 열었다.", "text"),
            ("이름,말\n다온,다리를 놓는다.\n가람,다리를 연다.", "csv"),
            ('이름,말\n다온,"다리를, 새로\n놓는다."\n가람,연다.', "csv"),
            ("이름,길이\n다온교,300\n가람교", "csv"),
            ("낱말\n다리\n강", "csv"),
        ],
    )
    def test_sentences_without_columns_are_no_table(self, text: str, kind: str) -> None:
        assert kind_of(text.encode(), "a.csv") == kind

    @pytest.mark.parametrize("name", ["기사", "자료 2024.06.13", "a.기사", "제3호. 다리"])
    def test_no_suffix_is_text(self, name: str) -> None:
        assert kind_of(b"a", name) == "text"

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.jpg", b"\xff\xd8\xff"),
            ("a.css", b"p {}"),
            ("a.zip", archive({"a": "b"})),
            ("a.doc", COMPOUND + bytes(600)),
        ],
    )
    def test_an_unknown_kind_is_said(self, name: str, data: bytes) -> None:
        assert told(name, data) == [(name, UNKNOWN)]

    @settings(max_examples=200, deadline=None)
    @given(st.binary(max_size=80), st.sampled_from([b"", b"PK\3\4", COMPOUND, b"{", b"<html"]))
    def test_any_bytes_of_a_known_name_are_of_a_kind(self, data: bytes, start: bytes) -> None:
        assert kind_of(start + data, "a.txt") in KINDS.values()

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(sorted(KINDS)), st.binary(max_size=80), st.data())
    def test_no_damage_raises(self, suffix: str, noise: bytes, draw: st.DataObject) -> None:
        whole = draw.draw(st.sampled_from([*SAMPLES.values()]))
        at = draw.draw(st.integers(0, len(whole)))
        reading = read_document(whole[:at] + noise + whole[at + len(noise) :], f"a{suffix}")
        assert reading.articles or reading.failed


SAMPLES = {
    "docx": docx("<w:p><w:r><w:t>다리를 놓는다.</w:t></w:r></w:p>"),
    "odt": odt("<text:p>다리를 놓는다.</text:p>"),
    "hwpx": hwpx("<hp:p><hp:t>다리를 놓는다.</hp:t></hp:p>"),
    "hwp": hwp(paragraph(0, "다리를 놓는다.")),
    "epub": epub(PAGE),
    "xlsx": xlsx([["본문"], ["다리를 놓는다."]]),
}


class TestMail:
    def saved(self, charset: str = "utf-8") -> bytes:
        message = EmailMessage()
        message["From"] = "<Saved by Blink>"
        message["Snapshot-Content-Location"] = "https://a.kr/1"
        message["Subject"] = "다른 제목"
        message["Date"] = "Thu, 13 Jun 2024 16:05:00 +0900"
        message.set_content(PAGE, subtype="html", charset=charset, cte="base64")
        message["Content-Location"] = "https://a.kr/1"
        message.make_related()
        message.add_related(b"<html>no</html>", "text", "html")
        return message.as_bytes()

    @pytest.mark.parametrize("charset", ["utf-8", "euc-kr"])
    @pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.txt", "a"])
    def test_a_saved_page(self, name: str, charset: str) -> None:
        expected = Article(name, TITLE, PARAGRAPHS, url="https://a.kr/1", source=name)
        assert read(name, self.saved(charset)) == [expected]

    def test_a_mail_tells_subject_sender_and_date(self) -> None:
        message = EmailMessage()
        message["From"] = "홍길동 <hong@a.kr>"
        message["Subject"] = TITLE
        message["Date"] = "Thu, 13 Jun 2024 16:05:00 +0900"
        message.set_content(BODY)
        message.add_attachment("<html>no</html>", subtype="html", filename="a.html")
        published = date(2024, 6, 13)
        [found] = read("a.eml", message.as_bytes())
        assert (found.author, found.published, found.url) == ("홍길동", published, "")
        assert (found.title, found.text) == (TITLE, BODY)


class TestOffice:
    core = "<dc:title>새 다리</dc:title><dc:creator>홍길동</dc:creator>"

    def test_docx(self) -> None:
        body = (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>새 다리</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>다온군은 </w:t></w:r><w:ins><w:r><w:t>새 다리를</w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>몰래</w:t></w:r>"
            "<w:del><w:r><w:delText>헌</w:delText></w:r></w:del>"
            "<w:r><w:t xml:space='preserve'> 놓는다.</w:t></w:r></w:p>"
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>길이</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>300</w:t></w:r></w:p><w:p><w:r><w:t>미터</w:t></w:r></w:p></w:tc>"
            "</w:tr></w:tbl><w:sdt><w:p><w:r><w:t>누구나 걷는다.</w:t></w:r></w:p></w:sdt>"
        )
        text = "다온군은 새 다리를 놓는다.\n길이\t300 미터\n누구나 걷는다."
        expected = Article("a.docx", TITLE, text, author="홍길동", source="a.docx")
        assert read("a.docx", docx(body, self.core)) == [expected]

    def test_odt(self) -> None:
        body = (
            "<text:h>새 다리</text:h><text:p>다온군은<text:s/><text:span>새</text:span> 다리를"
            "<office:annotation><text:p>확인</text:p></office:annotation> 놓는다.</text:p>"
            "<table:table><table:table-row><table:table-cell><text:p>길이</text:p>"
            "</table:table-cell><table:table-cell><text:p>300미터</text:p></table:table-cell>"
            "</table:table-row></table:table><text:p>누구나 걷는다.</text:p>"
        )
        text = "다온군은 새 다리를 놓는다.\n길이\t300미터\n누구나 걷는다."
        expected = Article("a.odt", TITLE, text, author="홍길동", source="a.odt")
        assert read("a.odt", odt(body, self.core)) == [expected]

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.docx", docx(P, "<dc:created>2024-06-13T01:00:00Z</dc:created>")),
            ("a.odt", odt("<text:p>간다.</text:p>", "<dc:date>2024-06-13T10:00:00</dc:date>")),
            ("a.hwpx", hwpx(HP, meta='<m name="CreatedDate">2024-06-13T01:00:00Z</m>')),
        ],
    )
    def test_the_day_on_which_it_was_made_stands_in(self, name: str, data: bytes) -> None:
        assert [found.published for found in read(name, data)] == [date(2024, 6, 13)]

    @pytest.mark.parametrize(
        "core",
        [
            "<dc:created>2013-12-23T23:15:00Z</dc:created><dc:creator>python-docx</dc:creator>",
            "<dc:created>어제</dc:created>",
        ],
    )
    def test_what_a_program_leaves_in_each_document_says_nothing(self, core: str) -> None:
        [found] = read("a.docx", docx(P, core))
        assert (found.author, found.published) == ("", None)

    def test_hwpx_with_its_sections_in_order(self) -> None:
        first = (
            "<hp:p><hp:t>새 다리</hp:t></hp:p>"
            "<hp:p><hp:t>다온군은<hp:markpenBegin/> 새 다리를<hp:lineBreak/>놓는다.</hp:t></hp:p>"
            "<hp:p><hp:tbl><hp:tr><hp:tc><hp:p><hp:t>길이</hp:t></hp:p></hp:tc>"
            "<hp:tc><hp:p><hp:t>300미터</hp:t></hp:p></hp:tc></hp:tr></hp:tbl></hp:p>"
            "<hp:p><hp:footNote><hp:p><hp:t>각주</hp:t></hp:p></hp:footNote></hp:p>"
        )
        sections = [first, *(f"<hp:p><hp:t>{n}번째 문단이다.</hp:t></hp:p>" for n in range(1, 12))]
        meta = '<opf:title>새 다리</opf:title><opf:meta name="creator">홍길동</opf:meta>'
        [found] = read("a.hwpx", hwpx(*sections, meta=meta))
        lines = [line for line in found.text.split("\n") if line]
        last = [f"{n}번째 문단이다." for n in range(1, 12)]
        assert lines == ["다온군은 새 다리를", "놓는다.", "길이\t300미터", *last]
        assert (found.title, found.author) == (TITLE, "홍길동")

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("a.docx", b"PK\3\4", DAMAGED),
            ("a.docx", docx("<w:p>"), DAMAGED),
            ("a.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), LOCKED),
            ("a.hwpx", hwpx("", manifest="<m><encryption-data/></m>"), LOCKED),
            (
                "a.odt",
                archive({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
                ENTITIES,
            ),
            (
                "a.xlsx",
                archive({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
                ENTITIES,
            ),
        ],
    )
    def test_what_cannot_be_read_is_said(self, name: str, data: bytes, reason: str) -> None:
        assert told(name, data) == [(name, reason)]


class TestHwp:
    def test_paragraphs_and_tables_in_order(self) -> None:
        body = paragraph(0, TITLE)
        body += paragraph(
            0,
            "다온군은".encode("utf-16-le")
            + control(17, b"fn  ")
            + " 새".encode("utf-16-le")
            + control(9, b"    ")
            + "다리를 놓는다.".encode("utf-16-le"),
        )
        body += record(71, 1, b"fn  "[::-1]) + record(72, 2, bytes(12)) + paragraph(2, "각주")
        body += paragraph(0, control(11, b"tbl ")) + record(71, 1, b"tbl "[::-1])
        body += record(77, 2, bytes(20)) + cell(2, 0, "길이") + cell(2, 0, "300미터")
        body += cell(2, 1, "너비") + cell(2, 1, "5미터") + paragraph(0, "누구나 걷는다.")
        for flags in (0, 1):
            [found] = read("a.hwp", hwp(body, flags))
            lines = [line for line in found.text.split("\n") if line]
            assert found.title == TITLE
            assert lines == [
                "다온군은 새\t다리를 놓는다.",
                "길이\t300미터",
                "너비\t5미터",
                "누구나 걷는다.",
            ]

    def test_the_summary_tells_title_and_author(self) -> None:
        """As Hancom writes it: a text's length is more than that of the text."""
        ids = {2: "새 다리 계획\0", 4: "홍길동\0"}
        values = [struct.pack("<II", 31, 40) + text.encode("utf-16-le") for text in ids.values()]
        starts = [8 + 8 * len(ids), 8 + 8 * len(ids) + len(values[0])]
        section = struct.pack("<II", 8 + 8 * len(ids) + sum(map(len, values)), len(ids))
        section += b"".join(struct.pack("<II", *pair) for pair in zip(ids, starts, strict=True))
        summary = struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + section + b"".join(values)
        [found] = read("a.hwp", hwp(paragraph(0, "다리를 놓는다."), summary=summary))
        assert (found.title, found.author) == ("새 다리 계획", "홍길동")

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (hwp(b"", flags=3), LOCKED),
            (hwp(b"", flags=1 | 1 << 4), LOCKED),
            (
                hwp(b"", flags=5),
                "the HWP is locked for distribution; save it as PDF from the program that shows it",
            ),
            (hwp(b"")[:900], DAMAGED),
            (
                b"HWP Document File V3.00 \x1a",
                "the HWP is of version 3 or older; save it again as .hwpx",
            ),
        ],
    )
    def test_what_cannot_be_read_is_said(self, data: bytes, reason: str) -> None:
        assert told("a.hwp", data) == [("a.hwp", reason)]


class TestEpub:
    def test_a_chapter_is_an_article(self) -> None:
        more = "<dc:creator>홍길동</dc:creator><dc:date>2024-06-13</dc:date>"
        facts = {"author": "홍길동", "published": date(2024, 6, 13), "source": "a.epub"}
        empty = "<html><body><p></p></body></html>"
        data = epub("<?xml version='1.0' encoding='utf-8'?>" + PAGE, empty, PAGE, more=more)
        expected = [Article(f"a.epub#{n}", TITLE, PARAGRAPHS, **facts) for n in (1, 3)]
        assert read("a.epub", data) == expected

    def test_a_locked_one_is_said(self) -> None:
        uri = '<e><CipherReference URI="OPS/c%200.xhtml"/></e>'
        data = epub(PAGE, extra={"META-INF/encryption.xml": uri})
        assert told("a.epub", data) == [("a.epub", LOCKED)]


HEAD = "뉴스 식별자,일자,언론사,기고자,제목,통합 분류1,본문,URL"
ROW = "0110,20240613,다온신문,홍길동 기자,새 다리,경제,다온군은 새 다리를 놓는다.,https://a.kr/1"
ARTICLE = {
    "title": TITLE,
    "text": "다온군은 새 다리를 놓는다.",
    "outlet": "다온신문",
    "author": "홍길동",
    "published": date(2024, 6, 13),
    "url": "https://a.kr/1",
}


class TestTables:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_a_row_is_an_article(self, encoding: str, delimiter: str) -> None:
        data = f"{HEAD}\r\n{ROW}\r\n".replace(",", delimiter).encode(encoding)
        assert read("a.csv", data) == [Article("a.csv#2", **ARTICLE, source="a.csv")]

    def test_a_workbook_as_bigkinds_exports_it(self) -> None:
        head, row = HEAD.split(","), ROW.split(",")
        dated = [*row[:1], datetime(2024, 6, 13), *row[2:]]
        found = read("a.xlsx", xlsx([head, row, [], dated], [["표"], head, row]))
        ids = ["a.xlsx#2", "a.xlsx#4", "a.xlsx#표2!3"]
        assert found == [Article(id_, **ARTICLE, source="a.xlsx") for id_ in ids]

    def test_english_names_quotes_and_lines_inside(self) -> None:
        data = 'Title,Content,Date\n"A ""new"" bridge","It opened.\nToday, at last.",2024-06-13\n'
        text, day = "It opened.\nToday, at last.", date(2024, 6, 13)
        expected = Article("a.csv#2", 'A "new" bridge', text, published=day, source="a.csv")
        assert read("a.csv", data) == [expected]

    def test_a_row_with_a_title_alone_is_a_headline_and_one_with_nothing_is_said(self) -> None:
        reading = read_document("제목,본문,비고\n새 다리,,\n,,1\n".encode(), "a.csv")
        headline = Article("a.csv#2", TITLE, TITLE, "headline", source="a.csv")
        said = "the row has neither a text nor a title; fill in one, or take the row out"
        assert reading.articles == [headline]
        assert [failure.pair for failure in reading.failed] == [("a.csv#3", said)]

    def test_another_table_is_read_as_text(self) -> None:
        text = "이름: 다온교, 길이: 300\n이름: 가람교"
        expected = Article("다리.csv", "다리", text, source="다리.csv")
        assert read("다리.csv", "이름,길이\n다온교,300\n가람교,\n") == [expected]

    def test_too_many_rows_are_said(self) -> None:
        said = "the table has more than 100,000 rows; split it, or save it as .jsonl"
        assert told("a.csv", "본문\n" + "가\n" * 1_000_000) == [("a.csv", said)]


class TestJson:
    def test_an_object_and_a_list(self) -> None:
        one = {"title": TITLE, "text": "다리.", "published": "2024-06-13"}
        facts = {"title": TITLE, "text": "다리.", "published": date(2024, 6, 13)}
        assert read("a.json", json.dumps(one)) == [Article("a.json", **facts, source="a.json")]
        reading = read_document(json.dumps([one, 3, one | {"id": 7}]).encode(), "a.json")
        ids = ["a.json#1", "7"]
        assert reading.articles == [Article(id_, **facts, source="a.json") for id_ in ids]
        said = 'it is not a JSON object; write {"title": …, "text": …}'
        assert [failure.pair for failure in reading.failed] == [("a.json#2", said)]

    def test_what_is_no_json_is_said(self) -> None:
        said = "the file is not valid JSON; write one object, or a list of them"
        assert told("a.json", '{"text": ') == [("a.json", said)]

    def test_the_usual_names_of_the_fields(self) -> None:
        record = {
            "제목": TITLE,
            "본문": "다리.",
            "일자": 20240613,
            "언론사": "다온신문",
            "text": "문.",
        }
        facts = {"title": TITLE, "published": date(2024, 6, 13), "outlet": "다온신문"}
        expected = Article("a.json", text="문.", **facts, source="a.json")
        assert read("a.json", json.dumps(record)) == [expected]

    def test_lines_under_another_name(self) -> None:
        lines = '{"text": "a"}\n{"text": "b"}\n'
        assert [found.id for found in read("a.txt", lines)] == ["a.txt#1", "a.txt#2"]


GIGABYTE = 10**9


def inflating(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(name, "w") as file:
        for _ in range(GIGABYTE // 10**6):
            file.write(bytes(10**6))
    return out.getvalue()


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


class TestHostile:
    """None breaks the worker: the next document is read by the same process."""

    @pytest.mark.parametrize(
        "member", ["word/document.xml", "xl/workbook.xml", "content.xml", "Contents/section0.xml"]
    )
    def test_an_archive_that_inflates(self, worker: Worker, member: str) -> None:
        reading = worker.read(inflating(member), "a")
        said = "the document unpacks to more than 200 MB; save its text as .txt"
        assert [failure.pair for failure in reading.failed] == [("a", said)]

    def test_a_hwp_that_inflates(self, worker: Worker) -> None:
        reading = worker.read(hwp(bytes(40 * 10**6)), "a.hwp")
        assert [failure.place for failure in reading.failed] == ["a.hwp"]

    @pytest.mark.parametrize("kind", SAMPLES)
    def test_each_format_is_read_in_the_worker(self, worker: Worker, kind: str) -> None:
        data = SAMPLES[kind]
        assert worker.read(data, f"a.{kind}") == read_document(data, f"a.{kind}")
        assert read(f"a.{kind}", data)

    def test_xml_whose_entities_grow(self, worker: Worker) -> None:
        lines = ['<!ENTITY a0 "aaaaaaaaaa">']
        lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
        bomb = f"<!DOCTYPE w [{''.join(lines)}]><w>&a11;</w>"
        reading = worker.read(archive({"word/document.xml": bomb}), "a.docx")
        assert [failure.reason for failure in reading.failed] in ([ENTITIES], [DAMAGED])

    def test_tables_in_tables_to_a_great_depth(self, worker: Worker) -> None:
        deep = "<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000
        assert [f.reason for f in worker.read(docx(deep), "a.docx").failed] == [DAMAGED]


def test_an_unknown_kind_is_an_error_of_its_own() -> None:
    with pytest.raises(SeedError, match="a file of this kind is not read"):
        kind_of(b"p {}", "a.css")
