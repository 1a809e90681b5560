"""`effsite verify` with torch: models counted again, results run again and kept beside their rows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from effsite import store

from .labs import effsite, measuring_lab

pytestmark = pytest.mark.train

HEADER = "target,system,published,training_flop,flop_method,inference_flop,model,source_kind,source\n"
ROWS = {
    "lenet5": "good,One,2020-01-01,8e12,reported,{flop},lenet5,reported,a report\n",
    "title": "good,LeNet-5,2020-01-01,8e12,reported,{flop},,reported,a report\n",
    "unknown": "good,Two,2020-01-01,8e12,reported,{flop},lenet55,reported,a report\n",
    "resized": "good,Three,2020-01-01,8e12,reported,{flop},resnet18 --input 3x64x64,reported,a report\n",
}


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A lab with a result of one seed that was run again with two, and what the command said."""
    lab = measuring_lab(tmp_path_factory.mktemp("again") / "lab")
    done = effsite(lab, "run", "digits", "small", "--device", "cpu")
    assert done.returncode == 0, done.stderr
    row = (lab / "results/digits/measured.csv").read_bytes()
    words = ("--reproduce", "--seeds", "2", "--by", "Another lab", "--name", "another", "--device", "cpu")
    done = effsite(lab, "verify", "results/digits/measured.csv", *words)
    assert done.returncode == 0, done.stderr + done.stdout
    assert (lab / "results/digits/measured.csv").read_bytes() == row
    return lab, done.stdout


def test_a_reproduction_is_trained_anew_and_kept_beside_the_result(again: tuple[Path, str]) -> None:
    lab, said = again
    task = store.load(lab / "results").task("digits")
    (row,), (result,) = task.reproductions, task.results
    assert (row.of, row.submission, row.by, row.system) == (
        "measured",
        "another",
        "Another lab",
        result.system,
    )
    assert (row.runs, row.runs_reached, row.devices) == (2, 2, 1)
    assert row.value is not None
    assert row.value >= 0.9
    # the first seed is the result's own, deterministic on a CPU; the figure is the median of both
    curves = {c.seed: c for c in task.curves if c.name == row.curve}
    (original,) = [c for c in task.curves if c.name == result.curve]
    assert sorted(curves) == [0, 1]
    assert [p.value for p in curves[0].points] == [p.value for p in original.points]
    assert {log.name for log in task.logs} == {result.curve, row.curve}
    assert re.search(r"run again by Another lab on .*: 2 runs, .* FLOP, [0-9.]+ times the result's", said)
    assert effsite(lab, "check").returncode == 0


def test_the_same_command_finds_its_runs_finished(again: tuple[Path, str]) -> None:
    lab, _ = again
    words = ("--reproduce", "--seeds", "2", "--by", "Another lab", "--name", "another", "--device", "cpu")
    done = effsite(lab, "verify", "results/digits/measured.csv", *words, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["written"]) == (0, [])
    assert len(store.load(lab / "results").task("digits").reproductions) == 1


def test_another_name_stands_beside_the_first(again: tuple[Path, str]) -> None:
    lab, _ = again
    words = ("--reproduce", "--by", "A third lab", "--name", "third", "--device", "cpu")
    assert effsite(lab, "verify", "results/digits/measured.csv", *words).returncode == 0
    assert len(store.load(lab / "results").task("digits").reproductions) == 2


def test_a_system_without_a_recipe_says_so(again: tuple[Path, str]) -> None:
    lab, _ = again
    (lab / "results/digits/mine.csv").write_text(HEADER + ROWS["lenet5"].format(flop="833040"))
    done = effsite(lab, "verify", "results/digits/mine.csv", "--reproduce", "--by", "A", "--device", "cpu")
    assert (done.returncode, "One was not run again: no recipe in digits.toml" in done.stdout) == (2, True)
    (lab / "results/digits/mine.csv").unlink()


@pytest.mark.parametrize(
    ("row", "flop", "code", "said"),
    [
        # LeNet-5: 416,520 multiply-adds. ResNet-18: 1,813,561,344 at 224x224, over 12.25 at 64x64, and
        # 512,000 of its classifier: 148,557,824
        ("lenet5", "833040", 0, "model lenet5: 833040 FLOP forward, stated 833040"),
        ("lenet5", "416520", 1, "model lenet5: 833040 FLOP forward, stated 416520"),
        ("title", "833040", 0, "lenet5, by the system's name: 833040 FLOP forward"),
        ("title", "416520", 2, "needs the column model: lenet5"),
        ("unknown", "833040", 2, "needs a model that can be counted: unknown model 'lenet55'"),
        ("resized", "2.97e8", 0, "model resnet18 --input 3x64x64: 2.97116e+08 FLOP forward"),
    ],
)
def test_a_model_that_is_named_is_counted_again(
    tmp_path: Path, row: str, flop: str, code: int, said: str
) -> None:
    lab = measuring_lab(tmp_path / "lab")
    (lab / "results/digits/mine.csv").write_text(HEADER + ROWS[row].format(flop=flop))
    done = effsite(lab, "verify", "results/digits/mine.csv")
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout
