"""Two measures at once: which results no other beats in both, worked out by hand."""

from __future__ import annotations

import random
from datetime import date

import pytest

from effsite.analysis.pareto import PAIRS, Pair, amount, pareto, paretos
from tests.builders import make_result, make_runs_target, make_target

TIME = Pair(name="time-and-devices", x="devices", y="seconds")
COMPUTE = Pair(name="compute-and-cost", x="cost_usd", y="training_flop")
TIMED = make_target(measure="seconds")


def timed(system, published, devices, seconds, **fields):
    """A result that states devices and seconds and no compute."""
    return make_result(system, published, training_flop=None, devices=devices, seconds=seconds, **fields)


def paid(system, published, flop, cost, **fields):
    """A compute and its price, as reported."""
    return make_result(system, published, training_flop=flop, cost_usd=cost, **fields)


def guessed(system, published, flop, cost, **fields):
    """A compute from the hardware at 33 % of its peak: from 0.224 times to 1.545 times what it says."""
    return paid(system, published, flop, cost, flop_method="hardware", utilisation=0.33, **fields)


def front(found):
    return [p.result.system for p in found.front]


def places(found):
    return {p.result.system: p.place for p in found.points}


def test_the_frontier_are_those_that_no_other_beats_in_both():
    rows = [
        timed("one chip", "2020-01-01", 1, 900.0),
        timed("eight chips", "2020-02-01", 8, 200.0),
        timed("eight slow chips", "2020-03-01", 8, 300.0),
        timed("sixteen chips", "2020-04-01", 16, 200.0),
        timed("many chips", "2020-05-01", 64, 60.0),
    ]
    found = pareto(TIMED, rows, TIME)

    # sixteen chips take as long as eight, eight slow ones longer than eight
    assert front(found) == ["one chip", "eight chips", "many chips"]
    assert found.is_trade
    assert places(found)["sixteen chips"] == places(found)["eight slow chips"] == "behind"


def test_of_two_equal_results_the_earlier_is_on_the_frontier():
    rows = [timed("later", "2021-01-01", 8, 200.0), timed("earlier", "2020-01-01", 8, 200.0)]

    assert front(pareto(TIMED, rows, TIME)) == ["earlier"]


def test_equal_estimates_of_a_day_are_told_apart_by_name():
    rows = [guessed(name, "2020-01-01", 1e18, 10.0, device="V100", devices=1) for name in "BA"]

    assert places(pareto(make_target(), rows, COMPUTE)) == {"A": "front", "B": "behind"}


def test_a_result_that_takes_the_least_of_both_leaves_nothing_to_choose():
    rows = [timed("slow", "2020-01-01", 8, 900.0), timed("best", "2021-01-01", 4, 100.0)]
    found = pareto(TIMED, rows, TIME)

    assert front(found) == ["best"]
    assert not found.is_trade


def test_the_frontier_of_a_day_knows_nothing_of_later_results():
    rows = [
        timed("first", "2019-06-01", 8, 900.0),
        timed("second", "2019-12-31", 16, 500.0),
        timed("best", "2020-01-01", 4, 100.0),
    ]
    found = pareto(TIMED, rows, TIME)

    before = found.front_on(date(2019, 12, 31))
    assert [p.result.system for p in before] == ["first", "second"]
    assert [p.result.system for p in found.front_on(date(2020, 1, 1))] == front(found) == ["best"]
    assert found.front_on(date(2018, 1, 1)) == ()


def test_an_estimate_is_on_the_frontier_for_sure_only_where_its_high_end_is():
    # 1e18 as an estimate may be 1.55e18: surely less than 2e18, and not surely less than 1.5e18
    cheap = guessed("estimate", "2020-01-01", 1e18, 10.0)

    sure = pareto(make_target(), [cheap, paid("counted", "2020-01-01", 2e18, 5.0)], COMPUTE)
    unsure = pareto(make_target(), [cheap, paid("counted", "2020-01-01", 1.5e18, 5.0)], COMPUTE)

    assert places(sure) == {"estimate": "front", "counted": "front"}
    assert places(unsure) == {"estimate": "perhaps front", "counted": "front"}


def test_a_result_that_only_an_estimate_beats_is_perhaps_on_the_frontier():
    # the estimate of 1e18 may be from 0.224e18 to 1.55e18, so that 1.5e18 may be less, and 1.6e18 may not
    rows = [
        guessed("estimate", "2020-01-01", 1e18, 10.0),
        paid("close", "2020-01-01", 1.5e18, 12.0),
        paid("behind", "2020-01-01", 1.6e18, 12.0),
    ]
    found = pareto(make_target(), rows, COMPUTE)

    assert places(found) == {"estimate": "front", "close": "perhaps behind", "behind": "behind"}
    assert found.is_trade
    assert front(found) == ["estimate"]


def test_estimates_of_one_machine_are_held_against_each_other_as_they_stand():
    machine = {"device": "V100", "devices": 8}
    rows = [
        guessed("fast", "2020-01-01", 1e18, 10.0, **machine),
        guessed("slow", "2020-02-01", 1.2e18, 12.0, **machine),
    ]
    assert places(pareto(make_target(), rows, COMPUTE)) == {"fast": "front", "slow": "behind"}


def test_few_of_many_estimates_are_held_against_all():
    """The pass that leaves out those far behind gives what holding each against every other gives."""
    chance = random.Random(7)
    rows = [
        guessed(
            f"S{n}",
            "2020-01-01",
            10 ** chance.uniform(16, 19),
            round(10 ** chance.uniform(0, 1), 1),
            device=chance.choice(("V100", "H100", "")),
            devices=8,
        )
        for n in range(120)
    ]
    found = pareto(make_target(), rows, COMPUTE)

    def high_and_low(point):
        return point.y * 0.51 / 0.33, point.y * 0.074 / 0.33

    def same(one, other):
        return one.result.device != "" and one.result.device == other.result.device

    def beats(one, other, y, other_y):
        return one.x <= other.x and y <= other_y and (one.x < other.x or y < other_y)

    for one in found.points:
        others = [p for p in found.points if p is not one]
        surely = any(
            beats(
                p,
                one,
                p.y if same(p, one) else high_and_low(p)[0],
                one.y if same(p, one) else high_and_low(one)[1],
            )
            for p in others
        )
        by_figure = any(beats(p, one, p.y, one.y) for p in others)
        perhaps = any(
            beats(
                p,
                one,
                p.y if same(p, one) else high_and_low(p)[1],
                one.y if same(p, one) else high_and_low(one)[0],
            )
            for p in others
        )
        expected = (
            "behind" if surely else "perhaps behind" if by_figure else "perhaps front" if perhaps else "front"
        )
        assert one.place == expected
    assert len({p.place for p in found.points}) == 4


def test_withdrawn_rows_and_whole_runs_do_not_count():
    rows = [
        timed("withdrawn", "2020-01-01", 1, 1.0, status="withdrawn", status_reason="a wrong clock"),
        timed("shown", "2020-01-01", 8, 200.0),
    ]
    assert front(pareto(TIMED, rows, TIME)) == ["shown"]
    whole = paid("whole run", "2020-01-01", 1e16, 1.0, flop_scope="whole-run")
    assert pareto(make_target(), [whole], COMPUTE).points == ()


def test_the_forward_pass_is_that_of_use_where_the_row_gives_it():
    in_use = make_result(inference_flop=4e9, forward_flop=3e9)

    assert amount(in_use, "forward_pass") == 4e9
    assert amount(make_result(forward_flop=3e9), "forward_pass") == 3e9
    assert amount(make_result(), "forward_pass") is None
    assert amount(make_result(devices=8), "devices") == 8
    assert amount(make_result(cost_usd=12.0), "cost_usd") == 12.0


def five(devices):
    return [timed(f"S{n}", f"2020-01-0{n + 1}", d, 900.0 - 100 * n) for n, d in enumerate(devices)]


@pytest.mark.parametrize(
    ("devices", "shown"),
    [((1, 2, 4, 8, 16), True), ((1, 2, 4, 8), False), ((1, 1, 8, 8, 8), False), ((1, 2, 4, 4, 4), True)],
    ids=["five results", "four results", "two values of one measure", "three values"],
)
def test_a_view_needs_five_results_and_three_values(devices, shown):
    found = paretos(TIMED, five(devices))

    assert [p.pair.name for p in found] == (["time-and-devices"] if shown else [])


def test_where_the_most_is_the_record_there_is_no_view():
    assert paretos(make_runs_target(measure="seconds"), five((1, 2, 4, 8, 16))) == ()


def test_every_pair_has_compute_on_y_if_anywhere():
    # charts draw what a compute may be off by along y
    assert not [pair.name for pair in PAIRS if pair.x == "training_flop"]
    assert len({pair.name for pair in PAIRS}) == len(PAIRS)


def test_the_pages_of_trades_have_these_names_and_measures():
    assert [(pair.name, pair.x, pair.y) for pair in PAIRS] == [
        ("training-and-inference", "forward_pass", "training_flop"),
        ("time-and-devices", "devices", "seconds"),
        ("compute-and-cost", "cost_usd", "training_flop"),
        ("time-and-cost", "cost_usd", "seconds"),
        ("time-and-examples", "examples", "seconds"),
    ]


def test_a_cost_that_was_measured_anew_on_later_hardware_is_in_no_trade():
    anew = paid("anew", "2020-01-01", 1e17, 0.5, source_kind="measured", paper_url="https://example.org/p")
    found = pareto(make_target(), [paid("own", "2020-01-01", 1e17, 1.0), anew], COMPUTE)

    assert [point.result.system for point in found.points] == ["own"]


def test_what_is_perhaps_on_the_frontier_is_on_it_by_its_figures():
    # 1e17 FLOP may be 1.5 times as much; the other takes 1.2e17 at the same price
    rows = [guessed("guessed", "2020-01-01", 1e17, 1.0), paid("counted", "2020-02-01", 1.2e17, 1.0)]
    found = pareto(make_target(), rows, COMPUTE)

    assert {p.result.system: (p.place, p.on_front) for p in found.points} == {
        "guessed": ("perhaps front", True),
        "counted": ("perhaps behind", False),
    }
