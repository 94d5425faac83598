"""The beat of lists: how far apart the dates or the bare numbers of their rows are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_BEATS = (("date", "day", "time", "ago"), ("digits",))  # what classes begin with that rows have
_LONGEST_BEAT = 6  # lines of a row


def find_beats(classes: Sequence[str]) -> list[str]:
    """Return of each line how far the next date or bare number is, and how far they are apart.

    Rows of lists have them at one distance; it is told where it is the same twice.
    """
    found = ["beatless"] * len(classes)
    for kinds in _BEATS:
        marks = [at for at, name in enumerate(classes) if name.startswith(kinds)]
        gaps = [after - mark for mark, after in pairwise(marks)]
        for number, (gap, again) in enumerate(pairwise(gaps)):
            if gap != again or gap > _LONGEST_BEAT:
                continue
            first, last = marks[number], marks[number + 2]
            for at in range(max(first - gap + 1, 0), min(last + gap, len(classes))):
                found[at] = f"{kinds[0]}{(first - at) % gap}of{gap}{at > last}"
    return found
