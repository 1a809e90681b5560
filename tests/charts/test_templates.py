from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import get_args

import pytest

from effsite.analysis.pareto import PAIRS, pareto
from effsite.site.charts import Designs, curve_chart, target_chart, templates
from effsite.site.charts.design_values import values
from effsite.site.charts.labels import lay_out
from effsite.site.charts.pareto import pareto_scene
from effsite.site.charts.scene import Design
from effsite.site.charts.svg import narrow_frame, wide_frame
from effsite.site.charts.target import target_scene
from effsite.site.charts.templates import (
    MADE,
    RealValues,
    Template,
    encoded,
    item_json,
    made_file,
    maker,
    template_json,
)
from tests.builders import make_curve, make_result, make_target
from tests.charts.conftest import summary_of, unpacked


def together(design, values):
    """The item that the page's script makes of a design and of a chart's own values."""
    own = json.loads(values)
    return json.loads(
        design, object_hook=lambda part: unpacked(own.get(part["@@"], [])) if "@@" in part else part
    )


def filled(scene):
    return values(scene, lay_out(scene, wide_frame(scene)), lay_out(scene, narrow_frame(scene)))


def scene_for(design, imagenet):
    """A scene that the design can show: two log axes where it has them, else a target over time."""
    if design != "pair":
        return target_scene(imagenet)
    rows = [make_result("A", forward_flop=1e9), make_result("B", training_flop=5e17, forward_flop=2e9)]
    return pareto_scene(pareto(make_target(), rows, PAIRS[0]))


@pytest.mark.parametrize("design", get_args(Design))
def test_joined_json_is_what_bokeh_itself_writes_for_the_same_data(designs, imagenet, design):
    data = filled(scene_for(design, imagenet))
    template = designs.template(design)
    assert together(template.text, template.values(data)) == item_json(design, RealValues(data))


def test_no_stand_in_is_left_in_a_chart(designs, imagenet):
    chart = target_chart(designs, imagenet, name="x")
    design = designs.template(chart.design).text
    assert "@@" not in chart.json
    assert "000000.5" not in design
    assert {part.split('"')[0] for part in design.split('{"@@":"')[1:]} >= {*json.loads(chart.json)}
    assert "@@" not in design.replace('{"@@":"', "")


def test_data_that_looks_like_a_stand_in_stays_data(designs):
    chart = target_chart(designs, summary_of(make_result("@@one:title@@")), name="x")
    assert json.loads(chart.json)["mark-frontier.name"] == ["@@one:title@@"]
    whole = json.dumps(together(designs.template(chart.design).text, chart.json))
    assert '["name", ["@@one:title@@"]]' in whole


def test_charts_of_one_design_share_a_file_that_is_named_by_what_it_holds(designs, imagenet):
    one, two = (target_chart(designs, imagenet, name=name) for name in ("x", "y"))
    digest = hashlib.sha256(designs.template("compute").text.encode()).hexdigest()[:10]
    assert one.design_file == two.design_file == f"design-compute.{digest}.json"
    assert len(one.json) < len(designs.template("compute").text) / 3


def test_a_chart_is_the_same_whatever_was_drawn_before(imagenet, tmp_path):
    one, two = Designs(tmp_path / "one"), Designs(tmp_path / "two")
    curve_chart(two, [make_curve([0.5])], make_target(), name="x")
    target_chart(two, summary_of(make_result()), name="y")
    assert target_chart(one, imagenet, name="z") == target_chart(two, imagenet, name="z")


def test_no_ids_of_bokehs_own_are_left():
    ids = [part.split('"')[0] for part in template_json("compute").split('"id":"')[1:]]
    assert ids
    assert all(i[0] == "e" and i[1:].isdigit() for i in ids)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_nan_and_infinity_are_refused(bad):
    with pytest.raises(ValueError, match="not JSON compliant"):
        Template.of('{"x":["@@list:x@@"]}').values({"x": [bad]})


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError, match="title"):
        Template.of('{"text":"@@one:title@@"}').values({})


def test_the_designs_of_the_package_are_written_anew_when_what_describes_them_changes():
    """`python -m tests.charts.made` writes them."""
    for design in get_args(Design):
        made_with, text = made_file(design).read_text("utf-8").rstrip("\n").split("\n")
        now = template_json(design)
        assert Template.of(text).names == Template.of(now).names
        assert text == now or made_with != maker()
    assert {path.stem for path in MADE.iterdir()} == {*get_args(Design)}


@pytest.fixture
def another_bokeh(monkeypatch):
    monkeypatch.setattr(templates, "maker", lambda: "bokeh 3.8.0")


@pytest.mark.usefixtures("another_bokeh")
def test_with_another_bokeh_the_template_is_made_kept_in_the_cache_and_read_from_it(tmp_path, imagenet):
    chart = target_chart(Designs(tmp_path), imagenet, name="x")
    (kept,) = tmp_path.iterdir()
    assert chart.design_file == Template.of(template_json("compute")).file("compute")
    stored = '{"kept":"@@one:title@@"}'
    kept.write_text(f"{hashlib.sha256(stored.encode()).hexdigest()}\n{stored}")
    chart = target_chart(Designs(tmp_path), imagenet, name="x")
    assert json.loads(chart.json) == {"title": "Training compute to reach AlexNet level, FLOP"}
    assert Designs(tmp_path).template("compute").text == '{"kept":{"@@":"title"}}\n'


def made_without(tmp_path, program):
    """Whether a chart is drawn, after what `program` does first, without bokeh being loaded."""
    program += (
        "from pathlib import Path; from effsite.site.charts import Designs, target_chart, assets;"
        "from tests.charts.conftest import summary_of;"
        f"target_chart(Designs(Path({str(tmp_path)!r})), summary_of(), name='x'); assets();"
        "import sys; print('bokeh' not in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_a_warm_cache_needs_no_bokeh(tmp_path):
    other = "from effsite.site.charts import templates; templates.maker = lambda: 'another';"
    assert not made_without(tmp_path, other)
    assert made_without(tmp_path, other)


def test_a_first_build_needs_no_bokeh_where_the_designs_of_the_package_fit(tmp_path):
    fits = maker() == made_file("compute").read_text("utf-8").split("\n")[0]
    assert made_without(tmp_path, "") == fits
    assert any(tmp_path.iterdir()) != fits


def test_nothing_in_a_design_runs_code_or_reads_markup():
    for design in get_args(Design):
        text = template_json(design)
        for name in ("CustomJS", "OpenURL", "HTML", "{safe}", "Callback", "FuncTick"):
            assert name not in text


def test_encoding_refuses_nan():
    with pytest.raises(ValueError, match="not JSON compliant"):
        encoded({"x": float("nan")})
