"""The folder `.effsite/` of a project: locks, pages kept between builds, what a broken-off change needs.

Its content is believed, for effsite wrote it: a kept page goes into the site as it is, and a journal says
what the collection held. A commit that brings one, such as a stranger's pull request, must not be believed.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from effsite.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".effsite"


def refuse_foreign(folder: Path) -> None:
    """Raise UsageError where the folder is a link, or git has files in it."""
    if folder.is_symlink():
        raise UsageError(f"{folder} is a link, which effsite did not make", "remove it")
    git = shutil.which("git")
    if git is None or not folder.is_dir():
        return
    command = [git, "-C", str(folder.parent), "ls-files", "-z", "--", folder.name]
    listed = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")  # noqa: S603 - no shell, and fixed words
    name = listed.stdout.partition("\0")[0]
    if name:
        raise UsageError(
            f"{name} is committed: what stands in {NAME}/ is taken for what effsite itself put there",
            f"git rm -r {folder.name}, and name /{NAME}/ in .gitignore",
        )
