"""A build killed at any moment leaves the old site or the new one, and nothing to clean up."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions

from .conftest import contents, start_build

KILLS = 20


def differences(site: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """The files in which the site is like neither the old nor the new one; none when it is one of them."""
    if site in (old, new):
        return []
    names = sorted(site.keys() | old.keys() | new.keys())
    return [name for name in names if site.get(name) not in (old.get(name), new.get(name))] or names


def test_a_killed_build_leaves_the_old_site_or_the_new_one_whole(lab: Path) -> None:
    row = lab / "results" / "digits" / "lab.csv"
    old_row, new_row = row.read_text(), row.read_text().replace("1e12", "5e11")
    build(BuildOptions(project=lab))
    old = contents(lab / "site")
    row.write_text(new_row)
    started = time.perf_counter()
    build(BuildOptions(project=lab))
    duration = time.perf_counter() - started + 0.5  # a process of its own also starts Python
    new = contents(lab / "site")
    row.write_text(old_row)
    build(BuildOptions(project=lab))

    moments = random.Random(20).choices(range(1000), k=KILLS)
    killed = 0
    for moment in moments:
        row.write_text(new_row)
        process = start_build(lab)
        time.sleep(duration * moment / 1000)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()
        killed += process.returncode == -signal.SIGKILL
        assert differences(contents(lab / "site"), old, new) == []
        row.write_text(old_row)
    assert killed >= KILLS // 2

    build(BuildOptions(project=lab))
    assert contents(lab / "site") == old
    assert {path.name for path in (lab / ".effsite").iterdir()} <= {"cache", "lock"}
