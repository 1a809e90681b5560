"""What a target's page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.records import PublicationDate
from effsite.site.pages import generate
from effsite.site.settings import SiteSettings
from tests.builders import (
    make_collection,
    make_result,
    make_results,
    make_target,
    make_task,
    make_task_collection,
)

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import Result


def page(tmp_path: Path, chart_cache: Path, *results: Result) -> str:
    generate(
        make_collection(make_task_collection(results)), tmp_path, cache=chart_cache, settings=SiteSettings()
    )
    text = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<(?!tr|table).*?>", "", text))


def test_the_first_sentence_gives_factor_span_and_both_ends(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("AlexNet", "2012-06-01", 8e17), ("Next", "2014-06-01", 2e17))
    text = page(tmp_path, chart_cache, *rows)
    # 8e17 / 2e17 = 4; 730 days are 23.98 months
    assert "Between June 2012 and June 2014, the training compute needed fell" in text
    assert "fell from 800 PFLOP to 200 PFLOP: 4x less in 24 months." in text


def test_two_points_are_said_to_carry_no_trend(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("AlexNet", "2012-06-01", 8e17), ("Next", "2014-06-01", 2e17))
    text = page(tmp_path, chart_cache, *rows)
    assert "Two points: no trend is fitted." in text
    assert "halved every" not in text


def test_a_trend_comes_with_its_interval_and_n(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(
        ("A", "2012-01-01", 8e17),
        ("B", "2014-01-01", 4e17),
        ("C", "2016-01-01", 2e17),
        ("D", "2018-01-01", 1e17),
    )
    text = page(tmp_path, chart_cache, *rows)
    # halved every 24 months: 730 or 731 days of 30.4375 a month
    assert "8x less in 6.0 years, halving every 24.0 months on average (no interval: 3 steps" in text
    assert "The trend fitted to 4 records is halving every 24.0 months." in text


def test_a_curve_that_bends_is_told_by_its_two_rates(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(
        *((f"S{n}", f"20{10 + n}-01-01", 2.0 ** (60 - 4 * min(n, 5) - max(n - 5, 0))) for n in range(12))
    )
    text = page(tmp_path, chart_cache, *rows)
    # 26 halvings in 132 months: 5.1 months; four a year up to 2015, one a year from then on
    assert "in 11.0 years, halving every 5.1 months on average (90 % interval" in text
    assert (
        "The rate was not steady: the line fitted to 12 records is halving every 3.0 months until "
        "January 2015 and every 12.0 months from then on."
    ) in text
    assert "trend, fitted" not in text


def test_one_result_is_a_baseline_and_not_a_factor(tmp_path: Path, chart_cache: Path) -> None:
    text = page(tmp_path, chart_cache, make_result())
    assert (
        "One result sets the baseline: AlexNet, 1 EFLOP, June 2012. A factor needs a second record." in text
    )


def test_every_result_is_a_row_that_its_point_knows(plain: tuple[Path, object]) -> None:
    from effsite.site.charts import row_id
    from tests.pages.conftest import small_collection

    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    results = small_collection().task("imagenet").results_for("alexnet-level")
    assert all(f'id="{row_id(r)}" data-row="{row_id(r)}"' in text for r in results)


def test_a_row_that_sets_no_record_says_why(plain: tuple[Path, object]) -> None:
    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert "<td>withdrawn</td>" in text
    assert "<td>no figure for training compute</td>" in text


def test_each_measure_of_two_results_has_a_chart_of_its_own(plain: tuple[Path, object]) -> None:
    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    # training compute, and seconds, which three rows give
    assert re.findall(r'for="measure-\d">([^<]*)', text) == ["Training compute", "Training time"]
    assert text.count('class="eff-panel"') == 2


def test_disagreements_stand_before_agreements(plain: tuple[Path, object]) -> None:
    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    verdicts = re.findall(r'class="eff-verdict">(\w+)', text)
    assert verdicts == sorted(verdicts, reverse=True)
    assert "differs" in verdicts


def test_a_result_with_a_curve_shows_it(plain: tuple[Path, object]) -> None:
    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert "## Learning curves" in text


def test_estimates_among_the_records_are_told_apart_in_words(tmp_path: Path, chart_cache: Path) -> None:
    rows = (
        make_result("Assumed", "2012-01-01", training_flop=8e18, flop_method="hardware"),
        make_result("Counted", "2014-01-01", training_flop=4e17, flop_method="counted"),
        make_result("Stated", "2016-01-01", training_flop=2e17),
    )
    text = page(tmp_path, chart_cache, *rows)
    assert "1 of the 3 records is an estimate." in text
    # the cells of a row, whose tags are gone
    assert [f in text for f in ("8e18estimated", "4e17counted", "2e17as stated")] == [True] * 3


def test_the_headline_says_how_far_other_choices_lead(tmp_path: Path, chart_cache: Path) -> None:
    gained = (0, 1, 2, 3, 8)
    rows = make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - g)) for n, g in enumerate(gained)))
    text = page(tmp_path, chart_cache, *rows)
    # 12 / 2.2 without S0, 12 without S4: worked out in tests/analysis/test_choices.py
    assert "Read by other choices, the same results give 5.5 to 12.0 months." in text
    assert "Each dot is the halving time by one choice, the blue one the average of the headline." in text
    assert "straight line without S4" in text


def test_choices_that_all_give_one_rate_are_no_range(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - n)) for n in range(5)))
    text = page(tmp_path, chart_cache, *rows)
    assert "Read by other choices, the same results give 12.0 months, too." in text


def test_cards_and_the_list_of_latest_records_say_which_figures_are_estimates(
    tmp_path: Path, chart_cache: Path
) -> None:
    rows = (
        make_result("Counted", "2012-01-01", training_flop=8e17, flop_method="counted"),
        make_result("Stated", "2014-01-01", training_flop=4e17),
        make_result("Assumed", "2016-01-01", training_flop=2e17, flop_method="hardware"),
    )
    page(tmp_path, chart_cache, *rows)
    home = re.sub(r"<.*?>", "", (tmp_path / "index.md").read_text(encoding="utf-8"))
    assert "3 records, 1 of them estimated" in home
    assert "Assumed reached AlexNet level with 200 PFLOP (estimated), 4x less than the first." in home
    assert "Stated reached AlexNet level with 400 PFLOP, 2x less than the first." in home


def test_a_span_too_short_for_moores_law_is_not_held_against_it(tmp_path: Path, chart_cache: Path) -> None:
    # 2 ** (1.5 / 24) = 1.04, which would read "Moore's law gives 1x"
    rows = make_results(("A", "2017-10-19", 8e17), ("B", "2017-12-05", 1e17))
    assert "Moore’s law gives" not in page(tmp_path, chart_cache, *rows)


def test_a_page_looks_back_on_what_earlier_lines_would_have_said(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - n)) for n in range(5)))
    text = page(tmp_path, chart_cache, *rows)
    assert "Looking back" in text
    assert "drawn on to the day of the latest record (January 2016, 72.1 PFLOP)" in text  # 2 ** 56
    assert "Looking back" not in page(tmp_path / "short", chart_cache, *rows[:3])


def test_the_page_says_when_the_latest_result_is_and_when_the_sources_were_last_read(
    tmp_path: Path, chart_cache: Path
) -> None:
    rows = make_results(("AlexNet", "2012-06-01", 8e17), ("Next", "2014-06", 2e17))
    text = page(tmp_path / "a", chart_cache, *rows)
    assert "The latest result is of June 2014. " in text
    assert "last read" not in text
    for day, said in (("2026-11-25", "on 25 November 2026"), ("2026-11", "in November 2026")):
        target = make_target(last_checked=PublicationDate.parse(day))
        collection = make_collection(make_task_collection(rows, task=make_task(target)))
        folder = tmp_path / day
        generate(collection, folder, cache=chart_cache, settings=SiteSettings())
        text = (folder / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
        assert f"The latest result is of June 2014; the sources were last read {said}." in text
