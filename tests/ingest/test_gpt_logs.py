"""nanoGPT, build-nanogpt, nanochat and autoresearch, as each prints."""

from __future__ import annotations

import pytest

from effsite.ingest import autoresearch
from effsite.ingest.nanogpt import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed

NANOGPT = """\
tokens per iteration will be: 491,520
number of parameters: 123.59M
step 0: train loss 10.9, val loss 10.8
iter 0: loss 10.9, time 30000.00ms, mfu -100.00%
step 250: train loss 4.1, val loss 4.2
iter 250: loss 4.1, time 500.00ms, mfu 40.00%
"""
BUILD = """\
total desired batch size: 524288
validation loss: 10.9
step     0 | loss: 10.9 | lr 8.3913e-07 | norm: 15.3 | dt: 2000.00ms | tok/sec: 262144.00
step     1 | loss: 9.5 | lr 1.6783e-06 | norm: 15.3 | dt: 500.00ms | tok/sec: 1048576.00
validation loss: 9.1
HellaSwag accuracy: 2511/10042=0.2500
step     2 | loss: 9.0 | lr 2.5174e-06 | norm: 15.3 | dt: 500.00ms | tok/sec: 1048576.00
"""
NANOCHAT = """\
Total batch size 524,288 => gradient accumulation steps: 1
Estimated FLOPs per token: 3.000000e+09
Step 00000 | Validation bpb: 3.2
step 00000/21400 (0.00%) | loss: 11.09 | lrm: 1.00 | dt: 900.00ms | tok/sec: 1 | mfu: 40 | total time: 0.00m
step 00249/21400 (1.16%) | loss: 4.09 | lrm: 1.00 | dt: 480.00ms | tok/sec: 1 | mfu: 40 | total time: 1.92m
Step 00250 | Validation bpb: 1.1
Minimum validation bpb: 1.1
"""
REPORT = """\
# nanochat training report

## Tokenizer training
- train_time: 81.8

## Base model training
- Number of parameters: 560,988,160
- Calculated number of iterations: 21,400
- Number of training tokens: 11,219,763,200
- Minimum validation bpb: 0.8148
- Final validation bpb: 0.8148
- CORE metric estimate: 0.2099
- Total training flops: 3.917670e+19
- Total training time: 172.85m

## Midtraining
- Number of iterations: 809
- Minimum validation bpb: 0.3982
"""
SUMMARY = """\
step 00952 (100.0%) | loss: 2.9 | lrm: 0.00 | dt: 300ms | tok/sec: 1 | mfu: 40
---
val_bpb:          0.997900
training_seconds: 300.1
total_seconds:    325.9
num_steps:        953
total_tokens_M:   499.6
"""


def found(tmp_path, text):
    return read_log(FORMAT, tmp_path / "run.log", text).evaluations


def test_nanogpt_gives_validation_losses_by_step_and_the_tokens_of_one(tmp_path):
    read = read_log(FORMAT, tmp_path / "run.log", NANOGPT)
    assert [(e.step, e.values, e.seconds) for e in read.evaluations] == [
        (0, {"val_loss": 10.8}, 0),
        (250, {"val_loss": 4.2}, None),
    ]
    assert read.run.facts.examples_per_step == 491_520


def test_build_nanogpt_tells_the_step_of_a_validation_on_the_line_after(tmp_path):
    evaluations = found(tmp_path, BUILD)
    # two steps were done before the second validation, of 2 s and 0.5 s
    assert [(e.step, e.seconds) for e in evaluations] == [(0, 0), (2, 2.5)]
    assert evaluations[1].values == {"val_loss": 9.1, "hellaswag_accuracy": 0.25}


def test_build_nanogpts_log_file_has_its_values_by_step(tmp_path):
    log = "0 val 10.95\n0 hella 0.2463\n0 train 10.95\n250 val 5.6\n250 train 5.7\n"
    assert [(e.step, e.values) for e in found(tmp_path, log)] == [
        *((0, {"val_loss": 10.95}), (0, {"hellaswag_accuracy": 0.2463}), (250, {"val_loss": 5.6}))
    ]


def test_nanochat_gives_bits_with_its_total_time_and_its_own_compute(tmp_path):
    last = found(tmp_path, NANOCHAT)[-1]
    # 1.92 minutes; 250 x 524,288 tokens x 3e9 FLOP
    assert (last.step, last.values, last.seconds) == (250, {"val_bpb": 1.1}, pytest.approx(115.2))
    assert (last.examples, last.training_flop) == (131_072_000, 3.93216e17)


def test_nanochats_report_tells_the_base_model_alone(tmp_path):
    (only,) = found(tmp_path, REPORT)
    assert (only.step, only.examples, only.training_flop) == (21_400, 11_219_763_200, 3.91767e19)
    # 172.85 minutes
    assert (only.values, only.seconds) == ({"val_bpb": 0.8148, "core_metric": 0.2099}, 10_371)


def test_the_summary_of_autoresearch_is_one_evaluation_at_the_end(tmp_path):
    (only,) = found(tmp_path, SUMMARY)
    assert (only.step, only.seconds, only.examples) == (953, 300.1, 499_600_000)
    assert only.values == {"val_bpb": 0.9979}


def test_a_validation_whose_step_no_line_tells_is_left_out(tmp_path):
    with pytest.raises(LogError, match="no validation loss"):
        read_log(FORMAT, tmp_path / "run.log", "validation loss: 3.2\n")


def test_bits_per_byte_on_a_speedruns_line_are_a_metric_of_their_own(tmp_path):
    log = "step:300/300 val_loss:2.0000 val_bpb:1.2000 train_time:15000ms step_avg:50.00ms\n"
    (only,) = found(tmp_path, log)
    assert (only.values, only.seconds) == ({"val_loss": 2.0, "val_bpb": 1.2}, 15)


@pytest.mark.parametrize("log", [NANOGPT, BUILD, NANOCHAT, REPORT, SUMMARY])
def test_each_is_known_by_its_lines(tmp_path, log):
    assert sniffed(FORMAT, tmp_path / "run.log", log) >= 0.85


def test_experiments_of_autoresearch_are_runs_and_crashes_are_none(tmp_path):
    table = (
        "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n"
        "1a\t0.998\t44.0\tkeep\tbaseline\n2b\t0.000000\t0.0\tcrash\twider\n3c\t0.987\t44.1\tdiscard\tx\n"
    )
    read = read_log(autoresearch.FORMAT, tmp_path / "results.tsv", table)
    assert [(run.name, run.evaluations[0].values["val_bpb"]) for run in read.found] == [
        *(("1a baseline", 0.998), ("3c x", 0.987))
    ]
    assert "crashed" in read.said("ignored")
    assert "no compute" in read.said("guessed")


def test_another_table_is_refused(tmp_path):
    with pytest.raises(LogError, match="has no columns commit"):
        read_log(autoresearch.FORMAT, tmp_path / "results.tsv", "step\tval_bpb\n1\t0.9\n")
