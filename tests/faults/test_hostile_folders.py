"""Folders that nobody meant well with: every command ends in time, with a documented exit code, in words."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effsite.cli import main
from tests.projects import lab_project

from .scale import FOLDERS

SECONDS = 30
NAMES = (
    "results",
    "results/digits",
    "results/digits/lab.csv",
    "results/digits/task.toml",
    "results/digits/stated.csv",
    "results/digits/curves",
    "results/digits/curves/net.csv",
    "results/digits/not-reached",
    "results/digits/not-reached/lab.csv",
    "results/digits/logs",
    "results/digits/logs/net.jsonl",
    "results/other/task.toml",
    "results/README.md",
    "docs",
    "docs/about.md",
    "docs/index.md",
    "docs/targets.md",
    "docs/deep/page.md",
    "docs/assets",
    "mkdocs.yml",
    "site",
    "site/index.html",
    ".effsite",
    ".effsite/lock",
    ".effsite/cache",
    ".effsite/results.journal",
    ".effsite/results.last",
    ".effsite/stage-x",
)
TEXTS = (
    b"",
    b"\xff\xfe\x00",
    b"\xef\xbb\xbftarget\n",
    b"a = " + b"[" * 20_000,
    b'{"a":' * 20_000,
    b'"' * 999,
    b"target,system,published,training_flop,flop_method,source_kind,source\n" + b"," * 300_000,
    b"a\0b\n",
    b"# caf\xe9\n",
    b"---\ntitle: [\n---\n# x\n",
    b"> " * 3_000 + b"x\n",
    b"nav: [[[[]]]]\n",
    b"site_name: x\ntheme: nothing\n",
    b"site_name: x\nplugins: [nothing]\n",
    b'{"before": {"../../a": null, "digits/lab.csv": "!"}}',
    b'{"before": [1]}',
    b"step,value\n1,nan\n0,1e999\n",
)
LINKS = ("nowhere", ".", "..", "/", "/dev/zero", "/dev/full", "/proc/self/environ", "../../..", "self")
KINDS = st.one_of(
    st.sampled_from(["remove", "folder", "fifo"]),
    st.sampled_from(LINKS).map(lambda to: f"link {to}"),
    st.sampled_from(TEXTS),
    st.binary(max_size=60),
)
ODD = st.binary(min_size=1, max_size=12).filter(lambda name: not {0, ord("/")} & set(name)).map(os.fsdecode)
ODD_PLACES = st.tuples(st.sampled_from(["results", "results/digits", "docs", "site"]), ODD).map("/".join)
FAULTS = st.lists(st.tuples(st.sampled_from(NAMES) | ODD_PLACES, KINDS), min_size=1, max_size=5)
READERS = [["check"], ["check", "--json"], ["list"], ["check", "results/digits"]]
COMMANDS = st.sampled_from([*READERS * 5, ["build"]])


def put(project: Path, name: str, kind: str | bytes) -> None:
    """Put something in the place of what stands there; where the system refuses that, nothing."""
    path = project / name
    with contextlib.suppress(OSError, RuntimeError):
        if not path.parent.resolve().is_relative_to(project.resolve()):
            return  # a link that was put before leads out
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if isinstance(kind, bytes):
            path.write_bytes(kind)
        elif kind == "folder":
            path.mkdir()
        elif kind == "fifo":
            os.mkfifo(path)
        elif kind.startswith("link "):
            path.symlink_to(path.name if kind == "link self" else kind.removeprefix("link "))


def too_long(number: int, frame: FrameType | None) -> None:
    raise AssertionError(f"not done after {SECONDS} seconds")


def run(arguments: list[str]) -> tuple[object, str]:
    """Exit code and standard error of a command, run in this process, in time."""
    before, argv = signal.signal(signal.SIGALRM, too_long), sys.argv
    signal.alarm(SECONDS)
    sys.argv = ["effsite", *arguments]
    errors = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            main()
    except SystemExit as ended:
        return ended.code or 0, errors.getvalue()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        sys.argv = argv
    return 0, errors.getvalue()


@settings(max_examples=FOLDERS, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(faults=FAULTS, command=COMMANDS)
def test_no_folder_makes_a_traceback(faults: list[tuple[str, str | bytes]], command: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        project = lab_project(Path(scratch, "lab"))
        outside = Path(scratch, "outside")
        outside.write_text("mine")
        for name, kind in faults:
            put(project, name, kind)
        code, errors = run([*command, "--project", str(project)])
        assert code in (0, 1, 2)
        assert "Traceback" not in errors
        assert sum(line.startswith("error: ") for line in errors.splitlines()) <= 1
        assert sorted(path.name for path in Path(scratch).iterdir()) == ["lab", "outside"]
