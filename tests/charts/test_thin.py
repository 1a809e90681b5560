"""Which marks stay where there are too many to draw."""

from __future__ import annotations

from random import Random

from effsite.site.charts.scene import Axis, Mark, Scene
from effsite.site.charts.thin import pictured, thinned

X = Axis(low=0.0, high=1000.0, ticks="dates")
Y = Axis(low=1.0, high=1e6, ticks="power", log=True)


def some_marks(count: int) -> tuple[Mark, ...]:
    chance = Random(1)
    return tuple(
        Mark(x=chance.uniform(0, 1000), y=10 ** chance.uniform(1, 5), name=str(n)) for n in range(count)
    )


def test_few_marks_all_stay() -> None:
    marks = some_marks(50)
    assert thinned(marks, X, Y, most=50) == marks


def test_many_are_as_few_as_asked_for_and_in_their_order() -> None:
    marks = some_marks(5000)
    left = thinned(marks, X, Y, most=600)
    assert 300 < len(left) <= 600
    assert [int(mark.name) for mark in left] == sorted(int(mark.name) for mark in left)


def test_of_marks_in_one_cell_the_first_the_lowest_and_the_highest_stay() -> None:
    # 6 decades on 120 rows, so that a cell is 0.05 decades high; 1.00 to 1.04 decades are one cell of the
    # finest grid, and of every coarser one
    together = [Mark(x=500.0, y=10 ** (1 + up), name=str(up)) for up in (0.02, 0.01, 0.03, 0.0, 0.04, 0.025)]
    ends = [Mark(x=1.0, y=10.0, name="first"), Mark(x=999.0, y=10.0, name="last")]
    left = thinned((*together, *ends), X, Y, most=5)
    assert [mark.name for mark in left] == ["0.02", "0.0", "0.04", "first", "last"]


def test_the_first_and_the_last_by_time_stay_where_they_lie_on_others() -> None:
    crowd = [Mark(x=500.0 + n / 1000, y=10.0, name=str(n)) for n in range(40)]
    left = thinned(tuple(reversed(crowd)), X, Y, most=3)
    # all in one cell: the first in their order is the last by time
    assert [mark.name for mark in left] == ["39", "0"]


def test_a_picture_has_fewer_marks_than_the_live_chart_and_all_records() -> None:
    records = tuple(Mark(x=10.0 * n, y=1e5 / (n + 1), name=f"record {n}") for n in range(20))
    scene = Scene(design="compute", x=X, y=Y, marks={"result": some_marks(1400), "frontier": records})
    wide, narrow = pictured(scene, "wide"), pictured(scene, "narrow")
    assert narrow.count <= 300 < wide.count <= 600
    assert wide.marks["frontier"] == narrow.marks["frontier"] == records


def test_a_picture_of_few_marks_is_the_scene_itself() -> None:
    scene = Scene(design="compute", x=X, y=Y, marks={"result": some_marks(100)})
    assert pictured(scene, "narrow") is scene
