"""What several runs of one system say together: the median over seeds, and how far they lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.names import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from effsite.analysis.crossing import ComputeToTarget
    from effsite.records import Device, LearningCurve, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedsToTarget:
    """Where the runs of one system reach a target: each crossing, and the medians over them.

    A median is None where no run gives the figure, and all are None unless every run reaches the
    target: of some seeds that reach it and some that do not, no honest median is left.
    """

    crossings: tuple[ComputeToTarget, ...]
    training_flop: float | None
    training_flop_low: float | None
    training_flop_high: float | None
    examples: float | None
    epochs: float | None
    seconds: float | None
    value: float | None

    @property
    def reached(self) -> bool:
        """Whether every run reaches the target."""
        return all(crossing.reached for crossing in self.crossings)


def over_seeds(curves: Sequence[LearningCurve], target: Target) -> SeedsToTarget:
    """The crossings of those runs of one system, one for each seed, and their medians."""
    crossings = tuple(compute_to_target(curve, target) for curve in curves)
    every = crossings if all(crossing.reached for crossing in crossings) else ()
    flop = _known(crossing.training_flop for crossing in every)
    return SeedsToTarget(
        crossings=crossings,
        training_flop=median(flop) if flop else None,
        # One run has no spread: ends that are the figure itself would pass for an exact one.
        training_flop_low=min(flop) if len(flop) > 1 else None,
        training_flop_high=max(flop) if len(flop) > 1 else None,
        examples=_median(crossing.examples for crossing in every),
        epochs=_median(crossing.epoch for crossing in every),
        seconds=_median(crossing.seconds for crossing in every),
        value=_median(crossing.value for crossing in every),
    )


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _median(values: Iterable[float | None]) -> float | None:
    known = _known(values)
    return median(known) if known else None


def device_named(name: str, devices: Mapping[str, Device]) -> Device | None:
    """The device in the collection that a driver's name means, None where none or several could be meant.

    `NVIDIA A100-SXM4-40GB` is `A100 SXM4 40GB`: every word of the collection's name is in the
    driver's, apart from its vendor. When there is none such, a row's `SXM` or memory size that
    the driver leaves out is passed over. Of several, the one that shares most words is meant.
    """
    named = words(name) - _VENDORS
    whole = {known: words(known) - _VENDORS for known in devices}
    exact = {known: w for known, w in whole.items() if w and w <= named}
    close = exact or {known: w for known, w in whole.items() if w - _DETAILS and w - _DETAILS <= named}
    most = max((len(w & named) for w in close.values()), default=0)
    best = [known for known, w in close.items() if len(w & named) == most]
    return devices[best[0]] if len(best) == 1 else None


_VENDORS = {"nvidia", "amd"}
_DETAILS = {"sxm", "sxm2", "sxm4", "sxm5", "pcie", "16gb", "32gb", "40gb", "80gb", "141gb"}
