"""Under which circumstances a run was made: what its log begins with."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]
VERSIONED = ("effsite", "torch", "torchvision", "numpy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Everything about a run that is known before its first step.

    `recipe` and `data_fingerprint` decide what is learnt; with `device_kind` and `processes` they
    must be the same for a run to go on. `forward_flop` is that of one example at the size that is
    evaluated, 2 per multiply-add; `uncounted` names operators that it leaves out. `code` is a hash
    of the sources that measured, `commit` the commit that they belong to, empty when they were
    changed since or are not in a repository.
    """

    task: str
    system: str
    seed: int
    recipe: str
    settings: dict[str, Any]
    data: str
    data_is_the_tasks: bool
    data_fingerprint: str
    training_items: int
    device: str
    device_kind: str
    processes: int
    threads: int
    deterministic: bool
    parameters: int
    forward_flop: float
    uncounted: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str]
    code: str
    commit: str

    def as_event(self) -> dict[str, Any]:
        """The circumstances as plain values."""
        return asdict(self)


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
        from effsite.version import __version__

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
    """The commit of this effsite, when it is a checkout without changes; otherwise nothing."""
    tracked = _git("ls-files", "--error-unmatch", str(PACKAGE / "__init__.py"))
    if tracked is None or _git("status", "--porcelain", "--", str(PACKAGE)) != "":
        return ""
    return _git("rev-parse", "HEAD") or ""


def _git(*arguments: str) -> str | None:
    """What git answers, None where it cannot."""
    command = ["git", "-C", str(PACKAGE), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)  # noqa: S603  # fixed words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
