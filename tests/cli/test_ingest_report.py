"""The report of `effsite ingest` as a person reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from effsite.cli import app
from effsite.ingest.report import ReportLine
from effsite.workflows.ingest.grouped_report import notes_once
from tests.cli.ingesting import COUNTING, CURVE, DIGITS, ingest


def printed(lab: Path, *words: object) -> tuple[int, str]:
    """The command's exit code and what it prints."""
    args = ["ingest", *map(str, words), *DIGITS, "--project", str(lab)]
    done = CliRunner().invoke(app, args)
    return done.exit_code, done.stdout


def note(verdict: str, message: str, path: str = "a.csv", **more: object) -> ReportLine:
    return ReportLine(verdict=verdict, path=path, message=message, **more)  # type: ignore[arg-type]  # as a test gives them


def test_what_changes_a_figure_comes_first_and_what_is_understood_last(lab, log):
    _, text = printed(lab, "csv", log, *COUNTING, "--dry-run")
    first = [line.partition("\t")[0] for line in text.splitlines()]
    order = [verdict for verdict in first if verdict in {"refused", "guessed", "ignored", "understood"}]
    assert order == sorted(order, key=["refused", "guessed", "ignored", "understood"].index)
    assert text.index("system\t") < text.index("guessed") < text.index("file\tformat")


def test_guesses_that_change_no_figure_stand_behind_those_that_do():
    lines = [note("guessed", "it is called 'x'", aside=True), note("guessed", "an epoch is 50,000 examples")]
    assert [line.message for line, _ in notes_once(lines)] == [
        "an epoch is 50,000 examples",
        "it is called 'x'",
    ]


def test_what_is_said_of_thirty_files_alike_is_said_once():
    lines = [note("understood", f"{n} evaluations of acc (0.{n} to 1)", f"{n}.csv") for n in range(1, 31)]
    lines += [note("guessed", "time is wall-clock time", f"{n}.csv") for n in range(1, 31)]
    assert [where for _, where in notes_once(lines)] == [
        "1.csv and 29 more files",
        "1.csv and 29 more files (with other numbers)",
    ]


def test_numbers_of_refusals_are_told_one_by_one():
    lines = [note("refused", f"never reached; best 0.{n}", f"{n}.csv") for n in range(3)]
    assert len(notes_once(lines)) == 3


def test_many_files_that_went_alike_are_one_line(lab, tmp_path):
    for n in range(30):
        (tmp_path / "logs").mkdir(exist_ok=True)
        (tmp_path / "logs" / f"{n:02}.csv").write_text(CURVE)
    _, text = printed(lab, "csv", tmp_path / "logs", *COUNTING, "--dry-run")
    assert "00.csv and 29 more files\tcsv\tread" in text
    assert text.count("\tcsv\tread") == 1


def test_of_a_file_that_is_refused_nothing_was_understood(lab, log):
    log.write_text("step,loss\n1,0.5\n")
    code, said = ingest(lab, log, "--dry-run", format="auto")
    assert code == 1
    assert said["understood"] == []


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        (("--parameters", "1e6"), ""),
        (("--precision", "fp16"), "--precision"),
        (("--rule", "median"), "--rule"),
        (("--examples-per-epoch", "100"), "--examples-per-epoch"),
        (("--lower-is-better",), "--lower-is-better"),
    ],
)
def test_options_without_effect_are_named(lab, log, words, flag):
    _, said = ingest(lab, log, *COUNTING, *words, "--dry-run")
    idle = [n["message"] for n in said["guessed"] if "had no effect" in n["message"]]
    assert [message.partition(" had")[0] for message in idle] == ([flag] if flag else [])


def test_examples_in_a_step_have_no_effect_where_there_are_no_steps(lab, log):
    log.write_text("epoch,val_accuracy\n1,0.5\n2,0.96\n")
    _, said = ingest(lab, log, *COUNTING, "--dry-run")
    idle = [n["message"] for n in said["guessed"] if "had no effect" in n["message"]]
    assert [message.partition(" had")[0] for message in idle] == ["--flop-per-example", "--examples-per-step"]


def test_a_folder_without_anything_readable_ends_with_1(lab, tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "trainer_state.json").write_text("{}")
    (folder / "meta.yaml").write_text("artifact_location: x\nexperiment_id: '0'\nlifecycle_stage: active\n")
    code, text = printed(lab, "mlflow", folder, "--dry-run")
    assert code == 1
    assert "no log was read" in text


def test_how_many_results_were_written_is_told(lab, log):
    named = ("--published", "2025-03-01", "--system", "Net", "--submission", "ours")
    _, text = printed(lab, "csv", log, *COUNTING, *named)
    assert "wrote 1 of 1 result\n" in text


def test_keys_of_json_lines_that_are_not_used_are_listed(lab, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text(
        '{"config": {"lr": 0.1}, "note": "a"}\n'
        '{"step": 100, "val_accuracy": 0.5, "gpu_memory": 3.1, "epoch": null}\n'
        '{"step": 200, "val_accuracy": 0.96, "gpu_memory": 3.2, "epoch": null}\n'
    )
    _, said = ingest(lab, log, *COUNTING, "--dry-run", format="jsonl")
    assert [n["message"] for n in said["ignored"]] == ["keys that are not used: config/lr, gpu_memory, note"]
    understood = [n["message"] for n in said["understood"]]
    assert "step is read from step" in understood
    assert "epoch is read from epoch" not in understood


def test_a_step_that_is_set_aside_was_not_understood(lab, log):
    log.write_text("step,epoch,val_accuracy\n5,1,0.5\n5,2,0.7\n5,3,0.96\n")
    _, said = ingest(lab, log, *COUNTING, "--dry-run")
    understood = [n["message"] for n in said["understood"]]
    assert "epoch is read from epoch" in understood
    assert "step is read from step" not in understood
