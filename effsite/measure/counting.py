"""A named model counted, beside what its publication says and what the second counter says."""

from __future__ import annotations

import inspect
import multiprocessing
import os
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from effsite.errors import EffsiteError, UsageError
from effsite.measure import models
from effsite.measure.counters.call import Call, as_call, evaluating
from effsite.measure.flops import FlopCount, count
from effsite.measure.hub_models import build_hub, is_hub_name
from effsite.measure.inputs import Input
from effsite.measure.models.torchvision import classifiers, published
from effsite.measure.models.uninitialised import Uninitialised
from effsite.measure.own_model import OwnModel, build_own, device_hint, in_one_line, is_elsewhere, own_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
class ModelCount:
    """The count of one example of `inputs`, and its published figures where there are any.

    `classes` is None for a model that was not asked for a number of classes.
    """

    name: str
    title: str
    inputs: tuple[Input, ...]
    classes: int | None
    count: FlopCount
    published: Figures | None

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of the first input, () where the user's own function gave the inputs."""
        return self.inputs[0].shape if self.inputs else ()

    @property
    def shape(self) -> str:
        """The inputs of one example as people write them: 3x224x224."""
        return ", ".join(one.written for one in self.inputs)

    @property
    def above_published(self) -> float | None:
        """How much above the published figure the count is, as a fraction of that; None without one."""
        return self.count.macs / self.published.macs - 1 if self.published else None

    def as_json(self) -> dict[str, Any]:
        """The count as plain values: multiply-accumulates, FLOP; null where something is not known."""
        count = self.count
        return {
            "model": self.name,
            "title": self.title,
            "input_shape": list(self.input_shape),
            "inputs": [asdict(given) for given in self.inputs],
            "classes": self.classes,
            "complete": count.complete,
            "macs": count.macs,
            "flop": count.flop,
            "other": count.other,
            "parameters": count.parameters,
            "training_flop_per_example": count.training_flop_per_example,
            "training": count.training.as_json() if count.training else None,
            "by_operator": dict(count.by_operator),
            "other_by_operator": dict(count.other_by_operator),
            "by_module": dict(count.by_module),
            "uncounted": dict(count.uncounted),
            "depends_on_values": dict(count.values),
            "published": asdict(self.published) if self.published else None,
            "check": asdict(count.second) if count.second else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which model, at which inputs and for how many classes; () and None take the published ones."""

    name: str
    inputs: tuple[Input, ...] = ()
    classes: int | None = None
    stem: models.Stem = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A model that is to be counted, its inputs as they are shown, and the calls to try in order."""

    module: nn.Module
    inputs: tuple[Input, ...]
    classes: int | None
    calls: tuple[Call, ...]


def count_model(wanted: Wanted, *, check: bool = True) -> ModelCount:
    """The arithmetic of one example through the model that is wanted, weights left undrawn.

    With `check`, fvcore is asked for a second opinion. Raises UsageError for an unknown model and
    EffsiteError when the model cannot take such an input.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subject = subject_of(wanted)
        counted = _counted(wanted.name, subject, second=check)
    return ModelCount(
        name=wanted.name,
        title=models.MODELS[wanted.name].title if wanted.name in models.MODELS else wanted.name,
        inputs=subject.inputs,
        classes=subject.classes,
        count=counted,
        published=published_figures(wanted.name) if wanted == Wanted(name=wanted.name) else None,
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
    return Input(shape=input_shape).blank()


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
    return Input(shape=input_shape).written


def subject_of(wanted: Wanted) -> Subject:
    """The model that is wanted with its weights undrawn, and the calls to try; raises as `count_model`."""
    if is_hub_name(wanted.name):
        return _hub_subject(wanted)
    if ":" in wanted.name and wanted.name not in models.MODELS:
        return _own_subject(wanted)
    inputs = wanted.inputs or (Input(shape=_input_of(wanted.name)),)
    classes = wanted.classes or _classes_of(wanted.name)
    try:
        with Uninitialised():
            module = models.build(wanted.name, input_shape=inputs[0].shape, classes=classes, stem=wanted.stem)
    except EffsiteError:
        raise
    except Exception as error:
        raise _cannot_run(wanted.name, inputs, error) from error
    return Subject(module=module, inputs=inputs, classes=classes, calls=_calls(module, inputs))


def _hub_subject(wanted: Wanted) -> Subject:
    shape = wanted.inputs[0].shape if wanted.inputs else None
    try:
        with Uninitialised():
            made = build_hub(wanted.name, input_shape=shape, classes=wanted.classes)
    except EffsiteError:
        raise
    except Exception as error:
        raise own_error(f"{wanted.name} cannot be built", error) from error
    inputs = wanted.inputs or made.inputs
    calls = _calls(made.module, inputs)
    if made.listed:
        images = [[one[0] for one in call.tensors] for call in calls]
        calls = tuple(Call(positional=(one,), without_batch=True) for one in images)
    return Subject(module=made.module, inputs=inputs, classes=made.classes, calls=calls)


def _own_subject(wanted: Wanted) -> Subject:
    own = _own(wanted)
    if wanted.classes is not None and own.classes is None:
        raise UsageError(
            f"{wanted.name} takes no number of classes",
            "leave --classes out, or give the function a parameter classes or num_classes",
        )
    if own.inputs is not None and not wanted.inputs:
        call = as_call(own.inputs)
        return Subject(module=own.module, inputs=(), classes=own.classes, calls=(call,))
    inputs = wanted.inputs or (Input(shape=own.input_shape or USUAL_INPUT),)
    return Subject(module=own.module, inputs=inputs, classes=own.classes, calls=_calls(own.module, inputs))


def _own(wanted: Wanted) -> OwnModel:
    build = partial(
        build_own,
        wanted.name,
        input_shape=wanted.inputs[0].shape if wanted.inputs else None,
        classes=wanted.classes,
        usual=(USUAL_INPUT, USUAL_CLASSES),
    )
    undrawn = Uninitialised()
    try:
        with undrawn:
            return build()
    except UsageError:
        raise
    except EffsiteError as error:
        if not undrawn.used or is_elsewhere(error.__cause__):
            raise
        return build()  # some constructors look at their weights


def _calls(module: nn.Module, inputs: tuple[Input, ...]) -> tuple[Call, ...]:
    """The inputs as tensors; where a single size may be a text or a row of numbers, the likelier first."""
    weights = next((one.dtype for one in module.parameters() if one.is_floating_point()), None)
    kinds = [inputs]
    if any(len(one.shape) == 1 and not one.kind for one in inputs):
        kinds.append(tuple(_numbers(one) for one in inputs))
        if not any(isinstance(part, nn.Embedding | nn.EmbeddingBag) for part in module.modules()):
            kinds.reverse()
    return tuple(_call(one, weights) for one in kinds)


def _numbers(one: Input) -> Input:
    return one if one.kind or len(one.shape) != 1 else Input(shape=one.shape, kind="float", name=one.name)


def _call(inputs: tuple[Input, ...], weights: torch.dtype | None) -> Call:
    tensors = [(one.name, one.blank(weights)) for one in inputs]
    return Call(
        positional=tuple(tensor for name, tensor in tensors if not name),
        named={name: tensor for name, tensor in tensors if name},
    )


def _counted(name: str, subject: Subject, *, second: bool) -> FlopCount:
    """The count of the first call that the model takes.

    Raises EffsiteError with what it says of the first of them, the likeliest.
    """
    failure: BaseException | None = None
    for call in subject.calls:
        try:
            _settle_sizes(subject.module, call)
            return count(subject.module, call, second=second)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a model's own code may raise anything
            failure = failure or error
    raise _cannot_run(name, subject.inputs, failure, subject.module) from failure


def _settle_sizes(module: nn.Module, call: Call) -> None:
    """Let lazy layers take their sizes from the input, as a first pass through them does."""
    if any(is_lazy(one) for one in (*module.parameters(), *module.buffers())):
        with evaluating(module):
            call.run(module)


def _cannot_run(
    name: str, inputs: tuple[Input, ...], error: Any, module: nn.Module | None = None
) -> EffsiteError:
    written_out = ", ".join(one.written for one in inputs)
    given = f"an input of {written_out}" if inputs else "the inputs that its function gives"
    known = name in models.MODELS or name in classifiers()
    usual = _input_of(name)
    if known:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        hint = f"it takes {written(usual)}; give another --input"
        if any(one.name for one in inputs):
            hint = f"it takes {written(usual)}, without a name"
        return EffsiteError(f"{name} cannot run on {given}: {first}", hint)
    takes = f"its forward takes {_signature(module)}: " if module is not None else ""
    hint = (
        f"{takes}write --input SHAPE, --input tokens:LENGTH or --input NAME=SHAPE for each tensor;"
        " a function that returns (module, inputs) may give it anything else"
    )
    why = in_one_line(error)
    return EffsiteError(f"{name} cannot run on {given}: {why}", device_hint(why) or hint)


def _signature(module: nn.Module) -> str:
    try:
        names = [
            f"{one.name}" if one.default is one.empty else f"{one.name}=..."
            for one in inspect.signature(module.forward).parameters.values()
        ]
    except (TypeError, ValueError):
        return "other arguments"
    return f"({', '.join(names[:6])}{', ...' if len(names) > 6 else ''})"


def _input_of(name: str) -> tuple[int, ...]:
    if name in classifiers():
        return published(name).input_shape
    return models.MODELS[name].input_shape if name in models.MODELS else USUAL_INPUT


def _classes_of(name: str) -> int:
    return models.MODELS[name].classes if name in models.MODELS else USUAL_CLASSES
