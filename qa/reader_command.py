"""The command that teaches the reader."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("data", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--base", help="a BERT model's name on the hub, or its folder")
@click.option(
    "--work", type=click.Path(path_type=Path), help="checkpoint and log (default: OUT.work)"
)
@click.option(
    "--unseen",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="a folder of evaluation sets, from which nothing is learned; may be given again",
)
@click.option("--steps", type=click.IntRange(min=1), help="how many steps to teach in all")
@click.option("--seed", type=int, default=0)
def train(
    data: tuple[Path, ...],
    out: Path,
    base: str | None,
    work: Path | None,
    unseen: tuple[Path, ...],
    steps: int | None,
    seed: int,
) -> None:
    """Teach a reader on DATA, files of questions, and write it into the folder OUT.

    A run that was stopped goes on where its last checkpoint was written.
    """
    from . import reader_model, reader_recipe, reader_training  # torch takes seconds to load

    reader_recipe.train(
        data,
        out,
        work or out.with_name(out.name + ".work"),
        base=base or reader_model.BASE,
        unseen=unseen,
        steps=steps or reader_training.STEPS,
        seed=seed,
        progress=True,
    )
