"""Hangul syllables: by what sound one ends, which particles and endings go by."""

from __future__ import annotations


def last_consonant(syllable: str) -> int:
    """Return the number of a syllable's last consonant in Unicode's order, 1 to 27; 0 for none.

    So 4 is ㄴ, 8 ㄹ, 17 ㅂ, 20 ㅆ. What is no Hangul syllable has none.
    """
    return (ord(syllable) - ord("가")) % 28 if "가" <= syllable <= "힣" else 0
