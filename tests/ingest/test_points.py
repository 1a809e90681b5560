from __future__ import annotations

from effsite.ingest.log import Evaluation
from effsite.ingest.log_format import ReadOptions
from effsite.ingest.points import Points
from effsite.records import Metric

ACCURACY = Metric(name="accuracy", label="accuracy", higher_is_better=True, unit="fraction")
LOSS = Metric(name="loss", label="loss", higher_is_better=False)


def kept(values, metric, level, limit=4):
    points = Points(ReadOptions(wanted=metric, level=level), limit=limit)
    for step, value in enumerate(values, 1):
        points.add(Evaluation(values={"m": value}, step=step))
    return [e.step for e in points.kept], points


def test_few_evaluations_are_all_kept():
    assert kept([0.1, 0.2, 0.3], ACCURACY, 0.9)[0] == [1, 2, 3]


def test_of_many_every_other_one_goes_and_the_crossing_stays():
    steps, points = kept([0.5] * 20 + [0.95] + [0.5] * 10, ACCURACY, 0.9)
    assert 21 in steps
    assert len(steps) <= 6
    assert points.thinned == 31 - len(steps)


def test_the_crossing_is_kept_in_whichever_form_it_is_written():
    for crossing, start in ((0.9, 0.5), (90.0, 50.0), (10.0, 50.0), (0.1, 0.5)):
        assert 21 in kept([start] * 20 + [crossing] + [start] * 10, ACCURACY, 0.9)[0]


def test_a_loss_crosses_from_above():
    assert 21 in kept([4.0] * 20 + [3.28] + [4.0] * 10, LOSS, 3.28)[0]


def test_the_crossing_is_watched_for_anew_after_a_restart():
    points = Points(ReadOptions(wanted=LOSS, level=1.0), limit=4)
    for attempt in range(2):
        for step in range(1, 20):
            value = 0.5 if step == 17 else 2.0
            points.add(Evaluation(values={"m": value}, step=step, line=100 * attempt + step))
    assert [e.line for e in points.kept if e.values["m"] == 0.5] == [17, 117]


def test_the_range_is_that_of_all_values_and_not_of_those_kept():
    steps, points = kept([0.5] * 20 + [0.83, 0.5, 0.1] + [0.5] * 10, ACCURACY, 0.9)
    assert not {21, 23} <= set(steps)
    assert points.ranges == {"m": (0.1, 0.83)}
