"""A submission is written whole or not at all, and leaves every other byte alone."""

from __future__ import annotations

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.records import PublicationDate
from effsite.store import Reading, load, submission

from .conftest import ALEXNET, GOOGLENET, HEADER, TASK, TODAY, CollectionFolder
from .submissions import MOBILENET, attempt, contents, curve, nothing_more, result, write


def test_rows_that_are_there_stay_byte_for_byte_and_the_new_one_stands_in_its_order(
    folder: CollectionFolder,
) -> None:
    odd = ALEXNET.replace("5.32e17", "532000000000000000.0")
    later = MOBILENET.replace("MobileNet", "ShuffleNet").replace("2017-04-17", "2017-07-04")
    folder.write("lab.csv", HEADER + odd + later)
    assert write(folder, (result(), [], "")) == ["imagenet/lab.csv"]
    assert (folder.task / "lab.csv").read_text() == HEADER + odd + MOBILENET + later


def test_a_missing_last_line_break_is_added_before_the_new_row(folder: CollectionFolder) -> None:
    folder.write("lab.csv", (HEADER + ALEXNET).rstrip("\n"))
    write(folder, (result(), [], ""))
    assert (folder.task / "lab.csv").read_text() == HEADER + ALEXNET + MOBILENET


def test_windows_line_ends_are_kept(folder: CollectionFolder) -> None:
    folder.write("lab.csv", (HEADER + ALEXNET).replace("\n", "\r\n"))
    write(folder, (result(), [], ""))
    assert (folder.task / "lab.csv").read_bytes() == (HEADER + ALEXNET + MOBILENET).replace(
        "\n", "\r\n"
    ).encode()


def test_a_table_with_a_row_of_several_lines_is_refused_and_no_half_of_it_is_cut(
    folder: CollectionFolder,
) -> None:
    folder.write("lab.csv", HEADER + MOBILENET.replace("Table 3", '"Table\n3"') + ALEXNET)
    before = contents(folder)
    with pytest.raises(CollectionError) as refused:
        write(folder, (result(), [], ""))
    (finding,) = refused.value.findings
    assert finding.message == "source holds the control character U+000A at position 6"
    assert contents(folder) == before


def test_a_new_file_has_only_the_columns_it_needs(folder: CollectionFolder) -> None:
    write(folder, (result(submission="new"), [], ""))
    header = (folder.task / "new.csv").read_text().splitlines()[0]
    assert header == "target,system,published,training_flop,flop_method,flop_scope,status,source_kind,source"


def test_a_value_without_a_column_has_the_table_written_anew_with_it(folder: CollectionFolder) -> None:
    write(folder, (result(seconds=10.0), [], ""))
    rows = load(folder.results, TODAY).tasks[0].results
    assert [(r.system, r.seconds) for r in rows] == [
        ("AlexNet", None),
        ("GoogLeNet", None),
        ("MobileNet", 10.0),
    ]


def test_a_row_replaces_the_one_of_the_same_system_and_target(folder: CollectionFolder) -> None:
    write(folder, (result(system="AlexNet", published=PublicationDate.parse("2012-06-01")), [], ""))
    assert (folder.task / "lab.csv").read_text() == HEADER + ALEXNET.replace("5.32e17", "4.8e16") + GOOGLENET


def test_a_result_and_an_attempt_of_one_system_give_way_to_each_other(folder: CollectionFolder) -> None:
    names = write(folder, (attempt(), [curve(0.5, 0.7)], ""))
    assert names == ["imagenet/curves/lab-mobilenet.csv", "imagenet/not-reached/lab.csv"]
    names = write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.5, 0.8)], ""))
    assert names == ["imagenet/curves/lab-mobilenet.csv", "imagenet/lab.csv", "imagenet/not-reached/lab.csv"]
    assert not (folder.task / "not-reached" / "lab.csv").exists()


def test_a_new_curve_takes_the_other_rows_of_the_old_one_with_it(folder: CollectionFolder) -> None:
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


def test_a_log_goes_with_the_curve_that_it_was_the_log_of(folder: CollectionFolder) -> None:
    row = result(value=0.8, curve="lab-mobilenet")
    log = (
        '{"event": "begin", "task": "imagenet", "seed": 0}\n'
        '{"event": "evaluation", "seed": 0, "step": 1, "value": 0.8}\n'
    )
    assert "imagenet/logs/lab-mobilenet.jsonl" in write(folder, (row, [curve(0.8)], log))
    assert "imagenet/logs/lab-mobilenet.jsonl" in write(folder, (row, [curve(0.81)], ""))
    assert not (folder.task / "logs" / "lab-mobilenet.jsonl").exists()


def test_what_is_there_already_is_not_written_again(folder: CollectionFolder) -> None:
    put = (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], "")
    write(folder, put)
    assert write(folder, put) == []


def test_a_curve_of_another_system_is_not_taken_from_it(folder: CollectionFolder) -> None:
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    before = contents(folder)
    with pytest.raises(UsageError) as refused:
        write(folder, (result(system="Mobile Net", value=0.9, curve="lab-mobilenet"), [curve(0.9)], ""))
    message = "Mobile Net: its curve would be lab-mobilenet, which is that of MobileNet"
    assert (refused.value.message, refused.value.hint) == (
        message,
        "give the system or the submission another name",
    )
    assert contents(folder) == before


def test_what_does_not_stand_is_put_back_and_fewer_rows_may_follow(folder: CollectionFolder) -> None:
    before = contents(folder)
    with submission(folder.results, "imagenet", TODAY) as draft:
        draft.put(result())
        draft.put(result(system="Bad", value=0.5, curve="lab-bad"), [curve(0.5, name="lab-bad")])
        with pytest.raises(CollectionError) as refused:
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


def test_a_table_that_cannot_be_read_is_not_written_to(folder: CollectionFolder) -> None:
    folder.write("lab.csv", HEADER + ALEXNET.replace("2012-06-01", "soon"))
    before = contents(folder)
    with pytest.raises(CollectionError) as refused:
        write(folder, (result(), [], ""))
    assert [f.where for f in refused.value.findings] == ["results/imagenet/lab.csv:2:3"]
    assert contents(folder) == before


def test_a_commit_checks_the_collection_once_where_nothing_is_wrong_in_it(folder: CollectionFolder) -> None:
    checked: list[int] = []

    def count_rows(reading: Reading) -> Reading:
        checked.append(len(reading.collection.tasks[0].results))
        return reading

    with submission(folder.results, "imagenet", TODAY) as draft:
        draft.put(result())
        draft.commit(count_rows)
        draft.put(result(system="ShuffleNet"))
        draft.commit(count_rows)
    assert checked == [3, 4]  # AlexNet, GoogLeNet, MobileNet; and ShuffleNet


def test_an_error_that_stood_elsewhere_before_does_not_keep_a_row_from_being_written(
    folder: CollectionFolder,
) -> None:
    folder.write("other.csv", HEADER + ALEXNET.replace("2012-06-01", "soon"))
    assert write(folder, (result(), [], "")) == ["imagenet/lab.csv"]


def test_a_new_error_in_a_file_that_was_not_touched_is_one(folder: CollectionFolder) -> None:
    stated = "target,system,field,as_printed,read_as,source\nalexnet-level,GoogLeNet,factor,4x,4,Blog\n"
    folder.write("lab.csv", HEADER + ALEXNET)
    row = result(system="GoogLeNet", value=0.8, curve="lab-mobilenet", submission="new")
    write(folder, (row, [curve(0.8)], ""))
    folder.write("stated.csv", stated)
    before = contents(folder)
    with pytest.raises(CollectionError) as refused:
        write(folder, (attempt(system="GoogLeNet", submission="new"), [curve(0.7)], ""))
    assert [(f.where, f.message) for f in refused.value.findings] == [
        ("results/imagenet/stated.csv:2:2", "no result of 'GoogLeNet'")
    ]
    assert contents(folder) == before


def test_a_task_that_is_not_there_is_said(folder: CollectionFolder) -> None:
    with pytest.raises(UsageError) as refused, submission(folder.results, "mnist", TODAY):
        pass
    assert refused.value.message == f"no task 'mnist' in {folder.results}"
    assert refused.value.hint == f"describe it in {folder.results}/mnist/task.toml"


def test_a_task_among_others_is_written_to_by_the_date_of_today(folder: CollectionFolder) -> None:
    folder.write("../mnist/task.toml", TASK)
    with submission(folder.results, "imagenet") as draft:
        draft.put(result())
        draft.commit(nothing_more)
        assert [r.system for r in draft.task.results] == ["AlexNet", "GoogLeNet", "MobileNet"]


def test_a_row_from_after_today_is_not_written(folder: CollectionFolder) -> None:
    with submission(folder.results, "imagenet") as draft:
        draft.put(result(published=PublicationDate.parse("2090-01-01")))
        with pytest.raises(CollectionError) as refused:
            draft.commit(nothing_more)
    (finding,) = refused.value.findings
    assert (finding.code, finding.field) == ("date-in-future", "published")


def test_a_curve_and_its_log_go_with_the_last_row_that_named_them(folder: CollectionFolder) -> None:
    log = (
        '{"event": "begin", "task": "imagenet", "seed": 0}\n'
        '{"event": "evaluation", "seed": 0, "step": 1, "value": 0.8}\n'
    )
    named = result(value=0.8, curve="lab-mobilenet")
    evidence = ["imagenet/curves/lab-mobilenet.csv", "imagenet/logs/lab-mobilenet.jsonl"]
    write(folder, (named, [curve(0.8)], log))
    assert sorted(write(folder, (result(), [], ""))) == [evidence[0], "imagenet/lab.csv", evidence[1]]
    assert not any((folder.results / name).exists() for name in evidence)


def test_a_curve_that_another_submission_names_stays(folder: CollectionFolder) -> None:
    named = result(value=0.8, curve="lab-mobilenet")
    write(folder, (named, [curve(0.8)], ""))
    write(folder, (result(submission="two", value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    assert write(folder, (result(), [], "")) == ["imagenet/lab.csv"]
    assert (folder.task / "curves" / "lab-mobilenet.csv").exists()
    assert [r.submission for r in load(folder.results, TODAY).tasks[0].results] == ["lab"] * 3 + ["two"]


def test_a_row_without_a_curve_takes_no_file_with_it(folder: CollectionFolder) -> None:
    hidden = folder.write("curves/.csv", "x")
    folder.write("lab.csv", HEADER + MOBILENET)
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    assert hidden.read_text() == "x"


def test_the_attempts_stay_byte_for_byte_where_results_alone_are_put(folder: CollectionFolder) -> None:
    header = "target,system,published,best_value,runs,curve,source_kind,source\n"
    short = folder.write(
        "not-reached/lab.csv",
        header + "alexnet-level,SmallNet,2016-02-24,0.7,1,smallnet,measured,our logs",
    )
    before = short.read_bytes()
    folder.write("curves/smallnet.csv", "step,value\n10,0.7\n")
    write(folder, (result(), [], ""))
    write(folder, (result(training_flop=5e16), [], ""))
    assert short.read_bytes() == before


def test_a_curve_that_was_missing_takes_no_row_with_it(folder: CollectionFolder) -> None:
    text = (folder.task / "task.toml").read_text()
    second = text[text.index("[[targets]]") : text.index("[[references]]")]
    folder.write("task.toml", text + second.replace("alexnet-level", "better").replace("0.791", "0.81"))
    better = MOBILENET.replace("alexnet-level", "better").rstrip("\n") + "lab-mobilenet\n"
    folder.write("lab.csv", HEADER.replace("note", "curve") + better)
    write(folder, (result(value=0.82, curve="lab-mobilenet"), [curve(0.82)], ""))
    assert [r.target for r in load(folder.results, TODAY).tasks[0].results] == ["alexnet-level", "better"]


def test_an_error_that_stood_in_the_file_of_the_row_keeps_it_from_being_written(
    folder: CollectionFolder,
) -> None:
    low = ALEXNET.rstrip("\n").replace("AlexNet", "Low") + "0.5\n"
    folder.write("lab.csv", HEADER.replace("note", "value") + low)
    before = contents(folder)
    with pytest.raises(CollectionError) as refused:
        write(folder, (result(value=0.8), [], ""))
    assert [(f.where, f.message) for f in refused.value.findings] == [
        ("results/imagenet/lab.csv:2:8", "value 0.5 does not reach alexnet-level (0.791)")
    ]
    assert contents(folder) == before


def test_a_curve_of_another_submission_is_shared_but_never_changed(folder: CollectionFolder) -> None:
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    write(folder, (result(submission="two", value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    with pytest.raises(UsageError, match=r"which is that of MobileNet in lab\.csv"):
        write(folder, (result(submission="two", value=0.9, curve="lab-mobilenet"), [curve(0.9)], ""))
    assert load(folder.results, TODAY).tasks[0].curves[0].points[0].value == 0.8


def test_after_a_refused_curve_the_draft_is_empty(folder: CollectionFolder) -> None:
    write(folder, (result(value=0.8, curve="lab-mobilenet"), [curve(0.8)], ""))
    with submission(folder.results, "imagenet", TODAY) as draft:
        draft.put(result(system="Bad", value=0.1))
        with pytest.raises(UsageError):
            draft.put(result(system="Other", value=0.9, curve="lab-mobilenet"), [curve(0.9)])
        draft.put(result(system="Good", value=0.9))
        draft.commit(nothing_more)
    assert {r.system for r in load(folder.results, TODAY).tasks[0].results} == {
        "AlexNet",
        "GoogLeNet",
        "MobileNet",
        "Good",
    }


def test_a_draft_tells_the_collection_as_it_is_after_each_commit(folder: CollectionFolder) -> None:
    with submission(folder.results, "imagenet", TODAY) as draft:
        assert len(draft.reading.collection.tasks[0].results) == 2
        draft.put(result())
        draft.commit(nothing_more)
        assert len(draft.reading.collection.tasks[0].results) == 3
