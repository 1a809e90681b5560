"""With what a run is made: the versions of the packages, the code, the commit."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from effsite.measure.failures import MeasureError
from effsite.version import __version__

PACKAGE = Path(__file__).parents[1]
VERSIONED = ("effsite", "torch", "torchvision", "numpy")


@cache
def versions() -> dict[str, str]:
    """Of Python and of the packages that matter, as far as they are installed."""
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    if "effsite" not in found:
        found["effsite"] = __version__
    return found


@cache
def code() -> str:
    """Twelve hexadecimal digits of the sources that measure."""
    digest = hashlib.sha256()
    folder = PACKAGE / "measure"
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def commit() -> str:
    """The commit of this effsite, when it is a checkout without changes; otherwise nothing.

    Raises MeasureError where there is a checkout that git refuses to read (of another user, say): its
    commit is not known, and a run must not look as if there were none.
    """
    if not any((folder / ".git").exists() for folder in PACKAGE.parents):
        return ""
    tracked = _git("ls-files", "--error-unmatch", str(PACKAGE / "__init__.py"))
    if tracked.returncode:
        if "did not match any file" in tracked.stderr:
            return ""
        raise MeasureError(
            f"git cannot tell the commit of {PACKAGE.parent}: {_first_line(tracked.stderr)}",
            "do what git says, or install effsite outside the checkout: a measured row names its commit",
        )
    if _git("status", "--porcelain", "--", str(PACKAGE)).stdout.strip():
        return ""
    return _git("rev-parse", "HEAD").stdout.strip()


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What git answers; raises MeasureError where it cannot be run."""
    command = ["git", "-C", str(PACKAGE), *arguments]
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - no shell, and fixed words
            command, capture_output=True, text=True, check=False, timeout=20, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MeasureError(
            f"git cannot tell the commit of {PACKAGE.parent}: {error}",
            "install git, or run an installed effsite outside a checkout",
        ) from None


def _first_line(text: str) -> str:
    return (text.strip() or "it says nothing").splitlines()[0]
