"""What the command lines share: a few options, how a result is printed, and how one ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .errors import ArticlesError

_STOPPED = 130  # the exit code that shells give to Ctrl-C: 128 + SIGINT

AT_LEAST_1 = click.IntRange(min=1)
FILE = click.Path(path_type=Path)
seeds_option = click.option("--seeds", default="seeds", metavar="DIR")
index_option = click.option("--index", default="index", metavar="DIR")
store_option = click.option(
    "--store",
    metavar="milvus://HOST:PORT/NAME",
    help="a Milvus server that many machines search; MILVUS_TOKEN is its token",
)
json_option = click.option("--json", "as_json", is_flag=True, help="print one line of JSON")


def run(command: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command line; return 0 when it is done, 1 for a stated problem, 2 for wrong usage.

    `name` is how it is called, for its help; `arguments` are the process's own by default. A
    problem (ArticlesError, OSError, ClickException) is one line on stderr. A command that is done
    but has another code to give calls its context's `exit`; Ctrl-C gives 130.
    """
    looks: dict[str, Any] = {"help_option_names": ["-h", "--help"], "show_default": True}
    try:
        return int(command.main(arguments, name, standalone_mode=False, **looks) or 0)
    except click.UsageError as error:
        error.show()
        return 2
    except click.Abort:
        return _STOPPED
    except (ArticlesError, OSError, click.ClickException) as error:
        click.echo(f"error: {error}", err=True)
        return 1


def tell(result: object, text: str, as_json: bool) -> None:
    """Print a result: as one line of JSON, or as the text that says the same."""
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else text)
