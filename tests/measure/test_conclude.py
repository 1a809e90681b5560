"""What is written of runs that were made: a result, an attempt, or nothing, each with its evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.measure.failures import OtherRunError
from effsite.measure.recipe import DataRecipe, Recipe
from effsite.measure.run_log_file import LogWriter, read_run_log
from effsite.records import CurvePoint, Ended, Provenance, RunLog, TaskCollection
from effsite.workflows.check import load_checked
from effsite.workflows.run.conclude import Conclusion, conclude, refuse_names_of_others
from effsite.workflows.run.measured_rows import MeasuredRuns
from tests.projects import lab_project

pytestmark = pytest.mark.train

DATA = DataRecipe(loader="digits", title="digits", stored_size=8, image_size=8)


@dataclass(frozen=True)
class FinishedRun:
    """A run as the measuring layer gives it."""

    log: RunLog
    skipped: bool = False


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """The results of a lab, whose target is 95 % accuracy."""
    return lab_project(tmp_path / "lab") / "results"


def provenance(seed: int, **more: Any) -> Provenance:
    known: dict[str, Any] = {
        "task": "digits",
        "system": "ours",
        "seed": seed,
        "recipe": "0123456789ab",
        "settings": {"epochs": 2},
        "data": "digits",
        "data_is_the_tasks": True,
        "data_fingerprint": "fc72",
        "training_items": 1437,
        "device": "A processor",
        "device_kind": "cpu",
        "processes": 1,
        "threads": 1,
        "deterministic": True,
        "parameters": 1000,
        "forward_flop": 1e6,
        "versions": {"effsite": "0.1.0", "torch": "2.15.0"},
        "code": "8d86",
        "commit": "",
    }
    return Provenance(**{**known, **more})


def run(folder: Path, seed: int, values: list[float], ended: Ended | None, **more: Any) -> FinishedRun:
    """A run with those evaluations: 100 steps, 3.2e9 FLOP, 3,200 examples and 10 s after one another."""
    place = folder / f"seed-{seed}"
    place.mkdir(parents=True, exist_ok=True)
    log = LogWriter(place)
    log.begin(provenance(seed, **more))
    for n, value in enumerate(values, 1):
        point = CurvePoint(
            seed=seed,
            step=100 * n,
            epoch=n,
            examples=3200 * n,
            training_flop=9600000000 * n,
            seconds=10.0 * n,
            value=value,
        )
        log.evaluation(point, joules=None)
    if ended:
        log.end(ended, {"joules": None})
    read = read_run_log(place)
    assert read is not None
    return FinishedRun(read)


def conclusion_of(results: Path, *runs: FinishedRun, published: str = "2025-03-01") -> Conclusion:
    recipe = Recipe(
        task="digits",
        system="ours",
        model="nets:ours",
        title="Our network",
        published=published,
        data=DATA,
        evaluates="top1",
        epochs=2,
        batch_size=32,
        learning_rate=0.1,
    )
    measured = MeasuredRuns(submission="measured", recipe=recipe, runs=runs)  # type: ignore[arg-type]  # stand-ins
    (concluded,) = conclude(measured, load_checked(results).collection.task("digits").task.targets, results)
    return concluded


def digits(results: Path) -> TaskCollection:
    return load_checked(results).collection.task("digits")


def test_runs_that_ended_short_of_the_level_are_written_as_an_attempt(results: Path, tmp_path: Path) -> None:
    runs = [
        run(tmp_path, seed, values, "complete")
        for seed, values in enumerate([[0.5, 0.9], [0.5, 0.92, 0.91], [0.4, 0.8, 0.8, 0.8]])
    ]
    conclusion = conclusion_of(results, *runs)
    (attempt,) = digits(results).attempts
    assert conclusion.written == results / "digits" / "not-reached" / "measured.csv"
    assert not conclusion.reached
    assert "was not reached" in conclusion.why_not
    assert (attempt.system, attempt.best_value, attempt.runs, attempt.runs_reached) == (
        "Our network",
        0.92,
        3,
        0,
    )
    # of 2, 3 and 4 evaluations the median is 3
    assert (attempt.epochs, attempt.examples, attempt.training_flop, attempt.seconds) == (
        3,
        9600,
        2.88e10,
        30,
    )
    assert not (results / "digits" / "measured.csv").exists()


def test_the_logs_of_all_seeds_are_kept_as_they_were_written(results: Path, tmp_path: Path) -> None:
    conclusion_of(results, *(run(tmp_path, seed, [0.9, 0.96], "reached") for seed in range(2)))
    written = (results / "digits" / "logs" / "measured-ours.jsonl").read_text(encoding="utf-8")
    assert written == "".join((tmp_path / f"seed-{seed}" / "log.jsonl").read_text() for seed in range(2))
    (log,) = digits(results).logs
    assert [e.point.value for e in log.evaluations] == [0.9, 0.96, 0.9, 0.96]
    assert json.loads(written.splitlines()[0])["versions"]["torch"] == "2.15.0"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"data_fingerprint": "9e01"}, "data set: fc72 and 9e01"),
        ({"recipe": "ba9876543210"}, "recipe: 0123456789ab and ba9876543210"),
        ({"forward_flop": 2e6}, "FLOP of a forward pass: 1000000.0 and 2000000.0"),
    ],
)
def test_seeds_on_other_data_or_by_another_recipe_make_no_row(
    results: Path, tmp_path: Path, other: dict[str, Any], words: str
) -> None:
    runs = (run(tmp_path, 0, [0.96], "reached"), run(tmp_path, 1, [0.96], "reached", **other))
    with pytest.raises(OtherRunError) as caught:
        conclusion_of(results, *runs)
    assert caught.value.message == f"ours: seeds 0 and 1 do not make one row: {words}"
    assert not (results / "digits" / "measured.csv").exists()


def test_some_seeds_that_reached_do_not_make_a_result(results: Path, tmp_path: Path) -> None:
    conclusion_of(
        results, run(tmp_path, 0, [0.9, 0.96], "reached"), run(tmp_path, 1, [0.9, 0.93], "complete")
    )
    (attempt,) = digits(results).attempts
    assert (attempt.best_value, attempt.runs, attempt.runs_reached) == (0.93, 2, 1)
    assert "measured" not in {r.submission for r in digits(results).results}


def test_a_run_that_diverged_stayed_short(results: Path, tmp_path: Path) -> None:
    conclusion = conclusion_of(results, run(tmp_path, 0, [0.5], "diverged"), run(tmp_path, 1, [], "diverged"))
    (attempt,) = digits(results).attempts
    assert (attempt.best_value, attempt.runs) == (0.5, 2)
    assert "no finite number" in conclusion.why_not


@pytest.mark.parametrize("ended", ["stopped", None])
def test_a_run_that_may_still_get_there_is_no_attempt(
    results: Path, tmp_path: Path, ended: Ended | None
) -> None:
    conclusion = conclusion_of(
        results, run(tmp_path, 0, [0.5, 0.9], "complete"), run(tmp_path, 1, [0.5], ended)
    )
    assert conclusion.written is None
    assert conclusion.why_not == "the target was not reached; the curves are kept in runs/"
    assert not (results / "digits" / "not-reached").exists()


def test_runs_without_an_evaluation_leave_nothing(results: Path, tmp_path: Path) -> None:
    assert conclusion_of(results, run(tmp_path, 0, [], "diverged")).written is None
    assert (
        conclusion_of(results, run(tmp_path, 0, [0.96], "reached"), run(tmp_path, 1, [], "diverged")).written
        is None
    )


def test_other_data_and_an_unknown_date_leave_nothing(results: Path, tmp_path: Path) -> None:
    other = run(tmp_path, 0, [0.5], "complete", data="JPEG-compressed digits", data_is_the_tasks=False)
    assert conclusion_of(results, other).written is None
    assert conclusion_of(results, run(tmp_path, 0, [0.5], "complete"), published="").written is None


def test_other_data_give_no_result_though_they_reach_the_target(results: Path, tmp_path: Path) -> None:
    other = run(tmp_path, 0, [0.96], "reached", data="JPEG-compressed digits", data_is_the_tasks=False)
    conclusion = conclusion_of(results, other)
    assert (conclusion.reached, conclusion.written) == (True, None)
    assert conclusion.why_not == "the data are JPEG-compressed digits, not the task's own"
    assert not (results / "digits" / "measured.csv").exists()


def test_a_later_run_that_reaches_takes_the_attempt_away_and_back(results: Path, tmp_path: Path) -> None:
    short, enough = run(tmp_path / "a", 0, [0.5], "complete"), run(tmp_path / "b", 0, [0.5, 0.96], "reached")
    conclusion_of(results, short)
    assert conclusion_of(results, enough).written == results / "digits" / "measured.csv"
    assert not digits(results).attempts
    assert not (results / "digits" / "not-reached" / "measured.csv").exists()
    conclusion_of(results, short)
    assert [r.submission for r in digits(results).results] == ["lab", "lab", "lab"]
    assert len(digits(results).attempts) == 1
    assert not (results / "digits" / "measured.csv").exists()


def test_rows_of_others_stay_byte_for_byte(results: Path, tmp_path: Path) -> None:
    lab = (results / "digits" / "lab.csv").read_bytes()
    mine = results / "digits" / "measured.csv"
    mine.write_text(
        "system,target,published,training_flop,flop_method,source_kind,source\n"
        "Another,good,2024-05-01,9e9,reported,measured,our logs\n"
    )
    before = mine.read_bytes()
    conclusion_of(results, run(tmp_path, 0, [0.5], "complete"))
    assert (results / "digits" / "lab.csv").read_bytes() == lab
    assert mine.read_bytes() == before


def test_what_does_not_stand_up_to_the_check_is_an_error_and_taken_back(
    results: Path, tmp_path: Path
) -> None:
    done = run(tmp_path, 0, [0.5], "complete")
    lines = tuple(line.replace("0.5", "0.6") for line in done.log.lines)
    tampered = replace(done.log, lines=lines)
    with pytest.raises(CollectionError) as raised:
        conclusion_of(results, FinishedRun(tampered))
    assert [f.where for f in raised.value.findings] == ["results/digits/logs/measured-ours.jsonl:2"]
    assert sorted(path.name for path in (results / "digits").rglob("*.*")) == ["lab.csv", "task.toml"]


def recipe_named(system: str) -> Recipe:
    return Recipe(
        task="digits",
        system=system,
        model="nets:ours",
        data=DATA,
        evaluates="top1",
        epochs=2,
        batch_size=32,
        learning_rate=0.1,
    )


def test_long_systems_that_begin_alike_have_curves_of_their_own() -> None:
    names = {
        MeasuredRuns(submission="a" * 60, recipe=recipe_named(f"network-{end}"), runs=()).curve
        for end in ("first", "second")
    }
    assert len(names) == 2
    assert all(len(name) <= 64 for name in names)


def test_two_systems_with_one_name_for_their_curves_are_refused_before_training(results: Path) -> None:
    recipes = [recipe_named("net_1"), recipe_named("net-1")]
    with pytest.raises(UsageError, match=r"net-1 and net_1 would both write curves/measured-net-1\.csv"):
        refuse_names_of_others(digits(results), "measured", recipes)


def test_curves_of_another_submission_are_refused_before_training(results: Path, tmp_path: Path) -> None:
    conclusion_of(results, run(tmp_path, 0, [0.5, 0.96], "reached"))
    ours = replace(recipe_named("ours"), title="Our network")
    refuse_names_of_others(digits(results), "measured", [ours])
    with pytest.raises(
        UsageError, match=r"that of 'Our network' in measured\.csv, and 'Renamed' would write it"
    ):
        refuse_names_of_others(digits(results), "measured", [replace(ours, title="Renamed")])
    with pytest.raises(
        UsageError, match=r"curves/measured-ours\.csv is that of 'Our network' in measured\.csv"
    ):
        refuse_names_of_others(digits(results), "measured-ours", [recipe_named("")])


def test_runs_that_were_not_counted_to_the_end_leave_nothing(results: Path, tmp_path: Path) -> None:
    left_out = {"aten::linalg_inv_ex": 2, "aten::sort": 1}
    for name, values in (("reached", [0.5, 0.96]), ("short", [0.5])):
        done = run(tmp_path / name, 0, values, "complete", uncounted=left_out)
        conclusion = conclusion_of(results, done)
        assert (conclusion.row, conclusion.written) == (None, None)
        assert conclusion.why_not == ("its count is incomplete: no formula for aten::linalg_inv_ex (2 calls)")


def test_operators_that_cannot_multiply_leave_a_count_complete(results: Path, tmp_path: Path) -> None:
    sorted_only = run(tmp_path, 0, [0.5, 0.96], "reached", uncounted={"aten::sort": 1})
    assert conclusion_of(results, sorted_only).written == results / "digits" / "measured.csv"


def test_a_row_says_how_training_was_counted_where_it_is_not_three_passes(
    results: Path, tmp_path: Path
) -> None:
    frozen = {"passes": 2.99531471, "training_method": "backward", "frozen_parameters": 288}
    conclusion_of(results, run(tmp_path, 0, [0.5, 0.96], "reached", **frozen))
    (row,) = [r for r in digits(results).results if r.submission == "measured"]
    # 1e6 x 6,400 examples x 2.99531 passes is within 2 % of the 1.92e10 of the curve
    assert (row.passes, row.flop_method) == (2.99531, "counted")
    assert row.note.endswith(
        "288 parameters are not trained: compute is that of the forward and the true backward pass."
    )
