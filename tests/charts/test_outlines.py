from __future__ import annotations

from itertools import pairwise

import pytest

from effsite.site.charts.outlines import corners, line_path, number, outline, places


def test_a_line_is_drawn_from_corner_to_corner_to_a_tenth_of_a_pixel():
    assert line_path([(10, 20), (14.04, 20), (14.04, 8.5), (20, 6)]) == "M10 20h4v-11.5l6-2.5"
    assert line_path([(1, 2), (3, 5)]) == "M1 2l2 3"


def test_nothing_parts_numbers_whose_ends_are_seen():
    assert line_path([(0, 0), (1.5, 0.2), (2, 0.7), (2, 3), (2, 2.5)]) == "M0 0l1.5.2.5.5v2.3-.5"
    assert line_path([(0, 0), (3, 0.5), (3.5, 4)]) == "M0 0l3 .5.5 3.5"
    assert places([(0, 0), (0.5, 0.3), (0.5, 3.3), (0, 3)]) == "M0 0l.5.3 0 3-.5-.3"


def test_places_on_a_straight_way_are_left_out():
    # 25 places on one line, as Moore's law on a log axis
    assert line_path([(n * 30.0, n * 9.3) for n in range(25)]) == "M0 0l720 223.2"


def test_a_place_beside_the_way_is_kept():
    # 0.1 pixels beside a way of 10
    assert line_path([(0, 0), (5, 0.1), (10, 0)]) == "M0 0l5 .1 5-.1"


def test_a_gentle_bend_is_not_straightened_bit_by_bit():
    # A parabola that rises by 4 pixels on 200: no place of it lies a tenth of a pixel or more off the path.
    dots = [(n * 5.0, (n / 20) ** 2) for n in range(41)]
    kept = list(corners([(round(10 * x), round(10 * y)) for x, y in dots]))
    assert 5 < len(kept) < 41
    for x, y in dots:
        (a, b), (c, d) = next(p for p in pairwise(kept) if p[0][0] <= 10 * x <= p[1][0])
        assert abs(b + (d - b) * (10 * x - a) / (c - a) - 10 * y) < 1.2


def test_a_way_there_and_back_is_drawn():
    assert line_path([(0, 0), (10, 0), (0, 0)]) == "M0 0h10-10"
    assert line_path([(0, 0), (10, 0), (4, 0)]) == "M0 0h10-6"


def test_a_straight_way_of_very_many_places_stays_straight():
    # 64 places are left out at once, so that steps are of 65
    assert line_path([(n, 3) for n in range(200)]) == "M0 3h65 65 65 4"


def test_places_of_marks_are_told_from_one_to_the_next_and_each_once():
    assert places([(10, 20), (10.42, 19.8), (12, 19.8), (10.04, 20)]) == "M10 20l.4-.2 1.6 0"
    assert places([(10, 20)]) == "M10 20"
    # Steps are between tenths: their rounding does not add up.
    assert places([(n * 0.26, 0) for n in range(5)]) == "M0 0l.3 0 .2 0 .3 0 .2 0"


def test_one_place_alone_is_a_path():
    assert line_path([(1.26, 2)]) == "M1.3 2"


@pytest.mark.parametrize(("value", "said"), [(3.0, "3"), (3.04, "3"), (0.56, "0.6"), (-2.5, "-2.5")])
def test_a_length_is_said_to_a_tenth(value, said):
    assert number(value) == said


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        ("circle", "M7 20a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"),
        ("square", "M7.5 17.4h5.1v5.1h-5.1z"),
        ("triangle", "M10 17l3 5.2h-6z"),
        ("diamond", "M10 16.6l3.4 3.4l-3.4 3.4l-3.4-3.4z"),
    ],
)
def test_markers_stand_around_their_place(shape, path):
    assert outline(shape, 10, 20, 3) == path
