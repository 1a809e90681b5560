"""Every limit has a name, a page that tells it (what effsite promises), and a test at both of its sides."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from effsite import files
from effsite.errors import UsageError
from effsite.files import DEEPEST_JSON, JsonError, parse_json
from effsite.ingest import batch, log_file
from effsite.ingest.report import LogError
from effsite.records.fields import LONGEST
from effsite.site import own_files
from effsite.site.own_files import OwnFilesError, copy_pages
from effsite.store import logs, read, reading, tables, task_folder, tasks
from tests.projects import LAB_HEADER, LAB_TASK

PAGE = Path(__file__).parents[2] / "docs" / "promises.md"


def messages(lab: Path) -> list[str]:
    return [finding.message for finding in read(lab / "results").findings]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_json_nests_so_far_and_no_further(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        return opening * depth + "1" + closing * depth

    assert parse_json(nested(DEEPEST_JSON))
    with pytest.raises(JsonError, match="nests too deeply: at most 100"):
        parse_json(nested(DEEPEST_JSON + 1))
    with pytest.raises(JsonError, match="nests too deeply"):
        parse_json(opening * 1_000_000)


def test_brackets_beside_each_other_or_in_texts_are_no_depth() -> None:
    assert len(parse_json("[" + ",".join(["[]"] * 1_000) + "]")) == 1_000
    assert parse_json('"' + r"[\"[" * 1_000 + '"')


def test_lines_of_a_file(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_LINES", 24)
    task = lab / "results" / "digits"
    assert len((task / "task.toml").read_text().splitlines()) <= 24
    rows = [f"good,Net {n},2020-01-01,8e12,reported,measured,our logs\n" for n in range(24)]
    (task / "lab.csv").write_text(LAB_HEADER + "".join(rows[:23]))
    assert messages(lab) == []
    (task / "lab.csv").write_text((LAB_HEADER + "".join(rows))[:-1])
    assert messages(lab) == ["has 25 lines; at most 24 are read"]


def test_bytes_of_a_file(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lab / "results" / "digits" / "lab.csv"
    size = path.stat().st_size
    assert tables.read_text(path, "x", size)[0] is not None
    (finding,) = tables.read_text(path, "x", size - 1)[1]
    assert "are read" in finding.message


@pytest.mark.parametrize(
    ("length", "wrong"), [(LONGEST["long text"], False), (LONGEST["long text"] + 1, True)]
)
def test_characters_of_a_cell(lab: Path, length: int, wrong: bool) -> None:
    row = f"good,Net,2020-01-01,8e12,reported,measured,{'a' * length}\n"
    (lab / "results" / "digits" / "lab.csv").write_text(LAB_HEADER + row)
    assert bool(messages(lab)) == wrong


def test_columns_of_a_table(lab: Path) -> None:
    names = [f"x{n}" for n in range(tables.MOST_COLUMNS)]
    path = lab / "results" / "digits" / "lab.csv"
    path.write_text(",".join(names) + "\n")
    assert len(messages(lab)) == tables.MOST_COLUMNS + 1  # each is unknown, and the known ones are missing
    path.write_text(",".join([*names, "more"]) + "\n")
    (finding,) = read(lab / "results").findings
    assert (finding.line, finding.message) == (1, "has 201 columns; at most 200 are read")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("references", '[[references]]\ncitation = "a{}"\n'),
        ("targets", LAB_TASK[LAB_TASK.index("[[targets]]") :]),
    ],
)
def test_tables_of_a_task_file(lab: Path, key: str, line: str) -> None:
    task = lab / "results" / "digits" / "task.toml"
    most = tasks.MOST_ENTRIES
    more = [line.replace("{}", str(n)).replace('"good"', f'"good-{n}"') for n in range(most + 1)]
    there = 1 if key == "targets" else 0
    task.write_text("\n".join([LAB_TASK, *more[: most - there]]))
    assert messages(lab) == []
    task.write_text("\n".join([LAB_TASK, *more[: most + 1 - there]]))
    first, *_ = read(lab / "results").findings
    assert (first.path, first.field) == ("results/digits/task.toml", key)
    assert first.message == f"{key} has 201 entries; at most 200 are read"


def test_sentences_and_bytes_of_a_task_file(lab: Path) -> None:
    task = lab / "results" / "digits" / "task.toml"
    for count, said in ((tasks.MOST_ENTRIES, []), (201, ["rules has 201 entries; at most 200 are read"])):
        task.write_text(f"rules = {['a'] * count}\n{LAB_TASK}")
        assert messages(lab)[:1] == said
    task.write_text(LAB_TASK + "#" * (tasks.MAX_BYTES - len(LAB_TASK)))
    assert messages(lab) == []
    task.write_text(LAB_TASK + "#" * (tasks.MAX_BYTES - len(LAB_TASK) + 1))
    assert messages(lab)[0] == "has 1 MB; at most 1 MB are read"


def test_tables_within_each_other_in_a_task_file(lab: Path) -> None:
    (lab / "results" / "digits" / "task.toml").write_text("a = " + "[" * 100_000)
    assert "nests too deeply" in messages(lab)


def test_files_of_a_task(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_folder, "MOST_FILES", 3)
    task = lab / "results" / "digits"
    (task / "a.csv").write_text(LAB_HEADER)
    assert messages(lab) == []
    (task / "b.csv").write_text(LAB_HEADER)
    assert messages(lab) == ["holds 4 files; at most 3 are read"]


def test_tasks_of_a_collection(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_TASKS", 2)
    for name in ("one", "two"):
        (lab / "results" / name).mkdir()
        (lab / "results" / name / "task.toml").write_text(LAB_TASK)
        if name == "one":
            assert len(read(lab / "results").collection.tasks) == 2
    with pytest.raises(UsageError, match="holds 3 tasks; at most 2 are read"):
        read(lab / "results")


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_FOLDERS", "DEEPEST_FOLDER"])
def test_files_and_folders_of_docs(
    lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    (lab / "docs" / "a" / "b").mkdir(parents=True)  # with docs/ three folders, three within each other
    for name in ("x.md", "a/y.md"):
        (lab / "docs" / name).write_text("# x\n")  # with about.md three files
    monkeypatch.setattr(own_files, limit, 3)
    copy_pages(lab / "docs", tmp_path / "one", lab)
    monkeypatch.setattr(own_files, limit, 2)
    with pytest.raises(OwnFilesError) as caught:
        copy_pages(lab / "docs", tmp_path / "two", lab)
    assert "at most" in caught.value.findings[0].message


def test_files_of_a_batch_of_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MAX_FILES", 2)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("step,accuracy\n1,0.5\n")
    assert len(batch.log_files([tmp_path], None)) == 2
    (tmp_path / "c.csv").write_text("step,accuracy\n1,0.5\n")
    with pytest.raises(UsageError, match="more than 2 files"):
        batch.log_files([tmp_path], None)


def test_characters_of_a_line_and_bytes_of_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MAX_LINE_CHARACTERS", 10)
    monkeypatch.setattr(log_file, "MAX_DOCUMENT_BYTES", 10)
    for length in (10, 11):
        path = tmp_path / f"{length}.txt"
        path.write_text("a" * length)
        log = log_file.LogFile(path, path.name)
        if length == 10:
            assert list(log.lines()) == [(1, "a" * 10)]
            assert log.document() == "a" * 10
        else:
            with pytest.raises(LogError):
                list(log.lines())
            with pytest.raises(LogError):
                log.document()


@pytest.mark.parametrize(
    ("module", "name", "shown"),
    [
        (files, "DEEPEST_JSON", "100"),
        (tables, "MOST_LINES", "500,000"),
        (tables, "MAX_BYTES", "64 MiB"),
        (tables, "MOST_COLUMNS", "200"),
        (tasks, "MAX_BYTES", "1 MiB"),
        (tasks, "MOST_ENTRIES", "200"),
        (logs, "MAX_BYTES", "16 MiB"),
        (reading, "MOST_TASKS", "2,000"),
        (task_folder, "MOST_FILES", "50,000"),
        (own_files, "MOST_FILES", "20,000"),
        (own_files, "MOST_FOLDERS", "2,000"),
        (own_files, "DEEPEST_FOLDER", "32"),
        (batch, "MAX_FILES", "10,000"),
        (log_file, "MAX_LINE_CHARACTERS", "4 Mi characters"),
        (log_file, "MAX_DOCUMENT_BYTES", "256 MiB"),
    ],
)
def test_the_page_tells_each_limit(module: ModuleType, name: str, shown: str) -> None:
    value = getattr(module, name)
    number, _, unit = shown.partition(" ")
    assert value == int(number.replace(",", "")) << (20 if unit else 0)
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    assert any(f"| {shown} |" in row for row in rows)
