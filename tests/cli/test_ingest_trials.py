"""Trials of studies: of each study the best counts, of the studies the median, as AlgoPerf scores them."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite import store
from tests.cli.ingesting import ingest
from tests.cli.test_ingest_collections import LOSS_TASK, TEXT, named

HEAD = "accumulated_submission_time,global_step,validation/loss\n"


def trial(root: Path, study: int, number: int, *rows: tuple[float, float]) -> None:
    """Evaluations (seconds, loss) after every tenth step."""
    folder = root / f"logs/amos/study_{study}/wmt_jax/trial_{number}"
    folder.mkdir(parents=True)
    lines = (f"{seconds},{10 * n},{loss}" for n, (seconds, loss) in enumerate(rows, 1))
    (folder / "eval_measurements.csv").write_text(HEAD + "\n".join(lines) + "\n")


@pytest.fixture
def text_lab(lab: Path) -> Path:
    folder = lab / "results" / "text"
    folder.mkdir()
    (folder / "task.toml").write_text(LOSS_TASK.replace('measure = "examples"', 'measure = "seconds"'))
    return lab


def taken(lab: Path, root: Path, *words: object):
    given = named(root / "facts.csv", "logs/amos,Amos,2022-10-21,Logs")
    rules = ("--metric", "validation/loss", "--rule", "median", "--submission", "logs", "--attempts")
    code, said = ingest(lab, root / "logs", *rules, "--facts", given, *words, format="algoperf", task=TEXT)
    return code, said, store.load(lab / "results").task("text")


def test_of_each_study_the_trial_that_is_first_at_the_level_counts(text_lab, tmp_path):
    trial(tmp_path, 0, 1, (50, 4), (90, 3.3))
    trial(tmp_path, 0, 2, (40, 3.5), (80, 3.2))
    trial(tmp_path, 1, 1, (40, 4), (70, 3.3))
    trial(tmp_path, 1, 2, (40, 4), (70, 3.4))
    trial(tmp_path, 2, 1, (40, 4), (99, 3.3), (120, 3.1))
    trial(tmp_path, 2, 2, (60, 4))
    code, said, task = taken(text_lab, tmp_path)
    (row,) = task.results
    assert (code, row.seconds, row.runs) == (0, 80, 3)  # of 80, 70 and 99
    ends = {c.seed: (c.points[-1].seconds, c.points[-1].value) for c in task.curves}
    assert ends == {0: (80, 3.2), 1: (70, 3.3), 2: (120, 3.1)}
    notes = [note["message"] for note in said["understood"]]
    assert "6 trials of 3 studies: of each the first at the level counts" in notes


def test_a_study_without_a_trial_at_the_level_is_the_slowest_by_its_best_one(text_lab, tmp_path):
    for study, losses in enumerate(((3.2, 3.6), (3.4, 3.35), (3.5, 3.4))):
        for number, loss in enumerate(losses):
            trial(tmp_path, study, number, (10, 4), (20 + number, loss))
    _, _, task = taken(text_lab, tmp_path)
    (attempt,) = task.attempts
    # one of three studies gets there; of the others the best trials end at 3.35 and 3.4
    assert (attempt.runs, attempt.runs_reached, attempt.best_value) == (3, 1, 3.35)
    assert {c.seed: c.points[-1].value for c in task.curves} == {0: 3.2, 1: 3.35, 2: 3.4}
