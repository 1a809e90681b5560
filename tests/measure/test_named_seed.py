"""One seed of a study by its name: it trains what the study would, and leaves the row to the study."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from effsite.cli import app
from effsite.errors import EffsiteError, UsageError
from effsite.locks import file_lock

from .studies import TASK, UNMEASURED, everything, study_lab
from .test_study_parts import forge, invoke, log, told

pytestmark = pytest.mark.train

BOTH = ("--target", "easy", "--target", "hard")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab that ran three seeds in one command."""
    lab = study_lab(tmp_path_factory.mktemp("study") / "lab")
    assert invoke(lab, "quick", *BOTH, "--seeds", "3").exit_code == 0
    return lab


def curve(lab: Path, seed: int) -> list[dict[str, Any]]:
    return [row for row in everything(lab)["curves/measured-quick.csv"] if row["seed"] == str(seed)]


def test_seeds_by_their_names_make_the_rows_of_the_study(tmp_path: Path, study: Path) -> None:
    lab = study_lab(tmp_path / "lab")
    for seed in (2, 0, 1):
        done = invoke(lab, "quick", *BOTH, "--seed", str(seed))
        assert done.exit_code == 0
        assert "measured.csv" not in everything(lab)
    verdict = told(lab, "quick", *BOTH, "--seeds", "3")
    assert [run["skipped"] for run in verdict["runs"][0]["runs"]] == [True] * 3
    assert everything(lab) == everything(study)


def test_a_named_seed_says_what_it_came_to_and_how_the_row_is_written(tmp_path: Path, study: Path) -> None:
    lab = study_lab(tmp_path / "lab")
    verdict = told(lab, "quick", "--target", "easy", "--seed", "1")
    (run,) = verdict["runs"]
    assert (run["seed"], run["ended"], run["reached"], verdict["written"]) == (1, "reached", True, None)
    assert str(int(run["training_flop"])) in {row["training_flop"] for row in curve(study, 1)}
    assert "--seeds takes the finished ones and writes it" in verdict["why_not"]
    assert [path.name for path in (lab / "runs" / "corners" / "quick").iterdir()] == ["seed-1"]


def test_a_named_seed_leaves_the_row_over_all_seeds_alone(tmp_path: Path, study: Path) -> None:
    lab = tmp_path / "lab"
    shutil.copytree(study, lab)
    assert invoke(lab, "quick", *BOTH, "--seed", "0").exit_code == 0
    assert everything(lab) == everything(study)
    assert [row["runs"] for row in everything(lab)["measured.csv"]] == ["3", "3"]


def test_a_named_seed_at_full_length_tells_no_level(tmp_path: Path) -> None:
    lab = study_lab(tmp_path / "lab", epochs=2, task=TASK.split("[[targets]]")[0] + UNMEASURED)
    alone = invoke(lab, "quick", "--full", "--seed", "1")
    assert alone.exit_code == 0
    assert "none from a seed alone" in alone.stdout
    both = told(lab, "quick", "--full", "--seeds", "2")
    assert [run["skipped"] for run in both["runs"]] == [False, True]
    assert both["level"] is not None


def test_one_seed_and_several_are_not_asked_for_at_once(tmp_path: Path) -> None:
    error = invoke(study_lab(tmp_path / "lab"), "quick", "--seed", "1", "--seeds", "2").exception
    assert isinstance(error, UsageError)
    assert "--seed 1 names one seed, and --seeds 2 asks for several" in error.message


def test_a_seed_below_zero_is_refused(tmp_path: Path) -> None:
    lab = study_lab(tmp_path / "lab")
    done: Result = CliRunner().invoke(app, ["run", "corners", "quick", "--seed", "-1", "--project", str(lab)])
    assert done.exit_code == 2
    assert not (lab / "runs").exists()


def test_a_seed_at_which_another_command_works_is_left_to_it(tmp_path: Path) -> None:
    lab = study_lab(tmp_path / "lab")
    folder = log(lab, seed=1).parent
    folder.mkdir(parents=True)
    with file_lock(folder / ".lock", 0):
        busy = invoke(lab, "quick", *BOTH, "--seed", "1").exception
        other = invoke(lab, "quick", *BOTH, "--seed", "0")
    assert isinstance(busy, EffsiteError)
    assert "another effsite is at the run in" in busy.message
    assert other.exit_code == 0
    assert invoke(lab, "quick", *BOTH, "--seed", "1").exit_code == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"device_kind": "cuda"}, "kind of device: cpu and cuda"),
        ({"processes": 2}, "number of processes: 1 and 2"),
        ({"passes": 2.5}, "passes an example: 3.0 and 2.5"),
    ],
)
def test_seeds_that_were_run_in_different_ways_make_no_row(
    tmp_path: Path, study: Path, change: dict[str, Any], words: str
) -> None:
    lab = tmp_path / "lab"
    shutil.copytree(study, lab)
    before = json.loads(log(lab, seed=2).read_text().splitlines()[0])
    forge(log(lab, seed=2), log(study, seed=1), seed=2, **change)
    done = invoke(lab, "quick", *BOTH, "--seeds", "3")
    assert before["device_kind"] == "cpu"
    assert isinstance(done.exception, EffsiteError)
    assert f"quick: seeds 0 and 2 do not make one row: {words}" in done.exception.message
    assert everything(lab) == everything(study)
