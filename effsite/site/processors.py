"""Work for all processors: jobs that leave what they make in files, done by this process and copies of it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PR_SET_PDEATHSIG = 1

MOST_PROCESSES = 8
"""Each needs memory of its own, and what is left for one process alone soon takes longer than the jobs."""

MOST_TICKETS = 4096
"""Of four bytes: a pipe holds 64 KiB without anyone who reads."""

TICKET = 4


def processors() -> int:
    """How many processes may work at a time: one where copies of this one cannot be made safely."""
    if sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def do_on_all_processors(jobs: Sequence[Callable[[], object]], processes: int | None = None) -> None:
    """Do jobs, each once, in so many `processes`: this one and copies of it, one for each processor else.

    What a job leaves in memory is lost where a copy did it. A job at which a copy failed, or that it was
    killed at, is left undone: whoever needs what it would have left makes that, and meets the error. With
    one processor nothing is done here. Copies end with this process, however it ends.
    """
    number = min(processes or processors(), len(jobs))
    if number < 2:
        return
    tickets = _tickets(len(jobs))
    copies: list[int] = []
    gc.collect()
    gc.freeze()  # what stands in memory already is not looked through again, which would copy its pages
    try:
        copies += [_copy(jobs, tickets) for _ in range(number - 1)]
        for job in _drawn(jobs, tickets):
            job()
        while copies:
            os.waitpid(copies[-1], 0)
            copies.pop()
    finally:
        os.close(tickets)
        for pid in copies:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        gc.unfreeze()


def _tickets(jobs: int) -> int:
    """The end of a pipe from which each job is drawn once, by its number or as one of a row of jobs."""
    out, into = os.pipe()
    step = -(-jobs // MOST_TICKETS)
    os.write(into, b"".join(first.to_bytes(TICKET, "little") for first in range(0, jobs, step)))
    os.close(into)
    return out


def _drawn(jobs: Sequence[Callable[[], object]], tickets: int) -> Iterator[Callable[[], object]]:
    """The jobs that this process draws, until none is left."""
    step = -(-len(jobs) // MOST_TICKETS)
    while ticket := os.read(tickets, TICKET):
        first = int.from_bytes(ticket, "little")
        yield from jobs[first : first + step]


def _copy(jobs: Sequence[Callable[[], object]], tickets: int) -> int:
    """The number of a copy of this process, which draws jobs and ends."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            for job in _drawn(jobs, tickets):
                with contextlib.suppress(Exception):  # the one who waits does it again, and meets the error
                    job()
            code = 0
    finally:
        os._exit(code)  # nothing of the parent's is to be closed, deleted or told a second time
