"""What may be asked of the jobs that count a model and train it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Literal

from effsite.workflows.options.field import argument, option, project


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOptions:
    """What `count` may be asked: one model, or every known one."""

    model: str | None = argument(
        "A known model, any torchvision classification model, torchvision:NAME, timm:NAME, hf:CONFIG.json,"
        " or your own as module:function.",
        default=None,
    )
    every: bool = option(
        "Count every known model, beside its published figure.", default=False, flags=("--all",)
    )
    input_: tuple[str, ...] = option(
        "One example's shape: 3x64x64, 16000, or tokens:128 for a text; NAME=SHAPE for an argument by its"
        " name. May be repeated.",
        default=(),
        flags=("--input",),
        metavar="SHAPE",
    )
    classes: int | None = option("Number of classes, or of characters for a text model.", least=1)
    stem: Literal["standard", "small"] = option(
        "small: a first convolution that keeps the size of images of some 32 pixels.", default="standard"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What `run` may be asked."""

    task: str = argument("Task to train on, as a folder of results/ is named.", default=MISSING)
    systems: tuple[str, ...] = argument(
        "Systems of its recipe, any known model, or module:function.", metavar="[SYSTEM]..."
    )
    data: Path | None = option("Folder or file with the task's data.", metavar="PATH")
    device: str = option("cpu, cuda, cuda:1, mps; auto takes a GPU where there is one.", default="auto")
    seeds: int = option("How many runs, with seeds from 0 up.", default=1, least=1)
    seed: int | None = option("One run, with this seed; its row is written with --seeds.", least=0)
    targets: tuple[str, ...] = option(
        "Target of the task, by default its first; several times for several.",
        default=(),
        flags=("--target", "-t"),
        metavar="NAME",
    )
    full: bool = option(
        "Go on past the targets to the recipe's end; tells a level to come.",
        default=False,
        flags=("--full",),
    )
    time_limit: str | None = option("Stop in time, after 90s, 9m or 1h30m.", metavar="DURATION")
    every: bool = option("Run every system of the task's recipe.", default=False, flags=("--all",))
    compiled: bool = option("Compile the model with torch.compile.", default=False, flags=("--compile",))
    precision: str | None = option("fp32, bf16 or fp16, in place of the recipe's.")
    batch_size: int | None = option("Global batch over all processes, for the recipe's.", least=1)
    download: bool = option("Fetch the data into --data first.", default=False, flags=("--download",))
    restart: bool = option(
        "Drop what stands in the runs' folders and begin again.", default=False, flags=("--restart",)
    )
    deterministic: bool = option(
        "Repeat a run with the same seed exactly, where torch can; slower on a GPU.", default=True
    )
    submission: str = option("File of results/<task>/ to write to.", default="measured", metavar="NAME")
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """What `run` may be asked of a study on a cluster: the study, and where its jobs go."""

    study: RunOptions
    on: Path | None = option(
        "Submit a job for each system and seed, with the resources of this file.",
        flags=("--on",),
        metavar="FILE",
    )
    dry_run: bool = option(
        "With --on: print the jobs and their GPU-hours, and submit none.", default=False, flags=("--dry-run",)
    )
    status: bool = option(
        "With --on: say how far each seed is, write the rows that are in, and submit none.",
        default=False,
        flags=("--status",),
    )
    cancel: bool = option("With --on: end the jobs that wait or run.", default=False, flags=("--cancel",))
