"""Stored types with defaults, so that a test shows only what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.records import (
    Attempt,
    Collection,
    CurvePoint,
    Device,
    LearningCurve,
    Metric,
    PublicationDate,
    Rate,
    Result,
    Statement,
    Target,
    Task,
    TaskCollection,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOP5 = Metric(name="top5", label="top-5 accuracy", higher_is_better=True, unit="fraction")
LOSS = Metric(name="val_loss", label="validation loss", higher_is_better=False)


def make_target(**fields: Any) -> Target:
    """AlexNet level on ImageNet: 79.1 % top-5, least training compute."""
    defaults: dict[str, Any] = {
        "task": "imagenet",
        "name": "alexnet-level",
        "title": "AlexNet level",
        "about": "79.1 % top-5 on ImageNet.",
        "metric": TOP5,
        "level": 0.791,
    }
    return Target(**{**defaults, **fields})


def make_runs_target(**fields: Any) -> Target:
    """A history of the largest whole runs: no level, the most is the collection, the trend over all."""
    defaults: dict[str, Any] = {
        "metric": None,
        "level": None,
        "record_is": "most",
        "trend_over": "all",
        "flop_scope": "whole-run",
    }
    return make_target(**{**defaults, **fields})


def make_result(system: str = "AlexNet", published: str = "2012-06-01", **fields: Any) -> Result:
    """A result at AlexNet level with a reported compute; None as compute leaves it out."""
    defaults: dict[str, Any] = {
        "task": "imagenet",
        "submission": "tests",
        "target": "alexnet-level",
        "training_flop": 1e18,
        "source_kind": "reported",
        "source": "A paper.",
    }
    chosen = {**defaults, **fields}
    if chosen["training_flop"] is not None:
        chosen.setdefault("flop_method", "reported")
    return Result(system=system, published=PublicationDate.parse(published), **chosen)


def make_results(*rows: tuple[str, str, float], **fields: Any) -> tuple[Result, ...]:
    """Results from (system, published, training_flop)."""
    return tuple(make_result(system, day, training_flop=flop, **fields) for system, day, flop in rows)


def make_attempt(system: str = "SmallNet", published: str = "2016-02-24", **fields: Any) -> Attempt:
    """An attempt at AlexNet level that stayed at 70 %: one run, with the curve `short`."""
    defaults: dict[str, Any] = {
        "task": "imagenet",
        "submission": "tests",
        "target": "alexnet-level",
        "best_value": 0.7,
        "runs": 1,
        "curve": "short",
        "source_kind": "measured",
        "source": "Our logs.",
    }
    return Attempt(system=system, published=PublicationDate.parse(published), **{**defaults, **fields})


def make_task(*targets: Target, **fields: Any) -> Task:
    """The ImageNet task with these targets, AlexNet level when none is given."""
    defaults: dict[str, Any] = {
        "name": "imagenet",
        "title": "ImageNet",
        "about": "Classify images.",
        "domain": "Vision",
        "dataset": "ImageNet-1k",
        "example": "image",
        "metric": TOP5,
    }
    return Task(**{**defaults, **fields}, targets=targets or (make_target(),))


def make_task_collection(results: Iterable[Result] = (), **fields: Any) -> TaskCollection:
    """The ImageNet folder with these results."""
    return TaskCollection(**{"task": make_task(), **fields}, results=tuple(results))


def make_collection(*tasks: TaskCollection) -> Collection:
    """The whole record."""
    return Collection(tasks=tasks)


def make_curve(values: Sequence[float], **fields: Any) -> LearningCurve:
    """One evaluation after each epoch; an epoch is 100 steps, 1e6 examples, 1e17 FLOP and 60 s."""
    defaults: dict[str, Any] = {"task": "imagenet", "name": "resnet", "seed": 0}
    points = tuple(
        CurvePoint(
            step=100 * epoch,
            epoch=epoch,
            examples=1e6 * epoch,
            training_flop=1e17 * epoch,
            seconds=60.0 * epoch,
            value=value,
        )
        for epoch, value in enumerate(values, start=1)
    )
    return LearningCurve(**{"points": points, **defaults, **fields})


def make_statement(field: str, as_printed: str, read_as: str, **fields: Any) -> Statement:
    """What a source states of AlexNet level."""
    defaults: dict[str, Any] = {"task": "imagenet", "target": "alexnet-level", "source": "A paper."}
    return Statement(**{**defaults, "field": field, "as_printed": as_printed, "read_as": read_as, **fields})


def make_rate(doubling_time_months: float | None = 24.0, **fields: Any) -> Rate:
    """A published rate, Moore's law unless said otherwise."""
    defaults: dict[str, Any] = {
        "name": "Moore's law",
        "quantity": "transistors",
        "group": "reference",
        "direction": "doubling",
        "as_printed": "2 years",
        "source_kind": "reported",
        "source": "A paper.",
    }
    return Rate(**{**defaults, "doubling_time_months": doubling_time_months, **fields})


def make_device(name: str = "V100", **fields: Any) -> Device:
    """An accelerator: V100, 15.7e12 FLOP/s at 32 bit, 125e12 with tensor cores."""
    defaults: dict[str, Any] = {
        "vendor": "NVIDIA",
        "fp32_flop_per_second": 15.7e12,
        "fp16_tensor_flop_per_second": 125e12,
        "source": "Datasheet.",
    }
    return Device(**{**defaults, "name": name, **fields})
