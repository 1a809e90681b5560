"""A level that a rule fixes, as task.toml says it, before and after it is measured."""

from __future__ import annotations

import pytest

from effsite.store import load
from effsite.workflows.check import read_checked

from .conftest import ALEXNET, HEADER, TASK, TODAY, CollectionFolder

PENDING = TASK.replace("level = 0.791", 'level_of = "GoogLeNet"')
MEASURED = TASK.replace("level = 0.791", 'level_of = "GoogLeNet"\nlevel = 0.8')


def test_a_level_may_be_left_to_be_measured(folder: CollectionFolder) -> None:
    folder.write("task.toml", PENDING)
    folder.write("lab.csv", HEADER)
    target = load(folder.results, TODAY).tasks[0].task.targets[0]
    assert target.awaits_level
    assert target.metric is not None
    assert not target.reached_by(1.0)


def test_a_row_at_a_level_that_is_not_measured_is_an_error(folder: CollectionFolder) -> None:
    folder.write("task.toml", PENDING)
    folder.write("lab.csv", HEADER + ALEXNET)
    assert folder.only().where == "results/imagenet/lab.csv:2:1"
    assert folder.only().message == "the level of alexnet-level is not measured yet"
    assert "level_of" in folder.only().hint


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("5", "level_of must be text"),
        ('"=x"', "level_of begins with '='"),
        (f'"{"x" * 121}"', "level_of has 121 characters"),
    ],
)
def test_a_bad_level_of_is_named_by_line_and_column(
    folder: CollectionFolder, value: str, message: str
) -> None:
    folder.write("task.toml", TASK.replace("level = 0.791", f"level = 0.791\nlevel_of = {value}"))
    (found,) = [f for f in folder.findings() if message in f.message]
    assert found.where == "results/imagenet/task.toml:17:1"


def test_a_level_of_without_a_metric_is_an_error(folder: CollectionFolder) -> None:
    start, end = PENDING.index("[metric]"), PENDING.index("[[targets]]")
    folder.write("task.toml", PENDING[:start] + PENDING[end:])
    assert any("a metric and a level (or level_of)" in f.message for f in folder.findings())


def test_another_level_than_the_curve_gives_is_an_error_at_the_level(folder: CollectionFolder) -> None:
    folder.write("task.toml", MEASURED)
    folder.write("curves/googlenet.csv", "step,value\n10,0.8\n20,0.81\n")
    header = HEADER.replace("note", "curve")
    folder.write(
        "lab.csv",
        header + "alexnet-level,GoogLeNet,2014-09-17,1.23e17,reported,measured,our logs,googlenet\n",
    )
    (found,) = read_checked(folder.results, TODAY).errors
    assert found.where == "results/imagenet/task.toml:17:1"
    assert "level 0.8 of" in found.message
    assert "gives 0.81" in found.message


def test_a_system_without_a_curve_there_is_a_warning_at_the_level(folder: CollectionFolder) -> None:
    folder.write("task.toml", MEASURED)
    folder.write("lab.csv", HEADER)
    (found,) = read_checked(folder.results, TODAY).findings
    assert (found.severity, found.where) == ("warning", "results/imagenet/task.toml:17:1")
