from __future__ import annotations

import pytest

from effsite.ingest.nanogpt import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed

MODDED = """\
import os
batch_size : int = 8*64 # sequences
sequence_length : int = 1024
==================================
|   0  NVIDIA H100 80GB HBM3          On  |   00000000:19:00.0 Off |
|   1  NVIDIA H100 80GB HBM3          On  |   00000000:3B:00.0 Off |
step:0/200 val_loss:10.9 train_time:0ms step_avg:nanms
step:1/200 train_loss:10.8 train_time:210ms step_avg:nanms
step:125/200 val_loss:3.31 train_time:26250ms step_avg:210.00ms
step:200/200 val_loss:3.27 train_time:42000ms step_avg:210.00ms
"""


def test_modded_nanogpt_gives_validation_losses_with_steps_and_seconds(tmp_path):
    evaluations = read_log(FORMAT, tmp_path / "a.txt", MODDED).evaluations
    assert [(e.line, e.step, e.seconds, e.values["val_loss"]) for e in evaluations] == [
        (7, 0, 0.0, 10.9),
        (9, 125, 26.25, 3.31),
        (10, 200, 42.0, 3.27),
    ]


def test_batch_and_hardware_are_looked_for_in_the_embedded_source(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.txt", MODDED)
    # 8 * 64 sequences x 1024 tokens
    assert read.run.facts.examples_per_step == 524_288
    assert (read.run.facts.devices, read.run.facts.device) == (2, "H100 80GB HBM3")
    assert "524,288 tokens" in read.said("guessed")


@pytest.mark.parametrize(("written", "seconds"), [("90250ms", 90.25), ("90.25s", 90.25), ("2m", 120.0)])
def test_times_stand_in_milliseconds_seconds_or_minutes(tmp_path, written, seconds):
    line = f"step:10/10 val_loss:3.2 train_time:{written} step_avg:9.0ms\n"
    (e,) = read_log(FORMAT, tmp_path / "a.txt", line).evaluations
    assert e.seconds == seconds


def test_llmc_gives_test_losses_without_times(tmp_path):
    log = "s:0 tel:10.98\ns:1 trl:10.9 lr:2e-06 norm:15.3\ns:250 tel:6.30\n"
    read = read_log(FORMAT, tmp_path / "main.log", log)
    assert [(e.step, e.seconds, e.values) for e in read.evaluations] == [
        (0, None, {"val_loss": 10.98}),
        (250, None, {"val_loss": 6.30}),
    ]
    assert "tel" in read.said("understood")


def test_a_last_line_that_is_cut_off_is_refused(tmp_path):
    log = "step:1/2 val_loss:3.4 train_time:5ms\nstep:2/2 val_loss:"
    read = read_log(FORMAT, tmp_path / "a.txt", log)
    assert "not complete" in read.said("refused")
    assert len(read.evaluations) == 1


def test_a_log_without_validation_is_refused(tmp_path):
    with pytest.raises(LogError, match="no validation loss"):
        read_log(FORMAT, tmp_path / "a.txt", "step:1/2 train_loss:3.4 train_time:5ms\n")


LINE = "step:10/10 val_loss:3.2 train_time:90ms step_avg:9.0ms\n"


@pytest.mark.parametrize(
    ("source", "tokens"),
    [
        ("batch_size = 8 * 64 * 1024\n", 524_288),
        ("batch_size = 512\n", None),
        ("    train_batch_size: int = 2048 * 16 * 8 # tokens\n", 262_144),
        ("    train_seq_len = 64*1024 # of one device\n", None),
        ("batch_size = 8 * 64 * 1024 * world_size\n", None),
        ("batch_size = 512\nsequence_length = 64 * args.blocks\n", None),
    ],
)
def test_the_tokens_of_a_step_are_looked_for_in_several_wordings(tmp_path, source, tokens):
    assert read_log(FORMAT, tmp_path / "a.txt", source + LINE).run.facts.examples_per_step == tokens


def test_a_sequence_for_each_device_is_multiplied_by_the_devices(tmp_path):
    smi = "".join(f"|   {n}  NVIDIA H100 80GB HBM3          On  |   00:0{n} |\n" for n in (0, 1, 0, 1))
    facts = read_log(FORMAT, tmp_path / "a.txt", f"    train_seq_len = 64*1024\n{smi}{LINE}").run.facts
    # the second table of nvidia-smi tells of the same 2 devices: 2 x 65,536 tokens
    assert (facts.devices, facts.examples_per_step) == (2, 131_072)


@pytest.mark.parametrize(
    "source",
    [
        "    train_bs_schedule: tuple = (8 * 2048 * 8, 16 * 2048 * 8)\n",
        "    TrainingStage(duration=1/3, batch_size=8 * 2048 * 8, lr_mul=1.0),\n",
    ],
)
def test_a_batch_that_changes_gives_no_tokens_of_a_step(tmp_path, source):
    read = read_log(FORMAT, tmp_path / "a.txt", f"{source}train_batch_size = 131072\n{LINE}")
    assert read.run.facts.examples_per_step is None
    assert "changes the batch" in read.said("ignored")


def test_the_program_may_name_its_devices_itself(tmp_path):
    log = f"Running on device_name=NVIDIA H100 80GB HBM3 with world_size=8\n{LINE}"
    facts = read_log(FORMAT, tmp_path / "a.txt", log).run.facts
    assert (facts.devices, facts.device) == (8, "H100 80GB HBM3")


def test_both_dialects_are_known(tmp_path):
    assert sniffed(FORMAT, tmp_path / "a.txt", MODDED) == 0.95
    assert sniffed(FORMAT, tmp_path / "a.log", "s:0 tel:10.98\n") == 0.95
    assert sniffed(FORMAT, tmp_path / "a.log", "step 1: loss 4.2\n") == 0.0


PARTS = """\
    train_bs_schedule: tuple = (8 * 10, 16 * 10,
        24 * 10) # in tokens
    train_bs_extension: int = 300
    num_scheduled_iterations: int = 10  # number of steps
step:0/12 val_loss:9
step:4/12 val_loss:5
step:10/12 val_loss:4
step:12/12 val_loss:3
"""
STAGES = """\
    num_scheduled_iterations: int = 10
TRAINING_STAGES = [
    TrainingStage(duration=0.36, train_max_seq_len=896, batch_size=8 * 10, window_sizes=(1, 3), lr_mul=1.0,
                  mtp_weights_start=[1.0, 0.5]),
    TrainingStage(duration=0.32, batch_size=16 * 10, window_sizes=(3, 7)),
    TrainingStage(duration=0.32, batch_size=24 * 10, window_sizes=(5, 11)),
    # extension stage
    TrainingStage(batch_size=300, window_sizes=(6, 13)),
]
step:4/12 val_loss:5
step:5/12 val_loss:4.5
step:12/12 val_loss:3
"""


def test_a_batch_in_equal_parts_of_the_schedule_gives_the_tokens_of_each_evaluation(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.txt", PARTS)
    # step s has part int(3 s / 10): steps 0 to 3 the first, 4 to 6 the second, 7 to 9 the third
    assert [e.examples for e in read.evaluations] == [0, 320, 320 + 480 + 720, 1520 + 600]
    assert read.run.facts.examples_per_step is None
    assert "80, 160, 240, 300" in read.said("guessed")


def test_a_batch_in_stages_gives_the_tokens_of_each_evaluation(tmp_path):
    # ends at round(3.6) = 4, round(6.8) = 7 and 10
    assert [e.examples for e in read_log(FORMAT, tmp_path / "a.txt", STAGES).evaluations] == [
        320,
        480,
        320 + 480 + 720 + 600,
    ]


def test_a_schedule_that_is_computed_or_not_whole_gives_no_tokens(tmp_path):
    for source in (PARTS.replace("300", "args.last"), PARTS.replace("8 * 10,", "first,")):
        read = read_log(FORMAT, tmp_path / "a.txt", source)
        assert {e.examples for e in read.evaluations} == {None}


def test_the_planned_steps_are_a_label(tmp_path):
    assert read_log(FORMAT, tmp_path / "a.txt", PARTS).run.labels == {"steps": "12"}
