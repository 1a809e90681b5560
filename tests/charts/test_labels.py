from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from effsite.site.charts.labels import fitted, lay_out, shortened, text_width
from effsite.site.charts.scene import Axis, Label, Mark, Scene
from effsite.site.charts.svg import narrow_frame, wide_frame

X, Y = Axis(low=0, high=100, ticks="plain"), Axis(low=0, high=100, ticks="plain")


def scene_of(*notes: Label, marks: tuple[Mark, ...] = ()) -> Scene:
    return Scene(design="curve", x=X, y=Y, notes=notes, marks={"frontier": marks})


def crowd(count: int) -> Scene:
    spots = [(n * 37 % 100, n * 53 % 100) for n in range(count)]
    marks = tuple(Mark(x=x, y=y, name=f"System {n}") for n, (x, y) in enumerate(spots))
    return scene_of(*(Label(text=m.name, x=m.x, y=m.y) for m in marks), marks=marks)


@pytest.mark.parametrize("frame_of", [wide_frame, narrow_frame])
def test_no_two_labels_overlap(frame_of):
    scene = crowd(40)
    boxes = [p.box for p in lay_out(scene, frame_of(scene)).placed]
    assert len(boxes) > 3
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_labels_stay_inside_the_plot():
    scene = scene_of(*(Label(text="At the very edge", x=x, y=y) for x in (0, 100) for y in (0, 100)))
    frame = narrow_frame(scene)
    for placed in lay_out(scene, frame).placed:
        assert placed.box.left >= frame.left
        assert placed.box.right <= frame.width - frame.right


def test_a_label_with_no_free_spot_is_left_out():
    twice = Label(text="A name that is rather long", x=50, y=50)
    many = scene_of(*(twice for _ in range(30)))
    assert 0 < len(lay_out(many, narrow_frame(many)).placed) < 30


def test_placing_labels_is_deterministic():
    assert lay_out(crowd(30), wide_frame(crowd(30))) == lay_out(crowd(30), wide_frame(crowd(30)))


def test_labels_of_lines_that_end_together_are_moved_apart():
    scene = scene_of(*(Label(text=f"Line {n}", x=80, y=50 + n * 0.1, side="end") for n in range(5)))
    tops = sorted(p.box.top for p in lay_out(scene, wide_frame(scene)).placed)
    assert min(b - a for a, b in pairwise(tops)) >= 15.9


def test_where_a_figure_has_no_room_at_the_end_of_its_line_it_stands_above_it():
    figures = ("0.95573 bits per byte", "1.1037 bits per byte")
    scene = scene_of(
        *(Label(text="", figure=f, x=90, y=80 - 30 * n, side="end") for n, f in enumerate(figures))
    )
    frame = wide_frame(scene)
    placed = lay_out(scene, frame).placed
    assert tuple(p.text for p in placed) == figures
    assert all(p.box.right <= frame.width - frame.right for p in placed)


def test_a_fixed_label_moves_left_until_it_fits():
    note = Label(text="A rate with a rather long name, 24", x=99, y=50, side="above", fixed=True)
    frame = narrow_frame(scene_of(note))
    (placed,) = lay_out(scene_of(note), frame).placed
    assert placed.box.right == pytest.approx(frame.width - frame.right)


def test_a_narrow_picture_uses_the_shorter_text():
    scene = scene_of(Label(text="ShuffleNet, 21x", narrow="ShuffleNet", x=50, y=50))
    assert lay_out(scene, narrow_frame(scene)).placed[0].text == "ShuffleNet"


def test_a_name_too_long_for_a_label_ends_in_an_ellipsis():
    assert shortened("a" * 50, 10) == "aaaaaaaaa…"


@pytest.mark.parametrize("side", ["end", "above", "below"])
@pytest.mark.parametrize("x", [5, 60, 93])
def test_a_name_gives_way_to_the_room_and_a_figure_does_not(side, x):
    long = "ResNet-50 level, inference, one core of a processor of 2012"
    note = Label(text=long, figure="9.9x", x=x, y=50, side=side, fixed=side == "above")
    frame = narrow_frame(scene_of(note))
    for placed in lay_out(scene_of(note), frame).placed:
        assert placed.text.startswith("9.9x · Res")
        assert placed.text.endswith("…")
        assert placed.box.right <= frame.width - (0 if note.fixed else frame.right)


def test_a_figure_stands_alone_where_no_name_has_room():
    assert fitted(Label(text="A name", figure="316,000x", x=0, y=0), "A name", 60.0) == "316,000x"


def test_a_title_on_two_lines_has_its_own_room_above_the_plot():
    scene = replace(
        scene_of(), y=replace(Y, title="Training compute to reach a level with a long name, FLOP")
    )
    assert narrow_frame(scene).top - narrow_frame(scene_of()).top == 15
    assert narrow_frame(scene).plot_height == narrow_frame(scene_of()).plot_height


def test_wide_letters_take_more_room():
    assert text_width("MMM") > text_width("nnn") > text_width("iii")


def test_a_label_keeps_off_a_bar_where_it_can():
    # the first of the spots around a point is left of it and below, where the bar of another mark stands
    note = Label(text="A name", x=50, y=50)
    bar = Mark(x=47, y=90, name="Other", bar=(1, 99))
    free, barred = (
        lay_out(scene_of(note, marks=marks), wide_frame(scene_of(note))).placed[0].align
        for marks in ((), (bar,))
    )
    assert (free, barred) == ("right", "left")


def test_a_name_is_cut_between_two_words_and_not_after_a_comma():
    name = "Record 8: input embedding, normalised twice"
    assert shortened(name, 30) == "Record 8: input embedding…"
    assert shortened(name, 20) == "Record 8: input…"
    assert shortened("Two Incomprehensibilities", 20) == "Two Incomprehensibi…"


def test_a_note_without_room_for_its_name_takes_the_shorter_one():
    long, short = "Record 8: input embedding", "Record 8"
    label = Label(text=long, narrow=short, figure="2.1x", x=50, y=50)
    frame = wide_frame(scene_of(label))
    assert lay_out(scene_of(label), frame).placed[0].text == f"2.1x · {long}"
    # marks 80 pixels to either side of it leave no room for the long one above, below or beside it
    wall = tuple(
        Mark(x=50 + side * 100 * 80 / frame.plot_width, y=y, name="m")
        for side in (-1, 1)
        for y in range(35, 66)
    )
    assert lay_out(scene_of(label, marks=wall), frame).placed[0].text == f"2.1x · {short}"


def test_the_sign_of_what_was_cut_takes_as_much_room_as_a_font_is_high():
    assert text_width("…") == 13.0
    assert text_width("·") == pytest.approx(0.32 * 13)
