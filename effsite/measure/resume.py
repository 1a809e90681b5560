"""Whether the run in a folder is the one that a job asks for, and whether anything of it is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.measure.failures import MeasureError, OtherRunError
from effsite.measure.run_log_file import NAME, read_run_log
from effsite.records.fields import FieldError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.measure.job import Goal, Job
    from effsite.records import RunLog

LEARNT = {"recipe": "recipe", "seed": "seed"}
"""What decides on a curve, and how it is called."""
SEEN = {"data_fingerprint": "data set"}
"""What decides on it as well, known where the data are at hand."""
COMPUTED = {"device_kind": "kind of device", "processes": "number of processes"}
"""With what a run is computed: it is the same from a run's first step to its last."""


def run_so_far(job: Job) -> RunLog | None:
    """The log of the job's own run as far as it got; None where nothing was measured yet.

    A run that is done may come from another kind of device or number of processes. Raises
    OtherRunError when the folder holds a run of another recipe, data set or seed, or one that was
    begun on another kind of device or by another number of processes and is not done, and
    MeasureError for a log that cannot be read or does not say what its run was made with.
    """
    log = logged(job)
    if log is None:
        return None
    ours = {
        "data_fingerprint": job.dataset.fingerprint,
        "device_kind": job.device.kind,
        "processes": job.processes.world,
    }
    _refuse_other(job, log, SEEN if done(job, log) else SEEN | COMPUTED, ours)
    return log


def logged(goal: Goal) -> RunLog | None:
    """The log of the goal's own run, as `run_so_far` gives it, where neither data nor device are at hand.

    Raises OtherRunError for a run of another recipe or seed, and MeasureError as `run_so_far` does.
    """
    log = read_run_log(goal.folder)
    if log is None or (not log.points and log.ended is None):
        return None
    _refuse_other(goal, log, LEARNT, {"recipe": goal.recipe.hash, "seed": goal.seed})
    return log


def done(goal: Goal, log: RunLog) -> bool:
    """Whether the run has nothing left to do: towards the goal's targets, or to its recipe's end."""
    if log.ended in ("complete", "diverged"):
        return True
    return bool(goal.targets) and not goal.full and not goal.unreached(log.points)


def _refuse_other(goal: Goal, log: RunLog, names: Mapping[str, str], ours: Mapping[str, object]) -> None:
    try:
        theirs = log.provenance
    except FieldError as error:
        raise MeasureError(f"{goal.folder / NAME}:{log.line}: {error.message}", error.hint) from None
    different = [name for name in names if getattr(theirs, name) != ours[name]]
    if not different:
        return
    told = [f"{name}: {getattr(theirs, name)} -> {ours[name]}" for name in different]
    if different[0] == "recipe":
        told = goal.recipe.differences(theirs.settings) or told
    raise OtherRunError(
        f"{goal.folder} holds a run of another {names[different[0]]}: {'; '.join(told)}",
        "--restart begins again and drops it; or bring back what it was begun with",
    )
