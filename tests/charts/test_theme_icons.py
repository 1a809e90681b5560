"""The icons of the theme are outlines of the style sheet, which pages name."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from effsite.errors import BuildError
from effsite.site.charts import theme_icons
from effsite.site.charts.chart_assets import assets
from effsite.site.charts.theme_icons import ICONS, icon_rules
from effsite.site.pages.theme import overrides


def test_each_icon_has_a_template_that_names_its_rule() -> None:
    templates = {path.stem: path.read_text("utf-8") for path in Path(overrides()).glob(".icons/material/*")}
    assert set(templates) == set(ICONS)
    for name, template in templates.items():
        assert template == f'<svg viewBox="0 0 24 24" class="eff-i-{name}"></svg>\n'
        assert f".eff-i-{name} {{" in icon_rules().decode()


def test_an_outline_is_the_installed_themes() -> None:
    spec = importlib.util.find_spec("material")
    assert spec is not None
    assert spec.origin is not None
    menu = (Path(spec.origin).parent / "templates/.icons/material/menu.svg").read_text("utf-8")
    outline = menu.partition(' d="')[2].partition('"')[0]
    assert outline.startswith("M3 6h18")  # three bars from left to right
    assert f"<path d='{outline}'/></svg>\") center / contain no-repeat" in icon_rules().decode()


def test_the_rules_stand_in_the_style_sheet_of_every_page() -> None:
    shared = assets()
    assert shared.files[shared.stylesheet].endswith(icon_rules())


def test_an_icon_that_the_theme_lacks_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme_icons, "ICONS", ("no-such-icon",))
    with pytest.raises(BuildError, match="the installed mkdocs-material has no icon material/no-such-icon"):
        icon_rules()
