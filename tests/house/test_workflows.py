"""The workflows may do as little as they need, and run what contributors run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w./-]+@(?:v\d+(?:\.\d+)*|[0-9a-f]{40})")
TEST_COMMAND = "pip install nox && nox"

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def read(path: Path) -> dict[Any, Any]:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def triggers(path: Path) -> set[str]:
    return set(read(path)[True])  # YAML 1.1 reads the key `on` as a boolean


@each_workflow
def test_workflow_starts_with_the_right_to_read_and_no_other(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}


@each_workflow
def test_every_action_is_pinned_to_a_version_or_a_commit(path: Path) -> None:
    assert all(PINNED.fullmatch(step["uses"]) for step in steps(path) if "uses" in step)


@each_workflow
def test_checkout_leaves_no_token_behind_unless_the_job_may_write(path: Path) -> None:
    for job in read(path)["jobs"].values():
        writes = job.get("permissions", {}).get("contents") == "write"
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert writes or step["with"]["persist-credentials"] is False


@each_workflow
def test_no_outside_text_is_pasted_into_a_script(path: Path) -> None:
    assert not [step["run"] for step in steps(path) if "${{" in step.get("run", "")]


@each_workflow
def test_work_on_a_pull_request_never_writes(path: Path) -> None:
    assert "pull_request_target" not in triggers(path)
    if "pull_request" in triggers(path):
        assert all("permissions" not in job for job in read(path)["jobs"].values())
        assert "secrets." not in path.read_text("utf-8")


def test_pages_are_deployed_one_at_a_time_and_to_the_end() -> None:
    concurrency = read(ROOT / ".github/workflows/pages.yml")["concurrency"]
    assert concurrency == {"group": "pages", "cancel-in-progress": False}


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
