"""What must hold between rows, at the edges: shares of 0 and 1, rows that differ, levels still to come."""

from __future__ import annotations

import pytest

from effsite.store.relation_rules import TargetWithoutLevel

from .conftest import GOOGLENET, HEADER, TASK, CollectionFolder

ATTEMPTS = "target,system,published,best_value,runs,curve,source_kind,source\n"
ATTEMPT = "alexnet-level,{system},2016-02-24,{value},1,smallnet,measured,our logs\n"
RATES = "name,quantity,group,direction,doubling_time_months,as_printed,source_kind,source\n"
RATE = "{name},transistors,hardware,doubling,24,2 years,reported,{source}\n"


@pytest.fixture
def attempts(folder: CollectionFolder) -> CollectionFolder:
    folder.write("curves/smallnet.csv", "step,value\n10,0.7\n")
    return folder


@pytest.mark.parametrize(
    ("value", "told"), [("1", None), ("1.5", "value is 1.5, but"), ("-0.1", "value is -0.1")]
)
def test_a_value_of_a_fraction_lies_from_none_to_all(
    folder: CollectionFolder, value: str, told: str | None
) -> None:
    header = HEADER.replace("note", "value")
    folder.write("lab.csv", header + GOOGLENET.replace(",\n", f",{value}\n"))
    assert [f.message.startswith(told or "?") for f in folder.findings()] == ([] if told is None else [True])


def test_an_error_below_none_is_no_fraction_although_it_reaches_its_level(folder: CollectionFolder) -> None:
    folder.write("task.toml", TASK.replace("higher_is_better = true", "higher_is_better = false"))
    folder.write("lab.csv", HEADER.replace("note", "value") + GOOGLENET.replace(",\n", ",-0.1\n"))
    assert folder.only().message == "value is -0.1, but Top-5 accuracy is a fraction"


def test_no_accuracy_at_all_is_short_of_the_level_and_still_a_fraction(folder: CollectionFolder) -> None:
    folder.write("lab.csv", HEADER.replace("note", "value") + GOOGLENET.replace(",\n", ",0\n"))
    assert folder.only().message == "value 0 does not reach alexnet-level (0.791)"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0", None),
        ("1", "best_value 1 reaches alexnet-level (0.791)"),
        ("1.5", "best_value is 1.5, but Top-5 accuracy is a fraction"),
    ],
)
def test_the_best_value_of_an_attempt_lies_from_none_to_all(
    attempts: CollectionFolder, value: str, told: str | None
) -> None:
    attempts.write("not-reached/lab.csv", ATTEMPTS + ATTEMPT.format(system="SmallNet", value=value))
    assert [finding.message for finding in attempts.findings()] == ([] if told is None else [told])


def test_an_attempt_at_a_level_still_to_come_is_told_at_its_target(attempts: CollectionFolder) -> None:
    attempts.write("task.toml", TASK.replace("level = 0.791", 'level_of = "GoogLeNet"'))
    attempts.write("lab.csv", HEADER)
    attempts.write("not-reached/lab.csv", ATTEMPTS + ATTEMPT.format(system="SmallNet", value="0.7"))
    found = attempts.only()
    assert (found.field, found.column) == ("target", 1)
    assert found.message == "the level of alexnet-level is not measured yet"
    assert found.hint == TargetWithoutLevel.hint


def test_an_attempt_at_a_target_without_a_level_is_told_at_its_target(attempts: CollectionFolder) -> None:
    attempts.write("task.toml", TASK.replace("level = 0.791", ""))
    attempts.write("not-reached/lab.csv", ATTEMPTS + ATTEMPT.format(system="SmallNet", value="0.7"))
    found = attempts.only()
    assert (found.field, found.column, found.hint) == ("target", 1, "name another target")


def test_attempts_of_two_systems_are_no_repetition(attempts: CollectionFolder) -> None:
    rows = [ATTEMPT.format(system=system, value="0.7") for system in ("SmallNet", "TinyNet")]
    attempts.write("not-reached/lab.csv", ATTEMPTS + "".join(rows))
    assert attempts.findings() == ()


def test_rates_of_two_names_or_sources_are_no_repetition_and_the_same_again_is_one(
    folder: CollectionFolder,
) -> None:
    rates = folder.results / "rates"
    rates.mkdir()
    (rates / "task.toml").write_text('title = "Rates"\nabout = "Rates."\nholds = "rates"\n')
    different = [("Moore", "A"), ("Moore", "B"), ("Koomey", "A")]
    text = RATES + "".join(RATE.format(name=name, source=source) for name, source in different)
    (rates / "all.csv").write_text(text)
    assert folder.findings() == ()
    (rates / "all.csv").write_text(text + RATE.format(name="Koomey", source="A"))
    found = folder.only()
    assert (found.line, found.column) == (5, 1)
    assert found.message == "the rate 'Koomey' stands already at results/rates/all.csv:4"


def test_two_devices_are_no_repetition(folder: CollectionFolder) -> None:
    hardware = folder.results / "hardware"
    hardware.mkdir()
    (hardware / "task.toml").write_text('title = "Hardware"\nabout = "Devices."\nholds = "devices"\n')
    (hardware / "devices.csv").write_text(
        "name,vendor,source\nV100,NVIDIA,Datasheet\nA100,NVIDIA,Datasheet\n"
    )
    assert folder.findings() == ()


def test_each_of_two_devices_is_told_where_it_stands_again(folder: CollectionFolder) -> None:
    hardware = folder.results / "hardware"
    hardware.mkdir()
    (hardware / "task.toml").write_text('title = "Hardware"\nabout = "Devices."\nholds = "devices"\n')
    rows = "".join(f"{name},NVIDIA,Datasheet\n" for name in ("V100", "A100", "A100", "V100"))
    (hardware / "devices.csv").write_text(f"name,vendor,source\n{rows}")
    assert [(found.line, found.message) for found in folder.findings()] == [
        (4, "the device 'A100' stands already at results/hardware/devices.csv:3"),
        (5, "the device 'V100' stands already at results/hardware/devices.csv:2"),
    ]


def test_a_finding_about_a_column_that_the_file_lacks_has_column_0(folder: CollectionFolder) -> None:
    stated = "alexnet-level,doubling_time_months,16 months,16,Table 3\n"
    folder.write("stated.csv", "target,field,as_printed,read_as,source\n" + stated + stated)
    found = folder.only()
    assert (found.field, found.line, found.column) == ("system", 3, 0)
    assert (
        found.message
        == "this statement of doubling_time_months stands already at results/imagenet/stated.csv:2"
    )
