"""A real file system that is full, or may only be read: one line, the site whole, and the next call works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .commands import contents, effsite
from .scale import WHOLE

MEGABYTES = 24
MOUNT = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-euc"]


def may_mount() -> bool:
    """Whether this user may make a small file system of their own."""
    if shutil.which("unshare") is None:
        return False
    trial = [*MOUNT, "mount -t tmpfs -o size=1m tmpfs /mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not may_mount(), reason="this system lets nobody mount a file system")

FULL = """
mount -t tmpfs -o size="$2"m tmpfs "$1"
cp -R "$1".lab/. "$1"
cd "$1"
free=$(df -k . | awk 'NR == 2 { print $4 }')
head -c $(( (free - $4) * 1024 )) /dev/zero > fill
cp -R site "$1".before
"$3" -m effsite build > "$1".out 2> "$1".err && echo 0 > "$1".rc || echo $? > "$1".rc
diff -r site "$1".before
test -z "$(ls -d .effsite/stage-* 2> /dev/null)"
rm fill
"$3" -m effsite build
test -f site/index.html
"""
READ_ONLY = """
mount -t tmpfs -o size="$2"m tmpfs "$1"
cp -R "$1".lab/. "$1"
mount -o remount,ro "$1"
cd "$1"
"$3" -m effsite check
"$3" -m effsite build > "$1".out 2> "$1".err && echo 0 > "$1".rc || echo $? > "$1".rc
test -f site/index.html
"""


def mounted(lab: Path, script: str, *more: str) -> tuple[int, str]:
    """Exit code and standard error of the build in that script, which itself must not fail."""
    place = lab.with_name("small")
    place.mkdir()
    lab.rename(lab.with_name("small.lab"))
    command = [*MOUNT, script, "sh", str(place), str(MEGABYTES), sys.executable, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return int(Path(f"{place}.rc").read_text()), Path(f"{place}.err").read_text()


@pytest.mark.parametrize("kilobytes", [0, 100, 1_000, 4_000] if WHOLE else [1_000])
def test_a_full_disk_is_told_and_the_old_site_stands(lab: Path, kilobytes: int) -> None:
    assert effsite(lab, "build").returncode == 0
    assert contents(lab / "site")
    code, errors = mounted(lab, FULL, str(kilobytes))
    assert code == 1
    assert "Traceback" not in errors
    assert sum(line.startswith("error: ") for line in errors.splitlines()) == 1
    assert "No space left on device" in errors
    assert "hint: " in errors


def test_a_project_that_may_only_be_read_is_checked_and_its_site_stands(lab: Path) -> None:
    assert effsite(lab, "build").returncode == 0
    code, errors = mounted(lab, READ_ONLY)
    assert code == 1
    assert "Traceback" not in errors
    assert "Read-only file system" in errors
