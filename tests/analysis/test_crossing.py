from __future__ import annotations

import pytest

from effsite.analysis.crossing import compute_to_target
from effsite.errors import UsageError
from tests.builders import LOSS, make_curve, make_runs_target, make_target


def test_the_first_evaluation_past_the_level_counts_even_when_a_later_one_falls_back():
    crossing = compute_to_target(make_curve([0.5, 0.80, 0.78, 0.85]), make_target(level=0.791))

    assert (crossing.reached, crossing.step, crossing.epoch) == (True, 200, 2)
    assert (crossing.training_flop, crossing.examples, crossing.seconds) == (2e17, 2e6, 120.0)
    assert crossing.value == 0.80


def test_an_evaluation_exactly_at_the_level_reaches_it():
    assert compute_to_target(make_curve([0.5, 0.791]), make_target(level=0.791)).step == 200


def test_a_loss_reaches_its_target_from_above():
    target = make_target(metric=LOSS, level=3.28)

    assert compute_to_target(make_curve([4.1, 3.29, 3.27]), target).step == 300


def test_a_loss_at_the_level_itself_reaches_it():
    target = make_target(metric=LOSS, level=3.28)

    assert compute_to_target(make_curve([4.1, 3.28, 3.27]), target).step == 200


def test_a_run_that_never_reaches_the_target_says_so_and_gives_no_figure():
    crossing = compute_to_target(make_curve([0.5, 0.7]), make_target(level=0.791))

    assert not crossing.reached
    assert (crossing.training_flop, crossing.step, crossing.value) == (None, None, None)


def test_a_target_without_a_level_has_no_crossing():
    with pytest.raises(UsageError, match="has no level"):
        compute_to_target(make_curve([0.5]), make_runs_target())


def test_a_target_without_a_level_is_named_and_the_way_out_shown():
    with pytest.raises(UsageError) as refused:
        compute_to_target(make_curve([0.5]), make_runs_target(name="largest"))
    assert refused.value.message == "target 'largest' has no level, so no curve can reach it"
    assert refused.value.hint == "give the target a metric and a level in task.toml"
