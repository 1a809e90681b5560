from __future__ import annotations

import pytest

from tests.analysis.rules.looking import codes, found, only
from tests.builders import make_curve, make_result, make_target, make_task

FIRST = make_result("ResNet-50", "2015-12-10", submission="first", training_flop=3e18)


def other(system: str = "ResNet-50", **fields):
    return make_result(system, **{"published": "2015-12-10", "submission": "second", **fields})


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (other(training_flop=3e18), ["duplicate-result"]),
        (other("resnet 50", training_flop=3.02e18), ["duplicate-result"]),
        (other("ResNet-50", training_flop=3.1e18), ["superseded-result"]),
        (other("ResNet-50", training_flop=3.1e18, published="2016-01-01"), ["superseded-result"]),
        (other("ResNet-50 (b)", training_flop=3e18), []),
        (other("ResNet-50", training_flop=3e18, target="other"), []),
        (other("ResNet-50", training_flop=3e18, status="withdrawn"), []),
        (other("ResNet-50", training_flop=3.1e18, status="disputed"), []),
        (other("ResNet-50", training_flop=3e18, status="disputed"), ["duplicate-result"]),
        (other("ResNet-50", training_flop=None, seconds=5.0), []),
        (other("ResNet-50", training_flop=3e18, submission="first", published="2016-01-01"), []),
    ],
)
def test_one_system_stands_once_at_a_target(row, code):
    task = make_task(make_target(), make_target(name="other"))

    assert [c for c in codes(FIRST, row, task=task) if c in ("duplicate-result", "superseded-result")] == code


def test_a_duplicate_says_where_the_other_stands():
    assert only(FIRST, other(training_flop=3e18), code="duplicate-result") == (
        "warning",
        "system",
        "ResNet-50: stands in first.csv already, with the same figure",
    )


def test_two_figures_of_one_system_say_how_far_they_lie_apart():
    assert only(FIRST, other(training_flop=6e18), code="superseded-result") == (
        "warning",
        "system",
        "ResNet-50: stands in first.csv with 0.5 times its figure, exactly 2 times apart, as where one of"
        " them counts a multiply-add once",
    )
    _, _, message = only(FIRST, other(training_flop=4e18), code="superseded-result")
    assert message == "ResNet-50: stands in first.csv with 0.75 times its figure"


def test_the_later_of_two_rows_is_the_one_that_is_asked_about():
    (finding,) = found(other(training_flop=3e18), FIRST, code="duplicate-result")

    assert finding.path == "results/imagenet/second.csv"


def test_the_curve_of_one_system_is_none_for_another():
    rows = (
        make_result("Net", "2020-01-01", curve="resnet", training_flop=2e17),
        make_result("Net, wider", "2020-02-01", curve="resnet", training_flop=2e17),
        make_result("net", "2020-03-01", curve="resnet", training_flop=2e17),
    )

    assert only(*rows, code="curve-of-another", curves=(make_curve([0.5, 0.8]),)) == (
        "warning",
        "curve",
        "Net, wider: curves/resnet.csv is that of Net as well",
    )


def test_rows_without_a_curve_share_none():
    assert "curve-of-another" not in codes(FIRST, other("Other", training_flop=2e18))


def test_two_rows_of_one_submission_beside_that_of_another_are_no_copies_of_each_other():
    again = make_result("ResNet-50", "2016-01-01", submission="first", training_flop=3e18)

    findings = found(FIRST, again, other(training_flop=3e18), code="duplicate-result")

    assert [finding.path for finding in findings] == ["results/imagenet/second.csv"]
