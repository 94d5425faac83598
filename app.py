"""The chat page: ask the articles a question, and read the article beside its answer.

python app.py [--seeds DIR] [--index DIR] [--host 127.0.0.1] [--port 7860] [--model NAME]
              [--auth USER:FILE | --open] [--allow-host NAME] [--per-minute 60] [--proxied]

What an article or a question says is untrusted: it reaches the page as escaped text, never as
HTML or Markdown of its own. The page is up before the articles are read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import click
import gradio as gr

from embeddings.command_line import AT_LEAST_1, index_option, run, seeds_option
from qa.web.conversation import TEXTS, Handlers, Session, html
from qa.web.library import Library
from qa.web.login import read_login
from qa.web.rates import PER_MINUTE, Questions
from qa.web.server import UNSPOKEN, guarded, host_name, listen, serve

_FILES = Path(__file__).parent / "qa" / "web"
I18N = gr.I18n(**TEXTS)
_STYLES = ["page"]  # of each its .css, in this order
_FONTS = ["Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "system-ui", "sans-serif"]
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
    "css_paths": [_FILES / f"{name}.css" for name in _STYLES],
}


def build_page(library: Library, questions: Questions) -> gr.Blocks:
    """Lay the page out and wire it; what it knows of the articles comes from `library`."""
    do = Handlers(library, questions)
    page = gr.Blocks(title=TEXTS["ko"]["title"], analytics_enabled=False)
    with page:
        session, timer = gr.State(Session()), gr.Timer(1.0)
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="left", min_width=0):
                name = "document.title = element.textContent.trim()"
                html(I18N("title"), html_template="<h1>${value}</h1>", js_on_load=name)
                state = html(elem_id="status")
                chat = _chat()
                examples = html(elem_id="examples")
                with gr.Row(elem_id="asking"):
                    box = _box()
                    send = gr.Button(I18N("send"), elem_id="send", variant="primary", scale=0)
            with gr.Column(elem_id="right", min_width=0):
                panel = html(I18N("empty"), elem_id="panel", js_on_load=_script("page"))

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


def _script(name: str) -> str:
    """Return the script of an element: it sees `element`, `props`, `trigger` and `watch`."""
    return (_FILES / f"{name}.js").read_text("utf-8")


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
