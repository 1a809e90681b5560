"""`effsite ingest auto` tells every format from the others, or says between which two a file wavers."""

from __future__ import annotations

import pytest

from effsite.ingest import FORMATS
from effsite.ingest.batch import CLOSE, read_files, recognise
from effsite.ingest.log_file import LogFile
from effsite.ingest.log_format import ReadOptions
from tests.ingest.small_logs import LOGS


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.format}-{log.name}")
def test_a_log_is_known_or_wavers_between_its_format_and_another(log, tmp_path):
    path = log.write(tmp_path)
    ranked = recognise(LogFile(path, path.name).head())
    near = [name for name, sure in ranked if sure > ranked[0][1] - CLOSE]
    assert log.format in near
    assert len(near) <= 2


def test_a_file_that_wavers_is_refused_with_both_names(tmp_path):
    path = tmp_path / "both.log"
    entry = '{"time_ms": 1, "key": "run_start", "value": null, "metadata": {}}'
    path.write_text(f":::MLLOG {entry}\nEpoch: [0][1/2]\tTime 0.1 (0.1)\n")
    (read,) = read_files([(path, False)], None, ReadOptions(), lambda count: None)
    assert read.status == "refused"
    assert "may be mlperf or pytorch-stdout" in read.lines[-1].message


@pytest.mark.parametrize("content", [b"Dear diary,\ntoday I trained.\n", bytes(range(256)), b"\0" * 100])
def test_a_file_of_another_kind_is_refused(content, tmp_path):
    path = tmp_path / "notes"
    path.write_bytes(content)
    (read,) = read_files([(path, False)], None, ReadOptions(), lambda count: None)
    assert read.status == "refused"
    assert not any(form.sniff(LogFile(path, "notes").head()) for form in FORMATS.values())
