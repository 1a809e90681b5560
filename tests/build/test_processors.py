"""Jobs done on all processors are each done once, and end with the process that asked for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from effsite.site import processors
from effsite.site.processors import do_on_all_processors
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.made_up import Size, made_up_project

from .conftest import contents

HANGS = """
import sys, time
from pathlib import Path
from effsite.site.processors import do_on_all_processors

def job():
    (Path(sys.argv[1]) / str(__import__("os").getpid())).touch()
    time.sleep(600)

do_on_all_processors([job] * 3, 3)
"""


def note(folder: Path, number: int) -> None:
    """A line with the job's number, in the file of the process that does it."""
    with (folder / str(os.getpid())).open("a") as file:
        file.write(f"{number}\n")
    time.sleep(0.01)


def noted(folder: Path) -> list[list[int]]:
    return [[int(line) for line in path.read_text().split()] for path in folder.iterdir()]


@pytest.mark.parametrize("number", [2, 5, 40])
def test_each_job_is_done_once_and_not_all_by_one_process(number: int, tmp_path: Path) -> None:
    do_on_all_processors([partial(note, tmp_path, n) for n in range(number)], 3)
    by_process = noted(tmp_path)
    assert sorted(chain(*by_process)) == list(range(number))
    assert 2 <= len(by_process) <= 3


def test_more_jobs_than_a_pipe_holds_are_drawn_several_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processors, "MOST_TICKETS", 4)
    do_on_all_processors([partial(note, tmp_path, n) for n in range(10)], 2)
    assert sorted(chain(*noted(tmp_path))) == list(range(10))


def test_one_processor_leaves_every_job_to_whoever_needs_it(tmp_path: Path) -> None:
    do_on_all_processors([partial(note, tmp_path, n) for n in range(3)], 1)
    do_on_all_processors([partial(note, tmp_path, 0)], 4)
    assert noted(tmp_path) == []


def test_a_job_that_fails_in_a_copy_leaves_the_others_to_be_done(tmp_path: Path) -> None:
    here = os.getpid()

    def job(number: int) -> None:
        if os.getpid() != here and number % 2:
            raise ValueError(number)
        note(tmp_path, number)

    do_on_all_processors([partial(job, n) for n in range(20)], 3)
    done = list(chain(*noted(tmp_path)))
    assert len(set(done)) == len(done)
    assert set(range(0, 20, 2)) <= set(done)


def test_an_error_of_this_process_ends_the_copies(tmp_path: Path) -> None:
    here = os.getpid()

    def job() -> None:
        (tmp_path / str(os.getpid())).touch()
        if os.getpid() != here:
            time.sleep(600)
        while len(list(tmp_path.iterdir())) < 2:
            time.sleep(0.01)
        raise ValueError("of this process")

    with pytest.raises(ValueError, match="of this process"):
        do_on_all_processors([job] * 2, 2)
    assert alive(tmp_path, but=here) == []


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")
def test_copies_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HANGS, str(tmp_path)])
    while len(list(tmp_path.iterdir())) < 3:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 10
    while alive(tmp_path) and time.monotonic() < until:
        time.sleep(0.01)
    assert alive(tmp_path) == []


def alive(folder: Path, but: int = 0) -> list[int]:
    """The processes that left a file and still run."""
    found = [int(path.name) for path in folder.iterdir()]
    return [pid for pid in found if pid != but and Path(f"/proc/{pid}/cmdline").exists()]


def test_a_site_is_the_same_byte_for_byte_by_one_process_and_by_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    sites = []
    for number in (1, 3):
        monkeypatch.setattr(processors, "processors", lambda number=number: number)
        project = made_up_project(tmp_path / str(number) / "project", Size(tasks=3, results=8, curves=2))
        build(BuildOptions(project=project))
        sites.append(contents(project / "site"))
    assert sites[0] == sites[1]
