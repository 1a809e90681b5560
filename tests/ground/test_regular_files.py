"""What is read is a file: everything else that may stand at a path is called by what it is, never opened."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from effsite.files import NotAFileError, leads_out, naming, read_regular, require_file, sort_of


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # the address of a socket is short
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "file.txt").write_bytes(b"0123456789")
    return tmp_path / "project"


def test_a_file_is_read_whole_or_up_to_a_limit_and_through_a_link(project: Path) -> None:
    (project / "link.txt").symlink_to("file.txt")
    assert read_regular(project / "file.txt") == b"0123456789"
    assert read_regular(project / "link.txt", limit=4) == b"0123"
    assert read_regular(project / "file.txt", limit=0) == b""


def test_what_is_no_file_is_named_for_what_it_is(project: Path) -> None:
    os.mkfifo(project / "fifo")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("project/socket")
    sorts = {".": "a folder", "fifo": "a FIFO", "socket": "a socket", "/dev/null": "a device"}
    for name, sort in sorts.items():
        assert sort_of(project / name) == sort
        with pytest.raises(NotAFileError) as refused:
            read_regular(project / name)
        assert (refused.value.errno, refused.value.strerror) == (errno.EINVAL, f"is {sort}")
        assert refused.value.filename == str(project / name)


def test_a_file_may_be_asked_for_before_it_is_opened(project: Path) -> None:
    os.mkfifo(project / "fifo")
    require_file(project / "file.txt")
    require_file(project / "nothing.txt")  # opening it will say that it is missing
    with pytest.raises(NotAFileError) as refused:
        require_file(project / "fifo")
    with pytest.raises(NotAFileError) as read:
        read_regular(project / "fifo")
    assert str(refused.value) == str(read.value)


def test_a_disk_is_a_device_too(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "stat", lambda path: SimpleNamespace(st_mode=stat.S_IFBLK | 0o600))
    assert sort_of(project / "disk") == "a device"


def test_a_file_whose_place_a_fifo_takes_meanwhile_is_not_waited_for(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def exchange_and_open(path: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opened(path, flags)

    monkeypatch.setattr(os, "open", exchange_and_open)
    with pytest.raises(NotAFileError, match="is a FIFO"):
        read_regular(project / "file.txt")


def test_of_a_file_and_of_nothing_no_sort_is_told_and_a_link_is_told_by_where_it_leads(project: Path) -> None:
    (project / "circle").symlink_to("circle")
    (project / "nowhere").symlink_to("missing")
    (project / "link").symlink_to("file.txt")
    told = {name: sort_of(project / name) for name in ("file.txt", "missing", "link", "circle", "nowhere")}
    assert told == {
        "file.txt": "",
        "missing": "",
        "link": "",
        "circle": "a link that leads in a circle",
        "nowhere": "a link that leads nowhere",
    }


def test_a_link_leads_out_where_it_ends_outside_in_a_hidden_part_or_nowhere(project: Path) -> None:
    (project.parent / "outside.txt").write_text("x")
    (project / ".hidden").mkdir()
    (project / ".hidden" / "a.txt").write_text("x")
    (project / "folder").mkdir()
    ends = {
        "within": "file.txt",
        "folder-link": "folder",
        "outside": "../outside.txt",
        "hidden": ".hidden/a.txt",
        "circle": "circle",
        "nowhere": "missing",
    }
    for name, end in ends.items():
        (project / name).symlink_to(end)
    assert [name for name in ends if leads_out(project / name, project)] == [
        "outside",
        "hidden",
        "circle",
        "nowhere",
    ]
    assert not leads_out(project / "file.txt", project)


def test_an_error_of_the_system_gets_the_name_of_the_file_where_it_has_none(project: Path) -> None:
    with pytest.raises(OSError, match="No space") as unnamed, naming(project / "a"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert unnamed.value.filename == str(project / "a")
    with pytest.raises(OSError, match="No space") as named, naming(project / "a"):
        raise OSError(errno.ENOSPC, "No space left on device", "b")
    assert named.value.filename == "b"
    with pytest.raises(OSError, match="of a library") as other, naming(project / "a"):
        raise OSError("of a library")
    assert other.value.filename is None
    with pytest.raises(FileNotFoundError) as missing:
        read_regular(project / "missing")
    assert missing.value.filename == str(project / "missing")
