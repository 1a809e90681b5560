"""Every command as a process: what it prints, where, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Effsite

ROOT = Path(__file__).parents[2]


def test_trend_prints_one_json_object_with_the_documented_keys(effsite: Effsite) -> None:
    done = effsite("trend", "digits", "--json")
    numbers = json.loads(done.stdout)
    # 8e12 -> 1e12 is 8x; 2020-01-01 to 2024-01-01 is 1461 days = 48.0 months of 30.4375 days
    assert done.returncode == 0
    assert (numbers["task"], numbers["target"], numbers["measure"]) == ("digits", "good", "training_flop")
    assert numbers["factor"] == 8
    assert numbers["span_months"] == pytest.approx(48.0)
    assert numbers["two_point_doubling_time_months"] == pytest.approx(16.0)
    assert numbers["moore_factor"] == pytest.approx(4.0)
    assert [p["system"] for p in numbers["frontier"]] == ["Perceptron", "Small net", "Smaller net"]
    assert {"n", "doubling_time_months", "interval", "r_squared"} <= numbers.keys()


def test_trend_in_a_pipe_prints_plain_lines(effsite: Effsite) -> None:
    done = effsite("trend", "digits", "--target", "good")
    # a stated total, 0.33 to 2.1 times what it says; both of the factor's figures are: 8x by or times 3.797
    row = "Smaller net\t2024-01-01\t1e+12\t8x\t3.3e11 to 2.1e12\tmeasured"
    assert row in done.stdout.splitlines()
    assert "    its two figures     leave it between 2.1x and 30x" in done.stdout.splitlines()
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_trend_holds_stated_factors_against_the_record(effsite: Effsite, lab: Path) -> None:
    (lab / "results" / "digits" / "stated.csv").write_text(
        "target,system,field,as_printed,read_as,source\ngood,Small net,factor,3x,3,a talk\n"
    )
    # 8e12 / 4e12 = 2x, not 3x; 2020-01-01 to 2022-01-01 is 731 days = 24.02 months for one halving
    assert "3x\tSmall net\t2x\tdiffers\t24.02 months" in effsite("trend", "digits").stdout.splitlines()


def test_trend_of_all_targets_prints_each_and_what_they_come_to(effsite: Effsite) -> None:
    done = effsite("trend", "--all", "--project", str(ROOT))
    data = json.loads(effsite("trend", "--all", "--json", "--project", str(ROOT)).stdout)

    lines = done.stdout.splitlines()
    first = data["estimates"][0]
    assert lines[0].startswith(f"Over {len(first['targets'])} tasks, one target each, the training compute")
    ends = (first["low"], first["high"], first["new_target_low"], first["new_target_high"])
    assert (
        f"One target of each task\t{len(first['targets'])}\t{first['halving_time_months']:.2f}\t"
        f"{ends[0]:.1f} to {ends[1]:.1f}\t{ends[2]:.1f} to {ends[3]:.1f}"
    ) in lines
    alexnet = next(t for t in data["targets"] if t["target"] == "alexnet-level")
    shown = f"{alexnet['halving_time_months']:.2f}\t{alexnet['low']:.1f} to {alexnet['high']:.1f}\tyes"
    assert f"imagenet/alexnet-level\t{shown}" in lines
    assert any(line.endswith("\ttoo few\t\t") for line in lines)


def test_trend_of_all_targets_says_so_where_none_has_an_interval(effsite: Effsite) -> None:
    done = effsite("trend", "--all")

    assert done.stdout.startswith("Not to be said yet: 0 tasks with an interval of the rate")
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["trend", "digit"], "unknown task 'digit'", "did you mean 'digits'?"),
        (["trend", "digits", "--target", "goood"], "no target 'goood'", "did you mean 'good'?"),
        (["trend", "digits", "--measure", "second"], "unknown measure 'second'", "did you mean 'seconds'?"),
        (["trend"], "no task is named", "--all puts all targets together"),
        (["trend", "digits", "--all"], "--all is of every target", "leave out task, --target and --measure"),
        (["trend", "--all", "-m", "seconds"], "--all is of every target", "leave out task"),
        (["fields", "results"], "unknown type 'results'", "did you mean 'result'?"),
        (["check", "results/nowhere"], "is not a file or folder below results", "name a path"),
        (["build", "--project", "docs"], "is not an effsite project", "--project DIR"),
        (["list", "--project", "docs"], "no folder docs/results", "--project DIR"),
    ],
)
def test_what_is_not_there_exits_with_2_and_a_way_out(
    effsite: Effsite, arguments: list[str], message: str, hint: str
) -> None:
    done = effsite(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_list_names_every_target_with_its_latest_record(effsite: Effsite) -> None:
    (target,) = json.loads(effsite("list", "--json").stdout)["targets"]
    assert (target["task"], target["target"], target["results"]) == ("digits", "good", 3)
    assert (target["latest_record"], target["published"]) == ("Smaller net", "2024-01-01")
    assert (target["not_reached"], target["estimated_share"]) == (0, 0)
    assert effsite("list").stdout.splitlines() == [
        "task\ttarget\tresults\tfactor\tlatest record\tpublished\testimates",
        "digits\tgood\t3\t8x\tSmaller net\t2024-01-01\tnone",
    ]


def test_check_of_a_good_record_exits_with_0(effsite: Effsite) -> None:
    done = effsite("check", "--json")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    # A lab's own figures without a curve, a number of runs or a link are no errors.
    assert (said["ok"], said["changes"]) == (True, [])
    assert {(f["severity"], f["code"]) for f in said["findings"]} == {
        ("warning", "placeholder-number"),  # 1e12
        ("warning", "record-without-evidence"),
        ("warning", "runs-not-told"),
    }


def test_check_of_a_bad_row_exits_with_1_and_says_where(effsite: Effsite, lab: Path) -> None:
    path = lab / "results" / "digits" / "lab.csv"
    path.write_text(path.read_text().replace("4e12", "4 TFLOP"))
    done = effsite("check", "--json")
    (finding,) = [f for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"]
    assert done.returncode == 1
    assert (finding["file"], finding["line"], finding["column"]) == ("results/digits/lab.csv", 3, 4)


def test_check_reports_only_on_the_paths_it_is_given(effsite: Effsite, lab: Path) -> None:
    (lab / "results" / "digits" / "other.csv").write_text("target\n")
    assert effsite("check", "results/digits/lab.csv").returncode == 0
    assert effsite("check", "results/digits").returncode == 1


def test_check_says_what_a_submission_changes(effsite: Effsite, lab: Path) -> None:
    header, *_ = (lab / "results" / "digits" / "lab.csv").read_text().splitlines(keepends=True)
    row = "good,Tiny net,2025-01-01,5e11,reported,measured,our logs\n"
    (lab / "results" / "digits" / "new.csv").write_text(header + row)
    changes = json.loads(effsite("check", "results/digits/new.csv", "--json").stdout)["changes"]
    assert any("Tiny net" in change["text"] for change in changes)
    assert any(change["before"] == 8 and change["after"] == 16 for change in changes)


def test_fields_lists_the_columns_of_a_result(effsite: Effsite) -> None:
    lines = effsite("fields").stdout.splitlines()
    assert any(line.startswith("training_flop\tnumber, FLOP\t\t") for line in lines)


def test_fields_lists_the_columns_of_an_attempt(effsite: Effsite) -> None:
    lines = effsite("fields", "attempt").stdout.splitlines()
    assert any(line.startswith("best_value\tnumber\trequired\t") for line in lines)


def test_check_names_the_line_of_an_attempt_that_its_curve_does_not_bear_out(
    effsite: Effsite, lab: Path
) -> None:
    task = lab / "results" / "digits"
    (task / "not-reached").mkdir()
    (task / "curves").mkdir()
    (task / "not-reached" / "lab.csv").write_text(
        "target,system,published,best_value,runs,curve,source_kind,source\n"
        "good,Large net,2021-01-01,0.93,1,large,measured,our logs\n"
    )
    (task / "curves" / "large.csv").write_text("step,value\n10,0.9\n20,0.94\n")
    done = effsite("check")
    assert done.returncode == 1
    assert "results/digits/not-reached/lab.csv:2:4: Large net: the best value in large is 0.94" in done.stdout


def test_fields_writes_the_dictionary(effsite: Effsite, lab: Path) -> None:
    assert effsite("fields", "--write", "results").returncode == 0
    assert (lab / "results" / "README.md").read_text().startswith("# The collection")
    assert effsite("check").returncode == 0


def test_build_prints_one_json_object(effsite: Effsite, lab: Path) -> None:
    done = effsite("build", "--strict", "--json")
    built = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (built["targets"], built["results"], built["warnings"]) == (1, 3, [])
    assert (lab / "site" / "digits" / "good" / "index.html").is_file()


def test_build_says_what_it_built_and_how_long_it_took(effsite: Effsite) -> None:
    done = effsite("build")
    assert done.returncode == 0
    assert "3 results at 1 target in " in done.stdout
    assert done.stderr == ""


def test_version_is_printed(effsite: Effsite) -> None:
    assert effsite("--version").stdout.startswith("effsite 0.")
