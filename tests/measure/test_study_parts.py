"""The parts of a study: several targets, levels to come, time, finished runs from elsewhere."""

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
from effsite.measure.data import trees

from .studies import TASK, UNMEASURED, everything, study_lab

pytestmark = pytest.mark.train


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return study_lab(tmp_path / "lab")


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a first run loads, so that a short time limit is one of training."""
    invoke(study_lab(tmp_path_factory.mktemp("warm") / "lab"), "quick", "--target", "easy")


@pytest.fixture
def long_lab(tmp_path: Path, warm: None) -> Path:
    """A lab whose runs take many times a second at full length."""
    return study_lab(tmp_path / "lab", epochs=2000)


def invoke(lab: Path, *arguments: str) -> Result:
    where = ["--project", str(lab), "--data", str(lab / "images"), "--device", "cpu"]
    return CliRunner().invoke(app, ["run", "corners", *arguments, *where])


def told(lab: Path, *arguments: str) -> Any:
    return json.loads(invoke(lab, *arguments, "--json").stdout)


def log(lab: Path, system: str = "quick", seed: int = 0) -> Path:
    return lab / "runs" / "corners" / system / f"seed-{seed}" / "log.jsonl"


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def forge(path: Path, source: Path, **begin: Any) -> None:
    """A log like that of `source`, begun with something else and not getting anywhere."""
    first, *rest = events(source)
    changed = [{**event, "value": 0.25} if "value" in event else event for event in rest]
    changed = [{**e, "ended": "complete"} if e["event"] == "end" else e for e in changed]
    changed = [{**e, "seed": begin["seed"]} if "seed" in e and "seed" in begin else e for e in changed]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(e) + "\n" for e in [{**first, **begin}, *changed]))


def test_stopped_study_lists_what_remains_and_exits_with_4(long_lab: Path) -> None:
    stopped = invoke(long_lab, "slow", "quick", "--seeds", "2", "--full", "--time-limit", "1s", "--json")
    left = [(run["system"], run["seed"]) for run in json.loads(stopped.stdout)["remaining"]]
    assert stopped.exit_code == 4
    assert left == [("slow", 0), ("quick", 0), ("slow", 1), ("quick", 1)]
    assert [e["ended"] for e in events(log(long_lab, "slow")) if e["event"] == "end"] == ["stopped"]
    assert not log(long_lab, "quick").exists()


def test_stopped_study_says_in_words_how_to_go_on(long_lab: Path) -> None:
    stopped = invoke(long_lab, "slow", "--full", "--time-limit", "1s")
    assert "stopped in time, 1 run remains; the same command goes on" in stopped.stdout
    assert "slow seed 0" in stopped.stdout


def test_run_that_stopped_at_an_easier_target_goes_on_from_its_checkpoint(lab: Path) -> None:
    easy = told(lab, "quick", "--target", "easy")
    steps = [e["step"] for e in events(log(lab)) if e["event"] == "evaluation"]
    hard = told(lab, "quick", "--target", "hard")
    resumed = [e["step"] for e in events(log(lab)) if e["event"] == "resume"]
    assert (easy["runs"][0]["ended"], hard["runs"][0]["ended"]) == ("reached", "reached")
    assert resumed == steps[-1:]
    assert [r["target"] for r in everything(lab)["measured.csv"]] == ["easy", "hard"]


def test_target_that_the_curve_has_passed_takes_no_training(lab: Path) -> None:
    invoke(lab, "quick", "--target", "hard")
    before = log(lab).read_bytes()
    easy = told(lab, "quick", "--target", "easy")
    assert (easy["reached"], easy["runs"][0]["skipped"], easy["remaining"]) == (True, True, [])
    assert log(lab).read_bytes() == before


def test_finished_run_is_known_by_its_log_alone(lab: Path, tmp_path: Path) -> None:
    invoke(lab, "quick", "--target", "hard")
    elsewhere = study_lab(tmp_path / "elsewhere")
    log(elsewhere).parent.mkdir(parents=True)
    shutil.copy(log(lab), log(elsewhere))
    verdict = told(elsewhere, "quick", "--target", "hard")
    assert verdict["runs"][0]["skipped"]
    assert everything(elsewhere) == everything(lab)


def test_finished_run_of_another_device_is_taken_but_not_mixed_with_new_ones(lab: Path) -> None:
    invoke(lab, "quick", "--target", "hard")
    log(lab).write_text(log(lab).read_text().replace('"device_kind": "cpu"', '"device_kind": "cuda"'))
    taken = told(lab, "quick", "--target", "hard")
    mixed = invoke(lab, "quick", "--target", "hard", "--seeds", "2")
    assert taken["runs"][0]["skipped"]
    assert isinstance(mixed.exception, EffsiteError)
    assert "seed 0 was run on cuda" in mixed.exception.message


def test_a_later_seed_that_stays_short_takes_the_result_back(lab: Path) -> None:
    invoke(lab, "quick", "--target", "easy", "--target", "hard")
    assert len(everything(lab)["measured.csv"]) == 2
    forge(log(lab, seed=1), log(lab), seed=1)
    done = invoke(lab, "quick", "--target", "easy", "--seeds", "2")
    assert done.exit_code == 3
    assert "measured.csv" not in everything(lab)


def test_run_made_anew_renews_its_rows_at_other_targets_too(long_lab: Path) -> None:
    invoke(long_lab, "quick", "--target", "easy", "--target", "hard")
    before = everything(long_lab)["measured.csv"]
    invoke(long_lab, "quick", "--target", "hard", "--batch-size", "8", "--restart")
    after = everything(long_lab)["measured.csv"]
    assert [row["target"] for row in after] == ["easy", "hard"]
    assert all("batch 8" in row["note"] for row in after)
    # to the end of a long recipe, which takes more than a second on any machine
    stopped = invoke(long_lab, "slow", "quick", "--full", "--restart", "--time-limit", "1s")
    assert stopped.exit_code == 4
    assert [row["target"] for row in before] == ["easy", "hard"]
    assert [r for r in everything(long_lab)["measured.csv"] if r["system"] == "Quick net"] == after


def test_system_on_which_torch_gives_up_does_not_end_the_others(lab: Path) -> None:
    with (lab / "recipes" / "corners.toml").open("a") as recipe:
        recipe.write('[systems.misfit]\nmodel = "tests.measure.nets:misfit"\n')
    done = invoke(lab, "misfit", "quick", "--seeds", "2")
    assert done.exit_code == 1
    assert done.stderr.count("error: torch gave up on misfit: ") == 1
    assert [row["system"] for row in everything(lab)["measured.csv"]] == ["Quick net"]
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        raise invoke(lab, "misfit").exception or AssertionError


def test_images_are_decoded_once_for_systems_of_every_size(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    real = trees.pictures

    def counted(paths: list[Path], side: int) -> Any:
        decoded.append(len(paths))
        return real(paths, side)

    monkeypatch.setattr(trees, "pictures", counted)
    done = invoke(lab, "quick", "slow", "--seeds", "2")
    assert done.exit_code == 0
    assert decoded == [240, 100]


def test_target_without_a_level_asks_for_full(tmp_path: Path) -> None:
    lab = study_lab(tmp_path / "lab", task=TASK + UNMEASURED)
    done = invoke(lab, "quick", "--target", "quick-level")
    assert isinstance(done.exception, UsageError)
    assert "has no level yet: it is what Quick net has at full length" in done.exception.message
    assert "effsite run corners SYSTEM --full" in done.exception.hint


def test_full_length_tells_the_level_that_follows(tmp_path: Path) -> None:
    task = TASK[: TASK.index("[[targets]]")] + UNMEASURED
    lab = study_lab(tmp_path / "lab", epochs=3, task=task)
    done, told_again = invoke(lab, "quick", "--seeds", "3", "--full"), told(lab, "quick", "--full")
    three = told(lab, "quick", "--seeds", "3", "--full")
    last = sorted(run["last_value"] for run in three["runs"])
    assert done.exit_code == 0
    # a hundred test images: the median has two decimals and stays as it is at three
    assert three["level"] == three["median"] == last[1]
    assert f"[[targets]] quick-level: level = {last[1]:g}" in done.stdout
    assert [run["skipped"] for run in three["runs"]] == [True] * 3
    assert (told_again["targets"], told_again["remaining"]) == (["quick-level"], [])
    assert "measured.csv" not in everything(lab)


def test_a_level_over_the_worst_seed_is_the_last_value_of_the_worst(tmp_path: Path) -> None:
    task = TASK[: TASK.index("[[targets]]")] + UNMEASURED.replace(
        "level_of", 'level_over = "worst"\nlevel_of'
    )
    lab = study_lab(tmp_path / "lab", epochs=3, task=task)
    invoke(lab, "quick", "--seeds", "3", "--full")
    three = told(lab, "quick", "--seeds", "3", "--full")
    last = sorted(run["last_value"] for run in three["runs"])
    assert (three["level"], three["median"], three["level_over"]) == (last[0], last[1], "worst")
    assert "from the worst of the seeds" in invoke(lab, "quick", "--seeds", "3", "--full").stdout


def test_a_level_to_come_is_told_beside_the_result_at_one_that_is_there(tmp_path: Path) -> None:
    lab = study_lab(tmp_path / "lab", task=TASK + UNMEASURED, epochs=40)
    quick, slow = told(lab, "quick", "--full")["runs"], told(lab, "slow", "--full")
    assert [run.get("target") or run["targets"] for run in quick] == ["easy", ["quick-level"]]
    assert quick[1]["level"] is not None
    assert slow["target"] == "easy"


def test_level_waits_for_every_seed(tmp_path: Path) -> None:
    task = TASK[: TASK.index("[[targets]]")] + UNMEASURED
    lab = study_lab(tmp_path / "lab", epochs=3, task=task)
    invoke(lab, "quick", "--full")
    forge(log(lab, seed=1), log(lab), seed=1)
    log(lab, seed=1).write_text(log(lab, seed=1).read_text().replace('"complete"', '"diverged"'))
    found = told(lab, "quick", "--full", "--seeds", "2")
    assert ([run["ended"] for run in found["runs"]], found["level"]) == (["complete", "diverged"], None)
    assert "none yet: 1 of 2 runs" in invoke(lab, "quick", "--full", "--seeds", "2").stdout
