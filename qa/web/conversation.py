"""What the page says around a conversation, in its language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.requests import Request

Texts = dict[str, str]

TEXTS: dict[str, Texts] = json.loads(Path(__file__).with_name("page.json").read_text("utf-8"))


def texts_for(request: gr.Request | Request) -> Texts:
    """Return the page's own words in the chosen language, else in the browser's first one.

    Korean, or for any other language English.
    """
    language = request.cookies.get("language") or request.headers.get("accept-language", "ko")
    return TEXTS["ko" if language.lower().startswith("ko") else "en"]


def html(value: Any = "", **given: Any) -> gr.HTML:
    """Return an element that shows HTML as it is."""
    return gr.HTML(value, apply_default_css=False, **given)
