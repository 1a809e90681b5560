from __future__ import annotations

import json

import pytest

from effsite.ingest.jsonl import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, TOP1, read_log, sniffed


def lines(*objects: object) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in objects)


def test_counts_and_values_are_found_by_their_keys(tmp_path):
    log = lines({"iter": 5, "tokens": 640, "val_acc": 0.5, "note": "warm"})
    (e,) = read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY).evaluations
    assert (e.step, e.examples, e.values, e.line) == (5, 640, {"val_acc": 0.5}, 1)


def test_objects_within_objects_are_taken_apart(tmp_path):
    (e,) = read_log(
        FORMAT, tmp_path / "a.jsonl", lines({"step": 1, "val": {"accuracy": 0.5}}), wanted=ACCURACY
    ).evaluations
    assert e.values == {"val/accuracy": 0.5}


def test_words_before_the_object_and_other_lines_do_not_matter(tmp_path):
    log = 'starting up\n[rank0] INFO {"step": 1, "acc": 0.5}\n\nINFO: {"step": 2, "acc": 0.6}\n'
    read = read_log(FORMAT, tmp_path / "a.log", log, wanted=ACCURACY)
    assert [(e.line, e.step) for e in read.evaluations] == [(2, 1), (4, 2)]
    assert "without a JSON object" in read.said("ignored")


def test_a_value_on_a_line_without_counts_stands_at_the_last_ones(tmp_path):
    log = lines({"step": 7, "loss": 1.0}, {"acc": 0.5})
    (e,) = read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY).evaluations
    assert e.step == 7


def test_a_broken_line_is_refused_with_its_number_and_the_rest_is_read(tmp_path):
    log = lines({"step": 1, "acc": 0.5}) + '{"step": 2, "acc"\n' + lines({"step": 3, "acc": 0.7})
    read = read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY)
    assert [n.line for n in read.report.lines if n.verdict == "refused"] == [2]
    assert [e.step for e in read.evaluations] == [1, 3]


def test_nan_as_python_writes_it_is_ignored(tmp_path):
    log = '{"step": 1, "acc": NaN}\n{"step": 2, "acc": 0.5}\n'
    read = read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY)
    assert [e.step for e in read.evaluations] == [2]
    assert "not finite" in read.said("ignored")


def test_a_huge_log_keeps_its_crossing_exactly(tmp_path):
    log = lines(*({"step": n, "acc": 0.9 if n == 30_001 else 0.5} for n in range(40_000)))
    read = read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY, level=0.9)
    assert [e.step for e in read.evaluations if e.values["acc"] == 0.9] == [30_001]
    assert read.evaluations[-1].step == 39_999
    assert len(read.evaluations) < 10_000


@pytest.mark.parametrize("log", ["[" * 100_000, '{"acc": ' + "9" * 5_000 + "}", "prose\n"])
def test_what_holds_no_value_is_refused(tmp_path, log):
    with pytest.raises(LogError, match="no line with a value"):
        read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY)


def test_lines_of_objects_are_known(tmp_path):
    assert sniffed(FORMAT, tmp_path / "a.jsonl", lines({"step": 1}, {"step": 2})) == 0.6
    assert sniffed(FORMAT, tmp_path / "a.log", "step 1 acc 0.5\n") == 0.0


def test_epoch_0_of_a_log_that_is_written_after_training_stands_after_a_pass(tmp_path):
    log = lines(
        {"train_lr": 1e-6, "train_loss": 6.9, "test_acc1": 0.5, "epoch": 0, "n_parameters": 10},
        {"train_lr": 1e-5, "train_loss": 6.1, "test_acc1": 9.8, "epoch": 1, "n_parameters": 10},
    )
    read = read_log(FORMAT, tmp_path / "log.txt", log, wanted=TOP1)
    assert read.run.facts.epochs_from_zero
    assert "epochs count from 0" in read.said("guessed")


def test_counts_on_lines_of_their_own_are_kept_however_long_the_log(tmp_path):
    log = "".join(f'{{"step": {n}, "loss": 1}}\n{{"val_acc": {n / 2000}}}\n' for n in range(1, 1400))
    found = read_log(FORMAT, tmp_path / "a.jsonl", log, wanted=ACCURACY, level=0.6).evaluations
    assert [e.step for e in found] == [e.line // 2 for e in found]
    assert len(found) == 1399


def test_the_last_value_keeps_the_counts_that_stood_before_it(tmp_path):
    rows = [{"step": 1, "loss": 1}, {"val_acc": 0.5}, {"step": 9, "loss": 1}]
    (e,) = read_log(FORMAT, tmp_path / "a.jsonl", lines(*rows), wanted=ACCURACY).evaluations
    assert e.step == 1


@pytest.mark.parametrize("key", ["model", "optimizer"])
def test_a_key_of_words_that_tells_systems_apart_makes_systems(tmp_path, key):
    rows = [{key: name, "epoch": n, "acc": n / 4} for name in ("A", "B") for n in (1, 2, 3)]
    found = read_log(FORMAT, tmp_path / "a.jsonl", lines(*rows), wanted=ACCURACY).found
    assert [(run.facts.system, len(run.evaluations)) for run in found] == [("A", 3), ("B", 3)]


def test_lines_of_training_are_not_taken_for_held_out_ones(tmp_path):
    rows = [
        {"split": split, "epoch": n, "acc": value}
        for n in (1, 2)
        for split, value in (("train", 0.9), ("val", n / 4))
    ]
    reading = read_log(FORMAT, tmp_path / "a.jsonl", lines(*rows), wanted=ACCURACY)
    assert [e.values["acc"] for e in reading.evaluations] == [0.25, 0.5]
    assert "not of validation data" in reading.said("ignored")


def test_a_key_of_notes_makes_no_systems(tmp_path):
    rows = [{"step": n, "note": f"saved {n}", "acc": n / 1000} for n in range(1, 800)]
    found = read_log(FORMAT, tmp_path / "a.jsonl", lines(*rows), wanted=ACCURACY).evaluations
    assert [e.step for e in found] == list(range(1, 800))


def test_numbers_that_are_written_as_texts_are_numbers(tmp_path):
    log = "".join(
        f'INFO | valid | {{"epoch": {n}, "valid_accuracy": "0.{n}", "num_updates": "{n}00"}}\n'
        for n in (1, 2)
    )
    read = read_log(FORMAT, tmp_path / "train.log", log, wanted=ACCURACY)
    assert [(e.step, e.values) for e in read.evaluations] == [
        (100, {"valid_accuracy": 0.1}),
        (200, {"valid_accuracy": 0.2}),
    ]
