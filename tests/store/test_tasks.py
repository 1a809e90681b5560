"""task.toml at the edges of what it takes: tables within tables, slips of TOML, metrics of single targets."""

from __future__ import annotations

import pytest

from effsite.errors import Finding
from effsite.records import Exchange, Metric
from effsite.store import load, read

from .conftest import ALEXNET, GOOGLENET, HEADER, TASK, TODAY, CollectionFolder

COLUMNS = "`effsite fields` explains each column"
KEYS = "`effsite fields task` lists the keys"
SECOND = """
[[targets]]
name = "fast"
title = "Fast"
about = "As good, and fast."
measure = "seconds"
record_is = "most"
level = 90
caveats = ["Few report it.", "On one device."]

  [targets.metric]
  name = "points"
  label = "Points"
  higher_is_better = false

[[references]]
citation = "Someone 2021"
url = "https://example.org"
"""


def found(folder: CollectionFolder, text: str) -> list[tuple[str, str, str]]:
    """Place in the file, message and hint of what is wrong with a task.toml of that text."""
    folder.write("task.toml", text)
    folder.write("lab.csv", HEADER)
    return [told(finding) for finding in folder.findings() if finding.path.endswith("task.toml")]


def told(finding: Finding) -> tuple[str, str, str]:
    return finding.where.removeprefix("results/imagenet/task.toml"), finding.message, finding.hint


def test_a_task_is_read_whole(folder: CollectionFolder) -> None:
    folder.write("task.toml", TASK + SECOND)
    task = load(folder.results, TODAY).tasks[0].task
    assert (task.name, task.title, task.about, task.example) == (
        "imagenet",
        "ImageNet",
        "Classify photographs.",
        "image",
    )
    first, second = task.targets
    top5 = Metric(name="top5", label="Top-5 accuracy", higher_is_better=True, unit="fraction")
    assert task.metric == first.metric == top5
    assert second.metric == Metric(name="points", label="Points", higher_is_better=False)
    assert (first.task, first.name, first.level, first.measure) == (
        "imagenet",
        "alexnet-level",
        0.791,
        "training_flop",
    )
    assert (second.measure, second.record_is, second.level) == ("seconds", "most", 90)
    assert (first.caveats, second.caveats) == ((), ("Few report it.", "On one device."))
    assert [(r.citation, r.url) for r in task.references] == [
        ("Hernandez and Brown 2020", "https://arxiv.org/abs/2005.04305"),
        ("Someone 2021", "https://example.org"),
    ]
    assert list(read(folder.results, TODAY).levels.values()) == [(16, 1), (28, 1)]


def test_a_history_of_runs_has_neither_level_nor_metric(folder: CollectionFolder) -> None:
    assert found(folder, TASK.replace("level = 0.791\n", "")) == []
    (target,) = load(folder.results, TODAY).tasks[0].task.targets
    assert (target.level, target.metric) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('label = "Points"', "label = 3", ":33:3", "label must be text in quotation marks, not 3"),
        ("  higher_is_better = false\n", "", ":31:1", "missing key 'higher_is_better'"),
        ('name = "fast"', 'name = "Fast"', ":23:1", "name is not a valid name: 'Fast'"),
        ('"On one device."', "2", ":29:1", "caveats must be text in quotation marks, not 2"),
        ('"https://example.org"', '"example"', ":38:1", "url is not an http or https address: 'example'"),
        ('url = "https://example.org"', "'url' = 4", ":38:1", "url must be text in quotation marks, not 4"),
        ("level = 90", "level = 90\nnote = 1", ":29:1", "unknown key 'note'"),
        ('citation = "Someone 2021"\n', "", ":36:1", "missing key 'citation'"),
    ],
)
def test_a_fault_in_the_second_table_of_a_kind_is_placed_there(
    folder: CollectionFolder, old: str, new: str, place: str, message: str
) -> None:
    assert old in SECOND
    assert [(at, what) for at, what, _ in found(folder, TASK + SECOND.replace(old, new))] == [
        (place, message)
    ]


EXCHANGE = """
[[exchanges]]
title = "Parts"
row_is = "network"
column_is = "training"
rows = ["a", "b"]
columns = ["1", "2"]
systems = ["a1", "a2", "b1", "b2"]
"""


def test_an_exchange_of_parts_is_read(folder: CollectionFolder) -> None:
    assert found(folder, TASK + EXCHANGE) == []
    assert load(folder.results, TODAY).tasks[0].task.exchanges == (
        Exchange(
            title="Parts",
            row_is="network",
            column_is="training",
            rows=("a", "b"),
            columns=("1", "2"),
            systems=("a1", "a2", "b1", "b2"),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (', "b2"]', "]", 1, "an exchange of 2 rows and 2 columns has 4 systems, not 3"),
        ('row_is = "network"\n', "", 1, "missing key 'row_is'"),
        ('["1", "2"]', '"1"', 6, "columns must be a list of sentences"),
    ],
)
def test_a_fault_in_an_exchange_is_placed_there(
    folder: CollectionFolder, old: str, new: str, line: int, message: str
) -> None:
    start = len(TASK.splitlines()) + 1
    ((place, said, _),) = found(folder, TASK + EXCHANGE.replace(old, new))
    assert (place, said) == (f":{start + line}:1", message)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("rules =", "rule =", "did you mean 'rules'?"),
        ("[metric]", "[metrik]", "did you mean 'metric'?"),
        ("[[references]]", "[[reference]]", "did you mean 'references'?"),
        ("level = 0.791", "level = 0.791\ncaveat = []", "did you mean 'caveats'?"),
        ("level = 0.791", "level = 0.791\nmetrics = []", "did you mean 'metric'?"),
    ],
)
def test_a_key_that_is_close_to_a_known_one_is_told_with_it(
    folder: CollectionFolder, old: str, new: str, hint: str
) -> None:
    hints = [hint for _, message, hint in found(folder, TASK.replace(old, new)) if "unknown key" in message]
    assert hints == [hint]


def test_a_table_within_an_unknown_one_is_told_by_the_outer_name(folder: CollectionFolder) -> None:
    told_of = found(folder, TASK + "\n[other.deep]\na = 1\n")
    assert [(at, what) for at, what, _ in told_of] == [(":1:1", "unknown key 'other'")]


def test_a_measure_that_is_no_text_is_unknown_too(folder: CollectionFolder) -> None:
    ((place, message, _),) = found(folder, TASK.replace("level = 0.791", "level = 0.791\nmeasure = 5"))
    assert (place, message) == (":17:1", "unknown measure 5")


def test_a_fault_of_a_target_as_a_whole_is_placed_at_its_table(folder: CollectionFolder) -> None:
    broken = TASK.replace('[metric]\nname = "top5"\n', '[other]\nname = "top5"\n')
    fault = (":12:1", "a target has a metric and a level (or level_of), or neither", COLUMNS)
    assert fault in found(folder, broken)
    assert {f.field for f in folder.findings() if f.message == fault[1]} == {""}


def test_a_task_without_a_target_is_told_by_the_key_that_it_lacks(folder: CollectionFolder) -> None:
    told_of = found(folder, TASK[: TASK.index("[[targets]]")])
    assert [(at, what) for at, what, _ in told_of] == [(":1:1", "names no target")]
    assert folder.only().field == "targets"


def test_a_metric_of_a_target_that_is_no_table_is_placed_in_the_target(folder: CollectionFolder) -> None:
    told_of = found(folder, TASK.replace("level = 0.791", 'level = 0.791\nmetric = "top1"'))
    assert told_of == [
        (":17:1", "metric must be a table", "write [metric] with name and label below it"),
    ]


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ('title = "A', ("", "is not valid TOML: Unterminated string", KEYS)),
        ("a = 1\na = 2\n", (":2:6", "is not valid TOML: Cannot overwrite a value", KEYS)),
        ("a = " + "[" * 100_000, ("", "nests too deeply", KEYS)),
    ],
    ids=["open", "twice", "deep"],
)
def test_a_text_that_is_no_toml_is_told_with_its_place_where_there_is_one(
    folder: CollectionFolder, text: str, told_of: tuple[str, str, str]
) -> None:
    assert found(folder, text) == [told_of]
    (finding,) = folder.findings()
    assert (finding.line > 0) is (finding.column > 0) is told_of[0].startswith(":")


def test_a_task_that_is_not_there_for_another_reason_is_told(folder: CollectionFolder) -> None:
    folder.write("task.toml", b"\xff")
    (finding, *_) = folder.findings()
    assert finding.message == "is not UTF-8: byte 0xff"


def test_a_title_of_spaces_is_empty_and_says_what_belongs_there(folder: CollectionFolder) -> None:
    told_of = found(folder, TASK.replace('title = "ImageNet"', 'title = "  "'))
    assert told_of == [(":1:1", "title is empty", "Name of the task on pages.")]


def test_a_rule_without_words_is_told(folder: CollectionFolder) -> None:
    assert found(folder, TASK.replace('"Train from scratch."', '""')) == [
        (":4:1", "rules is empty", "write a sentence, or remove it")
    ]


def test_rules_that_are_no_texts_are_each_told(folder: CollectionFolder) -> None:
    told_of = found(folder, TASK.replace('["Train from scratch."]', '["Train.", 3, 4]'))
    assert [(at, what) for at, what, _ in told_of] == [
        (":4:1", "rules must be text in quotation marks, not 3"),
        (":4:1", "rules must be text in quotation marks, not 4"),
    ]


def dated(text: str) -> str:
    """The task with that as the day of the last look at its sources."""
    return TASK.replace("level = 0.791", f"level = 0.791\nlast_checked = {text}")


@pytest.mark.parametrize("text", ['"2026-11-20"', "2026-11-20", '"2026-11"', '"2014-09-17"', '"2014-09"'])
def test_a_target_says_when_its_sources_were_last_read(folder: CollectionFolder, text: str) -> None:
    folder.write("task.toml", dated(text))  # the latest result is of 2014-09-17, today is 2026-11-20
    (target,) = load(folder.results, TODAY).tasks[0].task.targets
    assert str(target.last_checked) == text.strip('"')


def test_a_target_need_not_say_when_its_sources_were_last_read(folder: CollectionFolder) -> None:
    assert load(folder.results, TODAY).tasks[0].task.targets[0].last_checked is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"2026-11-21"', "last_checked lies in the future: 2026-11-21"),
        ("2026-11-21", "last_checked lies in the future: 2026-11-21"),
        ('"20 November"', "last_checked is not a date: '20 November'"),
        ("2026", "last_checked must be a date such as 2026-11-25, not 2026"),
        (
            "2026-11-20T10:00:00",
            "last_checked must be a date such as 2026-11-25, not datetime.datetime(2026, 11, 20, 10, 0)",
        ),
    ],
)
def test_a_date_that_is_none_is_placed_at_its_line(folder: CollectionFolder, text: str, message: str) -> None:
    assert [(at, what) for at, what, _ in found(folder, dated(text))] == [(":17:1", message)]


@pytest.mark.parametrize("day", ["2014-09-16", "2014-08"])
def test_sources_cannot_have_been_read_before_the_latest_result(folder: CollectionFolder, day: str) -> None:
    folder.write("task.toml", dated(f'"{day}"'))

    (finding,) = folder.findings()

    assert told(finding) == (
        ":17:1",
        f"last_checked is {day}, but alexnet-level has a result of 2014-09-17",
        "write the day on which the sources of its results were last read",
    )
    assert finding.field == "last_checked"


def test_results_of_another_target_do_not_bound_the_day(folder: CollectionFolder) -> None:
    folder.write("task.toml", dated('"2012-06-01"') + SECOND)
    folder.write("lab.csv", HEADER + ALEXNET + GOOGLENET.replace("alexnet-level", "fast"))
    assert [f for f in folder.findings() if f.field == "last_checked"] == []


def test_a_target_without_a_result_may_have_been_checked_at_any_time(folder: CollectionFolder) -> None:
    folder.write("task.toml", dated('"2012-06-01"'))
    folder.write("lab.csv", HEADER)
    assert [f for f in folder.findings() if f.field == "last_checked"] == []


def test_a_task_file_of_a_mebibyte_is_read_and_not_a_byte_more(folder: CollectionFolder) -> None:
    whole = TASK + "#" * (1_048_576 - len(TASK))
    assert found(folder, whole) == []
    assert found(folder, whole + "#") == [("", "has 1 MB; at most 1 MB are read", "split or thin it")]


def test_two_hundred_references_and_as_many_rules_are_read(folder: CollectionFolder) -> None:
    rules = TASK.replace('["Train from scratch."]', str(["Train from scratch."] * 200))
    assert found(folder, rules + 199 * '[[references]]\ncitation = "A"\nurl = "https://a.b/c"\n') == []
    (task,) = load(folder.results, TODAY).tasks
    assert (len(task.task.rules), len(task.task.references)) == (200, 200)
