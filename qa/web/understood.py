"""How a question was taken where its words alone don't say: chips to ask it otherwise by."""

from __future__ import annotations

from html import escape

from ..answer import Answer
from .page import Texts


def understood_html(answer: Answer, texts: Texts) -> str:
    """Return a chip for all that was made of a question, "" where nothing was.

    What it wants of the articles can be taken out of it, or said in other words, as can words that
    were read as others; a question that follows up can be gone on with as one that stands alone.
    """
    chips = [
        _chip("edit", one.said, texts[f"wants {one.wanted}"].format(one.label))
        + _without(one.said, one.label, texts)
        for one in answer.conditions
    ]
    chips += [_chip("edit", change.split(" → ")[0], change) for change in answer.changes]
    chips += [_chip("alone", answer.alone, answer.alone)] if answer.alone else []
    if not chips:
        return ""
    lead = f'<li class="lead">{escape(texts["understood"])}</li>'
    return (
        f'<ul class="chips understood">{lead}{"".join(f"<li>{chip}</li>" for chip in chips)}</ul>'
    )


def _chip(verb: str, words: str, label: str) -> str:
    return f'<button type="button" data-{verb}="{escape(words)}">{escape(label)}</button>'


def _without(words: str, label: str, texts: Texts) -> str:
    name = escape(texts["ask without"].format(label))
    return (
        f'<button type="button" class="icon cross" data-without="{escape(words)}" '
        f'aria-label="{name}"></button>'
    )
