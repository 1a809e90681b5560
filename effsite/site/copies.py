"""Copies of this process that work for it and tell it what came of it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import warnings
from dataclasses import dataclass
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection


PR_SET_PDEATHSIG = 1

MOST_PROCESSES = 8
"""Each needs memory of its own, and what is left for one process alone soon takes longer than its share."""


class CopyGoneError(Exception):
    """A copy ended before it told what it was asked for: it failed, or was killed."""


@dataclass(slots=True)
class Copy:
    """A copy of this process at work. It ends with this process, however that ends."""

    pid: int
    line: Connection[Any, Any]

    def tell(self, what: object) -> None:
        """Tell it something; raises CopyGoneError where nobody listens."""
        try:
            self.line.send(what)
        except OSError as error:
            raise CopyGoneError from error

    def told(self) -> Any:
        """What it tells next, waited for; raises CopyGoneError where it will not tell anything."""
        try:
            return self.line.recv()
        except (OSError, EOFError) as error:
            raise CopyGoneError from error

    def end(self) -> None:
        """Leave nothing of it, whether it is done or not."""
        self.line.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def processors() -> int:
    """How many processes may work at a time: one where copies of this one cannot be made safely.

    A copy has none of the other threads of this process, and what these hold at that moment is held for good:
    the progress bar and the local server hold nothing that making pages asks for.
    """
    if sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def start_copy(work: Callable[[Connection[Any, Any]], None]) -> Copy | None:
    """A copy of this process that does `work` and ends, with a line to this one; None where there is no room.

    What it fails of is not told: whoever needs what it did not tell does that, and meets the error.
    """
    ours, theirs = Pipe()
    parent = os.getpid()
    gc.freeze()  # what is in memory already is not looked through there, which would copy it
    try:
        pid = _fork()
    except OSError:
        ours.close()
        return None
    finally:
        if os.getpid() == parent:
            gc.unfreeze()
            theirs.close()
    if pid:
        return Copy(pid, ours)
    try:
        ours.close()
        _live_and_die_with(parent)
        work(theirs)
    finally:
        os._exit(0)  # nothing of the parent's is to be closed, deleted or told a second time


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns of the threads of libraries for linear algebra, which are of no use to a copy
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _live_and_die_with(parent: int) -> None:
    """Be killed when the parent is gone, and by nothing that is meant for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
