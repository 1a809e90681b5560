"""Work for all processors: jobs that leave what they make in files, done by this process and copies of it."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from typing import TYPE_CHECKING, Any

from effsite.site.copies import CopyGoneError, processors, start_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    Jobs = Sequence[Callable[[], object]]

MOST_TICKETS = 4096
"""Of four bytes: a pipe holds 64 KiB without anyone who reads."""

TICKET = 4


def do_on_all_processors(jobs: Jobs, processes: int | None = None) -> None:
    """Do jobs, each once, in so many `processes`: this one and copies of it, one for each processor else.

    What a job leaves in memory is lost where a copy did it. A job at which a copy failed, or that it was
    killed at, is left undone: whoever needs what it would have left makes that, and meets the error. With
    one processor nothing is done here. Copies end with this process, however it ends.
    """
    number = min(processes or processors(), len(jobs))
    if number < 2:
        return
    tickets = _tickets(len(jobs))
    started = [start_copy(partial(_work, jobs, tickets)) for _ in range(number - 1)]
    copies = [one for one in started if one is not None]
    try:
        for job in _drawn(jobs, tickets):
            job()
        for one in copies:
            with contextlib.suppress(CopyGoneError):
                one.told()
    finally:
        os.close(tickets)
        for one in copies:
            one.end()


def _tickets(jobs: int) -> int:
    """The end of a pipe from which each job is drawn once, by its number or as one of a row of jobs."""
    out, into = os.pipe()
    step = -(-jobs // MOST_TICKETS)
    os.write(into, b"".join(first.to_bytes(TICKET, "little") for first in range(0, jobs, step)))
    os.close(into)
    return out


def _drawn(jobs: Jobs, tickets: int) -> Iterator[Callable[[], object]]:
    """The jobs that this process draws, until none is left."""
    step = -(-len(jobs) // MOST_TICKETS)
    while ticket := os.read(tickets, TICKET):
        first = int.from_bytes(ticket, "little")
        yield from jobs[first : first + step]


def _work(jobs: Jobs, tickets: int, line: Connection[Any, Any]) -> None:
    """Draw jobs in a copy, and tell when none is left."""
    for job in _drawn(jobs, tickets):
        with contextlib.suppress(Exception):  # whoever needs it does it again, and meets the error
            job()
    line.send(None)
