"""Records among estimates: by their definition, and without holding each estimate against all the others."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.analysis.standing import (
    Beside,
    Figure,
    Standing,
    _following,
    _following_the_first,
    standing,
)

MANY = 4_000


def figure(value: float, low: float | None = None, high: float | None = None, machine=None) -> Figure:
    return Figure(value=value, low=low or value, high=high or value, machine=machine)


def by_definition(figures: list[Figure], least: bool) -> Standing:
    """From each figure on, until one of them surely stood first."""

    def better(before: float, after: float) -> bool:
        return (before / after if least else after / before) > 1

    without: list[Beside] = []
    for first in range(len(figures)):
        records, beside = [first], []
        for place in range(first + 1, len(figures)):
            stands, later = figures[records[-1]], figures[place]
            alike = later.machine is not None and later.machine == stands.machine
            if not better(stands.value, later.value):
                continue
            if not alike and not better(stands.value, later.high if least else later.low):
                beside.append(Beside(place=place, against=records[-1], baseline=False))
            elif (
                not alike
                and len(records) == 1
                and not better(stands.low if least else stands.high, later.value)
            ):
                without.append(Beside(place=first, against=place, baseline=True))
                break
            else:
                records.append(place)
        else:
            return Standing(records=tuple(records), beside=(*without, *beside))
    return Standing(records=(), beside=tuple(without))


# Numbers so close that of two neighbours one is not better by the rule, whose ratio is rounded to one.
ONE_ULP = 2.0**-52
values = st.sampled_from([1.0, 2.0, 2.0 - ONE_ULP, 2.0 - 2 * ONE_ULP, 3.0, 5.0, 8.0, 13.0, 21.0])
figures = st.lists(
    st.builds(
        lambda value, down, up, machine: figure(value, value / down, value * up, machine),
        values,
        st.sampled_from([1.0, 1.5, 4.0]),
        st.sampled_from([1.0, 1.3, 2.0]),
        st.sampled_from([None, None, ("A100",), ("H100",)]),
    ),
    max_size=14,
)


@given(figures, st.booleans())
def test_the_records_and_those_beside_them_are_those_of_the_definition(drawn, least) -> None:
    assert standing(drawn, "least" if least else "most") == by_definition(drawn, least)


def test_nothing_has_no_records() -> None:
    assert standing([], "least") == Standing(records=(), beside=())


def test_an_estimate_stands_first_where_the_next_of_its_machine_is_better() -> None:
    machine = ("A100",)
    row = [figure(100.0, 1.0, 1000.0, machine), figure(90.0, 1.0, 1000.0, machine), figure(50.0)]
    assert standing(row, "least") == Standing(records=(0, 1, 2), beside=())


def hostile(kind: str) -> list[Figure]:
    """Estimates of which none surely stands first, each against one figure at the far end of the row."""
    if kind == "one after them all":
        return [figure(100.0 + n / MANY, 1.0, 1000.0) for n in range(MANY)] + [figure(50.0)]
    if kind == "each a little better":
        return [figure(1000.0 - n / MANY, 1.0, 2000.0) for n in range(MANY)] + [figure(50.0)]
    drawn = random.Random(0)
    machines = [drawn.randrange(MANY // 2) for _ in range(MANY)]
    return [figure(100.0 + n, 1.0, 1000.0, ("device", machine)) for n, machine in enumerate(machines)]


@pytest.mark.parametrize("record_is", ["least", "most"])
def test_what_follows_each_figure_is_what_would_follow_it_as_the_first(record_is):
    """Of 200 rows of figures, drawn from few values and machines, all with ranges."""
    drawn = random.Random(1)
    for _ in range(200):
        row = [
            figure(value, value / drawn.choice([1.5, 4]), value * drawn.choice([1.3, 2]), machine)
            for value, machine in (
                (drawn.choice([1, 2, 3, 5, 8, 13, 21]), drawn.choice([None, ("A100",), ("H100",)]))
                for _ in range(12)
            )
        ]
        alone = [_following_the_first(row[place:], record_is) for place in range(len(row))]
        expected = [None if found is None else place + found for place, found in enumerate(alone)]
        assert _following(row, record_is) == expected


class Compared(float):
    """A number that counts how often two of its kind are compared."""

    count = 0

    def __lt__(self, other: float) -> bool:
        Compared.count += 1
        return float(self) < float(other)

    def __ge__(self, other: float) -> bool:
        Compared.count += 1
        return float(self) >= float(other)

    def __rmul__(self, sign: int) -> Compared:
        return Compared(sign * float(self))

    def __truediv__(self, other: float) -> float:
        Compared.count += 1
        return float(self) / float(other)


@pytest.mark.parametrize("kind", ["one after them all", "each a little better", "a machine for every two"])
@pytest.mark.parametrize("least", [True, False])
def test_the_work_grows_hardly_faster_than_the_estimates(kind, least, monkeypatch) -> None:
    """Counted in comparisons: 4,000 estimates, each held against all later ones, would be eight million."""
    row = hostile(kind)
    if not least:  # the same row upside down
        row = [figure(1 / one.value, 1 / one.high, 1 / one.low, one.machine) for one in row]
    row = [figure(*map(Compared, (one.value, one.low, one.high)), one.machine) for one in row]
    monkeypatch.setattr(Compared, "count", 0)
    found = standing(row, "least" if least else "most")
    # two searches by halving for each, of at most log2(4,001) = 12 steps, two additions, each
    # of which ends one other figure or itself, and the walk to the end
    assert len(row) < Compared.count <= (2 * 13 + 4) * len(row)
    if kind != "a machine for every two":
        assert found.records == (MANY,)
        assert [(one.place, one.against) for one in found.beside] == [(n, MANY) for n in range(MANY)]
