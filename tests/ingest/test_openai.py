from __future__ import annotations

import pytest

from effsite.ingest.openai import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed

HEADER = (
    "Metric,Publication Date,Publication,Publication link,Compute (teraflops-s/days),"
    "Reduction Factor,Analysis,Analysis link\r\n"
)
FIRST = "AlexNet,6/1/2012,AlexNet,https://example.org/alexnet,3.1,1,AI and Efficiency,\r\n"


def tracker(*rows: str) -> str:
    return HEADER + FIRST + "\r\n".join(rows)


def test_computes_become_flop_at_two_per_multiply_add(tmp_path):
    rows = tracker("GNMT,1/26/2016,GNMT,https://example.org/gnmt,1620,1,Attention,")
    alexnet, gnmt = read_log(FORMAT, tmp_path / "a.csv", rows).found
    # 3.1 x 8.64e16 x 2, for the image networks count a multiply-add once; 1620 x 8.64e16
    assert alexnet.training_flop == pytest.approx(5.3568e17)
    assert gnmt.training_flop == pytest.approx(1.39968e20)
    assert (alexnet.source_flop_per_mac, gnmt.source_flop_per_mac) == (1, 2)
    assert (alexnet.published, gnmt.published) == ("2012-06-01", "2016-01-26")


@pytest.mark.parametrize(
    ("metric", "flop", "per_mac"),
    [
        ("AlexNet", 1.728e17, 1),  # 1 x 8.64e16 x 2
        ("ResNet-50", 1.728e17, 1),
        ("GNMT", 8.64e16, 2),
        ("Transformer", 8.64e16, 2),
        ("Dota 1v1", 8.64e16, 2),
    ],
)
def test_only_the_image_networks_are_doubled_and_each_row_says_how_it_was_counted(
    tmp_path, metric, flop, per_mac
):
    row = f"{metric},1/26/2016,Net,https://example.org/net,1,1,Attention,"
    _, stated = read_log(FORMAT, tmp_path / "a.csv", tracker(row)).found
    assert (stated.training_flop, stated.source_flop_per_mac) == (flop, per_mac)
    assert stated.note == f"1 tfs-days at {per_mac} per multiply-add."
    assert (stated.paper_url, stated.source_url) == (
        "https://example.org/net",
        "https://github.com/openai/ai-and-efficiency",
    )


def test_a_factor_that_the_computes_do_not_give_is_told(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.csv", tracker("AlexNet,5/28/2019,Net,,0.31,20,Paper,"))
    # 3.1 / 0.31 = 10
    assert "states a factor of 20x, its computes give 10.00x" in read.said("guessed")


def test_a_month_that_the_arxiv_number_does_not_bear_out_is_told(tmp_path):
    row = "AlexNet,1/10/2015,Net,https://arxiv.org/abs/1512.03385,1.55,2,Paper,"
    assert "says 2015-12" in read_log(FORMAT, tmp_path / "a.csv", tracker(row)).said("guessed")


def test_a_date_at_the_end_of_the_month_before_is_no_reason_to_doubt(tmp_path):
    row = "AlexNet,6/30/2018,Net,https://arxiv.org/abs/1807.11164,1.55,2,Paper,"
    assert read_log(FORMAT, tmp_path / "a.csv", tracker(row)).said("guessed") == ""


def test_a_link_to_the_wrong_paper_is_told(tmp_path):
    shuffle = "AlexNet,6/30/2018,ShuffleNet,https://example.org/s,0.31,10,AI and Efficiency,"
    other = "GNMT,1/26/2016,GNMT,https://example.org/gnmt,1620,1,Attention,https://example.org/s"
    read = read_log(FORMAT, tmp_path / "a.csv", tracker(shuffle, other))
    assert "links the paper of ShuffleNet" in read.said("guessed")


@pytest.mark.parametrize(
    "cells", ["13/1/2012,Net,,1", "1/1/2012,Net,,none", "1/1/2012,,,1", "1/1/2012,Net,,-1"]
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(tmp_path, cells):
    read = read_log(FORMAT, tmp_path / "a.csv", tracker(f"AlexNet,{cells},1,x,"))
    assert [n.line for n in read.report.lines if n.verdict == "refused"] == [3]
    assert len(read.found) == 1


def test_a_table_without_its_columns_is_refused(tmp_path):
    with pytest.raises(LogError, match="no column"):
        read_log(FORMAT, tmp_path / "a.csv", "Metric,Publication\nAlexNet,AlexNet\n")


def test_it_is_known_by_its_header(tmp_path):
    assert sniffed(FORMAT, tmp_path / "a.csv", tracker()) == 0.98
