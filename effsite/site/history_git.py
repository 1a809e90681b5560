"""What git tells of a project's history."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.site.project import Project


def history_state(project: Project) -> str:
    """Whether the clone is shallow, and the commit that stands: what the history depends on; may be empty."""
    done = asked(project, "rev-parse", "--is-shallow-repository", "HEAD")
    return "" if done is None else done.decode("ascii", "replace")


def asked(project: Project, *words: str, given: bytes = b"") -> bytes | None:
    """What git prints in the project's folder; None where it cannot say."""
    command = ["git", "-C", str(project.root), *words]
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            command, input=given, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
