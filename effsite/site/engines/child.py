"""An engine in a process of its own, which is killed with the one that waits for it.

ProperDocs takes the place of every module of MkDocs where it is loaded, and Zensical ends a process that it
fails in. What runs there are the modules of this folder that are called `..._run`.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PR_SET_PDEATHSIG, SIGKILL = 1, 9
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "NO_COLOR": "1"}
"""Asks MkDocs' theme, ProperDocs and Zensical for no banner and no colours."""

SECONDS_BETWEEN_LOOKS = 0.5


def run_child(module: str, arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of this folder, in `folder`; what it printed, both streams as one."""
    command = [sys.executable, "-P", "-m", f"{__package__}.{module}", str(os.getpid()), *arguments]
    modules = os.pathsep.join(filter(None, sys.path))
    return subprocess.run(  # noqa: S603 - no shell, and a module of this folder
        command,
        cwd=folder,
        env={**os.environ, **QUIET, "PYTHONPATH": modules},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def end_with(parent: int) -> None:
    """Have this process killed when the one that started it is gone: at once on Linux, else soon.

    On Linux no thread is needed, and with none, copies of this process can be made.
    """
    on_linux = sys.platform == "linux"
    if on_linux:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        return
    threading.Thread(target=_look_for, args=(parent,), daemon=True).start()


def _look_for(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)
