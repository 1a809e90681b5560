"""What the system refuses is told in one line with the path and a way out, and the site stays whole."""

from __future__ import annotations

import errno
import os
import resource
import signal
from pathlib import Path

import pytest

from effsite.errors import SystemSaidNoError
from effsite.files import write_atomically

from .commands import contents, effsite, left_over, told
from .scale import WHOLE


def small_files(size: int) -> None:
    """As `ulimit -f`: no file may grow beyond that many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 2_000, 60_000, 400_000] if WHOLE else [60_000])
def test_a_limit_on_files_is_told_and_the_old_site_stands(lab: Path, size: int) -> None:
    assert effsite(lab, "build").returncode == 0
    before = contents(lab / "site")
    (lab / "docs" / "new.md").write_text("# New\n")
    done = effsite(lab, "build", before=lambda: small_files(size))
    assert "File too large" in told(done)
    assert contents(lab / "site") == before
    assert left_over(lab) == set()
    assert effsite(lab, "build").returncode == 0


def test_a_limit_on_files_leaves_the_collection_as_it_was(lab: Path) -> None:
    (lab / "log.csv").write_text("step,accuracy\n" + "".join(f"{n},0.{90 + n}\n" for n in range(10)))
    task = ["--task", "digits", "--target", "good", "--metric", "accuracy", "--form", "fraction"]
    compute = ["--flop-per-example", "1e6", "--examples-per-step", "100"]
    row = ["--system", "Net", "--published", "2025-01-01", "--source", "our logs", "--submission", "new"]
    before = contents(lab / "results")
    done = effsite(lab, "ingest", "csv", "log.csv", *task, *compute, *row, before=lambda: small_files(100))
    assert "File too large" in told(done)
    assert contents(lab / "results") == before
    assert left_over(lab) == set()
    assert effsite(lab, "ingest", "csv", "log.csv", *task, *compute, *row).returncode == 0
    assert (lab / "results" / "digits" / "new.csv").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("args", [("check",), ("check", "--json"), ("list",), ("--help",)])
def test_an_output_that_takes_nothing_is_told(lab: Path, args: tuple[str, ...]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    done = effsite(lab, *args, before=lambda: (os.dup2(full, 1), None)[1], pass_fds=(full,))
    os.close(full)
    assert "No space left on device" in told(done)


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("docs/latin.md", b"# caf\xe9\n", "docs/latin.md:1:6: is not UTF-8: byte 0xe9"),
        ("results/digits/lab.csv", b"target\n\xe9\n", "results/digits/lab.csv:2:1: is not UTF-8"),
        ("results/digits/task.toml", b"\n# \xe9\n", "results/digits/task.toml:2:3: is not UTF-8"),
        ("mkdocs.yml", b"site_name: \xe9\n", "mkdocs.yml cannot be read"),
        ("results/digits/task.toml", b"a = " + b"[" * 100_000, "task.toml: nests too deeply"),
    ],
)
def test_bytes_that_are_no_text_are_told_with_their_place(
    lab: Path, name: str, text: bytes, where: str
) -> None:
    (lab / name).write_bytes(text)
    done = effsite(lab, "build")
    told(done)
    assert where in done.stderr


@pytest.mark.parametrize("name", [".effsite", ".effsite/cache", ".effsite/lock"])
@pytest.mark.parametrize("what", ["folder", "file", "dangling"])
def test_what_stands_in_the_way_of_the_work_is_told(lab: Path, name: str, what: str) -> None:
    path = lab / name
    path.parent.mkdir(exist_ok=True)
    if what == "folder":
        path.mkdir()
    elif what == "file":
        path.write_text("mine\n")
    else:
        path.symlink_to("nowhere")
    fine = {(".effsite", "folder"), (".effsite/cache", "folder"), (".effsite/lock", "file")}
    done = effsite(lab, "build")
    if (name, what) in fine:
        assert done.returncode == 0
    else:
        assert name in told(done)
        assert not (lab / "site").exists()


def test_a_full_file_system_is_told_with_a_way_out() -> None:
    said = SystemSaidNoError.of(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "site"))
    assert (said.message, said.hint) == ("site: No space left on device", "free some space and try again")


def test_an_error_of_writing_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        write_atomically(tmp_path / "a", "b")
    assert caught.value.filename == str(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_two_paths_names_both() -> None:
    said = SystemSaidNoError.of(OSError(errno.EXDEV, "Invalid cross-device link", "a", None, "b"))
    assert said.message == "a -> b: Invalid cross-device link"
    assert "one file system" in said.hint


WITHOUT_LOCKS = """\
import errno
import fcntl
import os


def flock(handle, operation):
    raise OSError(number, os.strerror(number))


number = getattr(errno, os.environ["NO_LOCKS"])
fcntl.flock = flock
"""


@pytest.mark.parametrize("why", ["ENOSYS", "ENOLCK", "EOPNOTSUPP"])
def test_a_file_system_without_locks_is_told_at_once(lab: Path, tmp_path: Path, why: str) -> None:
    """As Lustre is, mounted without flock: no lock is taken for one that a killed program left behind."""
    assert effsite(lab, "build").returncode == 0
    (lab / "docs" / "more.md").write_text("# More\n")
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(WITHOUT_LOCKS)
    paths = os.pathsep.join([str(tmp_path / "python"), os.environ.get("PYTHONPATH", "")])
    done = effsite(lab, "build", env={"PYTHONPATH": paths, "NO_LOCKS": why})
    assert done.returncode == 1
    assert "can be made: " in told(done)
    assert "on a file system with locks" in done.stderr
