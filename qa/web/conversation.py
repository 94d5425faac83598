"""What the page says around a conversation, in its language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.requests import Request

from .library import Library
from .page import examples_html, status_html

Texts = dict[str, str]

TEXTS: dict[str, Texts] = json.loads(Path(__file__).with_name("page.json").read_text("utf-8"))


def texts_for(request: gr.Request | Request) -> Texts:
    """Return the page's own words in the chosen language, else in the browser's first one.

    Korean, or for any other language English.
    """
    language = request.cookies.get("language") or request.headers.get("accept-language", "ko")
    return TEXTS["ko" if language.lower().startswith("ko") else "en"]


def status(library: Library, texts: Texts) -> str:
    """Say how far the articles are read, and what went wrong."""
    states = []
    if library.assistant:
        counts = (f"{library.counts[kind]:,}" for kind in ("article", "headline"))
        states.append(texts["counts"].format(*counts))
    if not library.done:
        states.append(texts["updating" if library.assistant else "loading"])
    return status_html(states, library.failures, library.damage, library.error, texts)


def html(value: Any = "", **given: Any) -> gr.HTML:
    """Return an element that shows HTML as it is."""
    return gr.HTML(value, apply_default_css=False, **given)


class Handlers:
    """What the page does at each event of Gradio's."""

    def __init__(self, library: Library) -> None:
        """Tell of a library, ready or not yet."""
        self._library = library

    def follow(self, request: gr.Request) -> tuple[Any, ...]:
        """Say how far the library is; the timer stops where it is done."""
        done, texts = self._library.done, texts_for(request)
        examples = examples_html(self._library.examples, texts["examples"])
        return status(self._library, texts), examples, gr.Timer(active=not done)
