"""MIME messages: pages saved as .mhtml, and mails; the main part is read, and what heads it."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage, Message
from email.utils import parseaddr

from embeddings.pages.metadata import Facts
from embeddings.pages.page import Page
from embeddings.sources.html import read_html
from embeddings.sources.html_facts import web_address
from embeddings.sources.result import NO_TEXT
from embeddings.text.decoding import decode, one_line


def read_mail(data: bytes) -> Page:
    """Return the page of a message's first HTML part, or else of its first plain text.

    A saved page's address is its URL. A mail's subject is its title, and its sender and date are
    taken where its text names none. Raises SeedError where there is none, or it can't be read.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind:
                page = read_html(_text(part)) if kind == "text/html" else Page(_text(part))
                facts = _facts(message, part)
                known = Facts(facts.title).or_else(page.known)
                return replace(page, known=known, spare=facts.or_else(page.spare))
    raise NO_TEXT()


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
