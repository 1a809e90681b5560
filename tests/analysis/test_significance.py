"""p-values are pinned to scipy 1.17.1: ttest_1samp and ttest_ind(equal_var=False), one-sided."""

from __future__ import annotations

import pytest

from effsite.analysis.changes import changes
from effsite.analysis.summary import summarise
from effsite.analysis.summary_json import summary_json
from effsite.records import CurvePoint, LearningCurve
from tests.builders import (
    LOSS,
    make_curve,
    make_result,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)


def crossing_after(epochs, end, *, name, seed, last=0.78):
    """A run that first reaches 79.1 % after so many epochs of 1e17 FLOP, and ends at another value."""
    return make_curve([0.5] * (epochs - 1) + [0.8, last, end], name=name, seed=seed)


def runs(name, crossings, ends=None):
    """A run for each of the crossings, in epochs."""
    ends = ends or [0.80 + 0.001 * n for n in range(len(crossings))]
    return [
        crossing_after(epochs, end, name=name, seed=seed)
        for seed, (epochs, end) in enumerate(zip(crossings, ends, strict=True))
    ]


OLD, NEW, FAR = runs("old", [4, 5, 3]), runs("new", [2, 3, 2, 4]), runs("far", [8, 9, 8])


def sure(rows, curves, target=None, **fields):
    """The significance of each result, by system."""
    collection = make_task_collection(rows, curves=tuple(curves), **fields)
    return {s.result.system: s for s in summarise(collection, target or make_target()).significance}


def two(*curves, second="2013-01-01", flop=2.5e17):
    """The result Old at 4e17 FLOP and, a year later, New at 2.5e17."""
    rows = [
        make_result("Old", "2012-01-01", training_flop=4e17, curve="old"),
        make_result("New", second, training_flop=flop, curve="new"),
    ]
    return sure(rows, curves)


def test_a_record_within_noise_of_the_one_before_says_so():
    # log2 of 2, 3, 2, 4 against log2 of 4, 5, 3, times 1e17
    lead = two(*OLD, *NEW)["New"].lead

    assert lead.p == pytest.approx(0.06884337209770089, rel=1e-9)
    assert (lead.runs, lead.runs_before, lead.within_noise) == (4, 3, True)
    assert lead.words == "within noise of the record before, Old (p = 0.069 over 4 and 3 runs)"


def test_a_record_that_is_ahead_says_how_sure():
    rows = [
        make_result("Far", "2012-01-01", training_flop=8e17, curve="far"),
        make_result("New", "2013-01-01", training_flop=2.5e17, curve="new"),
    ]

    lead = sure(rows, [*FAR, *NEW])["New"].lead

    assert lead.p == pytest.approx(0.0025354187975680322, rel=1e-9)
    assert not lead.within_noise
    assert lead.words == "ahead of the record before, Far (p = 0.0025 over 4 and 3 runs)"


def test_a_result_that_is_no_record_is_tested_the_other_way():
    rows = [
        make_result("New", "2012-01-01", training_flop=2.5e17, curve="new"),
        make_result("Old", "2013-01-01", training_flop=4e17, curve="old"),
        make_result("Far", "2014-01-01", training_flop=8e17, curve="far"),
    ]

    found = sure(rows, [*OLD, *NEW, *FAR])

    assert found["Old"].lead.words == "within noise of the record, New (p = 0.069 over 3 and 4 runs)"
    assert found["Far"].lead.words == "behind the record, New (p = 0.0025 over 3 and 4 runs)"


def test_a_result_of_the_same_day_as_the_record_is_held_against_it():
    assert two(*OLD, *NEW, second="2012-01-01")["Old"].lead.over.system == "New"
    assert two(*OLD, *NEW, second="2012-01-01")["New"].lead is None  # the first record, of one day's two


def test_the_first_record_leads_nothing():
    assert two(*OLD, *NEW)["Old"].lead is None


def test_a_p_value_of_a_twentieth_is_within_noise():
    lead = two(*OLD, *NEW)["New"].lead

    assert type(lead)(over=lead.over, record=True, runs=2, runs_before=2, p=0.05, unknown="").within_noise


def test_how_sure_a_lead_is_stands_in_few_words_after_a_name():
    noise, ahead = two(*OLD, *NEW)["New"].lead, two(*OLD, *NEW[:1])["New"].lead
    equal = type(noise)(over=noise.over, record=True, runs=3, runs_before=3, p=0.003, unknown="")

    assert noise.sure == "within noise, p = 0.069 over 4 and 3 runs"
    assert equal.sure == "p = 0.003 over 3 runs"
    assert ahead.sure == "one run: no spread known"


def test_a_very_small_p_value_is_no_row_of_noughts():
    lead = two(*OLD, *NEW)["New"].lead
    tiny = type(lead)(over=lead.over, record=True, runs=9, runs_before=1, p=0.00099, unknown="")

    assert tiny.words == "ahead of the record before, Old (p < 0.001 over 9 and 1 run)"


@pytest.mark.parametrize(
    ("curves", "words"),
    [
        ((*OLD, *NEW[:1]), "one run: no spread known (against the record before, Old)"),
        ((*OLD[:1], *NEW), "that one has one run, no spread known (against the record before, Old)"),
        (tuple(NEW), "that one has no runs on record (against the record before, Old)"),
        (
            (*runs("old", [4, 4]), *runs("new", [2, 2])),
            "no two runs of either differ (against the record before, Old)",
        ),
        (
            (*OLD, *NEW, make_curve([0.5, 0.6], name="new", seed=9)),
            "its runs do not all tell what they spent up to the level (against the record before, Old)",
        ),
    ],
)
def test_where_nothing_is_known_the_reason_is_said(curves, words):
    lead = two(*curves)["New"].lead

    assert (lead.p, lead.within_noise, lead.words) == (None, None, words)


def test_a_spread_on_one_side_is_enough():
    # the committed runs of the LSTM and of Seq2Seq on Tiny Shakespeare
    assert two(*runs("old", [4, 4, 4]), *runs("new", [2, 3, 2]))["New"].lead.p is not None


def test_another_measure_is_compared_by_its_own_count():
    rows = [
        make_result("Old", "2012-01-01", seconds=240.0, curve="old"),
        make_result("New", "2013-01-01", seconds=150.0, curve="new"),
    ]
    target = make_target(measure="seconds")

    # an epoch is 60 s as it is 1e17 FLOP, so the ratios are those of the compute
    lead = sure(rows, [*OLD, *NEW], target, task=make_task(target))["New"].lead

    assert lead.p == pytest.approx(0.06884337209770089, rel=1e-9)


def test_a_target_of_whole_runs_compares_what_whole_runs_spent():
    target = make_target(flop_scope="whole-run")
    rows = [
        make_result("Old", "2012-01-01", training_flop=6e17, curve="old", flop_scope="whole-run"),
        make_result("New", "2013-01-01", training_flop=5e17, curve="new", flop_scope="whole-run"),
    ]
    # each run goes on for two epochs after its crossing: whole runs of 6, 7, 5 and of 4, 5, 4, 6 epochs
    whole = sure(rows, [*OLD, *NEW], target, task=make_task(target))["New"].lead
    shifted = two(*runs("old", [6, 7, 5]), *runs("new", [4, 5, 4, 6]))["New"].lead

    assert whole.p == pytest.approx(shifted.p, rel=1e-9)
    assert whole.p > two(*OLD, *NEW)["New"].lead.p


def test_where_the_runs_end_is_held_against_the_level():
    margin = sure(
        [make_result(training_flop=4e17, curve="old")], runs("old", [4, 5, 3], ends=[0.80, 0.81, 0.79])
    )["AlexNet"].margin

    assert (margin.end, margin.margin) == (pytest.approx(0.80), pytest.approx(0.009))
    assert margin.p == pytest.approx(0.12968502211732602, rel=1e-9)
    assert margin.words(make_target().metric) == (
        "0.9 points past the level on average, within noise of it (p = 0.13 over 3 runs)"
    )


def test_the_committed_runs_of_lenet_end_past_the_level():
    ends = [352 / 360, 351 / 360, 351 / 360]
    target = make_target(level=0.97)
    curves = [make_curve([0.98, 0.9, end], name="lenet", seed=n) for n, end in enumerate(ends)]

    margin = sure([make_result(curve="lenet")], curves, target, task=make_task(target))["AlexNet"].margin

    assert margin.p == pytest.approx(0.011777441842117323, rel=1e-9)
    assert margin.words(target.metric) == "0.59 points past the level on average (p = 0.012 over 3 runs)"


def test_a_lower_loss_is_past_the_level():
    target = make_target(metric=LOSS, level=2.0)
    curves = [make_curve([1.9, 2.1, end], name="c", seed=n) for n, end in enumerate([1.98, 1.97, 2.01])]

    margin = sure([make_result(curve="c")], curves, target, task=make_task(target))["AlexNet"].margin

    assert margin.p == pytest.approx(0.19139330007581398, rel=1e-9)
    assert margin.words(LOSS) == "0.013 past the level on average, within noise of it (p = 0.19 over 3 runs)"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        # the mean of 78, 78.5 and 79.5 % is 0.43 points below 79.1 %
        ([0.78, 0.785, 0.795], "0.43 points short of the level on average (p = 0.79 over 3 runs)"),
        ([0.70, 0.71, 0.72], "8.1 points short of the level on average (p > 0.99 over 3 runs)"),
    ],
)
def test_runs_that_end_short_of_the_level_on_average_say_so(ends, words):
    margin = sure([make_result(curve="old")], runs("old", [4, 5, 3], ends=ends))["AlexNet"].margin

    assert margin.words(make_target().metric) == words


@pytest.mark.parametrize(
    ("curves", "why"),
    [
        (runs("c", [4]), "one run: no spread known"),
        (runs("c", [4, 5], ends=[0.8, 0.8]), "no two runs differ"),
        (
            [make_curve([0.5, 0.8 + 0.01 * n], name="c", seed=n) for n in range(3)],
            "no test: each run ends where it first reaches it",
        ),
    ],
)
def test_a_margin_that_cannot_be_tested_says_why(curves, why):
    margin = sure([make_result(curve="c")], curves)["AlexNet"].margin

    assert (margin.p, margin.unknown) == (None, why)
    assert margin.words(make_target().metric).endswith(f" past the level on average ({why})")


def test_runs_of_one_length_of_which_one_stays_short_are_tested():
    # none goes on past its crossing, but the third, which never crosses, shows that all ran to one end
    ends = [0.80, 0.81, 0.79]
    curves = [make_curve([0.5, end], name="c", seed=n) for n, end in enumerate(ends)]

    assert sure([make_result(curve="c")], curves)["AlexNet"].margin.p == pytest.approx(0.12968502211732602)


def test_a_run_is_past_its_crossing_where_its_last_evaluation_but_one_is_at_the_level():
    curves = [make_curve([0.5, 0.8, end], name="c", seed=n) for n, end in enumerate([0.80, 0.81])]

    assert sure([make_result(curve="c")], curves)["AlexNet"].margin.unknown == ""


@pytest.mark.parametrize(
    ("margin", "p", "words"),
    [
        (0.0, 0.5, "0 past the level on average, within noise of it (p = 0.5 over 2 runs)"),
        (0.1, 0.05, "0.1 past the level on average, within noise of it (p = 0.05 over 2 runs)"),
        (0.1, 0.001, "0.1 past the level on average (p = 0.001 over 2 runs)"),
        (0.1, 0.00104, "0.1 past the level on average (p = 0.001 over 2 runs)"),
        (-0.1, 0.99, "0.1 short of the level on average (p = 0.99 over 2 runs)"),
    ],
)
def test_a_margin_at_an_edge_is_on_its_side(margin, p, words):
    one = sure([make_result(curve="old")], OLD)["AlexNet"].margin

    assert type(one)(end=1.0, margin=margin, runs=2, p=p, unknown="").words(LOSS) == words


def test_a_large_margin_is_written_without_an_exponent():
    margin = sure([make_result(curve="old")], OLD)["AlexNet"].margin
    big = type(margin)(end=1.0, margin=153.0, runs=2, p=0.01, unknown="")

    assert big.words(LOSS) == "150 past the level on average (p = 0.01 over 2 runs)"


@pytest.mark.parametrize(
    ("row", "target"),
    [
        (make_result(), make_target()),  # names no curve
        (make_result(curve="other"), make_target()),  # whose runs are not on record
        (make_result(curve="old", status="withdrawn"), make_target()),
        (make_result(curve="old", inference_flop=1e9), make_target(measure="inference_flop")),
        (make_result(curve="old", flop_scope="whole-run"), make_runs_target()),
    ],
)
def test_nothing_is_said_without_runs_a_level_and_a_count_in_the_curve(row, target):
    assert sure([row], OLD, target, task=make_task(target)) == {}


def test_runs_without_the_count_are_not_compared():
    bare = [
        LearningCurve(task="imagenet", name="new", seed=seed, points=(CurvePoint(step=1, value=0.8),))
        for seed in (0, 1)
    ]

    assert two(*OLD, *bare)["New"].lead.unknown == "its runs do not all tell what they spent up to the level"


def test_a_submission_that_sets_a_record_is_told_how_sure_it_is():
    old = make_result("Old", "2012-01-01", training_flop=4e17, curve="old")
    new = make_result("New", "2013-01-01", training_flop=2.5e17, curve="new")
    before, after = (
        summarise(make_task_collection(rows, curves=(*OLD, *NEW)), make_target())
        for rows in ([old], [old, new])
    )

    (record,) = (c for c in changes(before, after) if c.kind == "new-record")

    assert record.text == (
        "imagenet alexnet-level: New: a record at 2.5e+17 FLOP, after 4e+17 FLOP by Old; "
        "within noise of the record before, Old (p = 0.069 over 4 and 3 runs)"
    )


def test_the_json_says_how_sure_each_result_is():
    rows = [
        make_result("Old", "2012-01-01", training_flop=4e17, curve="old"),
        make_result("New", "2013-01-01", training_flop=2.5e17, curve="new"),
    ]
    summary = summarise(make_task_collection(rows, curves=(*OLD, *NEW)), make_target())
    first, second = summary_json(summary)["significance"]

    assert (first["system"], first["before"], first["p_before"], first["within_noise"]) == (
        *("Old", None, None),
        None,
    )
    assert first["p_before_unknown"] == ""
    assert second == {
        "system": "New",
        "published": "2013-01-01",
        "runs": 4,
        "end": pytest.approx(0.8015),
        "margin": pytest.approx(0.0105),
        "p_level": pytest.approx(0.00025274267306952104),
        "p_level_unknown": "",
        "before": "Old",
        "runs_before": 3,
        "p_before": pytest.approx(0.06884337209770089),
        "p_before_unknown": "",
        "within_noise": True,
    }
    assert summarise(make_task_collection(rows, curves=OLD), make_target(), "seconds").significance == ()


def test_runs_that_a_score_left_out_make_no_test():
    """Of five runs the fastest and the slowest were dropped: the three that are left are too much alike."""
    rows = [
        make_result("Old", "2012-01-01", training_flop=4e17, curve="old", runs=5),
        make_result("New", "2013-01-01", training_flop=2.5e17, curve="new", runs=4),
    ]
    found = sure(rows, (*OLD, *NEW))
    assert found["Old"].margin.p is None
    assert found["Old"].margin.unknown == "no test: its curve holds 3 of 5 runs"
    assert found["New"].margin.p is not None
    assert found["New"].lead.p is None
    assert found["New"].lead.unknown == "no test: that record’s curve holds 3 of 5 runs"

    rows = [
        make_result("Old", "2012-01-01", training_flop=4e17, curve="old", runs=3),
        make_result("New", "2013-01-01", training_flop=2.5e17, curve="new", runs=5),
    ]
    assert sure(rows, (*OLD, *NEW))["New"].lead.unknown == "no test: its curve holds 4 of 5 runs"
