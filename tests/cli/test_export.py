"""`effsite export` as people run it, and what a notebook gets."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import effsite
from effsite import workflows
from effsite.errors import UsageError
from effsite.workflows.options import ExportOptions
from tests.projects import lab_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lab_project(tmp_path / "a lab")


def run(project: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "effsite", "export", "--project", str(project), *args]
    return subprocess.run(command, capture_output=True, check=False)


def test_csv_goes_to_standard_output_with_every_row_and_nothing_else(project: Path) -> None:
    done = run(project)
    assert (done.returncode, done.stderr) == (0, b"")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [(r["task"], r["system"], r["published"], r["training_flop"], r["factor"]) for r in rows] == [
        ("digits", "Perceptron", "2020-01-01", "8e12", "1"),
        ("digits", "Small net", "2022-01-01", "4e12", "2"),
        ("digits", "Smaller net", "2024-01-01", "1e12", "8"),
    ]
    assert {r["on_frontier"] for r in rows} == {"true"}


def test_json_is_written_where_the_output_says(project: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "rows.json"
    done = run(project, "--format", "json", "--output", str(place))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().split() == ["3", "rows:", str(place)]
    whole = json.loads(place.read_text("utf-8"))
    assert whole["schema_version"] == "2.0"
    assert [row["measure_value"] for row in whole["rows"]] == [8e12, 4e12, 1e12]
    assert "note" not in whole["rows"][0]


def test_parquet_can_be_piped(project: Path) -> None:
    done = run(project, "--format", "parquet")
    assert done.stdout[:4] == done.stdout[-4:] == b"PAR1"


def test_croissant_is_a_folder_whose_metadata_names_the_file_beside_it(project: Path, tmp_path: Path) -> None:
    options = ExportOptions(format="croissant", output=tmp_path / "rows", project=project, task="digits")
    made = workflows.export.export(options)
    assert [path.name for path in made.files] == ["croissant.json", "results.parquet"]
    said = json.loads((tmp_path / "rows" / "croissant.json").read_text("utf-8"))
    assert said["name"] == "Our lab: digits"
    assert said["distribution"][0]["contentUrl"] == "results.parquet"


def test_croissant_without_a_folder_is_refused(project: Path) -> None:
    done = run(project, "--format", "croissant")
    assert done.returncode == 2
    assert b"name a folder: --output DIR" in done.stderr


def test_a_task_that_is_not_there_is_refused_with_one_that_is_like_it(project: Path) -> None:
    with pytest.raises(UsageError, match="no task 'digit'") as refused:
        workflows.export.export(ExportOptions(task="digit", project=project))
    assert "digits" in refused.value.hint


def test_a_loaded_collection_gives_all_its_results_as_one_table(project: Path) -> None:
    loaded = effsite.load(project / "results")
    frame = loaded.frame()
    assert frame[["task", "system", "training_flop"]].values.tolist()[-1] == ["digits", "Smaller net", 1e12]
    assert len(loaded.frame("digits")) == len(frame) == 3
    with pytest.raises(KeyError):
        loaded.frame("chess")
