from __future__ import annotations

from datetime import date

import pytest

from effsite.analysis.summary import summarise
from effsite.errors import EffsiteError
from tests.builders import make_result, make_results, make_statement, make_target, make_task_collection

# 48 months (1461 days) apart: 4 doublings, one each 12 months.
TWO = make_results(("AlexNet", "2012-01-01", 16e17), ("EfficientNet", "2016-01-01", 1e17))


def claim(field, as_printed, read_as, results=TWO, **fields):
    stated = make_statement(field, as_printed, read_as, **fields)
    (only,) = summarise(make_task_collection(results, statements=(stated,)), make_target()).claims
    return only


def test_a_stated_date_is_held_against_the_results_own_in_days():
    held = claim("published", "1/10/2012", "2012-01-10", system="AlexNet")

    assert (held.read_as, held.on_record) == (date(2012, 1, 10), date(2012, 1, 1))
    assert (held.difference, held.agrees) == (9.0, False)


def test_a_stated_month_agrees_with_any_day_of_it():
    assert claim("published", "January 2012", "2012-01", system="AlexNet").agrees
    assert not claim("published", "February 2012", "2012-02", system="AlexNet").agrees


def test_a_stated_day_agrees_with_a_record_that_knows_only_the_month():
    rows = [make_result("ResNeXt", "2016-11")]

    assert claim("published", "16 November 2016", "2016-11-16", rows, system="ResNeXt").agrees


def test_a_stated_compute_agrees_within_two_percent_of_the_record():
    assert claim("training_flop", "1.63e18", "1.63e18", system="AlexNet").agrees  # 1.9 % above 16e17
    assert not claim("training_flop", "1.64e18", "1.64e18", system="AlexNet").agrees  # 2.5 %


def test_the_difference_is_stated_less_recorded_relative_to_the_record():
    held = claim("training_flop", "2e18", "2e18", system="AlexNet")

    assert held.difference == pytest.approx(0.25)  # 20e17 / 16e17 - 1


def test_a_factor_agrees_within_half_a_unit_of_its_last_digit():
    rows = make_results(("A", "2012-01-01", 4.4e17), ("B", "2016-01-01", 1e17))

    assert claim("factor", "4x", "4", rows).agrees  # 4.4 rounds to 4
    assert not claim("factor", "4.0x", "4.0", rows).agrees  # but not to 4.0


def test_a_compute_is_held_to_the_digits_that_the_source_prints_in_its_own_unit():
    # 0.12 tfs-days of multiply-adds is 0.12 * 8.64e16 * 2 = 2.0736e16; half a unit is 4.2 %.
    rows = [make_result("ShuffleNet", training_flop=2.15e16)]

    assert claim("training_flop", "0.12 teraflop/s-days", "2.0736e16", rows, system="ShuffleNet").agrees


def test_of_several_numbers_printed_the_one_that_is_read_sets_the_rounding():
    # 470 is printed to 1 in 470, so 5.0e17 in the collection (6 % off) does not agree.
    rows = [make_result("AlexNet", training_flop=5.0e17)]

    assert not claim("training_flop", "470 PF = 0.0054 pfs-days", "4.7e17", rows, system="AlexNet").agrees


def test_numbers_that_do_not_read_like_the_figure_leave_two_percent():
    held = claim("doubling_time_months", "4 years for 16x", "12.5")

    assert not held.agrees  # 12.5 against 12 is 4 %


def test_a_bound_agrees_with_any_record_on_its_side():
    assert claim("factor", "more than 10x", "10").agrees
    assert claim("factor", "less than 20x", "20").agrees
    assert not claim("factor", "more than 20x", "20").agrees


def test_a_factor_of_the_target_is_held_against_first_and_last_record():
    assert claim("factor", "16-fold", "16").on_record == 16


def test_a_factor_of_a_system_brings_that_systems_own_doubling_time():
    rows = (*TWO, *make_results(("Later", "2019-01-01", 1e16)))

    held = claim("factor", "16x", "16", rows, system="EfficientNet")

    assert (held.on_record, held.agrees) == (16, True)
    assert held.derived_doubling_months == pytest.approx(12)  # 48 months / log2(16)


def test_a_doubling_time_is_held_against_the_two_points_where_there_is_no_trend():
    assert claim("doubling_time_months", "12 months", "12").on_record == pytest.approx(12)


def test_a_doubling_time_of_the_target_is_held_against_the_trend():
    rows = (*TWO, *make_results(("Between", "2014-01-01", 15e17)))

    held = claim("doubling_time_months", "12 months", "12", rows)

    # log2 of 16, 15 and 1 (1e17), 24 months apart, sloping 2 a step: the fit is 24 / 2 = 12; 731 and
    # 730 days make the steps a little unequal.
    assert held.on_record == pytest.approx(12, abs=0.02)
    assert held.derived_doubling_months is None


def test_a_doubling_time_of_an_earlier_system_is_held_against_its_own_two_points():
    rows = (*TWO, *make_results(("Later", "2019-01-01", 1e16)))

    held = claim("doubling_time_months", "12 months", "12", rows, system="EfficientNet")

    assert held.on_record == pytest.approx(12)


def test_a_statement_about_an_unknown_system_agrees_with_nothing():
    held = claim("factor", "44x", "44", system="NoNet")

    assert (held.on_record, held.difference, held.agrees) == (None, None, False)
    assert held.note == "no result of NoNet in the collection"


def test_a_date_stated_of_no_system_has_nothing_to_be_held_against():
    assert "none is named" in claim("published", "2012", "2012-01").note


def test_of_two_results_of_one_name_the_earliest_is_taken_and_said_so():
    rows = make_results(("AlexNet", "2014-01-01", 1e17), ("AlexNet", "2012-01-01", 3e17))

    held = claim("training_flop", "3e17", "3e17", rows, system="AlexNet")

    assert held.on_record == 3e17
    assert held.note == "2 results bear this name; the earliest is taken"


def test_a_result_that_competes_is_taken_before_a_withdrawn_one_of_the_same_name():
    rows = [
        make_result("AlexNet", "2012-01-01", training_flop=9e17, status="withdrawn"),
        make_result("AlexNet", "2013-01-01", training_flop=3e17),
    ]

    assert claim("training_flop", "3e17", "3e17", rows, system="AlexNet").on_record == 3e17


def test_a_result_without_the_measure_still_has_a_date():
    rows = [make_result("AlexNet", "2012-06-01", training_flop=None, seconds=60.0)]

    assert claim("published", "June 2012", "2012-06", rows, system="AlexNet").agrees


@pytest.mark.parametrize("read_as", ["forty-four", "-44", "0", "1_000", "1e999", "nan"])
def test_a_figure_that_is_no_positive_number_is_refused_by_name(read_as):
    with pytest.raises(EffsiteError, match=f"stated of alexnet-level reads '{read_as}'"):
        claim("factor", "44x", read_as)


def test_a_date_that_cannot_be_read_is_refused():
    with pytest.raises(EffsiteError, match="published stated of AlexNet reads '6/1/2012'"):
        claim("published", "6/1/2012", "6/1/2012", system="AlexNet")


def refused(field, as_printed, read_as, **fields):
    with pytest.raises(EffsiteError) as error:
        claim(field, as_printed, read_as, **fields)
    return error.value.message, error.value.hint


def test_a_refused_figure_says_of_what_and_what_is_expected():
    assert refused("factor", "44x", "-44", system="AlexNet") == (
        "imagenet: the factor stated of AlexNet reads '-44'",
        "expected a positive number such as 44 or 5.3e17",
    )
    assert refused("published", "6/1/2012", "6/1/2012") == (
        "imagenet: the published stated of alexnet-level reads '6/1/2012'",
        "expected a date, YYYY-MM-DD or YYYY-MM",
    )


def test_a_statement_that_has_something_beside_it_needs_no_note():
    assert claim("factor", "16x", "16").note == ""
    assert claim("published", "1/1/2012", "2012-01-01", system="AlexNet").note == ""


def test_a_statement_with_nothing_beside_it_says_so():
    assert claim("factor", "16x", "16", TWO[:1]).note == "nothing in the collection to compare with"
    untrained = [make_result("AlexNet", training_flop=None, seconds=60.0)]
    assert claim("training_flop", "1e18", "1e18", untrained, system="AlexNet").note == (
        "nothing in the collection to compare with"
    )
    assert claim("published", "2012", "2012-01").note == "a date is stated of a system, and none is named"


def test_only_factors_and_times_of_a_system_bring_its_doubling_time():
    held = [
        claim(field, "1", "1", system="EfficientNet").derived_doubling_months
        for field in ("factor", "doubling_time_months", "training_flop")
    ]
    assert held == [pytest.approx(12), pytest.approx(12), None]
    assert claim("factor", "16x", "16").derived_doubling_months is None


def test_a_result_that_sets_no_record_of_the_kind_has_no_doubling_time():
    whole = make_result("Whole", "2014-01-01", training_flop=1e16, flop_scope="whole-run")

    assert claim("factor", "2x", "2", (*TWO, whole), system="Whole").derived_doubling_months is None


def test_a_row_without_the_measure_is_taken_last_of_one_name():
    rows = [
        make_result("AlexNet", "2011-01-01", training_flop=None, seconds=60.0),
        make_result("AlexNet", "2012-01-01", training_flop=3e17),
    ]

    assert claim("training_flop", "3e17", "3e17", rows, system="AlexNet").on_record == 3e17


@pytest.mark.parametrize(
    ("as_printed", "read_as", "agrees"),
    [
        ("at least 16.3x", "16.3", True),  # 16 x 1.02 = 16.32
        ("at least 16.33x", "16.33", False),
        ("at most 15.7x", "15.7", True),  # 15.7 + 0.32 is more than 16
        ("at most 15.6x", "15.6", False),
        ("16.31 times", "16.31", True),
        ("16.35 times", "16.35", False),
    ],
)
def test_bounds_and_figures_have_two_percent(as_printed, read_as, agrees):
    assert claim("factor", as_printed, read_as).agrees is agrees


@pytest.mark.parametrize(
    ("as_printed", "read_as", "flop", "agrees"),
    [
        ("2e17", "2e17", 2.49e17, True),  # printed to 1 in 2: 25 % either way
        ("2e17", "2e17", 2.51e17, False),
        ("1,000 tfs-days", "1000", 1000.4, True),
        ("0.20 of x", "2.0e17", 2.06e17, False),  # 0.005 in 0.20: 2.5 %, and 2 % of the collection
    ],
)
def test_the_digits_printed_say_how_far_a_compute_may_lie(as_printed, read_as, flop, agrees):
    rows = [make_result("AlexNet", training_flop=flop)]

    assert claim("training_flop", as_printed, read_as, rows, system="AlexNet").agrees is agrees


def test_the_number_that_reads_alike_is_found_among_several_whatever_its_zeros():
    # 0.050 is printed to 0.0005 in 0.050, which is 1 %; 4 is not what is read, and would allow 12.5 %
    rows = [make_result("AlexNet", training_flop=5.3e17)]

    assert not claim("training_flop", "0.050 in 4 days", "5e17", rows, system="AlexNet").agrees
    near = [make_result("AlexNet", training_flop=5.4e17)]
    assert claim("training_flop", "5 of 9", "5.0e17", near, system="AlexNet").agrees  # 0.5 in 5 is 10 %


def test_a_figure_may_be_read_with_thousands_and_a_plus():
    rows = make_results(("A", "2012-01-01", 3e20), ("B", "2016-01-01", 1e17))

    assert claim("factor", "3,000x", "3,000", rows).read_as == 3000
    assert claim("factor", "+3000", "+3000", rows).read_as == 3000
    assert claim("factor", "0.5x", "0.5", rows).read_as == 0.5
