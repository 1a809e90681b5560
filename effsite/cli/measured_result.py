"""From the logs of finished runs to a row of results/ and the learning curves behind it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from effsite.names import short_slug
from effsite.units import TRAINING_PASSES

if TYPE_CHECKING:
    from effsite.analysis.measured import SeedsToTarget
    from effsite.measure.circumstances import Circumstances
    from effsite.measure.loop import Run
    from effsite.measure.recipe import Recipe
    from effsite.records import Device, LearningCurve, PublicationDate, Result, Target

JOULES_PER_KWH = 3.6e6
PEAKS = {
    "fp32": "fp32_flop_per_second",
    "bf16": "fp16_tensor_flop_per_second",
    "fp16": "fp16_tensor_flop_per_second",
}
LEAST_UTILISATION = 0.01
"""Below this share of its peak, the peak says nothing about a device's work and stays out of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a result comes from: the runs of one recipe, and the names under which it is kept."""

    submission: str
    recipe: Recipe
    runs: tuple[Run, ...]

    @property
    def circumstances(self) -> Circumstances:
        """Those of the first run; the others differ by seed alone."""
        return self.runs[0].journal.circumstances

    @property
    def curve(self) -> str:
        """The name of the curves' file: the submission and the system."""
        return short_slug(self.submission, self.recipe.system)

    @property
    def title(self) -> str:
        """The system's name on record."""
        from effsite.measure.models import MODELS

        known = MODELS.get(self.recipe.model)
        return self.recipe.title or (known.title if known else self.recipe.system)

    @property
    def published(self) -> PublicationDate | None:
        """When the system was published, as far as the recipe or the table of models says."""
        from effsite.measure.models import MODELS
        from effsite.records import PublicationDate

        if self.recipe.published:
            return PublicationDate.parse(self.recipe.published)
        known = MODELS.get(self.recipe.model)
        return known.published if known else None

    @property
    def paper_url(self) -> str:
        """The address of the system's publication."""
        from effsite.measure.models import MODELS

        known = MODELS.get(self.recipe.model)
        return self.recipe.paper_url or (known.paper_url if known and not self.recipe.title else "")

    @property
    def source(self) -> str:
        """The command that repeats the result, and with what it was run."""
        where, recipe = self.circumstances, self.recipe
        data = "" if recipe.data.loader == "digits" else " --data PATH"
        command = f"effsite run {recipe.task} {recipe.system}{data} --seeds {len(self.runs)}"
        commit = f" (commit {where.commit[:12]})" if where.commit else ""
        made = f"effsite {where.versions['effsite']}{commit}, torch {where.versions['torch']}"
        return f"{command}; recipe {recipe.hash}; {made}"

    @property
    def note(self) -> str:
        """What a reader must know: seeds, data, device."""
        where, recipe = self.circumstances, self.recipe
        runs = len(self.runs)
        seeds = f"Median of {runs} runs, seeds 0 to {runs - 1}" if runs > 1 else "One run, seed 0"
        threads = f", {where.threads} thread{'s' if where.threads > 1 else ''}"
        machine = where.device + (threads if where.device_kind == "cpu" else "")
        setup = f"batch {recipe.batch_size}, {recipe.precision}" + (", compiled" if recipe.compile else "")
        return f"{seeds}. {where.data}; {setup}; {machine}. Seconds are those of training steps alone."


def measured_result(
    origin: Origin, target: Target, seeds: SeedsToTarget, device: Device | None
) -> Result | None:
    """The row of results/ for runs that all reached the target; None without a date of publication.

    Compute, examples, epochs, seconds and value are medians over the seeds; the ends of the spread
    are the least and the most compute of a seed. Peak and utilisation stand where `device`, the
    record's own, gives a peak for the precision that was used. The parameters of image models are
    left out: shared over an image's places, they say nothing of its compute, which 6ND takes for
    granted.
    """
    from effsite.records import Result

    published, where = origin.published, origin.circumstances
    if published is None or seeds.training_flop is None:
        return None
    one_size = not origin.recipe.data.resolution
    peak, used = utilisation(origin, device, seeds.training_flop, seeds.seconds)
    tells = used is not None and LEAST_UTILISATION <= used <= 1
    return Result(
        task=target.task,
        submission=origin.submission,
        target=target.name,
        system=origin.title,
        published=published,
        value=seeds.value,
        training_flop=seeds.training_flop,
        training_flop_low=seeds.training_flop_low,
        training_flop_high=seeds.training_flop_high,
        flop_method="counted",
        inference_flop=where.forward_flop,
        forward_flop=where.forward_flop if one_size else None,
        passes=TRAINING_PASSES,
        examples=seeds.examples,
        epochs=seeds.epochs,
        parameters=where.parameters if origin.recipe.data.context else None,
        devices=where.processes,
        device=device.name if device else "",
        peak_flop_per_second=peak if tells else None,
        utilisation=used if tells else None,
        seconds=in_six_digits(seeds.seconds),
        energy_kwh=in_six_digits(_energy_kwh(origin, target)),
        runs=len(origin.runs),
        curve=origin.curve,
        status="log-checked",
        source_kind="measured",
        source=origin.source,
        paper_url=origin.paper_url,
        note=origin.note,
    )


def in_six_digits(value: float | None) -> float | None:
    """A time or an energy as a row has it; the curve and the log keep every digit."""
    return None if value is None else float(f"{value:.6g}")


def utilisation(
    origin: Origin, device: Device | None, flop: float, seconds: float | None
) -> tuple[float | None, float | None]:
    """Peak rate of one device at the precision used, in FLOP/s, and the share of it that was used."""
    peak = device.peak_rates.get(PEAKS[origin.recipe.precision]) if device else None
    if peak is None or not seconds:
        return peak, None
    return peak, flop / (seconds * peak * origin.circumstances.processes)


def _energy_kwh(origin: Origin, target: Target) -> float | None:
    """The median energy up to the target, where the driver told it for every run."""
    joules = [
        next(joules for point, joules in run.journal.evaluations if target.reached_by(point.value))
        for run in origin.runs
    ]
    known = [j for j in joules if j]
    return median(known) / JOULES_PER_KWH if len(known) == len(joules) else None


def curves_of(origin: Origin) -> list[LearningCurve]:
    """The learning curve of each run that got as far as an evaluation."""
    from effsite.records import LearningCurve

    return [
        LearningCurve(
            task=origin.recipe.task,
            name=origin.curve,
            seed=run.journal.circumstances.seed,
            points=run.journal.points,
        )
        for run in origin.runs
        if run.journal.points
    ]


def log_of(origin: Origin) -> str:
    """The logs of the runs, one after the other: one JSON object a line."""
    return "".join(f"{line}\n" for run in origin.runs for line in run.journal.lines)
