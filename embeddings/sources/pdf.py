"""PDF documents, turned into the text and the facts that a page has."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from functools import partial

from embeddings.errors import SeedError
from embeddings.pages.lines import is_caption, is_prose, is_rights
from embeddings.pages.metadata import Facts, read_facts
from embeddings.pages.page import Page
from embeddings.sources.html_facts import web_address
from embeddings.sources.printed import respaced, take_heads
from embeddings.sources.result import own_title
from embeddings.text.decoding import normalise

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


def read_pdf(data: bytes) -> Page:
    """Return the text of a PDF with its wrapped lines joined, and the document's own title.

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
    pages, url = take_heads([respaced(page) for page in pages])
    pages = [normalise(join_wrapped(page.split("\n"))) for page in pages]
    text = "\n".join(pages)
    if not text.strip():
        raise _SCANNED_PDF()
    return Page(text, spare=Facts(own_title(title), url=web_address(url)), sheets=pages)


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
