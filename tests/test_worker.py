"""Hostile documents: each ends as an article or a failure, and none stops the next from being read.

The time that one may take is lowered here; the size of what a document holds is not.
"""

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from embeddings.article import Article
from embeddings.sources.reading import read_document
from embeddings.sources.result import Reading
from embeddings.sources.worker import Worker

NOTE = "새 다리\n\n다온군은 새 다리를 놓는다.".encode()
GOOD = Reading([Article("a.txt", "새 다리", "다온군은 새 다리를 놓는다.", source="a.txt")])
SECONDS = 4.0
MEGABYTE, GIGABYTE = 10**6, 10**9


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(seconds=SECONDS) as worker:
        yield worker


@pytest.fixture(scope="module")
def patient() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    data, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer<</Size %d/Root 1 0 R %s>>\n" % (
        size,
        trailer.replace(b"START", b"%d" % start),
    )
    return data + b"startxref\n%d\n%%%%EOF" % start


def stream(content: bytes, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    head = b"<</Length %d/Filter[%s]%s>>" % (len(content), filters, more)
    return head + b"stream\n%s\nendstream" % content


def page(contents: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page that shows `contents`, object 4; `more` objects come after it."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>%s>>>>" % resources,
        contents,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


def inflated(block: bytes, size: int) -> bytes:
    """Zlib data that inflates to about `size` bytes of a repeated block."""
    packer = zlib.compressobj(9)
    times = MEGABYTE // len(block)
    parts = [packer.compress(block * times) for _ in range(size // MEGABYTE)]
    return b"".join([*parts, packer.flush()])


@cache
def bomb() -> bytes:
    data = page(stream(inflated(b"BT /F1 12 Tf (a) Tj ET ", GIGABYTE)))
    assert 900_000 < len(data) < 5_000_000
    return data


@cache
def nested_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(inflated(b"\0" * 1000, GIGABYTE), 9), 9)
    assert len(packed) < 100_000
    return page(stream(packed, b"/FlateDecode/FlateDecode/FlateDecode"))


def slow() -> bytes:
    return page(stream(inflated(b"BT /F1 12 Tf (a) Tj ET ", 60 * MEGABYTE)))


def page_cycle() -> bytes:
    kids = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9/Parent 3 0 R>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, kids)


def previous_cycle() -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Kids[]/Count 0>>", trailer=b"/Prev START")


def form_cycle() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 6 0 R>>>>"
    again = zlib.compress(b"/F Do /F Do /F Do")
    return page(stream(again), stream(again, more=form), resources=b"/XObject<</F 6 0 R>>")


def outline_cycle() -> bytes:
    item = b"<</Title(a)/First 6 0 R/Next 6 0 R/Parent 6 0 R/Last 6 0 R>>"
    text = zlib.compress(b"BT /F1 12 Tf (A bridge was opened.) Tj ET")
    return page(stream(text), item)


def length_cycle() -> bytes:
    return page(b"<</Length 4 0 R/Filter 4 0 R>>stream\nx\nendstream")


def attributes() -> bytes:
    return f"<html><body><p {' '.join(f'a{n}=1' for n in range(300_000))}>가.</p>".encode()


def nested() -> bytes:
    return ("<html><body>" + "<div>" * 100_000 + "다리를 놓는다." + "</div>" * 100_000).encode()


def nested_inline() -> bytes:
    return ("<html><body><p>" + "<b><i>" * 50_000 + "다리를 놓는다.").encode()


def rules() -> bytes:
    css = "".join(f"div p:nth-child({n}n) ~ *:not(.x{n}) *{{display:none}}" for n in range(3_000))
    return f"<html><style>{css}</style><body>{'<div><p>가나다.</p></div>' * 3_000}".encode()


def million_rules() -> bytes:
    css = "".join(f".a{n}{{color:red}}" for n in range(MEGABYTE))
    return f"<html><style>{css}</style><body><p>다리를 놓는다.</p>".encode()


DOCUMENTS: list[tuple[str, Callable[[], bytes]]] = [
    ("a.pdf", bomb),
    ("a.pdf", nested_bomb),
    ("a.pdf", slow),
    ("a.pdf", page_cycle),
    ("a.pdf", previous_cycle),
    ("a.pdf", form_cycle),
    ("a.pdf", outline_cycle),
    ("a.pdf", length_cycle),
    ("a.html", attributes),
    ("a.html", nested),
    ("a.html", nested_inline),
    ("a.html", rules),
    ("a.html", million_rules),
]


@pytest.mark.parametrize(
    ("name", "make"), DOCUMENTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_hostile_document_is_an_article_or_a_failure(
    worker: Worker, name: str, make: Callable[[], bytes]
) -> None:
    started = time.monotonic()
    reading = worker.read(make(), name)
    assert time.monotonic() - started < SECONDS + 20
    assert len(reading.articles) + len(reading.failed) >= 1
    told = [failure.pair for failure in reading.failed]
    assert all(place == name and "; " in why and "\n" not in why for place, why in told)
    assert worker.read(NOTE, "a.txt") == GOOD


LONG = 300_000  # characters: in Korean, about a megabyte
LINES = {
    "spaces": " " * LONG,
    "letters": "가" * LONG,
    "digits": "1" * LONG,
    "dates": "2024.06.13 " * (LONG // 11),
    "dotted digits": "1." * (LONG // 2),
    "brackets": "[" * LONG,
    "parentheses": "(" * LONG,
    "links": "[a](" * (LONG // 4),
    "images": "![" * (LONG // 2),
    "link targets": "[a](" + "(" * LONG,
    "comments": "<!--" * (LONG // 4),
    "stars": "*" * LONG,
    "starred words": "*a " * (LONG // 3),
    "underscores": "_a " * (LONG // 3),
    "tildes": "~~a" * (LONG // 3),
    "ticks": "`" * LONG,
    "hashes": "#" * LONG,
    "heading": "## " + "a #" * (LONG // 3),
    "heading with a gap": "## a" + " " * LONG + "b",
    "gap": "a" + " " * LONG + "b",
    "title and site": "a - " * (LONG // 4),
    "quotes": "> " * (LONG // 2),
    "rules": "- " * (LONG // 2),
    "front matter": "---\n" + "a: " * (LONG // 3),
    "tabs": "\t" * LONG,
    "bars": "|" * LONG,
    "crumbs": "홈 > " * (LONG // 4),
    "names": "홍길동 " * (LONG // 4),
    "names with dots": "홍길동·" * (LONG // 4),
    "mail": "a@" + "a." * (LONG // 2),
    "sentences": "다. " * (LONG // 3),
    "quoted ends": ".”" * (LONG // 2),
    "rights": "ⓒ " * (LONG // 2),
    "credits": "사진=" * (LONG // 3),
    "slashes": "/사진 " * (LONG // 4),
    "tags": "<b>" * (LONG // 3),
    "entities": "&amp;" * (LONG // 5),
    "marks": "가" + "\u0301\u0327" * (LONG // 2),
}


SHORT_LINES = {
    "front matters": "---\n" * (LONG // 12),
    "letters": "가\n" * (LONG // 6),
    "rows": "1 제목 2024.06.13\n" * (LONG // 48),
    "table": "|a|b|\n|-|-|\n" + "|||\n" * (LONG // 6),
    "items": "- a\n" * (LONG // 6),
    "headers": "번호 제목 글쓴이 날짜\n" * (LONG // 39),
    "related": "관련기사\n▶ 가나다\n" * (LONG // 33),
    "blank lines": "\n" * LONG,
}
SHAPES = [*LINES.values(), *SHORT_LINES.values()]


@pytest.mark.parametrize("shape", SHAPES, ids=[*LINES, *(f"lines of {k}" for k in SHORT_LINES)])
def test_no_shape_takes_time_that_grows_with_its_square(patient: Worker, shape: str) -> None:
    [article] = patient.read(f"새 다리\n\n다리를 놓는다.\n\n{shape}".encode(), "a.md").articles[:1]
    assert (article.title, article.text[:8]) == ("새 다리", "다리를 놓는다.")


@pytest.mark.parametrize("make", [nested_bomb, length_cycle])
def test_a_pdf_without_an_end_is_said_to_be(worker: Worker, make: Callable[[], bytes]) -> None:
    said = "the PDF unpacks to too much, or leads back to itself; save its text as .txt"
    reading = worker.read(make(), "a.pdf")
    told = [failure.pair for failure in reading.failed]
    assert (reading.articles, told) == ([], [("a.pdf", said)])


def test_a_document_that_takes_too_long_is_named_and_the_next_is_read() -> None:
    page = f"<html><body>{'<div><p>가나다라.</p></div>' * 30_000}".encode()
    with Worker(seconds=0.05) as worker:
        [(name, reason)] = [failure.pair for failure in worker.read(page, "a.html").failed]
        said = "reading it took longer than 0.05 s; split it, or save only the article's text"
        assert (name, reason) == ("a.html", said)
    with Worker() as worker:
        assert worker.read(NOTE, "a.txt") == GOOD


def test_a_document_that_needs_too_much_memory_is_named_and_the_next_is_read() -> None:
    with Worker(memory=100_000_000) as worker:
        failed = worker.read("가\n".encode() * MEGABYTE, "a.txt").failed
        [(name, reason)] = [failure.pair for failure in failed]
        said = "reading it needs too much memory, or breaks the reader; "
        assert (name, reason) == ("a.txt", f"{said}save only the article's text")
        assert worker.read(NOTE, "a.txt") == GOOD


def test_what_a_worker_reads_is_what_is_read_without_one(worker: Worker) -> None:
    page = "(서울=연합뉴스) 홍길동 기자 = 다리를 놓는다.\n\n사진=뉴스1\n\n2024.06.13 입력".encode()
    for name, data in [("a.txt", NOTE), ("b.txt", page), ("c.md", b"# a\n\nb."), ("d.pdf", b"")]:
        assert worker.read(data, name) == read_document(data, name)


def test_a_worker_inherits_no_file_but_its_socket(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    with Worker() as worker:
        before = children(os.getpid())
        worker.read(NOTE, "a.txt")
        [started] = children(os.getpid()) - before
        folder = Path(f"/proc/{started}/fd")
        targets = sorted(str(link.readlink()).split(":")[0] for link in folder.iterdir())
    os.close(descriptor)
    assert not alive(started)
    assert targets == ["/dev/null", "/dev/null", "/dev/null", "socket"]


def test_a_worker_ends_with_its_killed_parent() -> None:
    program = (
        "from embeddings.sources.worker import Worker\n"
        "worker = Worker()\n"
        "worker.read(b'a', 'a.txt')\n"
        "print('started', flush=True)\n"
        "input()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "started\n"
    [child] = children(parent.pid)
    assert alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 30
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def state(process: int) -> tuple[str, int]:
    """A process's state, as one letter, and its parent; ("X", 0) where there is no such process."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # it may end while it is asked for
        return "X", 0
    return told[0], int(told[1])


def children(parent: int) -> set[int]:
    processes = {int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}
    return {process for process in processes if state(process)[1] == parent}


def alive(process: int) -> bool:
    return state(process)[0] not in "XZ"


def test_a_worker_does_without_what_indexing_needs() -> None:
    program = (
        "import sys, embeddings.sources.worker\n"
        "print({'torch', 'numpy', 'gradio'} & {*sys.modules})\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"
