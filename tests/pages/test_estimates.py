"""An estimate looks like one wherever it stands: no page, chart or feed shows its figure without the mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUESSED = {
    "training_flop": 1.23456e15,
    "seconds": 54321.0,
    "examples": 7.65432e8,
    "cost_usd": 8765.43,
    "energy_kwh": 456.789,
    "inference_flop": 3.45678e8,
}
"""What the guessed rows take: figures that occur nowhere else."""

BASE = {
    "training_flop": 8e17,
    "seconds": 9e6,
    "examples": 9e10,
    "cost_usd": 9e5,
    "energy_kwh": 9e4,
    "inference_flop": 9e10,
}
SHOWN = (".md", ".svg", ".html", ".xml", ".json")


def slug(measure: str) -> str:
    return measure.replace("_", "-")


ESTIMATED = {
    "hardware": {"training_flop"},
    "estimated": {"training_flop", "inference_flop"},
    "estimated, without a compute": set(GUESSED) - {"training_flop"},
}
"""The measures of the guessed rows that are estimates, by what kind of rows they are."""


@pytest.fixture(scope="module", params=list(ESTIMATED))
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, chart_cache: Path
) -> tuple[dict[str, str], set[str]]:
    """What one sees of a site with an estimated record of each measure, and which those are."""
    guess = {"flop_method": "hardware"} if request.param == "hardware" else {"source_kind": "estimated"}
    without = {"training_flop": None, "flop_method": None} if "without" in request.param else {}
    rows = [
        row
        for name in GUESSED
        for row in (
            make_result("Base", "2012-01-01", target=slug(name), **BASE),
            make_result("Guess", "2016-01-01", target=slug(name), **(GUESSED | guess | without)),
        )
    ]
    targets = [make_target(name=slug(name), title=f"Target {slug(name)}", measure=name) for name in GUESSED]
    folder = tmp_path_factory.mktemp("estimates")
    made = generate(
        make_collection(make_task_collection(rows, task=make_task(*targets))),
        folder,
        cache=chart_cache,
        settings=SiteSettings(name="Our lab", url="https://lab.example/"),
    )
    texts = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in SHOWN
    }
    texts |= {name: content.decode() for name, content in made.beside.items() if name.endswith(SHOWN)}
    shown = {name: text for name, text in texts.items() if not name.startswith("data/")}
    return shown, ESTIMATED[request.param]


def bare(text: str, figure: str) -> Iterator[str]:
    """Where a figure stands as a number of its own, without the mark before it."""
    for found in re.finditer(rf"(?<![\d.,≈/#\w-]){re.escape(figure)}(?![\d\w]|[.,]\d)", text):
        yield text[max(found.start() - 60, 0) : found.end() + 20]


def test_no_estimated_amount_stands_anywhere_without_the_mark(site: tuple[dict[str, str], set[str]]) -> None:
    texts, estimated = site
    for name in estimated:
        written = {
            formats.exact(GUESSED[name]),
            formats.measure(name, GUESSED[name]),
            formats.measure_exact(name, GUESSED[name]),
        }
        assert any(f"≈{figure}" in text for figure in written for text in texts.values()), name
        found = [(page, place) for page, text in texts.items() for w in written for place in bare(text, w)]
        assert found == [], name


def test_no_factor_that_rests_on_an_estimate_stands_without_the_mark(
    site: tuple[dict[str, str], set[str]],
) -> None:
    texts, estimated = site
    for name in estimated:
        factor = BASE[name] / GUESSED[name]
        written = {formats.factor(factor), formats.factor_exact(factor), formats.times(factor)}
        found = [(page, place) for page, text in texts.items() for w in written for place in bare(text, w)]
        assert found == [], name
        assert any(f"≈{formats.factor(factor)}" in text for text in texts.values()), name


def test_what_is_no_estimate_is_not_marked(site: tuple[dict[str, str], set[str]]) -> None:
    texts, estimated = site
    assert set(GUESSED) <= set(MEASURES)
    for name in set(GUESSED) - estimated:
        exact = formats.exact(GUESSED[name])
        assert not any(f"≈{exact}" in text for text in texts.values()), name
    assert not any(f"≈{formats.exact(BASE[name])}" in text for name in BASE for text in texts.values())
