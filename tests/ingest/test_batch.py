from __future__ import annotations

import pytest

from effsite.errors import UsageError
from effsite.ingest import FORMATS
from effsite.ingest.batch import format_named, log_files, read_files, recognise
from effsite.ingest.log_file import LogFile
from effsite.ingest.log_format import ReadOptions
from tests.ingest.small_logs import LOGS


def batch(paths, format="auto"):
    chosen = format_named(format)
    return list(read_files(log_files(paths, chosen), chosen, ReadOptions(), lambda count: None))


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.format} {log.name}")
def test_auto_names_the_format_of_every_small_log(tmp_path, log):
    (file,) = batch([log.write(tmp_path)])
    assert (file.format, file.status) == (log.format, "read")


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.format} {log.name}")
def test_a_small_log_is_of_one_format_for_sure(tmp_path, log):
    ranked = recognise(LogFile(log.write(tmp_path), log.name).head())
    assert ranked[0][0] == log.format
    assert len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= 0.1


def test_a_bad_file_is_refused_and_the_others_are_read(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\0\1\2")
    (tmp_path / "b.csv").write_text("step,val_acc\n1,0.5\n")
    (tmp_path / "c.csv").write_text("")
    assert [(f.path[-5:], f.status) for f in batch([tmp_path], "csv")] == [
        ("a.csv", "refused"),
        ("b.csv", "read"),
        ("c.csv", "refused"),
    ]


def test_files_of_a_folder_that_are_of_another_format_are_passed_over(tmp_path):
    (tmp_path / "run.log").write_text("s:0 tel:10.9\n")
    (tmp_path / "notes.txt").write_text("buy milk\n")
    assert [f.status for f in batch([tmp_path], "nanogpt")] == ["ignored", "read"]


def test_what_belongs_to_another_file_is_passed_over(tmp_path):
    (tmp_path / "a.tsv").write_text("epoch\thours\ttop1Accuracy\n1\t1\t50\n")
    (tmp_path / "a.json").write_text('{"model": "x", "costPerHour": 1}')
    assert [(f.path[-6:], f.status) for f in batch([tmp_path])] == [("a.json", "ignored"), ("/a.tsv", "read")]


def test_two_formats_that_fit_as_well_are_both_named(tmp_path, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(FORMATS, "other", replace(FORMATS["csv"], name="other"))
    (tmp_path / "a.csv").write_text("step,val_acc\n1,0.5\n")
    (file,) = batch([tmp_path / "a.csv"])
    assert file.status == "refused"
    assert "may be csv or other" in file.lines[0].message


def test_a_file_of_no_known_format_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("Dear diary\n")
    (file,) = batch([tmp_path / "a.txt"])
    assert "no format that is known" in file.lines[0].message


def test_a_path_that_is_not_there_stops_the_command(tmp_path):
    with pytest.raises(UsageError, match="no file or folder"):
        batch([tmp_path / "none"])


def test_a_slip_in_a_format_is_corrected():
    with pytest.raises(UsageError) as caught:
        format_named("dawnbecnh")
    assert "did you mean 'dawnbench'" in caught.value.hint


def test_a_link_to_a_folder_elsewhere_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("step,val_acc\n1,0.5\n")
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "link").symlink_to(elsewhere)
    (logs / "b.csv").write_text("step,val_acc\n1,0.5\n")
    assert [path.name for path, _ in log_files([logs], format_named("csv"))] == ["b.csv"]
