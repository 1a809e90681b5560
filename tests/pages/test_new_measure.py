"""A measure is one entry: axis, switch, table, hover and sentence follow; no module lists them anew."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest

from effsite.records import MEASURES, Measure
from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection
from tests.live_charts import live_charts
from tests.projects import HERE

if TYPE_CHECKING:
    from pathlib import Path

PASSES = Measure(
    name="epochs",
    label="Passes over the data",
    noun="number of passes needed",
    unit="rounds",
    quantity="amount",
    about="an imaginary measure",
)
LISTED = {
    "records/measures.py": "where they are defined",
    "records/curve.py": "what a learning curve counts",
    "records/reproduction.py": "what a reproduction may say",
    "analysis/aggregation.py": "what an evaluation counts",
    "analysis/filled_in.py": "what the columns of a new row follow from",
    "analysis/rules/placeholders.py": "the figures of a row that a placeholder may stand in",
    "workflows/new/questions.py": "what is asked of a new row, by its method",
    "workflows/verify/reproduce.py": "what a reproduction is filled with",
    "workflows/run/conclude.py": "what an evaluation counts",
    "workflows/ingest/ingested.py": "what ingest shows of a row",
    "ingest": "the names that logs have for their columns",
}
"""Where several names of measures stand together, and why."""


@pytest.fixture
def docs(tmp_path: Path, chart_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(MEASURES, "epochs", PASSES)
    rows = [
        make_result("First", "2019-01-01", training_flop=8e12, epochs=40.0),
        make_result("Second", "2020-01-01", training_flop=4e12, epochs=10.0),
        *(make_result(f"Worse {n}", f"2021-0{n}-01", training_flop=9e12, epochs=50.0) for n in (1, 2, 3)),
    ]  # five, as many as a measure needs for a chart of its own
    own = make_target(name="rounds", title="Rounds", measure="epochs")
    rounds = [make_result("First", "2019-01-01", target="rounds", epochs=40.0, training_flop=None)]
    collection = make_collection(make_task_collection([*rows, *rounds], task=make_task(make_target(), own)))
    generate(collection, tmp_path, cache=chart_cache, settings=SiteSettings())
    return tmp_path


def test_a_new_measure_gets_axis_switch_column_hover_and_sentence(docs: Path) -> None:
    page = (docs / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    chart = json.dumps(live_charts(docs)["imagenet/alexnet-level-by-epochs"])
    assert '<th scope="col" data-kind="number" class="num">Passes over the data (rounds)</th>' in page
    assert "Passes over the data to reach AlexNet level, rounds" in chart
    assert "Passes over the data" in page.partition("<table")[0]
    assert "40 rounds" in chart
    own = (docs / "imagenet" / "rounds.md").read_text(encoding="utf-8")
    assert "First, 40 rounds, January 2019" in own


def test_the_systems_page_lists_the_new_measure(docs: Path) -> None:
    page = (docs / "systems" / "second.md").read_text(encoding="utf-8")
    assert "Passes over the data</dt>" in page


def _together(path: Path) -> bool:
    """Whether a literal in the module names three measures or more."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            parts = node.elts
        elif isinstance(node, ast.Dict):
            parts = [key for key in node.keys if key is not None]
        else:
            continue
        named = {p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)}
        if len(named & MEASURES.keys()) >= 3:
            return True
    return False


def test_no_other_module_lists_the_measures() -> None:
    package = HERE / "effsite"
    listing = {str(p.relative_to(package)) for p in package.rglob("*.py") if _together(p)}
    assert {name for name in listing if name not in LISTED and name.partition("/")[0] not in LISTED} == set()
