"""``smallprint model``: train a model and show what is shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

model_app = typer.Typer(help="Train a model, list the shipped ones.", no_args_is_help=True)


@model_app.command()
def train(
    config: Annotated[Path, typer.Argument(help="Training configuration, for example models/configs/linear.toml.")],
    data: Annotated[Path, typer.Option(help="Folder with the data sets; absent ones are skipped and named.")] = Path(
        "../shared/data"
    ),
    annotations: Annotated[Path, typer.Option(help="Folder with the corpus and the stand-off labels.")] = Path(
        "annotations"
    ),
    out: Annotated[
        Path | None, typer.Option(help="Model folder to write. Default: the shipped folder of that name.")
    ] = None,
    work: Annotated[
        Path, typer.Option(help="Folder for checkpoints: a run that was stopped goes on from its last epoch.")
    ] = Path("build/train"),
) -> None:
    """Train, calibrate and save a model with its card. Needs the extra: pip install "smallprint[train]"."""
    from smallprint.errors import MissingExtraError, SmallprintError

    if not config.is_file():
        raise SmallprintError(f"no training configuration at {config}\n  next: see models/configs/")
    import tomllib

    from smallprint.classifier.store import models_folder

    folder = out or models_folder() / config.stem
    kind = tomllib.loads(config.read_text(encoding="utf-8")).get("kind", "linear")
    with Progress(transient=True) as progress:
        task = progress.add_task("reading texts", total=1.0)

        def show(what: str, share: float) -> None:
            progress.update(task, description=what, completed=share)

        try:
            if kind == "encoder":
                from smallprint.training.run_encoder import train_encoder

                record = train_encoder(
                    config, data, folder, annotations=annotations, work=work / config.stem, progress=show
                )
            else:
                from smallprint.training.run import train as train_linear

                record = train_linear(config, data, folder, annotations=annotations, progress=show)
        except ImportError as error:
            raise MissingExtraError("training", 'pip install "smallprint[train]"') from error
    console = Console()
    console.print(
        f"saved to {folder.name}; seen: {'; '.join(record['seen'])}; absent: {'; '.join(record['absent']) or 'none'}"
    )
    for track, entry in record["tracks"].items():
        console.print(track, entry["metrics"])


@model_app.command("list")
def list_models() -> None:
    """List the shipped models."""
    from smallprint.classifier.store import MANIFEST, models_folder

    for manifest in sorted(models_folder().glob(f"*/{MANIFEST}")):
        content = json.loads(manifest.read_text(encoding="utf-8"))
        size = sum(f.stat().st_size for f in manifest.parent.iterdir())
        typer.echo(f"{content['name']}\tformat {content['format']}\t{size / 1e6:.1f} MB")


@model_app.command("to-transformers")
def to_transformers(
    name: Annotated[str, typer.Argument(help="Name of a shipped model with an encoder, or a model folder.")],
    out: Annotated[Path, typer.Argument(help="New folder: config, safetensors and tokenizer.")],
) -> None:
    """Write the encoder as a Hugging Face model folder. Needs the extra: pip install "smallprint[train]"."""
    from smallprint.classifier.store import model_folder
    from smallprint.errors import MissingExtraError

    try:
        from smallprint.training.to_transformers import build_folder
    except ImportError as error:
        raise MissingExtraError("building the folder", 'pip install "smallprint[train]"') from error
    typer.echo(f"written to {build_folder(model_folder(name), out)}")
