"""The model that a row or its log names, counted again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.rules.compute import METHOD_TOLERANCE
from effsite.analysis.verification import VerifiedPoint
from effsite.errors import EffsiteError
from effsite.measure import extra
from effsite.measure.models import MODELS
from effsite.names import same_name
from effsite.records import CountedModel
from effsite.records.counted_model import NAME
from effsite.workflows.events import Noted, nobody

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.records import CommittedLog, Result
    from effsite.records.counted_model import Stem
    from effsite.workflows.events import Listener

IMAGES = {
    **{"digits": (1, 10), "mnist": (1, 10), "fashion-mnist": (1, 10)},
    **{"cifar10": (3, 10), "cifar100": (3, 100), "imagenet": (3, 1000)},
}
"""Channels and classes of the data that a recipe may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A model to count, who names it, and what the count must be held against.

    A `guess` by the system's own name verifies where it agrees and is no disagreement where it does not.
    One example of a row is a part of the input: one of `parts`. `parameters` tell another network.
    """

    model: CountedModel
    by: str
    stated: tuple[float, ...]
    guess: bool = False
    parts: int = 1
    parameters: int | None = None


def verify_model(result: Result, log: CommittedLog | None, listener: Listener = nobody) -> VerifiedPoint:
    """Whether the model that is named takes the forward compute that the row, or its log, says."""
    named = _named(result, log)
    if isinstance(named, str):
        return VerifiedPoint(about="model", verdict="not verified", said=named)
    if not extra.installed():
        said = f"needs effsite[train] to count {named.model.name}: {extra.INSTALL}"
        return VerifiedPoint(about="model", verdict="not verified", said=said)
    listener(Noted(message=f"counting {named.model.name}"))
    try:
        return _held(named)
    except EffsiteError as error:
        said = f"needs a model that can be counted: {error.message}"
        return VerifiedPoint(about="model", verdict="not verified", said=said)


def _named(result: Result, log: CommittedLog | None) -> _Named | str:
    """The model to count, or what it would need."""
    stated = tuple(dict.fromkeys(f for f in (result.forward_flop, result.inference_flop) if f is not None))
    if result.model:
        if not stated:
            return "needs forward_flop or inference_flop to hold the model's count against"
        return _Named(model=CountedModel.parse(result.model), by=f"model {result.model}", stated=stated)
    if log is not None:
        return _of_log(log)
    known = next((m for m in MODELS.values() if same_name(m.title) == same_name(result.system)), None)
    if known is None or not stated:
        return "needs the name of a model that effsite counts, in the row's column model"
    model = CountedModel(name=known.name)
    return _Named(model=model, by=f"{known.name}, by the system's name", stated=stated, guess=True)


def _of_log(log: CommittedLog) -> _Named | str:
    """The model of the recipe that the log was run with, at the size at which it is evaluated."""
    begin = log.runs[0].begin
    settings, forward = begin.get("settings"), begin.get("forward_flop")
    if not isinstance(settings, dict) or not isinstance(forward, int | float):
        return "needs settings and forward_flop at the beginning of the log"
    name, data = settings.get("model"), settings.get("data")
    if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(data, dict):
        return "needs a model that effsite knows: the log's is code of its own"
    shape = _shape(data)
    if shape is None:
        return "needs the size of an example in the log's settings"
    written, classes = shape
    stem: Stem = "small" if settings.get("stem") == "small" else "standard"
    parameters = begin.get("parameters")
    return _Named(
        model=CountedModel(name=name, input=written, classes=classes, stem=stem),
        by=f"{name}, by the log's settings",
        stated=(float(forward),),
        parts=data["context"] if data.get("context") else 1,
        parameters=parameters if isinstance(parameters, int) else None,
    )


def _shape(data: Mapping[str, Any]) -> tuple[str, int | None] | None:
    """One example of those data as `effsite count` is given it, and the number of classes."""
    size, context = data.get("image_size"), data.get("context")
    if isinstance(context, int) and context > 0:
        return f"tokens:{context}", None
    images = IMAGES.get(str(data.get("loader")))
    if images is None or not isinstance(size, int) or size <= 0:
        return None
    channels, classes = images
    return f"{channels}x{size}x{size}", classes


def _held(named: _Named) -> VerifiedPoint:
    from effsite.measure.counting import Wanted, count_model
    from effsite.measure.inputs import Input

    model = named.model
    inputs = (Input.parse(model.input),) if model.input else ()
    wanted = Wanted(name=model.name, inputs=inputs, classes=model.classes, stem=model.stem)
    counted = count_model(wanted, check=False).count
    if not counted.complete:
        return VerifiedPoint(
            about="model", verdict="not verified", said=f"needs a complete count: {counted.gap}"
        )
    if named.parameters is not None and named.parameters != counted.parameters:
        said = f"needs the same network: {counted.parameters:,} parameters here, {named.parameters:,} there"
        return VerifiedPoint(about="model", verdict="not verified", said=said)
    flop = counted.flop_per_example / named.parts
    near = min(named.stated, key=lambda stated: abs(flop / stated - 1))
    said = f"{named.by}: {flop:.6g} FLOP forward, stated {near:.6g}"
    if abs(flop / near - 1) <= METHOD_TOLERANCE:
        return VerifiedPoint(about="model", verdict="agrees", said=said)
    if named.guess:
        return VerifiedPoint(about="model", verdict="not verified", said=f"needs the column model: {said}")
    return VerifiedPoint(about="model", verdict="disagrees", said=said)
