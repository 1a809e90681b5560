"""The training loop: train to the target, evaluate several times an epoch, count all the way."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import torch
from filelock import Timeout

from effsite.locks import file_lock
from effsite.measure import checkpoint, run_log_file
from effsite.measure.checkpoint import Checkpoints
from effsite.measure.failures import MeasureError, OtherRunError
from effsite.measure.job import NoProgress
from effsite.measure.provenance import code, commit, versions
from effsite.measure.resume import done, run_so_far
from effsite.measure.run_device import prepared
from effsite.measure.run_log_file import LogWriter, read_run_log
from effsite.measure.training import Training
from effsite.records import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.measure.job import Job, Progress
    from effsite.records import CurvePoint, Ended, RunLog


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What a run came to, as its log has it; `skipped` when it was finished before and nothing was done."""

    log: RunLog
    skipped: bool = False


def train(job: Job, progress: Progress | None = None) -> RunOutcome:
    """The run that the job asks for: begun, gone on with, or found finished in its folder.

    Stops at the first evaluation with which every target has been reached unless `job.full`, and at
    the end of the recipe in any case. Killed at any moment, the same call goes on from the last
    checkpoint; on a CPU the curve is then, bit for bit, that of an unbroken run, its seconds apart.
    Raises OtherRunError when the folder holds a run of another recipe, data, device or number of
    processes, MeasureError when the disk is full, and OutOfMemoryError.
    """
    job.folder.mkdir(parents=True, exist_ok=True)
    with _alone(job):
        before = run_so_far(job)
        if before and done(job, before):
            return RunOutcome(before, skipped=True)
        with prepared(job.device, deterministic=job.deterministic):
            training = Training(job)
            provenance = _provenance(job, training)
            _refuse_other_count(job, before, provenance)
            _Course(job, training, provenance, progress or NoProgress()).run(before)
    job.processes.wait()
    after = read_run_log(job.folder)
    if after is None:
        raise MeasureError(f"the log in {job.folder} is gone", "run the same command again")
    return RunOutcome(after)


def finished(job: Job) -> RunOutcome | None:
    """The run in the job's folder when it has nothing left to do; its log alone is enough.

    Raises what `train` raises of a run that is another one.
    """
    before = run_so_far(job)
    return RunOutcome(before, skipped=True) if before and done(job, before) else None


class _Course:
    """One process' way through a run."""

    def __init__(self, job: Job, training: Training, provenance: Provenance, progress: Progress) -> None:
        self._job, self._training, self._progress = job, training, progress
        self._provenance = provenance
        self._log = LogWriter(job.folder)
        self._ahead = job.targets
        self._segment_seconds = 0.0
        self._said = False
        self._checkpoints = Checkpoints(job.folder, job.recipe.hash)

    def run(self, before: RunLog | None) -> None:
        """Train from the checkpoint, or from the beginning, until there is a reason to end."""
        self._resume(before)
        ended: Ended | None = None
        while ended is None:
            ended = self._advance()
        self._end(ended)

    def _resume(self, before: RunLog | None) -> None:
        training = self._training
        counters = None
        if before:
            counters = self._checkpoints.load(training.trained, self._job.device.torch_device)
        if before and counters:
            training.counters = counters
            self._ahead = self._job.unreached(p for p in before.points if p.step <= counters.step)
        self._job.processes.wait()
        if self._job.processes.writes:
            if counters:
                self._log.resume(counters.step, self._provenance)
            else:
                self._log.begin(self._provenance)
        self._progress.begins(training.counters.step, training.total_steps)

    def _advance(self) -> Ended | None:
        """One segment and its evaluation; why the run ends here, if it does."""
        begun = time.monotonic()
        finite = self._training.segment(self._progress.stepped)
        self._note_trouble()
        point = self._training.evaluate() if finite else None
        if point is None:
            return "diverged"
        self._note(point)
        self._segment_seconds = time.monotonic() - begun
        ended = self._reason()
        goes_on = ended != "complete" and (ended or self._checkpoints.due())
        if goes_on and self._job.processes.writes:
            self._checkpoints.save(self._training.trained, self._training.counters)
        return ended

    def _reason(self) -> Ended | None:
        job = self._job
        if self._training.finished:
            return "complete"
        if job.targets and not self._ahead and not job.full:
            return "reached"
        next_end = time.monotonic() + self._segment_seconds
        (late,) = job.processes.most([float(next_end >= job.deadline)], job.device)
        return "stopped" if late else None

    def _note(self, point: CurvePoint) -> None:
        counters = self._training.counters
        self._ahead = tuple(target for target in self._ahead if not target.reached_by(point.value))
        if self._job.processes.writes:
            self._log.evaluation(
                point, evaluation_seconds=counters.evaluation_seconds, joules=counters.joules
            )
        self._progress.evaluated(point)

    def _note_trouble(self) -> None:
        """Say once, in the log and to whoever listens, that energy is not counted any more."""
        trouble, step = self._training.energy_trouble, self._training.counters.step
        if self._job.processes.writes and trouble and not self._said:
            self._log.note(trouble, step)
            self._progress.noted(trouble)
            self._said = True

    def _end(self, ended: Ended) -> None:
        counters = self._training.counters
        if self._job.processes.writes:
            self._log.end(ended, asdict(counters))
            if ended in ("complete", "diverged"):
                self._checkpoints.remove()


def _provenance(job: Job, training: Training) -> Provenance:
    count, dataset = training.count(), job.dataset
    return Provenance(
        task=job.recipe.task,
        system=job.recipe.system,
        seed=job.seed,
        recipe=job.recipe.hash,
        settings=job.recipe.settings(),
        data=dataset.title,
        data_is_the_tasks=dataset.own,
        data_fingerprint=dataset.fingerprint,
        training_items=dataset.items,
        device=job.device.name,
        device_kind=job.device.kind,
        processes=job.processes.world,
        threads=torch.get_num_threads(),
        deterministic=job.deterministic,
        parameters=count.parameters,
        forward_flop=count.flop / dataset.examples_per_item,
        passes=count.training_passes,
        training_method=count.training.method if count.training else "passes",
        frozen_parameters=count.training.frozen_parameters if count.training else 0,
        complete=count.complete,
        uncounted=dict(count.uncounted),
        depends_on_values=dict(count.values),
        versions=versions(),
        code=code(),
        commit=commit(),
    )


def _refuse_other_count(job: Job, before: RunLog | None, ours: Provenance) -> None:
    """Raise OtherRunError where the run was counted otherwise up to now: half a total would be wrong."""
    if before is None:
        return
    theirs = before.provenance
    if (theirs.forward_flop, theirs.passes) != (ours.forward_flop, ours.passes):
        raise OtherRunError(
            f"{job.folder} holds a run that was counted with {theirs.forward_flop:.10g} FLOP forward and"
            f" {theirs.passes:.6g} passes an example, and it would go on with {ours.forward_flop:.10g} and"
            f" {ours.passes:.6g}",
            "--restart begins again and drops it; or bring back the effsite that began it",
        )


def restart(folder: Path) -> None:
    """Forget the run in the folder: its log and its checkpoint are removed."""
    for name in (run_log_file.NAME, checkpoint.NAME):
        (folder / name).unlink(missing_ok=True)


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Within: no other command works at the same run, and no half-written file of a killed one is left."""
    if not job.processes.writes:
        yield
        return
    try:
        with file_lock(job.folder / ".lock", 0):
            for half in job.folder.glob(".*.part"):
                half.unlink()
            yield
    except Timeout:
        raise MeasureError(
            f"another effsite is at the run in {job.folder}", "wait for it, or end it"
        ) from None
