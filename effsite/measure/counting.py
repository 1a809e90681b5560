"""A named model counted, beside what its publication says and what torch's own counter says."""

from __future__ import annotations

import multiprocessing
import os
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch

from effsite.errors import EffsiteError
from effsite.measure import models
from effsite.measure.counters.dispatch import Dispatched, dispatched
from effsite.measure.flops import FlopCount, count
from effsite.measure.models.torchvision import classifiers, published
from effsite.measure.models.uninitialised import Uninitialised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import nn

CANNOT_RUN = (RuntimeError, ValueError, TypeError, AssertionError, IndexError, NotImplementedError)
"""What a model raises when an input does not suit it, or when it needs real data to run."""
MOST_PROCESSES = 4
"""Each holds torch and one model: some 3 GB for the largest."""
USUAL_INPUT = (3, 224, 224)
USUAL_CLASSES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Published multiply-accumulates and parameters of a model, and who says so."""

    macs: float
    parameters: float | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """What torch's own counter says of the same forward pass, and of the backward pass.

    `macs` is None, and `reason` says why, when the model cannot run without data. `backward_flop`
    is known where the two counters agree; `naive_backward_flop` is what torch prints for it, wrong
    wherever convolutions have groups.
    """

    macs: int | None
    backward_flop: int | None = None
    naive_backward_flop: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCount:
    """The count of one example of `input_shape`, its published figures where there are any, its check."""

    name: str
    title: str
    input_shape: tuple[int, ...]
    classes: int
    count: FlopCount
    published: Figures | None
    check: CrossCheck | None

    @property
    def shape(self) -> str:
        """The shape of the example as people write it: 3x224x224."""
        return written(self.input_shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which model, at which input and for how many classes; None takes the published ones."""

    name: str
    input_shape: tuple[int, ...] | None = None
    classes: int | None = None
    stem: models.Stem = "standard"


def count_model(wanted: Wanted, *, check: bool = True) -> ModelCount:
    """The arithmetic of one example through the model that is wanted, weights left undrawn.

    With `check`, torch's own counter is asked too. Raises UsageError for an unknown model and
    EffsiteError when the model cannot take such an input.
    """
    shape, classes = wanted.input_shape or _input_of(wanted.name), wanted.classes or _classes_of(wanted.name)
    inputs = example(shape)
    try:
        with Uninitialised():
            model = models.build(wanted.name, input_shape=shape, classes=classes, stem=wanted.stem)
        counted = count(model, inputs)
    except CANNOT_RUN as error:
        raise EffsiteError(
            f"{wanted.name} cannot run on an input of {written(shape)}: {_first_line(error)}",
            f"it takes {written(_input_of(wanted.name))}; give another --input",
        ) from error
    asked_as_published = wanted == Wanted(name=wanted.name)
    return ModelCount(
        name=wanted.name,
        title=models.MODELS[wanted.name].title if wanted.name in models.MODELS else wanted.name,
        input_shape=shape,
        classes=classes,
        count=counted,
        published=published_figures(wanted.name) if asked_as_published else None,
        check=cross_check(model, inputs, counted) if check else None,
    )


def count_models(wanted: Sequence[Wanted], *, check: bool = True) -> Iterator[ModelCount]:
    """`count_model` of each in order, as they are done; shared out over the processors."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_on_one_thread) as pool:
        yield from pool.map(partial(count_model, check=check), wanted)


def _on_one_thread() -> None:
    torch.set_num_threads(1)


def example(input_shape: tuple[int, ...]) -> torch.Tensor:
    """A batch of one blank example: an image (channels, height, width) or a text (length,)."""
    kind = torch.long if len(input_shape) == 1 else torch.float32
    return torch.zeros(1, *input_shape, dtype=kind)


def cross_check(model: nn.Module, inputs: torch.Tensor, counted: FlopCount) -> CrossCheck:
    """What torch's own counter says of the same pass, and the true backward where the two agree."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seen: Dispatched = dispatched(model, (inputs,))
    except CANNOT_RUN as error:
        return CrossCheck(macs=None, reason=_first_line(error))
    macs = sum(seen.macs.values())
    return CrossCheck(
        macs=macs,
        backward_flop=seen.backward_flop if macs == counted.macs else None,
        naive_backward_flop=seen.naive_backward_flop,
    )


def published_figures(name: str) -> Figures | None:
    """What the paper, or torchvision, says of that model; None where neither does."""
    known = models.MODELS.get(name)
    if known and known.macs:
        return Figures(macs=known.macs, parameters=known.parameters, source=known.figures_from)
    if name not in classifiers():
        return None
    stated = published(name)
    return Figures(macs=stated.macs, parameters=stated.parameters, source="torchvision, weights' metadata")


def written(input_shape: tuple[int, ...]) -> str:
    """A shape as people write it: 3x224x224."""
    return "x".join(map(str, input_shape))


def _input_of(name: str) -> tuple[int, ...]:
    if name in classifiers():
        return published(name).input_shape
    return models.MODELS[name].input_shape if name in models.MODELS else USUAL_INPUT


def _classes_of(name: str) -> int:
    return models.MODELS[name].classes if name in models.MODELS else USUAL_CLASSES


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
