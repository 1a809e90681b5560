"""Every script of the workflows and actions, run with the variables of an event, hostile ones among them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from effsite.version import __version__
from tests.compare.conftest import NEW, Branch
from tests.projects import LAB_HEADER, committed_project
from tests.workflows.conftest import merged
from tests.workflows.running import ACTIONS, ROOT, WORKFLOWS, Runner, commands, named, running

CHECK = ROOT / "action.yml"
COMPARE, WHOLE, BUILD = "Say what the branch changes", "Check the collection", "Build the site"
RELEASE, PAGES = (ROOT / f".github/workflows/{name}.yml" for name in ("release", "pages"))
TAG, PACKAGE = "See that the tag is the version", "Build, install and try"
TEMPLATE, PUSH = "Make the template anew, and see that it is whole", "Push what changed"
CLEAN, EDITION, BRANCH = (
    "Build without a warning",
    "Commit the edition to gh-pages",
    "Take the branch out of git",
)
RUN_HERE = {COMPARE, WHOLE, BUILD, "Install effsite"}
RUN_HERE |= {TAG, PACKAGE, TEMPLATE, PUSH, CLEAN, EDITION, BRANCH}
INSTALLS = r"pip install (nox && nox( -s (\w+|\"\$SESSION\"))?|-e \.|\./effsite)"

HOSTILE_BRANCHES = [
    "$(touch${IFS}hacked)",
    "`touch${IFS}hacked`",
    "a;touch${IFS}hacked;",
    "x&&touch${IFS}hacked",
    "'\"quoted",
]
HOSTILE_FILES = [
    "new\n::error::owned.csv",
    "new\r::set-output name=x::y.csv",
    "##[error]owned.csv",
    "$(touch hacked).csv",
    "--project=elsewhere.csv",
    "-rf",
    "; touch hacked;.csv",
]
HOSTILE_SYSTEMS = [
    "::error::owned",
    "##[add-mask]a",
    "$(touch hacked)",
    "--help",
    "%0A::error::owned",
    "=1+1|[x](y)",
]


def compare(runner: Runner, clone: Branch, base: str = "main", number: str = "12", **more: str) -> Any:
    step = named(CHECK, COMPARE)
    event = {"PROJECT": ".", "AGAINST": f"origin/{base}", "STRICT": "", "NUMBER": number, **more}
    return runner.run(step, clone.root, **event)


def whole(runner: Runner, clone: Branch, strict: str = "") -> Any:
    return runner.run(named(CHECK, WHOLE), clone.root, PROJECT=".", STRICT=strict)


def only_annotations(log: str) -> bool:
    """Whether the commands in a log are annotations of files below results/, one a line, and no others."""
    return all(re.match(r"::(error|warning|notice) file=results/", line) for line in commands(log))


def test_every_script_of_more_than_a_line_has_its_test_here() -> None:
    """Those of one line are `pip install ... && nox ...`, which the test below runs, and the comment's."""
    named_here = {step.get("name") for path in (*WORKFLOWS, *ACTIONS) for step in running(path)} - {None}
    assert named_here == RUN_HERE
    for path in (*WORKFLOWS, *ACTIONS):
        for step in running(path):
            if "name" not in step:
                assert re.fullmatch(rf"{INSTALLS}|python3 .*comment\.py.*", step["run"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_installs_and_runs_nox_does_so(path: Path, runner: Runner, tmp_path: Path) -> None:
    for step in running(path):
        if step["run"].startswith("pip install"):
            for session in matrix(path) if "env" in step else [""]:
                event = {"SESSION": session} if session else {}
                assert runner.run(step, tmp_path, **event).returncode == 0
    sessions = re.findall(r"def (\w+)\(session", (ROOT / "noxfile.py").read_text("utf-8"))
    installed = {f"pip install {what}" for what in ("nox", "-e .", "./effsite")}
    for call in runner.called:
        assert call in installed | {"nox", *(f"nox -s {name}" for name in sessions)}


def matrix(path: Path) -> list[str]:
    """The sessions of the workflow's matrix, each once."""
    (job,) = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    found = job["strategy"]["matrix"]
    return list(dict.fromkeys([*found["session"], *(more["session"] for more in found["include"])]))


def test_the_action_installs_what_stands_beside_it(runner: Runner, tmp_path: Path) -> None:
    runner.run(named(CHECK, "Install effsite"), tmp_path, ACTION_PATH="/an action; touch hacked")
    assert runner.called == ["python -m pip install --quiet /an action; touch hacked"]
    assert not list(tmp_path.rglob("hacked"))


def test_a_pull_request_leaves_a_summary_and_a_comparison(
    lab: Branch, runner: Runner, tmp_path: Path
) -> None:
    lab.row(NEW)
    lab.commit()
    clone = merged(lab, tmp_path / "clone")
    done = compare(runner, clone)
    assert (done.returncode, done.stdout) == (0, "")
    told = json.loads((runner.review / "comparison.json").read_text())["comparison"]
    assert told["targets"][0]["verdict"].startswith("Sets a new record at Good (Digits)")
    assert (runner.review / "number").read_text() == "12"
    assert sorted(p.name for p in (runner.review / "pictures").iterdir()) == [
        "digits-good-after.svg",
        "digits-good-before.svg",
    ]
    assert runner.summary.read_text().startswith("**Sets a new record at Good")


def test_what_the_base_gained_meanwhile_is_not_the_pull_request_s(
    lab: Branch, runner: Runner, tmp_path: Path
) -> None:
    lab.row(NEW)
    lab.commit()
    lab.git("switch", "--quiet", "main")
    lab.row(NEW.replace("Tiny", "Other"), name="other")
    lab.commit()
    lab.git("switch", "--quiet", "work")
    compare(runner, merged(lab, tmp_path / "clone"))
    told = json.loads((runner.review / "comparison.json").read_text())["comparison"]
    assert [row["system"] for target in told["targets"] for row in target["rows"]] == ["Tiny net"]


def test_errors_are_told_and_end_the_check_alone(lab: Branch, runner: Runner, tmp_path: Path) -> None:
    lab.row(NEW.replace("5e11", "much"))
    lab.commit()
    clone = merged(lab, tmp_path / "clone")
    assert compare(runner, clone).returncode == 0
    assert "training&#95;flop is not a number" in runner.summary.read_text()
    assert whole(runner, clone).returncode == 1


def test_a_base_that_is_not_there_ends_it(lab: Branch, runner: Runner, tmp_path: Path) -> None:
    assert compare(runner, merged(lab, tmp_path / "clone"), base="nowhere").returncode != 0


@pytest.mark.parametrize("name", HOSTILE_BRANCHES)
def test_a_branch_s_name_is_a_name(name: str, lab: Branch, runner: Runner, tmp_path: Path) -> None:
    lab.git("branch", name, "main")
    lab.row(NEW)
    lab.commit()
    clone = merged(lab, tmp_path / "clone", base=name)
    done = compare(runner, clone, base=name)
    assert (done.returncode, commands(done.stdout + done.stderr)) == (0, [])
    assert not list(tmp_path.rglob("hacked*"))


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_file_s_name_is_told_and_does_nothing(
    name: str, lab: Branch, runner: Runner, tmp_path: Path
) -> None:
    lab.write(f"results/digits/{name}", LAB_HEADER + NEW)
    lab.commit()
    clone = merged(lab, tmp_path / "clone")
    compared, checked = compare(runner, clone), whole(runner, clone)
    assert (compared.returncode, checked.returncode) == (0, 1)
    assert commands(compared.stdout + compared.stderr) == []
    assert only_annotations(checked.stdout)
    assert "\n::" not in runner.summary.read_text()
    assert not list(tmp_path.rglob("hacked*"))


@pytest.mark.parametrize("name", HOSTILE_SYSTEMS)
def test_a_system_s_name_is_told_and_does_nothing(
    name: str, lab: Branch, runner: Runner, tmp_path: Path
) -> None:
    lab.row(NEW.replace("Tiny net", name))
    lab.commit()
    clone = merged(lab, tmp_path / "clone")
    done, checked = compare(runner, clone), whole(runner, clone)
    assert (done.returncode, commands(done.stdout + done.stderr)) == (0, [])
    assert only_annotations(checked.stdout)
    told = json.loads((runner.review / "comparison.json").read_text())["comparison"]
    if checked.returncode == 0:
        assert told["targets"][0]["rows"][0]["system"] == name
    else:  # refused: names may not begin as options and formulas do
        assert (name[0] in "-=", told["compared"], told["findings"][0]["severity"]) == (True, False, "error")
    assert not list(tmp_path.rglob("hacked*"))


def test_warnings_end_a_strict_check(lab: Branch, runner: Runner, tmp_path: Path) -> None:
    # 6 x 1e5 parameters x 5e6 examples = 3e12 against 5e11
    lab.row(f"{NEW.rstrip()},1e5,5e6\n", header=f"{LAB_HEADER.rstrip()},parameters,examples\n")
    lab.commit()
    clone = merged(lab, tmp_path / "clone")
    assert whole(runner, clone).returncode == 0
    assert whole(runner, clone, strict="--strict").returncode == 1


def test_each_finding_is_an_annotation(lab: Branch, runner: Runner, tmp_path: Path) -> None:
    lab.row(NEW.replace("5e11", "much"))
    lab.write("results/digits/Odd.csv", "")
    lab.commit()
    found = commands(whole(runner, merged(lab, tmp_path / "clone")).stdout)
    assert any(line.startswith("::error file=results/digits/new.csv,line=2") for line in found)
    assert any(line.startswith("::error file=results/digits/Odd.csv,") for line in found)


def test_the_site_is_built_and_a_broken_one_ends_it(lab: Branch, runner: Runner, tmp_path: Path) -> None:
    lab.row(NEW)
    lab.commit()
    clone = merged(lab, tmp_path / "clone")
    step = named(CHECK, BUILD)
    assert runner.run(step, clone.root, PROJECT=".").returncode == 0
    assert (clone.root / "site/index.html").is_file()
    clone.row(NEW.replace("5e11", "much"))
    assert runner.run(step, clone.root, PROJECT=".").returncode == 1


def test_pages_publishes_the_edition_and_takes_the_branch_out(
    lab: Branch, runner: Runner, tmp_path: Path
) -> None:
    remote = tmp_path / "remote.git"
    lab.git("init", "--quiet", "--bare", str(remote))
    lab.git("remote", "add", "origin", str(remote))
    lab.git("switch", "--quiet", "main")
    lab.git("merge", "--quiet", "--ff-only", "work")
    lab.git("push", "--quiet", "origin", "main")
    assert runner.run(named(PAGES, CLEAN), lab.root).returncode == 0
    done = runner.run(named(PAGES, EDITION), lab.root, VERSION="2026.11")
    assert done.returncode == 0, done.stderr
    assert runner.run(named(PAGES, BRANCH), lab.root).returncode == 0
    assert (lab.root / "pages/2026.11/index.html").is_file()
    assert "latest" in {path.name for path in (lab.root / "pages").iterdir()}


@pytest.mark.parametrize("version", ["$(touch hacked)", "2026.11; touch hacked", "--push", "-h\n::error::x"])
def test_a_version_by_hand_is_a_version(version: str, lab: Branch, runner: Runner, tmp_path: Path) -> None:
    done = runner.run(named(PAGES, EDITION), lab.root, VERSION=version)
    assert done.returncode != 0
    assert commands(done.stdout + done.stderr) == []
    assert not list(tmp_path.rglob("hacked*"))


@pytest.mark.parametrize(
    ("tag", "right"), [(f"v{__version__}", True), ("v0.0.0", False), ("v$(touch hacked)", False), ("", False)]
)
def test_a_tag_that_is_not_the_version_ends_a_release(
    tag: str, right: bool, runner: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "clone" / "effsite"
    folder.mkdir(parents=True)
    (folder / "version.py").write_text((ROOT / "effsite/version.py").read_text("utf-8"))
    runner.variables = {"GITHUB_REF_NAME": tag}
    assert (runner.run(named(RELEASE, TAG), folder.parent).returncode == 0) is right
    assert not list(tmp_path.rglob("hacked*"))


def test_a_release_builds_and_tries_the_package(runner: Runner, tmp_path: Path) -> None:
    assert runner.run(named(RELEASE, PACKAGE), tmp_path).returncode == 0
    assert runner.called == ["pip install nox", "nox -s package"]


def test_a_release_renews_the_template_and_pushes_what_changed(runner: Runner, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    template = Branch(tmp_path / "template")
    template.write("old file.txt", "of the release before\n")
    template.git("init", "--quiet", "--initial-branch", "main")
    template.git(
        "-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "--quiet", "--allow-empty", "-mx"
    )
    template.git("add", "--all")
    template.git("init", "--quiet", "--bare", str(remote))
    template.git("remote", "add", "origin", str(remote))
    done = runner.run(named(RELEASE, TEMPLATE), tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (template.root / "old file.txt").exists()
    runner.variables = {"GITHUB_REF_NAME": "v1.2.3"}
    for _ in range(2):  # the second has nothing to commit
        done = runner.run(named(RELEASE, PUSH), tmp_path)
        assert done.returncode == 0, done.stderr
    assert template.git("log", "--format=%s", "main", "-1") == "effsite v1.2.3"
    assert template.git("rev-parse", "main") == Branch(remote).git("rev-parse", "main")


def test_the_hook_of_pre_commit_is_the_command(lab: Branch, runner: Runner) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert re.search(hook["files"], "results/digits/new.csv")
    assert re.search(hook["files"], "site/results/digits/new.csv")
    assert not re.search(hook["files"], "docs/results.md")
    assert runner.run({"run": hook["entry"]}, lab.root).returncode == 0
    lab.row(NEW.replace("5e11", "much"))
    assert runner.run({"run": hook["entry"]}, lab.root).returncode == 1


def test_this_project_s_own_results_pass_as_the_action_checks_them(runner: Runner, tmp_path: Path) -> None:
    project = Branch(committed_project(tmp_path / "project"))
    assert whole(runner, project).returncode == 0
