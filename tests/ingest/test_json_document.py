"""A log in one JSON document: an array of objects, an object of arrays."""

from __future__ import annotations

import json

import pytest

from effsite.ingest.jsonl import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, read_log, sniffed

ROWS = [{"epoch": 1, "val_acc": 0.5}, {"epoch": 2, "val_acc": 0.9}]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps(ROWS), [1, 1]),
        (json.dumps(ROWS, indent=1), [2, 6]),
        ('[\n{"epoch": 1, "val_acc": 0.5},\n{"epoch": 2, "val_acc": 0.9}\n]\n', [2, 3]),
        (json.dumps({"epoch": [1, 2], "val_acc": [0.5, 0.9]}), [1, 2]),
        (json.dumps({"history": ROWS, "seed": 1}), [1, 2]),
        (json.dumps({"epoch": {"0": 1, "1": 2}, "val_acc": {"0": 0.5, "1": 0.9}}), [1, 2]),
        (json.dumps({"model": "A", "log": ROWS}), [1, 2]),
    ],
    ids=[
        "on one line",
        "indented",
        "an object a line",
        "an object of arrays",
        "an array within",
        "columns of pandas",
        "an array behind a name",
    ],
)
def test_a_document_is_read_as_its_rows(tmp_path, text, lines):
    found = read_log(FORMAT, tmp_path / "log.json", text, wanted=ACCURACY, level=0.9).evaluations
    assert [(e.epoch, e.values["val_acc"]) for e in found] == [(1, 0.5), (2, 0.9)]
    assert [e.line for e in found] == lines
    assert sniffed(FORMAT, tmp_path / "log.json", text) >= 0.4


def test_an_array_that_breaks_off_is_refused_with_its_line_and_the_rest_is_read(tmp_path):
    text = '[{"epoch": 1, "val_acc": 0.5},\n{"epoch": 2, "val_acc": 0.9},\n{"epoch": 3, "va'
    reading = read_log(FORMAT, tmp_path / "log.json", text, wanted=ACCURACY)
    assert len(reading.evaluations) == 2
    assert "breaks off" in reading.said("refused")


def test_arrays_of_different_lengths_are_refused(tmp_path):
    text = json.dumps({"epoch": [1, 2, 3], "val_acc": [0.5, 0.9]})
    with pytest.raises(LogError, match="epoch has 3, val_acc has 2"):
        read_log(FORMAT, tmp_path / "log.json", text, wanted=ACCURACY)


def test_lines_of_objects_whose_first_value_is_an_array_are_still_lines(tmp_path):
    text = '{"losses": [1, 2], "epoch": 1, "val_acc": 0.5}\n{"losses": [1], "epoch": 2, "val_acc": 0.9}\n'
    found = read_log(FORMAT, tmp_path / "log.jsonl", text, wanted=ACCURACY).evaluations
    assert [e.epoch for e in found] == [1, 2]


@pytest.mark.parametrize(
    ("name", "times", "seconds"),
    [
        ("time", ("2026-01-01T00:00:00", "2026-01-01T00:10:00"), [0, 600]),
        ("elapsed", ("0:10:00", "0:20:00"), [600, 1200]),
    ],
)
def test_written_times_are_read(tmp_path, name, times, seconds):
    rows = [row | {name: time} for row, time in zip(ROWS, times, strict=True)]
    found = read_log(FORMAT, tmp_path / "log.json", json.dumps(rows), wanted=ACCURACY).evaluations
    assert [e.seconds for e in found] == seconds
