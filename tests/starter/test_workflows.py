"""The workflows of a new site do as they stand what they say: their steps run here, in a real repository.

What only the host can do is left out: its own actions, and fetching effsite from the package index.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from effsite.site import starter
from tests.projects import HERE

from .conftest import start

pytestmark = pytest.mark.usefixtures("clean_git")

OURS = HERE / ".github" / "workflows"


def read(name: str) -> dict[Any, Any]:
    content = yaml.safe_load((starter.SOURCES / name).read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in read(name)["jobs"].values() for step in job["steps"]]


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A site of the template, committed and pushed to a bare repository."""
    root = tmp_path / "Our-Trends"
    start(root, name=None, author=None, repository=None, template=True)
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote.git"], check=True)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "begin")
    git(root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(root, "push", "--quiet", "origin", "main")
    return root


def run_steps(commands: list[dict[str, Any]], root: Path, **said: str) -> subprocess.CompletedProcess[str]:
    """Run the commands of steps in turn, as the host does, up to the first that fails."""
    variables = root.parent / "github-env"
    variables.write_text("")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, **said, "PATH": path, "GITHUB_ENV": str(variables)}
    environment |= {"GITHUB_STEP_SUMMARY": str(root.parent / "summary.md")}
    done = subprocess.CompletedProcess[str]([], 0, "", "")
    for step in commands:
        if "run" not in step or step["run"].startswith("pip install"):
            continue
        own = {k: v for k, v in step.get("env", {}).items() if "${{" not in v}
        exported = dict(line.split("=", 1) for line in variables.read_text().splitlines())
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=root,
            env={**environment, **exported, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            break
    return done


def test_pages_publishes_what_is_on_main_under_the_address_that_github_gives_it(repository: Path) -> None:
    done = run_steps(
        steps("pages.yml"),
        repository,
        GITHUB_REPOSITORY="Our-Lab/Our-Trends",
        GITHUB_REPOSITORY_OWNER="Our-Lab",
        VERSION="",
    )
    assert done.returncode == 0, done.stderr
    remote = repository.parent / "remote.git"
    (edition,) = [
        name for name in git(remote, "ls-tree", "--name-only", "gh-pages").split() if name[:2] == "20"
    ]
    assert re.fullmatch(r"\d{4}\.\d{2}", edition)
    page = git(remote, "show", f"gh-pages:{edition}/time-to-gpt-2/gpt-2-level/index.html")
    canonical = "https://our-lab.github.io/Our-Trends/latest/time-to-gpt-2/gpt-2-level/"
    assert f'<link rel="canonical" href="{canonical}">' in page
    assert (repository / "pages" / edition / "index.html").is_file()
    assert git(repository, "status", "--porcelain", "--", "results", "docs", "mkdocs.yml") == ""


def test_check_takes_a_good_row_and_refuses_a_bad_one_with_its_place(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    row = repository / "results" / "time-to-gpt-2" / "ours.csv"
    heading = "target,system,published,seconds,source_kind,source\n"
    row.write_text(f"{heading}gpt-2-level,Ours,2026-06-01,5000,measured,our logs\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "add ours")
    assert run_steps(steps("check.yml"), repository, BASE=base).returncode == 0
    # 604,800 s of GPT-2 over 5,000 s
    assert "121x" in (repository.parent / "summary.md").read_text()
    assert "Ours" in (repository / "site/time-to-gpt-2/gpt-2-level/index.html").read_text("utf-8")
    row.write_text(f"{heading}gpt-2-level,Ours,soon,5000,measured,our logs\n")
    git(repository, "commit", "--quiet", "--all", "--message", "spoil it")
    done = run_steps(steps("check.yml"), repository, BASE=base)
    assert done.returncode
    assert "results/time-to-gpt-2/ours.csv:2:3" in done.stdout + done.stderr


def test_a_release_makes_the_template_repository_anew_from_the_same_files(tmp_path: Path) -> None:
    commands = yaml.safe_load((OURS / "release.yml").read_text("utf-8"))["jobs"]["template"]["steps"]
    remote, clone = tmp_path / "remote.git", tmp_path / "work" / "template"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    subprocess.run(["git", "clone", "--quiet", remote, clone], check=True, capture_output=True)
    (clone / "an older file.md").write_text("old\n")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "begin")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    done = run_steps(commands, tmp_path / "work", GITHUB_REF_NAME="v9.9.9")
    assert done.returncode == 0, done.stderr
    assert set(git(remote, "ls-tree", "-r", "--name-only", "main").split("\n")) == set(starter.FILES)
    assert git(remote, "log", "--format=%s", "main").split("\n") == ["effsite v9.9.9", "begin"]
    assert git(remote, "show", "main:mkdocs.yml").splitlines()[1] == 'site_name: "Our efficiency trends"'
    again = run_steps(commands, tmp_path / "work", GITHUB_REF_NAME="v9.9.9")
    assert again.returncode == 0, again.stderr
    assert git(remote, "rev-list", "--count", "main") == "2"


@pytest.mark.parametrize("name", ["check.yml", "pages.yml"])
def test_a_workflow_may_do_as_little_as_it_needs(name: str) -> None:
    workflow = read(name)
    assert workflow["permissions"] == {"contents": "read"}
    assert not [step["run"] for step in steps(name) if "${{" in step.get("run", "")]
    assert "pull_request_target" not in workflow[True]  # YAML 1.1 reads the key `on` as a boolean
    if "pull_request" in workflow[True]:
        assert all("permissions" not in job for job in workflow["jobs"].values())
        assert not re.search(r"\{\{ *secrets", (starter.SOURCES / name).read_text("utf-8"))


def test_actions_are_those_of_this_repository_at_the_same_versions() -> None:
    used = re.compile(r"uses: ([\w./-]+@[0-9a-f]{40} # v[\d.]+)")
    ours = {match for path in OURS.glob("*.yml") for match in used.findall(path.read_text("utf-8"))}
    theirs = {
        m for name in ("check.yml", "pages.yml") for m in used.findall((starter.SOURCES / name).read_text())
    }
    assert len(theirs) >= 5
    assert theirs <= ours
