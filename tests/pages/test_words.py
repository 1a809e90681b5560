"""What readers see of a small record, word for word; the figures are worked in `tests.pages.worked`."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from effsite.site.pages.comparisons import rates_page
from effsite.site.pages.environment import environment
from effsite.site.pages.generate import generate
from effsite.site.pages.page_charts import PageCharts
from effsite.site.pages.survey import survey
from effsite.site.pages.workings import workings
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_task_collection
from tests.pages.conftest import rows_of
from tests.pages.worked import worked_collection

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> Path:
    folder = tmp_path_factory.mktemp("worked")
    settings = SiteSettings(name="Our lab", url="https://lab.example/")
    generate(worked_collection(), folder, cache=chart_cache, settings=settings)
    return folder


def lines(page: Path) -> list[str]:
    """The page's text as a reader sees it: without charts and tags, cells set apart by bars."""
    text = re.sub(r"<(figure|svg).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"</(td|th|dt)>", " | ", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def follow(page: Path, *expected: str) -> bool:
    """Whether the lines stand on the page one after the other."""
    found = lines(page)
    return any(found[n : n + len(expected)] == list(expected) for n in range(len(found)))


def test_the_front_page_opens_with_the_factor_the_span_and_the_trend(docs: Path) -> None:
    assert follow(
        docs / "index.md",
        "# Reaching Good took 16 times less training compute in 2021 than in 2019",
        "How much computation does it take to train an AI to a fixed ability, and how does that fall as"
        " methods improve? Our lab keeps track of it. Computation is counted in operations, FLOP; a PFLOP is"
        " a million billion of them.",
        "Between January 2019 and January 2021, the",
        "training compute needed for Good (Digits) fell",
        "from 8 TFLOP to 500 GFLOP:",
        "16 times less",
        "in 2.0 years, halving every 6.0 months on average "
        "(no interval: 2 steps between records of different works; it takes 4).",
        "The trend fitted to 3 records is halving every 6.0 months.",
        "Moore’s law gives 2 times over the same span.",
        # 8e12 is counted, from 0.96 to 1.03 times it, and 5e11 a stated total, from 0.33 to 2.1 times. The
        # factor is less by sqrt(log2(1/0.96)^2 + log2(2.1)^2) = 1.0720 doublings and more by
        # sqrt(log2(1.03)^2 + log2(1/0.33)^2) = 1.6000: 16 / 2.1024 and 16 x 3.0314.
        "How sure? The 3 records come from one source, and none was repeated by anybody else. Of their"
        " figures, 2 are as their sources state them and 1 is counted. The first and the latest figure alone"
        " leave the factor between 7.6 and 49.",
        "Good: Nineteen of twenty.",
        "Every result behind this chart, and how each figure was got",
    )


def test_the_front_page_says_what_the_site_is(docs: Path) -> None:
    assert follow(
        docs / "index.md",
        "## What this is",
        "Our lab keeps track of how much compute it takes to reach a fixed level of AI capability, and of how"
        " that amount falls from year to year: every result with its source, every rate with the number of"
        " records behind it.",
    )


def test_a_systems_page_leads_on_to_its_row_among_the_others_of_its_target(docs: Path) -> None:
    page = (docs / "systems" / "perceptron.md").read_text("utf-8")
    links = re.findall(r'<a href="([^"]+)">Among all results of this target</a>', page)
    assert [link.partition("#")[0] for link in links] == ["../../digits/good/", "../../digits/serving/"]
    for link, target in zip(links, ("good", "serving"), strict=True):
        row = re.escape(link.partition("#")[2])
        assert re.search(
            rf'<tr id="{row}"[^>]*>.*?Perceptron', (docs / "digits" / f"{target}.md").read_text("utf-8")
        )


def test_a_page_of_a_system_with_several_results_opens_with_their_number(docs: Path) -> None:
    assert follow(
        docs / "systems" / "perceptron.md",
        "# Perceptron",
        "Published in January 2019; 2 results.",
        "## Good (Digits)",
    )


def test_the_page_of_hardware_and_algorithms_says_what_its_product_means(docs: Path) -> None:
    assert follow(
        docs / "hardware-and-algorithms.md",
        "The product takes the two gains to be independent. They are not quite: architectures are chosen for"
        " the hardware of their day, and networks with few operations often use it poorly. More on what the"
        " product means.",
        "## Target by target",
    )


def test_the_front_page_has_a_card_for_each_target(docs: Path) -> None:
    assert follow(
        docs / "index.md",
        *("Good", "Digits", "16x less training compute", "January 2019 to January 2021, 2.0 years"),
        "halving every 6.0 months on average, 3 records",
        *("Serving", "Digits", "4x less inference compute", "January 2019 to January 2020, 12 months"),
        "two points: no trend is fitted",
    )


def test_the_front_page_lists_the_latest_records(docs: Path) -> None:
    assert follow(
        docs / "index.md",
        "1 January 2021 Smaller net reached Good with 500 GFLOP, 16 times less than the first.",
        "1 January 2020 Small net reached Good with 2 TFLOP, 4 times less than the first.",
        "1 January 2020 Small net reached Serving with 1 MFLOP, 4 times less than the first.",
    )


def test_the_page_of_all_targets_gives_factor_halving_time_interval_and_span(docs: Path) -> None:
    assert follow(
        docs / "targets" / "index.md",
        "# All targets",
        "A target is a capability held fixed. The factor says how many times less it takes to reach it than"
        " in the first result.",
    )
    assert "The average is the span over log₂ of the factor." in " ".join(
        lines(docs / "targets" / "index.md")
    )
    assert follow(
        docs / "targets" / "index.md",
        "Target | Since the first | Factor | Average halving time | 90 % interval | Estimates | Task | "
        "Measure | Span | Fitted line | n | Results | Latest record |",
        "Vision |",
        "Good | | 16x | 6.0 months | | none | Digits | Training compute | "
        "January 2019 to January 2021 | 6.0 months | 3 | 4 | Smaller net |",
        "Serving | | 4x | | | none | Digits | Inference compute | "
        "January 2019 to January 2020 | two points, no fit | 2 | 2 | Small net |",
    )


def test_the_pages_that_compare_say_first_what_is_compared(docs: Path) -> None:
    targets = (docs / "targets" / "index.md").read_text("utf-8")
    assert "The factor says how many times less it takes to reach it than in the first result." in targets
    rates = (docs / "rates.md").read_text("utf-8")
    assert "How long does a doubling take? The average rates of this collection, beside what others" in rates
    assert "a doubling of sequences per dollar is not worth a doubling of accuracy per FLOP" in rates


def test_the_rates_page_sets_the_trend_beside_published_rates(docs: Path) -> None:
    # Four halvings in 731 days: 182.75 days or 6.004 months each, and 2 ** (12 / 6.004) = 3.996 a year.
    page = docs / "rates.md"
    assert follow(
        page,
        "Target | Task | Measure | Months on average | Interval | Fitted line | Records | Factor a year |",
        "Good | Digits | Training compute | 6.004 | | 6.0 months | 3 | 3.996x |",
    )
    assert follow(
        page,
        "Rate | Of what | Stated as | Months | Factor a year | Source |",
        "GPU price | FLOP per dollar | 1 year | 12 | 2x | A survey. |",
    )
    assert follow(
        page,
        "Rate | Of what | Stated as | Months | Interval | Factor a year | n | Source |",
        "Small models | Loss | less than 64x | | from 20 (bound) | | 6 nets | A study. |",
        "Data | AblationsMethod | ProductsScale | 3.6e6 weights |",
    )


def test_the_rates_page_gives_the_interval_of_a_trend_from_low_to_high(chart_cache: Path) -> None:
    # Gains of 1, 3, 1 and 3 doublings, 100 days each, of figures without doubt: a halving takes 400 / 8 = 50
    # days or 1.643 months. By `test_the_interval_follows_from_the_steps` 0.046874 to 0.002965 halvings a day:
    # 21.33 days or 0.7009 months, and 337.2 days or 11.08 months.
    found = zip((256.0, 128.0, 16.0, 8.0, 1.0), range(0, 500, 100), strict=True)
    rows = [
        make_result(
            f"Net {days}",
            str(date(2020, 1, 1) + timedelta(days=days)),
            source=f"Paper {days}.",
            **dict.fromkeys(("training_flop", "training_flop_low", "training_flop_high"), flop),
        )
        for flop, days in found
    ]
    seen = survey(make_collection(make_task_collection(rows)), SiteSettings(name="Our lab"))
    page = rates_page(seen, PageCharts(chart_cache))
    assert page is not None
    row = re.search(r"<tbody>\s*(<tr>.*?</tr>)", page.text(), re.DOTALL)
    assert row is not None
    assert re.findall(r'<td class="num">([^<]*)</td>', row[1])[:2] == ["1.643", "0.7009 to 11.08"]


def test_the_page_of_hardware_and_algorithms_multiplies_the_two(docs: Path) -> None:
    # 731 days are 24.016 months: Moore's law gives 2^(24.016/24) = 2.001, with 16 that is 32.02,
    # whose halving time is 24.016 / log2(32.02) = 4.803 months.
    page = docs / "hardware-and-algorithms.md"
    assert (
        "Over the 2.0 years from January 2019 to January 2021, algorithms made Good take 16 times less "
        "compute. A doubling of the operations per dollar every 24 months, as Moore’s law is read here, "
        "makes the same compute 2 times cheaper meanwhile. Multiplied, the same capability costs 32 times "
        "less: a halving every 4.8 months on average."
    ) in lines(page)
    assert follow(
        page,
        "Target | Task | Span | Algorithms | Hardware | Multiplied | Halving time (months) | Estimates |",
        "Good | Digits | 2.0 years | 16x | 2.001x | 32.02x | 4.803 | none |",
        "Serving | Digits | 12 months | 4x | 1.414x | 5.656x | | none |",
    )
    assert "GPU price | FLOP per dollar | 12 | 4.004x | 64.06x | 4.002 | A survey. |" in lines(page)


def test_the_inference_page_follows_one_forward_pass(docs: Path) -> None:
    page = docs / "inference.md"
    assert follow(
        page,
        "## Serving",
        "Between January 2019 and January 2020, the",
        "inference compute needed for Serving (Digits) fell",
        "from 4 MFLOP to 1 MFLOP:",
        "4 times less",
        "in 12 months.",
        "Two points: no trend is fitted.",
        "Moore’s law gives 1.4 times over the same span.",
    )
    assert follow(
        page,
        "System | Published | Inference compute (FLOP) | Factor | Status | Source |",
        "Perceptron | 2019-01-01 | 4e6 | 1x | claimed | [1] |",
        "Small net | 2020-01-01 | 1e6 | 4x | claimed | [1] |",
    )


def test_a_systems_page_says_how_its_figure_was_got(docs: Path) -> None:
    assert follow(
        docs / "systems" / "perceptron.md",
        "## Good (Digits)",
        "Reached Good with 8 TFLOP of training compute, published in January 2019, the first listed.",
        "Published | 2019-01-01",
        "Training compute | 8e12 FLOP (9.259e-5 tfs-days, 9.259e-8 pfs-days)",
        "Low to high | 7.68e12 to 8.24e12 FLOP, derived from the method",
        "Counts | up to the target",
        "The source counts | 1 per multiply-add",
        "Method | counted",
        "Working | 4e6 FLOP per image × 1e6 images × 2 passes",
        "Checks | follows from these inputs",
        "Examples seen | 1e6 images",
        "Training time | 5400 s",
        "Hardware | 2 × GPU X",
        "Device-hours | 3",
        "Status | claimed",
        "Figures | reported by the source",
    )


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        (
            "small-net",
            "2 TFLOP of training compute, published in January 2020: 4 times less than the first, a record "
            "when published.",
        ),
        (
            "smaller-net",
            "500 GFLOP of training compute, published in January 2021: 16 times less than the first, and the "
            "record that stands.",
        ),
    ],
)
def test_a_systems_page_says_where_it_stands(docs: Path, slug: str, sentence: str) -> None:
    assert f"Reached Good with {sentence}" in lines(docs / "systems" / f"{slug}.md")


def test_a_system_without_a_page_is_described_below_its_row(docs: Path) -> None:
    assert not (docs / "systems" / "late-net.md").exists()
    page = (docs / "digits" / "good.md").read_text(encoding="utf-8")
    assert '<details class="eff-row" id="system-late-net"><summary>Late net</summary></details>' in page
    described = page.split('<tr class="eff-more">')[1].split("</tr>")[0]
    assert (
        "<p>Reached Good with 4 TFLOP of training compute, published in June 2020: 2 times less than the "
        "first, not a record.</p>"
    ) in described
    # 4e12 FLOP / 8.64e16 FLOP a tfs-day = 4.63e-5
    assert "<dt>Training compute</dt><dd>4e12 FLOP (4.63e-5 tfs-days, 4.63e-8 pfs-days)</dd>" in described
    assert "<dt>Source</dt><dd>Logs.</dd>" in described


def test_a_target_page_says_which_figures_were_doubled(docs: Path) -> None:
    page = docs / "digits" / "good.md"
    text = "\n".join(lines(page))
    assert text.count("the source counts 1 per multiply-add; doubled here") == 1
    assert (
        "Perceptron | 8e12 | counted | 4e6 FLOP per image × 1e6 images × 2 passesfollows from these inputs"
        "the source counts 1 per multiply-add; doubled here | |"
    ) in text


def test_the_download_has_every_row_with_its_submission_and_standing(docs: Path) -> None:
    assert (docs / "data" / "digits" / "good.csv").read_text(encoding="utf-8") == (
        "target,system,published,training_flop,flop_method,flop_scope,source_flop_per_mac,forward_flop,examples,"
        "passes,devices,device,seconds,cost_usd,status,source_kind,source,submission,figure_low,figure_high,"
        "figure_ends,factor,on_frontier,competes,why_not,estimated\n"
        "good,Perceptron,2019-01-01,8e12,counted,to-target,1,4e6,1e6,2,2,GPU X,5400,,claimed,reported,Logs.,"
        "lab,7.68e12,8.24e12,derived,1,true,true,,false\n"
        "good,Small net,2020-01-01,2e12,reported,to-target,,,,,,,1800,,"
        "claimed,reported,Logs.,lab,6.6e11,4.2e12,derived,4,true,true,,false\n"
        "good,Late net,2020-06-15,4e12,reported,to-target,,,,,,,,,claimed,reported,Logs.,"
        "lab,1.32e12,8.4e12,derived,2,false,true,,false\n"
        "good,Smaller net,2021-01-01,5e11,reported,to-target,,,,,,,,12.6,"
        "claimed,reported,Logs.,lab,1.65e11,1.05e12,derived,16,true,true,,false\n"
    )


def test_the_download_for_programs_has_every_row_with_its_submission_and_standing(docs: Path) -> None:
    whole = json.loads((docs / "data" / "digits" / "good.json").read_text(encoding="utf-8"))
    every = rows_of(whole["rows"])
    rows = [{name: value for name, value in row.items() if value is not None} for row in every]
    assert [row["system"] for row in rows] == ["Perceptron", "Small net", "Late net", "Smaller net"]
    assert rows[3] == {
        **{"target": "good", "system": "Smaller net", "published": "2021-01-01", "training_flop": 5e11},
        **{"flop_method": "reported", "flop_scope": "to-target", "cost_usd": 12.6, "status": "claimed"},
        **{"source_kind": "reported", "source": "Logs.", "submission": "lab"},
        **{"figure_low": 1.65e11, "figure_high": 1.05e12, "figure_ends": "derived", "factor": 16.0},
        **{"on_frontier": True, "competes": True, "estimated": False},
    }


@pytest.mark.parametrize(
    ("passes", "source_kind", "end"),
    [
        (2.995, "measured", "2.995 passes (those of training as it is; the note says why)"),
        (3.0, "measured", "3 passes"),
        (None, "measured", "3 passes"),
        (2.0, "reported", "2 passes"),
    ],
)
def test_a_measured_figure_of_other_than_three_passes_says_so(
    passes: float | None, source_kind: str, end: str
) -> None:
    given = {"flop_method": "counted", "forward_flop": 1e9, "examples": 10.0, "source_kind": source_kind}
    (working,) = workings([make_result(passes=passes, **given)], "image")
    assert working.inputs == f"1e9 FLOP per image × 10 images × {end}"


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("ResNet-50, v1.5", "ResNet-50, v1.5"),
        ("", ""),
        ("two  spaces", "two spaces"),
        (" at its ends ", "at its ends"),
        ("on\ntwo\tlines", "on two lines"),
        ("a\x07bell and \x9b", "abell and "),
        ("µ in Überlänge", "µ in Überlänge"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_a_text_is_printed_on_one_line_without_controls(given: str, printed: str) -> None:
    assert environment().from_string("{{ said }}").render(said=given) == printed
