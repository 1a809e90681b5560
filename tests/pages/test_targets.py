"""What a target's page says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.records import PublicationDate
from effsite.site.pages.generate import generate
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from tests.builders import (
    make_collection,
    make_result,
    make_results,
    make_target,
    make_task,
    make_task_collection,
)
from tests.live_charts import live_charts

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
    assert (
        "Between June 2012 and June 2014, the training compute needed for AlexNet level (ImageNet) fell"
        in text
    )
    assert "fell from 800 PFLOP to 200 PFLOP: 4 times less in 24 months." in text


def test_two_records_close_together_are_told_apart(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("AlexNet", "2012-06-01", 8.016e17), ("Next", "2014-06-01", 8e17))
    text = page(tmp_path, chart_cache, *rows)
    # 801.6 and 800 PFLOP are 802 and 800; 8.002e17 would be 800 as well
    assert (
        "hardly fell, from 802 PFLOP to 800 PFLOP: 0.2 % less in 24 months, too little to read a rate from."
        in text
    )
    rows = make_results(("AlexNet", "2012-06-01", 8.004e17), ("Next", "2014-06-01", 8e17))
    text = page(tmp_path / "nearer", chart_cache, *rows)
    assert "hardly fell, from 8.004e17 to 8e17: 0.05 % less in 24 months, too little" in text


def test_two_records_that_four_digits_do_not_tell_apart_are_written_in_full(
    tmp_path: Path, chart_cache: Path
) -> None:
    rows = make_results(("A", "2023-06-01", 2936433985.0), ("B", "2023-11-01", 2936422117.0))
    text = page(tmp_path, chart_cache, *rows)
    assert (
        "the training compute needed for AlexNet level (ImageNet) hardly fell,"
        " from 2,936,433,985 to 2,936,422,117: 0.0004 % less in 5 months, too little to read a rate from."
        in text
    )


def test_a_headline_hardly_falls_by_less_than_a_tenth(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("A", "2012-06-01", 1.09e17), ("B", "2014-06-01", 1e17))
    assert (
        "compute needed for AlexNet level (ImageNet) hardly fell, from 109 PFLOP to 100 PFLOP: 8.3 % less"
        in page(tmp_path, chart_cache, *rows)
    )
    rows = make_results(("A", "2012-06-01", 1.1e17), ("B", "2014-06-01", 1e17))
    assert "(ImageNet) fell from 110 PFLOP to 100 PFLOP: 1.1 times less" in page(
        tmp_path / "tenth", chart_cache, *rows
    )


def test_a_time_says_on_which_machines_and_a_number_of_what(tmp_path: Path, chart_cache: Path) -> None:
    rows = [
        make_result("A", "2019-02-01", seconds=7200.0, examples=4e9, devices=32, device="TPU v3 (chip)"),
        make_result("B", "2026-03-01", seconds=3600.0, examples=1e9, devices=8, device="H100 SXM5 80GB"),
    ]
    text = page_of(tmp_path, chart_cache, rows, measure="seconds")
    assert (
        "needed for AlexNet level (ImageNet) fell from 2 h on 32 × TPU v3 (chip)"
        " to 1 h on 8 × H100 SXM5 80GB: 2 times less" in text
    )
    text = page_of(tmp_path / "tokens", chart_cache, rows, measure="examples", example="token")
    assert (
        "the number of tokens needed in training for AlexNet level (ImageNet)"
        " fell from 4 G to 1 G: 4 times less" in text
    )
    alike = [replace(row, devices=8, device="H100 SXM5 80GB") for row in rows]
    assert "fell from 2 h to 1 h: 2 times less" in page_of(
        tmp_path / "alike", chart_cache, alike, measure="seconds"
    )


def test_a_first_record_that_stands_says_of_how_many(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("A", "2012-06-01", 1e17), ("B", "2014-06-01", 2e17))
    text = page(tmp_path, chart_cache, *rows)
    assert (
        "The first record for AlexNet level (ImageNet) still stands: A, 100 PFLOP, June 2012."
        " The other result did not take less." in text
    )
    rows = make_results(("A", "2012-06-01", 1e17), ("B", "2014-06-01", 2e17), ("C", "2015-06-01", 3e17))
    assert "June 2012. None of the 2 other results took less." in page(tmp_path / "3", chart_cache, *rows)


def page_of(
    tmp_path: Path, chart_cache: Path, rows: list[Result], *, measure: str, example: str = "image"
) -> str:
    target = make_target(measure=measure)
    tasks = make_collection(make_task_collection(rows, task=make_task(target, example=example)))
    generate(tasks, tmp_path, cache=chart_cache, settings=SiteSettings())
    text = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<(?!tr|table).*?>", "", text))


def test_time_without_samples_is_taken_apart_into_device_time_and_devices(
    tmp_path: Path, chart_cache: Path
) -> None:
    rows = [
        make_result("A", "2019-02-01", seconds=7200.0, devices=8),
        make_result("B", "2026-03-01", seconds=3600.0, devices=1000, device="H100 SXM5 80GB"),
    ]
    text = page_of(tmp_path, chart_cache, rows, measure="seconds")
    assert "## Which part was machines, which scale?" in text
    assert "the time fell 2x, from 2 h to 1 h. That is the product of two factors" in text
    assert "stand in one factor here. 8 devices became 1,000 x H100 SXM5 80GB." in text


def test_one_result_says_of_what_its_figure_is(tmp_path: Path, chart_cache: Path) -> None:
    target = make_target(measure="examples")
    rows = [make_result("Net", "2023-06-01", examples=1.16e9)]
    tasks = make_collection(make_task_collection(rows, task=make_task(target)))
    generate(tasks, tmp_path, cache=chart_cache, settings=SiteSettings())
    text = " ".join((tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8").split())
    assert (
        "One result sets the baseline for AlexNet level (ImageNet): Net, 1.16 G images seen, June 2023."
        in text
    )


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
    assert "8 times less in 6.0 years, halving every 24.0 months on average (no interval: 3 steps" in text
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
        "One result sets the baseline for AlexNet level (ImageNet): AlexNet, 1 EFLOP, June 2012."
        " A factor needs a second record." in text
    )


def test_every_result_is_a_row_that_its_point_knows(plain: tuple[Path, object]) -> None:
    from effsite.site.charts import row_id, row_key
    from tests.pages.conftest import small_collection

    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    results = small_collection().task("imagenet").results_for("alexnet-level")
    assert all(f'id="{row_id(r)}" data-row="{row_key(r)}"' in text for r in results)


def test_a_row_that_sets_no_record_says_why(plain: tuple[Path, object]) -> None:
    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert "<td>withdrawn</td>" in text
    assert "<td>no figure for training compute</td>" in text


def test_each_measure_of_five_results_has_a_chart_of_its_own(plain: tuple[Path, object]) -> None:
    text = (plain[0] / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    # training compute, and seconds, which five rows give
    assert re.findall(r'for="measure-\d">([^<]*)', text) == ["Training compute", "Training time"]
    assert text.count('class="eff-panel"') == 2


def test_a_measure_of_fewer_results_is_a_sentence_that_its_old_address_leads_to(
    tmp_path: Path, chart_cache: Path
) -> None:
    page(
        tmp_path,
        chart_cache,
        make_result("First", "2012-06-01", training_flop=8e17, seconds=8000.0),
        make_result("Second", "2014-06-01", training_flop=2e17, seconds=2000.0),
    )
    text = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert 'id="panel-2"' not in text
    (said,) = re.findall(r'<li id="measure=seconds">(.*?)</li>', text, re.DOTALL)
    # 8,000 s / 2,000 s = 4
    said = " ".join(re.sub("<[^>]+>", "", said).split())
    assert said.startswith("By training time, which 2 results give: Between June 2012 and June 2014, the")
    assert "from 2.22 h to 33.3 min: 4 times less in 24 months." in said
    chart = "imagenet/alexnet-level-by-seconds"
    assert chart not in live_charts(tmp_path)

    # a task of older editions keeps the addresses of its charts
    rows = [make_result(name, f"201{n}-06-01", seconds=n * 9.0) for n, name in ((2, "First"), (4, "Second"))]
    known_path = tmp_path / "known"
    known = SiteSettings(redirects="imagenet")
    generate(make_collection(make_task_collection(rows)), known_path, cache=chart_cache, settings=known)
    assert chart in live_charts(known_path)


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
    # The cells of a row, whose tags are gone: the figure, its ends, its kind. The ends of the estimate are
    # 8e18 x 0.074 / 0.33 and 8e18 x 0.51 / 0.33.
    assert [
        f in text
        for f in (
            "≈8e181.79e181.24e19estimated",
            "4e173.84e174.12e17counted",
            "2e176.6e164.2e17as stated",
        )
    ] == [True] * 3
    assert "Every figure here is" not in text
    assert "The low and the high end of a figure follow from how it was got, unless they are marked" in text


def test_an_estimate_outside_the_records_says_what_it_does_not_beat(
    tmp_path: Path, chart_cache: Path
) -> None:
    rows = (
        make_result("Counted", "2012-01-01", training_flop=8e17, flop_method="counted"),
        make_result("Assumed", "2014-01-01", training_flop=6e17, flop_method="hardware"),
    )
    text = page(tmp_path, chart_cache, *rows)
    # 6e17 x 0.074 / 0.33 and x 0.51 / 0.33
    reason = "its figure is an estimate of 1.35e17 to 9.27e17, which does not surely beat the 8e17 of Counted"
    assert f"estimated≈1.333x{reason}" in text
    assert f"Assumed stands outside the records: {reason}." in text
    assert (
        "The first record for AlexNet level (ImageNet) still stands: Counted, 800 PFLOP, January 2012. "
        "The other result did not surely take less." in text
    )


def test_a_systems_page_says_that_its_figure_is_an_estimate_and_from_what_to_what(
    tmp_path: Path, chart_cache: Path
) -> None:
    given = {"training_flop_low": 2e17, "training_flop_high": 9e17}
    rows = (
        make_result("Assumed", "2012-01-01", training_flop=8e18, flop_method="hardware"),
        make_result("Given", "2014-01-01", training_flop=4e17, **given),
        make_result("Half", "2016-01-01", training_flop=2e17, training_flop_low=1e17),
    )
    page(tmp_path, chart_cache, *rows)
    assumed, told, half = (
        (tmp_path / "systems" / f"{name}.md").read_text(encoding="utf-8")
        for name in ("assumed", "given", "half")
    )
    assert "with ≈8 EFLOP of training compute (estimated), published in January 2012" in assumed
    assert "<dd>1.79e18 to 1.24e19 FLOP, derived from the method</dd>" in assumed
    assert "(estimated)" not in told
    assert "<dd>2e17 to 9e17 FLOP, as given</dd>" in told
    assert "<dd>1e17 to 4.2e17 FLOP, the low end as given, the high end derived from the method</dd>" in half


def test_results_of_one_kind_have_no_column_for_it_and_a_sentence(tmp_path: Path, chart_cache: Path) -> None:
    counted = {"flop_method": "counted"}
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2014-01-01", 2e17), **counted)
    text = page(tmp_path, chart_cache, *rows)
    assert "Every figure here is counted." in text
    assert "leave the factor between" not in text  # 0.96 and 1.03: 3.8x to 4.2x


def test_a_column_tells_estimates_apart_even_where_all_results_are(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2014-01-01", 2e17), source_kind="estimated")
    assert "≈2e176.6e164.2e17estimated" in page(tmp_path, chart_cache, *rows)


def test_ends_that_are_given_are_marked_in_the_table(tmp_path: Path, chart_cache: Path) -> None:
    given = {"training_flop_low": 7e17, "training_flop_high": 9e17}
    rows = [
        make_result("A", "2012-01-01", training_flop=8e17, **given),
        make_result("B", "2013-01-01", training_flop=9e17),
        make_result("C", "2014-01-01", training_flop=None, seconds=60.0, source_kind="measured"),
    ]
    text = page(tmp_path, chart_cache, *rows)
    assert "8e177e17 to 9e17, given" in text  # among the records
    assert "LowHighLow and high are" in text
    assert "8e177e179e17given" in text
    assert "9e172.97e171.89e18derived" in text
    # a row without compute has no ends, no kind and no factor
    assert "C2014-01-01no figure for training compute" in text


def test_where_no_end_is_given_no_column_says_so(tmp_path: Path, chart_cache: Path) -> None:
    text = page(tmp_path, chart_cache, make_result("A", "2012-01-01", training_flop=8e17))
    assert "LowHigh" in text
    assert "Low and high are" not in text


def test_a_measure_without_ends_has_no_columns_of_them(tmp_path: Path, chart_cache: Path) -> None:
    by_time = make_target(measure="seconds")
    rows = [make_result("A", "2012-01-01", training_flop=None, seconds=60.0)]
    generate(
        make_collection(make_task_collection(rows, task=make_task(by_time))),
        tmp_path,
        cache=chart_cache,
        settings=SiteSettings(),
    )
    text = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert "Every figure here is as stated." in text
    assert ("Low" in text, "what a figure may be off by" in text) == (False, False)


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
    assert "Assumed reached AlexNet level with ≈200 PFLOP (estimated), ≈4 times less than the first." in home
    assert "Stated reached AlexNet level with 400 PFLOP, 2 times less than the first." in home


def test_a_card_of_two_records_says_which_are_estimates(tmp_path: Path, chart_cache: Path) -> None:
    rows = (
        make_result("Counted", "2012-01-01", training_flop=8e17, flop_method="counted"),
        make_result("Assumed", "2016-01-01", training_flop=2e17, flop_method="hardware"),
    )
    page(tmp_path, chart_cache, *rows)
    home = re.sub(r"<.*?>", "", (tmp_path / "index.md").read_text(encoding="utf-8"))
    assert "two points: no trend is fitted; 2 records, 1 of them estimated" in home
    targets = re.sub(r"<.*?>", "|", (tmp_path / "targets" / "index.md").read_text(encoding="utf-8"))
    assert "||1 of 2||" in targets


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
    assert "The latest result is of June 2014. What changed since the last edition." in text
    assert "last read" not in text
    for day, said in (("2026-11-25", "on 25 November 2026"), ("2026-11", "in November 2026")):
        target = make_target(last_checked=PublicationDate.parse(day))
        collection = make_collection(make_task_collection(rows, task=make_task(target)))
        folder = tmp_path / day
        generate(collection, folder, cache=chart_cache, settings=SiteSettings())
        text = (folder / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
        assert f"The latest result is of June 2014; the sources were last read {said}." in text


def test_the_picture_of_all_targets_shows_compute_alone() -> None:
    """A fall in time or chip-hours on the same axis would pass for one in compute."""
    by_time = make_target(name="by-time", title="By time", measure="seconds")
    rows = make_results(("AlexNet", "2012-06-01", 1e18), ("B0", "2019-05-28", 1e17))
    timed = [replace(r, target="by-time", seconds=s) for r, s in zip(rows, (10.0, 5.0), strict=True)]
    task = make_task(make_target(), by_time)
    view = survey(make_collection(make_task_collection([*rows, *timed], task=task)), SiteSettings())
    assert [s.target.name for s in view.reductions] == ["alexnet-level", "by-time"]
    assert [s.target.name for s in view.compute_reductions] == ["alexnet-level"]


def test_the_gain_in_time_is_taken_apart_where_samples_and_devices_are_known(
    tmp_path: Path, chart_cache: Path
) -> None:
    first = make_result("First", "2019-07-01", seconds=1200.0, examples=960_000, devices=8, device="V100")
    last = make_result("Last", "2023-06-01", seconds=100.0, examples=480_000, devices=16, device="H<b>100")
    text = page(tmp_path, chart_cache, first, last)
    # 1200 / 100 = 12; 960,000 / 480,000 = 2; (480,000 / 100 / 16) / (960,000 / 1200 / 8) = 3; 16 / 8 = 2
    assert "Between First of July 2019 and Last of June 2023" in text
    assert "the time fell 12x, from 20 min to 1.67 min" in text
    assert "<tr>12x2x3x2x" in text
    assert "8 x V100 became 16 x H&lt;b&gt;100." in text


def test_the_same_machine_is_said_to_have_stayed_and_thousands_are_set_apart(
    tmp_path: Path, chart_cache: Path
) -> None:
    first = make_result("First", "2019-07-01", seconds=1200.0, examples=960_000, devices=1024, device="V100")
    last = make_result("Last", "2023-06-01", seconds=600.0, examples=480_000, devices=1024, device="V100")
    text = page(tmp_path, chart_cache, first, last)
    assert "<tr>2x2x1x1x" in text
    assert "1,024 x V100 stayed the same." in text


def test_without_devices_nothing_is_said_of_the_parts_of_time(tmp_path: Path, chart_cache: Path) -> None:
    first = make_result("First", "2019-07-01", seconds=1200.0, examples=960_000)
    last = make_result("Last", "2023-06-01", seconds=100.0, examples=480_000)
    assert "Which part was samples" not in page(tmp_path, chart_cache, first, last)
