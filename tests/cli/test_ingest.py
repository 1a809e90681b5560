"""What `effsite ingest` makes of logs: the crossing, the compute, the runs, the refusals."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from effsite.cli import app
from effsite.errors import EffsiteError
from effsite.workflows.ingest import named_model
from tests.cli.ingesting import COUNTING, NAMES, ingest, row, seeds


def test_a_task_with_several_targets_asks_which(lab, log):
    task = lab / "results" / "digits" / "task.toml"
    more = '[[targets]]\nname = "better"\ntitle = "Better"\nabout = "More."\nlevel = 0.97\n'
    task.write_text(task.read_text("utf-8") + more)
    words = ["ingest", "csv", str(log), "--task", "digits", "--dry-run", "--project", str(lab)]
    done = CliRunner().invoke(app, words)
    assert isinstance(done.exception, EffsiteError)
    assert "good, better" in done.exception.hint


def test_what_the_curve_does_is_told(lab, log):
    _, said = ingest(lab, log, *COUNTING, "--dry-run")
    assert any("1 of 2 later evaluations fall back" in n["message"] for n in said["guessed"])
    log.write_text("step,val_accuracy\n100,0.96\n200,0.97\n")
    _, said = ingest(lab, log, *COUNTING, "--dry-run")
    assert any("past the target already" in n["message"] for n in said["guessed"])


def test_a_target_that_is_never_reached_is_refused_with_the_best_value(lab, log):
    log.write_text("step,val_accuracy\n100,0.5\n200,0.7\n")
    code, said = ingest(lab, log, *COUNTING, *NAMES)
    assert code == 1
    assert said["results"][0]["reached"] is False
    assert "best 0.7" in said["refused"][0]["message"]
    assert not (lab / "results" / "digits" / "ours.csv").exists()


def test_two_methods_are_both_reported_with_their_ratio(lab, log):
    words = (*COUNTING, "--hardware", "A100 x2", "--precision", "fp32", "--utilisation", "0.5", "--dry-run")
    log.write_text("step,val_accuracy,total_seconds\n200,0.96,0.002\n")
    _, said = ingest(lab, log, *words)
    # 2 x 0.002 s x 1.95e13 x 0.5 = 3.9e10, 1.3 times 3e10
    assert any("3.9e+10 FLOP, 1.3 times the counted one" in n["message"] for n in said["guessed"])


def test_compute_from_hardware_is_an_estimate_with_the_usual_utilisation(lab, log):
    code, said = ingest(lab, log, "--hardware", "A100 x8", *NAMES)
    # 8 x 20 s x 3.12e14 x 0.33
    assert code == 0
    assert (row(lab).training_flop, row(lab).source_kind) == (1.64736e16, "estimated")
    assert (row(lab).devices, row(lab).device, row(lab).utilisation) == (8, "A100 SXM4 40GB", 0.33)
    assert any("utilisation of 0.33" in n["message"] for n in said["guessed"])


def test_compute_that_the_hardware_could_not_have_done_is_refused(lab, log):
    words = ("--flop-per-example", "1e15", "--examples-per-step", "50", "--hardware", "A100 x1")
    code, said = ingest(lab, log, *words, *NAMES)
    assert code == 1
    assert "times the peak" in said["refused"][0]["message"]


def test_phases_count_each_stretch_of_a_schedule(lab, log):
    words = ("--phases", "100steps x 10:1e6, 900steps x 20:4e6", "--dry-run")
    _, said = ingest(lab, log, *words)
    # (100 x 10 x 1e6 + 100 x 20 x 4e6) x 3
    assert said["results"][0]["training_flop"] == 27_000_000_000


def test_6nd_takes_parameters_and_tokens(lab, log):
    _, said = ingest(lab, log, "--parameters", "1e5", "--examples-per-step", "1000", "--dry-run")
    # 6 x 1e5 x 200 x 1000
    assert (said["results"][0]["training_flop"], said["results"][0]["flop_method"]) == (
        120_000_000_000,
        "parameters",
    )


def test_a_named_model_is_counted_as_published_where_torch_is_missing(lab, log, monkeypatch):
    monkeypatch.setattr(named_model, "torch_is_installed", lambda: False)
    _, said = ingest(lab, log, "--model", "resnet18", "--examples-per-step", "50", "--dry-run")
    # 3.628e9 x 200 x 50 x 3
    assert said["results"][0]["training_flop"] == pytest.approx(1.0884e14)
    assert any("224 pixels" in n["message"] for n in said["guessed"])


@pytest.mark.train
def test_a_named_model_is_counted_by_effsite_where_torch_is_installed(lab, log):
    _, said = ingest(lab, log, "--model", "resnet-18", "--examples-per-step", "50", "--dry-run")
    # torchvision publishes 1.814e9 multiply-adds; x 2 x 200 x 50 x 3
    assert said["results"][0]["training_flop"] == pytest.approx(1.0884e14, rel=1e-3)
    assert any("counted by effsite" in n["message"] for n in said["guessed"])


def test_runs_of_one_system_are_taken_together_by_the_rule(lab, tmp_path):
    logs = seeds(tmp_path, 100, 200, 600)
    _, mean = ingest(lab, *logs, *COUNTING, "--system", "Our net", "--dry-run")
    _, median = ingest(lab, *logs, *COUNTING, "--system", "Our net", "--rule", "median", "--dry-run")
    _, apart = ingest(lab, *logs, *COUNTING, "--dry-run")
    assert [(r["step"], r["runs"]) for r in mean["results"]] == [(300, 3)]
    assert [(r["step"], r["runs"]) for r in median["results"]] == [(200, 3)]
    assert [r["system"] for r in apart["results"]] == ["seed0", "seed1", "seed2"]


def test_a_batch_goes_on_past_a_bad_file_and_fails_in_the_end(lab, log):
    bad = log.with_name("bad.csv")
    bad.write_bytes(b"\0\0\0")
    code, said = ingest(lab, bad, log, *COUNTING, *NAMES)
    assert code == 1
    assert [f["status"] for f in said["files"]] == ["refused", "read"]
    assert said["refused"][0]["path"] == str(bad)
    assert row(lab).examples == 10_000


def test_a_level_can_be_looked_for_without_a_project(tmp_path, log):
    words = ("--metric", "val_accuracy", "--level", "0.97", "--dry-run", *COUNTING)
    code, said = ingest(tmp_path, log, *words, task=())
    assert (code, said["results"][0]["step"]) == (0, 400)


def test_auto_says_what_is_in_a_file(tmp_path, log):
    code, said = ingest(tmp_path, log, "--dry-run", format="auto", task=())
    assert (code, said["results"]) == (0, [])
    assert any("4 evaluations of val_accuracy (0.5 to 0.97)" in n["message"] for n in said["understood"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--task", "digit"), "unknown task"),
        (("--task", "digits", "--target", "god"), "no target 'god'"),
        (("--task", "digits", "--model", "resnet1"), "no published count"),
        (("--task", "digits", "--rule", "best"), "unknown rule"),
        (("--task", "digits", "--utilisation", "40"), "--utilisation"),
        (("--task", "digits", "--published", "1/2/2025"), "--published"),
        (("--task", "digits", "--submission", "Ours!"), "--submission"),
        (("--task", "digits", "--phases", "x"), "is no phase"),
        (("--task", "digits", "--column", "step"), "ROLE=NAME"),
        (("--task", "digits", "--hardware", "a fast machine"), "no device"),
        ((), "no task"),
    ],
)
def test_a_request_that_cannot_be_carried_out_is_refused(lab, log, words, message):
    done = CliRunner().invoke(app, ["ingest", "csv", str(log), *words, "--project", str(lab)])
    assert isinstance(done.exception, EffsiteError)
    assert message in done.exception.message


def test_a_form_that_is_none_is_refused_with_those_there_are(lab, log):
    done = CliRunner().invoke(app, ["ingest", "csv", str(log), "--form", "share", "--dry-run"])
    assert done.exit_code == 2
    assert "fraction" in done.stderr
    assert "percent" in done.stderr


def test_a_log_that_ends_in_success_and_never_reaches_the_level_contradicts_itself(lab, tmp_path):
    path = tmp_path / "result_0.txt"
    path.write_text(
        ':::MLLOG {"time_ms": 0, "key": "run_start", "value": null, "metadata": {}}\n'
        ':::MLLOG {"time_ms": 9, "key": "eval_accuracy", "value": 0.7, "metadata": {"epoch_num": 1}}\n'
        ':::MLLOG {"time_ms": 9, "key": "run_stop", "value": null, "metadata": {"status": "success"}}\n'
    )
    code, said = ingest(lab, path, "--metric", "eval_accuracy", "--dry-run", format="mlperf")
    assert (code, said["results"]) == (1, [])
    assert "1 of 1 run ended in success" in said["refused"][0]["message"]
    assert "best 0.7" in said["refused"][0]["message"]


@pytest.mark.parametrize(
    ("words", "seconds", "note"),
    [
        (
            ("--pauses", "leave-out"),
            50,
            "1 pause of 4,990 s left out of the time, by the pace of others.",
        ),
        (("--pauses", "count"), 5040, "The time counts 1 pause of 4,990 s in."),
        ((), None, ""),
    ],
)
def test_what_became_of_a_pause_stands_on_the_row(lab, log, words, seconds, note):
    """5,000 s pass before step 400, where 10 s are usual."""
    log.write_text(
        "step,val_accuracy,seconds\n100,0.5,10\n200,0.6,20\n300,0.7,30\n400,0.8,5030\n500,0.96,5040\n"
    )
    code, said = ingest(lab, log, *COUNTING, *NAMES, *words)
    (result,) = said["results"]
    assert (code, result["seconds"]) == (0, seconds)
    assert row(lab).note.endswith(note)
    assert ("pause" in row(lab).note) == bool(note)


def test_that_seconds_of_each_epoch_were_added_up_stands_on_the_row(lab, log):
    log.write_text("epoch,val_accuracy,seconds\n1,0.5,10\n2,0.7,9\n3,0.96,11\n")
    _, said = ingest(lab, log, "--flop-per-example", "1e6", "--examples-per-epoch", "500", *NAMES)
    assert said["results"][0]["seconds"] == 30
    assert row(lab).note.endswith("The time of each epoch is added up.")


@pytest.mark.parametrize("word", ["seconds", "seconds=each", "steps=total", "seconds=step"])
def test_a_wrong_word_on_what_counts_is_named(lab, log, word):
    args = ["ingest", "csv", str(log), "--counts", word, "--dry-run", "--project", str(lab)]
    with pytest.raises(EffsiteError, match="is not ROLE=total or ROLE=interval"):
        CliRunner().invoke(app, args, catch_exceptions=False)


def test_words_on_totals_and_pauses_that_change_nothing_are_named(lab, log):
    _, said = ingest(lab, log, *COUNTING, "--dry-run", "--counts", "examples=total", "--pauses", "count")
    told = [n["message"] for n in said["guessed"] if "had no effect" in n["message"]]
    assert told == [
        "--counts examples=total had no effect: the log gives no examples that may be one or the other",
        "--pauses had no effect: no pause is met",
    ]
