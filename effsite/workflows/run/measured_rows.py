"""From the logs of runs to a row of results/: a result, or an attempt that stayed short of its target."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from effsite.analysis.attempts import shortfall
from effsite.analysis.utilisation import tells_something
from effsite.measure.models import MODELS
from effsite.names import short_slug
from effsite.records import Attempt, LearningCurve, PublicationDate, Result
from effsite.units import JOULES_PER_KWH, TRAINING_PASSES
from effsite.words import counted

if TYPE_CHECKING:
    from effsite.analysis.measured import SeedsToTarget
    from effsite.measure.loop import RunOutcome
    from effsite.measure.models import KnownModel
    from effsite.measure.recipe import Recipe
    from effsite.records import Device, Provenance, Target

AT_AN_END = ("complete", "diverged")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRuns:
    """The runs of one recipe, and the names under which what they come to is kept."""

    submission: str
    recipe: Recipe
    runs: tuple[RunOutcome, ...]

    @property
    def provenance(self) -> Provenance:
        """That of the first run; the others differ by seed alone."""
        return self.runs[0].log.provenance

    @property
    def curve(self) -> str:
        """The name of the curves' file: the submission and the system."""
        return short_slug(self.submission, self.recipe.system)

    @property
    def _known(self) -> KnownModel | None:
        return MODELS.get(self.recipe.model)

    @property
    def title(self) -> str:
        """The system's name in the collection."""
        return self.recipe.title or (self._known.title if self._known else self.recipe.system)

    @property
    def published(self) -> PublicationDate | None:
        """When the system was published, as far as the recipe or the table of models says."""
        if self.recipe.published:
            return PublicationDate.parse(self.recipe.published)
        return self._known.published if self._known else None

    @property
    def paper_url(self) -> str:
        """The address of the system's publication."""
        known = self._known.paper_url if self._known and not self.recipe.title else ""
        return self.recipe.paper_url or known

    @property
    def source(self) -> str:
        """The command that repeats the result, and with what it was run."""
        where, recipe = self.provenance, self.recipe
        data = "" if recipe.data.loader == "digits" else " --data PATH"
        command = f"effsite run {recipe.task} {recipe.system}{data} --seeds {len(self.runs)}"
        commit = f" (commit {where.commit[:12]})" if where.commit else ""
        versions = {"effsite": "?", "torch": "?"} | where.versions
        made = f"effsite {versions['effsite']}{commit}, torch {versions['torch']}"
        return f"{command}; recipe {recipe.hash}; {made}"

    @property
    def note(self) -> str:
        """What a reader must know: seeds, data, device."""
        where, recipe = self.provenance, self.recipe
        runs = len(self.runs)
        seeds = f"Median of {runs} runs, seeds 0 to {runs - 1}" if runs > 1 else "One run, seed 0"
        told_threads = where.device_kind == "cpu" and where.threads
        threads = f", {counted(where.threads, 'thread')}" if told_threads else ""
        setup = f"batch {recipe.batch_size}, {recipe.precision}" + (", compiled" if recipe.compile else "")
        machine = where.device + threads
        told = f"{seeds}. {where.data}; {setup}; {machine}. Seconds are those of training steps alone."
        return " ".join((told, *self._about_the_count))

    @property
    def _about_the_count(self) -> list[str]:
        """What a reader must know of the compute, where it is not three forward passes by shape alone."""
        where = self.provenance
        told: list[str] = []
        if where.training_method == "backward":
            left = f"{where.frozen_parameters:,} parameters are" if where.frozen_parameters else "A part is"
            told.append(f"{left} not trained: compute is that of the forward and the true backward pass.")
        elif where.passes != TRAINING_PASSES:
            told.append("Parts of the model run in training alone; compute is three of its passes there.")
        if where.depends_on_values:
            names = ", ".join(where.depends_on_values)
            told.append(f"Other inputs may take another number of operations ({names}).")
        return told

    @property
    def curves(self) -> list[LearningCurve]:
        """The learning curve of each run that got as far as an evaluation."""
        return [
            LearningCurve(task=self.recipe.task, name=self.curve, seed=run.log.seed, points=run.log.points)
            for run in self.runs
            if run.log.points
        ]

    @property
    def log_text(self) -> str:
        """The logs of the runs, one after the other: one JSON object a line."""
        return "".join(f"{line}\n" for run in self.runs for line in run.log.lines)

    @property
    def spent(self) -> tuple[float, float]:
        """FLOP and training seconds of all the runs, whole."""
        ends = [run.log.last_point for run in self.runs if run.log.last_point]
        return sum(p.training_flop or 0.0 for p in ends), sum(p.seconds or 0.0 for p in ends)

    def utilisation(
        self, device: Device | None, flop: float, seconds: float | None
    ) -> tuple[float | None, float | None]:
        """Peak rate of one device at the precision used, in FLOP/s, and the share of it that was used."""
        peak = device.peak_rate(self.recipe.precision) if device else None
        if peak is None or not seconds:
            return peak, None
        return peak, flop / (seconds * peak * self.provenance.processes)


def result_row(
    runs: MeasuredRuns, target: Target, seeds: SeedsToTarget, device: Device | None
) -> Result | None:
    """The row for runs that all reached the target; None without a date of publication.

    Compute, examples, epochs, seconds and value are medians over the seeds; the ends of the spread
    are the least and the most compute of a seed. Peak and utilisation stand where `device`, the
    collection's own, gives a peak for the precision that was used. The parameters of image models are
    left out: shared over an image's places, they say nothing of its compute, which 6ND takes for
    granted.
    """
    where = runs.provenance
    if runs.published is None or seeds.training_flop is None:
        return None
    one_size = not runs.recipe.data.resolution
    peak, used = runs.utilisation(device, seeds.training_flop, seeds.seconds)
    tells = used is not None and tells_something(used)
    return Result(
        **_of_both(runs, target, device),
        value=seeds.value,
        training_flop=seeds.training_flop,
        training_flop_low=seeds.training_flop_low,
        training_flop_high=seeds.training_flop_high,
        flop_method="counted",
        inference_flop=where.forward_flop,
        forward_flop=where.forward_flop if one_size else None,
        passes=_in_six_digits(where.passes),
        examples=seeds.examples,
        epochs=seeds.epochs,
        parameters=where.parameters if runs.recipe.data.context else None,
        peak_flop_per_second=peak if tells else None,
        utilisation=used if tells else None,
        seconds=_in_six_digits(seeds.seconds),
        energy_kwh=_in_six_digits(_energy_kwh(runs, target)),
        status="log-checked",
    )


def attempt_row(runs: MeasuredRuns, target: Target, device: Device | None) -> Attempt | None:
    """The row for runs that did what they could, of which at least one stayed short of the target.

    None where a run was only stopped and may still get there, where every run with an evaluation
    reached the target, where the data are not the task's own, and without a date of publication.
    """
    found = shortfall(runs.curves, target)
    if found is None or runs.published is None or not runs.provenance.data_is_the_tasks:
        return None
    if not _all_at_an_end(runs, target):
        return None
    return Attempt(
        **_of_both(runs, target, device),
        best_value=found.best_value,
        training_flop=found.training_flop,
        examples=found.examples,
        epochs=found.epochs,
        seconds=_in_six_digits(found.seconds),
        runs_reached=found.runs_reached,
    )


def _of_both(runs: MeasuredRuns, target: Target, device: Device | None) -> dict[str, Any]:
    """The fields that say whose row it is, where it was measured and where its evidence is."""
    return {
        "task": target.task,
        "submission": runs.submission,
        "target": target.name,
        "system": runs.title,
        "published": runs.published,
        "devices": runs.provenance.processes,
        "device": device.name if device else "",
        "runs": len(runs.runs),
        "curve": runs.curve,
        "source_kind": "measured",
        "source": runs.source,
        "paper_url": runs.paper_url,
        "note": runs.note,
    }


def _all_at_an_end(runs: MeasuredRuns, target: Target) -> bool:
    """Whether each run reached the target, or ended with its recipe or without a finite loss."""
    return all(
        run.log.ended in AT_AN_END or any(target.reached_by(point.value) for point in run.log.points)
        for run in runs.runs
    )


def _in_six_digits(value: float | None) -> float | None:
    """A time or an energy as a row has it; the curve and the log keep every digit."""
    return None if value is None else float(f"{value:.6g}")


def _energy_kwh(runs: MeasuredRuns, target: Target) -> float | None:
    """The median energy up to the target, where the driver told it for every run."""
    joules = [
        next(e.joules for e in run.log.evaluations if target.reached_by(e.point.value)) for run in runs.runs
    ]
    known = [j for j in joules if j]
    return median(known) / JOULES_PER_KWH if len(known) == len(joules) else None
