"""The image sizes that a log tells of, as the phases by which compute is counted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from effsite.analysis.compute import Phase

if TYPE_CHECKING:
    from effsite.ingest.log import ImageSizeStage
    from effsite.ingest.report import Report
    from effsite.ingest.run_curves import RunCurve
    from effsite.workflows.ingest.request import Counting


def scheduled(counting: Counting, found: RunCurve, report: Report) -> Counting:
    """The counting with a phase for each image size of the log, unless the user gave phases.

    A known network, counted at one size, is taken to need compute in proportion to the image's area:
    right for convolutions, whose every output is one position of the image, and a little too much for
    the last linear layer. Without a known network the report asks for phases.
    """
    stages = found.stages
    sizes = {stage.image_size for stage in stages}
    if counting.phases or not sizes or sizes == {counting.image_size}:
        return counting
    if counting.forward_flop is None or counting.image_size is None:
        if len(sizes) > 1:
            report.guessed("the image size changes, and compute with it", hint=_ask(stages))
        return counting
    shown = ", ".join(str(stage.image_size) for stage in stages)
    report.guessed(
        f"compute is scaled with the area of the images, {shown} pixels a side", hint="else: --phases"
    )
    return replace(counting, phases=tuple(_phases(stages, counting.forward_flop, counting.image_size)))


def _phases(stages: tuple[ImageSizeStage, ...], forward_flop: float, size: int) -> list[Phase]:
    """A phase for each stage; the last one goes on for as long as the run does."""
    return [
        Phase(length=length, unit="epochs", forward_flop=forward_flop * (stage.image_size / size) ** 2)
        for stage, length in zip(stages, _lengths(stages), strict=True)
    ]


def _lengths(stages: tuple[ImageSizeStage, ...]) -> list[float]:
    return [after.epochs - before.epochs for before, after in pairwise(stages)] + [1.0]


def _ask(stages: tuple[ImageSizeStage, ...]) -> str:
    parts = (
        f"{length:g}epochs:FLOP_AT_{stage.image_size}"
        for stage, length in zip(stages, _lengths(stages), strict=True)
    )
    return f"give the forward FLOP at each size: --phases '{', '.join(parts)}' (the last goes on)"
