"""What programs read, and what a follower, a citer or a frame is given, beside the pages."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema import Draft202012Validator

from effsite.site.pages.edition import Edition
from effsite.site.pages.generate import generate
from effsite.site.pages.generated import Generated
from effsite.site.settings import SiteSettings
from tests.builders import (
    make_attempt,
    make_collection,
    make_curve,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)
from tests.pages.conftest import HOSTILE, SETTINGS, rows_of, small_collection
from tests.pages.test_home import falling

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import Collection

EDITION = Edition(name="2026.11", commit="0123abc", day=date(2026, 11, 29))
ATOM = "{http://www.w3.org/2005/Atom}"


class Elements(HTMLParser):
    """Every element of a page with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attributes]))


def published(
    collection: Collection,
    folder: Path,
    settings: SiteSettings = SETTINGS,
    edition: Edition = EDITION,
    *,
    cache: Path | None = None,
) -> Generated:
    return generate(
        collection,
        folder / "docs",
        cache=cache or folder / "cache",
        settings=settings,
        edition=edition,
    )


@pytest.fixture(scope="module")
def plain_files(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> Generated:
    return published(small_collection(), tmp_path_factory.mktemp("plain"), cache=chart_cache)


@pytest.fixture(scope="module")
def hostile_files(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> Generated:
    return published(small_collection(HOSTILE), tmp_path_factory.mktemp("hostile"), cache=chart_cache)


@pytest.fixture(params=["plain_files", "hostile_files"])
def beside(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return dict(request.getfixturevalue(request.param).beside)


def checked(schema: bytes, value: bytes) -> Any:
    """The value of a JSON text, which its schema admits."""
    described = json.loads(schema)
    Draft202012Validator.check_schema(described)
    Draft202012Validator(described).validate(json.loads(value))
    return json.loads(value)


def test_the_index_has_every_target_with_its_figures_and_its_schema_admits_it(
    plain_files: Generated,
) -> None:
    files = plain_files.beside
    index = checked(files["data/schema/index.json"], files["data/index.json"])
    assert index["site"] == {
        "name": "effsite",
        "address": "https://example.org/effsite/2026.11/",
        "edition": "2026.11",
        "commit": "0123abc",
        "license": "",
        "date": "2026-11-29",
        "effsite": index["site"]["effsite"],
    }
    imagenet, runs = index["tasks"]
    assert (imagenet["name"], runs["name"]) == ("imagenet", "ai-and-compute")
    by_name = {target["name"]: target for target in imagenet["targets"]}
    assert list(by_name) == ["alexnet-level", "lonely", "serving"]
    headline = by_name["alexnet-level"]["headline"]
    assert headline["factor"] == 8.0  # 8e17 / 1e17
    # From 1 June 2012 to 28 May 2019 are 2552 days: 2552 / 30.436875 = 83.85 months, log2(8) = 3.
    assert headline["halving_time_months"] == pytest.approx(83.85 / 3, abs=0.01)
    assert headline["latest_record"] == {"system": "Best", "published": "2019-05-28", "value": 1e17}
    assert by_name["lonely"]["headline"]["factor"] is None
    assert by_name["serving"]["measure"] == "inference_flop"
    assert runs["targets"][0]["page"] == "ai-and-compute/"


def test_every_file_that_the_index_names_is_there(plain_files: Generated) -> None:
    index = json.loads(plain_files.beside["data/index.json"])
    named = [*index["files"].values()]
    named += [path for task in index["tasks"] for t in task["targets"] for path in t["files"].values()]
    assert len(named) > 30
    assert not set(named) - {*plain_files.beside, *plain_files.files}


def test_the_schema_of_a_target_admits_each_target_s_file(tmp_path: Path, chart_cache: Path) -> None:
    for number, text in enumerate(("plain", HOSTILE)):
        folder = tmp_path / str(number)
        made = published(small_collection(text), folder, cache=chart_cache)
        schema = made.beside["data/schema/target.json"]
        for name in ("imagenet/alexnet-level", "imagenet/lonely", "ai-and-compute/modern-era"):
            whole = checked(schema, (folder / "docs" / "data" / f"{name}.json").read_bytes())
            assert whole["schema_version"] == "2.0"
            assert all(row["source"] for row in rows_of(whole["rows"]))


def test_the_data_package_names_each_table_with_its_bytes_and_their_hash(tmp_path: Path) -> None:
    settings = replace(SETTINGS, license="CC-BY-4.0")
    made = published(small_collection(), tmp_path, settings)
    package = json.loads(made.beside["data/datapackage.json"])
    assert (package["name"], package["version"]) == ("how-fast-ai-becomes-more-efficient", "2026.11")
    assert package["homepage"] == "https://example.org/effsite/2026.11/"
    assert package["created"] == "2026-11-29T00:00:00Z"
    assert package["licenses"] == [{"name": "CC-BY-4.0", "path": "https://spdx.org/licenses/CC-BY-4.0"}]
    assert [one["path"] for one in package["resources"]] == [
        *(f"imagenet/{name}.csv" for name in ("alexnet-level", "lonely", "serving")),
        *(f"ai-and-compute/{name}.csv" for name in ("first-era", "modern-era")),
    ]
    for table in package["resources"]:
        content = (tmp_path / "docs" / "data" / table["path"]).read_bytes()
        assert table["bytes"] == len(content)
        assert table["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert table["schema"] == "schema/rows.json"


def test_the_table_schema_says_what_each_column_takes(plain_files: Generated) -> None:
    schema = json.loads(plain_files.beside["data/schema/rows.json"])
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields.keys() >= {"target", "system", "training_flop", "factor", "on_frontier", "checks"}
    assert schema["fieldsMatch"] == "superset"
    assert fields["published"]["constraints"] == {"pattern": r"\d{4}-\d{2}(-\d{2})?", "required": True}
    assert fields["status"]["constraints"]["enum"][0] == "claimed"
    assert (fields["training_flop"]["type"], fields["devices"]["type"]) == ("number", "integer")
    assert fields["training_flop"]["description"].endswith(" In FLOP.")
    assert fields["on_frontier"]["type"] == "boolean"


def test_the_schemas_refuse_what_they_do_not_describe(plain_files: Generated) -> None:
    schema = json.loads(plain_files.beside["data/schema/index.json"])
    index = json.loads(plain_files.beside["data/index.json"])
    index["tasks"][0]["targets"][0]["headline"]["surprise"] = 1
    assert not Draft202012Validator(schema).is_valid(index)
    del index["tasks"][0]["targets"][0]["headline"]["surprise"]
    del index["tasks"][0]["targets"][0]["measure"]
    assert not Draft202012Validator(schema).is_valid(index)


def test_the_archive_holds_tables_evidence_and_metadata_once_and_no_clock(plain_files: Generated) -> None:
    with zipfile.ZipFile(io.BytesIO(plain_files.beside["data/archive.zip"])) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        with archive.open("data/imagenet/alexnet-level.csv") as file:
            rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    assert rows[0]["system"] == "AlexNet plain"
    assert {"data/imagenet/curves/resnet.csv", "data/datapackage.json", "CITATION.cff"} < set(names)
    assert not [name for name in names if name.endswith(("level.json", ".parquet", "croissant.json"))]


def test_the_feed_has_each_record_once_the_newest_first(plain_files: Generated) -> None:
    feed = ElementTree.fromstring(plain_files.beside["feed.xml"])  # noqa: S314 - written by the code under test
    entries = feed.findall(f"{ATOM}entry")
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    # Records: three at AlexNet level, one lonely, two of serving, two of each era.
    assert len(ids) == len(set(ids)) == 10
    assert dates == sorted(dates, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == dates[0] == "2019-05-28T00:00:00Z"
    best = uuid5(
        NAMESPACE_URL, "https://github.com/effsite/effsite#imagenet/alexnet-level/tests/Best/2019-05-28"
    )
    assert ids[0] == f"urn:uuid:{best}"
    assert (
        entries[0].findtext(f"{ATOM}summary")
        == "100 PFLOP of training compute: 2x less than Better (September 2014), the record before."
    )


def test_an_entry_keeps_its_id_and_date_in_another_edition_at_another_address(tmp_path: Path) -> None:
    elsewhere = SiteSettings(url="https://elsewhere.example/", runs="ai-and-compute")
    feeds = [
        published(small_collection(), tmp_path / "here").beside["feed.xml"],
        published(small_collection(), tmp_path / "there", elsewhere, Edition(name="2027.01")).beside[
            "feed.xml"
        ],
    ]
    found = [re.findall(rb"<entry>\n(<id>.*</id>)\n.*\n(<updated>.*</updated>)", feed) for feed in feeds]
    assert len(found[0]) == 10
    assert found[0] == found[1]


def test_there_is_no_feed_without_a_record(tmp_path: Path, chart_cache: Path) -> None:
    timed = make_result(training_flop=None, seconds=60.0)
    made = published(
        make_collection(make_task_collection([timed])), tmp_path, SiteSettings(), cache=chart_cache
    )
    assert "feed.xml" not in made.beside
    assert "feed" not in json.loads(made.beside["data/index.json"])["files"]


def test_pictures_feed_and_frames_are_well_formed_whatever_the_text(beside: dict[str, bytes]) -> None:
    drawn = [path for path in beside if path.endswith((".svg", ".xml"))]
    assert len(drawn) > 6
    for path in drawn:
        ElementTree.fromstring(beside[path])  # noqa: S314 - written by the code under test
    for path in (path for path in beside if path.startswith("embed/")):
        page = Elements()
        page.feed(beside[path].decode())
        assert [tag for tag, _ in page.found].count("script") == 2
        assert not [name for _, names in page.found for name in names if name.startswith("on")]


def test_a_badge_says_the_target_and_its_rate_and_one_of_two_records_its_factor(
    plain_files: Generated,
) -> None:
    titles = {
        path: re.findall("<title>(.*)</title>", content.decode())[0]
        for path, content in plain_files.beside.items()
        if path.startswith("badges/")
    }
    assert titles["badges/imagenet/alexnet-level.svg"] == "AlexNet level plain: halving every 27.9 months"
    assert titles["badges/imagenet/serving.svg"] == "Serving: 20x in 5.0 years"
    assert "badges/imagenet/lonely.svg" not in titles


def test_citations_name_the_edition_and_are_what_the_page_says(beside: dict[str, bytes]) -> None:
    whole = yaml.safe_load(beside["CITATION.cff"])
    assert whole["version"] == "2026.11"
    assert whole["date-released"] == "2026-11-29"
    assert whole["url"] == "https://example.org/effsite/2026.11/"
    one = yaml.safe_load(beside["cite/imagenet/alexnet-level.cff"])
    assert one["url"] == "https://example.org/effsite/2026.11/imagenet/alexnet-level/"
    assert one["title"].startswith("AlexNet level")
    assert "Edition 2026.11." in beside["cite/imagenet/alexnet-level.txt"].decode()
    assert b"  version = {2026.11},\n" in beside["cite/imagenet/alexnet-level.bib"]


def test_a_card_is_a_picture_of_1200_by_630_of_each_target_with_a_chart(beside: dict[str, bytes]) -> None:
    cards = {path: content for path, content in beside.items() if path.endswith(".png")}
    assert set(cards) == {
        "charts/imagenet/alexnet-level.png",
        "charts/imagenet/serving.png",
        "charts/ai-and-compute/first-era.png",
        "charts/ai-and-compute/modern-era.png",
    }
    for content in cards.values():
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert [int.from_bytes(content[at : at + 4]) for at in (16, 20)] == [1200, 630]
        assert len(content) < 40_000


def test_the_page_for_frames_shows_the_picture_and_leads_to_the_page(plain_files: Generated) -> None:
    page = plain_files.beside["embed/imagenet/alexnet-level.html"].decode()
    assert '<img class="eff-svg" src="../../charts/imagenet/alexnet-level.svg#chart"' in page
    assert (
        '<a data-file="rows" data-measure="training_flop" href="../../data/imagenet/alexnet-level.csv"'
        in page
    )
    assert '<a data-file="png" href="../../charts/imagenet/alexnet-level.png" download>' in page
    assert '<a data-file="cff" href="../../cite/imagenet/alexnet-level.cff" download>' in page
    assert 'data-file="frame"' not in page
    assert '<a href="../../imagenet/alexnet-level/" target="_blank"' in page
    assert plain_files.beside["charts/imagenet/alexnet-level.svg"].startswith(b"<svg ")
    by_time = plain_files.beside["embed/imagenet/alexnet-level-by-seconds.html"].decode()
    assert '<a href="../../imagenet/alexnet-level/#measure=seconds" target="_blank"' in by_time
    assert 'data-file="png"' not in by_time


def test_a_picture_names_the_site_and_the_latest_result_and_nothing_of_the_edition(
    beside: dict[str, bytes],
) -> None:
    picture = beside["charts/imagenet/alexnet-level.svg"].decode()
    assert "every result with its source at https://example.org/effsite/</text>" in picture
    assert "Results published up to 2019" in picture
    assert "2026.11" not in picture


def test_a_target_that_was_only_tried_for_has_a_citation_too(tmp_path: Path, chart_cache: Path) -> None:
    tried = make_task_collection(
        [make_result(target="other")],
        task=make_task(make_target(), make_target(name="other")),
        attempts=(make_attempt(),),
        curves=(make_curve([0.5, 0.6, 0.7], name="short"),),
    )
    made = generate(make_collection(tried), tmp_path, cache=chart_cache, settings=SiteSettings())
    page = made.beside["embed/imagenet/alexnet-level-curves.html"].decode()
    assert 'href="../../cite/imagenet/alexnet-level.bib"' in page
    assert {f"cite/imagenet/alexnet-level.{ending}" for ending in ("txt", "bib", "cff")} <= set(made.beside)


@pytest.mark.parametrize("text", ["plain", HOSTILE])
def test_a_chart_of_several_targets_leads_to_its_page_and_has_a_citation_of_its_own(
    text: str, tmp_path: Path, chart_cache: Path
) -> None:
    small = small_collection(text)
    two_rates = replace(small, tasks=(*small.tasks, falling("more", 4)))
    beside = published(two_rates, tmp_path, cache=chart_cache).beside
    assert '<a href="../targets/" target="_blank"' in beside["embed/overview.html"].decode()
    brief = beside["embed/targets-in-brief.html"].decode()
    assert '<a href="../#chart=targets-in-brief" target="_blank"' in brief
    said = beside["cite/overview.txt"].decode()
    assert ". Months to halve what a fixed capability takes, 2 targets. " in said
    assert "https://example.org/effsite/2026.11/targets/\n" in said
    assert b"  title  = {{Months to halve what a fixed capability takes, " in beside["cite/overview.bib"]
    cited = yaml.safe_load(beside["cite/overview.cff"])
    assert cited["title"].startswith("Months to halve what a fixed capability takes, ")
    assert cited["url"] == "https://example.org/effsite/2026.11/targets/"
    assert "cite/imagenet/alexnet-level-by-seconds.txt" not in beside


def test_the_same_collection_gives_the_same_bytes_whatever_is_kept(
    plain_files: Generated, tmp_path: Path, chart_cache: Path
) -> None:
    anew = published(small_collection(), tmp_path / "a")
    kept = published(small_collection(), tmp_path / "b", cache=chart_cache)
    assert dict(anew.beside) == dict(kept.beside) == dict(plain_files.beside)


@pytest.mark.parametrize("name", ["Quick", HOSTILE], ids=["a plain name", "a hostile one"])
def test_a_target_at_any_level_has_a_page_for_frames_with_its_levels_as_a_table(
    tmp_path: Path, chart_cache: Path, name: str
) -> None:
    rows = [
        make_result(system, f"{2020 + n}-06-01", curve=f"c{n}", training_flop=None, examples=1e6)
        for n, system in enumerate(("Slow", name))
    ]
    curves = tuple(make_curve(v, name=f"c{n}") for n, v in enumerate([(0.5, 0.6, 0.8), (0.6, 0.8, 0.9)]))
    collection = make_collection(make_task_collection(rows, curves=curves))
    made = published(collection, tmp_path, SiteSettings(), cache=chart_cache)
    frame = "embed/imagenet/alexnet-level-at-any-level.html"
    (target,) = json.loads(made.beside["data/index.json"])["tasks"][0]["targets"]
    assert target["files"]["embed_any_level"] == frame
    page = made.beside[frame].decode()
    assert 'data-level-data="data/imagenet/levels/alexnet-level.json"' in page
    assert "data/imagenet/levels/alexnet-level.json" in made.files
    # 0.791 is reached by the third evaluation of 0.1 million examples and by the second: 3 / 2 = 1.5
    own = page.partition('<tr class="eff-frontier-row">')[2].partition("</tr>")[0]
    assert 'href="../../imagenet/alexnet-level-at-any-level/#level=0.791&amp;measure=' in own
    assert 'Slow, <span class="eff-date">2020-06-01</span>' in own
    assert '<td class="num">1.5x</td>' in own
    assert 'data-file="frame"' not in page
    assert '<a data-file="cff" href="../../cite/imagenet/alexnet-level.cff" download>' in page
    assert '<a href="../../imagenet/alexnet-level-at-any-level/" target="_blank"' in page
    elements = Elements()
    elements.feed(page)
    assert [tag for tag, _ in elements.found].count("script") == 2
    assert not [one for _, names in elements.found for one in names if one.startswith("on")]
    shown = (tmp_path / "docs/imagenet/alexnet-level-at-any-level.md").read_text("utf-8")
    assert '<a data-file="frame" href="../../embed/imagenet/alexnet-level-at-any-level.html">' in shown
