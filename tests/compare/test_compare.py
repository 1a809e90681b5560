"""`effsite check --against` on real repositories: what it reads, what it refuses, what it writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from effsite.errors import UsageError
from tests.compare.conftest import NEW, Branch, under_git
from tests.projects import LAB_HEADER, lab_project


def verdicts(branch: Branch, name: str = "main") -> tuple[str, ...]:
    return branch.against(name).told.headlines


RECORD = "Sets a new record at Good (Digits): 5e11 FLOP by Tiny net, 2x less than Smaller net"


def test_a_new_row_is_told_committed_or_not(branch: Branch) -> None:
    branch.row(NEW)
    assert verdicts(branch)[0].startswith(RECORD)
    branch.commit()
    assert verdicts(branch)[0].startswith(RECORD)


def test_the_rate_stands_before_and_after(branch: Branch) -> None:
    # 8e12 to 1e12 from 2020-01-01 to 2024-01-01: 48 months over 3 halvings; to 5e11 on 2025-01-01: 60 over 4
    branch.row(NEW)
    assert verdicts(branch)[0].endswith("; halving time on average 16.0 -> 15.0 months")


def test_what_came_to_the_other_branch_since_is_not_this_one_s_doing(branch: Branch) -> None:
    branch.git("switch", "--quiet", "main")
    branch.row(NEW.replace("Tiny", "Other"), name="other")
    branch.commit()
    branch.git("switch", "--quiet", "work")
    assert verdicts(branch) == ("No file of the collection differs.",)


def test_a_branch_merged_with_the_other_is_held_against_that_one(branch: Branch) -> None:
    branch.row(NEW)
    branch.commit()
    branch.git("switch", "--quiet", "main")
    branch.row("good,Other net,2024-06-01,9e11,reported,measured,our logs\n", name="other")
    branch.commit()
    branch.git("merge", "--quiet", "--no-edit", "work")
    branch.git("switch", "--quiet", "--detach", "main")
    told = branch.against("HEAD^1").told
    assert [row.system for target in told.targets for row in target.rows] == ["Tiny net"]


def test_a_removed_file_is_told(branch: Branch) -> None:
    (branch.root / "results/digits/lab.csv").unlink()
    told = branch.against().told
    assert [(f.state, f.path) for f in told.files] == [("removed", "results/digits/lab.csv")]
    assert told.headlines[0].startswith("Takes Perceptron, Small net, Smaller net out of the records")


def test_a_change_of_a_curve_alone_is_listed_as_a_file(branch: Branch) -> None:
    branch.write("results/digits/curves/net.csv", "step,value\n1,0.5\n")
    told = branch.against().told
    assert ("added", "results/digits/curves/net.csv") in [(f.state, f.path) for f in told.files]
    assert told.targets == ()


def test_with_errors_nothing_is_compared(branch: Branch) -> None:
    branch.row(NEW.replace("5e11", "much"))
    report = branch.against()
    assert (report.ok, report.told.compared, report.told.targets) == (False, False, ())
    assert report.told.headlines == (
        "No comparison: the results have errors, which are to be corrected first.",
    )
    assert [f.where for f in report.findings] == ["results/digits/new.csv:2:4"]


def test_warnings_are_those_about_changed_files(branch: Branch) -> None:
    # 6 x 1e5 parameters x 5e6 examples = 3e12 against 5e11
    header = f"{LAB_HEADER.rstrip()},parameters,examples\n"
    branch.row(f"{NEW.rstrip()},1e5,5e6\n", header=header)
    found = branch.against().findings
    assert {f.code for f in found} == {"methods-apart", "runs-not-told", "record-without-evidence"}
    assert {(f.severity, f.path) for f in found} == {("warning", "results/digits/new.csv")}
    assert not branch.against(strict=True).ok
    branch.commit()
    branch.row(NEW.replace("Tiny", "Third").replace("5e11", "4e11"), name="third")
    assert {f.path for f in branch.against("HEAD").findings} == {"results/digits/third.csv"}


def test_a_broken_state_before_is_said_and_left_out(branch: Branch) -> None:
    branch.row(NEW.replace("5e11", "much"))
    branch.commit()
    branch.row(NEW)
    (finding,) = [f for f in branch.against("HEAD").findings if f.code == "before-not-read"]
    assert (finding.severity, finding.path) == ("warning", "results/digits/new.csv")
    assert "cannot be read in full as it was at" in finding.message


def test_a_new_task_is_told(branch: Branch) -> None:
    task = (branch.root / "results/digits/task.toml").read_text()
    branch.write("results/letters/task.toml", task.replace("Digits", "Letters"))
    branch.write("results/letters/lab.csv", LAB_HEADER + NEW)
    assert verdicts(branch) == (
        "A new target, Good (Letters); Sets the first record at Good (Letters): 5e11 FLOP by Tiny net",
    )


def test_a_project_in_a_folder_of_its_repository_is_compared(tmp_path: Path) -> None:
    lab_project(tmp_path / "lab" / "site")
    under_git(tmp_path / "lab")
    branch = Branch(tmp_path / "lab" / "site")
    branch.row(NEW)
    assert verdicts(branch)[0].startswith(RECORD)


def test_pictures_of_both_sides_share_their_axes(branch: Branch, tmp_path: Path) -> None:
    branch.row("good,Tiny net,2025-01-01,1e9,reported,measured,our logs\n")
    told = branch.against(pictures=tmp_path / "pictures").told
    assert told.targets[0].pictures == ("digits-good-before.svg", "digits-good-after.svg")
    before, after = ((tmp_path / "pictures" / name).read_text() for name in told.targets[0].pictures)
    for svg, label in ((before, "Before: "), (after, "After: ")):
        assert f">{label}Training compute to reach Good, FLOP</text>" in svg
        assert ">2025</text>" in svg
        assert '>10<tspan dy="-5" font-size="9">9</tspan></text>' in svg
    assert "new: Tiny net" in after
    assert "Tiny net" not in before


def test_a_first_result_has_a_picture_of_one_side(branch: Branch, tmp_path: Path) -> None:
    task = (branch.root / "results/digits/task.toml").read_text()
    branch.write("results/letters/task.toml", task.replace("Digits", "Letters"))
    branch.write("results/letters/lab.csv", LAB_HEADER + NEW)
    told = branch.against(pictures=tmp_path / "pictures").told
    assert told.targets[0].pictures == ("", "letters-good-after.svg")


def test_the_summary_is_added_to_what_stands_there(branch: Branch, tmp_path: Path) -> None:
    branch.row(NEW)
    summary = branch.root.parent / "summary.md"
    summary.write_text("before\n")
    branch.against(summary=summary)
    text = summary.read_text()
    assert text.startswith("before\n**Sets a new record at Good &#40;Digits&#41;")
    assert "| added | Tiny net | 2025&#45;01&#45;01 |  | 5e11 FLOP | new record |" in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mian", "there is no commit 'mian'"),
        ("--output=/tmp/x", "there is no commit '--output=/tmp/x'"),
        ("main\n::error::x", "there is no commit 'main\\\\n::error::x'"),
    ],
)
def test_a_name_that_is_no_commit_is_refused(branch: Branch, name: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        branch.against(name)
    assert refused.value.message == message


def test_a_slip_in_the_name_gets_a_hint(branch: Branch) -> None:
    with pytest.raises(UsageError) as refused:
        branch.against("mian")
    assert refused.value.hint == "did you mean 'main'?"


def test_branches_without_a_commit_in_common_are_refused(branch: Branch) -> None:
    branch.git("switch", "--quiet", "--orphan", "alone")
    branch.row(NEW)
    branch.commit()
    with pytest.raises(UsageError) as refused:
        branch.against("main")
    assert refused.value.message == "HEAD and 'main' have no commit in common"


def test_a_clone_without_the_history_says_how_to_get_it(branch: Branch, tmp_path: Path) -> None:
    branch.row(NEW)
    branch.commit()
    where = tmp_path / "shallow"
    address = f"file://{branch.root}"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", "--branch=work", address, str(where)], check=True)
    with pytest.raises(UsageError) as refused:
        Branch(where).against("origin/main")
    assert "git fetch --unshallow" in refused.value.hint


def test_a_folder_that_is_not_under_git_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        Branch(lab_project(tmp_path / "lab")).against()
    assert "cannot be compared: not a git repository" in refused.value.message


def test_paths_beside_it_are_refused(branch: Branch) -> None:
    with pytest.raises(UsageError):
        branch.against(paths=(Path("results/digits"),))


@pytest.mark.parametrize("name", ["new\n::error::x.csv", "--help.csv", "$(touch hacked).csv", "a b;c.csv"])
def test_hostile_names_of_files_are_findings_and_nothing_else(branch: Branch, name: str) -> None:
    branch.write(f"results/digits/{name}", LAB_HEADER + NEW)
    loose = branch.against()
    branch.commit()
    for report in (loose, branch.against()):
        assert [f.message for f in report.findings] == ["is not a valid name for a submission"]
        assert "\n" not in report.told.files[0].path
    assert not list(branch.root.rglob("hacked*"))


def test_links_of_the_state_before_are_not_followed(branch: Branch, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(LAB_HEADER + NEW)
    (branch.root / "results/digits/link.csv").symlink_to(secret)
    branch.commit()
    (branch.root / "results/digits/link.csv").unlink()
    assert branch.against("HEAD").told.targets == ()


def effsite(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "effsite", "check", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_what_is_printed(branch: Branch) -> None:
    branch.row(NEW)
    done = effsite(branch.root, "--against", "main")
    assert done.returncode == 0
    commit = branch.git("rev-parse", "main")[:12]
    assert done.stdout.splitlines()[:8] == [
        f"- {RECORD}; halving time on average 16.0 -> 15.0 months",
        f"Held against main at {commit}.",
        "",
        "digits good: the records move",
        "row\tsystem\tpublished\tbefore\tafter\tstanding",
        "added\tTiny net\t2025-01-01\t\t5e11 FLOP\tnew record",
        "figure\tbefore\tafter",
        "standing record\t1e12 FLOP, Smaller net\t5e11 FLOP, Tiny net",
    ]
    assert "factor\t8x\t16x" in done.stdout
    assert done.stdout.endswith("\n1 changed file; 0 errors, 2 warnings\n")


def test_json_holds_the_same_for_scripts(branch: Branch) -> None:
    branch.row(NEW)
    told = json.loads(effsite(branch.root, "--against", "main", "--json").stdout)
    assert told["ok"] is True
    assert {f["code"] for f in told["findings"]} == {"record-without-evidence", "runs-not-told"}
    assert [c["kind"] for c in told["changes"]] == ["result-added", "new-record", "factor", "doubling-time"]
    assert told["comparison"]["targets"][0]["moved"] is True


def test_errors_end_it_with_1_and_what_cannot_be_compared_with_2(branch: Branch) -> None:
    branch.row(NEW.replace("5e11", "much"))
    assert effsite(branch.root, "--against", "main").returncode == 1
    assert effsite(branch.root, "--against", "nothing").returncode == 2
    assert effsite(branch.root, "--pictures", "somewhere").returncode == 2
