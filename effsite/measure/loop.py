"""The training loop: train to the target, evaluate several times an epoch, count all the way."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import torch
from filelock import FileLock, Timeout

from effsite.measure import checkpoint, journal
from effsite.measure.checkpoint import Checkpoints
from effsite.measure.circumstances import Circumstances, code, commit, versions
from effsite.measure.device import prepared
from effsite.measure.errors import MeasureError, OtherRunError
from effsite.measure.job import Unwatched
from effsite.measure.journal import Ended, Journal, Log, read_journal
from effsite.measure.training import Training

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.measure.job import Job, Watch
    from effsite.records import CurvePoint


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its log has it; `skipped` when it was finished before and nothing was done."""

    journal: Journal
    skipped: bool = False


def train(job: Job, watch: Watch | None = None) -> Run:
    """The run that the job asks for: begun, gone on with, or found finished in its folder.

    Stops at the first evaluation at or past the target unless `job.full`, and at the end of the
    recipe in any case. Killed at any moment, the same call goes on from the last checkpoint; on a
    CPU the curve is then, bit for bit, that of an unbroken run, its seconds apart. Raises
    OtherRunError when the folder holds a run of another recipe, data, device or number of
    processes, MeasureError when the disk is full, and OutOfMemoryError.
    """
    job.folder.mkdir(parents=True, exist_ok=True)
    with _alone(job), prepared(job.device, deterministic=job.deterministic):
        training = Training(job)
        circumstances = _circumstances(job, training)
        before = read_journal(job.folder)
        if before and not before.points and before.ended is None:
            before = None
        if before:
            _refuse_other(job, circumstances, before.circumstances)
            if _done(job, before):
                return Run(before, skipped=True)
        _Course(job, training, circumstances, watch or Unwatched()).run(before)
    job.processes.wait()
    after = read_journal(job.folder)
    if after is None:
        raise MeasureError(f"the log in {job.folder} is gone", "run the same command again")
    return Run(after)


def _done(job: Job, journal: Journal) -> bool:
    """Whether a run has nothing left to do: towards this target, or to the end of its recipe."""
    if journal.ended in ("complete", "diverged"):
        return True
    return not job.full and any(job.target.reached_by(point.value) for point in journal.points)


class _Course:
    """One process' way through a run."""

    def __init__(self, job: Job, training: Training, circumstances: Circumstances, watch: Watch) -> None:
        self._job, self._training, self._watch = job, training, watch
        self._circumstances = circumstances
        self._log = Log(job.folder)
        self._checkpoints = Checkpoints(job.folder, job.recipe.hash)

    def run(self, before: Journal | None) -> None:
        """Train from the checkpoint, or from the beginning, until there is a reason to end."""
        self._resume(before)
        ended: Ended | None = None
        while ended is None:
            ended = self._advance()
        self._end(ended)

    def _resume(self, before: Journal | None) -> None:
        training = self._training
        counters = None
        if before:
            counters = self._checkpoints.load(training.trained, self._job.device.torch_device)
        if counters:
            training.counters = counters
        self._job.processes.wait()
        if self._job.processes.writes:
            if counters:
                self._log.resume(counters.step, self._circumstances)
            else:
                self._log.begin(self._circumstances)
        self._watch.begins(training.counters.step, training.total_steps)

    def _advance(self) -> Ended | None:
        """One segment and its evaluation; why the run ends here, if it does."""
        finite = self._training.segment(self._watch.stepped)
        point = self._training.evaluate() if finite else None
        if point is None:
            return "diverged"
        self._note(point)
        ended = self._reason(point)
        goes_on = ended != "complete" and (ended or self._checkpoints.due())
        if goes_on and self._job.processes.writes:
            self._checkpoints.save(self._training.trained, self._training.counters)
        return ended

    def _reason(self, point: CurvePoint) -> Ended | None:
        job = self._job
        if self._training.finished:
            return "complete"
        if job.target.reached_by(point.value) and not job.full:
            return "reached"
        (late,) = job.processes.most([float(time.monotonic() >= job.deadline)], job.device)
        return "stopped" if late else None

    def _note(self, point: CurvePoint) -> None:
        counters = self._training.counters
        if self._job.processes.writes:
            self._log.evaluation(
                point, evaluation_seconds=counters.evaluation_seconds, joules=counters.joules
            )
        self._watch.evaluated(point)

    def _end(self, ended: Ended) -> None:
        counters = self._training.counters
        if self._job.processes.writes:
            self._log.end(ended, asdict(counters))
            if ended in ("complete", "diverged"):
                self._checkpoints.remove()


def _circumstances(job: Job, training: Training) -> Circumstances:
    count, dataset = training.count(), job.dataset
    return Circumstances(
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
        uncounted=dict(count.uncounted),
        versions=versions(),
        code=code(),
        commit=commit(),
    )


def _refuse_other(job: Job, ours: Circumstances, theirs: Circumstances) -> None:
    """Raises OtherRunError when the run in the folder is not this one."""
    different = ours.differences(theirs)
    if not different:
        return
    if ours.recipe != theirs.recipe:
        different = job.recipe.differences(theirs.settings) or different
    raise OtherRunError(
        f"{job.folder} holds a run of another {_what(ours, theirs)}: {'; '.join(different)}",
        "--restart begins again and drops it; or bring back what it was begun with",
    )


def _what(ours: Circumstances, theirs: Circumstances) -> str:
    if ours.recipe != theirs.recipe:
        return "recipe"
    if ours.data_fingerprint != theirs.data_fingerprint:
        return "data set"
    return "kind of device" if ours.device_kind != theirs.device_kind else "number of processes"


def restart(folder: Path) -> None:
    """Forget the run in the folder: its log and its checkpoint are removed."""
    for name in (journal.NAME, checkpoint.NAME):
        (folder / name).unlink(missing_ok=True)


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Within: no other command works at the same run, and no half-written file of a killed one is left."""
    if not job.processes.writes:
        yield
        return
    try:
        with FileLock(job.folder / ".lock", timeout=0):
            for half in job.folder.glob(".*.part"):
                half.unlink()
            yield
    except Timeout:
        raise MeasureError(
            f"another effsite is at the run in {job.folder}", "wait for it, or end it"
        ) from None
