"""Plain sentences as they are spoken: the endings of Korean styles."""

from __future__ import annotations

from ..text.hangul import last_consonant


def speak_politely(sentence: str, style: str) -> str:
    """Return a plain sentence as it is spoken: "했다." becomes "했습니다." or "했어요."."""
    stem, last = sentence[:-2], sentence[-3:-2]
    if not sentence.endswith("다.") or not "가" <= last <= "힣":
        return sentence
    final = last_consonant(last)
    if final in (18, 20):  # ㅄ, ㅆ: 있다, 없다, past tenses
        return stem + ("습니다." if style == "합니다" else "어요.")
    if last == "이":
        return stem[:-1] + ("입니다." if style == "합니다" else "이에요.")
    if final == 4:  # ㄴ: 한다, 된다
        return stem[:-1] + chr(ord(last) + 13) + "니다."
    return stem + ("습니다." if final else "고요.")
