"""MIME messages: pages saved as .mhtml, and mails; the main part is read, and what heads it."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage, Message
from email.utils import parseaddr

from embeddings.article import Article
from embeddings.pages.lines import Facts
from embeddings.pages.page import parse_page
from embeddings.sources.html import read_html
from embeddings.sources.html_facts import web_address
from embeddings.sources.result import or_else
from embeddings.text.decoding import decode, one_line


def read_mail(data: bytes, source: str) -> list[Article]:
    """Return the article of a message's first HTML part, or else of its first plain text.

    A saved page's address is its URL. A mail's subject is its title, and its sender and date are
    taken where its text names none. Raises SeedError where the part can't be read.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind:
                return _read_part(part, _facts(message, part), source)
    return []


def _read_part(part: Message, facts: Facts, source: str) -> list[Article]:
    if part.get_content_type() == "text/plain":
        articles = parse_page(_text(part), source, Facts(facts.title))
    else:
        articles = read_html(_text(part), source)
    return or_else([_named(article, facts.title) for article in articles], facts)


def _named(article: Article, subject: str) -> Article:
    """Return a mail's article under its subject; headlines in it keep their own titles."""
    return replace(article, title=subject) if subject and article.kind == "article" else article


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (UnicodeDecodeError, LookupError):
        return decode(data)


def _facts(message: EmailMessage, part: Message) -> Facts:
    """Return what a message's head says; a saved page's date is that of saving it, and none."""
    address = _header(part, "Content-Location") or _header(message, "Snapshot-Content-Location")
    if address:
        return Facts(url=web_address(address))
    date = message["Date"] and message["Date"].datetime
    sender, _ = parseaddr(_header(message, "From"))
    return Facts(
        one_line(_header(message, "Subject")), author=sender, published=date and date.date()
    )


def _header(part: Message, name: str) -> str:
    return str(part[name] or "").strip()
