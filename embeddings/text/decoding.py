"""Bytes of a saved text, in whatever encoding they come, into clean NFC text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from functools import partial

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
_LEAST_GUESSED = 40  # bytes; of less, a guess at the encoding is as often wrong as right
_PLAIN_KOREAN = re.compile("[\t\n\r -~가-힣‘’“”…·]+")
_EMPTY = partial(
    SeedError,
    "the file is empty",
    "save the article's text in it, or remove it",
    key="file-empty",
)
_BINARY = partial(
    SeedError,
    "the file holds no text that can be read",
    "save it as UTF-8 text",
    key="file-binary",
)
_DAMAGED = partial(
    SeedError,
    "the file is UTF-8 with damaged bytes",
    "save it again as UTF-8",
    key="file-damaged",
)
_UNCLEAR = partial(
    SeedError,
    "the file's encoding can't be told, CP949 or UTF-16",
    "save it as UTF-8 text",
    key="file-unclear",
)

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile("[\u3164\uffa0\u2800]")  # letters and a symbol that look like a space
# Controls, and what Unicode's DerivedCoreProperties list as Default_Ignorable_Code_Point: soft
# hyphens, marks and overrides of direction, fillers, zero-width characters, variants, tags.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e"
    "\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# The zero-width joiners stay where they shape what is seen: after a letter of a script that joins
# (Arabic to Mongolian, but not Hangul's jamo), and ZWJ between two emoji.
_JOINING = "\u0600-\u109f\u1780-\u18af"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINERS = re.compile(
    f"(?<![{_JOINING}])\u200c|(?<![{_JOINING}{_EMOJI}])\u200d|(?<=[{_EMOJI}])\u200d(?![{_EMOJI}])"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_MOST_COMBINING = 30  # combining marks in a row: the bound of Unicode's Stream-Safe Text (UAX 15)
_COMBINING_RUN = re.compile(rf"[^\w\s!-~]{{{_MOST_COMBINING},}}")
_LONGEST_LINE = 300  # characters of a title, a name or an id


def decode(data: bytes) -> str:
    r"""Return the text of `data`: NFC, lines ended by "\n", no control character but \n and \t.

    A byte order mark and valid UTF-8 are certain. The rest is heuristic: NUL bytes mean UTF-16
    without a mark (or binary data), then whatever CP949 accepts is Korean (so Chinese or Japanese
    in an old encoding may be misread), then charset-normalizer guesses. UTF-16 without a mark,
    a space or a Latin character is recognised where all of it is plain Korean. A file of a
    single syllable in CP949 may be valid UTF-8 by chance.

    Raises SeedError for empty, binary or damaged data, and where two encodings fit alike.
    """
    if not data.strip():
        raise _EMPTY()
    text = normalise(_decode_raw(data))
    if not text.strip():
        raise _EMPTY()
    return text


def decode_line(data: bytes) -> str | None:
    """Return one line in UTF-8 or CP949, or None when it is neither: a line is too short to guess.

    The text is not normalised.
    """
    text = _try(data, "utf-8-sig")
    return _legacy(data) if text is None and not _is_damaged_utf8(data) else text


def normalise(text: str) -> str:
    r"""Return `text` in NFC with "\n" line ends, and without what is there but can't be seen.

    Controls (but for \n and \t), overrides of direction, zero-width characters and the like go, so
    that a text says to a reader what it says to a search; halves of surrogate pairs, which JSON
    escapes and odd file names can hold and no store accepts, become U+FFFD. The one place that
    does this, for articles, names and questions alike: normalising twice changes nothing.
    """
    text = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text))
    text = _JOINERS.sub("", _INVISIBLE.sub("", text))
    # Putting many marks in their canonical order takes time that grows with their square.
    text = _COMBINING_RUN.sub(_thinned, _SURROGATES.sub("\ufffd", text))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return `text` normalised, as one line of at most 300 characters: for names and titles."""
    line = " ".join(normalise(text).split())
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1].rstrip() + "…"


def _thinned(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_COMBINING:
            kept.append(char)
    return "".join(kept)


def is_marked_or_wide(data: bytes) -> bool:
    """Tell whether `data` is marked or UTF-16, so that its lines can't be cut as bytes.

    Without a mark only the first characters are looked at: JSON, for one, begins in ASCII.
    """
    return data.startswith(tuple(mark for mark, _ in _MARKS)) or b"\0" in data[:4]


def _decode_raw(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _readable_or_raise(_try(data, encoding))
    text = None if b"\0" in data else _try(data, "utf-8")
    if text is None:
        text = _decode_bare_utf16(data)
    if text is None and b"\0" in data:
        text = _decode_utf16(data)
    if text is None and _is_damaged_utf8(data):
        raise _DAMAGED()
    if text is None:
        text = _legacy(data)
    return _readable_or_raise(text if text is not None else _guess(data))


def _legacy(data: bytes) -> str | None:
    """Read CP949. EUC-KR first: it spells rare syllables in jamo, which CP949 would leave apart."""
    text = _try(data, "euc-kr")
    return _try(data, "cp949") if text is None else text


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether most of what isn't ASCII is UTF-8: an old encoding would give that by chance."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) > 3 * broken > 0


def _decode_bare_utf16(data: bytes) -> str | None:
    """Read UTF-16 without a mark where just one byte order makes it plain Korean, and CP949 not.

    Raises SeedError where more than one of them does.
    """
    texts = [_try(data, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    plain = [text for text in texts if text and _is_plain_korean(text)]
    if len(plain) > 1 or (plain and _is_plain_korean(_legacy(data) or "")):
        raise _UNCLEAR()
    return plain[0] if plain else None


def _is_plain_korean(text: str) -> bool:
    """Tell whether text is of the syllables of KS X 1001, as ordinary Korean is, and ASCII."""
    # EUC-KR spells other syllables in eight bytes.
    return bool(_PLAIN_KOREAN.fullmatch(text)) and len(text.encode("euc-kr")) <= 2 * len(text)


def _decode_utf16(data: bytes) -> str:
    """Read UTF-16 without a mark in the byte order that gives more ASCII, such as spaces."""
    candidates = (_try(data, "utf-16-le"), _try(data, "utf-16-be"))
    text = max((text or "" for text in candidates), key=_ascii_share)
    if _ascii_share(text) < _ASCII_SHARE:
        raise _BINARY()
    return _readable_or_raise(text)


def _ascii_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return sum(char < "\x7f" for char in sample) / max(len(sample), 1)


def _guess(data: bytes) -> str | None:
    # Slow to import, and needed only for the rare file that is neither UTF-8 nor CP949.
    import charset_normalizer

    if len(data) < _LEAST_GUESSED:
        return None
    best = charset_normalizer.from_bytes(data).best()
    return None if best is None else str(best)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _readable_or_raise(text: str | None) -> str:
    if text is None or not _is_readable(text):
        raise _BINARY()
    return text


def _is_readable(text: str) -> bool:
    sample = text[:_SAMPLE]
    times = Counter(sample)
    shown = (c for c in times if c in "\t\n\r\f\ufeff" or unicodedata.category(c)[0] != "C")
    good = sum(times[char] for char in shown)
    return good >= _READABLE_SHARE * len(sample)
