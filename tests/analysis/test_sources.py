"""One study is one source, of its figures and of its records, whatever papers its systems are from."""

from __future__ import annotations

import pytest

from effsite.analysis.choices import choices
from effsite.analysis.grounds import grounds
from effsite.analysis.sources import made_by, stated_by
from effsite.analysis.summary import summarise
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


def test_systems_measured_in_one_submission_are_one_source_and_one_step():
    summary = summary_of(study(source_kind="measured"))

    assert grounds(summary).sources == 1
    assert summary.interval is None
    assert summary.interval_refused == (
        "no step between records of different sources, all being of one; it takes 4"
    )


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
            "submission imagenet/tests",
        ),
    ],
    ids=["a repository and a paper", "a page", "a citation alone", "measured, with addresses"],
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
