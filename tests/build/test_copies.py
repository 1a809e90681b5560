"""Copies of a process at work: what they tell, and what is left of one that fails."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from effsite.site.copies import MOST_PROCESSES, Copy, CopyGoneError, processors, start_copy

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")


def add_up(line: Connection[Any, Any]) -> None:
    line.send(sum(line.recv()))
    time.sleep(60)


def fail(line: Connection[Any, Any]) -> None:
    raise ValueError


def started(work: Any) -> Copy:
    found = start_copy(work)
    assert found is not None
    return found


def test_a_copy_works_on_what_it_is_told_and_ends_when_it_is_told_to() -> None:
    one = started(add_up)
    one.tell([1, 2, 4])
    assert one.told() == 7
    one.end()
    assert not Path(f"/proc/{one.pid}").exists()


def test_a_copy_tells_more_than_a_pipe_holds() -> None:
    one = started(lambda line: line.send("x" * 10**6))
    assert len(one.told()) == 10**6
    one.end()


def test_of_a_copy_that_failed_it_is_said_that_it_is_gone(capfd: pytest.CaptureFixture[str]) -> None:
    one = started(fail)
    with pytest.raises(CopyGoneError):
        one.told()
    one.end()
    assert not Path(f"/proc/{one.pid}").exists()
    assert capfd.readouterr() == ("", "")


def test_of_a_copy_that_was_killed_it_is_said_that_it_is_gone() -> None:
    one = started(add_up)
    os.kill(one.pid, signal.SIGKILL)
    os.waitpid(one.pid, 0)
    with pytest.raises(CopyGoneError):
        one.tell("x" * 10**6)
    one.end()


def test_where_no_process_can_be_made_there_is_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert start_copy(add_up) is None


def test_there_is_a_process_for_each_processor_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 6})
    assert processors() == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    assert processors() == MOST_PROCESSES
