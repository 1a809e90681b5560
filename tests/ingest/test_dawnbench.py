from __future__ import annotations

import json

import pytest

from effsite.ingest.dawnbench import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed

TSV = "epoch\thours\ttop1Accuracy\ttop5Accuracy\n1\t0.5\t60.0\t88.1\n2.5\t1.0\t71.2\t93.4\n"
ENTRY = {
    "version": "v1.0",
    "author": "A. Lab",
    "authorEmail": "someone@example.org",
    "codeURL": "https://example.org/code/tree/0123456789abcdef0123456789abcdef01234567",
    "model": "ResNet-8",
    "hardware": "2 * V100 (AWS)",
    "costPerHour": 6.12,
    "timestamp": "2019-02-03",
    "misc": {"batchSize": 512},
}


def test_an_entry_is_its_table_and_the_facts_beside_it(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(ENTRY))
    run = read_log(FORMAT, tmp_path / "a.tsv", TSV).run
    # 0.5 h x 3600 s/h
    assert [(e.epoch, e.seconds) for e in run.evaluations] == [(1.0, 1800.0), (2.5, 3600.0)]
    assert run.evaluations[1].values == {"top1Accuracy": 71.2, "top5Accuracy": 93.4}
    assert run.facts.system == "ResNet-8 (A. Lab)"
    assert (run.facts.published, run.facts.cost_usd_per_hour) == ("2019-02-03", 6.12)
    assert run.facts.source_url == ENTRY["codeURL"]


def test_the_json_may_be_named_instead(tmp_path):
    (tmp_path / "a.tsv").write_text(TSV)
    assert len(read_log(FORMAT, tmp_path / "a.json", json.dumps(ENTRY)).evaluations) == 2


def test_accuracies_are_percent_and_f1_is_a_fraction(tmp_path):
    assert read_log(FORMAT, tmp_path / "a.tsv", TSV).run.forms["top5Accuracy"] == "percent"
    squad = read_log(FORMAT, tmp_path / "b.tsv", "epoch\tf1Score\thours\n1\t0.751\t2\n").run
    assert squad.forms == {"f1Score": "fraction"}
    assert squad.evaluations[0].seconds == 7200


def test_image_sizes_of_a_schedule_are_stages(tmp_path):
    sizes = [{"image_size": 128, "epochs": 2}, {"image_size": 224, "epochs": 3}]
    (tmp_path / "a.json").write_text(json.dumps({**ENTRY, "misc": {"imageSize": sizes}}))
    stages = read_log(FORMAT, tmp_path / "a.tsv", TSV).run.stages
    assert [(stage.epochs, stage.image_size) for stage in stages] == [(0, 128), (2, 224)]


def test_columns_may_stand_apart_by_several_tabs_and_epochs_begin_at_0(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.tsv", "epoch\thours\ttop1Accuracy\n0\t0.5\t\t60.0\n1\t1\t\t71\n\n")
    assert [(e.epoch, e.values["top1Accuracy"]) for e in read.evaluations] == [(0, 60.0), (1, 71.0)]
    assert read.run.facts.epochs_from_zero


def test_nobodys_address_is_kept(tmp_path):
    entry = {**ENTRY, "author": "A. Lab <lab@example.org>", "model": "ResNet /srv/data/models/r8.pt"}
    (tmp_path / "a.json").write_text(json.dumps(entry))
    read = read_log(FORMAT, tmp_path / "a.tsv", TSV)
    told = repr(read.run) + repr(read.report.lines)
    assert "example.org>" not in told
    assert "someone@" not in told
    assert "/srv/data" not in told


def test_a_broken_json_is_refused_and_the_table_still_read(tmp_path):
    (tmp_path / "a.json").write_text('{"model": "x",\n')
    read = read_log(FORMAT, tmp_path / "a.tsv", TSV)
    assert "JSON beside the TSV" in read.said("refused")
    assert len(read.evaluations) == 2


def test_a_row_that_is_cut_off_is_refused_with_its_line(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.tsv", TSV + "3\t1.5")
    assert [n.line for n in read.report.lines if n.verdict == "refused"] == [4]


@pytest.mark.parametrize("table", ["epoch\tacc\n1\t2\n", "epoch\thours\ttop1Accuracy\n"])
def test_a_table_without_the_columns_or_without_rows_is_refused(tmp_path, table):
    with pytest.raises(LogError):
        read_log(FORMAT, tmp_path / "a.tsv", table)


def test_both_files_of_an_entry_are_known(tmp_path):
    assert sniffed(FORMAT, tmp_path / "a.tsv", TSV) == 0.95
    assert sniffed(FORMAT, tmp_path / "a.json", json.dumps(ENTRY)) == 0.95
    assert sniffed(FORMAT, tmp_path / "b.tsv", "epoch\tloss\n1\t2\n") == 0.0


def test_exchanged_headings_of_hours_and_epochs_are_put_right_and_told(tmp_path):
    table = "hours\tepoch\ttop1Accuracy\n1\t0.0733\t43\n2\t0.1102\t59\n3\t0.1469\t64\n"
    read = read_log(FORMAT, tmp_path / "a.tsv", table)
    # 0.0733 h x 3600 s/h = 263.88 s
    assert [(e.epoch, e.seconds) for e in read.evaluations] == [(1, 263.88), (2, 396.72), (3, 528.84)]
    assert "exchanged" in read.said("guessed")


def test_whole_hours_at_whole_epochs_are_left_alone(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.tsv", "hours\tepoch\ttop1Accuracy\n1\t1\t43\n2\t2\t59\n")
    assert [(e.epoch, e.seconds) for e in read.evaluations] == [(1, 3600), (2, 7200)]
    assert "exchanged" not in read.said("guessed")


@pytest.mark.parametrize(
    ("first", "second", "from_zero"), [(0.07, 5.93, False), (38.54, 55.43, True), (0.07, 0.1, True)]
)
def test_epoch_0_of_a_network_that_guesses_is_before_training_however_late(
    tmp_path, first, second, from_zero
):
    # 28 s to begin and then 349 s an epoch, as in an entry on a Cloud TPU; at 38.54 % an epoch was trained
    table = f"epoch\thours\ttop1Accuracy\n0\t0.0079\t{first}\n1\t0.1049\t{second}\n2\t0.2019\t60.0\n"
    assert read_log(FORMAT, tmp_path / "a.tsv", table).run.facts.epochs_from_zero is from_zero
