"""`not-reached/` is read as strictly as results are."""

from __future__ import annotations

import pytest

from effsite.store import load

from .conftest import TASK, TODAY, CollectionFolder

HEADER = "target,system,published,best_value,runs,runs_reached,curve,source_kind,source\n"
ROW = "alexnet-level,SmallNet,2016-02-24,0.7,3,1,smallnet,measured,our logs\n"


@pytest.fixture
def attempts(folder: CollectionFolder) -> CollectionFolder:
    folder.write("not-reached/lab.csv", HEADER + ROW)
    folder.write("curves/smallnet.csv", "step,value\n10,0.7\n")
    return folder


def test_an_attempt_is_read_and_is_no_result(attempts: CollectionFolder) -> None:
    (task,) = load(attempts.results, TODAY).tasks
    (attempt,) = task.attempts_for("alexnet-level")
    assert (attempt.system, attempt.submission, attempt.runs_reached) == ("SmallNet", "lab", 1)
    assert [r.system for r in task.results] == ["AlexNet", "GoogLeNet"]


@pytest.mark.parametrize(
    ("old", "new", "column", "message"),
    [
        ("alexnet-level", "alexnet", 1, "target is unknown: 'alexnet'"),
        ("SmallNet", "=SmallNet", 2, "begins with '='"),
        ("0.7", "NaN", 4, "not a number"),
        ("0.7", "70", 4, "best_value is 70, but Top-5 accuracy is a fraction"),
        ("0.7", "0.791", 4, "best_value 0.791 reaches alexnet-level (0.791)"),
        (",3,1,", ",0,0,", 5, "it must be above 0"),
        (",3,1,", ",3,3,", 6, "runs_reached must be less than runs"),
        (",3,1,", ",3,-1,", 6, "runs_reached is -1"),
        ("smallnet", "../smallnet", 7, "not a valid name"),
        ("smallnet", "", 7, "curve is empty"),
        ("SmallNet", "AlexNet", 2, "'AlexNet' is in lab.csv as a result at alexnet-level"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(
    attempts: CollectionFolder, old: str, new: str, column: int, message: str
) -> None:
    attempts.write("not-reached/lab.csv", HEADER + ROW.replace(old, new))
    (found,) = [f for f in attempts.findings() if "belongs to no result" not in f.message]
    assert found.where == f"results/imagenet/not-reached/lab.csv:2:{column}"
    assert message in found.message


def test_a_missing_curve_is_an_error(attempts: CollectionFolder) -> None:
    (attempts.task / "curves" / "smallnet.csv").unlink()
    assert attempts.only().message == "no curves/smallnet.csv that can be read"


def test_the_same_attempt_twice_is_an_error_at_the_second(attempts: CollectionFolder) -> None:
    attempts.write("not-reached/lab.csv", HEADER + ROW + ROW)
    assert "stands already at results/imagenet/not-reached/lab.csv:2" in attempts.only().message


def test_a_target_without_a_level_takes_no_attempts(attempts: CollectionFolder) -> None:
    attempts.write("task.toml", TASK.replace("level = 0.791", ""))
    assert "alexnet-level has no level, so no run can stay short of it" in attempts.only().message


@pytest.mark.parametrize("name", ["not-reached/notes.txt", "not-reached/My Lab.csv", "logs/a.json"])
def test_a_strange_file_in_a_folder_is_an_error(folder: CollectionFolder, name: str) -> None:
    folder.write(name, "x")
    assert folder.only().where == f"results/imagenet/{name}"
    assert folder.only().message == "does not belong here"


@pytest.mark.parametrize("name", ["not-reached", "curves", "logs"])
def test_a_file_in_place_of_a_folder_is_an_error(folder: CollectionFolder, name: str) -> None:
    folder.write(name, "x")
    assert folder.only().message == "is no folder"


def test_a_linked_folder_is_not_followed(attempts: CollectionFolder) -> None:
    (attempts.task / "logs").symlink_to(attempts.task / "curves")
    assert attempts.only().where == "results/imagenet/logs"
