"""The table that forks of PyTorch's ImageNet script print on lines with ~~, when it stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.epoch_base import before_training
from effsite.ingest.log import Evaluation
from effsite.ingest.points import Points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report


class TildeTable:
    """The rows of the table as evaluations of their own: for logs without a line of training."""

    def __init__(self, options: ReadOptions) -> None:
        self.points = Points(options)

    def take(
        self, values: Mapping[str, float], epoch: float | None, seconds: float | None, line: int
    ) -> None:
        """Keep a row that has a value of the metric and an epoch."""
        if values and epoch is not None and epoch >= 0:
            self.points.add(Evaluation(values=values, line=line, epoch=epoch, seconds=seconds))

    def from_zero(self, report: Report) -> bool:
        """Whether epoch 0 of the table stands after one pass: it does if time had passed by then."""
        rows = self.points.kept
        later = rows[0].epoch == 0 and not before_training(rows)
        report.understood("the rows that begin with ~~ are the evaluations; seconds are their hours")
        if rows[0].epoch == 0:
            said = "stands after one pass over the data" if later else "was evaluated before training"
            report.understood(f"epoch 0 {said}, by its time and accuracy")
        return later
