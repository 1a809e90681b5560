"""Conversions, against figures that were published or can be worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from effsite import units


def test_a_teraflop_per_second_for_a_day() -> None:
    # 1e12 x 24 x 60 x 60 = 8.64e16; Hernandez & Brown 2020 give AlexNet 3.1 TFS-days
    assert units.tfs_days(8.64e16) == 1
    assert units.tfs_days(2.6784e17) == pytest.approx(3.1)


def test_a_petaflop_per_second_for_a_day_is_a_thousand_times_that() -> None:
    assert units.pfs_days(8.64e19) == 1
    assert units.pfs_days(4.32e19) == 0.5


def test_a_multiply_accumulate_is_two_operations() -> None:
    assert units.flop_from_macs(3.5e9) == 7e9


def test_a_training_step_is_three_passes_and_six_flop_for_each_parameter_and_token() -> None:
    # forward 1 and backward 2 (Hernandez & Brown 2020, appendix B); 2 + 4 (Kaplan et al. 2020, section 2.1)
    assert units.TRAINING_PASSES == 1 + 2
    assert units.FLOP_PER_PARAMETER_AND_TOKEN == 2 + 4


def test_four_years_with_a_leap_day_are_48_months() -> None:
    # 1461 days / (365.25 / 12) = 48
    assert units.months_between(date(2012, 1, 1), date(2016, 1, 1)) == 48
    assert units.months_between(date(2016, 1, 1), date(2012, 1, 1)) == -48
    assert units.years(48) == 4


def test_a_kilowatt_hour_is_3_6_million_joules() -> None:
    assert units.JOULES_PER_KWH == 3_600_000


def test_moores_law_doubles_in_two_years() -> None:
    assert units.MOORE_DOUBLING_MONTHS == 24


def test_the_recent_rate_is_that_of_two_years() -> None:
    assert units.RECENT_MONTHS == 24  # the pages say "in the last 24 months"
