"""From the logs of runs that did not all reach a target to a row of `not-reached/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.cli.measured_result import Origin
    from effsite.records import Attempt, Device, LearningCurve, Target

AT_AN_END = ("complete", "diverged")


def measured_attempt(
    origin: Origin, target: Target, curves: Sequence[LearningCurve], device: Device | None
) -> Attempt | None:
    """The row for runs that did what they could, of which at least one stayed short of the target.

    None where a run was only stopped and may still get there, where every run with an evaluation
    reached the target, where the data are not the task's own, and without a date of publication.
    """
    from effsite.analysis.attempts import shortfall
    from effsite.cli.measured_result import in_six_digits
    from effsite.records import Attempt

    found, published = shortfall(curves, target), origin.published
    if found is None or published is None or not origin.circumstances.data_is_the_tasks:
        return None
    if not all_at_an_end(origin, target):
        return None
    return Attempt(
        task=target.task,
        submission=origin.submission,
        target=target.name,
        system=origin.title,
        published=published,
        best_value=found.best_value,
        training_flop=found.training_flop,
        examples=found.examples,
        epochs=found.epochs,
        seconds=in_six_digits(found.seconds),
        devices=origin.circumstances.processes,
        device=device.name if device else "",
        runs=len(origin.runs),
        runs_reached=found.runs_reached,
        curve=origin.curve,
        source_kind="measured",
        source=origin.source,
        paper_url=origin.paper_url,
        note=origin.note,
    )


def all_at_an_end(origin: Origin, target: Target) -> bool:
    """Whether each run reached the target, or ended with its recipe or without a finite loss."""
    return all(
        run.journal.ended in AT_AN_END or any(target.reached_by(point.value) for point in run.journal.points)
        for run in origin.runs
    )
