"""What stands in a run's folder before a job is done there, and whether anything is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.measure.errors import OtherRunError
from effsite.measure.journal import read_journal

if TYPE_CHECKING:
    from effsite.measure.circumstances import Circumstances
    from effsite.measure.job import Job
    from effsite.measure.journal import Journal

LEARNT = {"recipe": "recipe", "seed": "seed", "data_fingerprint": "data set"}
"""What decides on a curve, and how it is called."""
COMPUTED = {"device_kind": "kind of device", "processes": "number of processes"}
"""With what a run is computed: it is the same from a run's first step to its last."""


def standing(job: Job) -> Journal | None:
    """The log of the job's own run as far as it got; None where nothing was measured yet.

    A run that is done may come from another kind of device or number of processes. Raises
    OtherRunError when the folder holds a run of another recipe, data set or seed, or one that was
    begun on another kind of device or by another number of processes and is not done.
    """
    journal = read_journal(job.folder)
    if journal is None or (not journal.points and journal.ended is None):
        return None
    _refuse_other(job, journal.circumstances, LEARNT if done(job, journal) else LEARNT | COMPUTED)
    return journal


def done(job: Job, journal: Journal) -> bool:
    """Whether the run has nothing left to do: towards the job's targets, or to its recipe's end."""
    if journal.ended in ("complete", "diverged"):
        return True
    return bool(job.targets) and not job.full and not job.unreached(journal.points)


def _refuse_other(job: Job, theirs: Circumstances, names: dict[str, str]) -> None:
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
