"""What a further edition of the committed record adds to the branch that is served, as git keeps it."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.projects import committed_project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.bench

MOST_BYTES = 1_500_000
"""Of each edition after the first. 1.06 million of the third in November 2026, with one row more in each."""

ROW = """\
target,system,published,value,training_flop,flop_method,flop_scope,source_kind,source,source_url
gpt-level,Encoder {number},2021-0{number}-01,80.{number},{number}.3e18,reported,whole-run,reported,A lab's report,https://lab.example.com/{number}
"""


def run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def publish(project: Path, number: int) -> None:
    """Publish an edition with one row more than the one before."""
    (project / f"results/glue/lab-{number}.csv").write_text(ROW.format(number=number))
    run(project, "git", "add", "--all")
    run(project, "git", "commit", "--quiet", "--message", f"Row {number}")
    edition = f"2026.0{number}"
    run(project, sys.executable, "-m", "effsite", "publish", edition, "--alias", "latest", "--push")


def packed_bytes(remote: Path) -> int:
    """What a remote takes up once it has been cleaned."""
    run(remote, "git", "gc", "--quiet", "--prune=now")
    return sum(path.stat().st_size for path in (remote / "objects").rglob("*") if path.is_file())


def test_a_further_edition_adds_less_than_a_megabyte_and_a_half(tmp_path: Path) -> None:
    remote, project = tmp_path / "remote.git", committed_project(tmp_path / "project")
    run(tmp_path, "git", "init", "--quiet", "--bare", str(remote))
    run(project, "git", "init", "--quiet", "--initial-branch=main")
    run(project, "git", "remote", "add", "origin", str(remote))
    (project / ".gitignore").write_text("/site/\n/.effsite/\n")
    sizes = []
    for number in (1, 2, 3):
        publish(project, number)
        sizes.append(packed_bytes(remote))
    grown = [after - before for before, after in pairwise(sizes)]
    print(f"\neditions add: {', '.join(f'{size / 1e6:.2f} MB' for size in grown)} to {sizes[0] / 1e6:.1f} MB")
    assert sizes[0] > 5_000_000
    assert max(grown) <= MOST_BYTES
