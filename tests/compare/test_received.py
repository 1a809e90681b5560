"""What another program wrote of a comparison, read as data."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from effsite.site.charts import Designs, target_chart
from effsite.site.comparison.received import (
    LONGEST_TEXT,
    MOST_ENTRIES,
    ReceivedError,
    read_comparison,
    read_picture,
)
from tests.builders import make_result
from tests.charts.conftest import summary_of
from tests.compare.conftest import NEW, Branch

SVG = '<svg xmlns="http://www.w3.org/2000/svg"{}>{}</svg>'


def test_what_is_written_reads_back_the_same(branch: Branch) -> None:
    branch.row(NEW)
    told = branch.against().told
    assert read_comparison(json.dumps({"comparison": asdict(told)}).encode()) == told


def test_long_texts_and_lists_are_cut(branch: Branch) -> None:
    branch.row(NEW)
    told = branch.against().told
    much = replace(told, against="x" * 10_000, targets=told.targets * 2_000)
    read = read_comparison(json.dumps({"comparison": asdict(much)}).encode())
    assert (len(read.against), len(read.targets)) == (LONGEST_TEXT, MOST_ENTRIES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ok": "yes"}, "comparison.ok is not a flag"),
        ({"ok": 1}, "comparison.ok is not a flag"),
        ({"against": None}, "comparison.against is not a text"),
        ({"targets": {}}, "comparison.targets is not a list"),
        ({"targets": ["x"]}, "comparison.targets[0] is not an object"),
        ({"files": [{"path": "x"}]}, "comparison.files[0] lacks state"),
    ],
)
def test_another_form_is_refused_with_its_place(branch: Branch, change: dict[str, object], said: str) -> None:
    told = {**asdict(branch.against().told), **change}
    with pytest.raises(ReceivedError) as refused:
        read_comparison(json.dumps({"comparison": told}).encode())
    assert refused.value.message == said


@pytest.mark.parametrize("data", [b"", b"\xff", b"{}", b"[" * 100_000, b" " * 5_000_000])
def test_what_is_no_comparison_is_refused(data: bytes) -> None:
    with pytest.raises(ReceivedError):
        read_comparison(data)


def test_our_own_pictures_pass_and_look_the_same(branch: Branch, tmp_path: Path) -> None:
    branch.row(NEW.replace("Tiny net", "A & <b> \"net\" 'x'"))
    branch.against(pictures=tmp_path)
    for path in tmp_path.glob("*.svg"):
        rebuilt = read_picture(path.read_bytes())
        assert rebuilt.count("<path") == path.read_text().count("<path")
        assert read_picture(rebuilt.encode()) == rebuilt
        assert rebuilt.startswith('<svg xmlns="http://www.w3.org/2000/svg"')


def test_our_own_pictures_of_many_marks_pass(tmp_path: Path) -> None:
    rows = [make_result(f"S{n}", f"20{10 + n // 12}-{n % 12 + 1:02}-01") for n in range(150)]
    wide = target_chart(Designs(tmp_path), summary_of(*rows), name="a/b").svg_wide
    assert wide.count("<marker ") == 1
    rebuilt = read_picture(wide.encode())
    assert len(re.findall(r'<marker id="([\w-]+)".* marker-mid="url\(#\1\)"', rebuilt)) == 1


MARK = '<marker id="a" markerUnits="userSpaceOnUse" overflow="visible">{}</marker>'


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<html/>",
        "<svg/>",
        SVG.format("", "<script>alert(1)</script>"),
        SVG.format(' onload="alert(1)"', ""),
        SVG.format("", '<a href="https://evil.example"><text>x</text></a>'),
        SVG.format("", '<image href="https://evil.example/pixel.png"/>'),
        SVG.format("", "<style>@import 'https://evil.example'</style>"),
        SVG.format("", '<rect style="fill:url(https://evil.example)"/>'),
        SVG.format("", '<rect fill="url(https://evil.example#x)"/>'),
        SVG.format("", '<g clip-path="url(https://evil.example#x)"/>'),
        SVG.format("", '<g transform="scale(9)"/>'),
        SVG.format("", '<g transform="translate(1 2) rotate(3)"/>'),
        SVG.format("", "<foreignObject/>"),
        SVG.format("", '<animate attributeName="href"/>'),
        SVG.format(' xmlns:xlink="http://www.w3.org/1999/xlink"', '<path xlink:href="x"/>'),
        SVG.format("", '<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>'),
        "<!DOCTYPE svg [<!ENTITY x 'y'>]>" + SVG.format("", "<text>&x;</text>"),
        "<?xml-stylesheet href='https://evil.example'?>" + SVG.format("", ""),
        SVG.format("", "<!-- -->"),
        SVG.format("", "<g>" * 20),
        SVG.format("", MARK.format("")),
        SVG.format("", MARK.format(f'<path d="{"M0 0" * 51}"/>')),
        SVG.format("", MARK.format('<path d="M0 0"/><path d="M0 0"/>')),
        SVG.format("", MARK.format('<path d="M0 0" marker-mid="url(#b)"/>')),
        SVG.format("", MARK.format('<path d="M0 0"><title>a</title></path>')),
        SVG.format("", MARK.format("<text>a</text>")),
        SVG.format("", '<path d="M0 0" marker-mid="url(https://evil.example/a.svg#b)"/>'),
        SVG.format("", "<g/>" * 200_000),
    ],
)
def test_a_picture_that_effsite_does_not_draw_is_refused(svg: str) -> None:
    with pytest.raises(ReceivedError):
        read_picture(svg.encode())
