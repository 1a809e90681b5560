from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from effsite.site.charts.boxes import Box, Boxes

sides = st.floats(-20, 20) | st.integers(-5, 5).map(float)
boxes = st.lists(
    st.builds(lambda x, y, wide, high: Box(x, y, x + abs(wide), y + abs(high)), sides, sides, sides, sides),
    max_size=12,
)


def test_boxes_that_share_an_edge_share_no_area():
    each = Box(0, 0, 10, 10)
    assert [each.overlaps(Box(10, 0, 20, 10)), each.overlaps(Box(0, 9.5, 1, 20))] == [False, True]
    assert Boxes([each, Box(5, 5, 20, 20)]).under([Box(10, 0, 20, 10), Box(0, 9.5, 1, 20)]) == [1, 1]


@given(boxes, boxes)
def test_all_at_once_are_counted_as_one_by_one(many, asked):
    assert Boxes(many).under(asked) == [sum(one.overlaps(other) for other in many) for one in asked]
