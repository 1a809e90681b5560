from __future__ import annotations

import pytest

from effsite.analysis.summary import TargetSummary, summarise
from effsite.analysis.sureness import RATED, is_unsure, rests_on_an_estimate, sureness, tally
from effsite.records import Result
from tests.analysis.test_across import UNEVEN, records
from tests.builders import make_result, make_task_collection

OPEN_ENDED = [2.0**16, 2.0**15, 2.0**8, 2.0**7, 1.0]
"""Gains of 1, 7, 1 and 7 doublings: the records set no upper end."""


def summary(*rows: Result) -> TargetSummary:
    collection = make_task_collection(rows)
    return summarise(collection, collection.task.targets[0])


def falling(values: list[float], **fields: object) -> TargetSummary:
    return summary(*records(values, days=100, target="alexnet-level", **fields))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (UNEVEN, "bounded"),
        (OPEN_ENDED, "open"),
        ([4.0, 2.0, 1.0], "rate"),
        ([2.0, 1.0], "factor"),
        ([1.0], "single"),
    ],
)
def test_the_more_records_and_the_more_even_their_steps_the_surer_is_a_rate(
    values: list[float], expected: str
) -> None:
    assert sureness(falling(values)) == expected


def test_an_interval_of_records_that_one_study_measured_is_within_it() -> None:
    rows = [
        make_result(
            f"S{n}",
            f"20{12 + n}-01-01",
            training_flop=value,
            source_kind="measured",
            paper_url=f"https://example.org/{n}",
        )
        for n, value in enumerate(UNEVEN)
    ]
    assert sureness(summary(*rows)) == "study"


def test_a_target_at_which_nothing_competes_has_no_second_record() -> None:
    assert sureness(summary(make_result(status="withdrawn"))) == "single"


def test_an_estimate_counts_where_it_is_the_first_or_the_latest_record() -> None:
    def found(*kinds: str) -> bool:
        days = ("2012-06-01", "2014-06-01", "2016-06-01")
        rows = [
            make_result(f"S{n}", days[n], training_flop=8e17 / 2**n, source_kind=kind)
            for n, kind in enumerate(kinds)
        ]
        return rests_on_an_estimate(summary(*rows))

    assert found("estimated", "reported", "reported")
    assert found("reported", "reported", "estimated")
    assert not found("reported", "estimated", "reported")
    assert not found("reported", "reported", "reported")


def test_the_tally_names_every_kind_the_surest_first() -> None:
    found = tally([falling([1.0]), falling(UNEVEN), falling([1.0])])
    assert list(found.items()) == [
        *(("bounded", 1), ("open", 0), ("study", 0), ("rate", 0), ("factor", 0), ("single", 2))
    ]


def test_a_rate_is_unsure_without_an_interval_or_on_an_estimate() -> None:
    assert not is_unsure(falling(UNEVEN))
    assert is_unsure(falling([4.0, 2.0, 1.0]))
    assert is_unsure(falling(UNEVEN, source_kind="estimated"))


def test_a_rate_stands_from_three_records_on_with_or_without_an_interval() -> None:
    assert RATED == ("bounded", "open", "study", "rate")
