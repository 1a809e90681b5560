"""Many logs at once: facts of whole folders, runs with a label, and runs that stand in several places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from effsite import store
from effsite.cli import app
from effsite.errors import CollectionError, UsageError
from effsite.workflows.ingest.log_facts import FolderFacts
from tests.cli.ingesting import DIGITS, HARDWARE, ingest
from tests.ingest.test_mlperf import line

COUNTED = ("--flop-per-example", "1e6")
METRIC = ("--metric", "eval_accuracy")


def entry(
    root: Path, round: str, firm: str, *, start: int = 1_700_000_000_000, runs: int = 1, division="closed"
) -> Path:
    """An MLPerf entry whose runs begin a second apart, and reach 0.96 after 80 seconds."""
    systems = root / round / firm / "systems"
    systems.mkdir(parents=True, exist_ok=True)
    described = {"division": division, "number_of_nodes": 1, "accelerators_per_node": 8}
    (systems / "8xA100.json").write_text(json.dumps({**described, "accelerator_model_name": "A100-SXM4"}))
    folder = root / round / firm / "results" / "8xA100" / "resnet"
    folder.mkdir(parents=True)
    for number in range(runs):
        began = start + 1000 * number
        (folder / f"result_{number}.txt").write_text(
            line("global_batch_size", 0, 100)
            + line("train_samples", 0, 1000)
            + line("run_start", began)
            + line("eval_accuracy", began + 80_000, 0.96, {"epoch_num": 2})
            + line("run_stop", began + 80_000, None, {"status": "success"})
        )
    return folder


def facts(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["folder,published,source,folder_url", *rows]) + "\n")
    return path


def test_facts_of_a_folder_go_into_every_row_below_it(lab, tmp_path):
    entry(tmp_path, "v4.0", "A firm")
    entry(tmp_path, "v4.1", "B", start=1_700_000_500_000)
    given = facts(
        tmp_path / "rounds.csv",
        "v4.0,2024-06-11,Round 4.0,https://example.org/v4.0/",
        "v4.1,2024-11-13,Round 4.1,",
        "v4.1/B,2024-11,Round 4.1 of B,https://example.org/b",
    )
    paths = (tmp_path / "v4.0", tmp_path / "v4.1")
    code, _ = ingest(
        lab, *paths, *COUNTED, *METRIC, "--facts", given, "--submission", "ours", format="mlperf"
    )
    assert code == 0
    rows = {r.system: r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"}
    first, second = rows["ResNet-50, 8xA100 (A firm, v4.0)"], rows["ResNet-50, 8xA100 (B, v4.1)"]
    assert (str(first.published), first.source) == ("2024-06-11", "Round 4.0")
    assert first.source_url == "https://example.org/v4.0/A%20firm/results/8xA100/resnet"
    assert (str(second.published), second.source) == ("2024-11", "Round 4.1 of B")
    assert second.source_url == "https://example.org/b/results/8xA100/resnet"
    assert (first.source_kind, first.devices, first.device) == ("reported", 8, "A100 SXM4 40GB")
    assert first.training_flop == 6e9  # 2 epochs of 1000 examples x 1e6 FLOP x 3 passes


def test_the_command_line_goes_before_the_facts_of_a_folder(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A firm")
    given = facts(tmp_path / "rounds.csv", "v4.0,2024-06-11,Round 4.0,https://example.org/v4.0")
    words = ("--facts", given, "--published", "2020-02-02", "--source", "Told", "--submission", "ours")
    ingest(lab, folder, *COUNTED, *METRIC, *words, format="mlperf")
    (row,) = [r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"]
    assert (str(row.published), row.source) == ("2020-02-02", "Told")


def test_a_folder_without_facts_is_told(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A firm")
    given = facts(tmp_path / "rounds.csv", "v5.0,2025-06-04,Round 5.0,")
    _, said = ingest(lab, folder, *COUNTED, *METRIC, "--facts", given, "--dry-run", format="mlperf")
    assert "the file of facts has no row for this folder" in [note["message"] for note in said["guessed"]]


def test_a_bad_file_of_facts_is_refused_with_line_and_column(tmp_path):
    given = facts(tmp_path / "rounds.csv", "v4.0,11 June,,", "v5.0,,,javascript:x", "v4.0,,,", "v4.0,,,")
    with pytest.raises(CollectionError) as raised:
        FolderFacts.read(given)
    assert [(f.line, f.field) for f in raised.value.findings] == [(2, "published"), (3, "folder_url")]


def test_a_folder_stands_once_in_a_file_of_facts(tmp_path):
    given = facts(tmp_path / "rounds.csv", "v4.0,,,", "v5.0,,,", "v4.0,,,")
    with pytest.raises(CollectionError) as raised:
        FolderFacts.read(given)
    assert [(f.line, f.message) for f in raised.value.findings] == [
        (4, "the folder stands on line 2 already")
    ]


def test_a_missing_file_of_facts_is_named(tmp_path):
    with pytest.raises(UsageError, match="is no file"):
        FolderFacts.read(tmp_path / "rounds.csv")


def test_only_runs_with_the_label_are_taken(lab, tmp_path):
    entry(tmp_path, "v4.0", "A")
    entry(tmp_path, "v4.0", "B", division="open", start=500_000)
    entry(tmp_path, "v4.0", "C", division="", start=900_000)
    words = ("--only", "division=Closed", "--published", "2024", "--dry-run")
    _, said = ingest(lab, tmp_path / "v4.0", *COUNTED, *METRIC, *words[:2], *words[4:], format="mlperf")
    assert [result["system"] for result in said["results"]] == ["ResNet-50, 8xA100 (A, v4.0)"]
    assert [note["message"] for note in said["ignored"] if "left out" in note["message"]] == [
        "left out by --only division=closed: its division is open",
        "left out by --only division=closed: nothing says its division",
    ]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("divsion=closed", "no run has a label 'divsion'"),
        ("division", "--only 'division' is not LABEL=VALUE"),
        ("division=", "--only 'division=' is not LABEL=VALUE"),
    ],
)
def test_a_label_that_no_run_has_is_refused(lab, tmp_path, word, said):
    folder = entry(tmp_path, "v4.0", "A")
    args = ["ingest", "mlperf", str(folder), *DIGITS, "--project", str(lab), "--only", word, "--dry-run"]
    done = CliRunner().invoke(app, args)
    assert isinstance(done.exception, UsageError)
    assert said in done.exception.message


def test_two_values_of_one_label_are_refused(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A")
    words = ("--only", "round=v4.0", "--only", "round=v4.1", "--dry-run")
    done = CliRunner().invoke(app, ["ingest", "mlperf", str(folder), "--project", str(lab), *words])
    assert isinstance(done.exception, UsageError)


def test_runs_that_a_later_round_repeats_count_once_in_the_first(lab, tmp_path):
    entry(tmp_path, "v4.1", "A", runs=2)
    entry(tmp_path, "v4.0", "A", runs=2)
    given = facts(tmp_path / "rounds.csv", "v4.0,2024-06-11,,", "v4.1,2024-11-13,,")
    paths = (tmp_path / "v4.1", tmp_path / "v4.0")  # the later round is read first
    code, said = ingest(lab, *paths, *COUNTED, *METRIC, "--facts", given, "--dry-run", format="mlperf")
    assert code == 0
    assert [result["system"] for result in said["results"]] == ["ResNet-50, 8xA100 (A, v4.0)"]
    (note,) = [n["message"] for n in said["ignored"]]
    assert note == "the same runs as in v4.0/A/results/8xA100/resnet/result_0.txt, so they count once, there"


def test_a_result_that_shares_some_of_its_runs_with_another_is_refused(lab, tmp_path):
    entry(tmp_path, "v4.0", "A", runs=2)
    entry(tmp_path, "v4.1", "A", runs=3)
    given = facts(tmp_path / "rounds.csv", "v4.0,2024-06-11,,", "v4.1,2024-11-13,,")
    paths = (tmp_path / "v4.0", tmp_path / "v4.1")
    code, said = ingest(lab, *paths, *COUNTED, *METRIC, "--facts", given, "--dry-run", format="mlperf")
    assert code == 1
    assert [result["system"] for result in said["results"]] == ["ResNet-50, 8xA100 (A, v4.0)"]
    assert said["refused"][0]["message"].startswith("2 of 3 runs stand in v4.0/A/results/8xA100/resnet/")


def test_no_estimate_leaves_compute_empty_and_keeps_the_device(lab, tmp_path):
    (lab / "results" / "hardware" / "hardware.csv").write_text(HARDWARE)
    folder = entry(tmp_path, "v4.0", "A")
    words = ("--published", "2024-06", "--submission", "ours", "--no-estimate")
    ingest(lab, folder, *METRIC, *words, format="mlperf")
    (row,) = [r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"]
    assert (row.training_flop, row.device, row.devices, row.seconds) == (None, "A100 SXM4 40GB", 8, 80)


def test_a_log_with_a_level_of_its_own_makes_no_result_at_another(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A")
    path = folder / "result_0.txt"
    path.write_text(line("target_accuracy", 0, 0.97) + path.read_text())
    code, said = ingest(lab, path, *COUNTED, *METRIC, "--dry-run", format="mlperf")
    assert (code, said["results"]) == (1, [])
    assert said["refused"][0]["message"] == "the log's own level is 0.97, that of good is 0.95"


@pytest.mark.parametrize(("asked", "kept"), [("all", [1.0, 2.0, 3.0]), ("records", [1.0, 2.0]), ("none", [])])
def test_curves_may_be_those_of_records_alone(lab, tmp_path, asked, kept):
    """Three entries of one round each, of 3, 2 and 2.5 MFLOP forward: the last sets no record."""
    for month, start in enumerate((10_000, 500_000, 900_000), 1):
        entry(tmp_path, f"v{month}.0", "A", start=start)
    given = facts(tmp_path / "rounds.csv", "v1.0,2023-01,,", "v2.0,2023-02,,", "v3.0,2023-03,,")
    flop = {1.0: "3e6", 2.0: "2e6", 3.0: "2.5e6"}
    for round, forward in flop.items():
        words = ("--facts", given, "--flop-per-example", forward, "--curves", asked)
        ingest(lab, tmp_path / f"v{round:.1f}", *METRIC, *words, "--submission", "ours", format="mlperf")
    rows = [r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"]
    assert [float(r.system[-4:-1]) for r in rows if r.curve] == kept
    assert len(list((lab / "results" / "digits" / "curves").glob("ours-*"))) == len(kept)


def test_a_run_that_cannot_be_read_leaves_its_entry_without_a_result(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A", runs=3)
    (folder / "result_1.txt").write_text(line("run_start", 77))
    code, said = ingest(lab, folder, *COUNTED, *METRIC, "--dry-run", format="mlperf")
    assert (code, said["results"]) == (1, [])
    refused = [note["message"] for note in said["refused"]]
    assert "1 run of this folder cannot be read, and the others are not all" in refused


def test_a_log_that_breaks_off_at_once_counts_as_the_slowest_run(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A", runs=4)
    for number, log in enumerate(sorted(folder.glob("result_*.txt"))):
        text = line("submission_benchmark", 0, "resnet") + log.read_text()
        began = 1_700_000_000_000 + 1000 * number
        log.write_text(text.replace(str(began + 80_000), str(began + 80_000 + 1000 * number)))
    (folder / "result_0.txt").write_text(line("submission_benchmark", 0, "resnet") + line("run_start", 77))
    named = ("--submission", "a", "--published", "2024-06-11")
    code, _ = ingest(lab, folder, *COUNTED, *METRIC, *named, format="mlperf")
    (row,) = [r for r in store.load(lab / "results").task("digits").results if r.submission == "a"]
    # runs of 81, 82 and 83 s and a failed one: without the fastest and the failed one (82 + 83) / 2
    assert (code, row.runs, row.seconds) == (0, 4, 82.5)
    assert "1 of 4 logs ends before the first evaluation: counted as failed." in row.note


def test_logs_that_all_break_off_make_no_result(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A", runs=3)
    for log in folder.glob("result_*.txt"):
        log.write_text(line("submission_benchmark", 0, "resnet"))
    code, said = ingest(lab, folder, *COUNTED, *METRIC, "--dry-run", format="mlperf")
    assert (code, said["results"]) == (1, [])
    assert "holds no evaluation" in [note["message"] for note in said["refused"]]


def test_devices_that_the_log_counts_go_with_words_that_count_none(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A")
    described = {
        "number_of_nodes": 2,
        "accelerators_per_node": 8,
        "accelerator_model_name": "GPU (A100-SXM4)",
    }
    (tmp_path / "v4.0" / "A" / "systems" / "8xA100.json").write_text(json.dumps(described))
    words = ("--published", "2024-06", "--submission", "ours", "--no-estimate")
    ingest(lab, folder, *COUNTED, *METRIC, *words, format="mlperf")
    (row,) = [r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"]
    assert (row.device, row.devices) == ("A100 SXM4 40GB", 16)


def test_devices_that_the_log_counts_otherwise_than_its_words_are_not_taken(lab, tmp_path):
    path = tmp_path / "curve.jsonl"
    path.write_text('{"step": 100, "val_accuracy": 0.96, "seconds": 20}\n')
    folder = entry(tmp_path, "v4.0", "A")
    described = {"number_of_nodes": 1, "accelerators_per_node": 8, "accelerator_model_name": "4 x A100-SXM4"}
    (tmp_path / "v4.0" / "A" / "systems" / "8xA100.json").write_text(json.dumps(described))
    _, said = ingest(lab, folder, *COUNTED, *METRIC, "--dry-run", format="mlperf")
    told = [note["message"] for note in said["guessed"]]
    assert "the log counts 8 devices, its words say 32: neither is taken" in told


def test_runs_of_one_entry_in_two_divisions_make_no_result(lab, tmp_path):
    folder = entry(tmp_path, "v4.0", "A", runs=3, division="")
    for number, division in enumerate(("open", "closed", "closed")):
        path = folder / f"result_{number}.txt"
        path.write_text(line("submission_division", 0, division) + path.read_text())
    words = ("--only", "division=closed", "--dry-run")
    code, said = ingest(lab, folder, *COUNTED, *METRIC, *words, format="mlperf")
    assert (code, said["results"]) == (1, [])
    assert "division: the runs of this result do not agree on it" in said["refused"][0]["message"]


@pytest.mark.parametrize(("epoch", "taken"), [(1000, True), (900, True), (90, False)])
def test_the_data_set_of_the_log_is_held_against_that_of_the_task(lab, tmp_path, epoch, taken):
    task = lab / "results" / "digits" / "task.toml"
    task.write_text(task.read_text().replace("domain = ", "examples_per_epoch = 1000\ndomain = ", 1))
    folder = entry(tmp_path, "v4.0", "A")
    path = folder / "result_0.txt"
    path.write_text(path.read_text().replace('"value": 1000', f'"value": {epoch}').replace("100,", "10,", 1))
    _, said = ingest(lab, folder, *COUNTED, *METRIC, "--dry-run", format="mlperf")
    assert bool(said["results"]) is taken
    if not taken:
        assert "an epoch has 90 examples in the log, 1,000 in" in said["refused"][0]["message"]
        _, said = ingest(
            lab, folder, *COUNTED, *METRIC, "--examples-per-epoch", "1000", "--dry-run", format="mlperf"
        )
        assert said["results"][0]["training_flop"] == 6e9


def test_runs_whose_clock_was_never_set_are_not_told_to_be_the_same(lab, tmp_path):
    """Both began 10 s after 1970, by machines that did not know the time."""
    entry(tmp_path, "v4.0", "A", start=10_000)
    entry(tmp_path, "v4.1", "B", start=10_000)
    words = (*COUNTED, *METRIC, "--published", "2025-03-01", "--dry-run")
    _, said = ingest(lab, tmp_path / "v4.0", tmp_path / "v4.1", *words, format="mlperf")
    assert len(said["results"]) == 2


LOSS_TASK = """\
title = "Text"
about = "A language model."
[metric]
name = "val_loss"
label = "validation loss"
higher_is_better = false
[[targets]]
name = "low"
title = "Loss 3.3"
about = "A validation loss of 3.3."
level = 3.3
measure = "examples"
"""
TEXT = ("--task", "text", "--target", "low")


def speedrun(path: Path, *losses: float, steps: int = 20, ms: int = 5) -> Path:
    """A log with an evaluation after every tenth step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"step:{10 * n}/{steps} val_loss:{v} train_time:{ms * n}ms" for n, v in enumerate(losses))
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def text_lab(lab: Path) -> Path:
    folder = lab / "results" / "text"
    folder.mkdir()
    (folder / "task.toml").write_text(LOSS_TASK)
    return lab


def ingest_text(lab: Path, *words: object) -> tuple[int, Any]:
    given = ("--rule", "median", "--submission", "logs", "--examples-per-step", "100", *words)
    return ingest(lab, *given, format="nanogpt", task=TEXT)


def named(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["folder,system,published,source", *rows]) + "\n")
    return path


def test_runs_below_a_folder_are_of_its_system_apart_by_their_length(text_lab, tmp_path):
    speedrun(tmp_path / "one/a.txt", 9, 3.5, 3.2)
    speedrun(tmp_path / "one/b.txt", 9, 3.25, 3.1)
    speedrun(tmp_path / "one/deep/c.txt", 9, 3.4, 3.3, ms=6)
    speedrun(tmp_path / "one/long.txt", 9, 3.5, 3.4, 3.3, steps=30)
    speedrun(tmp_path / "two/own.txt", 9, 3.2)
    given = named(tmp_path / "f.csv", "one,Net,2025-01,Logs", "two/own.txt,Other,2025-02,Logs")
    code, _ = ingest_text(text_lab, tmp_path / "one", tmp_path / "two", "--facts", given)
    assert code == 0
    rows = store.load(text_lab / "results").task("text").results
    # of 20 steps: two runs reach 3.3 after 20, one after 10; the median is 20 steps of 100 tokens
    assert [(r.system, r.examples, r.runs) for r in rows] == [
        ("Net, 20 steps", 2000, 3),
        ("Net, 30 steps", 3000, 1),
        ("Other", 1000, 1),
    ]


def test_the_same_log_in_two_folders_is_one_run(text_lab, tmp_path):
    for name in ("one", "two"):
        speedrun(tmp_path / name / "a.txt", 9, 3.5, 3.2)
    given = named(tmp_path / "f.csv", "one,Net,2025-01,Logs", "two,Net again,2025-02,Logs")
    _, said = ingest_text(text_lab, tmp_path / "one", tmp_path / "two", "--facts", given)
    assert [r.system for r in store.load(text_lab / "results").task("text").results] == ["Net"]
    assert "each evaluation is that of a.txt: one run, and it counts there" in [
        note["message"] for note in said["ignored"]
    ]


def test_curves_may_be_the_best_so_far_of_every_run_and_attempts_stand_beside(text_lab, tmp_path):
    speedrun(tmp_path / "one/a.txt", 9, 3.4, 3.6, 3.29, 3.35, steps=40)
    speedrun(tmp_path / "one/b.txt", 9, 3.5, 3.28, 3.28, 3.2, steps=40, ms=6)
    speedrun(tmp_path / "one/c.txt", 9, 3.5, 3.4, 3.4, 3.36, steps=40, ms=7)
    speedrun(tmp_path / "two/d.txt", 9, 3.5, 3.4, 3.45, 3.4, steps=40)
    given = named(tmp_path / "f.csv", "one,Net,2025-01,Logs", "two,Short,2025-02,Logs")
    words = (tmp_path / "one", tmp_path / "two", "--facts", given, "--curves", "best", "--attempts")
    code, _ = ingest_text(text_lab, *words)
    assert code == 0
    task = store.load(text_lab / "results").task("text")
    ((net,), (short,)) = task.results, task.attempts
    assert (net.examples, net.value, net.runs) == (3000, 3.29, 3)  # after 20, 30 and never: the run of 30
    assert (short.best_value, short.examples, short.runs, short.runs_reached) == (3.4, 4000, 1, 0)
    kept = {(c.name, c.seed): [p.value for p in c.points] for c in task.curves}
    assert kept == {
        (net.curve, 0): [9, 3.4, 3.29, 3.35],  # the last one shows where the run ended
        (net.curve, 1): [9, 3.5, 3.28, 3.2],
        (net.curve, 2): [9, 3.5, 3.4, 3.36],
        (short.curve, 0): [9, 3.5, 3.4, 3.4],
    }


def test_without_being_asked_for_an_attempt_is_refused_as_before(text_lab, tmp_path):
    speedrun(tmp_path / "one/a.txt", 9, 3.5)
    given = named(tmp_path / "f.csv", "one,Net,2025-01,Logs")
    code, _ = ingest_text(text_lab, tmp_path / "one", "--facts", given)
    assert (code, store.load(text_lab / "results").task("text").attempts) == (1, ())


def test_a_compute_of_an_attempt_says_how_it_was_got(text_lab, tmp_path):
    speedrun(tmp_path / "one/a.txt", 9, 3.5)
    given = named(tmp_path / "f.csv", "one,Net,2025-01,Logs")
    ingest_text(text_lab, tmp_path / "one", "--facts", given, "--attempts", "--parameters", "1e6")
    (row,) = store.load(text_lab / "results").task("text").attempts
    assert (row.flop_method, row.training_flop) == ("parameters", 6e9)  # 6 x 1e6 x 1000 tokens
