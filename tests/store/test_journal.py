"""The collection is changed whole or not at all, whatever breaks off, and by one program at a time."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from effsite.errors import EffsiteError, UsageError
from effsite.locks import file_lock
from effsite.store import journal, load, read, submission, task_folder
from effsite.store import reading as store_reading

from .conftest import ALEXNET, GOOGLENET, HEADER, TODAY, CollectionFolder
from .submissions import contents, curve, result, write


def test_a_full_disk_leaves_every_file_as_it_was(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    fsync, calls = os.fsync, []

    def fail_at_the_third(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fail_at_the_third)
    with pytest.raises(OSError, match="No space"):
        write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    assert contents(folder) == before
    assert not journal._journal(folder.results).exists()


def test_another_writer_is_waited_for_and_then_named(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SECONDS_TO_WAIT", 0.1)
    with (
        submission(folder.results, "imagenet", TODAY),
        pytest.raises(UsageError) as refused,
        submission(folder.results, "imagenet", TODAY),
    ):
        pass
    assert refused.value.message == f"another effsite is writing to {folder.results}"
    assert refused.value.hint == "wait until it is done, or end it"


def test_another_writer_is_waited_for_for_20_seconds(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, float]] = []

    def noted(path: Path, seconds: float) -> FileLock:
        asked.append((path, seconds))
        return file_lock(path, seconds)

    monkeypatch.setattr(journal, "file_lock", noted)
    write(folder, (result(), [], ""))
    assert asked == [(folder.results.parent / ".effsite" / "results.lock", 20.0)]


def test_beside_the_collection_are_a_lock_and_what_the_last_change_replaced(folder: CollectionFolder) -> None:
    assert journal.changes_so_far(folder.results) == (0, 0)
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    beside = folder.results.parent / ".effsite"
    assert {path.name for path in beside.iterdir()} == {"results.lock", "results.last"}
    replaced = json.loads((beside / "results.last").read_text())["before"]
    assert base64.b64decode(replaced.pop("imagenet/lab.csv")) == (HEADER + ALEXNET + GOOGLENET).encode()
    assert replaced == {"imagenet/curves/lab-mobilenet.csv": None}
    done = (beside / "results.last").stat()
    assert journal.changes_so_far(folder.results) == (done.st_ino, done.st_mtime_ns)


@pytest.mark.parametrize("content", [b"{", b"{}", b"\xff", b"[1]"])
def test_a_journal_that_cannot_be_read_is_left_with_the_way_out(
    folder: CollectionFolder, content: bytes
) -> None:
    journal = folder.results.parent / ".effsite" / "results.journal"
    journal.parent.mkdir()
    journal.write_bytes(content)
    with pytest.raises(EffsiteError) as refused:
        read(folder.results, TODAY)
    assert refused.value.message.startswith(f"{journal} cannot be read: ")
    assert refused.value.hint == "bring results/ back with git, then remove that file"
    assert journal.read_bytes() == content


def test_a_change_is_put_back_to_the_byte_and_what_was_new_goes(folder: CollectionFolder) -> None:
    before = contents(folder)
    with journal.collection_lock(folder.results):
        new, name = folder.task / "new.csv", "x" * 120 + ".csv"
        journal.change(
            folder.results, {folder.task / "lab.csv": None, new: b"new", folder.task / name: b"long"}
        )
        assert (new.read_bytes(), (folder.task / "lab.csv").exists()) == (b"new", False)
        (folder.task / ".lab.csv.a1.part").write_text("half")
        (folder.task / f".{'x' * 100}.a1.part").write_text("half")
        (folder.task / ".other.csv.a1.part").write_text("half")
        (folder.task / name).unlink()
        journal.undo(folder.results)
    assert contents(folder) == before | {"imagenet/.other.csv.a1.part": b"half"}


def test_a_journal_that_names_a_file_elsewhere_is_refused(folder: CollectionFolder, tmp_path: Path) -> None:
    (tmp_path / ".effsite").mkdir()
    (tmp_path / ".effsite" / "results.journal").write_text('{"before": {"../elsewhere": "aGVsbG8="}}')
    with pytest.raises(EffsiteError) as refused:
        read(folder.results, TODAY)
    assert refused.value.message == f"{folder.results / '../elsewhere'} is not below {folder.results}"
    journal = tmp_path / ".effsite" / "results.journal"
    assert refused.value.hint == f"{journal} names it: remove that file"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1]", "cannot be read: "),
        ('{"after": {}}', "cannot be read: "),
        ('{"before": [1]}', "cannot be read: "),
        ('{"before": {"lab.csv": 5}}', "cannot be read: "),
        ('{"before": {"imagenet/lab.csv": null, "imagenet/b.csv": "a?"}}', "cannot be read: "),
        ('{"before": {"imagenet/lab.csv": null, "imagenet/b.csv": "aGVs?bG8="}}', "cannot be read: "),
        ('{"before": {"": "aGVsbG8="}}', "cannot be read: '' is no name of a file"),
        ('{"before": {"a\\u0000b": null}}', "cannot be read: 'a\\x00b' is no name of a file"),
        ('{"before": {"imagenet/lab.csv": null, "imagenet": null}}', "imagenet is a folder"),
    ],
)
def test_a_journal_that_nobody_wrote_is_refused_and_changes_nothing(
    folder: CollectionFolder, tmp_path: Path, text: str, told: str
) -> None:
    before = contents(folder)
    (tmp_path / ".effsite").mkdir()
    (tmp_path / ".effsite" / "results.journal").write_text(text)
    with pytest.raises(EffsiteError) as refused:
        read(folder.results, TODAY)
    assert told in refused.value.message
    assert refused.value.hint.endswith(" that file")
    assert contents(folder) == before


def test_a_work_folder_that_is_a_link_is_neither_read_nor_written_through(
    folder: CollectionFolder, tmp_path: Path
) -> None:
    before = contents(folder)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".effsite").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is a link, which effsite did not make"):
        write(folder, (result(), [], ""))
    assert not list((tmp_path / "elsewhere").iterdir())
    (tmp_path / "elsewhere" / "results.journal").write_text('{"before": {"imagenet/lab.csv": null}}')
    with pytest.raises(UsageError, match="is a link, which effsite did not make"):
        read(folder.results, TODAY)
    assert contents(folder) == before


def test_what_a_killed_program_had_written_of_its_journal_is_removed(folder: CollectionFolder) -> None:
    write(folder, (result(), [], ""))
    half = folder.results.parent / ".effsite" / ".results.journal.x1y2.part"
    half.write_text('{"before"')
    write(folder, (result(training_flop=4e16), [], ""))
    assert not half.exists()


def test_a_change_made_while_the_collection_is_read_is_in_the_reading_whole(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    read_curve, puts = task_folder._curve, [(result(value=0.9, curve="lab-mobilenet"), [curve(0.9)], "")]

    def change_then_read(*given: Any) -> Any:
        if puts:
            write(folder, puts.pop())
        return read_curve(*given)

    monkeypatch.setattr(task_folder, "_curve", change_then_read)
    (task,) = read(folder.results, TODAY).collection.tasks
    assert (task.results[-1].value, task.curves[0].points[-1].value) == (0.9, 0.9)


def test_a_change_that_is_under_way_counts_as_made_and_so_does_one_that_is_undone(
    folder: CollectionFolder,
) -> None:
    before = journal.changes_so_far(folder.results)
    with journal.collection_lock(folder.results):
        assert not journal.changed_since(folder.results, before)
        journal.change(folder.results, {folder.task / "lab.csv": b"half"})
        assert journal.changed_since(folder.results, before)
        journal.undo(folder.results)
    assert journal.changed_since(folder.results, before)


def test_a_collection_that_changes_with_each_reading_is_read_under_the_lock(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(range(100))
    monkeypatch.setattr(store_reading, "changed_since", lambda *_: bool(next(names) + 1))
    assert len(read(folder.results, TODAY).collection.tasks[0].results) == 2
    assert next(names) == 3
    monkeypatch.setattr(journal, "SECONDS_TO_WAIT", 0.1)
    with (
        journal.collection_lock(folder.results),
        pytest.raises(UsageError, match="another effsite is writing"),
    ):
        read(folder.results, TODAY)


def test_what_was_broken_off_is_put_back_before_anything_is_read(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with journal.collection_lock(folder.results):
        journal.change(folder.results, {folder.task / "lab.csv": b"half"})
    read_file, seen = task_folder.read_table, []

    def read_and_note(path: Path, *given: Any) -> Any:
        seen.append(path.read_bytes())
        return read_file(path, *given)

    monkeypatch.setattr(task_folder, "read_table", read_and_note)
    assert read(folder.results, TODAY).findings == ()
    assert seen == [(HEADER + ALEXNET + GOOGLENET).encode()]


def test_where_no_lock_can_be_made_the_writer_says_so(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(EffsiteError) as unlocked:
        write(folder, (result(), [], ""))
    assert unlocked.value.message == f"no lock on {folder.results} can be made: [Errno 13] Permission denied"
    beside = folder.results.parent / ".effsite"
    assert unlocked.value.hint == f"work where you may write to {beside}, on a file system with locks"
    (folder.results.parent / ".effsite" / "results.journal").write_text('{"before": {}}')
    with pytest.raises(EffsiteError) as broken_off:
        read(folder.results, TODAY)
    assert broken_off.value.message == (
        f"a change of {folder.results} was broken off and cannot be undone here: [Errno 13] Permission denied"
    )
    assert broken_off.value.hint == "run `effsite check` as a user who may write there"


def test_a_reader_without_rights_says_that_a_change_was_broken_off(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with journal.collection_lock(folder.results):
        journal.change(folder.results, {folder.task / "lab.csv": b"half"})
    monkeypatch.setattr(journal, "write_atomically", refuse_to_write)
    with pytest.raises(EffsiteError, match=r"was broken off and cannot be undone here: .*Read-only"):
        read(folder.results, TODAY)


def refuse_to_write(*_: object) -> None:
    raise OSError(30, "Read-only file system")


def test_a_folder_that_is_a_link_out_of_the_collection_is_not_written_through(
    folder: CollectionFolder, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder.task / "curves").symlink_to(tmp_path / "elsewhere")
    before = contents(folder)
    with pytest.raises(EffsiteError, match=r"lab-mobilenet.csv is not below") as refused:
        write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    assert refused.value.hint == "a link leads there: put the folder itself in its place"
    assert contents(folder) == before
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not journal._journal(folder.results).exists()


PROGRAM = """
import datetime, sys
from pathlib import Path
from effsite.store import submission
from tests.store.submissions import curve, nothing_more, result

results, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
for n in range(first, last):
    with submission(results, "imagenet", datetime.date(2026, 11, 20)) as draft:
        name = f"lab-net-{n}"
        draft.put(result(system=f"Net {n}", value=0.8, curve=name), [curve(0.8, name=name)])
        draft.commit(nothing_more)
    print(n, flush=True)
"""


def start(folder: CollectionFolder, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder.results), str(first), str(last)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)


def test_two_programs_that_write_at_once_lose_nothing(folder: CollectionFolder) -> None:
    programs = [start(folder, 0, 10), start(folder, 10, 20)]
    assert [program.wait(60) for program in programs] == [0, 0]
    for program in programs:
        program.communicate()
    systems = {r.system for r in load(folder.results, TODAY).tasks[0].results}
    assert systems == {"AlexNet", "GoogLeNet", *(f"Net {n}" for n in range(20))}


def test_a_writer_killed_at_any_moment_leaves_whole_rows(folder: CollectionFolder) -> None:
    told, dice = 0, random.Random(1)
    for _ in range(20):
        program = start(folder, told, 1000)
        assert program.stdout is not None
        program.stdout.readline()
        time.sleep(dice.random() * 0.05)
        program.send_signal(signal.SIGKILL)
        said = program.communicate()[0]
        collection = load(folder.results, TODAY).tasks[0]
        count = len(collection.results) - 2
        assert count in (told + 1 + len(said.split()), told + 2 + len(said.split()))
        assert len({c.name for c in collection.curves}) == count
        told = count
    left = [path.name for path in folder.results.rglob(".*")]
    assert not left


def test_a_reader_sees_one_state_of_a_collection_that_others_change(folder: CollectionFolder) -> None:
    write(folder, (result(system="Net 0", value=0.8, curve="lab-net-0"), [curve(0.8, name="lab-net-0")], ""))
    program = start(folder, 1, 20)
    while program.poll() is None:
        assert read(folder.results, TODAY).findings == ()
    program.communicate()
    assert program.returncode == 0
    assert len(load(folder.results, TODAY).tasks[0].results) == 22
