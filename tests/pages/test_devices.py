"""The page of devices: their figures in the units of the headings, and what rests on each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from effsite.records import columns
from effsite.records.device import Device
from effsite.site.pages.devices import HEADINGS, devices_page, scaled
from effsite.site.pages.survey import Survey, survey
from effsite.site.settings import SiteSettings
from effsite.workflows.check import load_checked
from tests.builders import make_collection, make_device, make_result, make_task, make_task_collection

RESULTS = Path(__file__).parents[2] / "results"


@pytest.fixture(scope="module")
def committed() -> Survey:
    return survey(load_checked(RESULTS).collection, SiteSettings(runs="ai-and-compute"))


def rows_of(body: str, name: str) -> list[str]:
    """The rows that begin with the device: of what rests on it, where something does, and of its figures."""
    return [row for row in re.findall(r"<tr><th.*?</tr>", body) if f">{name}</" in row]


def numbers(row: str) -> list[str]:
    return re.findall(r'<td class="num">([^<]*)</td>', row)


def test_every_peak_rate_of_a_device_has_a_column() -> None:
    assert set(HEADINGS) == {name for name in columns(Device) if name.endswith("_per_second")} - {
        "memory_bandwidth_bytes_per_second"
    }


def test_a_device_is_told_in_the_units_of_the_headings_with_what_rests_on_it(committed: Survey) -> None:
    page = devices_page(committed)
    assert page is not None
    used, figures = rows_of(page.body, "GeForce GTX 580")
    assert "2010-11-09" in used
    assert "2010-11-09" in figures
    assert numbers(used) == ["2", "0", "1"]  # AlexNet and ZF in AI and Compute, both as OpenAI gives them
    opened = page.body[page.body.index(used) + len(used) :].partition("</tr>")[0]
    assert ">Modern era, 2012-2018</a>, AI and Compute: the largest training runs: 2.</p>" in opened
    # Epoch AI's row: 1.976e11 and 1.581e12 FLOP/s, 1.536 GB, 192.4 GB/s, 244 W
    assert numbers(figures) == ["0.1976", "1.581", "", "", "", "", "", "", "1.536", "192.4", "244"]


def test_the_counts_of_the_page_are_those_of_the_collection(committed: Survey) -> None:
    page = devices_page(committed)
    assert page is not None
    known = {device.name for device in committed.collection.devices}
    rows = [r for task in committed.collection.tasks for r in task.results]
    named = [r for r in rows if r.device in known]
    assert f"{len(named):,} results name one of them; {len(rows) - len(named):,} name none." in page.body
    assert page.body.count('<tr><th scope="row">') == len(known) + len({r.device for r in named})
    peaks = sum(r.flop_method == "hardware" for r in named)
    assert f"That of {peaks:,} results was worked out from devices, time and peak" in page.body


def test_a_device_that_nothing_was_trained_on_stands_among_the_figures_alone() -> None:
    devices = [make_device("V100"), make_device("P100"), make_device("A100 <b>", note="Sources <i> differ.")]
    results = [make_result("A", device="V100"), make_result("B", device="P100")]
    page = devices_page(
        survey(
            make_collection(
                make_task_collection([*results, make_result("C", device="P100")]),
                make_task_collection(devices=devices, task=make_task(name="hardware", holds="devices")),
            ),
            SiteSettings(),
        )
    )
    assert page is not None
    used, figures = page.body.split("## Peak rates, memory and power")
    assert re.findall("<summary>(.*?)</summary>", used) == ["P100", "V100"]
    assert "A100 &lt;b&gt;" in figures
    assert "Sources &lt;i&gt; differ." in figures
    assert "64-bit" not in figures
    assert "name none" not in page.body


def test_what_a_device_lacks_is_empty() -> None:
    assert scaled(make_device(), "tdp_watts") == ""
    assert scaled(make_device(memory_bytes=8.59e9), "memory_bytes") == "8.59"
    assert scaled(make_device(tdp_watts=300.0), "tdp_watts") == "300"


def test_there_is_no_page_without_a_device() -> None:
    without = make_collection(make_task_collection([make_result()]))
    assert devices_page(survey(without, SiteSettings())) is None
