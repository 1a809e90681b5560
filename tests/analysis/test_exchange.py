from __future__ import annotations

import math

import pytest

from effsite.analysis.exchange import exchanged
from effsite.analysis.frontier import frontier
from effsite.analysis.ranking import ranked
from effsite.records import Exchange
from tests.builders import make_attempt, make_results, make_target

TWO = Exchange(
    title="Networks and trainings",
    row_is="network",
    column_is="training",
    rows=("old net", "new net"),
    columns=("old training", "new training"),
    systems=("OO", "ON", "NO", "NN"),
)
ALL = (("OO", "2012-01-01", 16e15), ("ON", "2018-01-01", 8e15), ("NO", "2018-02-01", 32e15))


def of(*rows: tuple[str, str, float], attempts=()):
    results = make_results(*rows)
    return exchanged(TWO, ranked(make_target(), results, frontier(make_target(), results)), attempts)


def test_the_fall_is_parted_by_both_ways():
    # 16 -> 2 is 8 times. Network first: 16 / 32 = 1/2, then 32 / 2 = 16: -1 and 4 of 3 halvings.
    # Training first: 16 / 8 = 2, then 8 / 2 = 4: 1 and 2 of 3 halvings.
    found = of(*ALL, ("NN", "2018-03-01", 2e15))

    assert found.factor == 8
    network, training = found.paths
    assert (network.first, network.second, network.over.system) == ("network", "training", "NO")
    assert (network.first_factor, network.second_factor) == (0.5, 16)
    assert network.first_share == pytest.approx(-1 / 3)
    assert (training.first, training.second, training.over.system) == ("training", "network", "ON")
    assert (training.first_factor, training.second_factor) == (2, 4)
    assert training.first_share == pytest.approx(1 / 3)


def test_a_way_over_a_system_that_stays_short_is_not_told():
    found = of(ALL[0], ALL[2], ("NN", "2018-03-01", 2e15), attempts=[make_attempt("ON")])

    network, training = found.paths
    assert network.first_share is not None
    assert (training.first_factor, training.second_factor, training.first_share) == (None, None, None)
    assert training.over.attempt is not None
    assert found.cells[0][1].value is None


def test_without_the_first_or_the_last_system_there_is_no_fall():
    assert of(*ALL).factor is None
    assert of(*ALL[1:], ("NN", "2018-03-01", 2e15)).factor is None


def test_what_comes_out_as_it_went_in_has_no_shares():
    # 16 / 8 = 2 and 8 / 16 = 1/2
    training = of(ALL[0], ALL[1], ("NN", "2018-03-01", 16e15)).paths[1]

    assert (training.first_factor, training.second_factor, training.first_share) == (2, 0.5, None)


def test_of_several_results_of_a_system_the_least_counts():
    found = of(ALL[0], ("NN", "2018-03-01", 2e15), ("NN", "2019-03-01", 4e15), ("NN", "2020-03-01", 1e15))

    assert found.factor == 16
    assert found.cells[1][1].result.result.published.day.isoformat() == "2020-03-01"


def test_systems_of_which_none_was_tried_are_no_exchange():
    assert of(("Other", "2012-01-01", 1e15)) is None
    assert of(("Other", "2012-01-01", 1e15), attempts=[make_attempt("NO")]) is not None


def test_cells_lie_row_by_row():
    three = Exchange(
        title="T",
        row_is="network",
        column_is="training",
        rows=("a", "b"),
        columns=("1", "2", "3"),
        systems=("a1", "a2", "a3", "b1", "b2", "b3"),
    )
    assert (three.system(0, 2), three.system(1, 0)) == ("a3", "b1")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"systems": ("a", "b", "c")}, "an exchange of 2 rows and 2 columns has 4 systems, not 3"),
        ({"rows": ("a",), "systems": ("a", "b")}, "an exchange has two rows and two columns, or more"),
        ({"columns": ("a",), "systems": ("a", "b")}, "an exchange has two rows and two columns, or more"),
    ],
)
def test_an_exchange_of_another_shape_is_refused(change, message):
    given = {"title": "T", "row_is": "r", "column_is": "c", "rows": TWO.rows, "columns": TWO.columns}
    with pytest.raises(ValueError, match=f"^{message}$"):
        Exchange(**{**given, "systems": TWO.systems, **change})


def test_shares_are_of_halvings_and_not_of_factors():
    # 16 -> 8 -> 1: 2 and 8 times, 1 and 3 halvings
    training = of(ALL[0], ALL[1], ("NN", "2018-03-01", 1e15)).paths[1]
    assert training.first_share == pytest.approx(math.log(2) / math.log(16))


def test_of_three_rows_the_ways_lead_from_the_first_to_the_last():
    three = Exchange(
        title="Networks and trainings",
        row_is="network",
        column_is="training",
        rows=("old", "middle", "new"),
        columns=("old", "middle", "new"),
        systems=tuple(f"{row}{column}" for row in "OMN" for column in "OMN"),
    )
    flops = {"OO": 16e15, "ON": 8e15, "NO": 4e15, "NN": 2e15, "MM": 1e15, "OM": 3e15, "MO": 5e15}
    results = make_results(*((name, "2018-01-01", flop) for name, flop in flops.items()))
    found = exchanged(three, ranked(make_target(), results, frontier(make_target(), results)), ())

    assert found.factor == 8
    assert [path.over.system for path in found.paths] == ["NO", "ON"]


def test_a_way_of_which_one_step_is_known_has_no_shares():
    # 16 / 32, and nothing to go on to
    network, _ = of(*ALL).paths

    assert (network.first_factor, network.second_factor, network.first_share) == (0.5, None, None)
