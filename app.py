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
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import click
import gradio as gr

from embeddings.command_line import AT_LEAST_1, index_option, run, seeds_option
from qa.web.conversation import TEXTS, Handlers, html
from qa.web.library import Library
from qa.web.login import read_login
from qa.web.rates import PER_MINUTE, Questions
from qa.web.routes import add_routes, head
from qa.web.server import UNSPOKEN, guarded, host_name, listen, serve

I18N = gr.I18n(**TEXTS)
_FONTS = "Pretendard Variable,Pretendard,Noto Sans KR,Noto Sans CJK KR,Apple SD Gothic Neo"
_FONTS += ",Malgun Gothic,system-ui,sans-serif"
_TOP = '<h1>${value}</h1><div id="tools"></div>'
_CHAT = '<p class="welcome">${value}</p><div class="thread"></div>'
_PANEL = '<div class="reading"></div><p class="empty">${value}</p>'
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
    "theme": gr.themes.Base(font=_FONTS.split(","), font_mono=["ui-monospace", "monospace"]),
}


def build_page(library: Library) -> gr.Blocks:
    """Lay the page out; the conversation in it is the browser's own (see qa/web/page.js)."""
    do = Handlers(library)
    page = gr.Blocks(title=TEXTS["ko"]["title"], analytics_enabled=False)
    with page:
        timer = gr.Timer(1.0)
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="left", min_width=0):
                html(I18N("title"), elem_id="top", html_template=_TOP, js_on_load=None)
                state = html(elem_id="status", js_on_load=None)
                html(I18N("about"), elem_id="chat", html_template=_CHAT, js_on_load=None)
                examples = html(elem_id="examples", js_on_load=None)
                with gr.Row(elem_id="asking"):
                    _box()
                    gr.Button(I18N("send"), elem_id="send", variant="primary", scale=0)
            with gr.Column(elem_id="right", min_width=0):
                html(I18N("empty"), elem_id="panel", html_template=_PANEL, js_on_load=None)
        # Outside the queue: it would be the only event in it, and the queue never rests.
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        told = [state, examples, timer]
        gr.on([page.load, timer.tick], do.follow, None, told, queue=False, **quiet)
        page.queue(api_open=False, max_size=_QUEUED)
    return page


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="box",
        label=I18N("placeholder"),
        placeholder=I18N("placeholder"),
        show_label=False,
        container=False,
        max_lines=4,
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
    walls = guarded(names, login, per_minute)
    add_routes(walls, library, Questions(per_minute))
    app = gr.mount_gradio_app(walls, build_page(library), "/", **_GRADIO)
    click.echo(f"{TEXTS['ko']['title']}: http://{host_name(host)}:{port}")
    if is_open:
        click.echo("open: whoever can reach this address can read the articles")
    if host in _EVERYWHERE and not allow_host:
        click.echo("name this machine with --allow-host, for others to be answered")
    library.start()
    serve(app, listening, proxied, head())


if __name__ == "__main__":
    sys.exit(main())
