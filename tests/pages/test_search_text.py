"""The search of the site finds systems, hardware and sources, in one entry for each target."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from effsite.errors import BuildError
from effsite.site.pages.search_text import condensed, papers_of, rates_text, search_text
from effsite.site.pages.systems import Moved
from effsite.site.search_index import ENTRIES, INDEX, ITS_INDEX, SEPARATOR, extend_search
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.builders import make_rate, make_result
from tests.pages.test_redirects import lab_with

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.pages.generated import Generated


def entries_of(site: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((site / INDEX).read_text(encoding="utf-8"))["docs"]
    return entries or json.loads((site / ENTRIES).read_text(encoding="utf-8"))


def index_of(site: Path) -> dict[str, str]:
    return {entry["location"]: entry["text"] for entry in entries_of(site)}


def titles_of(site: Path) -> dict[str, str]:
    return {entry["location"]: entry["title"] for entry in entries_of(site)}


def write_index(site: Path, docs: object) -> None:
    (site / "search").mkdir(parents=True)
    (site / INDEX).write_text(json.dumps({"config": {}, "docs": docs}), encoding="utf-8")


def test_texts_stand_whole_at_first_and_then_as_words_not_said_before() -> None:
    texts = ["Big Net", "Big Net", "", "Small Net", "Small net 2", "Big Former"]
    # "Big Net, Small Net" is 18 characters; from then on only what is new: 2, then Former
    assert condensed(texts, whole=18) == "Big Net, Small Net, 2, Former"


def test_texts_end_before_they_are_too_many() -> None:
    assert condensed(["one", "two", "three"], most=9) == "one, two"


def test_papers_are_called_by_their_numbers() -> None:
    row = make_result(
        paper_url="https://arxiv.org/pdf/1905.11946v5", source_url="https://doi.org/10.1000/xyz.12?q=1"
    )
    assert list(papers_of(row)) == ["1905.11946", "10.1000/xyz.12"]
    assert list(papers_of(make_result(paper_url="", source_url="https://example.org/1905.11946"))) == []


def test_a_rate_is_found_by_its_name_its_quantity_and_its_source() -> None:
    rate = make_rate(name="Solar energy", quantity="price of modules", source="A report, 2020")
    assert rates_text([rate]) == "Solar energy, price of modules, A report, 2020"


def test_an_apostrophe_stays_one_in_the_index(tmp_path: Path) -> None:
    write_index(tmp_path, [{"location": "rates/", "title": "Rates", "text": "All."}])
    extend_search(tmp_path, {"rates/": "Huang's law <b>"}, [])
    assert index_of(tmp_path)["rates/"] == "All. Huang's law &lt;b&gt;"


def test_a_system_without_a_page_is_found_on_its_targets(tmp_path: Path) -> None:
    lab = lab_with(tmp_path / "lab")
    build(BuildOptions(project=lab, strict=True))
    found = {place for place, text in titles_of(lab / "site").items() if "Slower net" in text}
    assert found == {"digits/good/#system-slower-net"}


def test_what_the_theme_fetches_with_each_page_has_no_entries(tmp_path: Path) -> None:
    lab = lab_with(tmp_path / "lab")
    build(BuildOptions(project=lab, strict=True))
    index = json.loads((lab / "site" / INDEX).read_text(encoding="utf-8"))
    assert index["docs"] == []
    assert index["config"]["separator"] == SEPARATOR
    assert index["config"]["fields"]["title"] == {"boost": 30.0}
    scripts = "".join(path.read_text("utf-8") for path in (lab / "site" / "assets").glob("effsite.*.js"))
    (worker,) = re.findall(r'"search":"([^"?]+)\?search\.\w+\.min\.js"', scripts)
    assert (lab / "site" / worker).is_file()


def test_entries_stay_where_a_project_s_own_template_looks_for_them(tmp_path: Path) -> None:
    lab = lab_with(tmp_path / "lab")
    (lab / "own").mkdir()
    (lab / "own" / "main.html").write_text('{% extends "base.html" %}', encoding="utf-8")
    settings = (lab / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("  name: material\n", "  name: material\n  custom_dir: own\n")
    (lab / "mkdocs.yml").write_text(settings, encoding="utf-8")
    build(BuildOptions(project=lab))
    assert json.loads((lab / "site" / INDEX).read_text(encoding="utf-8"))["docs"]
    assert not (lab / "site" / ENTRIES).exists()


def test_text_of_a_target_leaves_out_systems_that_have_an_entry(plain: tuple[Path, Generated]) -> None:
    _, pages = plain
    assert [system.name for system in pages.entered] == ["Worse", "Timed only"]
    # of AlexNet level: the device of Worse, which is called plain; its sources stand in the page
    assert pages.searched["imagenet/alexnet-level/"] == "plain"


def test_text_of_a_stranger_is_escaped_in_the_index(tmp_path: Path) -> None:
    write_index(tmp_path, [{"location": "a/", "title": "A", "text": "<p>There.</p>"}])
    strange = Moved(name="<b>", slug="b", page="a.md", anchor="system-b", task="t")
    extend_search(tmp_path, {"a/": "<img src=x onerror=alert(1)>", "b/": "of no page"}, [strange])
    assert index_of(tmp_path) == {
        "a/": "<p>There.</p> &lt;img src=x onerror=alert(1)&gt;",
        "a/#system-b": "",
    }
    assert titles_of(tmp_path)["a/#system-b"] == "&lt;b&gt;"


def test_sections_that_stand_on_many_pages_are_left_out(tmp_path: Path) -> None:
    places = (
        *("t/a/", "t/a/#all-results", "t/a/#cite", "t/a/#add-a-result", "t/a-at-any-level/#how-it-is-read"),
        *("systems/net/", "systems/net/#a", "own/#cite"),
    )
    write_index(tmp_path, [{"location": place, "title": "T", "text": ""} for place in places])
    extend_search(tmp_path, {"t/a/": "words"}, [])
    assert list(index_of(tmp_path)) == ["t/a/", "t/a/#all-results", "systems/net/", "own/#cite"]


def config_of(site: Path, **config: object) -> dict[str, Any]:
    """What the index says of the search after it has been extended."""
    (site / "search").mkdir(parents=True, exist_ok=True)
    (site / INDEX).write_text(json.dumps({"config": config, "docs": []}), encoding="utf-8")
    extend_search(site, {}, [])
    extended: dict[str, Any] = json.loads((site / INDEX).read_text(encoding="utf-8"))["config"]
    return extended


def test_the_search_parts_words_as_names_are_written_and_counts_a_title_for_thirty(tmp_path: Path) -> None:
    fields = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}}
    said = config_of(tmp_path, separator=r"[\s\-]+", fields=fields)
    assert said == {"separator": SEPARATOR, "fields": {"title": {"boost": 30.0}, "text": {"boost": 1.0}}}


def test_what_a_project_says_of_its_search_stays(tmp_path: Path) -> None:
    own = {"separator": r"\s+", "fields": {"title": {"boost": 5}}}
    assert config_of(tmp_path, **own) == own
    assert config_of(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LeNet-5 LeNet5", ["LeNet", "5", "LeNet", "5"]),
        ("H100 MobileNetV2 8x", ["H100", "MobileNetV2", "8x"]),
        ("Moore's law, Moore’s law", ["Moore", "law", "Moore", "law"]),
        ("fast.ai 2005.04305 v1.5", ["fast", "ai", "2005.04305", "v1.5"]),
        ("training_flop (a/b) [c]", ["training_flop", "a", "b", "c"]),
    ],
)
def test_words_of_the_search(text: str, words: list[str]) -> None:
    assert [word for word in re.split(SEPARATOR, text) if word] == words


def test_a_column_is_found_by_its_name(plain: tuple[Path, Generated]) -> None:
    _, pages = plain
    assert "training_flop" in pages.searched["columns/"].split(", ")


def test_a_site_without_search_stays_as_it_is(tmp_path: Path) -> None:
    extend_search(tmp_path, {"a/": "words"}, [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("docs", [None, [{}], [1]], ids=["nothing", "no place", "a number"])
def test_an_index_of_another_kind_is_an_error_with_a_way_out(tmp_path: Path, docs: object) -> None:
    write_index(tmp_path, docs)
    with pytest.raises(BuildError, match="not as MkDocs writes it") as caught:
        extend_search(tmp_path, {"a/": "words"}, [])
    assert "plugins" in caught.value.hint


def test_the_index_of_zensical_gets_the_same_text_and_the_same_systems(tmp_path: Path) -> None:
    page = {"location": "t/good/", "level": 1, "title": "Good", "text": "One.", "path": [], "tags": []}
    cite = {**page, "location": "t/good/#cite", "level": 2}
    items = [page, cite]
    (tmp_path / ITS_INDEX).write_text(json.dumps({"config": {"lang": ["en"]}, "items": items}), "utf-8")
    system = Moved(task="t", page="t/good.md", slug="net-5", name="Net-5 <b>", anchor="system-net-5")

    extend_search(tmp_path, {"t/good/": "two three"}, [system])

    index = json.loads((tmp_path / ITS_INDEX).read_text("utf-8"))
    assert index["config"] == {"lang": ["en"]}
    assert index["items"] == [
        {**page, "text": "One. two three"},
        {**page, "location": "t/good/#system-net-5", "title": "Net-5 &lt;b&gt;", "text": ""},
    ]


def test_an_index_of_zensical_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ITS_INDEX).write_text('{"docs": []}', "utf-8")
    with pytest.raises(BuildError, match="not as Zensical writes it"):
        extend_search(tmp_path, {"a/": "words"}, [])


def test_search_text_is_short_however_many_results_there_are() -> None:
    from effsite.analysis.summary import summarise
    from effsite.site.pages.result_table import result_table
    from effsite.site.pages.table_rows import rows
    from tests.builders import make_result, make_task_collection

    results = [make_result(f"System {n}", device=f"GPU {n % 3}", source=f"Report {n}.") for n in range(6000)]
    task = make_task_collection(results)
    summary = summarise(task, task.task.targets[0])
    places = {r.system: f"imagenet/alexnet-level.md#system-{n}" for n, r in enumerate(results)}
    table = result_table(summary, rows(summary), places)
    # 500,000 characters for 100 targets are 5,000 for each
    assert 4_900 < len(search_text(table, (), targets=100)) <= 5_000
    said = search_text(table, {"1"})
    assert said.startswith("GPU 0, GPU 1, GPU 2, System ")
    assert 25_000 < len(said) <= 30_000
    assert "System 10," in said
    assert "System 1," not in said
