"""The page across targets: its figures follow from one another, and its words from its figures."""

from __future__ import annotations

import html
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from effsite.analysis.across import Across, BaselineLine, MeanRate, across_targets
from effsite.site.pages.across import across_json, across_page, across_view
from effsite.site.pages.home import home_page
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


def spread_and_mean(values: list[float], errors: list[float]) -> tuple[float, float]:
    """The spread at which the weighted squares are n - 1, by trying every thousandth, and the mean there."""
    for step in range(20_000):
        weights = [1 / (e**2 + (step / 1000) ** 2) for e in errors]
        mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
        if sum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True)) <= len(values) - 1:
            return step / 1000, mean
    raise AssertionError(values)


def test_the_mean_follows_from_the_halving_times_that_the_page_prints(
    committed: Survey, chart_cache: Path
) -> None:
    found = across_view(committed)
    assert found is not None
    shown = tables(across_page(committed, PageCharts(chart_cache), found).text())
    (means,) = [rows for caption, rows in shown.items() if caption.startswith("Means")]
    (each,) = [rows for caption, rows in shown.items() if caption.startswith("The rate of each")]
    entering = [row for row in each if row[-1] == "yes"]
    logs = [math.log(float(row[2])) for row in entering]
    errors = {t["task"]: t["relative_error"] for t in found.as_json()["targets"] if t["enters"]}

    spread, mean = spread_and_mean(logs, [errors[r.task.name] for r in found.entering])

    assert len({row[1] for row in entering}) == len(entering)  # one of each task
    assert int(means[0][1]) == len(entering)
    assert float(means[0][3]) == pytest.approx(math.exp(mean), rel=0.005)
    assert float(means[0][6].rstrip("x")) == pytest.approx(math.exp(spread), rel=0.005)
    low, high = map(float, means[0][4].split(" to "))
    assert low * high == pytest.approx(float(means[0][3]) ** 2, rel=0.005)
    low, high = map(float, means[0][8].split(" to "))
    assert low * high == pytest.approx(float(means[0][3]) ** 2, rel=0.005)
    for row in each:
        assert float(row[4]) == pytest.approx(12 / float(row[2]), rel=0.002)


def test_the_headline_names_the_figures_of_the_table(committed: Survey, chart_cache: Path) -> None:
    found = across_view(committed)
    assert found is not None
    mean = found.overall.mean
    assert mean is not None
    said = page_text(committed, found, chart_cache)

    assert (
        f"Over {mean.n} tasks, one target each, the training compute for a fixed capability halved every "
        f"{mean.months:.1f} months on average (90 % interval {mean.low:.1f} to {mean.high:.1f})."
    ) in said
    assert f"a new target may show anything from {mean.next_low:.1f} to {mean.next_high:.1f} months." in said


def test_the_rates_of_the_page_are_those_of_the_targets_own_pages(committed: Survey) -> None:
    found = across_view(committed)
    assert found is not None
    own = {f"{s.task.name}/{s.target.name}": s for s in committed.efficiency}

    for rate in found.rates:
        assert rate.months == own[rate.name].average_halving_time_months
        assert (rate.low, rate.high) == (own[rate.name].interval.low, own[rate.name].interval.high)


def test_the_download_has_the_figures_of_the_page(committed: Survey) -> None:
    found = across_view(committed)
    assert found is not None
    data = json.loads(across_json(found))

    assert data["measure"] == "training_flop"
    assert data["estimates"][0]["halving_time_months"] == found.overall.mean.months
    assert {t["task"] for t in data["targets"] if t["enters"]} == {r.task.name for r in found.entering}


def mean_of(months: float, low: float, high: float, next_low: float, next_high: float) -> MeanRate:
    return MeanRate(
        n=3,
        months=months,
        low=low,
        high=high,
        spread=1.3,
        i_squared=0.25,
        next_low=next_low,
        next_high=next_high,
    )


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (
            mean_of(12, 4, 36, 2, 72),
            "halved every 12.0 months on average (90 % interval 4.0 to 36.0). That is a mean and no law: a "
            "new target may show anything from 2.0 to 72.0 months. Moore’s law, 24 months, lies within that "
            "interval.",
        ),
        (
            mean_of(12, 9, 16, 6, 24),
            "The rates are much alike: a new target may show anything from 6.0 to 24.0 months. Moore’s law, "
            "24 months, lies above that interval: the targets fall faster.",
        ),
        (
            mean_of(12, 9, 16, 5.9, 24),
            "That is a mean and no law: a new target may show anything from 5.9 to",
        ),
        (
            mean_of(12, 9, 16, 6, 24.1),
            "That is a mean and no law: a new target may show anything from 6.0 to",
        ),
        (mean_of(36, 25, 52, 20, 65), "24 months, lies below that interval: they fall slower."),
    ],
)
def test_the_verdict_follows_from_the_two_intervals(mean: MeanRate, said: str, chart_cache: Path) -> None:
    found = across_targets(make_collection(*three_tasks()))
    assert said in words(replace(found, overall=replace(found.overall, mean=mean)), chart_cache)


def test_of_two_tasks_nothing_is_said_but_their_rates(chart_cache: Path) -> None:
    two = make_collection(*three_tasks()[:2])
    view = survey(two, replace(SETTINGS, runs=""))
    found = across_view(view)
    assert found is not None
    said = page_text(view, found, chart_cache)

    assert "Not to be said yet: 2 tasks with an interval of the rate, and it takes 3 to tell how far" in said
    assert "One target of each task 2 3.3 to 6.6 too few for a mean" in said
    assert "A line through 2 tasks would say next to nothing; it takes 4." in said
    assert "Were all" not in said


def test_the_slope_is_told_with_what_it_rests_on(chart_cache: Path) -> None:
    found = across_targets(make_collection(*three_tasks()))
    of_all = BaselineLine(n=5, factor=1.5, low=1.1, high=2.0)
    own = BaselineLine(n=4, factor=1.5, low=0.9, high=2.5)

    said = words(replace(found, by_baseline_of_all=of_all), chart_cache)
    assert (
        "A line through 3 tasks would say next to nothing; it takes 4. Were all 5 targets independent, one "
        "with ten times the compute at its baseline would fall 1.5x as fast (90 % interval 1.1x to 2x). They "
        "are not, so this is no finding." in said
    )
    said = words(replace(found, by_baseline=own, by_baseline_of_all=of_all), chart_cache)
    assert (
        "Over one target of each task, one with ten times the compute at its baseline would fall 1.5x as "
        "fast (90 % interval 0.9x to 2.5x): no more than chance may give." in said
    )
    said = words(replace(found, by_baseline=of_all), chart_cache)
    assert "(90 % interval 1.1x to 2x): more than chance alone gives." in said


def test_a_target_without_an_interval_is_named_with_the_reason(chart_cache: Path) -> None:
    view = survey(make_collection(task("digits", ("97", [8.0, 4.0, 1.0], 100))), replace(SETTINGS, runs=""))
    found = across_view(view)
    assert found is not None
    said = page_text(view, found, chart_cache)

    # 3 doublings in 200 days: 66.67 days, / 30.4375 = 2.19 months.
    assert (
        "97 (digits), halving every 2.2 months on average: 2 steps between records of different works; it "
        "takes 4." in said
    )
    assert "Each target Target Task" not in said


def test_a_collection_without_a_rate_has_no_such_page() -> None:
    assert across_view(survey(make_collection(), replace(SETTINGS, runs=""))) is None
    few = make_collection(task("digits", ("97", UNEVEN[:2], 100)))
    assert across_view(survey(few, replace(SETTINGS, runs=""))) is None


def test_the_front_page_leads_to_the_question_where_there_is_an_answer(chart_cache: Path) -> None:
    asked = "whether there is a Moore’s law of algorithms"
    of_three = survey(make_collection(*three_tasks()), replace(SETTINGS, runs=""))
    of_none = survey(make_collection(task("digits", ("97", UNEVEN[:2], 100))), replace(SETTINGS, runs=""))

    assert (
        f'<a href="across-targets/">{asked}</a>'
        in home_page(of_three, PageCharts(chart_cache), movable=False).text()
    )
    assert asked not in home_page(of_none, PageCharts(chart_cache), movable=False).text()
