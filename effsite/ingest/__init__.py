"""Other people's logs -> runs with their evaluations: one file for each format, listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest import (
    algoperf,
    autoresearch,
    csv_table,
    dawnbench,
    epoch,
    hf_trainer,
    jsonl,
    keras,
    lightning,
    marin,
    mlflow,
    mlperf,
    nanogpt,
    openai,
    openmmlab,
    pytorch_stdout,
    tensorboard,
    timm,
    wandb,
)

if TYPE_CHECKING:
    from effsite.ingest.log_format import Format

FORMATS: dict[str, Format] = {
    "algoperf": algoperf.FORMAT,
    "autoresearch": autoresearch.FORMAT,
    "csv": csv_table.FORMAT,
    "dawnbench": dawnbench.FORMAT,
    "epoch": epoch.FORMAT,
    "hf-trainer": hf_trainer.FORMAT,
    "jsonl": jsonl.FORMAT,
    "keras": keras.FORMAT,
    "lightning": lightning.FORMAT,
    "marin": marin.FORMAT,
    "mlflow": mlflow.FORMAT,
    "mlperf": mlperf.FORMAT,
    "nanogpt": nanogpt.FORMAT,
    "openai": openai.FORMAT,
    "openmmlab": openmmlab.FORMAT,
    "pytorch-stdout": pytorch_stdout.FORMAT,
    "tensorboard": tensorboard.FORMAT,
    "timm": timm.FORMAT,
    "wandb": wandb.FORMAT,
}
