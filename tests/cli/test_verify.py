"""`effsite verify` as people run it, without torch: what agrees, what does not, what is left open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from effsite import store
from effsite.measure import extra

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Effsite

HEADER = (
    "target,system,published,value,training_flop,flop_method,forward_flop,examples,curve,source_kind,source\n"
)
ROW = 'good,"Net, tiny",2025-03-02,0.96,6e11,counted,1e6,2e5,tiny,measured,our logs\n'
BARE = "good,Bare,2025-03-03,0.96,5e11,reported,,,,reported,a report\n"
CURVE = "step,examples,training_flop,value\n1,1e5,3e11,0.5\n2,2e5,6e11,0.96\n"
MINE = "results/digits/mine.csv"


@pytest.fixture
def mine(lab: Path) -> Path:
    """A lab with a counted result that has a curve, and one whose source reports the figure alone."""
    (lab / MINE).write_text(HEADER + ROW + BARE)
    (lab / "results/digits/curves").mkdir()
    (lab / "results/digits/curves/tiny.csv").write_text(CURVE)
    return lab / MINE


def told(effsite: Effsite, *words: str) -> tuple[int, Any]:
    done = effsite("verify", *words, "--json")
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def verdicts(row: Any) -> dict[str, str]:
    return {point["about"]: point["verdict"] for point in row["points"]}


def test_what_can_be_verified_is_and_the_rest_says_what_it_needs(effsite: Effsite, mine: Path) -> None:
    code, report = told(effsite, MINE)
    first, second = report["rows"]
    assert (code, report["outcome"]) == (0, "agrees")
    assert verdicts(first) == {
        **{"crossing": "agrees", "compute": "agrees", "log": "not verified", "model": "not verified"}
    }
    assert set(verdicts(second).values()) == {"not verified"}
    assert all(p["said"].startswith("needs ") for p in second["points"])


def test_a_row_of_which_nothing_can_be_verified_is_told_apart(effsite: Effsite, mine: Path) -> None:
    assert told(effsite, MINE, "--system", "Bare")[0] == 2


def test_a_curve_that_says_otherwise_is_a_disagreement(effsite: Effsite, mine: Path, lab: Path) -> None:
    (lab / "results/digits/curves/tiny.csv").write_text(CURVE.replace("6e11", "7e11"))
    done = effsite("verify", MINE)
    assert done.returncode == 1
    assert "crossing  disagrees     training_flop 7e+11 at the crossing, the row says 6e+11" in done.stdout


def test_write_makes_the_row_log_checked_and_changes_nothing_else(effsite: Effsite, mine: Path) -> None:
    before = mine.read_text()
    assert "1 claimed row may be log-checked" in effsite("verify", MINE).stdout
    assert mine.read_text() == before
    done = effsite("verify", MINE, "--write")
    assert (done.returncode, f"written: {MINE}" in done.stdout) == (0, True)
    lines = before.splitlines()
    assert mine.read_text().splitlines() == [f"{lines[0]},status", f"{lines[1]},log-checked", f"{lines[2]},"]
    assert effsite("check").returncode == 0
    assert "written" not in effsite("verify", MINE, "--write").stdout


def test_a_row_that_disagrees_stays_claimed(effsite: Effsite, mine: Path, lab: Path) -> None:
    (lab / "results/digits/curves/tiny.csv").write_text(CURVE.replace("6e11", "7e11"))
    before = mine.read_text()
    assert effsite("verify", MINE, "--write").returncode == 1
    assert mine.read_text() == before


def test_log_checked_by_hand_does_not_stand_where_the_curve_says_otherwise(
    effsite: Effsite, mine: Path, lab: Path
) -> None:
    effsite("verify", MINE, "--write")
    (lab / "results/digits/curves/tiny.csv").write_text(CURVE.replace("6e11", "7e11"))
    done = effsite("check", MINE)
    assert (done.returncode, "tiny reaches good at 7e+11, the row says 6e+11" in done.stdout) == (1, True)


def test_a_row_that_cannot_be_read_could_not_be_verified(effsite: Effsite, mine: Path) -> None:
    mine.write_text(HEADER + ROW + BARE.replace("2025-03-03", "soon"))
    code, report = told(effsite, MINE)
    assert (code, len(report["rows"])) == (2, 1)
    assert report["findings"][0].startswith(f"{MINE}:3:3: published is not a date")


@pytest.mark.parametrize("path", ["results/digits/none.csv", "docs/about.md", "results/hardware"])
def test_a_path_without_results_is_refused(effsite: Effsite, path: str) -> None:
    done = effsite("verify", path)
    assert (done.returncode, done.stderr.startswith("error: ")) == (2, True)


def test_a_model_is_not_counted_without_the_extra(effsite: Effsite, mine: Path) -> None:
    rows = ROW.replace(",tiny,measured", ",tiny,lenet5,measured")
    mine.write_text(HEADER.replace("curve,", "curve,model,") + rows)
    _, report = told(effsite, MINE)
    (said,) = [p["said"] for p in report["rows"][0]["points"] if p["about"] == "model"]
    if extra.installed():
        assert said.startswith("model lenet5: 833040 FLOP forward")
    else:
        assert said == "needs effsite[train] to count lenet5: pip install 'effsite[train]'"
        done = effsite("verify", MINE, "--reproduce", "--by", "A lab")
        assert (done.returncode, "torch" in done.stderr) == (2, True)


def test_the_status_reaches_the_collection(effsite: Effsite, mine: Path, lab: Path) -> None:
    effsite("verify", "results", "--write")
    rows = store.load(lab / "results").task("digits").results
    assert {r.system: r.status for r in rows if r.submission == "mine"} == {
        "Net, tiny": "log-checked",
        "Bare": "claimed",
    }
