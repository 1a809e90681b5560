"""The page across targets: its figures follow from one another, and its words from its figures."""

from __future__ import annotations

import html
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from effsite.analysis.across import Across, across_targets
from effsite.analysis.pooling import Line, Mean
from effsite.site.pages.across import across_json, across_page, across_view
from effsite.site.pages.page_charts import PageCharts
from effsite.site.pages.survey import Survey, survey
from effsite.site.settings import SiteSettings
from effsite.workflows.check import load_checked
from tests.analysis.test_across import UNEVEN, task, three_tasks
from tests.builders import make_collection

ROOT = Path(__file__).parents[2]
SETTINGS = SiteSettings(name="effsite", headline="", runs="ai-and-compute")


@pytest.fixture(scope="module")
def committed() -> Survey:
    return survey(load_checked(ROOT / "results").collection, SETTINGS)


def page_text(view: Survey, found: Across, cache: Path) -> str:
    """The page as it reads, drawings left out."""
    body = across_page(view, PageCharts(cache), found).text()
    bare = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split()).replace("−", "-")


def words(found: Across, cache: Path) -> str:
    return page_text(survey(make_collection(*three_tasks()), replace(SETTINGS, runs="")), found, cache)


def tables(page: str) -> dict[str, list[list[str]]]:
    """The cells of each table by its caption."""
    found = {}
    for caption, rows in re.findall(r"<caption>(.*?)</caption>(.*?)</table>", page, re.DOTALL):
        lines = re.findall(r"<tr.*?</tr>", rows.partition("<tbody>")[2], re.DOTALL)
        cells = [re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL) for line in lines]
        found[html.unescape(caption)] = [
            [html.unescape(re.sub(r"<[^>]+>", "", c)).replace("−", "-") for c in row] for row in cells
        ]
    return found


def spread_and_mean(rates: list[float], errors: list[float]) -> tuple[float, float]:
    """The spread at which the weighted squares are n - 1, by trying every thousandth, and the mean there."""
    for step in range(20_000):
        weights = [1 / (e**2 + (step / 1000) ** 2) for e in errors]
        mean = sum(w * r for w, r in zip(weights, rates, strict=True)) / sum(weights)
        if sum(w * (r - mean) ** 2 for w, r in zip(weights, rates, strict=True)) <= len(rates) - 1:
            return step / 1000, mean
    raise AssertionError(rates)


def test_the_mean_follows_from_the_rates_and_intervals_that_the_page_prints(
    committed: Survey, chart_cache: Path
) -> None:
    found = across_view(committed)
    assert found is not None
    shown = tables(across_page(committed, PageCharts(chart_cache), found).text())
    (means,) = [rows for caption, rows in shown.items() if caption.startswith("Means")]
    (each,) = [rows for caption, rows in shown.items() if caption.startswith("The rate of each")]
    entering = [row for row in each if row[-1] == "yes"]
    rates = [float(row[2]) for row in entering]
    # error: ln(high / rate) x rate / 1.645, of the printed ends
    errors = [
        r * math.log(float(row[3].split(" to ")[1]) / r) / 1.645
        for r, row in zip(rates, entering, strict=True)
    ]

    spread, mean = spread_and_mean(rates, errors)

    assert len({row[1] for row in entering}) == len(entering)  # one of each task
    assert int(means[0][1]) == len(entering)
    assert float(means[0][3]) == pytest.approx(mean, abs=0.03)
    assert float(means[0][5]) == pytest.approx(spread, abs=0.05)
    low, high = map(float, means[0][4].split(" to "))
    assert (low + high) / 2 == pytest.approx(float(means[0][3]), abs=0.011)
    for row in each:
        assert float(row[4]) == pytest.approx(12 / float(row[2]), rel=0.01)


def test_the_headline_names_the_figures_of_the_table(committed: Survey, chart_cache: Path) -> None:
    found = across_view(committed)
    assert found is not None
    mean = found.overall.mean
    assert mean is not None
    said = page_text(committed, found, chart_cache)

    assert (
        f"Over {mean.n} tasks, one target each, the training compute for a fixed capability halved "
        f"{mean.mean:.2f} times a year on average, once in {12 / mean.mean:.1f} months, "
        f"90 % interval {mean.low:.2f} to {mean.high:.2f}."
    ) in said
    assert (
        f"In nine cases of ten a new target should show {mean.next_low:.2f} to {mean.next_high:.2f} halvings"
    ) in said
    assert ("That is no law" in said) == (mean.low <= 0)


def test_the_download_has_the_figures_of_the_page(committed: Survey) -> None:
    found = across_view(committed)
    assert found is not None
    data = json.loads(across_json(found))

    assert data["measure"] == "training_flop"
    assert data["estimates"][0]["rate"] == found.overall.mean.mean
    assert {t["task"] for t in data["targets"] if t["enters"]} == {r.task.name for r in found.entering}


def mean_of(low: float, high: float, next_low: float, next_high: float) -> Mean:
    return Mean(
        n=3, mean=(low + high) / 2, error=0.1, low=low, high=high, spread=0.3, i_squared=0.25,
        next_low=next_low, next_high=next_high,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (
            mean_of(-0.1, 2.1, -1.0, 3.0),
            "halved 1.00 times a year on average, once in 12.0 months, 90 % interval -0.10 to 2.10. That is "
            "no law: so few tasks leave an interval that includes no gain at all. In nine cases of ten a new "
            "target should show -1.00 to 3.00 halvings a year. Moore’s law, 0.50 a year, lies within the "
            "interval of the mean.",
        ),
        (
            mean_of(0.6, 1.4, -0.2, 2.2),
            "On average there is a gain, but it is no law: a new target may show none. In nine cases of ten "
            "a new target should show -0.20 to 2.20 halvings a year. Moore’s law, 0.50 a year, lies below "
            "the interval of the mean.",
        ),
        (
            mean_of(0.1, 0.3, 0.05, 0.35),
            "A new target, too, is expected to gain. In nine cases of ten a new target should show 0.05 to "
            "0.35 halvings a year. Moore’s law, 0.50 a year, lies above the interval of the mean.",
        ),
        (mean_of(-2.0, 1.0, -3.0, 2.0), "halved -0.50 times a year on average, 90 % interval -2.00 to 1.00."),
    ],
)
def test_the_verdict_follows_from_the_two_intervals(mean: Mean, said: str, chart_cache: Path) -> None:
    found = across_targets(make_collection(*three_tasks()))
    assert said in words(replace(found, overall=replace(found.overall, mean=mean)), chart_cache)


def test_of_two_tasks_nothing_is_said_but_their_rates(chart_cache: Path) -> None:
    two = make_collection(*three_tasks()[:2])
    view = survey(two, replace(SETTINGS, runs=""))
    found = across_view(view)
    assert found is not None
    said = page_text(view, found, chart_cache)

    assert "Not to be said yet: 2 tasks with an interval of the rate, and it takes 3 to tell how far" in said
    assert "One target of each task 2 1.83 to 3.65 too few for a mean" in said
    assert "A line through 2 tasks would say next to nothing; it takes 4." in said
    assert "Were all" not in said


def test_the_slope_is_told_with_what_it_rests_on(chart_cache: Path) -> None:
    found = across_targets(make_collection(*three_tasks()))
    of_all = Line(n=5, slope=0.4, low=-0.1, high=0.9, spread=0.0)
    own = Line(n=4, slope=0.4, low=0.1, high=0.7, spread=0.0)

    said = words(replace(found, by_baseline_of_all=of_all), chart_cache)
    assert (
        "A line through 3 tasks would say next to nothing; it takes 4. Were all 5 targets independent, ten "
        "times the compute of the baseline would go with 0.40 halvings a year more (90 % interval -0.10 to "
        "0.90), no more than chance may give." in said
    )
    said = words(replace(found, by_baseline=own, by_baseline_of_all=of_all), chart_cache)
    assert (
        "Over one target of each task, ten times the compute of the baseline would go with 0.40 halvings a "
        "year more (90 % interval 0.10 to 0.70), more than chance gives." in said
    )


def test_a_target_without_an_interval_is_named_with_the_reason(chart_cache: Path) -> None:
    view = survey(make_collection(task("digits", ("97", [8.0, 4.0, 1.0], 100))), replace(SETTINGS, runs=""))
    found = across_view(view)
    assert found is not None
    said = page_text(view, found, chart_cache)

    # 3 doublings in 200 days: 66.67 days, / 30.4375 = 2.19 months.
    assert (
        "97 (digits), halving every 2.2 months on average: 2 steps between records of different sources; it "
        "takes 4." in said
    )
    assert "Each target Target Task" not in said


def test_a_collection_without_a_rate_has_no_such_page() -> None:
    assert across_view(survey(make_collection(), replace(SETTINGS, runs=""))) is None
    few = make_collection(task("digits", ("97", UNEVEN[:2], 100)))
    assert across_view(survey(few, replace(SETTINGS, runs=""))) is None
