"""A pause and a clock that begins in the middle are noticed, and give no time."""

from __future__ import annotations

import json

import pytest

from effsite.ingest import csv_table, jsonl, wandb
from tests.ingest.curves import curve_of
from tests.ingest.reading import ACCURACY, read_log


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


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_each_run_of_a_table_has_a_clock_of_its_own(tmp_path, kind):
    """The second run begins 100,000 s after the first, whose rows stand behind its own."""
    rows = [
        (seed, 100 * n, 1_700_000_000 + 100_000 * seed + 600 * n, 0.5 + n / 10)
        for seed in (1, 0)
        for n in range(1, 6)
    ]
    names = ("seed", "step", "timestamp", "val_acc")
    if kind == "csv":
        text = ",".join(names) + "\n" + "".join(f"{','.join(map(str, row))}\n" for row in rows)
    else:
        text = "".join(f"{json.dumps(dict(zip(names, row, strict=True)))}\n" for row in rows)
    log = csv_table.FORMAT if kind == "csv" else jsonl.FORMAT
    found = read_log(log, tmp_path / "a.log", text, wanted=ACCURACY, level=0.9).found
    assert [[e.seconds for e in run.evaluations] for run in found] == [[0, 600, 1200, 1800, 2400]] * 2


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_time_runs_from_the_first_line_and_not_from_the_first_evaluation(tmp_path, kind):
    """An evaluation every 300 s, a line of training every 60 s, the first of all at 0."""
    if kind == "csv":
        rows = (
            f"{n},{1_700_000_000 + 60 * n},{0.5 + n / 50 if n and n % 5 == 0 else ''}\n" for n in range(21)
        )
        text = "step,timestamp,val_acc\n" + "".join(rows)
    else:
        entries = (
            {"step": n, "timestamp": 1_700_000_000 + 60 * n}
            | ({"val_acc": 0.5 + n / 50} if n and n % 5 == 0 else {"loss": 1.0})
            for n in range(21)
        )
        text = "".join(f"{json.dumps(entry)}\n" for entry in entries)
    log = csv_table.FORMAT if kind == "csv" else jsonl.FORMAT
    assert seconds(curve_of(log, tmp_path / "a.log", text)[0]) == [300, 600, 900, 1200]


def test_the_runs_of_a_chart_by_wall_time_begin_each_at_its_own(tmp_path):
    names = [f"{run} - val_acc{end}" for run in ("a", "b") for end in ("", "__MIN", "__MAX")]
    header = ",".join(f'"{name}"' for name in ("wall_time", *names))
    rows = "".join(f"{1_700_000_000 + t},{v},{v},{v},,,\n" for t, v in ((0, 0.5), (60, 0.9)))
    rows += "".join(f"{1_700_900_000 + t},,,,{v},{v},{v}\n" for t, v in ((0, 0.5), (90, 0.9)))
    found = read_log(wandb.FORMAT, tmp_path / "wandb.csv", f"{header}\n{rows}", wanted=ACCURACY).found
    assert [[e.seconds for e in run.evaluations] for run in found] == [[0, 60], [0, 90]]
