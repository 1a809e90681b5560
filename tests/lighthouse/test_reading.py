"""What a report of Lighthouse comes to, and when it fails."""

from __future__ import annotations

import pytest

from tests.lighthouse import __main__ as lighthouse


def told(performance=1.0, accessibility=1.0, shift=0.0):
    audits = {
        "image-alt": {"id": "image-alt", "score": accessibility},
        "total-blocking-time": {
            "id": "total-blocking-time",
            "score": performance,
            "displayValue": "300 ms",
        },
        "cumulative-layout-shift": {"id": "cumulative-layout-shift", "score": 1, "numericValue": shift},
    }
    of = {
        "performance": (performance, ["total-blocking-time"]),
        "accessibility": (accessibility, ["image-alt"]),
        "best-practices": (1, []),
        "seo": (1, []),
    }
    return {
        "audits": audits,
        "categories": {
            name: {"score": score, "auditRefs": [{"id": each, "weight": 1} for each in ids]}
            for name, (score, ids) in of.items()
        },
    }


def runs(monkeypatch, *reports):
    left = list(reports)
    monkeypatch.setattr(lighthouse, "_lighthouse", lambda address, options: left.pop(0))
    return left


def test_a_page_is_measured_until_it_is_fast_enough(monkeypatch):
    left = runs(monkeypatch, told(0.9), told(0.98), told(1))
    report, failures = lighthouse.judge("http://here/", (), 5)
    assert (report.scores["performance"], failures, len(left)) == (98, [], 1)


def test_a_page_that_is_slow_in_every_run_fails_with_what_would_help(monkeypatch):
    runs(monkeypatch, told(0.80), told(0.97), told(0.85))
    report, failures = lighthouse.judge("http://here/", (), 3)
    assert failures == ["performance 97 in the best of 3 runs"]
    assert report.advice == ()  # 0.97 of an audit is green
    assert lighthouse.read(told(0.80)).advice == ("performance: total-blocking-time 300 ms",)


@pytest.mark.parametrize(
    ("broken", "words"),
    [({"accessibility": 0.97}, "accessibility 97, not 100"), ({"shift": 0.43}, "layout shift 0.430")],
)
def test_what_fails_in_a_fast_run_or_in_a_slow_one_is_not_made_good_by_another(monkeypatch, broken, words):
    runs(monkeypatch, told(0.5, **broken), told())
    assert lighthouse.judge("http://here/", (), 3)[1] == [words]


def test_a_page_that_could_not_be_judged_is_an_error():
    with pytest.raises(RuntimeError, match="NO_FCP"):
        lighthouse.read({"runtimeError": {"message": "NO_FCP"}})
