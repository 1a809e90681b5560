"""Each finding whole: where it is, which field, what is wrong, and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.errors import Finding, UsageError
from effsite.names import RESERVED_TASKS
from effsite.store import read, reading, tables, task_folder
from effsite.store.tables import read_text

from .conftest import ALEXNET, HEADER, TASK, TODAY, CollectionFolder

ADDRESS = "write an address like https://arxiv.org/abs/1905.11946"
NAME = "use lower-case letters, digits and single hyphens, as in resnet-50"
HELD = "task.toml, CSV files, curves/, not-reached/, reproductions/ and logs/"
CURVE_HEADER = "target,system,published,training_flop,flop_method,source_kind,source,curve\n"
STATED = "target,system,field,as_printed,read_as,source\n"
HARDWARE = 'title = "Hardware"\nabout = "Devices."\nholds = "devices"\n'
KINDS = "`effsite fields` says what each field takes"
RATES = 'title = "Rates"\nabout = "Rates."\nholds = "rates"\n'


def told(finding: Finding) -> tuple[str, str, str]:
    return finding.where.removeprefix("results/imagenet/"), finding.message, finding.hint


def with_cell(folder: CollectionFolder, column: str, text: str) -> tuple[str, str]:
    """Message and hint about the only bad cell: one of that column, beside a good row."""
    folder.write("lab.csv", HEADER.replace("note", column) + ALEXNET.rstrip("\n") + f"{text}\n")
    finding = folder.only()
    assert (finding.line, finding.column, finding.field) == (2, 8, column)
    return finding.message, finding.hint


@pytest.mark.parametrize(
    ("column", "text", "message", "hint"),
    [
        (
            "epochs",
            "1.",
            "epochs is not a number: '1.'",
            "write digits with a point and an exponent, as in 5.32e17",
        ),
        ("runs", "3.0", "runs is not a whole number: '3.0'", "write digits only, as in 90"),
        ("note", "x" * 2001, "note has 2001 characters; at most 2000 fit", "shorten it"),
        ("device", "x" * 121, "device has 121 characters; at most 120 fit", "shorten it"),
        ("curve", "x" * 65, "curve has 65 characters; at most 64 fit", "shorten it"),
        (
            "note",
            "a\tb",
            "note holds the control character U+0009 at position 2",
            "write plain text on one line",
        ),
        ("note", " a", "note has spaces around it: ' a'", "remove them"),
        (
            "note",
            "-a",
            "note begins with '-', which spreadsheet programs run as a formula",
            "begin with a letter or a digit",
        ),
        ("curve", "A", "curve is not a valid name: 'A'", NAME),
        ("curve", "index", "curve is a reserved name: 'index'", "choose another"),
        ("paper_url", "https://a b", "paper_url is not a plain web address: 'https://a b'", ADDRESS),
        ("paper_url", "https://a<b", "paper_url is not a plain web address: 'https://a<b'", ADDRESS),
        ("paper_url", "https://[a", "paper_url is not a web address: Invalid IPv6 URL", ADDRESS),
        ("paper_url", "ftp://a.b", "paper_url is not an http or https address: 'ftp://a.b'", ADDRESS),
        (
            "paper_url",
            "https://me@a.b",
            "paper_url holds a user name or password",
            "leave them out of the address",
        ),
        ("status", "claim", "status is 'claim'", "did you mean 'claimed'?"),
        (
            "training_flop_low",
            "6e17",
            "training_flop must lie between training_flop_low and training_flop_high",
            "`effsite fields` explains each column",
        ),
    ],
)
def test_a_bad_cell_says_what_it_is_and_the_way_out(
    folder: CollectionFolder, column: str, text: str, message: str, hint: str
) -> None:
    if column == "training_flop_low":  # 6e17 lies above the row's 5.32e17; the fault is the figure's
        folder.write("lab.csv", HEADER.replace("note", column) + ALEXNET.rstrip("\n") + f"{text}\n")
        assert told(folder.only()) == ("lab.csv:2:4", message, hint)
    else:
        assert with_cell(folder, column, text) == (message, hint)


@pytest.mark.parametrize(
    ("low", "high", "fits"),
    [("5e17", "", True), ("5.32e17", "5.32e17", True), ("5.33e17", "", False), ("", "5.31e17", False)],
)
def test_a_figure_lies_between_its_ends(folder: CollectionFolder, low: str, high: str, fits: bool) -> None:
    header = HEADER.replace("note", "training_flop_low,training_flop_high")
    folder.write("lab.csv", header + ALEXNET.rstrip("\n") + f"{low},{high}\n")
    assert (folder.findings() == ()) is fits


@pytest.mark.parametrize(
    ("published", "message", "hint"),
    [
        (
            "2026-11-21",
            "published lies in the future: 2026-11-21",
            "today is 2026-11-20; check the year",
        ),
        ("2026-12", "published lies in the future: 2026-12", "today is 2026-11-20; check the year"),
        ("1939-12-31", "published lies before 1940: 1939-12-31", "check the year"),
        ("1939-12", "published lies before 1940: 1939-12", "check the year"),
        (
            "soon",
            "published is not a date: 'soon'",
            "write YYYY-MM-DD, or YYYY-MM without a day",
        ),
    ],
)
def test_a_bad_date_says_why(folder: CollectionFolder, published: str, message: str, hint: str) -> None:
    folder.write("lab.csv", HEADER + ALEXNET.replace("2012-06-01", published))
    assert told(folder.only()) == ("lab.csv:2:3", message, hint)


@pytest.mark.parametrize("published", ["2026-11-20", "2026-11", "1940-01-01", "1940-01"])
def test_today_this_month_and_the_first_year_are_dates(folder: CollectionFolder, published: str) -> None:
    folder.write("lab.csv", HEADER + ALEXNET.replace("2012-06-01", published))
    assert folder.findings() == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [("note", "x" * 2000), ("device", "x" * 120), ("paper_url", "http://a.b/x?y=1"), ("runs", "+3")],
)
def test_what_just_fits_is_taken(folder: CollectionFolder, column: str, text: str) -> None:
    folder.write("lab.csv", HEADER.replace("note", column) + ALEXNET.rstrip("\n") + f"{text}\n")
    assert folder.findings() == ()


@pytest.mark.parametrize(
    ("content", "told_of"),
    [
        (
            "system\n",
            (
                "lab.csv:1",
                "missing columns target, published, source_kind, source",
                "add to the header line",
            ),
        ),
        (
            HEADER.replace(",source,", ",") + "x",
            ("lab.csv:1", "missing column source", "add to the header line"),
        ),
        (
            HEADER.replace("note", "system"),
            ("lab.csv:1:8", "column 'system' stands twice", "remove one"),
        ),
        (
            HEADER.replace("note", "zzz"),
            ("lab.csv:1:8", "unknown column 'zzz'", "`effsite fields` lists the columns"),
        ),
        ("", ("lab.csv:1", "is empty", "begin with a header line")),
        (
            HEADER + "a,b\n",
            (
                "lab.csv:2",
                "has 2 cells, the header has 8",
                "put quotation marks around cells with commas",
            ),
        ),
        (HEADER + "\n", ("lab.csv:2", "has 0 cells, the header has 8", "remove the empty line")),
        (
            HEADER + '"a"b\n',
            (
                "lab.csv:2",
                "is not valid CSV: ',' expected after '\"'",
                "put quotation marks around cells with commas, and double them inside",
            ),
        ),
    ],
)
def test_a_bad_table_says_where_and_the_way_out(
    folder: CollectionFolder, content: str, told_of: tuple[str, str, str]
) -> None:
    folder.write("lab.csv", content)
    assert told(folder.only()) == told_of


@pytest.mark.parametrize(
    ("content", "told_of"),
    [
        (b"ab\ncd\xff", ("lab.csv:2:3", "is not UTF-8: byte 0xff", "save the file as UTF-8")),
        (b"ab\nc\0", ("lab.csv:2:2", "holds a NUL byte", "remove it")),
        (
            b"\xef\xbb\xbfa",
            ("lab.csv:1:1", "begins with a byte order mark", "save as UTF-8 without a byte order mark"),
        ),
    ],
)
def test_bytes_that_are_no_plain_text_are_told(
    folder: CollectionFolder, content: bytes, told_of: tuple[str, str, str]
) -> None:
    folder.write("lab.csv", content)
    assert told(folder.only()) == told_of


def test_a_file_that_is_too_large_or_a_link_is_not_read(folder: CollectionFolder) -> None:
    large = folder.write("large.csv", "x" * 3_000_001)
    text, (finding,) = read_text(large, "large.csv", 3_000_000)
    assert (text, finding.message, finding.hint) == (
        None,
        "has 3 MB; at most 3 MB are read",
        "split or thin it",
    )
    assert read_text(large, "large.csv", 3_000_001)[1] == ()
    large.unlink()
    (folder.task / "link.csv").symlink_to(folder.task / "lab.csv")
    assert told(folder.only()) == ("link.csv", "is a symbolic link", "commit the file itself")


def test_too_much_of_anything_is_told_where_it_is_with_the_way_out(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (tables.MOST_LINES, task_folder.MOST_FILES, reading.MOST_TASKS) == (500_000, 50_000, 2_000)
    monkeypatch.setattr(tables, "MOST_LINES", 1_500)
    folder.write("lab.csv", "x\n" * 1_500)
    assert "unknown column 'x'" in [finding.message for finding in folder.findings()]
    folder.write("lab.csv", "x\n" * 1_500 + "x")
    split = ("lab.csv", "has 1,501 lines; at most 1,500 are read", "split or thin it")
    assert told(folder.only()) == split
    folder.write("lab.csv", HEADER)
    monkeypatch.setattr(task_folder, "MOST_FILES", 1_100)
    for n in range(1_100):
        folder.write(f"curves/.{n}", "")
    assert folder.findings() == ()
    folder.write("curves/.more", "")
    more = ("curves", "holds 1,101 files; at most 1,100 are read", "make a second task")
    assert told(folder.only()) == more
    monkeypatch.setattr(task_folder, "MOST_FILES", 2)
    assert folder.findings()[0].path == "results/imagenet"


@pytest.mark.parametrize(("count", "shown"), [(201, "201"), (1_201, "1,201")])
def test_a_header_that_is_no_header_is_told_and_not_read(
    folder: CollectionFolder, count: int, shown: str
) -> None:
    folder.write("lab.csv", ",".join(["x"] * count) + "\n")
    assert told(folder.only()) == (
        "lab.csv:1",
        f"has {shown} columns; at most 200 are read",
        "leave out what is not a column of effsite's",
    )


def test_a_header_of_two_hundred_columns_is_read(folder: CollectionFolder) -> None:
    folder.write("lab.csv", ",".join(["x"] * 200) + "\n")
    assert {f.code for f in folder.findings()} == {"unknown-column", "missing-column"}


def test_a_folder_of_a_task_that_is_a_link_is_told(folder: CollectionFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder.results / "linked").symlink_to(tmp_path / "elsewhere")
    finding = folder.only()
    assert (finding.where, finding.message) == ("results/linked", "is a symbolic link")
    assert finding.hint == "commit the folder itself"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (
            TASK + 200 * '[[references]]\ncitation = "A"\nurl = "https://a.b/c"\n',
            "task.toml:1:1",
            "references has 201 entries; at most 200 are read",
        ),
        (
            TASK.replace('["Train from scratch."]', str(["Train from scratch."] * 201)),
            "task.toml:4:1",
            "rules has 201 entries; at most 200 are read",
        ),
    ],
    ids=["tables", "sentences"],
)
def test_more_entries_of_a_task_than_are_read_are_told(
    folder: CollectionFolder, text: str, where: str, message: str
) -> None:
    folder.write("task.toml", text)
    (finding,) = (f for f in folder.findings() if "entries" in f.message)
    assert told(finding) == (where, message, "make a second task")


def test_more_tasks_than_are_read_are_told_with_the_way_out(
    folder: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_TASKS", 1_000)
    for n in range(999):
        (folder.results / f"task-{n}").touch()
    assert len(folder.findings()) == 999
    (folder.results / "more").touch()
    with pytest.raises(UsageError) as refused:
        folder.findings()
    assert refused.value.message == f"{folder.results} holds 1,001 tasks; at most 1,000 are read"
    assert refused.value.hint == "keep them in several projects"


def test_strange_files_and_names_are_told_with_what_belongs(folder: CollectionFolder) -> None:
    folder.write("notes.txt", "x")
    folder.write("Lab.csv", HEADER)
    folder.write("curves/A.csv", "step,value\n")
    (folder.results / "README.txt").write_text("x")
    (folder.results / "Bad Name").mkdir()
    (folder.results / "empty").mkdir()
    assert [(f.path, f.message, f.hint) for f in folder.findings()] == [
        (
            "results/Bad Name",
            "is not a valid name for a task: 'Bad Name'",
            "use lower-case letters, digits and single hyphens",
        ),
        (
            "results/README.txt",
            "does not belong here",
            f"results/ holds one folder for each task, with {HELD}",
        ),
        (
            "results/empty/task.toml",
            "is missing",
            "describe the task in it; `effsite fields task` lists its keys",
        ),
        (
            "results/imagenet/Lab.csv",
            "is not a valid name for a submission",
            "use lower-case letters, digits and single hyphens, as in my-lab-2026.csv",
        ),
        ("results/imagenet/curves/A.csv", "does not belong here", "name it like resnet-50.csv"),
        ("results/imagenet/notes.txt", "does not belong here", f"a task holds {HELD}"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("index.csv", HEADER),
        ("not-reached/index.csv", "x"),
        ("not-reached/stated.csv", "x"),
        ("curves/index.csv", "step,value\n"),
        ("logs/index.jsonl", "x"),
    ],
)
def test_a_reserved_name_of_a_file_is_told(folder: CollectionFolder, name: str, content: str) -> None:
    folder.write(name, content)
    assert told(folder.only()) == (name, "has a reserved name", "choose another")


@pytest.mark.parametrize("name", sorted(RESERVED_TASKS))
def test_a_task_has_no_name_that_the_site_needs_for_itself(folder: CollectionFolder, name: str) -> None:
    folder.task.rename(folder.results / name)
    finding = folder.only()
    assert (finding.path, finding.message, finding.hint) == (
        f"results/{name}",
        f"has a reserved name: {name!r}",
        f"the site has a page or folder {name}/ of its own: give the task's folder another name",
    )


def test_rates_make_no_pages_of_their_own_and_may_be_called_rates(folder: CollectionFolder) -> None:
    (folder.results / "rates").mkdir()
    (folder.results / "rates" / "task.toml").write_text(RATES)
    assert folder.findings() == ()


@pytest.mark.parametrize("ending", ["-at-any-level", "-curves", "-by-seconds"])
def test_a_target_has_not_the_name_of_a_page_or_chart_of_another(
    folder: CollectionFolder, ending: str
) -> None:
    targets = f'\n[[targets]]\nname = "other{ending}"\ntitle = "A"\nabout = "B."\nlevel = 0.8\n'
    folder.write("task.toml", TASK + targets)
    assert folder.findings() == ()
    folder.write("task.toml", TASK + targets.replace("other", "alexnet-level"))
    assert told(folder.only()) == (
        "task.toml:23:1",
        f"target 'alexnet-level{ending}' has the name of a page or chart of target 'alexnet-level'",
        "rename one",
    )


def test_a_curve_may_be_called_stated(folder: CollectionFolder) -> None:
    folder.write("lab.csv", CURVE_HEADER + ALEXNET.rstrip("\n") + "stated\n")
    folder.write("curves/stated.csv", "step,value\n10,0.8\n")
    assert folder.findings() == ()


@pytest.mark.parametrize(
    ("folder_name", "like"),
    [
        ("curves", "resnet-50.csv"),
        ("not-reached", "my-lab-2026.csv"),
        ("reproductions", "my-lab-2026.csv"),
        ("logs", "resnet-50.jsonl"),
    ],
)
def test_what_stands_in_place_of_a_folder_or_file_is_told(
    folder: CollectionFolder, folder_name: str, like: str
) -> None:
    folder.write(folder_name, "x")
    assert told(folder.only()) == (
        folder_name,
        "is no folder",
        f"{folder_name}/ is a folder of files like {like}",
    )
    (folder.task / folder_name).unlink()
    (folder.task / folder_name / like).mkdir(parents=True)
    assert told(folder.only()) == (f"{folder_name}/{like}", "is a folder", "commit the file itself")
    (folder.task / folder_name / like).rmdir()
    (folder.task / folder_name / like).symlink_to(folder.task / "lab.csv")
    assert told(folder.only()) == (f"{folder_name}/{like}", "is a symbolic link", "commit the file itself")


def test_hidden_files_and_those_beside_the_tasks_are_left_alone(folder: CollectionFolder) -> None:
    for name in ("README.md", "task.schema.json", "result.schema.json", ".hidden"):
        (folder.results / name).write_text("x")
    folder.write(".hidden", "x")
    folder.write("curves/.hidden", "x")
    assert folder.findings() == ()


def test_a_missing_folder_says_where_to_run(folder: CollectionFolder) -> None:
    with pytest.raises(UsageError) as refused:
        read(folder.results / "nowhere", TODAY)
    assert refused.value.message == f"no folder {folder.results / 'nowhere'}"
    assert refused.value.hint == "run effsite where results/ is, or name it: --project DIR"


def test_only_errors_keep_a_collection_from_being_used(folder: CollectionFolder) -> None:
    assert read(folder.results, TODAY).errors == ()
    folder.write("lab.csv", "")
    assert len(read(folder.results, TODAY).errors) == 1


def test_rows_beside_a_broken_table_of_rates_are_read_as_rates(folder: CollectionFolder) -> None:
    rates = folder.results / "rates"
    rates.mkdir()
    (rates / "task.toml").write_text(RATES + "colour = 1\n")
    (rates / "all.csv").write_text("name\n")
    messages = [(f.path, f.message) for f in folder.findings()]
    assert ("results/rates/task.toml", "unknown key 'colour'") in messages
    assert any(path.endswith("all.csv") and "quantity" in message for path, message in messages)


@pytest.mark.parametrize(
    ("value", "told_of"),
    [
        (
            "79.1",
            ("lab.csv:2:8", "value is 79.1, but Top-5 accuracy is a fraction", "79.1 % is written 0.791"),
        ),
        (
            "0.79",
            (
                "lab.csv:2:8",
                "value 0.79 does not reach alexnet-level (0.791)",
                "a result is a row only where the target was reached",
            ),
        ),
    ],
)
def test_a_value_that_does_not_fit_its_target_is_told(
    folder: CollectionFolder, value: str, told_of: tuple[str, str, str]
) -> None:
    folder.write("lab.csv", HEADER.replace("note", "value") + ALEXNET.rstrip("\n") + f"{value}\n")
    assert told(folder.only()) == told_of


@pytest.mark.parametrize("value", ["0.791", "1", "1.0"])
def test_a_value_at_the_level_or_at_one_fits(folder: CollectionFolder, value: str) -> None:
    folder.write("lab.csv", HEADER.replace("note", "value") + ALEXNET.rstrip("\n") + f"{value}\n")
    assert folder.findings() == ()


def test_a_row_that_names_what_is_not_there_is_told(folder: CollectionFolder) -> None:
    hardware = folder.results / "hardware"
    hardware.mkdir()
    (hardware / "task.toml").write_text(HARDWARE)
    (hardware / "devices.csv").write_text("name,vendor,source\nV100,NVIDIA,Datasheet\n")
    header = HEADER.replace("note", "device,curve,status")
    folder.write(
        "lab.csv",
        header
        + ALEXNET.rstrip("\n")
        + "V10,,\n"
        + ALEXNET.rstrip("\n").replace("AlexNet", "B")
        + ",b,\n"
        + ALEXNET.rstrip("\n").replace("AlexNet", "C")
        + "V100,,log-checked\n",
    )
    assert [told(f) for f in folder.findings()] == [
        ("lab.csv:2:8", "unknown device 'V10'", "did you mean 'V100'?"),
        ("lab.csv:3:9", "no curves/b.csv that can be read", "commit the learning curve beside the row"),
        ("lab.csv:4:10", "log-checked, but the row names no curve", "name the curve, or write claimed"),
    ]


def test_names_that_are_offered_are_in_order(folder: CollectionFolder) -> None:
    hardware = folder.results / "hardware"
    hardware.mkdir()
    (hardware / "task.toml").write_text(HARDWARE)
    rows = "".join(f"{name},NVIDIA,Datasheet\n" for name in ("V100", "P100", "K80", "T4", "H100", "A100"))
    (hardware / "devices.csv").write_text(f"name,vendor,source\n{rows}")
    folder.write("lab.csv", HEADER.replace("note", "device") + ALEXNET.rstrip("\n") + "Abacus\n")
    assert folder.only().hint == "expected one of: A100, H100, K80, P100, T4, V100"


def test_a_curve_of_no_row_and_one_whose_steps_fall_are_told(folder: CollectionFolder) -> None:
    folder.write("lab.csv", CURVE_HEADER + ALEXNET.rstrip("\n") + "alexnet\n")
    folder.write("curves/alexnet.csv", "step,value\n10,0.7\n20,0.8\n")
    folder.write("curves/other.csv", "step,value\n10,0.7\n")
    assert told(folder.only()) == (
        "curves/other.csv",
        "belongs to no result",
        "name it in the curve column of a row, or remove it",
    )


@pytest.mark.parametrize("twin", ["alexnet-level,ALEXNET", "alexnet-level,AlexNet"])
def test_a_row_that_differs_in_case_alone_is_the_same_row(folder: CollectionFolder, twin: str) -> None:
    again = ALEXNET.replace("alexnet-level,AlexNet", twin)
    folder.write("lab.csv", HEADER + ALEXNET + again)
    system = twin.partition(",")[2]
    where, message, hint = told(folder.only())
    assert where == "lab.csv:3:2"
    assert message.casefold() == (
        f"'{system}' of 2012-06-01 at alexnet-level stands already at results/imagenet/lab.csv:2".casefold()
    )
    assert hint == "remove one, or give the variant a name of its own"


def test_a_row_of_another_day_is_another_row(folder: CollectionFolder) -> None:
    folder.write("lab.csv", HEADER + ALEXNET + ALEXNET.replace("2012-06-01", "2013-06-01"))
    assert folder.findings() == ()


def test_an_attempt_that_differs_in_case_alone_is_the_same(folder: CollectionFolder) -> None:
    header = "target,system,published,best_value,runs,curve,source_kind,source\n"
    one = "alexnet-level,SmallNet,2016-02-24,0.7,1,smallnet,measured,our logs\n"
    folder.write("not-reached/lab.csv", header + one + one.replace("SmallNet", "smallnet", 1))
    folder.write("curves/smallnet.csv", "step,value\n10,0.7\n")
    where, message, _ = told(folder.only())
    assert where == "not-reached/lab.csv:3:2"
    assert message == "'smallnet' at alexnet-level stands already at results/imagenet/not-reached/lab.csv:2"


def test_attempts_of_two_submissions_at_one_system_stand_beside_each_other(folder: CollectionFolder) -> None:
    header = "target,system,published,best_value,runs,curve,source_kind,source\n"
    one = "alexnet-level,SmallNet,2016-02-24,0.7,1,smallnet,measured,our logs\n"
    folder.write("not-reached/lab.csv", header + one)
    folder.write("not-reached/other.csv", header + one)
    folder.write("curves/smallnet.csv", "step,value\n10,0.7\n")
    assert [f for f in folder.findings() if "stands already" in f.message] == []


@pytest.mark.parametrize("header", ['["metric"]', "['metric']"])
def test_a_table_whose_name_is_quoted_is_found_in_its_file(folder: CollectionFolder, header: str) -> None:
    folder.write("task.toml", TASK.replace("[metric]", header).replace('unit = "fraction"', "unit = 1"))
    assert ("task.toml:10:1", "unit must be text in quotation marks, not 1") in [
        told(finding)[:2] for finding in folder.findings()
    ]


def test_statements_are_told_by_what_they_say(folder: CollectionFolder) -> None:
    folder.write(
        "stated.csv",
        STATED
        + "alexnet-level,,factor,44x,44,Blog\n"
        + "alexnet-level,,factor,44x,44,Blog\n"
        + "alexnet-level,Nobody,factor,44x,44,Blog\n"
        + "alexnet-level,AlexNet,published,June,June,Blog\n"
        + "alexnet-level,AlexNet,factor,none,0,Blog\n",
    )
    found = [told(f) for f in folder.findings()]
    assert found[0] == (
        "stated.csv:3:2",
        "this statement of factor stands already at results/imagenet/stated.csv:2",
        "remove one, or give the variant a name of its own",
    )
    assert found[1][:2] == ("stated.csv:4:2", "no result of 'Nobody'")
    assert found[2][0] == "stated.csv:5:5"
    assert found[2][1].startswith("read_as is ")
    assert found[2][2] == "write YYYY-MM-DD or YYYY-MM"
    assert found[3] == (
        "stated.csv:6:5",
        "read_as is not a positive number: '0'",
        "write it as in 5.32e17",
    )


def test_a_device_and_a_rate_that_stand_twice_are_told_by_name(folder: CollectionFolder) -> None:
    hardware = folder.results / "hardware"
    hardware.mkdir()
    (hardware / "task.toml").write_text(HARDWARE)
    (hardware / "devices.csv").write_text("name,vendor,source\nV100,NVIDIA,A\nV100,NVIDIA,B\n")
    finding = folder.only()
    assert (finding.where, finding.field) == ("results/hardware/devices.csv:3:1", "name")
    assert finding.message == "the device 'V100' stands already at results/hardware/devices.csv:2"


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ({"0.7": "70"}, "best_value is 70, but Top-5 accuracy is a fraction", "79.1 % is written 0.791"),
        (
            {"0.7": "0.791"},
            "best_value 0.791 reaches alexnet-level (0.791)",
            "give the best of the runs that stayed short, or make it a result",
        ),
        (
            {"SmallNet": "AlexNet"},
            "'AlexNet' is in lab.csv as a result at alexnet-level",
            "keep the one that is true",
        ),
    ],
)
def test_an_attempt_that_cannot_be_says_why(
    folder: CollectionFolder, changes: dict[str, str], message: str, hint: str
) -> None:
    row = "alexnet-level,SmallNet,2016-02-24,0.7,1,smallnet,measured,our logs\n"
    for old, new in changes.items():
        row = row.replace(old, new)
    folder.write(
        "not-reached/lab.csv", "target,system,published,best_value,runs,curve,source_kind,source\n" + row
    )
    folder.write("curves/smallnet.csv", "step,value\n10,0.7\n")
    assert told(folder.only())[1:] == (message, hint)


def test_rows_at_a_level_that_is_not_measured_are_told(folder: CollectionFolder) -> None:
    folder.write("task.toml", TASK.replace("level = 0.791", 'level_of = "GoogLeNet"'))
    folder.write("lab.csv", HEADER + ALEXNET)
    assert told(folder.only()) == (
        "lab.csv:2:1",
        "the level of alexnet-level is not measured yet",
        "run the system that level_of names at full length, and write the level into task.toml",
    )


@pytest.mark.parametrize(
    ("old", "new", "told_of"),
    [
        ('title = "ImageNet"', "", ("task.toml:1:1", "missing key 'title'", None)),
        ('title = "ImageNet"', 'title = ""', ("task.toml:1:1", "title is empty", None)),
        (
            'title = "ImageNet"',
            "title = 3",
            ("task.toml:1:1", "title must be text in quotation marks, not 3", KINDS),
        ),
        (
            "higher_is_better = true",
            "higher_is_better = 1",
            ("task.toml:9:1", "higher_is_better must be true or false, not 1", KINDS),
        ),
        ("level = 0.791", "level = true", ("task.toml:16:1", "level must be a number, not True", KINDS)),
        (
            "level = 0.791",
            "level = 1.01",
            ("task.toml:16:1", "level is 1.01, but the metric is a fraction", "79.1 % is written 0.791"),
        ),
        (
            "level = 0.791",
            "level = -0.1",
            ("task.toml:16:1", "level is -0.1, but the metric is a fraction", "79.1 % is written 0.791"),
        ),
        (
            'rules = ["Train from scratch."]',
            'rules = "none"',
            ("task.toml:4:1", "rules must be a list of sentences", 'write rules = ["...", "..."]'),
        ),
        (
            'rules = ["Train from scratch."]',
            'rules = ["=x"]',
            (
                "task.toml:4:1",
                "rules begins with '=', which spreadsheet programs run as a formula",
                "begin with a letter or a digit",
            ),
        ),
        (
            "level = 0.791",
            "level = 0.791\nmesure = 1",
            ("task.toml:17:1", "unknown key 'mesure'", "did you mean 'measure'?"),
        ),
        (
            "level = 0.791",
            'level = 0.791\nmeasure = "second"',
            ("task.toml:17:1", "unknown measure 'second'", "did you mean 'seconds'?"),
        ),
        (
            'citation = "Hernandez and Brown 2020"',
            "",
            ("task.toml:18:1", "missing key 'citation'", None),
        ),
    ],
)
def test_a_bad_task_says_where_what_and_the_way_out(
    folder: CollectionFolder, old: str, new: str, told_of: tuple[str, str, str | None]
) -> None:
    folder.write("task.toml", TASK.replace(old, new))
    where, message, hint = told_of
    assert [(f.message, told(f)[0]) for f in folder.findings() if f.message == message] == [(message, where)]
    if hint is not None:
        assert [f.hint for f in folder.findings() if f.message == message] == [hint]


def test_a_metric_and_targets_that_are_no_tables_are_told(folder: CollectionFolder) -> None:
    folder.write("task.toml", 'title = "A"\nabout = "B."\nexample = "c"\nmetric = "top5"\ntargets = [1]\n')
    folder.write("lab.csv", HEADER)
    assert {(f.where, f.message, f.hint) for f in folder.findings()} >= {
        (
            "results/imagenet/task.toml:4:1",
            "metric must be a table",
            "write [metric] with name and label below it",
        ),
        ("results/imagenet/task.toml:5:1", "targets must be tables", "write [[targets]] above each"),
    }


def test_a_target_that_stands_twice_and_a_task_without_one_are_told(folder: CollectionFolder) -> None:
    targets = '\n[[targets]]\nname = "alexnet-level"\ntitle = "A"\nabout = "B."\nlevel = 0.8\n'
    folder.write("task.toml", TASK + targets)
    assert told(folder.only()) == (
        "task.toml:23:1",
        "target 'alexnet-level' stands twice",
        "rename one",
    )
    folder.write("task.toml", 'title = "A"\nabout = "B."\nexample = "c"\n')
    folder.write("lab.csv", HEADER)
    assert told(folder.only()) == (
        "task.toml:1:1",
        "names no target",
        "add a [[targets]] table with name, title, about and level",
    )


def test_a_slip_in_toml_is_told_with_its_place(folder: CollectionFolder) -> None:
    folder.write("task.toml", TASK.replace('example = "image"', "example = "))
    assert told(folder.only())[:2] == ("task.toml:3:11", "is not valid TOML: Invalid value")


@pytest.mark.parametrize("value", ["0", "1", "0.0"])
def test_a_level_of_a_fraction_may_be_none_or_all(folder: CollectionFolder, value: str) -> None:
    folder.write("task.toml", TASK.replace("0.791", value))
    assert folder.findings() == ()


def test_each_level_is_known_by_line_and_column(folder: CollectionFolder) -> None:
    reading = read(folder.results, TODAY)
    assert list(reading.levels.values()) == [(16, 1)]
