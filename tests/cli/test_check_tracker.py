"""OpenAI's tracker as it was published: `check` finds what is known to be wrong with it, nothing else."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from effsite.workflows.check import check
from effsite.workflows.options import CheckOptions

EFFICIENCY, COMPUTE, ATTENTION = "AI and Efficiency", "AI and Compute", "Attention is all you need"
ARXIV = "https://arxiv.org/abs/"
NIPS = "https://papers.nips.cc/paper/"
ALEXNET = f"{NIPS}4824-imagenet-classification-with-deep-convolutional-neural-networks.pdf"
AI_AND_COMPUTE = "https://openai.com/blog/ai-and-compute/"
SHUFFLENET = f"{ARXIV}1807.11164"

# Level, date, system, paper, teraflop/s-days, stated factor, analysis and its link (None: the paper): all
# twelve rows of efficiency_sota.csv in github.com/openai/ai-and-efficiency.
TRACKER = (
    ("alexnet", "6/1/2012", "AlexNet", ALEXNET, 3.1, "1", EFFICIENCY, ""),
    ("alexnet", "9/17/2014", "GoogLeNet", f"{ARXIV}1409.4842", 0.71, "4.3", EFFICIENCY, ""),
    ("alexnet", "4/17/2017", "MobileNet", f"{ARXIV}1704.04861", 0.28, "11", EFFICIENCY, ""),
    ("alexnet", "7/3/2017", "ShuffleNet (1x)", f"{ARXIV}1707.01083", 0.15, "21", EFFICIENCY, ""),
    ("alexnet", "6/30/2018", "ShuffleNet v2 (1x)", SHUFFLENET, 0.12, "25", EFFICIENCY, ""),
    ("alexnet", "5/28/2019", "EfficientNet (b0)", f"{ARXIV}1905.11946", 0.069, "44", "EfficientNet", None),
    ("resnet-50", "1/10/2015", "ResNet-50", f"{ARXIV}1512.03385", 17, "1", EFFICIENCY, ""),
    ("resnet-50", "5/28/2019", "EfficientNet (b1)", f"{ARXIV}1905.11946", 0.75, "10", "EfficientNet", None),
    ("seq2seq", "1/10/2014", "Seq2Seq (Ensemble)", f"{ARXIV}1409.3215", 465, "1", COMPUTE, AI_AND_COMPUTE),
    ("seq2seq", "1/12/2017", "Transformer (Base)", f"{ARXIV}1706.03762", 8, "61", ATTENTION, SHUFFLENET),
    ("gnmt", "1/26/2016", "GNMT", f"{ARXIV}1609.08144", 1620, "1", ATTENTION, SHUFFLENET),
    ("gnmt", "1/12/2017", "Transformer (Big)", f"{ARXIV}1706.03762", 181, "9", ATTENTION, SHUFFLENET),
)  # fmt: skip
DATE, LINK, FACTOR = "date-not-of-paper", "link-of-other-paper", "statement-differs"
BEFORE = "before its paper, arXiv"
OTHER = "cites 'Attention is all you need', but links the paper of ShuffleNet v2 (1x)"
LEVELS = ("alexnet", "resnet-50", "seq2seq", "gnmt")
COLUMNS = [
    "target",
    "system",
    "published",
    "training_flop",
    "flop_method",
    "source_flop_per_mac",
    "source_kind",
    "source",
    "source_url",
    "paper_url",
]


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """A project with the twelve rows and what the tracker states of them."""
    folder = tmp_path / "results" / "tracker"
    folder.mkdir(parents=True)
    targets = (f'[[targets]]\nname = "{n}"\ntitle = "{n} level"\nabout = "As good as {n}."\n' for n in LEVELS)
    task = 'title = "Tracker"\nabout = "As published."\ndomain = "Vision"\n'
    (folder / "task.toml").write_text(task + "".join(targets), encoding="utf-8")
    write(folder / "openai.csv", COLUMNS, [list(row(*facts)) for facts in TRACKER])
    stated = [[f[0], f[2], "factor", f"{f[5]}x", f[5], "OpenAI's tracker"] for f in TRACKER]
    write(folder / "stated.csv", ["target", "system", "field", "as_printed", "read_as", "source"], stated)
    return tmp_path


def row(level, day, system, paper, tfs_days, factor, analysis, link):
    per_mac = 1 if level in ("alexnet", "resnet-50") else 2
    flop = f"{tfs_days * 8.64e16 * 2 / per_mac:.6g}"
    published = datetime.strptime(day, "%m/%d/%Y").date().isoformat()
    source_url = paper if link is None else link
    return (level, system, published, flop, "reported", per_mac, "reported", analysis, source_url, paper)


def write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def test_the_known_slips_of_the_tracker_are_found_and_nothing_else(tracker: Path) -> None:
    report = check(CheckOptions(project=tracker))

    assert [(f.code, f.message) for f in report.findings] == [
        (DATE, f"ResNet-50: 2015-01-10 is 11 months {BEFORE} 1512.03385 of 2015-12"),
        (DATE, f"Seq2Seq (Ensemble): 2014-01-10 is 8 months {BEFORE} 1409.3215 of 2014-09"),
        (DATE, f"Transformer (Base): 2017-01-12 is 5 months {BEFORE} 1706.03762 of 2017-06"),
        (LINK, f"Transformer (Base): {OTHER}"),
        (DATE, f"GNMT: 2016-01-26 is 8 months {BEFORE} 1609.08144 of 2016-09"),
        (LINK, f"GNMT: {OTHER}"),
        (DATE, f"Transformer (Big): 2017-01-12 is 5 months {BEFORE} 1706.03762 of 2017-06"),
        (LINK, f"Transformer (Big): {OTHER}"),
        # 17 / 0.75 and 465 / 8
        (FACTOR, "EfficientNet (b1): factor of 10x is stated, the collection gives 22.67x"),
        (FACTOR, "Transformer (Base): factor of 61x is stated, the collection gives 58.12x"),
    ]
    assert {f.severity for f in report.findings} == {"warning"}
    assert report.ok


def test_each_is_at_its_line_and_column(tracker: Path) -> None:
    report = check(CheckOptions(project=tracker))

    assert [f.where.removeprefix("results/tracker/") for f in report.findings] == [
        *("openai.csv:8:3", "openai.csv:10:3", "openai.csv:11:3", "openai.csv:11:9", "openai.csv:12:3"),
        *("openai.csv:12:9", "openai.csv:13:3", "openai.csv:13:9", "stated.csv:9:5", "stated.csv:11:5"),
    ]
