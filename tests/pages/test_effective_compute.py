"""The page of effective compute, which says without a script what its script says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.analysis.equivalent import equivalent, years_of
from effsite.analysis.summary import summarise
from effsite.site.pages.effective_compute import effective_compute_page
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

if TYPE_CHECKING:
    from effsite.records import Collection


def halving_yearly(n: int) -> Collection:
    results = [
        make_result(
            f"Net {i}", f"{2012 + i}-06-01", training_flop=1e18 / 2**i, source_url=f"https://e.org/{i}"
        )
        for i in range(n)
    ]
    timed = make_target(name="timed", title="Timed", measure="seconds")
    return make_collection(
        make_task_collection(results, task=make_task(make_target(title="A <b> level"), timed))
    )


def test_each_target_with_a_rate_of_compute_has_a_row_worked_out_and_what_the_script_needs() -> None:
    collection = halving_yearly(6)
    page = effective_compute_page(survey(collection, SiteSettings()))
    assert page is not None
    (task,) = collection.tasks
    summary = summarise(task, task.task.targets[0])
    rows = re.findall(r"<tr data-months.*?</tr>", page.body)
    assert len(rows) == 1
    assert "A &lt;b&gt; level" in rows[0]
    assert f'data-months="{summary.average_halving_time_months!r}"' in rows[0]
    assert 'data-first="2012" data-latest="2017"' in rows[0]
    assert years_of(summary) == (2012, 2017)
    # 1e18 FLOP of 2012 are 1e18 / 2^5 = 3.125e16 of 2017, nearly: five years are not quite 60 months.
    assert abs(equivalent(summary, 1e18, 2012, 2017).flop / 3.125e16 - 1) < 1e-3
    assert '<td class="num">3.124e16</td>' in rows[0]


def test_the_form_is_hidden_until_a_script_fills_it() -> None:
    page = effective_compute_page(survey(halving_yearly(6), SiteSettings()))
    assert page is not None
    assert '<div class="eff-calculator" hidden>' in page.body


def test_there_is_no_page_without_a_rate() -> None:
    assert effective_compute_page(survey(halving_yearly(2), SiteSettings())) is None
