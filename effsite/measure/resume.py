"""Whether the run in a folder is the one that a job asks for, and whether anything of it is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.measure.failures import MeasureError, OtherRunError
from effsite.measure.run_log_file import NAME, read_run_log
from effsite.records.fields import FieldError

if TYPE_CHECKING:
    from effsite.measure.job import Job
    from effsite.records import Provenance, RunLog

LEARNT = {"recipe": "recipe", "seed": "seed", "data_fingerprint": "data set"}
"""What decides on a curve, and how it is called."""
COMPUTED = {"device_kind": "kind of device", "processes": "number of processes"}
"""With what a run is computed: it is the same from a run's first step to its last."""


def run_so_far(job: Job) -> RunLog | None:
    """The log of the job's own run as far as it got; None where nothing was measured yet.

    A run that is done may come from another kind of device or number of processes. Raises
    OtherRunError when the folder holds a run of another recipe, data set or seed, or one that was
    begun on another kind of device or by another number of processes and is not done, and
    MeasureError for a log that cannot be read or does not say what its run was made with.
    """
    log = read_run_log(job.folder)
    if log is None or (not log.points and log.ended is None):
        return None
    try:
        provenance = log.provenance
    except FieldError as error:
        raise MeasureError(f"{job.folder / NAME}:{log.line}: {error.message}", error.hint) from None
    _refuse_other(job, provenance, LEARNT if done(job, log) else LEARNT | COMPUTED)
    return log


def done(job: Job, log: RunLog) -> bool:
    """Whether the run has nothing left to do: towards the job's targets, or to its recipe's end."""
    if log.ended in ("complete", "diverged"):
        return True
    return bool(job.targets) and not job.full and not job.unreached(log.points)


def _refuse_other(job: Job, theirs: Provenance, names: dict[str, str]) -> None:
    ours = {
        "recipe": job.recipe.hash,
        "seed": job.seed,
        "data_fingerprint": job.dataset.fingerprint,
        "device_kind": job.device.kind,
        "processes": job.processes.world,
    }
    different = [name for name in names if getattr(theirs, name) != ours[name]]
    if not different:
        return
    told = [f"{name}: {getattr(theirs, name)} -> {ours[name]}" for name in different]
    if different[0] == "recipe":
        told = job.recipe.differences(theirs.settings) or told
    raise OtherRunError(
        f"{job.folder} holds a run of another {names[different[0]]}: {'; '.join(told)}",
        "--restart begins again and drops it; or bring back what it was begun with",
    )
