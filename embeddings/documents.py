"""HTML and PDF documents, turned into the text and the facts that a page has."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from embeddings.article import Article
from embeddings.dates import parse_date
from embeddings.decoding import normalise
from embeddings.errors import SeedError
from embeddings.lines import Facts, is_caption, is_prose, is_rights, read_facts, clean_author
from embeddings.pages import parse_page

_NO_HTML = "the HTML cannot be read as a page; save it again from the browser, or as .txt"
_NO_PDF = "the PDF is damaged; download it again, or save its text as .txt"
_ENDLESS_PDF = "the PDF unpacks to too much, or leads back to itself; save its text as .txt"
_LOCKED_PDF = "the PDF is encrypted; save a copy without a password"
_SCANNED_PDF = "the PDF has no text layer; run character recognition (OCR) on it first"

_PUBLISHED_META = (
    "article:published_time og:article:published_time og:published_time datepublished pubdate "
    "publishdate publish_date publish-date published published_time dc.date.issued "
    "dcterms.issued dcterms.created sailthru.date parsely-pub-date"
)
_AUTHOR_META = "author article:author dable:author og:article:author dc.creator"

_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S{0,2000}", re.IGNORECASE)

_PAGE_NUMBER = re.compile(r"[-–]?\s*\d{1,4}\s*[-–]?|\d{1,4}\s*/\s*\d{1,4}")
_FULL_LINE = 0.6  # of the usual line width; a shorter line ended because its text did
_FILE_TITLE = re.compile(r"microsoft word.*|untitled.*|제목\s?없음|.*\.\w{2,4}", re.IGNORECASE)


def read_html(text: str, source: str) -> list[Article]:
    """Return the article of an HTML page and the headlines in its text.

    The text is what trafilatura takes for the main text of what the page shows. The date is only
    taken from the fields that name the publication date, or from the text; trafilatura's own guess
    is not used.
    Raises SeedError when no page can be made out.
    """
    # Slow to import, and needed for HTML only.
    import trafilatura
    from lxml import etree

    from embeddings.hidden import drop_hidden

    try:
        tree = trafilatura.load_html(text)
        if tree is None:
            raise SeedError(_NO_HTML)
        own = Facts(author=_meta_author(tree), published=_meta_date(tree))
        drop_hidden(tree)
        facts = trafilatura.extract_metadata(tree, extensive=False)
        for element in tree.xpath("//script | //*[@data-preloaded]"):
            element.drop_tree()  # their data would do for a text where none is shown
        page = trafilatura.bare_extraction(tree, include_comments=False)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise SeedError(_NO_HTML) from error
    if page is None or isinstance(page, dict):
        return []
    known = own.or_else(
        Facts(
            facts.title or "", facts.sitename or "", facts.author or "", url=web_address(facts.url)
        )
    )
    return parse_page(page.text or "", source, known)


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
            raise SeedError(_LOCKED_PDF)
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    except (FileNotDecryptedError, DependencyError) as error:
        raise SeedError(_LOCKED_PDF) from error
    except LimitReachedError as error:
        raise SeedError(_ENDLESS_PDF) from error
    except (*damages, *others) as error:
        raise SeedError(_NO_PDF) from error
    text = "\n".join(join_wrapped(page.split("\n")) for page in pages)
    if not text.strip():
        raise SeedError(_SCANNED_PDF)
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


def web_address(url: object) -> str:
    """Return `url` where it is an http or https address, otherwise an empty string."""
    address = normalise(url).strip() if isinstance(url, str) else ""
    return address if _WEB_ADDRESS.fullmatch(address) else ""


def _meta_author(tree: Any) -> str:
    names = (clean_author(value) for value in _meta_values(tree, _AUTHOR_META))
    return next((name for name in names if name and not web_address(name)), "")


def _meta_date(tree: Any) -> date | None:
    written = [*_meta_values(tree, _PUBLISHED_META), *_linked_dates(tree)]
    written += tree.xpath("//*[@itemprop='datePublished']/@content")
    written += tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    return next((day for day in map(parse_date, written) if day), None)


def _meta_values(tree: Any, names: str) -> list[str]:
    """Return the contents of the meta elements of these names, in the order of the names."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or ""
        found.setdefault(name.lower(), element.get("content").strip())
    return [found[name] for name in names.split() if name in found]


def _linked_dates(tree: Any) -> Iterator[str]:
    """Yield each `datePublished` of the page's JSON-LD blocks."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                waiting += value.values()
                if isinstance(value.get("datePublished"), str):
                    yield value["datePublished"]
