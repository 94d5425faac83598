"""The question before, in the time that the next one names: "6월에는 몇 명?", "그럼 7월은?"."""

from __future__ import annotations

import re
from datetime import date

from .calendar import Calendar
from .period import Period, read_periods

_ANY = Calendar(date(2000, 1, 1), date(2000, 1, 1))  # what is read is where times stand, not when
_ONLY = re.compile(  # what a question may say beside a time to name that alone
    r"(?:그럼|그러면|그렇다면|그런데|근데|그리고|and|but|then|what about|how about|in|on|for"
    r"|일?자|에는|에서는|엔|에|은|는|요|[\s?.!,])*",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"((?:\d+년도?|올해|작년|지난해|재작년)\s?)?(\d+월\s?)?")


def retimed(earlier: str, text: str) -> str:
    """Return the earlier question in the other time, "" where `text` asks for more than that.

    What the other time leaves open is as it was: "2024년 8월 6일", "7일은?" is 2024년 8월 7일.
    """
    said, before = read_periods(text, _ANY), read_periods(earlier, _ANY)
    if len(said) != 1 or not before or not _ONLY.fullmatch(_without(text, said[0])):
        return ""
    last, other = before[-1], text[said[0].start : said[0].end]
    fields = _FIELDS.match(earlier, last.start, last.end)
    year, month = fields.groups("") if fields else ("", "")
    kept = year if re.match(r"\d+월", other) else year + month if re.match(r"\d+일", other) else ""
    return earlier[: last.start] + kept + other + earlier[last.end :]


def untimed(earlier: str, text: str) -> str:
    """Return what was asked before, without its times where `text` names another."""
    if read_periods(text, _ANY):
        for period in reversed(read_periods(earlier, _ANY)):
            earlier = _without(earlier, period)
    return earlier


def _without(text: str, period: Period) -> str:
    return f"{text[: period.start]} {text[period.end :]}"
