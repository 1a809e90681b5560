"""The command in a process of its own, and what it may print where something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Done = subprocess.CompletedProcess[str]
SECONDS = 60


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "effsite", *args]


def effsite(
    project: Path,
    *args: str,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    pass_fds: Sequence[int] = (),
) -> Done:
    """One command, which ends: on its own, in time, and without a traceback."""
    done = subprocess.run(
        command(*args),
        cwd=project,
        capture_output=True,
        text=True,
        errors="backslashreplace",
        check=False,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        preexec_fn=before,
        pass_fds=pass_fds,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def told(done: Done) -> str:
    """The one line that says what is wrong; a second one says what to do."""
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("hint: "), done.stderr
    assert done.returncode in (1, 2)
    return lines[0].removeprefix("error: ")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def left_over(project: Path) -> set[str]:
    """What stands in the folder for work beside what stays there: a stage, half a file, a journal."""
    work = project / ".effsite"
    stays = {"cache", "lock", "results.lock", "results.last", "edition", "runs", ".gitignore"}
    return {path.name for path in work.iterdir()} - stays if work.exists() else set()
