"""The workflows may do as little as they need, and run what contributors run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from effsite.records import METHODS
from tests.house.test_sessions import LONG, PROMISED

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = (ROOT / "action.yml", ROOT / "comment/action.yml")
PINNED = re.compile(r"uses: (?:\./[\w./-]*|[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\b.*)")
OWNERS = ROOT / ".github/CODEOWNERS"
TEST_COMMAND = "pip install nox && nox"

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def read(path: Path) -> dict[Any, Any]:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job.get("steps", [])]


def triggers(path: Path) -> set[str]:
    return set(read(path)[True])  # YAML 1.1 reads the key `on` as a boolean


@each_workflow
def test_workflow_starts_with_the_right_to_read_and_no_other(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_action_is_pinned_to_a_commit_whose_version_is_named(path: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in path.read_text("utf-8").splitlines()]
    assert all(PINNED.fullmatch(line) for line in used if line.startswith("uses:"))


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    texts = (path.read_text("utf-8") for path in (*WORKFLOWS, *ACTIONS))
    pins = {pin for text in texts for pin in re.findall(r"uses: (\S+)@(\w{40} # v[\d.]+)", text)}
    assert len(pins) == len({action for action, _ in pins})


@each_workflow
def test_checkout_leaves_no_token_behind_unless_the_job_may_write(path: Path) -> None:
    for job in read(path)["jobs"].values():
        writes = job.get("permissions", {}).get("contents") == "write"
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                pushes = writes or "ssh-key" in step.get("with", {})
                assert pushes or step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_outside_text_is_pasted_into_a_script(path: Path) -> None:
    found = steps(path) if path in WORKFLOWS else read(path)["runs"]["steps"]
    assert not [step["run"] for step in found if "${{" in step.get("run", "")]


@each_workflow
def test_work_on_a_pull_request_never_writes(path: Path) -> None:
    assert "pull_request_target" not in triggers(path)
    if "pull_request" in triggers(path):
        assert all("permissions" not in job for job in read(path)["jobs"].values())
        assert "secrets." not in path.read_text("utf-8")


def test_what_writes_after_a_check_has_one_right_to_write_a_job_and_no_code_of_the_pull_request() -> None:
    comment = ROOT / ".github/workflows/comment.yml"
    rights = {name: job["permissions"] for name, job in read(comment)["jobs"].items()}
    assert triggers(comment) == {"workflow_run"}
    assert rights == {
        "pictures": {"actions": "read", "contents": "write", "pull-requests": "read"},
        "comment": {"actions": "read", "contents": "read", "pull-requests": "write"},
    }
    for step in steps(comment):
        assert "ref" not in step.get("with", {})
        assert "run" not in step
    assert "secrets." not in comment.read_text("utf-8")


def test_the_comment_follows_the_workflow_that_checks() -> None:
    trigger = read(ROOT / ".github/workflows/comment.yml")[True]["workflow_run"]
    assert trigger["workflows"] == [read(ROOT / ".github/workflows/results.yml")["name"]]


def test_owners_and_updates_are_of_what_is_there() -> None:
    owned = [line.split()[0] for line in OWNERS.read_text("utf-8").splitlines() if line[:1] == "/"]
    assert all((ROOT / path.strip("/")).exists() for path in owned)
    updates = read(ROOT / ".github/dependabot.yml")["updates"]
    folders = [f for u in updates for f in u.get("directories", [u.get("directory")])]
    assert all((ROOT / folder.strip("/")).is_dir() for folder in folders)


@pytest.mark.parametrize("name", ["result", "correction"])
def test_a_form_asks_whether_a_program_filed_it(name: str) -> None:
    form = read(ROOT / f".github/ISSUE_TEMPLATE/{name}.yml")
    (field,) = [part for part in form["body"] if part.get("id") == "filed-by"]
    assert (field["type"], field["validations"]) == ("dropdown", {"required": True})
    assert "filed by a program" in (ROOT / ".github/pull_request_template.md").read_text("utf-8")


def test_forms_ask_for_what_the_result_type_knows() -> None:
    form = read(ROOT / ".github/ISSUE_TEMPLATE/result.yml")
    (method,) = [part for part in form["body"] if part.get("id") == "method"]
    assert [option.split(":")[0] for option in method["attributes"]["options"]] == [*METHODS, "I do not know"]


def test_pages_are_deployed_one_at_a_time_and_to_the_end() -> None:
    concurrency = read(ROOT / ".github/workflows/pages.yml")["concurrency"]
    assert concurrency == {"group": "pages", "cancel-in-progress": False}


def test_pages_and_releases_wait_for_all_tests() -> None:
    for name, waits in (("pages.yml", "publish"), ("release.yml", "publish")):
        jobs = read(ROOT / ".github/workflows" / name)["jobs"]
        assert jobs["tests"] == {"uses": "./.github/workflows/tests.yml"}
        assert "tests" in jobs[waits]["needs"]


def test_every_session_of_plain_nox_is_in_the_matrix_and_tests_run_on_each_python_that_is_claimed() -> None:
    matrix = read(ROOT / ".github/workflows/tests.yml")["jobs"]["nox"]["strategy"]["matrix"]
    named = {*matrix["session"], *(one["session"] for one in matrix["include"])}
    assert named == set(PROMISED) - LONG
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    claimed = [c.rpartition(" ")[2] for c in project["classifiers"] if "Python :: 3." in c]
    assert matrix["python"] == claimed


def test_a_release_is_published_with_attestations_and_no_stored_secret() -> None:
    workflow = ROOT / ".github/workflows/release.yml"
    assert triggers(workflow) == {"push"}
    publish = read(workflow)["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["steps"][-1]["with"] == {"attestations": True}
    assert {*publish["needs"]} == {"tests", "build"}
    assert "password" not in workflow.read_text("utf-8")


def test_readme_ci_and_the_workflow_run_the_same_command() -> None:
    for name in ("README.md", ".ci/run", ".github/workflows/tests.yml"):
        assert TEST_COMMAND in (ROOT / name).read_text("utf-8")


def test_long_sessions_run_every_week_and_by_hand() -> None:
    assert triggers(ROOT / ".github/workflows/long.yml") == {"schedule", "workflow_dispatch"}


def test_workflow_tests_the_oldest_python_that_the_package_admits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    matrix = read(ROOT / ".github/workflows/tests.yml")["jobs"]["nox"]["strategy"]["matrix"]
    assert project["requires-python"] == f">={matrix['python'][0]}"


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_every_form_and_workflow_is_yaml(path: Path) -> None:
    assert read(path)
