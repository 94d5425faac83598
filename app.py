"""The chat page: ask the articles a question, and read the article beside its answer.

python app.py [--seeds DIR] [--index DIR] [--host 127.0.0.1] [--port 7860] [--model NAME]
              [--auth USER:FILE | --open] [--allow-host NAME] [--per-minute 60] [--proxied]

What an article or a question says is untrusted: it reaches the page as escaped text, never as
HTML or Markdown of its own. The page is up before the models are loaded, so `embeddings` is
imported where it is first used.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import click
import gradio as gr

from embeddings.command_line import AT_LEAST_1, index_option, run, seeds_option
from qa.articles import Library
from qa.login import read_login
from qa.page import (
    View,
    answer_html,
    article_html,
    examples_html,
    notice_html,
    question_html,
    said,
    status_html,
)
from qa.rates import PER_MINUTE, Questions, client_of
from qa.server import UNSPOKEN, guarded, host_name, listen, serve

Texts = dict[str, str]

_FILES = Path(__file__).parent / "qa"
TEXTS: dict[str, Texts] = json.loads((_FILES / "page.json").read_text("utf-8"))
I18N = gr.I18n(**TEXTS)
_FONTS = ["Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "system-ui", "sans-serif"]
_PAUSE = 0.1  # seconds between two looks whether the articles are read
_KEPT = 50  # questions that a conversation goes back
_EVERYWHERE = ("0.0.0.0", "::")  # addresses that are no name
_QUEUED = 500  # events that wait; more are refused by Gradio itself

_GRADIO: dict[str, Any] = {  # nothing is fetched from elsewhere, recorded, uploaded or told of
    "app_kwargs": {**UNSPOKEN},  # a copy: Gradio adds to it
    "enable_monitoring": False,
    "mcp_server": False,
    "show_error": False,
    "ssr_mode": False,
    "pwa": False,
    "run_history": False,
    "footer_links": [],
    "allowed_paths": [],
    "max_file_size": "1b",
    "i18n": I18N,
    "theme": gr.themes.Base(font=_FONTS, font_mono=["ui-monospace", "monospace"]),
    "css_paths": _FILES / "page.css",
}


@dataclass
class Session:
    """One visitor's conversation: what was said, how it is shown, and what can be opened."""

    history: list[dict[str, str]] = field(default_factory=list)
    turns: list[tuple[str, str]] = field(default_factory=list)  # question, answer as HTML
    views: list[View] = field(default_factory=list)


def texts_for(request: gr.Request) -> Texts:
    """Return the page's own words in the browser's first language: Korean, else English."""
    language = request.headers.get("accept-language", "ko")
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


def messages(turns: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return a conversation as the chat takes it, each as HTML: it would parse text."""
    shown: list[dict[str, Any]] = []
    for question, html in turns:
        asked = _html(question_html(question), js_on_load=None)
        answer = _html(f'<div class="answer">{html}</div>', js_on_load=None)
        shown.append({"role": "user", "content": asked})
        shown.append({"role": "assistant", "content": answer})
    return shown


def _html(value: Any = "", **given: Any) -> gr.HTML:
    return gr.HTML(value, apply_default_css=False, **given)


async def reply(library: Library, question: str, session: Session, texts: Texts) -> str:
    """Return the answer to a question, as HTML; what it cites joins `session.views`.

    It waits for the articles to be read.
    """
    while not library.settled.is_set():
        await asyncio.sleep(_PAUSE)
    if library.assistant is None:
        return notice_html(said(library.error, texts) if library.error else texts["problem"])
    from embeddings import ArticlesError

    try:
        answer = await asyncio.to_thread(library.assistant.ask, question, session.history)
    except ArticlesError as error:
        return notice_html(said(error, texts))
    except Exception:
        logging.exception("a question was not answered")
        return notice_html(texts["problem"])
    html, views = answer_html(answer, len(session.views), texts)
    session.views += views
    session.history.append({"role": "user", "content": question})
    session.history.append({"role": "assistant", "content": answer.text})
    return html


class Handlers:
    """What the page does at each event. All of a conversation is in the session handed in."""

    def __init__(self, library: Library, questions: Questions) -> None:
        """Answer from a library, ready or not yet, the questions that are let in."""
        self._library, self._questions = library, questions

    def follow(self, request: gr.Request) -> tuple[Any, ...]:
        """Say how far the library is; the timer stops where it is done."""
        done, texts = self._library.done, texts_for(request)
        examples = examples_html(self._library.examples, texts)
        return status(self._library, texts), examples, gr.Timer(active=not done)

    async def ask(
        self, typed: str, session: Session, request: gr.Request, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Answer what was typed, or the example that was clicked; say so where that takes a while.

        What is answered is shown at once, with the article of its first citation.
        """
        question = str(_sent(event).get("ask", typed)).strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), session
            return
        texts, known = texts_for(request), len(session.views)
        box = "" if question == typed.strip() else typed
        session.turns.append((question, ""))
        del session.turns[:-_KEPT], session.history[: -2 * _KEPT]
        if not self._library.settled.is_set():
            session.turns[-1] = (question, notice_html(texts["early"]))
            yield box, messages(session.turns), gr.skip(), session
            box = gr.skip()
        session.turns[-1] = (question, await self._answer(question, session, request, texts))
        panel = gr.skip()
        if len(session.views) > known and session.views[known].quote:
            panel = article_html(session.views[known], known, texts)
        yield box, messages(session.turns), panel, session

    async def _answer(
        self, question: str, session: Session, request: gr.Request, texts: Texts
    ) -> str:
        async with self._questions.turn(client_of(request)) as refused:
            if refused:
                return notice_html(texts[refused])
            return await reply(self._library, question, session, texts)

    def show(self, session: Session, request: gr.Request, event: gr.EventData) -> Any:
        """Show the article of a citation that was clicked."""
        at = _sent(event).get("view")
        if not isinstance(at, int) or not 0 <= at < len(session.views):
            return gr.skip()
        return article_html(session.views[at], at, texts_for(request))

    def clear(self, request: gr.Request) -> tuple[str, Session]:
        """Begin another conversation."""
        return texts_for(request)["empty"], Session()


def build_page(library: Library, questions: Questions) -> gr.Blocks:
    """Lay the page out and wire it; what it knows of the articles comes from `library`."""
    do = Handlers(library, questions)
    page = gr.Blocks(title=TEXTS["ko"]["title"], analytics_enabled=False)
    with page:
        session, timer = gr.State(Session()), gr.Timer(1.0)
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="left", min_width=0):
                name = "document.title = element.textContent.trim()"
                _html(I18N("title"), html_template="<h1>${value}</h1>", js_on_load=name)
                state = _html(elem_id="status")
                chat = _chat()
                examples = _html(elem_id="examples")
                with gr.Row(elem_id="asking"):
                    box = _box()
                    send = gr.Button(I18N("send"), elem_id="send", variant="primary", scale=0)
            with gr.Column(elem_id="right", min_width=0):
                script = (_FILES / "page.js").read_text("utf-8")
                panel = _html(I18N("empty"), elem_id="panel", js_on_load=script)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # Only questions go through the queue: as the last event in it ends, the browser closes its
        # stream, and a question asked in that very moment would never be answered.
        direct = {**quiet, "queue": False}
        gr.on([page.load, timer.tick], do.follow, None, [state, examples, timer], **direct)
        asked = [box.submit, send.click, panel.submit]
        answered = [box, chat, panel, session]
        gr.on(asked, do.ask, [box, session], answered, concurrency_limit=None, **quiet)
        chat.clear(do.clear, None, [panel, session], **direct)
        panel.select(do.show, session, panel, **direct)
        page.queue(api_open=False, max_size=_QUEUED)
    return page


def _sent(event: gr.EventData) -> dict[str, Any]:
    """Return what the page's script sent along with an event."""
    sent = getattr(event, "_data", None)
    return sent if isinstance(sent, dict) else {}


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=I18N("chat"),
        show_label=False,
        container=False,
        height="100%",
        placeholder=cast(str, I18N("about")),
        render_markdown=False,
        allow_tags=False,
        feedback_options=None,
        buttons=[],
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="box",
        label=I18N("placeholder"),
        placeholder=I18N("placeholder"),
        show_label=False,
        container=False,
        max_lines=4,
        autofocus=True,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until it is interrupted; return the exit code (see `command_line.run`)."""
    return run(_page, "python app.py", arguments)


@click.command()
@seeds_option
@index_option
@click.option("--host", default="127.0.0.1", metavar="HOST")
@click.option("--port", default=7860, type=click.IntRange(0, 65535), metavar="PORT")
@click.option("--model", metavar="NAME", help="another embedding model")
@click.option("--auth", metavar="USER:FILE", help="ask for the password in FILE's 1st line")
@click.option("--open", "is_open", is_flag=True, help="serve a network without a password")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="a name that browsers may call this machine by; may be given again",
)
@click.option(
    "--per-minute",
    default=PER_MINUTE,
    type=AT_LEAST_1,
    metavar="N",
    help="questions a minute from one address",
)
@click.option("--proxied", is_flag=True, help="believe a proxy on this machine who is asking")
def _page(
    seeds: str,
    index: str,
    host: str,
    port: int,
    model: str | None,
    auth: str | None,
    is_open: bool,
    allow_host: Sequence[str],
    per_minute: int,
    proxied: bool,
) -> None:
    """The chat page: ask the articles a question, and read the article beside its answer."""
    if auth and is_open:
        raise click.UsageError("--auth and --open exclude each other; leave one of them out")
    host = host.strip("[]")
    login = read_login(auth) if auth else None
    names = [host_name(name) for name in [host, *allow_host]]
    listening = listen(host, port, exposed=bool(login or is_open))
    library = Library(seeds, index, model or "")
    page = build_page(library, Questions(per_minute))
    app = gr.mount_gradio_app(guarded(names, login, per_minute), page, "/", **_GRADIO)
    click.echo(f"{TEXTS['ko']['title']}: http://{host_name(host)}:{port}")
    if is_open:
        click.echo("open: whoever can reach this address can read the articles")
    if host in _EVERYWHERE and not allow_host:
        click.echo("name this machine with --allow-host, for others to be answered")
    library.start()
    serve(app, listening, proxied)


if __name__ == "__main__":
    sys.exit(main())
