"""`effsite new` as people run it: by options in a script, by answers at a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

from effsite import store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Effsite

WHERE = ("--task", "digits", "--target", "good")
WHAT = {
    "system": "Tiny net",
    "published": "2025-03-02",
    "value": "0.96",
    "source_kind": "measured",
    "source": "our logs",
}
CURVE = """\
seed,step,epoch,examples,training_flop,seconds,value
0,100,1,1000,1e12,10,0.90
0,200,2,2000,2e12,20,0.95
1,100,1,1000,1e12,11,0.91
1,300,3,3000,3e12,31,0.96
"""


def given(**cells: str) -> list[str]:
    return [word for name, text in cells.items() for word in ("--set", f"{name}={text}")]


def test_a_result_by_options_is_a_file_of_its_own_that_passes_the_check(effsite: Effsite, lab: Path) -> None:
    done = effsite("new", *WHERE, *given(**WHAT, forward_flop="1e6", examples="2e5"))
    assert done.returncode == 0, done.stderr
    # 1e6 FLOP x 2e5 images x 3 passes = 6e11 FLOP
    assert "training_flop 6e11: forward_flop x examples x passes" in done.stdout
    row = store.load(lab / "results").task("digits").results_for("good")[-1]
    assert (row.submission, row.training_flop, row.flop_method) == ("tiny-net", 6e11, "counted")
    assert (row.passes, row.status, row.seconds) == (3, "claimed", None)
    assert effsite("check", "results/digits/tiny-net.csv").returncode == 0


def test_what_is_computed_keeps_the_digits_that_tell_a_tie_from_a_record(effsite: Effsite, lab: Path) -> None:
    cells = given(**WHAT, forward_flop="123456789", examples="1419444")
    assert effsite("new", *WHERE, *cells).returncode == 0
    row = store.load(lab / "results").task("digits").results_for("good")[-1]
    # 123,456,789 x 1,419,444 x 3 = 525,719,995,215,948
    assert row.training_flop == 525_719_995_216_000


def test_the_commands_that_follow_put_it_on_a_branch(effsite: Effsite, lab: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=lab, check=True)
    done = effsite("new", *WHERE, *given(**{**WHAT, "system": "Tiny 'net' $(date)"}, seconds="60"))
    lines = done.stdout.split("next:\n")[1].splitlines()
    assert [line.split()[:2] for line in lines[2:]] == [["git", "switch"], ["git", "add"], ["git", "commit"]]
    ours = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "A lab"}
    ours |= {"GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "lab@example.org"}
    for line in lines[2:]:
        subprocess.run(["sh", "-c", line], cwd=lab, check=True, env=os.environ | ours, capture_output=True)
    shown = subprocess.run(
        ["git", "log", "-1", "--format=%s", "--name-only"],
        cwd=lab,
        check=True,
        capture_output=True,
        text=True,
    )
    assert shown.stdout.split("\n\n") == [
        "Add Tiny 'net' $(date) to good",
        "results/digits/tiny-net-date.csv\n",
    ]


def test_a_curve_fills_in_what_its_crossing_says(effsite: Effsite, lab: Path) -> None:
    (lab / "mine.csv").write_text(CURVE)
    cells = {name: text for name, text in WHAT.items() if name != "value"}
    done = effsite("new", *WHERE, *given(**cells, flop_method="reported"), "--curve", "mine.csv", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["files"] == ["results/digits/tiny-net.csv", "results/digits/curves/tiny-net.csv"]
    (row,) = [r for r in store.load(lab / "results").task("digits").results if r.curve == "tiny-net"]
    # medians of the two seeds: 2e12 and 3e12 FLOP, 20 and 31 s, 0.95 and 0.96
    assert (row.training_flop, row.seconds, row.runs) == (2.5e12, 25.5, 2)
    assert (row.training_flop_low, row.training_flop_high, row.value) == (2e12, 3e12, 0.955)


def test_a_curve_that_stays_short_is_no_result(effsite: Effsite, lab: Path) -> None:
    (lab / "mine.csv").write_text(CURVE.replace("0.96", "0.94"))
    done = effsite("new", *WHERE, *given(**WHAT, seconds="60"), "--curve", "mine.csv")
    assert done.returncode == 2
    assert "mine.csv: seed 1 never reaches good (0.95): its best is 0.94" in done.stderr


def test_a_curve_in_another_form_is_refused_with_its_line(effsite: Effsite, lab: Path) -> None:
    (lab / "mine.csv").write_text("step,value\n1,0.9\ntwo,0.96\n")
    done = effsite("new", *WHERE, *given(**WHAT, seconds="60"), "--curve", "mine.csv")
    assert (done.returncode, "mine.csv:3:1: step is not a whole number" in done.stderr) == (2, True)


def test_everything_that_is_wrong_is_told_at_once(effsite: Effsite) -> None:
    words = given(valeu="1", published="2999-01-01", value="0.5", status="reproduced", system="A")
    done = effsite("new", *WHERE, *words, "--set", "system=B", "--set", "odd")
    assert done.returncode == 2
    for said in (
        "--set valeu: there is no such column. did you mean 'value'?",
        "--set published: lies in the future",
        "--set value: is 0.5, which does not reach good",
        "--set status: a new result is claimed",
        "--set system: is given twice",
        "--set odd: write column=value",
    ):
        assert said in done.stderr


def test_everything_that_is_missing_is_told_at_once_with_what_it_is(effsite: Effsite) -> None:
    done = effsite("new", *WHERE, "--set", "system=A", "--no-input")
    assert done.returncode == 2
    assert [line.split(":")[0].strip() for line in done.stderr.splitlines()[1:-1]] == [
        "published",
        "source_kind",
        "source",
        "training_flop",
    ]


def test_a_compute_without_its_method_is_refused(effsite: Effsite) -> None:
    done = effsite("new", *WHERE, *given(**WHAT, training_flop="1e12"))
    assert (done.returncode, "  flop_method: How training_flop was got" in done.stderr) == (2, True)


def test_nothing_is_overwritten(effsite: Effsite, lab: Path) -> None:
    before = (lab / "results/digits/lab.csv").read_bytes()
    done = effsite("new", *WHERE, *given(**WHAT, seconds="60"), "--submission", "lab")
    assert done.returncode == 2
    assert "results/digits/lab.csv is there already" in done.stderr
    assert (lab / "results/digits/lab.csv").read_bytes() == before


def test_what_the_check_refuses_is_not_written(effsite: Effsite, lab: Path) -> None:
    # 1e6 x 2e5 x 3 is 6e11, not 9e11
    cells = {"forward_flop": "1e6", "examples": "2e5", "training_flop": "9e11", "flop_method": "counted"}
    done = effsite("new", *WHERE, *given(**WHAT, **cells))
    assert (done.returncode, "the counted method gives 6e+11 FLOP" in done.stderr) == (1, True)
    assert not (lab / "results/digits/tiny-net.csv").exists()


def at_a_terminal(lab: Path, *answers: str) -> tuple[int, str]:
    """The command with its input and output at a terminal, given the answers: exit code, what was shown."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "effsite", "new", "--task", "digits"]
    with subprocess.Popen(command, cwd=lab, stdin=follower, stdout=follower, stderr=follower) as process:
        os.close(follower)
        os.write(leader, "".join(f"{answer}\n" for answer in answers).encode())
        shown = bytearray()
        while True:
            try:
                read = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not read:
                break
            shown += read
    os.close(leader)
    return process.returncode, shown.decode()


def test_at_a_terminal_each_column_is_asked_for_until_its_answer_will_do(lab: Path) -> None:
    code, shown = at_a_terminal(
        lab,
        *("better", "good"),  # the target, wrong and right
        *("Tiny net", "2025-3-2", "2025-03-02", "96", "0.96"),
        *("measured", "our logs", "", ""),
        *("counted", "", "1e6", "2e5", "", ""),  # method, per MAC, forward, examples, passes, model
        *("2", ""),  # runs, note
    )
    assert code == 0, shown
    assert "there is no target 'better'" in shown
    assert "published is not a date: '2025-3-2' (write YYYY-MM-DD" in shown
    assert "value is 96, but Accuracy is a fraction" in shown
    assert "Forward compute per example while training, 2 per multiply-add." in shown
    row = store.load(lab / "results").task("digits").results_for("good")[-1]
    assert (row.system, row.training_flop, row.runs, row.note) == ("Tiny net", 6e11, 2, "")
