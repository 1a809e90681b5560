from __future__ import annotations

import json

import pytest

from effsite.ingest.mlperf import FORMAT
from effsite.ingest.report import LogError
from effsite.records import Metric
from tests.ingest.curves import curve_of
from tests.ingest.reading import read_log, sniffed

WER = Metric(name="word_error_rate", label="word error rate", higher_is_better=False, unit="fraction")


def line(key: str, ms: int, value: object = None, metadata: object = "", prefix: str = "") -> str:
    entry = {"time_ms": ms, "event_type": "POINT_IN_TIME", "key": key, "value": value, "metadata": metadata}
    return f"{prefix}:::MLLOG {json.dumps(entry)}\n"


def result(status: str = "success", benchmark: str = "resnet", value: object = 0.76, power: str = "") -> str:
    return (
        line("submission_org", 0, "A lab")
        + line("submission_platform", 0, "8xgpu")
        + line("submission_benchmark", 0, benchmark)
        + line("global_batch_size", 0, 1536)
        + line("train_samples", 0, 1_281_167)
        + line("seed", 0, 7)
        + power
        + line("run_start", 10_000)
        + line("eval_accuracy", 50_000, 0.5, {"epoch_num": 1}, prefix="0: ")
        + line("eval_accuracy", 90_000, value, {"epoch_num": 2})
        + line("run_stop", 91_000, None, {"status": status})
    )


def test_a_run_gives_its_evaluations_and_its_score(tmp_path):
    run = read_log(FORMAT, tmp_path / "result_0.txt", result()).run
    # (50,000 - 10,000) ms; the last up to run_stop: (91,000 - 10,000) ms
    assert [(e.epoch, e.seconds, e.values["eval_accuracy"]) for e in run.evaluations] == [
        (1, 40.0, 0.5),
        (2, 81.0, 0.76),
    ]
    assert run.finished is True
    assert run.facts.system == "8xgpu resnet (A lab)"
    assert (run.facts.seed, run.facts.examples_per_step, run.facts.examples_per_epoch) == (7, 1536, 1281167)


def test_runs_of_one_folder_and_benchmark_are_repetitions(tmp_path):
    first = read_log(FORMAT, tmp_path / "result_0.txt", result()).run
    other = read_log(FORMAT, tmp_path / "result_1.txt", result()).run
    another = read_log(FORMAT, tmp_path / "b" / "result_0.txt", result()).run
    assert first.group == other.group != another.group


def test_an_aborted_run_ends_at_its_last_evaluation(tmp_path):
    read = read_log(FORMAT, tmp_path / "result_0.txt", result(status="aborted", value=0.7))
    assert read.run.finished is False
    assert read.evaluations[-1].seconds == 80.0
    assert "did not converge" in read.said("understood")


def test_a_loss_in_eval_accuracy_is_called_a_loss(tmp_path):
    run = read_log(FORMAT, tmp_path / "r.txt", result(benchmark="gpt3", value=2.69)).run
    assert run.evaluations[-1].values == {"eval_loss": 2.69}


def test_power_readings_become_energy(tmp_path):
    power = (
        line("power_measurement_start", 0)
        + line("power_reading", 50_000, 3000)
        + line("power_reading", 100_000, 5000)
    )
    run = read_log(FORMAT, tmp_path / "r.txt", result(power=power)).run
    # mean (3000 x 50 + 5000 x 50) / 100 s = 4000 W over the run's 81 s = 324,000 J = 0.09 kWh
    assert run.facts.energy_kwh == pytest.approx(0.09)


def test_power_may_stand_in_files_of_its_own(tmp_path):
    node = line("power_measurement_start", 0) + line("power_reading", 100_000, 4000)
    for name in ("node_0.txt", "node_1.txt"):
        path = tmp_path / "power" / "result_0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(node)
    run = read_log(FORMAT, tmp_path / "result_0.txt", result()).run
    # 2 nodes x 4000 W x 81 s = 648,000 J = 0.18 kWh
    assert run.facts.energy_kwh == pytest.approx(0.18)


NODE = line("power_measurement_start", 0) + line("power_reading", 100_000, 4000)


def with_power_files(folder, *, second: str):
    """A result whose first node logged 4000 W, and its second what is given."""
    for name, text in {"node_0.txt": NODE, "node_1.txt": second}.items():
        path = folder / "power" / "result_0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_log(FORMAT, folder / "result_0.txt", result())


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (NODE + ':::MLLOG {"key": "power_rea', "node_1.txt, line 3), so the run has no energy"),
        (
            NODE.replace("4000", '"four"'),
            "a power_reading that is no number (power/result_0/node_1.txt",
        ),
        (NODE.replace('"time_ms": 100000, ', ""), "a line without a time_ms"),
        (line("power_measurement_start", 0), "no reading between a start and an end"),
        ("", "is empty (power/result_0/node_1.txt), so the run has no energy"),
        ("\0", "is a binary file"),
    ],
)
def test_a_power_file_that_is_broken_gives_no_energy_and_is_named(tmp_path, second, said):
    read = with_power_files(tmp_path, second=second)
    assert read.run.facts.energy_kwh is None
    assert said in read.said("refused")
    assert len(read.evaluations) == 2


def test_a_broken_power_reading_in_the_log_itself_gives_no_energy(tmp_path):
    power = NODE + ':::MLLOG {"time_ms": 200000, "key": "power_reading", "val\n'
    read = read_log(FORMAT, tmp_path / "r.txt", result(power=power))
    assert read.run.facts.energy_kwh is None
    assert "so the run has no energy" in read.said("refused")


def test_a_marked_line_that_is_broken_is_refused_with_its_number(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", result() + ':::MLLOG {"key": "run')
    assert [n.line for n in read.report.lines if n.verdict == "refused"] == [11]


def test_processes_that_write_at_once_may_share_a_line(tmp_path):
    log = result().replace("\n", "", 8)
    assert len(read_log(FORMAT, tmp_path / "r.txt", log).evaluations) == 2


def test_a_log_without_a_start_is_refused(tmp_path):
    with pytest.raises(LogError, match="no run_start"):
        read_log(FORMAT, tmp_path / "r.txt", line("eval_accuracy", 5, 0.5))


@pytest.mark.parametrize("log", ["result", "ROUND_6", "ROUND_5"])
def test_it_is_known_by_its_mark(tmp_path, log):
    text = {"result": result(), "ROUND_6": ROUND_6, "ROUND_5": ROUND_5}[log]
    assert sniffed(FORMAT, tmp_path / "r.txt", text) == 0.98


ROUND_6 = """\
:::MLL 100.000 submission_benchmark: {"value": "ssd", "metadata": {"file": "a.py", "lineno": 1}}
:::MLL 100.500 global_batch_size: {"value": 64, "metadata": {"lineno": 2}}
:::MLL 110.000 run_start: {"value": null, "metadata": {"lineno": 3}}
some words:::MLL 150.250 eval_accuracy: {"value": 0.2, "metadata": {"epoch_num": 40}}
:::MLL 170.000 eval_accuracy: {"metadata": {"epoch_num": 50}, "value": 0.24}
:::MLL 171.500 run_stop: {"value": null, "metadata": {"status": "success"}}
"""

ROUND_5 = """\
:::MLPv0.5.0 resnet 50.000000001 (<string>:1) run_clear_caches
:::MLPv0.5.0 resnet 100.000000000 (main.py:5) run_start
:::MLPv0.5.0 resnet 100.100000000 (main.py:6) preproc_num_train_examples: 1281167
:::MLPv0.5.0 resnet 100.200000000 (main.py:7) input_batch_size: 512
:::MLPv0.5.0 resnet 100.300000000 (main.py:8) run_set_random_seed: 9
:::MLPv0.5.0 resnet 160.500000000 (main.py:9) eval_accuracy: {"epoch": 3, "value": 0.3}
:::MLPv0.5.0 resnet 220.000000000 (main.py:9) eval_accuracy: {"value": "0.75", "epoch": 63}
:::MLPv0.5.0 resnet 221.000000000 (main.py:9) run_stop: {"success": "true"}
"""


def test_round_0_6_writes_seconds_and_a_key_before_the_object(tmp_path):
    run = read_log(FORMAT, tmp_path / "r.txt", ROUND_6).run
    # 150.25 - 110 s; the last up to run_stop: 171.5 - 110 s
    assert [(e.epoch, e.seconds, e.values) for e in run.evaluations] == [
        (40, 40.25, {"eval_accuracy": 0.2}),
        (50, 61.5, {"eval_accuracy": 0.24}),
    ]
    assert (run.facts.system, run.facts.examples_per_step, run.finished) == ("ssd", 64, True)


def test_round_0_5_names_the_benchmark_in_each_line(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", ROUND_5)
    assert [(e.epoch, e.seconds, e.values["eval_accuracy"]) for e in read.evaluations] == [
        (3, 60.5, 0.3),
        (63, 121.0, 0.75),
    ]
    facts = read.run.facts
    assert (facts.system, facts.seed, facts.examples_per_epoch) == ("resnet", 9, 1281167)
    assert facts.examples_per_step is None
    assert "numbered from 0" in read.said("guessed")


@pytest.mark.parametrize(("said", "finished"), [("true", True), ('"true"', True), ("false", False)])
def test_round_0_5_says_success_with_or_without_quotation_marks(tmp_path, said, finished):
    log = ROUND_5.replace('{"success": "true"}', f'{{"success": {said}}}')
    assert read_log(FORMAT, tmp_path / "r.txt", log).run.finished is finished


def test_metrics_in_one_evaluation_keep_their_names(tmp_path):
    log = result(benchmark="maskrcnn", value={"BBOX": 0.38, "SEGM": 0.34})
    read = read_log(FORMAT, tmp_path / "r.txt", log)
    assert read.evaluations[-1].values == {"BBOX": 0.38, "SEGM": 0.34}
    assert "BBOX and SEGM" in read.said("understood")


def test_metrics_in_evaluations_of_their_own_keep_their_names_and_end_together(tmp_path):
    log = (
        line("submission_benchmark", 0, "stable_diffusion")
        + line("run_start", 0)
        + line("eval_accuracy", 5_000, 88.5, {"step_num": 1000, "metric": "FID"})
        + line("eval_accuracy", 5_000, 0.16, {"step_num": 1000, "metric": "CLIP"})
        + line("run_stop", 6_000, None, {"status": "success"})
    )
    evaluations = read_log(FORMAT, tmp_path / "r.txt", log).evaluations
    assert [(e.values, e.seconds) for e in evaluations] == [({"FID": 88.5}, 6.0), ({"CLIP": 0.16}, 6.0)]


def test_processes_that_all_log_the_last_evaluation_end_together(tmp_path):
    last = line("eval_accuracy", 90_000, 0.76, {"epoch_num": 2})
    evaluations = read_log(FORMAT, tmp_path / "r.txt", result().replace(last, last * 3)).evaluations
    assert [e.seconds for e in evaluations] == [40.0, 81.0, 81.0, 81.0]


def test_an_error_rate_in_eval_accuracy_is_called_so(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", result(benchmark="rnnt", value=0.057))
    assert read.evaluations[-1].values == {"eval_wer": 0.057}
    assert "error rate" in read.said("understood")


def test_the_logs_own_name_of_a_loss_may_be_asked_for(tmp_path):
    log = result(benchmark="gpt3", value=2.69)
    run = read_log(FORMAT, tmp_path / "r.txt", log, metric="eval_accuracy").run
    assert run.evaluations[-1].values == {"eval_accuracy": 2.69}


def language_model(counts: list[int], length: int | None, key: str = "samples_count") -> str:
    return (
        line("submission_benchmark", 0, "llama31_8b")
        + line("global_batch_size", 0, 32)
        + (line("max_sequence_length", 0, length) if length else "")
        + line("run_start", 0)
        + "".join(line("eval_accuracy", 1000 * n, 3.3, {key: n}) for n in counts)
        + line("run_stop", 10**9, None, {"status": "success"})
        + line("train_samples", 10**9, counts[-1])
    )


def test_samples_of_language_models_are_counted_in_tokens(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", language_model([96, 160], 8192))
    # 96 x 8192 and 160 x 8192 tokens; 32 x 8192 in a step
    assert [e.examples for e in read.evaluations] == [786_432, 1_310_720]
    assert (read.run.facts.examples_per_step, read.run.facts.examples_per_epoch) == (262_144, None)
    assert "8,192 to a sequence" in read.said("guessed")


def test_epochs_of_language_models_may_count_tokens_already(tmp_path):
    log = language_model([262_144, 524_288], 8192, key="epoch_num")
    read = read_log(FORMAT, tmp_path / "r.txt", log)
    assert [(e.epoch, e.examples) for e in read.evaluations] == [(None, 262_144), (None, 524_288)]
    assert "taken to be tokens" in read.said("guessed")


def test_samples_of_unknown_length_become_steps(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", language_model([96, 160], None))
    assert [(e.step, e.examples) for e in read.evaluations] == [(3, None), (5, None)]
    assert read.run.facts.examples_per_step is None
    assert "does not give" in read.said("guessed")


def test_epochs_of_bert_are_no_passes_over_the_data(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", result(benchmark="bert"))
    assert read.run.facts.examples_per_epoch is None
    assert "no pass over the data" in read.said("guessed")


def test_a_training_set_that_changes_in_size_is_not_used(tmp_path):
    log = result() + line("train_samples", 1, 60_323)
    read = read_log(FORMAT, tmp_path / "r.txt", log)
    assert read.run.facts.examples_per_epoch is None
    assert "train_samples changes" in read.said("guessed")


def test_only_the_first_of_several_runs_in_a_file_is_read(tmp_path):
    second = line("run_start", 100_000) + line("eval_accuracy", 110_000, 0.9, {"epoch_num": 1})
    read = read_log(FORMAT, tmp_path / "r.txt", result() + second)
    assert [e.seconds for e in read.evaluations] == [40.0, 81.0]
    assert "another run" in read.said("guessed")


def test_a_stop_without_a_status_leaves_open_whether_the_run_converged(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", result().replace('{"status": "success"}', '""'))
    assert read.run.finished is None
    assert read.evaluations[-1].seconds == 80.0
    assert "does not say" in read.said("guessed")


def test_a_status_may_stand_in_the_value(tmp_path):
    stop = line("run_stop", 91_000, None, {"status": "success"})
    log = result().replace(stop, line("run_stop", 91_000, {"status": "success"}))
    assert read_log(FORMAT, tmp_path / "r.txt", log).run.finished is True


def test_evaluations_after_the_stop_are_off_the_benchmarks_clock(tmp_path):
    log = (
        line("submission_benchmark", 0, "stable_diffusion")
        + line("run_start", 1_000_000)
        + line("eval_accuracy", 2_500_000, 114.0, {"samples_count": 1_024_000, "metric": "FID"})
        + line("eval_accuracy", 3_500_000, 76.0, {"samples_count": 2_048_000, "metric": "FID"})
        + line("run_stop", 1_900_000, None, {"status": "success"})
    )
    read = read_log(FORMAT, tmp_path / "r.txt", log)
    # 1,900 - 1,000 s is the score; when the others were made says nothing
    assert [e.seconds for e in read.evaluations] == [None, 900.0]
    assert "off the benchmark's clock" in read.said("guessed")


@pytest.mark.parametrize("name", ["power/result_0/gpu_0.txt", "gpu_power/result_0/node_0.csv", "power_0.csv"])
def test_power_of_gpus_alone_is_named_and_gives_no_energy(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(line("power_reading", 0, 300))
    read = read_log(FORMAT, tmp_path / "result_0.txt", result())
    assert read.run.facts.energy_kwh is None
    assert f"power: {name.rpartition('/')[2]}: not read" in read.said("guessed")


def test_power_files_of_another_result_are_not_named(tmp_path):
    (tmp_path / "power" / "result_1").mkdir(parents=True)
    (tmp_path / "power" / "result_1" / "gpu_0.txt").write_text(line("power_reading", 0, 300))
    assert "power" not in read_log(FORMAT, tmp_path / "result_0.txt", result()).said("guessed")


def test_the_benchmarks_clock_is_a_total_however_slowly_it_rises(tmp_path):
    log = (
        line("run_start", 0)
        + "".join(
            line("eval_accuracy", at, value, {"epoch_num": epoch})
            for at, value, epoch in ((500_000, 0.7, 1), (505_000, 0.75, 2), (510_000, 0.76, 3))
        )
        + line("run_stop", 511_000, None, {"status": "success"})
    )
    found, _ = curve_of(FORMAT, tmp_path / "r.txt", log, metric="eval_accuracy", level=0.76)
    assert [point.seconds for point in found.curve.points] == [500, 505, 511]


def test_a_run_whose_clock_was_never_stopped_has_failed_and_has_no_time(tmp_path):
    log = "".join(text for text in result().splitlines(keepends=True) if "run_stop" not in text)
    read = read_log(FORMAT, tmp_path / "result_0.txt", log)
    assert [e.seconds for e in read.run.evaluations] == [None, None]
    assert read.run.finished is False
    assert "the benchmark's clock was never stopped" in read.said("guessed")


def test_a_run_ends_where_its_benchmark_ended_it(tmp_path):
    log = result().replace('"value": 0.5,', '"value": 0.759,')  # at the level after one epoch, and it went on
    found, said = curve_of(FORMAT, tmp_path / "result_0.txt", log, level=0.759, metric="eval_accuracy")
    assert [(p.epoch, p.seconds) for p in found.curve.points] == [(2, 81.0)]
    remark = "1 evaluation at the level, after which the benchmark went on, left out"
    assert found.remarks == (remark,)
    assert remark in said


def test_word_error_rates_of_the_format_are_fractions_though_they_begin_above_1(tmp_path):
    log = result(benchmark="rnnt", value=0.0575).replace('"value": 0.5,', '"value": 10.29,')
    options = {"wanted": WER, "level": 0.058, "metric": "eval_wer"}
    found, _ = curve_of(FORMAT, tmp_path / "result_0.txt", log, **options)
    assert [p.value for p in found.curve.points] == [1.0, 0.0575]


def older(*entries: tuple[float, str, str]) -> str:
    """A log of round 0.6: seconds, key and what stands behind it."""
    return "".join(f":::MLL {seconds} {key}: {rest}\n" for seconds, key, rest in entries)


def test_metrics_a_level_deeper_keep_their_names(tmp_path):
    values = '{"value": {"accuracy": {"BBOX": 0.38, "SEGM": 0.34}}, "metadata": {"epoch_num": 13}}'
    success = '{"value": null, "metadata": {"status": "success"}}'
    log = older((100, "run_start", "{}"), (900, "eval_accuracy", values), (901, "run_stop", success))
    (evaluation,) = read_log(FORMAT, tmp_path / "result_0.txt", log).evaluations
    assert (evaluation.values, evaluation.seconds) == ({"BBOX": 0.38, "SEGM": 0.34}, 801)


def test_metrics_without_names_are_refused(tmp_path):
    log = result(benchmark="ssd", value=[0.38, 0.34])
    with pytest.raises(LogError, match="holds 2 values without names") as error:
        read_log(FORMAT, tmp_path / "result_0.txt", log)
    assert error.value.line == 9


def test_two_values_of_mask_rcnn_without_names_are_of_boxes_and_masks_and_epochs_count_from_0(tmp_path):
    log = result(benchmark="mask", value=[0.38, 0.34]).replace('"value": 0.5', '"value": [0.12, 0.13]')
    log = log.replace('"epoch_num": 1', '"epoch_num": 0').replace('"epoch_num": 2', '"epoch_num": 1')
    read = read_log(FORMAT, tmp_path / "result_0.txt", log)
    # the masks are the better ones at first, so the order tells them apart, not the size
    assert [e.values for e in read.evaluations] == [
        {"BBOX": 0.12, "SEGM": 0.13},
        {"BBOX": 0.38, "SEGM": 0.34},
    ]
    assert read.run.facts.epochs_from_zero
    assert "of boxes, then of masks" in read.said("guessed")


def test_names_in_the_log_leave_its_epochs_as_they_are(tmp_path):
    log = result(benchmark="maskrcnn", value={"BBOX": 0.38, "SEGM": 0.34}).replace(
        '"epoch_num": 1', '"epoch_num": 0'
    )
    assert not read_log(FORMAT, tmp_path / "result_0.txt", log).run.facts.epochs_from_zero


@pytest.mark.parametrize("upto", ["run_start", "seed"])
def test_a_log_that_breaks_off_before_its_first_evaluation_is_of_a_failed_run(tmp_path, upto):
    lines = result().splitlines(keepends=True)
    last = next(n for n, text in enumerate(lines) if f'"{upto}"' in text)
    read = read_log(FORMAT, tmp_path / "result_0.txt", "".join(lines[: last + 1]))
    assert (read.run.evaluations, read.run.finished) == ((), False)
    assert "the run failed" in read.said("guessed")


def test_a_success_without_an_evaluation_is_refused(tmp_path):
    log = "".join(text for text in result().splitlines(keepends=True) if "eval_accuracy" not in text)
    with pytest.raises(LogError, match="has no eval_accuracy"):
        read_log(FORMAT, tmp_path / "result_0.txt", log)
    aborted = read_log(FORMAT, tmp_path / "result_1.txt", log.replace("success", "aborted"))
    assert aborted.run.finished is False


def test_samples_of_llama_2_with_lora_stay_sequences(tmp_path):
    log = language_model([1536, 1920], None).replace("llama31_8b", "llama2_70b_lora")
    read = read_log(FORMAT, tmp_path / "r.txt", log)
    assert [e.examples for e in read.evaluations] == [1536, 1920]
    assert read.run.facts.examples_per_step == 32


def test_metadata_may_be_written_as_python_does(tmp_path):
    log = older(
        (100, "run_start", "{\"value\": null, \"metadata\": {'lineno': 615, 'file': 'a.py'}}"),
        (150, "eval_accuracy", '{"value": 0.51, "metadata": {\'epoch_num\': 14}}'),
        (151, "run_stop", "{\"value\": null, \"metadata\": {'status': 'success'}}"),
    )
    run = read_log(FORMAT, tmp_path / "result_0.txt", log).run
    assert [(e.epoch, e.seconds, e.values["eval_accuracy"]) for e in run.evaluations] == [(14, 51, 0.51)]
    assert run.finished is True


def test_one_line_with_a_wrong_time_does_not_lengthen_the_run(tmp_path):
    log = older(
        (100, "run_start", "{}"),
        *(
            (at, "eval_accuracy", f'{{"value": 0.{n}, "metadata": {{"epoch_num": {n}}}}}')
            for n, at in enumerate((200, 450, 400, 500), 1)
        ),
        (501, "run_stop", '{"value": null, "metadata": {"status": "success"}}'),
    )
    found, said = curve_of(FORMAT, tmp_path / "result_0.txt", log, wanted=None, metric="eval_accuracy")
    # 200 - 100, none for the 450 that lies beyond the 400 after it, 400 - 100, and the score 501 - 100
    assert [p.seconds for p in found.curve.points] == [100, None, 300, 401]
    assert "1 evaluation with a time beyond that of a later one" in said


def test_fid_and_clip_without_names_are_told_apart_by_their_size_and_put_in_order(tmp_path):
    log = (
        line("submission_benchmark", 0, "stable_diffusion")
        + line("run_start", 1_000)
        + line("run_stop", 901_000, None, {"status": "success"})
        + line("eval_accuracy", 2_500_000, 82.0, {"step_num": 5000})
        + line("eval_accuracy", 2_600_000, 0.17, {"step_num": 5000})
        + line("eval_accuracy", 3_500_000, 114.0, {"step_num": 1000})
        + line("eval_accuracy", 3_600_000, 0.06, {"step_num": 1000})
    )
    read = read_log(FORMAT, tmp_path / "result_0.txt", log)
    assert [(e.step, e.values, e.seconds) for e in read.evaluations] == [
        (1000, {"FID": 114.0}, None),
        (1000, {"CLIP": 0.06}, None),
        (5000, {"FID": 82.0}, 900),
        (5000, {"CLIP": 0.17}, 900),
    ]
    assert "above 1 it is the FID" in read.said("guessed")


@pytest.mark.parametrize("benchmark", ["dlrm", "minigo"])
def test_an_epoch_number_that_is_no_pass_over_the_data_gives_no_epochs(tmp_path, benchmark):
    read = read_log(FORMAT, tmp_path / "r.txt", result(benchmark=benchmark))
    assert [(e.step, e.epoch, e.examples) for e in read.evaluations] == [(None, None, None)] * 2
    assert read.run.facts.examples_per_epoch is None
    assert f"an epoch_num of {benchmark} is no pass over the data" in read.said("guessed")


def test_a_run_that_its_benchmark_counts_as_failed_does_not_reach_the_level(tmp_path):
    options = {"level": 0.759, "metric": "eval_accuracy"}
    found, said = curve_of(FORMAT, tmp_path / "result_0.txt", result(status="aborted"), **options)
    assert [p.value for p in found.curve.points] == [0.5]
    assert "the benchmark counts the run as failed, although it gets to the level" in said


def test_a_failed_run_with_no_evaluation_short_of_the_level_is_refused(tmp_path):
    log = result(status="aborted").replace('"value": 0.5,', '"value": 0.8,')
    with pytest.raises(LogError, match="every evaluation is at the level"):
        curve_of(FORMAT, tmp_path / "result_0.txt", log, level=0.759, metric="eval_accuracy")


def test_an_evaluation_at_the_stop_is_the_end_where_later_steps_were_evaluated_beside_the_run(tmp_path):
    log = (
        line("submission_benchmark", 0, "stable_diffusion")
        + line("run_start", 1_000)
        + line("eval_accuracy", 2_500_000, 77.0, {"step_num": 2250})
        + line("eval_accuracy", 2_600_000, 79.0, {"step_num": 2000})
        + line("eval_accuracy", 2_700_000, 96.0, {"step_num": 1750})
        + line("eval_accuracy", 901_000, 79.0, {"step_num": 2000})
        + line("run_stop", 901_000, None, {"status": "success"})
    )
    read = read_log(FORMAT, tmp_path / "result_0.txt", log)
    assert [(e.step, e.seconds) for e in read.evaluations] == [
        (1750, None),
        (2000, 900),
        (2000, 900),
        (2250, None),
    ]


@pytest.mark.parametrize(("number", "examples"), [(11_718, None), (150_080, 150_080)])
def test_a_large_epoch_number_counts_examples_only_where_it_cannot_count_steps(tmp_path, number, examples):
    log = result(benchmark="bert").replace('"epoch_num": 2', f'"epoch_num": {number}')
    last = read_log(FORMAT, tmp_path / "r.txt", log).evaluations[-1]
    assert (last.epoch, last.examples) == (None, examples)
