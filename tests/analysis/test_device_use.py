"""What rests on each device: results that name it, and those whose compute comes from its peak."""

from __future__ import annotations

from effsite.analysis.device_use import device_uses
from effsite.records import PublicationDate
from tests.builders import (
    make_collection,
    make_device,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)


def test_results_are_counted_by_device_and_target_and_the_newest_device_is_first() -> None:
    easy, hard = make_target(name="easy"), make_target(name="hard")
    rows = [
        make_result("A", target="easy", device="V100", flop_method="hardware"),
        make_result("B", target="hard", device="V100", flop_method="reported"),
        make_result("C", target="hard", device="V100", flop_method="hardware"),
        make_result("D", target="hard", device="Abacus"),
        make_result("E", target="hard"),
    ]
    devices = [
        make_device("Undated"),
        make_device("V100", released=PublicationDate.parse("2017-07-01")),
        make_device("A100", released=PublicationDate.parse("2020-05")),
    ]
    found = device_uses(
        make_collection(
            make_task_collection(rows, task=make_task(easy, hard)),
            make_task_collection(devices=devices, task=make_task(name="hardware", holds="devices")),
        )
    )
    assert [(use.device.name, use.results, use.estimated) for use in found] == [
        ("A100", 0, 0),
        ("V100", 3, 2),
        ("Undated", 0, 0),
    ]
    assert [(at.target.name, at.results) for at in found[1].targets] == [("hard", 2), ("easy", 1)]
