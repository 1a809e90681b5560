"""A submission is written whole or not at all, and leaves every other byte alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from effsite.errors import RecordError, UsageError
from effsite.records import Attempt, CurvePoint, LearningCurve, PublicationDate, Result
from effsite.store import Reading, load, read, submission
from effsite.store import journal as record_journal

from .conftest import ALEXNET, GOOGLENET, HEADER, TODAY, RecordFolder

MOBILENET = "alexnet-level,MobileNet,2017-04-17,4.8e16,reported,reported,Table 3,\n"


def result(**changes: object) -> Result:
    values: dict[str, object] = {
        "task": "imagenet",
        "submission": "lab",
        "target": "alexnet-level",
        "system": "MobileNet",
        "published": PublicationDate.parse("2017-04-17"),
        "training_flop": 4.8e16,
        "flop_method": "reported",
        "source_kind": "reported",
        "source": "Table 3",
    }
    return Result(**values | changes)  # type: ignore[arg-type]


def attempt(**changes: object) -> Attempt:
    values: dict[str, object] = {
        "task": "imagenet",
        "submission": "lab",
        "target": "alexnet-level",
        "system": "MobileNet",
        "published": PublicationDate.parse("2017-04-17"),
        "best_value": 0.7,
        "runs": 1,
        "curve": "lab-mobilenet",
        "source_kind": "measured",
        "source": "Our log",
    }
    return Attempt(**values | changes)  # type: ignore[arg-type]


def curve(*values: float, name: str = "lab-mobilenet") -> LearningCurve:
    points = tuple(CurvePoint(step=step, value=value) for step, value in enumerate(values, 1))
    return LearningCurve(task="imagenet", name=name, seed=0, points=points)


def nothing_more(reading: Reading) -> Reading:
    return reading


def write(folder: RecordFolder, *puts: tuple[Result | Attempt, list[LearningCurve], str]) -> list[str]:
    """Put and commit; the names of the files that were written, below results/."""
    with submission(folder.results, "imagenet", TODAY) as draft:
        for row, curves, log in puts:
            draft.put(row, curves, log)
        done = draft.commit(nothing_more)
        return [str(path.relative_to(folder.results)) for path in (*done.files, *done.removed)]


def contents(folder: RecordFolder) -> dict[str, bytes]:
    files = (path for path in folder.results.rglob("*") if path.is_file())
    return {str(path.relative_to(folder.results)): path.read_bytes() for path in files}


def test_rows_that_are_there_stay_byte_for_byte_and_the_new_one_stands_in_its_order(
    folder: RecordFolder,
) -> None:
    odd = ALEXNET.replace("5.32e17", "532000000000000000.0")
    later = MOBILENET.replace("MobileNet", "ShuffleNet").replace("2017-04-17", "2017-07-04")
    folder.write("lab.csv", HEADER + odd + later)
    assert write(folder, (result(), [], "")) == ["imagenet/lab.csv"]
    assert (folder.task / "lab.csv").read_text() == HEADER + odd + MOBILENET + later


def test_a_missing_last_line_break_is_added_before_the_new_row(folder: RecordFolder) -> None:
    folder.write("lab.csv", (HEADER + ALEXNET).rstrip("\n"))
    write(folder, (result(), [], ""))
    assert (folder.task / "lab.csv").read_text() == HEADER + ALEXNET + MOBILENET


def test_windows_line_ends_are_kept(folder: RecordFolder) -> None:
    folder.write("lab.csv", (HEADER + ALEXNET).replace("\n", "\r\n"))
    write(folder, (result(), [], ""))
    assert (folder.task / "lab.csv").read_bytes() == (HEADER + ALEXNET + MOBILENET).replace(
        "\n", "\r\n"
    ).encode()


def test_a_table_with_a_row_of_several_lines_is_refused_and_no_half_of_it_is_cut(
    folder: RecordFolder,
) -> None:
    folder.write("lab.csv", HEADER + MOBILENET.replace("Table 3", '"Table\n3"') + ALEXNET)
    before = contents(folder)
    with pytest.raises(RecordError) as refused:
        write(folder, (result(), [], ""))
    (finding,) = refused.value.findings
    assert finding.message == "source holds the control character U+000A at position 6"
    assert contents(folder) == before


def test_a_new_file_has_only_the_columns_it_needs(folder: RecordFolder) -> None:
    write(folder, (result(submission="new"), [], ""))
    header = (folder.task / "new.csv").read_text().splitlines()[0]
    assert header == "target,system,published,training_flop,flop_method,flop_scope,status,source_kind,source"


def test_a_value_without_a_column_has_the_table_written_anew_with_it(folder: RecordFolder) -> None:
    write(folder, (result(seconds=10.0), [], ""))
    rows = load(folder.results, TODAY).tasks[0].results
    assert [(r.system, r.seconds) for r in rows] == [
        ("AlexNet", None),
        ("GoogLeNet", None),
        ("MobileNet", 10.0),
    ]


def test_a_row_replaces_the_one_of_the_same_system_and_target(folder: RecordFolder) -> None:
    write(folder, (result(system="AlexNet", published=PublicationDate.parse("2012-06-01")), [], ""))
    assert (folder.task / "lab.csv").read_text() == HEADER + ALEXNET.replace("5.32e17", "4.8e16") + GOOGLENET


def test_a_result_and_an_attempt_of_one_system_give_way_to_each_other(folder: RecordFolder) -> None:
    names = write(folder, (attempt(), [curve(0.5, 0.7)], ""))
    assert names == ["imagenet/curves/lab-mobilenet.csv", "imagenet/not-reached/lab.csv"]
    names = write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.5, 0.8)], ""))
    assert names == ["imagenet/curves/lab-mobilenet.csv", "imagenet/lab.csv", "imagenet/not-reached/lab.csv"]
    assert not (folder.task / "not-reached" / "lab.csv").exists()


def test_a_new_curve_takes_the_other_rows_of_the_old_one_with_it(folder: RecordFolder) -> None:
    text = (folder.task / "task.toml").read_text()
    second = text[text.index("[[targets]]") : text.index("[[references]]")]
    folder.write("task.toml", text + second.replace("alexnet-level", "better").replace("0.791", "0.81"))
    both = [
        (result(value=0.82, curve="lab-mobilenet", target=t), [curve(0.82)], "")
        for t in ("alexnet-level", "better")
    ]
    write(folder, *both)
    assert len(load(folder.results, TODAY).tasks[0].results) == 4
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    assert [r.target for r in load(folder.results, TODAY).tasks[0].results] == ["alexnet-level"] * 3


def test_a_log_goes_with_the_curve_that_it_was_the_log_of(folder: RecordFolder) -> None:
    row = result(value=0.8, curve="lab-mobilenet")
    log = (
        '{"event": "begin", "task": "imagenet", "seed": 0}\n'
        '{"event": "evaluation", "seed": 0, "step": 1, "value": 0.8}\n'
    )
    assert "imagenet/logs/lab-mobilenet.jsonl" in write(folder, (row, [curve(0.8)], log))
    assert "imagenet/logs/lab-mobilenet.jsonl" in write(folder, (row, [curve(0.81)], ""))
    assert not (folder.task / "logs" / "lab-mobilenet.jsonl").exists()


def test_what_is_there_already_is_not_written_again(folder: RecordFolder) -> None:
    put = (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], "")
    write(folder, put)
    assert write(folder, put) == []


def test_a_curve_of_another_system_is_not_taken_from_it(folder: RecordFolder) -> None:
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    before = contents(folder)
    with pytest.raises(UsageError, match="its curve would be lab-mobilenet, which is that of MobileNet"):
        write(folder, (result(system="Mobile Net", value=0.9, curve="lab-mobilenet"), [curve(0.9)], ""))
    assert contents(folder) == before


def test_what_does_not_stand_is_put_back_and_fewer_rows_may_follow(folder: RecordFolder) -> None:
    before = contents(folder)
    with submission(folder.results, "imagenet", TODAY) as draft:
        draft.put(result())
        draft.put(result(system="Bad", value=0.5, curve="lab-bad"), [curve(0.5, name="lab-bad")])
        with pytest.raises(RecordError) as refused:
            draft.commit(nothing_more)
        assert contents(folder) == before
        draft.put(result())
        draft.commit(nothing_more)
    (finding,) = refused.value.findings
    assert finding.message == "value 0.5 does not reach alexnet-level (0.791)"
    assert finding.where == "results/imagenet/lab.csv:4:4"
    assert [r.system for r in load(folder.results, TODAY).tasks[0].results] == [
        "AlexNet",
        "GoogLeNet",
        "MobileNet",
    ]


def test_a_table_that_cannot_be_read_is_not_written_to(folder: RecordFolder) -> None:
    folder.write("lab.csv", HEADER + ALEXNET.replace("2012-06-01", "soon"))
    before = contents(folder)
    with pytest.raises(RecordError):
        write(folder, (result(), [], ""))
    assert contents(folder) == before


def test_a_task_that_is_not_there_is_said(folder: RecordFolder) -> None:
    with pytest.raises(UsageError, match="no task 'mnist'"), submission(folder.results, "mnist", TODAY):
        pass


def test_a_full_disk_leaves_every_file_as_it_was(
    folder: RecordFolder, monkeypatch: pytest.MonkeyPatch
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
    assert not record_journal._journal(folder.results).exists()


def test_another_writer_is_waited_for_and_then_named(
    folder: RecordFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_journal, "SECONDS_TO_WAIT", 0.1)
    with (
        submission(folder.results, "imagenet", TODAY),
        pytest.raises(UsageError, match="another effsite is writing to"),
        submission(folder.results, "imagenet", TODAY),
    ):
        pass


def test_a_journal_that_names_a_file_elsewhere_is_refused(folder: RecordFolder, tmp_path: Path) -> None:
    (tmp_path / ".effsite").mkdir()
    (tmp_path / ".effsite" / "results.journal").write_text('{"before": {"../elsewhere": "aGVsbG8="}}')
    with pytest.raises(Exception, match="which is not below"):
        read(folder.results, TODAY)
    assert not (tmp_path / "elsewhere").exists()


PROGRAM = """
import datetime, sys
from pathlib import Path
from effsite.store import submission
from tests.store.test_submission import curve, nothing_more, result

results, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
for n in range(first, last):
    with submission(results, "imagenet", datetime.date(2026, 11, 20)) as draft:
        name = f"lab-net-{n}"
        draft.put(result(system=f"Net {n}", value=0.8, curve=name), [curve(0.8, name=name)])
        draft.commit(nothing_more)
    print(n, flush=True)
"""


def start(folder: RecordFolder, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder.results), str(first), str(last)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)


def test_two_programs_that_write_at_once_lose_nothing(folder: RecordFolder) -> None:
    programs = [start(folder, 0, 10), start(folder, 10, 20)]
    assert [program.wait(60) for program in programs] == [0, 0]
    for program in programs:
        program.communicate()
    systems = {r.system for r in load(folder.results, TODAY).tasks[0].results}
    assert systems == {"AlexNet", "GoogLeNet", *(f"Net {n}" for n in range(20))}


def test_a_writer_killed_at_any_moment_leaves_whole_rows(folder: RecordFolder) -> None:
    told, dice = 0, random.Random(1)
    for _ in range(12):
        program = start(folder, told, 1000)
        assert program.stdout is not None
        program.stdout.readline()
        time.sleep(dice.random() * 0.05)
        program.send_signal(signal.SIGKILL)
        said = program.communicate()[0]
        record = load(folder.results, TODAY).tasks[0]
        count = len(record.results) - 2
        assert count in (told + 1 + len(said.split()), told + 2 + len(said.split()))
        assert len({c.name for c in record.curves}) == count
        told = count
    left = [path.name for path in folder.results.rglob(".*")]
    assert not left
