"""The contribute page, done as a new user would: its commands alone lead to a result on a branch."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.projects import committed_project

PAGE = (Path(__file__).parents[2] / "docs" / "contribute.md").read_text("utf-8")
WHO = {f"GIT_{role}_{what}": "lab@x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
DONE = (
    "effsite new",
    "effsite check results",
    "effsite verify results/cifar10",
    "git switch",
    "git add",
    "git commit",
)
"""The commands of the walk: not those that install, serve, push or train."""


def walk() -> list[tuple[str, str]]:
    """Each command of the page's console blocks, and what stands below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.M | re.S):
        for text in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, said = re.sub(r"\\\n +", "", text).partition("\n")
            if command.startswith(DONE):
                found.append((command, said))
    return found


def run(command: str, project: Path) -> str:
    program = f"{sys.executable} -m effsite "
    words = ["sh", "-c", re.sub("^effsite ", program, command)]
    done = subprocess.run(
        words, cwd=project, env=os.environ | WHO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_commands_of_the_page_put_a_result_on_a_branch(tmp_path: Path) -> None:
    project = committed_project(tmp_path / "project")
    run("git init --quiet --initial-branch=main && git add . && git commit --quiet -m start", project)
    (curve,) = re.findall(r"^```csv\n(step,.*?)^```$", PAGE, re.M | re.S)
    (project / "narrownet.csv").write_text(curve)
    done = [command.split()[:2] for command, _ in walk()]
    assert done == [*(["effsite", what] for what in ("new", "check", "verify")), *done[3:]]
    assert [words[1] for words in done[3:]] == ["switch", "add", "commit"]
    for command, said in walk():
        shown = run(command, project)
        if said:
            assert shown == said
    rows = run("git show HEAD:results/cifar10/narrownet-s.csv", project)
    assert rows in PAGE
    assert run("git branch --show-current", project) == "narrownet-s\n"
    assert run("git status --porcelain", project).split() == ["??", ".effsite/", "??", "narrownet.csv"]
