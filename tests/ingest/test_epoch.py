from __future__ import annotations

import pytest

from effsite.ingest.epoch import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed

NEW = (
    "Model,Publication date,Link,Parameters,Training compute (FLOP),Training time (hours),Training hardware,"
    "Confidence,Hardware utilization (MFU),Hardware quantity,Training compute cost (2023 USD),Notes\n"
)
OLD = (
    "System,Publication date,Link,Parameters,Training compute (FLOP),Hardware utilization,"
    "Training compute cost (2020 USD)\n"
)
ALEXNET = (
    "AlexNet,2012-09-30,https://example.org/paper,60000000.0,4.7e+17,132.0,NVIDIA GeForce GTX 580,"
    'Confident,0.313,2.0,"$1,753.93","a note\nof two lines"\n'
)


def read(tmp_path, text: str):
    return read_log(FORMAT, tmp_path / "models.csv", text)


def test_a_row_is_the_compute_of_a_whole_run(tmp_path):
    (stated,) = read(tmp_path, NEW + ALEXNET).found
    assert (stated.system, stated.published, stated.training_flop) == ("AlexNet", "2012-09-30", 4.7e17)
    assert (stated.flop_scope, stated.flop_method) == ("whole-run", "reported")


def test_the_other_figures_of_a_row_are_taken_along(tmp_path):
    (stated,) = read(tmp_path, NEW + ALEXNET).found
    # 132 h x 3600 s
    assert (stated.parameters, stated.seconds, stated.devices) == (6e7, 475_200, 2)
    assert (stated.utilisation, stated.cost_usd, stated.device) == (0.313, 1753.93, "NVIDIA GeForce GTX 580")
    assert stated.note == "Epoch's confidence: Confident"


def test_columns_of_before_2025_are_read_as_well(tmp_path):
    (stated,) = read(tmp_path, OLD + "AlexNet,2012-09-30,,6e7,4.7e+17,0.313,$12.5\n").found
    assert (stated.system, stated.utilisation, stated.cost_usd) == ("AlexNet", 0.313, 12.5)


def test_a_cell_of_several_lines_does_not_move_the_lines_of_later_rows(tmp_path):
    assert [s.line for s in read(tmp_path, NEW + ALEXNET + ALEXNET).found] == [2, 4]


def test_a_row_without_compute_is_left_out_with_its_line(tmp_path):
    reading = read(tmp_path, OLD + "AlexNet,2012-09-30,,6e7,,,\nVGG,2014-09-04,,,1e19,,\n")
    assert [s.system for s in reading.found] == ["VGG"]
    assert "without a name or a compute" in reading.said("ignored")


def test_a_compute_that_is_no_number_is_refused(tmp_path):
    assert "compute" in read(tmp_path, OLD + "AlexNet,2012-09-30,,6e7,lots,,\n").said("refused")


def test_a_missing_date_is_empty_and_said(tmp_path):
    reading = read(tmp_path, OLD + "AlexNet,September,,6e7,1e17,,\n")
    assert reading.found[0].published == ""
    assert "no date" in reading.said("guessed")


def test_byte_order_mark_crlf_and_another_order_of_columns_change_nothing(tmp_path):
    text = "\ufeffTraining compute (FLOP),Publication date,Model\r\n4.7e+17,2012-09-30, AlexNet \r\n"
    assert [(s.system, s.training_flop) for s in read(tmp_path, text).found] == [("AlexNet", 4.7e17)]


def test_only_web_addresses_are_taken_as_links(tmp_path):
    (stated,) = read(tmp_path, OLD + "AlexNet,2012-09-30,javascript:alert(1),6e7,1e17,,\n").found
    assert stated.paper_url == ""


def test_a_missing_quotation_mark_is_refused_or_ends_the_last_cell(tmp_path):
    (stated,) = read(tmp_path, NEW + ALEXNET.replace('lines"', "lines")).found
    assert stated.system == "AlexNet"


def test_for_a_target_with_a_level_the_report_says_that_no_row_reaches_it(tmp_path):
    reading = read_log(FORMAT, tmp_path / "models.csv", NEW + ALEXNET, level=0.791)
    assert "none is written" in reading.said("guessed")


def test_another_table_is_refused(tmp_path):
    with pytest.raises(LogError, match="no columns"):
        read(tmp_path, "a,b\n1,2\n")


def test_the_table_is_known_by_its_columns(tmp_path):
    assert sniffed(FORMAT, tmp_path / "x.csv", NEW) == sniffed(FORMAT, tmp_path / "x.csv", OLD) == 1.0
    assert sniffed(FORMAT, tmp_path / "x.csv", "Model,Compute\n") == 0.0
