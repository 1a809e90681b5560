"""The way down to a target: domains in the navigation, their tasks, and the targets of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.analysis.summary import TargetSummary, summarise
from effsite.site.pages.domains import domains
from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection
from tests.projects import lab_project

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import RecordIs, TaskCollection
    from effsite.site.pages.generated import Generated


def task(name: str, domain: str, *targets: str) -> TaskCollection:
    """A task of that domain with a result at each target."""
    return make_task_collection(
        [make_result(f"{name} {t}", task=name, target=t) for t in targets],
        task=make_task(
            *(make_target(task=name, name=t, title=f"{t} of {name}") for t in targets),
            name=name,
            title=f"The {name} task",
            domain=domain,
            rules=("Only one rule.",),
        ),
    )


def write(docs: Path, cache: Path, *tasks: TaskCollection) -> Generated:
    return generate(make_collection(*tasks), docs, cache=cache, settings=SiteSettings())


def text_of(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8")))


def test_each_domain_has_a_page_with_its_tasks_and_their_targets(tmp_path: Path, chart_cache: Path) -> None:
    pages = write(
        tmp_path,
        chart_cache,
        task("a", "Vision", "low", "high"),
        task("b", "Games", "won"),
        task("c", "", "x"),
    )
    assert pages.domain_pages == ("targets/vision.md", "targets/games.md", "targets/other.md")
    assert pages.unlisted == ("a/", "b/", "c/")
    vision = (tmp_path / "targets" / "vision.md").read_text(encoding="utf-8")
    assert "## The a task" in vision
    assert '<a href="../../a/low/">low of a</a>' in vision
    assert "won of b" not in vision


def summary_of(
    name: str, domain: str, *flops: float, demonstrates: str = "", record_is: RecordIs = "least"
) -> TargetSummary:
    """Of a task with one target, which took those FLOP one year after the other."""
    target = make_target(task=name, record_is=record_is)
    held = make_task_collection(
        [
            make_result(f"{name} {n}", task=name, published=f"{2020 + n}-01-01", training_flop=flop)
            for n, flop in enumerate(flops)
        ],
        task=make_task(target, name=name, domain=domain, demonstrates=demonstrates),
    )
    return summarise(held, target)


def test_domains_with_most_results_come_first_and_in_them_the_tasks_that_fell_most() -> None:
    found = domains(
        [
            summary_of("runs", "History", 1e15, 1e16, 1e17, record_is="most"),
            summary_of("games", "Games", 1e18, 1e15),
            summary_of("shown", "Vision", 1e18, 1e12, demonstrates="how it is done."),
            summary_of("little", "Vision", 1e18, 5e17),
            summary_of("much", "Vision", 1e18, 1e17, 1e16),
        ],
        [],
    )
    assert [(d.name, [g.task.name for g in d.groups]) for d in found] == [
        ("Vision", ["much", "little", "shown"]),
        ("Games", ["games"]),
        ("History", ["runs"]),
    ]
    assert [(d.falls, d.groups[0].factor) for d in found] == [(7, 100), (2, 1000), (0, 1)]


def test_a_task_of_several_targets_has_a_page_with_its_rules(tmp_path: Path, chart_cache: Path) -> None:
    write(tmp_path, chart_cache, task("a", "Vision", "low", "high"), task("b", "Games", "won"))
    own = text_of(tmp_path / "a" / "index.md")
    assert "low of a" in own
    assert "high of a" in own
    assert "Only one rule." in own
    assert not (tmp_path / "b" / "index.md").exists()


def test_a_target_says_where_it_belongs(tmp_path: Path, chart_cache: Path) -> None:
    write(tmp_path, chart_cache, task("a", "Vision", "low", "high"), task("b", "Games", "won"))
    assert "Targets / Vision / The a task" in text_of(tmp_path / "a" / "low.md")
    page = (tmp_path / "a" / "low.md").read_text(encoding="utf-8")
    assert re.findall(r'href="(\.\./\.\./[^"]*)">(?:Targets|Vision|The a task)</a>', page) == [
        "../../targets/",
        "../../targets/vision/",
        "../../a/",
    ]


def test_where_all_targets_are_of_one_domain_the_page_of_all_is_its_page(
    tmp_path: Path, chart_cache: Path
) -> None:
    pages = write(tmp_path, chart_cache, task("a", "Vision", "low"), task("b", "Vision", "won"))
    assert pages.domain_pages == ()
    assert "Targets / The a task" in text_of(tmp_path / "a" / "low.md")


def test_no_page_lists_all_targets_in_its_navigation(tmp_path: Path) -> None:
    lab = lab_project(tmp_path / "lab")
    build(BuildOptions(project=lab, strict=True))
    about = (lab / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert "digits/good" not in about
    assert "targets/" in about
