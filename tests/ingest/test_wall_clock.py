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


PAUSES = "seconds,step,val_acc\n" + "".join(
    f"{at},{step},{0.5 + step / 2000}\n"
    for at, step in ((100, 100), (200, 200), (300, 300), (5300, 400), (5400, 500), (9999, 600), (10099, 900))
)
"""100 s for 100 steps, but 5,000 s before step 400 and 4,599 s before step 600; at last 300 in 100 s."""


@pytest.mark.parametrize(
    ("pauses", "times", "remark"),
    [
        (None, [100, 200, 300, None, None, None, None], ()),
        ("count", [100, 200, 300, 5300, 5400, 9999, 10099], ("the time counts 2 pauses of 9,399 s in",)),
        (
            "leave-out",
            # 5,000 - 100 = 4,900 s and 4,599 - 100 = 4,499 s are taken off
            [100, 200, 300, 400, 500, 600, 700],
            ("2 pauses of 9,399 s left out of the time, by the pace of others",),
        ),
    ],
)
def test_a_pause_is_counted_or_left_out_as_the_user_says(tmp_path, pauses, times, remark):
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", PAUSES, pauses=pauses)
    assert seconds(found) == times
    assert found.remarks == remark
    assert "a pause? 5,000 s pass before evaluation 4, where 100 s are usual, and 1 more such pause" in said
