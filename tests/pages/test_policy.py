"""The page for policy readers: short, and every figure one that the collection gives elsewhere."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from effsite.site import formats
from effsite.site.across_words import headline
from effsite.site.pages.across import across_view
from effsite.site.pages.policy import counts, one_of_each_task, policy_page
from effsite.site.pages.survey import Survey, survey
from effsite.site.settings import SiteSettings
from effsite.workflows.check import load_checked
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

RESULTS = Path(__file__).parents[2] / "results"
SETTINGS = SiteSettings(name="effsite", headline="imagenet/alexnet-level", runs="ai-and-compute")
WORDS_A_MINUTE = 230
"""How fast an adult reads prose in silence."""


@pytest.fixture(scope="module")
def committed() -> Survey:
    return survey(load_checked(RESULTS).collection, SETTINGS)


def text(view: Survey) -> str:
    page = policy_page(view, across_view(view))
    assert page is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.body)).split())


def test_it_is_read_in_three_minutes(committed: Survey) -> None:
    assert len(text(committed).split()) <= 3 * WORDS_A_MINUTE


def test_its_figures_are_those_of_the_collection(committed: Survey) -> None:
    said = text(committed)
    found = across_view(committed)
    assert found is not None
    mean = found.overall.mean
    assert mean is not None
    assert "Reaching AlexNet level took 44 times less training compute in 2019 than in 2012." in said
    assert headline(found) in said
    assert f"what took twice as many {formats.months(mean.months)} earlier" in said
    # 44.35x by methods, 2 ** (83.84 / 24) = 11.26x by Moore's law, 499x together
    assert "better methods need 44 times less computation after 7.0 years" in said
    assert (
        "makes computation 11 times cheaper over the same time. Together the same ability costs about 500"
        in said
    )
    # 321,244x from AlexNet to AlphaGo Zero and 20.6x from AlexNet to ShuffleNet, by October 2017
    assert (
        "grew 321,000 times, and methods made each operation worth 21 times as much: 6.63 million times"
        in said
    )
    assert "over 2012-2018, printed 300,000 x 25 = 7.5 million" in said
    assert "needs 60 times fewer operations" in said


def test_each_task_shows_the_target_with_the_longest_span(committed: Survey) -> None:
    shown = one_of_each_task(committed.compute_reductions)
    assert len({s.task.name for s in shown}) == len(shown) == 8
    assert all(s.measure == "training_flop" for s in shown)
    factors = [s.factor or 0 for s in shown]
    assert factors == sorted(factors, reverse=True)
    assert {s.task.name for s in shown} >= {"imagenet", "cifar10", "wmt14-en-fr", "fineweb-gpt2", "glue"}
    (imagenet,) = [s for s in shown if s.task.name == "imagenet"]
    assert imagenet.target.name == "alexnet-level"


def few(n: int) -> Survey:
    rows = [make_result(f"Net {i}", f"{2012 + i}-06-01", training_flop=1e18 / 2**i) for i in range(n)]
    return survey(
        make_collection(make_task_collection(rows, task=make_task(make_target(title="A <b> level")))),
        replace(SETTINGS, headline="", runs=""),
    )


def test_without_a_mean_runs_or_inference_it_says_nothing_of_them() -> None:
    said = text(few(2))
    assert "A <b> level" in said
    assert "too few records" in said
    assert "a run of the same size does more each year" in said
    assert not any(word in said for word in ("mean rate", "largest training runs", "Use falls", "None"))


def test_a_rate_takes_three_records() -> None:
    assert (counts(few(2)).with_rate, counts(few(3)).with_rate) == (0, 1)
    assert (counts(few(3)).results, counts(few(3)).targets) == (3, 1)


def test_where_no_compute_has_fallen_there_is_no_page() -> None:
    assert policy_page(few(1), None) is None
