"""Bytes of a saved text, in whatever encoding they come, into clean NFC text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from embeddings.errors import SeedError

# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_READABLE_SHARE = 0.95  # of characters that are letters, marks, digits, punctuation or space
_ASCII_SHARE = 0.02  # of characters, mostly spaces, that any text in UTF-16 has
_SAMPLE = 20_000  # characters looked at to tell text from binary data
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_EMPTY = "the file is empty; save the article's text in it, or remove it"
_BINARY = "the file holds no text that can be read; save it as UTF-8 text"


def decode(data: bytes) -> str:
    r"""Return the text of `data`: NFC, lines ended by "\n", no control character but \n and \t.

    A byte order mark and valid UTF-8 are certain. The rest is heuristic: NUL bytes mean UTF-16
    without a mark (or binary data), then whatever CP949 accepts is Korean (so Chinese or Japanese
    in an old encoding may be misread), then charset-normalizer guesses. UTF-16 without a mark
    and without a single space or Latin character is not recognised.

    Raises SeedError for empty or binary data.
    """
    if not data.strip():
        raise SeedError(_EMPTY)
    text = normalise(_decode_raw(data))
    if not text.strip():
        raise SeedError(_EMPTY)
    return text


def decode_line(data: bytes) -> str | None:
    """Return one line in UTF-8 or CP949, or None when it is neither: a line is too short to guess.

    The text is not normalised.
    """
    for encoding in ("utf-8", "cp949"):
        text = _try(data, encoding)
        if text is not None:
            return text
    return None


def normalise(text: str) -> str:
    r"""Return `text` in NFC with "\n" line ends, without controls (\n, \t stay) and surrogates."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    # JSON escapes and odd file names can hold half a surrogate pair, which no store accepts.
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


def is_marked_or_wide(data: bytes) -> bool:
    """Tell whether `data` is marked or UTF-16, so that its lines can't be cut as bytes.

    Without a mark only the first characters are looked at: JSON, for one, begins in ASCII.
    """
    return data.startswith(tuple(mark for mark, _ in _MARKS)) or b"\0" in data[:4]


def _decode_raw(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _readable_or_raise(_try(data, encoding))
    if b"\0" in data:
        return _decode_utf16(data)
    text = _try(data, "utf-8")
    if text is None:
        text = _try(data, "cp949")
    return _readable_or_raise(text if text is not None else _guess(data))


def _decode_utf16(data: bytes) -> str:
    """Read UTF-16 without a mark in the byte order that gives more ASCII, such as spaces."""
    candidates = (_try(data, "utf-16-le"), _try(data, "utf-16-be"))
    text = max((text or "" for text in candidates), key=_ascii_share)
    if _ascii_share(text) < _ASCII_SHARE:
        raise SeedError(_BINARY)
    return _readable_or_raise(text)


def _ascii_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return sum(char < "\x7f" for char in sample) / max(len(sample), 1)


def _guess(data: bytes) -> str | None:
    # Slow to import, and needed only for the rare file that is neither UTF-8 nor CP949.
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return None if best is None else str(best)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _readable_or_raise(text: str | None) -> str:
    if text is None or not _is_readable(text):
        raise SeedError(_BINARY)
    return text


def _is_readable(text: str) -> bool:
    sample = text[:_SAMPLE]
    good = sum(char in "\t\n\r\f\ufeff" or unicodedata.category(char)[0] != "C" for char in sample)
    return good >= _READABLE_SHARE * len(sample)
