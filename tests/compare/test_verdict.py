"""The sentence that a person reads first, for each thing that may become of a target."""

from __future__ import annotations

import pytest

from effsite.analysis.difference import differences
from effsite.records import Result
from effsite.site.comparison.verdict import verdict
from tests.builders import make_curve, make_result, make_results, make_target, make_task, make_task_collection

AT = "AlexNet level (ImageNet)"
OLD = make_results(("AlexNet", "2012-01-01", 16e17), ("GoogLeNet", "2014-01-01", 4e17))


def said(before: tuple[Result, ...], after: tuple[Result, ...]) -> str:
    (found,) = differences([make_task_collection(before)], [make_task_collection(after)])
    return verdict(found)


def one(system: str, published: str, flop: float, **fields: object) -> Result:
    return make_result(system, published, training_flop=flop, **fields)


def test_a_new_record_says_whom_it_beats_by_how_much_and_what_becomes_of_the_rate() -> None:
    # 4e17 / 1e17 = 4; 48 months over log2(16) = 12 months, the first rate: two records gave none
    assert said(OLD, (*OLD, one("EfficientNet", "2016-01-01", 1e17))) == (
        f"Sets a new record at {AT}: 1e17 FLOP by EfficientNet, 4x less than GoogLeNet;"
        " halving time on average 12.0 months, the first"
    )


def test_the_rate_of_the_last_24_months_comes_first() -> None:
    # Halved each year from 2012 to 2016. In the 24 months up to 2017-01-01 the record falls from 2e17 to
    # 0.25e17, by 2**3: 24 / 3 = 8 months. Before, up to 2016, from 4e17 to 1e17: 24 / 2 = 12.
    days = [f"{year}-01-01" for year in range(2012, 2017)]
    old = make_results(*((f"Net {n}", day, 16e17 / 2**n) for n, day in enumerate(days)))
    more = make_results(("Net a", "2015-07-01", 1.5e17), ("Net b", "2016-07-01", 0.8e17))
    before = (*old, more[0])
    after = (*before, more[1], one("Net c", "2017-01-01", 0.25e17))
    assert said(before, after).endswith("; halving time of the last 24 months 12.0 -> 8.0 months")


def test_the_first_record_says_so() -> None:
    assert said((), OLD[:1]) == f"Sets the first record at {AT}: 1.6e18 FLOP by AlexNet"


def test_a_slower_result_says_how_far_it_is_from_the_record() -> None:
    assert said(OLD, (*OLD, one("VGG", "2015-01-01", 6e17))) == (
        f"Adds VGG at {AT}: 6e17 FLOP, 1.5x more than the record, GoogLeNet"
    )


def test_a_result_that_can_set_no_record_says_why() -> None:
    gone = one("Gone", "2015-01-01", 1e17, status="withdrawn")
    assert said(OLD, (*OLD, gone)) == f"Adds Gone at {AT}: 1e17 FLOP, no record: withdrawn"


def test_a_record_entered_late_says_as_of_when_and_whom_it_displaces() -> None:
    older = (*OLD, one("EfficientNet", "2016-01-01", 1e17))
    late = one("Forgotten", "2013-01-01", 2e17)
    assert said(older, (*older, late)) == (
        f"Enters the records at {AT} as of January 2013: 2e17 FLOP by Forgotten;"
        " GoogLeNet is no longer a record"
    )


def test_a_mended_record_says_both_figures() -> None:
    assert said(OLD, (OLD[0], one("GoogLeNet", "2014-01-01", 2e17))) == (
        f"Changes the record at {AT}, GoogLeNet: 4e17 FLOP -> 2e17 FLOP; factor 4x -> 8x"
    )


def test_a_withdrawn_record_says_who_holds_it_now() -> None:
    withdrawn = one("GoogLeNet", "2014-01-01", 4e17, status="withdrawn")
    assert said(OLD, (OLD[0], withdrawn)) == (
        f"Takes GoogLeNet out of the records at {AT}; the record is now 1.6e18 FLOP by AlexNet"
    )


def test_several_rows_that_move_nothing_are_counted() -> None:
    slow = make_results(("VGG", "2015-01-01", 6e17), ("VGG-19", "2015-01-02", 7e17))
    assert said(OLD, (*OLD, *slow)) == f"Adds 2 results at {AT}; the record stays 4e17 FLOP by GoogLeNet"


def test_a_change_of_words_names_the_columns() -> None:
    noted = one("GoogLeNet", "2014-01-01", 4e17, note="Read again.")
    assert said(OLD, (OLD[0], noted)) == f"Changes GoogLeNet at {AT} (note); no record moves"


def test_two_new_records_at_once_are_one_sentence() -> None:
    fresh = make_results(("Net a", "2015-01-01", 2e17), ("Net b", "2016-01-01", 1e17))
    assert said(OLD, (*OLD, *fresh)).startswith(
        f"Sets a new record at {AT}: 1e17 FLOP by Net b, 4x less than GoogLeNet, and 1 more record before it;"
    )


def test_another_level_is_said() -> None:
    task = make_task(make_target(level=0.8))
    (found,) = differences([make_task_collection(OLD)], [make_task_collection(OLD, task=task)])
    assert verdict(found) == f"Redefines {AT} (level)"


def test_a_target_that_is_gone_takes_its_results_along() -> None:
    (found,) = differences([make_task_collection(OLD)], [])
    assert verdict(found) == f"Removes the target {AT} with 2 results"


@pytest.mark.parametrize(
    ("epochs", "sure"),
    [
        # Three runs of the old record reach 79.1 % after 8, 9 and 8 epochs.
        ((1, 1, 2), ", p = "),
        ((7, 8, 9), ", within noise, p = "),
    ],
)
def test_a_record_with_runs_says_how_sure_it_is(epochs: tuple[int, ...], sure: str) -> None:
    def runs(name: str, reached: tuple[int, ...]) -> tuple[object, ...]:
        return tuple(
            make_curve([0.5] * (at - 1) + [0.8], name=name, seed=seed) for seed, at in enumerate(reached)
        )

    old = one("Old net", "2014-01-01", 9e17, curve="old", runs=3)
    new = one("New net", "2015-01-01", sum(epochs) / 3 * 1e17, curve="new", runs=3)
    before = make_task_collection([old], curves=runs("old", (8, 9, 8)))
    after = make_task_collection([old, new], curves=(*runs("old", (8, 9, 8)), *runs("new", epochs)))
    (found,) = differences([before], [after])
    words = verdict(found)
    assert f"less than Old net{sure}" in words
    assert "over 3 runs" in words


def test_names_stand_on_one_line() -> None:
    assert "\n" not in said(OLD, (*OLD, one("VGG\n::error::net", "2015-01-01", 6e17)))
