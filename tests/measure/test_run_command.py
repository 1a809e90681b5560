"""`effsite run` as people run it: what it writes, what it says, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from effsite.analysis.summary import summarise
from effsite.cli import app
from effsite.errors import EffsiteError, UsageError
from effsite.measure import extra
from effsite.measure.run_log_file import read_run_log
from effsite.workflows.check import load_checked

from .labs import effsite, measuring_lab
from .test_data import image_tree

pytestmark = pytest.mark.train


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return measuring_lab(tmp_path / "lab")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab that has run both of its systems."""
    lab = measuring_lab(tmp_path_factory.mktemp("measured") / "lab")
    for system in ("slow", "small"):
        done = effsite(lab, "run", "digits", system, "--seeds", "3", "--device", "cpu")
        assert done.returncode == 0, done.stderr
    return lab


def test_result_is_the_median_over_seeds_with_its_spread_and_curves(measured: Path) -> None:
    checked = load_checked(measured / "results")
    collection, warnings = checked.collection, checked.warnings
    results = {result.system: result for result in collection.task("digits").results}
    curves = [c for c in collection.task("digits").curves if c.name == "measured-slow"]
    crossings = sorted(next(p for p in c.points if p.value >= 0.9).training_flop or 0 for c in curves)
    slow = results["Our slow network"]
    assert warnings == ()
    assert sorted(c.seed for c in curves) == [0, 1, 2]
    assert [slow.training_flop_low, slow.training_flop, slow.training_flop_high] == crossings
    assert (slow.runs, slow.status, slow.source_kind, str(slow.published)) == (
        3,
        "log-checked",
        "measured",
        "2023-03-01",
    )
    assert slow.source.startswith("effsite run digits slow --seeds 3; recipe ")
    assert slow.training_flop == pytest.approx(3 * (slow.forward_flop or 0) * (slow.examples or 0))


def test_measured_results_stand_beside_one_another_in_the_trend(measured: Path) -> None:
    collection = load_checked(measured / "results").collection
    task = collection.task("digits")
    assert [r.result.system for r in summarise(task, task.task.targets[0]).results] == [
        "Our slow network",
        "Our network",
    ]


def test_finished_runs_are_skipped_and_the_verdict_stays(measured: Path) -> None:
    done = effsite(measured, "run", "digits", "small", "--seeds", "3", "--device", "cpu", "--json")
    verdict = json.loads(done.stdout)
    assert done.returncode == 0
    assert [run["skipped"] for run in verdict["runs"]] == [True, True, True]
    assert verdict["reached"]
    assert verdict["baseline"] == "Our slow network"
    assert verdict["factor_against_baseline"] > 1
    assert verdict["factor_against_frontier"] == verdict["factor_against_baseline"]
    assert verdict["flop_per_second"] > 0


def test_verdict_in_words_names_the_target_the_compute_and_the_baseline(measured: Path) -> None:
    done = effsite(measured, "run", "digits", "small", "--seeds", "3", "--device", "cpu")
    assert "Good: reached" in done.stdout
    assert "less compute than Our slow network (2023-03-01)" in done.stdout
    assert "results/digits/measured.csv" in done.stdout


def test_runs_are_kept_where_git_leaves_them_out(measured: Path) -> None:
    assert (measured / "runs" / ".gitignore").read_text() == "*\n"
    assert (measured / "runs" / "digits" / "small" / "seed-2" / "log.jsonl").exists()


def test_target_not_reached_exits_with_3_keeps_the_curve_and_writes_no_result(lab: Path) -> None:
    done = effsite(lab, "run", "digits", "hopeless", "--device", "cpu")
    log = read_run_log(lab / "runs" / "digits" / "hopeless" / "seed-0")
    assert done.returncode == 3
    assert "Good: not reached" in done.stdout
    assert log is not None
    assert len(log.points) == 2
    assert not (lab / "results" / "digits" / "measured.csv").exists()
    assert (lab / "results" / "digits" / "not-reached" / "measured.csv").exists()


def test_diverging_run_says_so_and_exits_with_3(lab: Path) -> None:
    done = effsite(lab, "run", "digits", "diverging", "--device", "cpu", "--json")
    verdict = json.loads(done.stdout)
    assert done.returncode == 3
    assert verdict["runs"][0]["ended"] == "diverged"
    assert "the loss was no finite number" in verdict["why_not"]


def test_all_runs_every_system_and_goes_on_past_one_that_fails(lab: Path) -> None:
    done = effsite(lab, "run", "digits", "--all", "--device", "cpu", "--json")
    reached = {v["system"]: v["reached"] for v in json.loads(done.stdout)["runs"]}
    assert done.returncode == 3
    assert reached["Our network"]
    assert reached["Our slow network"]
    assert len(reached) == 4


@pytest.mark.parametrize(
    ("arguments", "code", "message", "hint"),
    [
        (["digit", "small"], 2, "no task 'digit'", "did you mean 'digits'?"),
        (["digits", "smal"], 2, "unknown system 'smal'", "did you mean 'small'?"),
        (["digits", "resnet19"], 2, "unknown system 'resnet19'", "did you mean 'resnet"),
        (["digits"], 2, "name one system, or say --all", "systems: small, slow"),
        (["digits", "small", "--target", "god"], 2, "no target 'god'", "did you mean 'good'?"),
        (["digits", "small", "--precision", "fp8"], 2, "precision is 'fp8'", "fp16"),
        (["digits", "small", "--device", "cud"], 2, "unknown device 'cud'", "did you mean 'cuda'?"),
        (["digits", "small", "--submission", "My Lab"], 2, "'My Lab' is no name", "lower-case"),
        (["digits", "small", "--batch-size", "5000"], 2, "fewer than a batch of 5000", "--batch-size 1437"),
        (["digits", "tests.measure.nets:hungry"], 1, "with a batch of 32", "--batch-size 16"),
    ],
)
def test_slips_get_a_way_out(lab: Path, arguments: list[str], code: int, message: str, hint: str) -> None:
    done = CliRunner().invoke(app, ["run", "--device", "cpu", "--project", str(lab), *arguments])
    error = done.exception
    assert isinstance(error, EffsiteError)
    assert error.exit_code == code
    assert message in error.message
    assert hint in error.hint


def test_other_recipe_in_a_runs_folder_is_refused_until_restart(lab: Path) -> None:
    effsite(lab, "run", "digits", "small", "--device", "cpu")
    command = ["run", "digits", "small", "--device", "cpu", "--batch-size", "64"]
    refused, restarted = effsite(lab, *command), effsite(lab, *command, "--restart")
    assert refused.returncode == 1
    assert "another recipe: batch_size: 32 -> 64" in refused.stderr
    assert restarted.returncode == 0


def test_long_names_that_begin_alike_keep_the_rows_and_curves_of_both_systems(lab: Path) -> None:
    recipe = lab / "recipes" / "digits.toml"
    name, submission = "a-network-with-a-name-that-is-long", "our-laboratory-and-its-friends-in-2026"
    text = recipe.read_text().replace("[systems.small]", f"[systems.{name}-first]")
    recipe.write_text(text.replace("[systems.slow]", f"[systems.{name}-second]"))
    systems = (f"{name}-first", f"{name}-second")
    done = effsite(lab, "run", "digits", *systems, "--device", "cpu", "--submission", submission)
    task = load_checked(lab / "results").collection.task("digits")
    assert done.returncode == 0, done.stderr
    assert sorted(r.system for r in task.results) == ["Our network", "Our slow network"]
    assert {c.name for c in task.curves} == {r.curve for r in task.results} == {log.name for log in task.logs}
    assert len({r.curve for r in task.results}) == 2


@pytest.mark.parametrize("name", ["stated", "index", "a" * 65, "two--hyphens"])
def test_name_that_no_submission_may_have_is_refused_before_anything_is_trained(lab: Path, name: str) -> None:
    done = CliRunner().invoke(
        app,
        ["run", "digits", "small", "--device", "cpu", "--project", str(lab), "--submission", name],
    )
    assert isinstance(done.exception, UsageError)
    assert name in done.exception.message
    assert not (lab / "runs").exists()


def test_finished_run_of_an_older_effsite_gets_its_row(lab: Path) -> None:
    effsite(lab, "run", "digits", "small", "--device", "cpu")
    before = (lab / "results" / "digits" / "measured.csv").read_text()
    log = lab / "runs" / "digits" / "small" / "seed-0" / "log.jsonl"
    first, *rest = log.read_text().splitlines()
    begin = json.loads(first)
    threads = begin.pop("threads")
    begin["cooling"] = "water"
    log.write_text("\n".join([json.dumps(begin), *rest]) + "\n")
    done = effsite(lab, "run", "digits", "small", "--device", "cpu", "--json")
    assert json.loads(done.stdout)["runs"][0]["skipped"]
    counted = f", {threads} thread"
    assert counted in before
    after = (lab / "results" / "digits" / "measured.csv").read_text()
    assert after == before.replace(counted + ("s" if threads > 1 else ""), "")
    assert '"cooling": "water"' in (lab / "results" / "digits" / "logs" / "measured-small.jsonl").read_text()


def test_jpeg_tree_runs_in_place_of_the_original_and_gives_no_row(lab: Path, tmp_path: Path) -> None:
    text = (lab / "recipes" / "digits.toml").read_text()
    recipe = text.replace('"digits"\ntitle = "digits"', '"cifar10"\ntitle = "CIFAR-10"')
    (lab / "recipes" / "digits.toml").write_text(recipe.replace("batch_size = 32", "batch_size = 2"))
    tree = str(image_tree(tmp_path / "tree"))
    done = effsite(lab, "run", "digits", "small", "--data", tree, "--device", "cpu", "--json")
    verdict = json.loads(done.stdout)
    assert verdict["provenance"]["data"] == "JPEG-compressed CIFAR-10"
    assert verdict["written"] is None
    assert not (lab / "results" / "digits" / "measured.csv").exists()


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        extra.require()
    assert "pip install" in caught.value.hint
