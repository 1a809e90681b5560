"""What is written for a record, and what is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from effsite.names import RESERVED_TASKS
from effsite.site.pages.generate import OPTIONAL, generate
from effsite.site.pages.provided import PROVIDED
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_task_collection
from tests.live_charts import live_charts

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.pages.generated import Generated

THE_THEME_S = {"readme", "search", "404", "sitemap"}
"""What MkDocs and its theme make, which are in no list of ours."""

Pages = tuple["Path", "Generated"]


def pages_of(docs: Path) -> dict[str, str]:
    return {str(p.relative_to(docs)): p.read_text(encoding="utf-8") for p in docs.rglob("*.md")}


def test_every_target_with_results_and_every_notable_system_has_a_page(plain: Pages) -> None:
    docs, pages = plain
    assert {str(path.relative_to(docs)) for path in docs.glob("imagenet/*.md")} == {
        f"imagenet/{name}.md" for name in ("index", "alexnet-level", "lonely", "serving")
    }
    # 13 systems; Worse set no record and Timed only cannot: they open from the table of their target
    assert len(list((docs / "systems").glob("*.md"))) == 11
    assert [(one.slug, one.page) for one in pages.moved] == [
        ("worse", "imagenet/alexnet-level.md"),
        ("timed-only", "imagenet/alexnet-level.md"),
    ]


def test_what_the_site_makes_at_its_root_and_in_data_is_no_name_for_a_task(plain: Pages) -> None:
    _, pages = plain
    made = [*pages.files, *pages.beside, *OPTIONAL, *PROVIDED]
    made += [path.removeprefix("data/") for path in made if path.startswith("data/")]
    first = {path.partition("/")[0] for path in made if "/" in path or path.endswith(".md")}
    tasks = {"imagenet", "ai-and-compute"}
    assert {name.removesuffix(".md") for name in first} - tasks == RESERVED_TASKS - THE_THEME_S


def test_a_target_without_results_has_no_page(plain: Pages) -> None:
    docs, _ = plain
    assert not (docs / "imagenet" / "empty.md").exists()


def test_pages_for_which_the_record_has_nothing_are_not_written(tmp_path: Path, chart_cache: Path) -> None:
    generate(
        make_collection(make_task_collection([make_result()])),
        tmp_path,
        cache=chart_cache,
        settings=SiteSettings(),
    )
    written = {p.name for p in tmp_path.glob("*.md")}
    assert written == {
        "index.md",
        "changes.md",
        "columns.md",
        "contribute.md",
        "glossary.md",
        "limitations.md",
        "method.md",
    }


def test_an_empty_record_gives_pages_that_say_so(tmp_path: Path, chart_cache: Path) -> None:
    generate(make_collection(), tmp_path, cache=chart_cache, settings=SiteSettings())
    assert "There is no result yet" in (tmp_path / "targets" / "index.md").read_text(encoding="utf-8")


def test_the_counts_are_those_of_the_files(plain: Pages) -> None:
    docs, pages = plain
    assert pages.pages == sum(f.endswith(".md") for f in pages.files)
    assert pages.charts == len(live_charts(docs))


def test_generating_twice_gives_the_same_bytes(plain: Pages, tmp_path: Path, chart_cache: Path) -> None:
    from tests.pages.conftest import small_collection, write_pages

    docs, pages = plain
    again = tmp_path / "docs"
    write_pages(small_collection(), again, chart_cache)
    assert all((again / f).read_bytes() == (docs / f).read_bytes() for f in pages.files)


def test_every_page_has_a_title_and_a_description(plain: Pages) -> None:
    docs, _ = plain
    for name, text in pages_of(docs).items():
        front = yaml.safe_load(text.split("---\n")[1])
        assert front["title"], name
        assert len(front["description"]) > 20, name


def test_every_page_has_one_first_heading(plain: Pages) -> None:
    docs, _ = plain
    for name, text in pages_of(docs).items():
        without_code = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        assert len(re.findall(r"^# ", without_code, re.MULTILINE)) == 1, name


@pytest.mark.parametrize("word", ["None", "nan", "inf", "N/A", "undefined"])
def test_no_page_prints_a_missing_value(plain: Pages, word: str) -> None:
    docs, pages = plain
    for file in pages.files:
        if file.endswith(".md"):
            text = re.sub(r"<svg.*?</svg>", "", (docs / file).read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not re.search(rf">\s*{word}\s*<|\b{word}\b(?=[ ,.]|x\b)", text), file


def test_no_section_is_empty(plain: Pages) -> None:
    docs, pages = plain
    for file in pages.files:
        if file.endswith(".md") and file not in PROVIDED:
            assert not re.search(
                r"^##.*\n+(?=##|\Z)", (docs / file).read_text(encoding="utf-8"), re.MULTILINE
            )
