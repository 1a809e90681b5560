"""What writes into a task's folder leaves it as it was or as it was to be, at whatever step it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.records import PublicationDate, Reproduction
from effsite.store import Reading, Written, add_reproductions, amend_cells, journal, load, submission
from effsite.store.amending import lines_of
from effsite.store.reproducing import Evidence

from .conftest import HEADER, TODAY, CollectionFolder
from .submissions import contents, curve, nothing_more, result

AGAIN = "again-alexnet"


def reproduction(**changes: object) -> Reproduction:
    values: dict[str, object] = {
        "task": "imagenet",
        "submission": "again",
        "of": "lab",
        "target": "alexnet-level",
        "system": "AlexNet",
        "reproduced": PublicationDate.parse("2026-11-19"),
        "by": "A second lab",
        "machine": "CPU",
        "runs": 1,
        "runs_reached": 1,
        "value": 0.8,
        "curve": AGAIN,
        "source": "effsite run imagenet alexnet",
    }
    return Reproduction(**values | changes)  # type: ignore[arg-type]  # as a test gives them


def submit(results: Path) -> Written:
    with submission(results, "imagenet", TODAY) as draft:
        draft.put(result(value=0.8, curve="lab-mobilenet"), [curve(0.8)])
        return draft.commit(nothing_more)


def reproduce(results: Path, row: Reproduction | None = None) -> Written:
    row = row or reproduction()
    evidence = Evidence(curves=[curve(0.8, name=row.curve)], log="")
    return add_reproductions(results, [row], evidence, nothing_more, TODAY)


def amend(results: Path) -> Written:
    path = results / "imagenet" / "lab.csv"
    cells = {lines_of(path)[2]: "Read again."}
    return amend_cells(results, "imagenet", path, "note", cells, nothing_more, TODAY)


WRITERS: dict[str, Callable[[Path], Written]] = {"submit": submit, "reproduce": reproduce, "amend": amend}
STEPS = {
    "submit": ["results.journal", "lab-mobilenet.csv", "lab.csv", "results.last"],
    "reproduce": ["results.journal", "again.csv", "again-alexnet.csv", "results.last"],
    "amend": ["results.journal", "lab.csv", "results.last"],
}
"""What each writer puts into place, in this order; with the last name its change is final."""

AT_EACH_STEP = [(writer, step) for writer, names in STEPS.items() for step in range(len(names))]


@contextmanager
def at_step(number: int, act: Callable[[], None]) -> Iterator[list[str]]:
    """Within: `act` is called once, in the place of the renaming of that number, counted from 0."""
    replace, named = Path.replace, list[str]()

    def replaced(self: Path, target: Path) -> Path:
        named.append(Path(target).name)
        if len(named) == number + 1:
            act()
        return replace(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replaced)
        yield named


def fail() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("writer", WRITERS)
def test_a_journal_comes_first_then_each_file_then_the_journal_goes(
    folder: CollectionFolder, writer: str
) -> None:
    with at_step(99, fail) as named:
        WRITERS[writer](folder.results)
    assert named == STEPS[writer]


@pytest.mark.parametrize(("writer", "step"), AT_EACH_STEP)
def test_an_error_at_any_step_has_every_file_put_back(
    folder: CollectionFolder, writer: str, step: int
) -> None:
    before = contents(folder)
    with at_step(step, fail), pytest.raises(OSError, match="No space"):
        WRITERS[writer](folder.results)
    assert contents(folder) == before
    WRITERS[writer](folder.results)
    assert contents(folder) != before


@pytest.mark.parametrize(("writer", "step"), AT_EACH_STEP)
def test_what_was_killed_at_any_step_is_put_back_by_the_next_reader(
    folder: CollectionFolder, writer: str, step: int
) -> None:
    before = contents(folder)
    program = (
        "import pathlib, sys, tests.store.test_all_or_nothing as writing\n"
        f"with writing.at_step({step}, writing.die):\n"
        f"    writing.WRITERS[{writer!r}](pathlib.Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", program, str(folder.results)]
    assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == -signal.SIGKILL
    assert len(load(folder.results, TODAY).tasks[0].results) == 2
    assert contents(folder) == before


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("writer", WRITERS)
def test_no_writer_begins_while_another_is_at_it(
    folder: CollectionFolder, writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SECONDS_TO_WAIT", 0.1)
    before = contents(folder)
    with (
        journal.collection_lock(folder.results),
        pytest.raises(UsageError, match="another effsite is writing"),
    ):
        WRITERS[writer](folder.results)
    assert contents(folder) == before


def test_a_reproduction_stands_beside_its_result_with_its_curve(folder: CollectionFolder) -> None:
    written = reproduce(folder.results)
    assert [str(path.relative_to(folder.task)) for path in written.files] == [
        "reproductions/again.csv",
        "curves/again-alexnet.csv",
    ]
    (task,) = load(folder.results, TODAY).tasks
    assert task.reproductions == (reproduction(),)
    assert [c.name for c in task.curves] == [AGAIN]
    assert (folder.task / "lab.csv").read_text().startswith(HEADER)


def test_the_same_work_done_again_takes_the_place_of_what_it_gave_before(folder: CollectionFolder) -> None:
    reproduce(folder.results)
    reproduce(folder.results, reproduction(reproduced=PublicationDate.parse("2026-11-20")))
    reproduce(folder.results, reproduction(submission="third", curve="third-alexnet"))
    (task,) = load(folder.results, TODAY).tasks
    assert [(r.submission, str(r.reproduced)) for r in task.reproductions] == [
        ("again", "2026-11-20"),
        ("third", "2026-11-19"),
    ]


def test_a_reproduction_may_not_write_the_curve_of_a_result(folder: CollectionFolder) -> None:
    submit(folder.results)
    before = contents(folder)
    with pytest.raises(UsageError) as refused:
        reproduce(folder.results, reproduction(curve="lab-mobilenet"))
    assert refused.value.message == "curves/lab-mobilenet.csv is that of 'MobileNet' in lab.csv"
    assert refused.value.hint == "give the reproduction another name: --name"
    assert contents(folder) == before


def test_a_reproduction_for_a_task_that_is_not_there_is_refused(folder: CollectionFolder) -> None:
    with pytest.raises(UsageError) as refused:
        reproduce(folder.results, reproduction(task="mnist"))
    assert refused.value.message == f"no task 'mnist' in {folder.results}"


def test_a_reproduction_of_what_is_not_there_is_refused_and_nothing_stays(folder: CollectionFolder) -> None:
    before = contents(folder)
    with pytest.raises(CollectionError) as refused:
        reproduce(folder.results, reproduction(system="Nobody's net"))
    assert refused.value.findings[0].path == "results/imagenet/reproductions/again.csv"
    assert contents(folder) == before


def test_what_the_check_finds_has_everything_put_back(folder: CollectionFolder) -> None:
    before = contents(folder)

    def stumble(reading: Reading) -> Reading:
        raise KeyboardInterrupt

    evidence = Evidence(curves=[curve(0.8, name=AGAIN)], log="")
    with pytest.raises(KeyboardInterrupt):
        add_reproductions(folder.results, [reproduction()], evidence, stumble, TODAY)
    assert contents(folder) == before
