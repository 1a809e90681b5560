"""What the built site publishes is read by the programs that others read it with.

`nox -s formats` runs this in an environment of its own, which has those programs and not effsite: one of them
needs an older jsonschema than the tests of effsite do. They are imported where they are used, so that other
sessions can pass this file over.
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.formats

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
HERE = Path(__file__).parent
ATOM = "{http://www.w3.org/2005/Atom}"
PLACE = "https://effsite.github.io/effsite/latest/"
"""Where the page of the documentation says that the site is."""


def module(name: str) -> Any:
    return importlib.import_module(name)


def index() -> Any:
    return json.loads((SITE / "data/index.json").read_text("utf-8"))


def targets(ending: str) -> list[tuple[str, str, Path]]:
    """Task, target and file of each target that has one with that ending."""
    found = [
        (task["name"], t["name"], t["files"].get(ending))
        for task in index()["tasks"]
        for t in task["targets"]
    ]
    return [(task, name, SITE / path) for task, name, path in found if path]


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_pandas_reads_each_target_s_parquet_as_its_csv() -> None:
    pandas = module("pandas")
    assert len(targets("parquet")) > 30
    for task, name, path in targets("parquet"):
        frame, rows = pandas.read_parquet(path), csv_rows(path.with_suffix(".csv"))
        assert frame.system.tolist() == [row["system"] for row in rows], path
        assert set(zip(frame.task, frame.target, strict=True)) == {(task, name)}
        for column in ("training_flop", "factor", "seconds"):
            told = [float(row[column]) if row.get(column) else None for row in rows]
            assert frame[column].astype(object).where(frame[column].notna(), None).tolist() == told, path
        assert [str(day)[:7] for day in frame.published] == [row["published"][:7] for row in rows]
        assert frame.on_frontier.tolist() == [row["on_frontier"] == "true" for row in rows]


def test_duckdb_counts_in_the_parquet_of_all_rows_what_the_index_says() -> None:
    duckdb = module("duckdb")
    rows_of_all = duckdb.from_parquet(str(SITE / "data/results.parquet"))
    counted = rows_of_all.aggregate("task, target, count(*), sum(on_frontier::int)")
    found = {(task, target): (rows, records) for task, target, rows, records in counted.fetchall()}
    said = {
        (task["name"], t["name"]): (t["results"], t["headline"]["records"])
        for task in index()["tasks"]
        for t in task["targets"]
        if t["results"]
    }
    assert found == said


def test_the_types_of_the_parquet_are_those_that_a_reader_would_wish_for() -> None:
    rows = module("duckdb").from_parquet(str(SITE / "data/results.parquet"))
    kinds = dict(zip(rows.columns, map(str, rows.types), strict=True))
    assert kinds["published"] == "DATE"
    assert kinds["training_flop"] == kinds["factor"] == "DOUBLE"
    assert kinds["devices"] == "BIGINT"
    assert kinds["competes"] == "BOOLEAN"
    assert kinds["system"] == kinds["source"] == "VARCHAR"


def test_croissant_is_valid_and_its_rows_are_those_of_the_file() -> None:
    croissant = module("mlcroissant")
    path = SITE / "data/croissant.json"
    said = croissant.Dataset(path, mapping={"results.parquet": SITE / "data/results.parquet"})
    assert not said.metadata.ctx.issues.errors
    systems = [row["results/system"] for row in said.records("results")]
    parquet = module("pandas").read_parquet(SITE / "data/results.parquet")
    assert [system.decode() for system in systems] == parquet.system.tolist()


def test_the_data_package_is_valid_and_so_is_each_of_its_tables() -> None:
    frictionless = module("frictionless")
    package = frictionless.Package(str(SITE / "data/datapackage.json"))
    assert {resource.path for resource in package.resources} == {
        str(path.relative_to(SITE / "data")) for *_, path in targets("csv")
    }
    report = package.validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:10]
    assert sum(task.stats["rows"] for task in report.tasks) == sum(
        target["results"] for task in index()["tasks"] for target in task["targets"]
    )


@pytest.mark.parametrize(
    ("was", "now"), [("5.32224e17", "much"), ("2012-06-01", "June 2012"), ("claimed", "rumoured")]
)
def test_the_data_package_misses_what_does_not_belong_in_a_table(tmp_path: Path, was: str, now: str) -> None:
    frictionless = module("frictionless")
    shutil.copytree(SITE / "data/schema", tmp_path / "schema")
    shutil.copytree(SITE / "data/imagenet", tmp_path / "imagenet")
    whole = json.loads((SITE / "data/datapackage.json").read_text("utf-8"))
    (table,) = [one for one in whole["resources"] if one["name"] == "imagenet.alexnet-level"]
    for stated in ("bytes", "hash"):
        del table[stated]
    (tmp_path / "datapackage.json").write_text(json.dumps({**whole, "resources": [table]}))
    rows = tmp_path / table["path"]
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    rows.write_text(rows.read_text("utf-8").replace(was, now, 1), "utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_every_citation_file_is_valid() -> None:
    citation = module("cffconvert").Citation
    paths = [SITE / "CITATION.cff", ROOT / "CITATION.cff", *sorted(SITE.glob("cite/**/*.cff"))]
    assert {path for *_, path in targets("cite_cff")} | {SITE / "cite/overview.cff"} <= set(paths)
    for path in paths:
        citation(path.read_text("utf-8")).validate()


def test_the_feed_is_what_rfc_4287_says_and_a_reader_takes_it() -> None:
    etree = module("lxml.etree")
    schema = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
    schema.assertValid(etree.parse(SITE / "feed.xml"))
    read = module("feedparser").parse(str(SITE / "feed.xml"))
    assert not read.bozo
    assert len(read.entries) == 100
    assert len({entry.id for entry in read.entries}) == 100
    assert all(entry.title and entry.link and entry.updated_parsed for entry in read.entries)


@pytest.mark.parametrize("gone", ["updated", "id", "author", "entry/id", "entry/updated", "entry/title"])
def test_the_schema_of_the_feed_misses_what_is_not_there(gone: str) -> None:
    etree = module("lxml.etree")
    feed = etree.parse(SITE / "feed.xml")
    part = feed.find("/".join(f"{ATOM}{name}" for name in gone.split("/")))
    part.getparent().remove(part)
    assert not etree.RelaxNG(etree.parse(HERE / "atom.rng")).validate(feed)


def test_the_sitemap_is_what_search_engines_define_and_leads_to_pages() -> None:
    etree = module("lxml.etree")
    sitemap = etree.parse(SITE / "sitemap.xml")
    etree.XMLSchema(etree.parse(HERE / "sitemap.xsd")).assertValid(sitemap)
    places = [loc.text for loc in sitemap.iter("{*}loc")]
    assert len(places) == len(set(places)) > 100
    base = next(place for place in sorted(places, key=len))
    assert all((SITE / place.removeprefix(base) / "index.html").is_file() for place in places)


def test_every_entry_of_the_feed_leads_to_a_place_on_a_page() -> None:
    base = index()["site"]["address"]
    for link in module("feedparser").parse(str(SITE / "feed.xml")).entries:
        page, _, place = link.link.removeprefix(base).partition("#")
        assert f'id="{place}"' in (SITE / page / "index.html").read_text("utf-8"), link.link


def test_pictures_are_pictures() -> None:
    etree = module("lxml.etree")
    drawn = [*SITE.glob("charts/**/*.svg"), *SITE.glob("badges/**/*.svg")]
    assert len(drawn) > 100
    for path in drawn:
        assert etree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_the_archive_can_be_unpacked_and_holds_what_the_site_does() -> None:
    with zipfile.ZipFile(SITE / "data/archive.zip") as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == (SITE / name).read_bytes(), name
        held = set(archive.namelist())
    there = {str(path.relative_to(SITE)) for path in (SITE / "data").rglob("*.csv")}
    assert there <= held


def blocks(kind: str) -> list[str]:
    """The code of that kind on the page about the data, with the site here in place of the published one."""
    page = (ROOT / "docs/data.md").read_text("utf-8")
    return [
        code.replace(PLACE, f"{SITE}/") for code in re.findall(rf"^```{kind}\n(.*?)^```$", page, re.M | re.S)
    ]


def test_the_code_for_pandas_and_the_index_runs_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    pandas, target, index_ = blocks("python")
    exec(pandas, {})  # noqa: S102 - the page's own code
    assert "EfficientNet-b0" in capsys.readouterr().out
    exec(target.replace(f'"{SITE}', f'"file://{SITE}'), {})  # noqa: S102 - the page's own code
    assert "AlexNet 5.32224" in " ".join(capsys.readouterr().out.split())
    exec(index_.replace(f'"{SITE}', f'"file://{SITE}'), {})  # noqa: S102 - the page's own code
    assert re.search(r"^AlexNet level 15\.\d+ \d", capsys.readouterr().out, re.M)


def test_the_code_for_duckdb_runs_as_printed() -> None:
    (query,) = blocks("sql")
    rows = module("duckdb").sql(query).fetchall()
    assert len(rows) == 3
    assert rows[0][3] >= rows[1][3] >= rows[2][3] > 1


def test_what_the_page_shows_in_other_pages_is_there() -> None:
    shown = "\n".join([*blocks("markdown"), *blocks("html")])
    named = re.findall(rf"{SITE}/([^\")]+)", shown)
    assert len(named) == 3
    assert all((SITE / name).exists() for name in named)
