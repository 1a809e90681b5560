"""The loop: where it stops, what it counts, how it goes on, and how it fails."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from effsite.errors import UsageError
from effsite.measure.checkpoint import Checkpoints
from effsite.measure.data import open_dataset
from effsite.measure.data.images import ImagesInMemory, fingerprint
from effsite.measure.failures import MeasureError, OtherRunError, OutOfMemoryError
from effsite.measure.loop import finished, restart, train
from effsite.measure.training import Training
from effsite.records import CurvePoint, RunLog

from .jobs import DIGITS, make_job, make_recipe

pytestmark = pytest.mark.train


def values(log: RunLog) -> list[tuple[int, float]]:
    return [(point.step, point.value) for point in log.points]


def test_evaluates_several_times_an_epoch_up_to_the_end_of_the_recipe(tmp_path: Path) -> None:
    log = train(make_job(tmp_path)).log
    # quarters of 22 steps, halves rounded to even: 5.5 -> 6, 11, 16.5 -> 16, 22
    assert [point.step for point in log.points] == [6, 11, 16, 22, 28, 33, 38, 44]
    assert [point.epoch for point in log.points][3::4] == [1, 2]
    assert log.ended == "complete"


def test_stops_at_the_first_evaluation_at_the_target(tmp_path: Path) -> None:
    log = train(make_job(tmp_path, level=0.3)).log
    assert log.ended == "reached"
    assert [value >= 0.3 for _, value in values(log)] == [*[False] * (len(log.points) - 1), True]


def test_full_goes_on_from_where_the_target_was_reached(tmp_path: Path) -> None:
    short = train(make_job(tmp_path / "one", level=0.3)).log
    longer = train(make_job(tmp_path / "one", level=0.3, full=True)).log
    whole = train(make_job(tmp_path / "two", full=True)).log
    assert longer.ended == "complete"
    assert longer.points[: len(short.points)] == short.points
    assert values(longer) == values(whole)


def test_finished_run_is_skipped(tmp_path: Path) -> None:
    first = train(make_job(tmp_path, level=0.3))
    before = (tmp_path / "log.jsonl").read_bytes()
    second = train(make_job(tmp_path, level=0.3))
    assert (first.skipped, second.skipped) == (False, True)
    assert (tmp_path / "log.jsonl").read_bytes() == before


def test_same_seed_gives_the_same_curve_and_another_seed_another(tmp_path: Path) -> None:
    one, same, other = (
        values(train(make_job(tmp_path / name, seed=seed)).log)
        for name, seed in (("a", 0), ("b", 0), ("c", 1))
    )
    assert one == same != other


def test_compute_is_three_forward_passes_of_every_example(tmp_path: Path) -> None:
    log = train(make_job(tmp_path)).log
    # convolution: 25 weights x 4 filters x 8x8 places = 6400; linear: 256 x 10 = 2560 multiply-adds
    last = log.points[-1]
    assert log.provenance.forward_flop == 2 * (6400 + 2560)
    assert last.examples == 44 * 64
    assert last.training_flop == 3 * 2 * (6400 + 2560) * 44 * 64


def test_compute_with_a_frozen_layer_is_forward_and_true_backward(tmp_path: Path) -> None:
    log = train(make_job(tmp_path, recipe=make_recipe(model="tests.measure.nets:headed", epochs=1))).log
    # 64 x 32 = 2048 and 32 x 10 = 320 forward; backward the gradient of the last weight alone, 320
    known, last = log.provenance, log.points[-1]
    assert last.training_flop == 2 * (2048 + 320 + 320) * 22 * 64
    assert (known.training_method, known.frozen_parameters) == ("backward", 64 * 32 + 32)
    assert known.passes == 2688 / 2368
    assert (known.complete, known.uncounted, known.depends_on_values) == (True, {}, {})


def test_a_model_that_cannot_be_counted_is_refused_before_it_is_trained(tmp_path: Path) -> None:
    job = make_job(tmp_path, recipe=make_recipe(model="tests.measure.nets:whitened"))
    with pytest.raises(
        MeasureError, match=r"small cannot be counted: no formula for aten::linalg_inv_ex"
    ) as caught:
        train(job)
    assert "register_flop_formula" in caught.value.hint
    assert not (tmp_path / "log.jsonl").exists()


def test_a_run_that_was_counted_otherwise_does_not_go_on(tmp_path: Path) -> None:
    job = make_job(tmp_path, recipe=make_recipe(model="tests.measure.nets:headed"), deadline=0.0)
    train(job)
    path = tmp_path / "log.jsonl"
    begin, *rest = path.read_text().splitlines()
    older = {key: value for key, value in json.loads(begin).items() if key != "passes"}
    path.write_text("\n".join([json.dumps(older), *rest, ""]))
    kept = path.read_text()
    with pytest.raises(OtherRunError, match=r"counted with 4736 FLOP forward and 3 passes.*and 1\.13514"):
        train(job)
    assert path.read_text() == kept


def test_training_at_a_lower_resolution_counts_less(tmp_path: Path) -> None:
    data = replace(DIGITS, image_size=16, resolution=((0.0, 8), (1.0, 16)))
    log = train(make_job(tmp_path, recipe=make_recipe(data=data))).log
    # the first epoch at 8x8 costs 6400 + 2560, the second at 16x16 costs 4 x 6400 + 2560 an image
    first, second = log.points[3].training_flop, log.points[-1].training_flop
    assert (first, second) == (6 * 22 * 64 * 8960, 6 * 22 * 64 * (8960 + 28160))


def test_log_tells_the_provenance_and_what_was_spent_apart(tmp_path: Path) -> None:
    log = train(make_job(tmp_path)).log
    where, final = log.provenance, log.final
    assert (where.data, where.training_items, where.parameters) == ("digits", 1437, 104 + 8 + 2570)
    assert {"python", "torch", "effsite"} <= where.versions.keys()
    assert where.settings["learning_rate"] == 0.1
    assert final["seconds"] == log.points[-1].seconds
    assert final["evaluation_seconds"] > 0
    assert final["warm_up_seconds"] > 0
    assert final["peak_memory_bytes"] > 1e7


def test_stopped_run_goes_on_to_the_curve_of_an_unbroken_one(tmp_path: Path) -> None:
    stops = 0
    while train(make_job(tmp_path / "broken", deadline=0.0)).log.ended == "stopped":
        stops += 1
    broken = train(make_job(tmp_path / "broken")).log
    assert stops == 7
    assert values(broken) == values(train(make_job(tmp_path / "whole")).log)


def test_diverged_run_keeps_its_curve_and_is_not_tried_again(tmp_path: Path) -> None:
    recipe = make_recipe(learning_rate=1e38, warmup_epochs=1, epochs=3)
    log = train(make_job(tmp_path, recipe=recipe)).log
    assert log.ended == "diverged"
    assert all(isinstance(point, CurvePoint) for point in log.points)
    assert train(make_job(tmp_path, recipe=recipe)).skipped


def test_run_of_another_recipe_is_refused_by_what_differs(tmp_path: Path) -> None:
    train(make_job(tmp_path, level=0.3))
    with pytest.raises(OtherRunError) as caught:
        train(make_job(tmp_path, recipe=make_recipe(learning_rate=0.2)))
    assert "learning_rate: 0.1 -> 0.2" in caught.value.message
    assert "--restart" in caught.value.hint


def test_run_of_other_data_is_refused_whether_it_is_done_or_not(tmp_path: Path) -> None:
    first = make_job(tmp_path, level=0.3)
    train(first)
    other = open_dataset(DIGITS, None)
    assert other.fingerprint == first.dataset.fingerprint
    other.fingerprint = "0123456789ab"
    for job in (make_job(tmp_path, level=0.3, dataset=other), make_job(tmp_path, dataset=other)):
        with pytest.raises(OtherRunError, match="a run of another data set") as caught:
            train(job)
        assert f"data_fingerprint: {first.dataset.fingerprint} -> 0123456789ab" in caught.value.message
        with pytest.raises(OtherRunError):
            finished(make_job(tmp_path, level=0.3, dataset=other))


def test_one_pixel_makes_other_data() -> None:
    digits = open_dataset(DIGITS, None)
    assert isinstance(digits, ImagesInMemory)
    pixels = digits._train.pixels.clone()
    pixels[0, 0, 0, 0] += 1
    labels, test = digits._train.labels, digits._test
    assert fingerprint(pixels, labels, test.pixels, test.labels) != digits.fingerprint
    assert fingerprint(digits._train.pixels, labels, test.pixels, test.labels) == digits.fingerprint


def test_run_of_another_seed_is_refused(tmp_path: Path) -> None:
    train(make_job(tmp_path, level=0.3))
    with pytest.raises(OtherRunError, match="a run of another seed: seed: 0 -> 1"):
        train(make_job(tmp_path, level=0.3, seed=1))


def test_checkpoint_of_another_recipe_is_refused(tmp_path: Path) -> None:
    train(make_job(tmp_path, level=0.3))
    job = make_job(tmp_path)
    training = Training(job)
    with pytest.raises(OtherRunError, match="checkpoint of another recipe"):
        Checkpoints(tmp_path, "0123456789ab").load(training.trained, torch.device("cpu"))


def test_run_that_got_nowhere_stands_in_no_ones_way(tmp_path: Path) -> None:
    with pytest.raises(OutOfMemoryError):
        train(make_job(tmp_path, recipe=make_recipe(model="tests.measure.nets:hungry")))
    assert train(make_job(tmp_path, level=0.3)).log.ended == "reached"


def test_restart_begins_again(tmp_path: Path) -> None:
    train(make_job(tmp_path, level=0.3))
    restart(tmp_path)
    assert not train(make_job(tmp_path, recipe=make_recipe(learning_rate=0.2))).skipped


def test_half_written_files_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    (tmp_path / ".checkpoint.pt.abc.part").write_bytes(b"half")
    train(make_job(tmp_path, level=0.3))
    assert not list(tmp_path.glob(".*.part"))


def test_log_cut_short_by_a_kill_is_read_up_to_there(tmp_path: Path) -> None:
    whole = train(make_job(tmp_path, level=0.3)).log
    with (tmp_path / "log.jsonl").open("a") as log:
        log.write('{"event": "evaluation", "st')
    assert train(make_job(tmp_path, level=0.3)).log.points == whole.points


LATER_AND_EARLIER = ("threads", "deterministic", "versions", "code", "commit", "uncounted", "training_items")


def as_of_another_effsite(path: Path) -> list[str]:
    """Take keys out of a log and put others in, as an older and a newer effsite would; its lines."""
    events = [json.loads(line) for line in path.read_text().splitlines()]
    for name in LATER_AND_EARLIER:
        del events[0][name]
    events[0]["cooling"] = "water"
    events[1]["loss"] = 2.5
    events.insert(1, {"event": "weather", "degrees": 3})
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path.read_text().splitlines()


def test_run_that_another_effsite_began_goes_on_and_keeps_its_lines(tmp_path: Path) -> None:
    train(make_job(tmp_path / "one", deadline=0.0))
    lines = as_of_another_effsite(tmp_path / "one" / "log.jsonl")
    whole = train(make_job(tmp_path / "one")).log
    assert values(whole) == values(train(make_job(tmp_path / "two")).log)
    # all but the end at which it was stopped
    assert list(whole.lines[: len(lines) - 1]) == lines[:-1]
    assert whole.begin["cooling"] == "water"


def test_log_without_what_a_run_needs_says_what_to_add_and_keeps_the_training(tmp_path: Path) -> None:
    train(make_job(tmp_path, deadline=0.0))
    path = tmp_path / "log.jsonl"
    kept = path.read_text()
    path.write_text(kept.replace('"device_kind": "cpu", ', ""))
    with pytest.raises(MeasureError) as caught:
        train(make_job(tmp_path))
    assert caught.value.message == f"{path}:1: gives no device_kind"
    assert caught.value.hint == "add the key 'device_kind' to its begin line"
    path.write_text(path.read_text().replace('"processes"', '"device_kind": "cpu", "processes"'))
    assert train(make_job(tmp_path)).log.ended == "complete"


def test_checkpoint_with_other_parts_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    train(make_job(tmp_path, deadline=0.0))
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    state["optimiser"]["state"] = {n: {} for n in range(99)}
    state["optimiser"]["param_groups"] = []
    torch.save(state, tmp_path / "checkpoint.pt")
    with pytest.raises(MeasureError, match=r"checkpoint\.pt cannot be read") as caught:
        train(make_job(tmp_path))
    assert "the effsite that wrote it" in caught.value.hint


@pytest.mark.parametrize("name", ["log.jsonl", "checkpoint.pt"])
def test_damaged_file_is_named_with_a_way_out(tmp_path: Path, name: str) -> None:
    train(make_job(tmp_path, level=0.3))
    (tmp_path / name).write_bytes(b"{damaged}\n")
    with pytest.raises(MeasureError) as caught:
        train(make_job(tmp_path))
    assert name in caught.value.message
    assert "--restart" in caught.value.hint


def test_out_of_memory_names_the_batch_to_try(tmp_path: Path) -> None:
    recipe = make_recipe(model="tests.measure.nets:hungry")
    with pytest.raises(OutOfMemoryError) as caught:
        train(make_job(tmp_path, recipe=recipe))
    assert "with a batch of 64" in caught.value.message
    assert "--batch-size 32" in caught.value.hint


def test_full_disk_leaves_the_last_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train(make_job(tmp_path, level=0.3))
    before = (tmp_path / "checkpoint.pt").read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MeasureError, match="the disk is full"):
        train(make_job(tmp_path))
    assert (tmp_path / "checkpoint.pt").read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))


def test_batch_larger_than_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="fewer than a batch of 2000"):
        train(make_job(tmp_path, recipe=make_recipe(batch_size=2000)))


def test_bf16_and_clipping_train_too(tmp_path: Path) -> None:
    recipe = make_recipe(precision="bf16", clip_norm=1.0, optimiser="adamw", learning_rate=0.01)
    assert train(make_job(tmp_path, level=0.3, recipe=recipe)).log.ended == "reached"


def test_log_is_one_json_object_a_line(tmp_path: Path) -> None:
    train(make_job(tmp_path, level=0.3))
    events = [json.loads(line)["event"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert (events[0], events[-1], set(events[1:-1])) == ("begin", "end", {"evaluation"})
