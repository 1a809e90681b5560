"""One study is one source of its figures; whose work its systems are, their papers say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from effsite.analysis.choices import choices
from effsite.analysis.grounds import grounds
from effsite.analysis.sources import made_by, stated_by
from effsite.analysis.summary import summarise
from effsite.analysis.summary_json import summary_json
from effsite.site.pages.data.index import headline
from effsite.site.trend_words import interval_words
from tests.builders import make_result, make_target, make_task_collection


def study(**fields):
    """Five yearly records that gain 1, 1, 1 and 5 doublings, each with its own paper and command."""
    return [
        make_result(
            f"S{n}",
            f"20{12 + n}-01-01",
            training_flop=2.0 ** (60 - gained),
            paper_url=f"https://papers.example/{n}",
            source=f"effsite run imagenet s{n}",
            **fields,
        )
        for n, gained in enumerate((0, 1, 2, 3, 8))
    ]


def summary_of(rows):
    return summarise(make_task_collection(rows), make_target())


def test_systems_of_five_papers_measured_in_one_submission_are_one_source_and_four_steps():
    summary = summary_of(study(source_kind="measured"))

    assert grounds(summary).sources == 1
    assert summary.interval is not None
    assert summary.interval.within_one_study
    # gains 1, 1, 1 and 5 in 366, 365, 365 and 365 days: as by the steps of five papers that report them
    reported = summary_of(study(source_kind="reported")).interval
    assert (summary.interval.low, summary.interval.high) == (reported.low, reported.high)
    assert not reported.within_one_study


def test_systems_without_a_paper_measured_in_one_submission_are_one_step():
    rows = [replace(row, paper_url="") for row in study(source_kind="measured")]
    summary = summary_of(rows)

    assert summary.interval is None
    assert summary.interval_refused == (
        "no step between records of different works, all being of one; it takes 4"
    )


def test_an_interval_is_within_one_study_only_where_that_measured_every_record():
    rows = study(source_kind="measured")
    by_two = [*rows[:-1], replace(rows[-1], submission="autumn")]
    partly_read = [*rows[:-1], replace(rows[-1], source_kind="reported")]

    assert [summary_of(some).interval.within_one_study for some in (rows, by_two, partly_read)] == [
        True,
        False,
        False,
    ]


def test_an_interval_within_one_study_is_told_so_in_words_and_in_the_json():
    summary = summary_of(study(source_kind="measured"))

    assert interval_words(summary) == (
        "90 % interval from 1.3 months on within one study: the records set no upper end"
    )
    assert summary_json(summary)["interval"]["within_one_study"] is True
    assert headline(summary)["interval_within_one_study"] is True
    assert headline(summary_of(study(source_kind="reported")))["interval_within_one_study"] is False


def test_systems_of_five_papers_that_report_them_are_five_sources_and_four_steps():
    summary = summary_of(study(source_kind="reported"))

    assert grounds(summary).sources == 5
    assert summary.interval is not None


def test_two_studies_are_two_sources():
    rows = [
        make_result(name, day, training_flop=flop, source_kind="measured", submission=submission)
        for name, day, flop, submission in (
            ("A", "2012-01-01", 8e17, "spring"),
            ("B", "2013-01-01", 4e17, "spring"),
            ("C", "2014-01-01", 2e17, "autumn"),
        )
    ]
    assert grounds(summary_of(rows)).sources == 2
    assert [made_by(row) for row in rows] == [
        "submission imagenet/spring",
        "submission imagenet/spring",
        "submission imagenet/autumn",
    ]


@pytest.mark.parametrize(
    ("fields", "stated", "made"),
    [
        (
            {"source_url": "https://github.com/Lab/Logs/blob/main/a", "paper_url": "https://arxiv.org/abs/1"},
            "lab/logs",
            "https://arxiv.org/abs/1",
        ),
        (
            {"source_url": "https://lab.example/page#two"},
            "https://lab.example/page",
            "https://lab.example/page#two",
        ),
        ({"source": "A thesis."}, "A thesis.", "AlexNet"),
        (
            {
                "source_kind": "measured",
                "source_url": "https://lab.example/log",
                "paper_url": "https://arxiv.org/abs/1",
            },
            "submission imagenet/tests",
            "https://arxiv.org/abs/1",
        ),
        (
            {"source_kind": "measured", "source_url": "https://lab.example/log"},
            "submission imagenet/tests",
            "submission imagenet/tests",
        ),
    ],
    ids=[
        "a repository and a paper",
        "a page",
        "a citation alone",
        "measured, of a paper",
        "measured, of no paper",
    ],
)
def test_who_says_a_figure_and_whose_work_it_is(fields, stated, made):
    result = make_result(**fields)

    assert (stated_by(result), made_by(result)) == (stated, made)


def test_a_paper_can_still_be_left_out_of_a_study():
    # of the five, two are of one paper: without S3 and S4 the gain is a doubling a year
    rows = study(source_kind="measured")
    rows[3:] = [
        make_result(
            row.system,
            str(row.published),
            training_flop=row.training_flop,
            source_kind="measured",
            paper_url="https://papers.example/both",
        )
        for row in rows[3:]
    ]
    found = {c.name: c.halving_time_months for c in choices(rows, "training_flop", "least")}

    assert found["straight line without the 2 results of papers.example/both"] == pytest.approx(12, rel=0.003)
