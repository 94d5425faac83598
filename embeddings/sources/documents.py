"""HTML and PDF documents, turned into the text and the facts that a page has."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from functools import partial

from embeddings.article import Article
from embeddings.errors import SeedError
from embeddings.pages.lines import Facts, is_caption, is_prose, is_rights, read_facts
from embeddings.pages.page import parse_page

_NO_HTML = partial(
    SeedError,
    "the HTML cannot be read as a page",
    "save it again from the browser, or as .txt",
    key="html-unreadable",
)
_NO_PDF = partial(
    SeedError,
    "the PDF is damaged",
    "download it again, or save its text as .txt",
    key="pdf-damaged",
)
_ENDLESS_PDF = partial(
    SeedError,
    "the PDF unpacks to too much, or leads back to itself",
    "save its text as .txt",
    key="pdf-endless",
)
_LOCKED_PDF = partial(
    SeedError, "the PDF is encrypted", "save a copy without a password", key="pdf-locked"
)
_SCANNED_PDF = partial(
    SeedError,
    "the PDF has no text layer",
    "run character recognition (OCR) on it first",
    key="pdf-scanned",
)

_PAGE_NUMBER = re.compile(r"[-–]?\s*\d{1,4}\s*[-–]?|\d{1,4}\s*/\s*\d{1,4}")
_FULL_LINE = 0.6  # of the usual line width; a shorter line ended because its text did
_FILE_TITLE = re.compile(r"microsoft word.*|untitled.*|제목\s?없음|.*\.\w{2,4}", re.IGNORECASE)


def read_html(text: str, source: str) -> list[Article]:
    """Return the articles of an HTML page and the headlines in its lists.

    What the page says of its article in its own fields comes first; the rest is read from all that
    it shows, as from a page that was copied by hand.
    Raises SeedError when no page can be made out.
    """
    # Needed for HTML and Markdown only.
    from lxml import etree, html

    from embeddings.sources.hidden import drop_hidden
    from embeddings.sources.html_facts import read_html_facts
    from embeddings.sources.shown import shown

    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
        tree = html.document_fromstring(text, parser)
        known = read_html_facts(tree)
        drop_hidden(tree)
        return parse_page(shown(tree), source, known)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _NO_HTML() from error


def read_pdf(data: bytes, source: str) -> list[Article]:
    """Return the article of a PDF with its wrapped lines joined; the title is the document's own.

    Raises SeedError for a PDF that is damaged, encrypted, endless, or has no text layer.
    """
    # Slow to import, and needed for PDF only.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

    # pypdf documents that broken files may raise other errors than its own: these are the ones
    # that damaged numbers, references, streams and nesting give.
    damages = (PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
    others = (AssertionError, NotImplementedError, RecursionError, OSError, zlib.error)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _LOCKED_PDF()
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    except (FileNotDecryptedError, DependencyError) as error:
        raise _LOCKED_PDF() from error
    except LimitReachedError as error:
        raise _ENDLESS_PDF() from error
    except (*damages, *others) as error:
        raise _NO_PDF() from error
    text = "\n".join(join_wrapped(page.split("\n")) for page in pages)
    if not text.strip():
        raise _SCANNED_PDF()
    return parse_page(text, source, Facts("" if _FILE_TITLE.fullmatch(title) else title))


def join_wrapped(lines: Sequence[str]) -> str:
    """Return the lines of one PDF page with those joined that only the page's width divided.

    A line goes on in the next unless it ends a sentence, is followed by a blank line, is shorter
    than the page's usual line, or is a line of metadata. A hyphen between lower-case Latin
    letters goes; otherwise a space joins.
    """
    lines = [line.strip() for line in lines if not _PAGE_NUMBER.fullmatch(line.strip())]
    widths = sorted(len(line) for line in lines if line)
    full = _FULL_LINE * widths[len(widths) * 3 // 4] if widths else 0
    text = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        hyphenated = re.search(r"[a-z]-$", line) and re.match(r"[a-z]", following)
        if hyphenated:
            text += line[:-1]
        else:
            text += line + (" " if _goes_on(line, following, full) else "\n")
    return text


def _goes_on(line: str, following: str, full: float) -> bool:
    if not line or not following or len(line) < full:
        return False
    ended = re.search(r"[.!?。…][\"”’'」』)\]]*$", line) or is_caption(line)
    return not ended and not any(map(_stands_alone, (line, following)))


def _stands_alone(line: str) -> bool:
    return is_rights(line) or (not is_prose(line) and read_facts(line) is not None)
