"""A pause and a clock that begins in the middle are noticed, and give no time."""

from __future__ import annotations

import pytest

from effsite.ingest import csv_table, jsonl
from tests.ingest.curves import curve_of


def seconds(found):
    return [p.seconds for p in found.curve.points]


def test_time_after_a_pause_is_not_used(tmp_path):
    log = "timestamp,step,val_acc\n1700000000,100,0.5\n1700003600,200,0.8\n1700262800,300,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert seconds(found) == [0, 3600, None]
    # 262,800 - 3,600 s for a stretch that took 3,600 s before
    assert "a pause? 259,200 s pass before evaluation 3, where 3,600 s are usual" in said


def test_a_stretch_of_more_steps_may_take_longer(tmp_path):
    log = "seconds,step,val_acc\n100,100,0.5\n200,200,0.8\n2200,2200,0.9\n2300,2300,0.95\n"
    assert seconds(curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)[0]) == [100, 200, 2200, 2300]


def test_a_log_that_begins_in_the_middle_with_a_clock_of_its_own_has_no_time(tmp_path):
    log = "seconds,step,val_acc\n10,1100,0.5\n20,1200,0.8\n30,1300,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert seconds(found) == [None, None, None]
    assert "the log begins at 1100 with a clock that begins anew" in said


def test_a_log_that_begins_late_with_all_its_time_keeps_it(tmp_path):
    log = "seconds,step,val_acc\n110,1100,0.5\n120,1200,0.8\n130,1300,0.95\n"
    assert seconds(curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)[0]) == [110, 120, 130]


@pytest.mark.parametrize(
    ("column", "times", "said"),
    [
        ("timestamp", (1700000000000, 1700003600000), "timestamps are in milliseconds"),
        ("timestamp", (1700000000000000, 1700003600000000), "timestamps are in microseconds"),
        ("seconds", (1700000000, 1700003600), "times are moments since 1970, in seconds"),
        ("time_ms", (1700000000000, 1700003600000), "times are moments since 1970, in milliseconds"),
    ],
)
def test_the_size_of_a_moment_tells_its_unit(tmp_path, column, times, said):
    log = f"{column},step,val_acc\n{times[0]},100,0.5\n{times[1]},200,0.95\n"
    found, report = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert seconds(found) == [0, 3600]
    assert said in report


def test_milliseconds_in_json_lines_are_seen_too(tmp_path):
    log = "".join(
        f'{{"_timestamp": {1700000000000 + n * 60000}, "step": {n}, "val_acc": 0.9{n}}}\n' for n in range(3)
    )
    assert seconds(curve_of(jsonl.FORMAT, tmp_path / "a.jsonl", log)[0]) == [0, 60, 120]


def test_the_compilation_of_the_program_is_no_pause(tmp_path):
    log = "seconds,step,val_acc\n0,0,0.1\n200,125,0.8\n215,250,0.9\n230,375,0.95\n"
    # 185 s of compilation, then 15 s for 125 steps
    assert seconds(curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)[0]) == [0, 200, 215, 230]
