"""Steps of the workflows, run as GitHub runs them: bash, a clone, and the variables of an event."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = (ROOT / "action.yml", ROOT / "comment/action.yml")

PROGRAM = """\
#!/bin/sh
PYTHONPATH='{root}' exec '{python}' {start} "$@"
"""
NOTED = """\
#!/bin/sh
echo "{name}${{*:+ $*}}" >> '{log}'
"""
PYTHON = """\
#!/bin/sh
if [ "$1 $2" = "-m pip" ]; then echo "python $*" >> '{log}'; exit; fi
PYTHONPATH="${{PYTHONPATH:-{root}}}" exec '{python}' "$@"
"""


def steps_of(path: Path) -> list[dict[str, Any]]:
    """All steps of a workflow, of each of its jobs, or of a composite action."""
    content = yaml.safe_load(path.read_text("utf-8"))
    jobs = content["jobs"].values() if "jobs" in content else [content["runs"]]
    return [step for job in jobs for step in job.get("steps", ())]


def running(path: Path) -> list[dict[str, Any]]:
    """The steps that run a script."""
    return [step for step in steps_of(path) if "run" in step]


@dataclass
class Runner:
    """A machine of GitHub's: a folder for what it keeps, and programs that install nothing.

    `effsite` and `python` are the real ones, of this checkout; `pip` and `nox` are noted in `called`.
    """

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programs = self.home / "programs"
        self.programs.mkdir(parents=True)
        (self.home / "temp").mkdir()
        about = {"root": ROOT, "python": sys.executable, "log": self.home / "called"}
        self._program("effsite", PROGRAM.format(**about, start="-m effsite"))
        for name in ("python", "python3"):
            self._program(name, PYTHON.format(**about))
        for name in ("pip", "nox"):
            self._program(name, NOTED.format(**about, name=name))

    def _program(self, name: str, text: str) -> None:
        path = self.programs / name
        path.write_text(text)
        path.chmod(0o755)

    @property
    def called(self) -> list[str]:
        log = self.home / "called"
        return log.read_text().splitlines() if log.exists() else []

    @property
    def summary(self) -> Path:
        return self.home / "summary.md"

    @property
    def review(self) -> Path:
        return self.home / "temp" / "effsite-review"

    def run(self, step: dict[str, Any], folder: Path, **event: str) -> subprocess.CompletedProcess[str]:
        """Run the step's script in that folder; `event` are the values of the variables that it declares."""
        declared = step.get("env", {})
        literal = {name: str(value) for name, value in declared.items() if "${{" not in str(value)}
        assert set(declared) - set(literal) == set(event), "the test must give each variable of the event"
        script = self.home / "script.sh"
        script.write_text(step["run"])
        surroundings = {
            **os.environ,
            **literal,
            **self.variables,
            **event,
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.home / "output"),
            "RUNNER_TEMP": str(self.home / "temp"),
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=False,
        )


def named(path: Path, name: str) -> dict[str, Any]:
    """The step of that name."""
    (found,) = (step for step in steps_of(path) if step.get("name") == name)
    return found


def commands(log: str) -> list[str]:
    """The workflow commands that GitHub would take from a log, as its runner does.

    A line is one where it begins with `::` after white space, and anywhere with `##[`; between
    `::stop-commands::TOKEN` and `::TOKEN::` none is taken.
    """
    found, quiet = [], ""
    for line in log.replace("\r", "\n").splitlines():
        text = line.strip()
        if quiet:
            quiet = "" if text == f"::{quiet}::" else quiet
        elif text.startswith("::stop-commands::"):
            quiet = text.removeprefix("::stop-commands::")
        elif text.startswith("::") or "##[" in text:
            found.append(text)
    return found
