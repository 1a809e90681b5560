"""No sentence on a page of the collection contradicts another figure on it: read back, and worked out again.

Figures are read from the built text alone: factor and span give the average, and every place that names an
average, a rate after a bend or an interval names the same.
"""

from __future__ import annotations

import html
import json
import math
import re
from pathlib import Path

import pytest

from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from effsite.workflows.check import load_checked
from tests.pages.conftest import rows_of

ROOT = Path(__file__).parents[2]
SPAN = r"in ([0-9.]+) (years|months?)"
AVERAGE = re.compile(
    rf"to [^:]+: ≈?([0-9,.]+)( times| million times| billion times) (?:less|more) {SPAN}, "
    r"(halving|doubling) every ([0-9.]+) months on average"
)
SIZES = {
    "": 1.0,
    "x": 1.0,
    " times": 1.0,
    " million times": 1e6,
    " million": 1e6,
    " billion times": 1e9,
    " billion": 1e9,
}


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> Path:
    folder = tmp_path_factory.mktemp("sentences")
    settings = SiteSettings(name="effsite", headline="imagenet/alexnet-level", runs="ai-and-compute")
    generate(load_checked(ROOT / "results").collection, folder, cache=chart_cache, settings=settings)
    return folder


def text_of(page: Path) -> str:
    """The page as it reads, figures' captions included and drawings left out."""
    bare = re.sub(r"<svg.*?</svg>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split()).replace(" ,", ",")


def pages(docs: Path) -> list[Path]:
    return sorted(p for p in docs.rglob("*.md") if "systems" not in p.parts)


def downloads(docs: Path) -> dict[str, dict[str, object]]:
    """The JSON of every target, by task/target."""
    found = {}
    for path in sorted((docs / "data").glob("*/*.json")):
        if path.parent.name == "schema":
            continue
        found[f"{path.parent.name}/{path.stem}"] = json.loads(path.read_text(encoding="utf-8"))
    return found


def printed(factor: str) -> tuple[float, float]:
    """Between what a printed factor lies: half a unit of its last digit, of its third where it has more."""
    bare = factor.replace(",", "")
    half = 0.5 / 10 ** len(bare.partition(".")[2])
    if "." not in bare:
        half *= 10 ** max(len(bare) - 3, 0)
    return float(bare) - half, float(bare) + half


def test_factor_span_and_average_are_one_identity_wherever_they_stand(docs: Path) -> None:
    seen = 0
    for page in pages(docs):
        for factor, size, span, unit, _, average in AVERAGE.findall(text_of(page)):
            low, high = (end * SIZES[size] for end in printed(factor))
            months = float(span) * (12 if unit == "years" else 1)
            # half a unit of the last digit printed: of the span, and of the factor
            about = (0.6 if unit == "years" else 0.5 if "." not in span else 0.05) + 0.01
            least, most = (months - about) / math.log2(high), (months + about) / math.log2(low)
            assert least - 0.05 <= float(average) <= most + 0.05, page
            seen += 1
    assert seen >= 45


def test_every_average_of_a_page_and_of_the_overview_is_that_of_the_data(docs: Path) -> None:
    overview = text_of(docs / "targets" / "index.md")
    for key, data in downloads(docs).items():
        average = data["average_halving_time_months"]
        page = next(iter(docs.glob(f"{key}.md")), None)
        if page is None or average is None:
            continue
        assert f"every {average:.1f} months on average" in text_of(page), key
        assert f"{average:.1f} months" in overview, key


def test_a_target_of_two_records_has_no_rate_on_its_page(docs: Path) -> None:
    seen = 0
    for key, data in downloads(docs).items():
        page = next(iter(docs.glob(f"{key}.md")), None)
        if page is None or len(data["frontier"]) != 2:
            continue
        lead = text_of(page).partition("Measure")[0].partition("Every result")[0]
        assert not re.search(r"(halving|halved|doubling) every", lead.partition("By ")[0]), key
        seen += 1
    assert seen >= 5


def test_a_page_calls_a_line_a_trend_only_where_it_describes_the_records(docs: Path) -> None:
    for key, data in downloads(docs).items():
        page = next(iter(docs.glob(f"{key}.md")), None)
        if page is None or data["average_halving_time_months"] is None:
            continue
        lead = text_of(page).partition("By ")[0]
        assert ("The trend fitted to" in lead) == data["trend_describes"], key
        assert ("The rate was not steady" in lead) == bool(data["regimes"]), key
        assert not (data["trend_describes"] and data["regimes"]), key


def test_moores_law_stands_beside_compute_and_cost_alone(docs: Path) -> None:
    for page in pages(docs):
        for measure in ("examples seen", "training time", "device-hours", "parameters"):
            for part in re.findall(rf"By {measure}: .*?(?:By |Records|Sources|$)", text_of(page)):
                assert "Moore" not in part, (page, measure)


def test_no_interval_leaves_out_its_own_average(docs: Path) -> None:
    pattern = r"every ([0-9.]+) months on average \(90 % interval ([0-9.]+) to ([0-9.]+)\)"
    found = [f for page in pages(docs) for f in re.findall(pattern, text_of(page))]

    assert found
    assert all(float(low) <= float(average) <= float(high) for average, low, high in found)


def test_the_range_of_the_choices_is_that_of_their_table_and_begins_with_the_average(docs: Path) -> None:
    seen = 0
    for key, data in downloads(docs).items():
        page = next(iter(docs.glob(f"{key}.md")), None)
        if page is None or len(data["choices"]) < 2:
            continue
        text, months = text_of(page), [c["halving_time_months"] for c in data["choices"]]
        table = text.partition("How much depends on the choice")[2].partition("Looking back")[0]
        first = re.search(r"records: first to latest ([0-9.]+) ", table)
        assert first, key
        assert float(first[1]) == pytest.approx(data["average_halving_time_months"], rel=1e-3), key
        most = f"{max(months):.1f} months"
        ends = f"{min(months):.1f} to {most}"
        if max(months) > 600:  # 50 years, beyond which no time is written
            most = "no measurable trend"
            ends = f"{min(months):.1f} months to {most}"
        told = f"Read by other choices, the same results give {ends}." in text
        assert told is (data["factor"] >= 1.1), key  # of less no rate is read
        assert re.search(rf"The least, {min(months):.1f} months, is that of .*; the most, {most}", table), key
        seen += 1
    assert seen >= 8


def test_the_interval_behind_the_choices_is_that_of_the_headline(docs: Path) -> None:
    seen = 0
    for key, data in downloads(docs).items():
        page = next(iter(docs.glob(f"{key}.md")), None)
        if page is None or not data["choices"] or data["interval"] is None:
            continue
        text = text_of(page)
        headline = re.search(r"months on average \((90 % interval [^)]*)\)", text)
        assert headline, key
        assert f"The shaded stretch is its {headline[1]}." in text, key
        seen += 1
    assert seen >= 5


def test_how_sure_a_result_is_stands_alike_on_its_targets_page_and_in_the_data(docs: Path) -> None:
    seen = 0
    for key, data in downloads(docs).items():
        for one in data["significance"]:
            text = text_of(docs / f"{key}.md")
            rows = text.partition("How sure each result is")[2]
            row = rows.partition(f" {one['system']} {one['runs']} ")[2][:400]
            assert f"over {one['runs']} run" in row or one["p_level"] is None, key
            if one["p_before"] is not None:
                p = "p < 0.001" if one["p_before"] < 0.001 else f"p = {one['p_before']:.2g}"
                lead, found, _ = row.partition(f"({p} over {one['runs']} and {one['runs_before']} runs)")
                assert found, key
                assert ("within noise of the record" in lead) == one["within_noise"], key
            seen += 1
    assert seen >= 10


def test_a_factor_in_doubt_lies_between_the_ends_that_the_data_give(docs: Path) -> None:
    pattern = re.compile(
        r"The first and the latest figure alone leave the factor between "
        r"([0-9.,]+?)( million| billion|) and ([0-9.,]+?)( million| billion|)\.(?: |$)"
    )
    seen = 0
    for key, data in downloads(docs).items():
        page = next(iter(docs.glob(f"{key}.md")), None)
        if page is None or data["factor_low"] is None:
            continue
        lead = text_of(page).partition("By ")[0]
        wide = data["factor_high"] >= 1.25 * data["factor_low"]
        assert bool(pattern.search(lead)) == wide, key
        for low, of_low, high, of_high in pattern.findall(lead):
            # two digits are printed under 100, three above
            low, high = float(low.replace(",", "")), float(high.replace(",", ""))
            ends = (low * SIZES[of_low], high * SIZES[of_high])
            assert ends == pytest.approx((data["factor_low"], data["factor_high"]), rel=0.05), key
            assert data["factor_low"] <= data["factor"] <= data["factor_high"], key
            seen += 1
    assert seen >= 5


def test_every_figure_lies_between_its_ends_and_says_where_they_come_from(docs: Path) -> None:
    seen = 0
    for key, data in downloads(docs).items():
        for row in rows_of(data["rows"]):
            given = None not in map(row.get, ("training_flop_low", "training_flop_high"))
            if row.get("training_flop") is not None and data["measure"] == "training_flop":
                assert row["figure_low"] <= row["training_flop"] <= row["figure_high"], (key, row["system"])
                assert (row["figure_ends"] == "given") == given, (key, row["system"])
                seen += 1
    assert seen >= 250


def test_an_estimate_outside_the_records_is_told_on_its_page_and_in_the_data(docs: Path) -> None:
    (row,) = (
        row
        for data in downloads(docs).values()
        for row in rows_of(data["rows"])
        if (row.get("why_not") or "").startswith("its figure is an estimate")
    )
    # 8 x 301.8 s x 9.894e14 x 0.33 = 7.883e17; at the 7.4 and 51 % that training has, 1.77e17 to 1.22e18
    assert row["system"].startswith("Record 12: ")
    assert row["why_not"] == (
        "its figure is an estimate of 1.77e17 to 1.22e18, which does not surely beat the 1.17e18 of "
        "Record 11: U-Net style skips, doubled learning rate"
    )
    page = text_of(docs / "fineweb-gpt2" / "track-1.md")
    assert f"{row['system']} stands outside the records: {row['why_not']}." in page
