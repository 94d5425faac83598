"""The chat page: ask the articles a question, and read the article beside its answer.

python app.py [--seeds DIR] [--index DIR] [--host 127.0.0.1] [--port 7860] [--model NAME]
              [--auth USER:FILE | --open] [--allow-host NAME] [--per-minute 60]
              [--proxied [ADDRESS]] [--editable] [--api] [--mcp]
              [--llm-model NAME [--llm-budget CONVERSATION DAY]] [--store milvus://HOST:PORT/NAME]

What an article or a question says is untrusted: it reaches the page as escaped text, never as
HTML or Markdown of its own. The page is up before the articles are read.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import click
import gradio as gr

from embeddings.command_line import AT_LEAST_1, index_option, run, seeds_option, store_option
from qa.web.api import Programs, add_programs
from qa.web.articles import article_routes
from qa.web.conversation import TEXTS, html
from qa.web.library import Library
from qa.web.login import read_login
from qa.web.rates import PER_MINUTE, Questions
from qa.web.routes import add_routes, head
from qa.web.seeds import seed_routes
from qa.web.server import (
    THIS_MACHINE,
    UNSPOKEN,
    guarded,
    host_name,
    is_loopback,
    listen,
    serve,
)

if TYPE_CHECKING:
    from qa import Writer

I18N = gr.I18n(**TEXTS)
_FONTS = "Pretendard Variable,Pretendard,Noto Sans KR,Noto Sans CJK KR,Apple SD Gothic Neo"
_FONTS += ",Malgun Gothic,system-ui,sans-serif"
_TOP = '<h1>${value}</h1><div id="tools"></div>'
_CHAT = '<p class="welcome">${value}</p><div class="thread"></div>'
_PANEL = '<div class="reading"></div><p class="empty">${value}</p>'
_STATUS = '<div class="library"></div>'
_SCOPE = '<ul class="chips"></ul>'
_ARTICLES = '<section class="shelf"></section>'
_EVERYWHERE = ("0.0.0.0", "::")  # addresses that are no name
_REST = 60.0  # seconds
# M_ARENA_MAX of mallopt(3): of 760 MB for 21 articles 30 lay idle in several pools.
_ARENA_MAX = -8

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


def build_page() -> gr.Blocks:
    """Lay the page out; what stands in it is drawn by its own scripts (see qa/web/page.js)."""
    page = gr.Blocks(title=TEXTS["ko"]["title"], analytics_enabled=False)
    with page, gr.Row(elem_id="columns"):
        with gr.Column(elem_id="left", min_width=0):
            html(I18N("title"), elem_id="top", html_template=_TOP, js_on_load=None)
            html(elem_id="status", html_template=_STATUS, js_on_load=None)
            html(I18N("about"), elem_id="chat", html_template=_CHAT, js_on_load=None)
            html(elem_id="examples", js_on_load=None)
            html(elem_id="scope", html_template=_SCOPE, js_on_load=None)
            with gr.Row(elem_id="asking"):
                _box()
                gr.Button(I18N("send"), elem_id="send", variant="primary", scale=0)
        with gr.Column(elem_id="right", min_width=0):
            html(elem_id="articles", html_template=_ARTICLES, js_on_load=None)
            html(I18N("empty"), elem_id="panel", html_template=_PANEL, js_on_load=None)
    # Its scripts ask by routes of their own: nothing goes through Gradio's queue, which would look
    # every millisecond whether something does.
    page._queue.sleep_when_free = page._queue.progress_update_sleep_when_free = _REST
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
    with suppress(AttributeError, TypeError):  # glibc's: threads share a pool of memory
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
    return run(_page, "python app.py", arguments)


def _address(_: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """Return the addresses, or networks, that an option gives. Raises BadParameter for others."""
    try:
        return given and ",".join(str(ip_network(one)) for one in given.split(","))
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from error


@click.command()
@seeds_option
@index_option
@store_option
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
@click.option(
    "--llm-model",
    metavar="NAME",
    help="have this model write the answers, on the server that OPENAI_BASE_URL names",
)
@click.option(
    "--llm-budget",
    type=(AT_LEAST_1, AT_LEAST_1),
    metavar="N N",
    help="tokens that a conversation, and a day, may cost (default: 200000 2000000)",
)
@click.option(
    "--proxied",
    is_flag=False,
    flag_value=THIS_MACHINE,
    callback=_address,
    metavar="[ADDRESS]",
    help="believe a proxy on this machine, or at this address, who is asking",
)
@click.option("--editable", is_flag=True, help="let others add, correct and delete articles too")
@click.option("--api", is_flag=True, help="describe the routes for programs at /api")
@click.option("--mcp", is_flag=True, help="serve the tools of a language model at /mcp")
def _page(
    seeds: str,
    index: str,
    store: str | None,
    host: str,
    port: int,
    model: str | None,
    auth: str | None,
    is_open: bool,
    allow_host: Sequence[str],
    per_minute: int,
    llm_model: str | None,
    llm_budget: tuple[int, int] | None,
    proxied: str | None,
    editable: bool,
    api: bool,
    mcp: bool,
) -> None:
    """The chat page: ask the articles a question, and read the article beside its answer."""
    if auth and is_open:
        raise click.UsageError("--auth and --open exclude each other; leave one of them out")
    host = host.strip("[]")
    login = read_login(auth) if auth else None
    shared = login or is_open or allow_host or proxied
    editable = not store and (editable or (is_loopback(host) and not shared))
    listening = listen(host, port, exposed=bool(login or is_open))
    library = Library(seeds, index, model or "", _writer(llm_model, llm_budget, Path(index)), store)
    walls = guarded([*map(host_name, [host, *allow_host])], login, per_minute)
    add_routes(walls, library, questions := Questions(per_minute))
    walls.include_router(article_routes(library))
    walls.include_router(seed_routes(library, editable))
    add_programs(walls, Programs(library, questions), api, mcp)
    app = gr.mount_gradio_app(walls, build_page(), "/", **_GRADIO)
    click.echo(f"{TEXTS['ko']['title']}: http://{host_name(host)}:{port}")
    if is_open:
        click.echo("open: whoever can reach this address can read the articles")
    if host in _EVERYWHERE and not allow_host:
        click.echo("name this machine with --allow-host, for others to be answered")
    library.start()
    serve(app, listening, proxied, head())


def _writer(model: str | None, budget: tuple[int, int] | None, index: Path) -> Writer | None:
    """Return who writes the answers: nobody, unless a model is named.

    What a day has cost is kept beside the index.
    """
    if model is None:
        return None
    from qa import Budget, Writer

    return Writer.open(model, Budget(*(budget or ()), index=index))


if __name__ == "__main__":
    sys.exit(main())
