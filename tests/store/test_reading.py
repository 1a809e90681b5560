"""Everything wrong with a collection is reported at once, with file, line, column and a way out."""

from __future__ import annotations

import datetime
import gc
from pathlib import Path
from typing import Any

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.store import load, read, task_folder
from effsite.store import reading as store_reading

from .conftest import ALEXNET, HEADER, TASK, TODAY, CollectionFolder


def row(**changes: str) -> str:
    cells = {
        "target": "alexnet-level",
        "system": "AlexNet",
        "published": "2012-06-01",
        "training_flop": "5.32e17",
        "flop_method": "reported",
        "source_kind": "reported",
        "source": "Table 3",
        "note": "",
    }
    return ",".join((cells | changes).values())


def test_a_valid_collection_is_read_whole(folder: CollectionFolder) -> None:
    collection = load(folder.results, TODAY)
    (task,) = collection.tasks
    assert [r.system for r in task.results_for("alexnet-level")] == ["AlexNet", "GoogLeNet"]
    assert task.results[0].training_flop == 5.32e17
    assert task.results[0].submission == "lab"
    assert task.task.rules == ("Train from scratch.",)


@pytest.mark.parametrize(
    ("changes", "column", "message", "hint"),
    [
        ({"target": "alexnet-levl"}, 1, "target is unknown: 'alexnet-levl'", "did you mean 'alexnet-level'?"),
        ({"system": ""}, 2, "system is empty", "Name of the model"),
        ({"published": "2012-06-31"}, 3, "not a date", "YYYY-MM-DD"),
        ({"published": "20120601"}, 3, "not a date", "YYYY-MM-DD"),
        ({"published": "2012-W22-5"}, 3, "not a date", "YYYY-MM-DD"),
        ({"published": "2026-11-21"}, 3, "lies in the future", "2026-11-20"),
        ({"published": "1912-06-01"}, 3, "lies before 1940", "check the year"),
        ({"training_flop": "NaN"}, 4, "not a number", "5.32e17"),
        ({"training_flop": "inf"}, 4, "not a number", "5.32e17"),
        ({"training_flop": "1e400"}, 4, "only finite numbers", "leave the cell empty"),
        ({"training_flop": "-5e17"}, 4, "too little to be in FLOP", "1 tfs-day is 8.64e16"),
        ({"training_flop": "0"}, 4, "too little to be in FLOP", "1 tfs-day is 8.64e16"),
        ({"training_flop": "3.1"}, 4, "too little to be in FLOP", "1 tfs-day is 8.64e16"),
        ({"training_flop": "1e31"}, 4, "too much to be in FLOP", "8.64e16"),
        ({"training_flop": "1_000_000"}, 4, "not a number", "5.32e17"),
        ({"training_flop": "\uff11\uff12"}, 4, "not a number", "5.32e17"),
        ({"training_flop": " 5e17"}, 4, "not a number", "5.32e17"),
        ({"flop_method": "counting"}, 5, "flop_method is 'counting'", "did you mean 'counted'?"),
        ({"source": "=HYPERLINK()"}, 7, "begins with '='", "begin with a letter"),
        ({"source": "a\u202eb"}, 7, "control character U+202E", "plain text"),
        ({"note": "x" * 2001}, 8, "has 2001 characters", "shorten"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_bad_cell_is_named_by_line_and_column(
    folder: CollectionFolder, changes: dict[str, str], column: int, message: str, hint: str
) -> None:
    folder.rows(row(), row(**{"system": "Other"} | changes))
    finding = folder.only()
    assert (finding.path, finding.line, finding.column) == ("results/imagenet/lab.csv", 3, column)
    assert message in finding.message
    assert hint in finding.hint


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x.org", "https://", "https://a b.org", "https://me:pw@x.org", "x.org"],
)
def test_only_plain_web_addresses_are_taken(folder: CollectionFolder, url: str) -> None:
    folder.write("lab.csv", HEADER.replace("note", "source_url") + ALEXNET.rstrip("\n") + url + "\n")
    assert folder.only().field == "source_url"


def test_all_errors_of_all_files_are_reported_in_one_run(folder: CollectionFolder) -> None:
    folder.write("task.toml", TASK + 'colour = "red"\n')
    folder.rows(row(published="soon", training_flop="much"))
    folder.write("other.csv", "target,sytem\n")
    places = [f.where for f in folder.findings()]
    assert places == [
        "results/imagenet/lab.csv:2:3",
        "results/imagenet/lab.csv:2:4",
        "results/imagenet/other.csv:1",
        "results/imagenet/other.csv:1:2",
        "results/imagenet/task.toml:21:1",
    ]


def test_an_unknown_column_suggests_the_nearest(folder: CollectionFolder) -> None:
    folder.write("lab.csv", HEADER.replace("training_flop", "trainig_flop") + ALEXNET)
    finding = folder.only()
    assert (finding.line, finding.column) == (1, 4)
    assert finding.hint == "did you mean 'training_flop'?"


def test_a_row_with_too_many_cells_is_an_error(folder: CollectionFolder) -> None:
    folder.rows(row() + ",more")
    assert folder.only().message == "has 9 cells, the header has 8"


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        (b"", 1, 0, "is empty"),
        (HEADER.encode() + b"alexnet-level,Caf\xe9\n", 2, 18, "is not UTF-8: byte 0xe9"),
        (HEADER.encode() + b"a\0b\n", 2, 2, "holds a NUL byte"),
        (b"\xef\xbb\xbf" + HEADER.encode(), 1, 1, "begins with a byte order mark"),
        (HEADER.encode() + b'"open\n', 2, 0, "is not valid CSV: unexpected end of data"),
        (HEADER.encode() + ALEXNET.encode() + b"\n", 3, 0, "has 0 cells, the header has 8"),
    ],
    ids=["empty", "latin-1", "nul", "bom", "open quote", "blank line"],
)
def test_a_file_that_is_not_plain_csv_is_an_error(
    folder: CollectionFolder, content: bytes, line: int, column: int, message: str
) -> None:
    folder.write("lab.csv", content)
    finding = folder.only()
    assert (finding.line, finding.column, finding.message) == (line, column, message)
    assert finding.hint or "CSV" in finding.message


def test_the_same_row_twice_is_an_error_at_the_second(folder: CollectionFolder) -> None:
    folder.rows(row(), row(system="Other"), row(training_flop="1e17"))
    finding = folder.only()
    assert (finding.line, finding.column) == (4, 2)
    assert "stands already at results/imagenet/lab.csv:2" in finding.message


def test_two_submissions_may_report_the_same_system(folder: CollectionFolder) -> None:
    folder.write("second.csv", HEADER + ALEXNET)
    assert folder.findings() == ()


@pytest.mark.parametrize("value", ["79.1", "0.5"])
def test_a_value_that_does_not_reach_the_target_is_an_error(folder: CollectionFolder, value: str) -> None:
    folder.write("lab.csv", "value," + HEADER + f"{value}," + ALEXNET)
    finding = folder.only()
    assert (finding.line, finding.column, finding.field) == (2, 1, "value")


def test_training_flop_without_a_method_is_an_error(folder: CollectionFolder) -> None:
    folder.rows(row(flop_method=""))
    finding = folder.only()
    assert (finding.line, finding.column) == (2, 4)
    assert "training_flop and flop_method are given together" in finding.message


def test_a_row_without_any_measure_is_an_error(folder: CollectionFolder) -> None:
    folder.rows(row(training_flop="", flop_method=""))
    assert "at least one measure" in folder.only().message


@pytest.mark.parametrize(
    ("changes", "field", "column"),
    [({"training_flop": "", "flop_method": ""}, "", 0), ({"flop_method": ""}, "training_flop", 4)],
)
def test_a_finding_about_a_row_names_a_field_only_where_it_is_a_column(
    folder: CollectionFolder, changes: dict[str, str], field: str, column: int
) -> None:
    folder.rows(row(**changes))
    assert (folder.only().field, folder.only().column) == (field, column)


def test_reading_does_without_the_garbage_collector_and_leaves_it_as_it_was(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_file, enabled = task_folder.read_table, []

    def read_and_note(*given: Any) -> Any:
        enabled.append(gc.isenabled())
        return read_file(*given)

    monkeypatch.setattr(task_folder, "read_table", read_and_note)
    load(folder.results, TODAY)
    assert (enabled, gc.isenabled()) == ([False], True)
    gc.disable()
    try:
        load(folder.results, TODAY)
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(("published", "fits"), [("2026-11-20", True), ("2026-11-21", False)])
def test_today_is_the_date_in_greenwich(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch, published: str, fits: bool
) -> None:
    class Late(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Late:
            here = cls(2026, 11, 21, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
            return here.astimezone(tz) if tz else here

    monkeypatch.setattr(store_reading.datetime, "datetime", Late)
    folder.rows(row(published=published))
    assert (read(folder.results).findings == ()) is fits


def test_a_folder_of_rates_and_one_of_devices_are_read_as_such(folder: CollectionFolder) -> None:
    folder.write("../rates/task.toml", 'title = "Rates"\nabout = "Rates."\nholds = "rates"\n')
    header = "name,quantity,group,direction,as_printed,source_kind,source\n"
    folder.write("../rates/all.csv", header + "Moore,FLOP,hardware,doubling,24 months,reported,A\n")
    folder.write("../hardware/task.toml", 'title = "Hardware"\nabout = "Devices."\nholds = "devices"\n')
    folder.write("../hardware/all.csv", "name,vendor,source\nV100,NVIDIA,A\n")
    collection = load(folder.results, TODAY)
    assert [task.task.name for task in collection.tasks] == ["hardware", "imagenet", "rates"]
    assert [rate.name for rate in collection.task("rates").rates] == ["Moore"]
    assert [device.name for device in collection.task("hardware").devices] == ["V100"]


def test_a_folder_that_is_a_link_out_of_the_project_is_not_read(folder: CollectionFolder) -> None:
    project = folder.results.parent / "project"
    project.mkdir()
    (project / "results").symlink_to(folder.results)
    with pytest.raises(UsageError, match="is a link that leads out of the project") as refused:
        read(project / "results", TODAY)
    assert refused.value.hint == "put the folder in its place"


def test_a_task_folder_or_one_in_it_that_is_closed_to_us_is_told(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("notes.txt", "x")
    listed = Path.iterdir

    def refuse(path: Path) -> Any:
        if path.name in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    (folder.task / "curves").mkdir()
    closed = {"curves"}
    assert [(f.path, f.message) for f in folder.findings()] == [
        ("results/imagenet/curves", "cannot be read: Permission denied"),
        ("results/imagenet/notes.txt", "does not belong here"),
    ]
    closed = {"imagenet"}
    assert [(f.path, f.message) for f in folder.findings()] == [
        ("results/imagenet", "cannot be read: Permission denied")
    ]


def test_a_task_file_that_leads_nowhere_is_not_called_missing(folder: CollectionFolder) -> None:
    (folder.task / "task.toml").unlink()
    (folder.task / "task.toml").symlink_to("nowhere")
    assert folder.findings()[0].message == "is a symbolic link"


def test_a_strange_file_in_the_collection_is_an_error(folder: CollectionFolder) -> None:
    folder.write("notes.txt", "hello")
    folder.write("My Lab.csv", HEADER + ALEXNET)
    assert [f.path.rpartition("/")[2] for f in folder.findings()] == ["My Lab.csv", "notes.txt"]


def test_a_symbolic_link_is_not_followed(folder: CollectionFolder) -> None:
    (folder.task / "link.csv").symlink_to("/etc/passwd")
    assert folder.only().message == "is a symbolic link"


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ('title = "ImageNet"', 'titel = "ImageNet"', "1:1", "unknown key 'titel'"),
        ("level = 0.791", "level = 79.1", "16:1", "level is 79.1, but the metric is a fraction"),
        ("level = 0.791", 'level = "high"', "16:1", "level must be a number, not 'high'"),
        ("level = 0.791", "level = nan", "16:1", "level is nan"),
        ('name = "alexnet-level"', 'name = "../x"', "13:1", "name is not a valid name"),
        ("higher_is_better = true", "higher_is_better = 1", "9:1", "must be true or false"),
        ('rules = ["Train from scratch."]', 'rules = "none"', "4:1", "rules must be a list"),
        ('example = "image"', "example = ", "3:11", "is not valid TOML"),
        ('url = "https://arxiv.org', 'url = "javascript:', "20:1", "url is not an http"),
        ("level = 0.791", 'level = 0.791\nmeasure = "flop"', "17:1", "unknown measure 'flop'"),
    ],
)
def test_a_bad_task_is_named_by_line_and_column(
    folder: CollectionFolder, old: str, new: str, where: str, message: str
) -> None:
    folder.write("task.toml", TASK.replace(old, new))
    found = [f for f in folder.findings() if message in f.message]
    assert [f.where for f in found] == [f"results/imagenet/task.toml:{where}"]


def test_rows_beside_a_broken_task_are_checked_all_the_same(folder: CollectionFolder) -> None:
    folder.write("task.toml", "title =")
    folder.rows(row(published="soon"))
    assert {f.path.rpartition("/")[2] for f in folder.findings()} == {"task.toml", "lab.csv"}


def test_a_month_without_a_day_counts_as_its_middle(folder: CollectionFolder) -> None:
    folder.rows(row(published="2016-11"))
    (result,) = load(folder.results, TODAY).tasks[0].results
    assert result.published.day == datetime.date(2016, 11, 15)
    assert str(result.published) == "2016-11"


def test_a_curve_holds_one_run_for_each_seed(folder: CollectionFolder) -> None:
    folder.write("curves/alexnet.csv", "seed,step,value\n1,10,0.5\n1,20,0.8\n2,10,0.6\n")
    folder.write("lab.csv", HEADER.replace("note", "curve") + ALEXNET.rstrip("\n") + "alexnet\n")
    curves = load(folder.results, TODAY).tasks[0].curves
    assert [(c.seed, len(c.points)) for c in curves] == [(1, 2), (2, 1)]


def test_a_curve_whose_steps_fall_is_an_error(folder: CollectionFolder) -> None:
    folder.write("curves/alexnet.csv", "seed,step,value\n1,20,0.5\n2,20,0.5\n2,10,0.8\n")
    told = [(f.where, f.message) for f in folder.findings()]
    message = "seed 2: step 10 follows step 20: steps must increase"
    assert ("results/imagenet/curves/alexnet.csv:3", message) in told


def test_a_curve_that_no_row_names_is_an_error(folder: CollectionFolder) -> None:
    folder.write("curves/alexnet.csv", "step,value\n20,0.5\n")
    assert folder.only().message == "belongs to no result"


def test_a_statement_about_an_unknown_system_is_an_error(folder: CollectionFolder) -> None:
    folder.write(
        "stated.csv",
        "target,system,field,as_printed,read_as,source\nalexnet-level,AlexNett,factor,1,1,Blog\n",
    )
    finding = folder.only()
    assert (finding.line, finding.column) == (2, 2)
    assert finding.hint == "did you mean 'AlexNet'?"


def test_load_raises_every_error_at_once(folder: CollectionFolder) -> None:
    folder.rows(row(published="soon", training_flop="much"))
    with pytest.raises(CollectionError) as caught:
        load(folder.results, TODAY)
    assert len(caught.value.findings) == 2


def test_a_missing_folder_is_a_usage_error(folder: CollectionFolder) -> None:
    with pytest.raises(UsageError, match="no folder"):
        read(folder.results / "nowhere", TODAY)


def test_the_place_of_each_row_and_of_some_rows_is_known(folder: CollectionFolder) -> None:
    folder.write(
        "stated.csv",
        "target,field,as_printed,read_as,source\nalexnet-level,doubling_time_months,2,2,Table 3\n",
    )
    reading = read(folder.results, TODAY)
    (task,) = reading.collection.tasks
    rows = [*task.results, *task.statements]
    at = [(f"results/imagenet/{name}.csv", line) for name, line in (("lab", 2), ("lab", 3), ("stated", 2))]
    places = reading.places()
    assert [(places[row].path, places[row].line) for row in rows] == at
    some = reading.places_of(rows[1:])
    assert {(some[id(row)].path, some[id(row)].line) for row in rows[1:]} == set(at[1:])
    assert len(some) == 2
    assert reading.places_of([]) == {}
