"""A small record with something of everything, generated once, and built once by mkdocs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from effsite.records import (
    Collection,
    Earlier,
    Exchange,
    PublicationDate,
    Reference,
    Reproduction,
    Statement,
    TaskCollection,
)
from effsite.site.generator import read_config
from effsite.site.pages.generate import OPTIONAL, generate
from effsite.site.pages.generated import Generated
from effsite.site.pages.theme import overrides, theme_extra
from effsite.site.settings import SiteSettings
from effsite.site.stage import without
from tests.builders import (
    make_collection,
    make_curve,
    make_rate,
    make_result,
    make_runs_target,
    make_statement,
    make_target,
    make_task,
    make_task_collection,
)

HERE = Path(__file__).parents[2]

SETTINGS = SiteSettings(
    name="effsite",
    url="https://example.org/effsite/",
    headline="imagenet/alexnet-level",
    runs="ai-and-compute",
    title="How fast AI becomes more efficient",
    author="effsite contributors",
)

HOSTILE = (
    "</title><script>alert(1)</script> [x](javascript:alert(1)) ![y](z.png){onerror=alert(1)} | "
    "`a` &lt;b&gt; {{ 7 * 7 }} {% raw %} \x02wzxhzdk:0\x03 # *bold* <!-- $$x$$ ]]> 'q' \"d\""
)
"""Text that runs somewhere on a page that forgets to escape it."""


def small_collection(text: str = "plain", url: str = "https://example.org/paper") -> Collection:
    """Two tasks, four targets, a history of runs and rates, with `text` in every text field."""
    sourced = {"source": text, "source_url": url, "note": text, "date_source": text, "paper_url": url}
    imagenet = make_task_collection(
        [
            make_result(f"AlexNet {text}"[:100], "2012-06-01", training_flop=8e17, seconds=8000.0, **sourced),
            make_result("Better", "2014-09", training_flop=2e17, seconds=9000.0, value=0.8, **sourced),
            make_result(
                "Worse", "2015-01-01", training_flop=9e17, seconds=9500.0, device=text, devices=2, **sourced
            ),
            make_result("Best", "2019-05-28", training_flop=1e17, seconds=9900.0, curve="resnet", **sourced),
            make_result(
                "Gone",
                "2019-06-28",
                training_flop=5e16,
                status="withdrawn",
                status_reason=text,
                status_url=url,
                **sourced,
            ),
            make_result("Timed only", "2020-01-01", training_flop=None, seconds=60.0, **sourced),
            make_result("Slow", "2013-01-01", target="serving", inference_flop=2e9, **sourced),
            make_result("Fast", "2018-01-01", target="serving", inference_flop=1e8, **sourced),
            make_result("Only one", "2016-01-01", target="lonely", **sourced),
        ],
        task=make_task(
            make_target(title=f"AlexNet level {text}", about=text, caveats=(text,)),
            make_target(name="lonely", title="Lonely"),
            make_target(name="serving", title="Serving", measure="inference_flop"),
            make_target(name="empty", title="Empty"),
            title=f"ImageNet {text}",
            about=text,
            domain=text,
            example="image",
            rules=(text,),
            references=(Reference(citation=text, url=url),),
            exchanges=(
                Exchange(
                    title=text,
                    row_is=text,
                    column_is=text,
                    rows=(text, "new"),
                    columns=(text, "new"),
                    systems=(f"AlexNet {text}"[:100], text, "Better", "Best"),
                ),
            ),
        ),
        statements=(
            make_statement("factor", text, "44", system="Best", source=text, source_url=url, note=text),
            make_statement("published", "1/1/2019", "2019-01-01", system="Best", source=text),
            Statement(
                task="imagenet",
                target="alexnet-level",
                field="doubling_time_months",
                as_printed="16 months",
                read_as="16",
                source=text,
            ),
        ),
        curves=(make_curve([0.2, 0.6, 0.8]), make_curve([0.3, 0.8], name="again")),
        reproductions=(_again(text, url),),
        earlier=(_earlier(text),),
    )
    return make_collection(imagenet, _runs(sourced), _rates(text, url))


def _again(text: str, url: str) -> Reproduction:
    return Reproduction(
        task="imagenet",
        submission="others",
        of="tests",
        target="alexnet-level",
        system="Best",
        reproduced=PublicationDate.parse("2020-02"),
        by=text,
        machine=text,
        runs=1,
        runs_reached=1,
        training_flop=1.2e17,
        curve="again",
        source=text,
        source_url=url,
        note=text,
    )


def _earlier(text: str) -> Earlier:
    return Earlier(
        task="imagenet",
        submission="tests",
        target="alexnet-level",
        system="Best",
        until=date(2020, 1, 1),
        values=(("training_flop", text),),
    )


def _runs(sourced: dict[str, str]) -> TaskCollection:
    eras = {"task": "ai-and-compute", "flop_scope": "whole-run"}
    return make_task_collection(
        [
            make_result("Perceptron", "1959-07-01", training_flop=1e6, target="first-era", **eras, **sourced),
            make_result("LeNet", "1998-07-01", training_flop=1e12, target="first-era", **eras, **sourced),
            make_result("Big", "2013-07-01", training_flop=1e18, target="modern-era", **eras, **sourced),
            make_result("Bigger", "2017-07-01", training_flop=1e22, target="modern-era", **eras, **sourced),
        ],
        task=make_task(
            make_runs_target(task="ai-and-compute", name="first-era", title="First era"),
            make_runs_target(task="ai-and-compute", name="modern-era", title="Modern era"),
            name="ai-and-compute",
            title="AI and Compute",
            domain="History",
        ),
    )


def _rates(text: str, url: str) -> TaskCollection:
    rate = make_rate(name=text[:100], quantity=text, source=text, source_url=url, note=text, group="hardware")
    return make_task_collection(
        task=make_task(name="rates", holds="rates", title="Rates"), rates=(rate, make_rate(None))
    )


def write_pages(collection: Collection, folder: Path, cache: Path) -> Generated:
    """The generated pages of a record beside the hand-written ones."""
    shutil.copytree(HERE / "docs", folder)
    return generate(collection, folder, cache=cache, settings=SETTINGS)


def build_site(root: Path) -> subprocess.CompletedProcess[str]:
    """mkdocs --strict over root/docs into root/site, with this repository's configuration."""
    config = {
        "INHERIT": str(HERE / "mkdocs.yml"),
        "docs_dir": str(root / "docs"),
        "site_dir": str(root / "site"),
        "theme": {"custom_dir": str(overrides())},
        "extra": theme_extra(),
        "nav": without(
            read_config(HERE / "mkdocs.yml")["nav"],
            [name for name in OPTIONAL if not (root / "docs" / name).is_file()],
        ),
        "not_in_nav": "/systems/\n/imagenet/\n/targets/\n",
    }
    (root / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, env=quiet, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def chart_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chart-designs")


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> tuple[Path, Generated]:
    folder = tmp_path_factory.mktemp("plain") / "docs"
    return folder, write_pages(small_collection(), folder, chart_cache)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> tuple[Path, Generated]:
    folder = tmp_path_factory.mktemp("hostile") / "docs"
    collection = small_collection(HOSTILE, url="javascript:alert(1)")
    return folder, write_pages(collection, folder, chart_cache)


@pytest.fixture(scope="session")
def hostile_site(hostile: tuple[Path, Generated]) -> Path:
    docs, _ = hostile
    done = build_site(docs.parent)
    assert done.returncode == 0, done.stderr
    return docs.parent / "site"


@pytest.fixture(scope="session")
def plain_site(plain: tuple[Path, Generated]) -> Path:
    docs, _ = plain
    done = build_site(docs.parent)
    assert done.returncode == 0, done.stderr
    return docs.parent / "site"


def rows_of(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a target's JSON one by one, which has them by columns."""
    lists = {name: values for name, values in columns.items() if isinstance(values, list)}
    every = zip(*lists.values(), strict=True)
    return [{**columns, **dict(zip(lists, row, strict=True))} for row in every]
