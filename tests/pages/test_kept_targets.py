"""A page of a target that is put back is the one that would be written, and only what changed is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from effsite.records import Collection, PublicationDate, TaskCollection
from effsite.site import processors
from effsite.site.kept import fingerprint
from effsite.site.pages import kept_parts, kept_targets, levels
from effsite.site.pages.data import kept_files
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
from tests.live_charts import read

from .conftest import SETTINGS, small_collection

EDITION = Edition(name="2026.11", commit="a" * 40, day=date(2026, 11, 30))
OTHER = "other/level"
OF_OTHER: dict[str, Any] = {"task": "other", "target": "level"}


@dataclass(kw_only=True)
class Built:
    """What a site is made of; each field is given to `generate`."""

    collection: Collection
    settings: SiteSettings = SETTINGS
    edition: Edition = EDITION
    templates: Path | None = None
    written: list[str] = field(default_factory=list)

    def files(self, folder: Path, cache: Path) -> dict[str, bytes]:
        """Every file that is generated with what lies in that cache."""
        made: Generated = generate(
            self.collection,
            folder / "docs",
            cache=cache,
            settings=self.settings,
            edition=self.edition,
            templates=self.templates,
        )
        docs = {name: (folder / "docs" / name).read_bytes() for name in made.files}
        said = {f.name: repr(getattr(made, f.name)).encode() for f in fields(made) if f.name != "beside"}
        return {**docs, **made.beside, **said}


def of_two_tasks() -> Built:
    """The small record, and a task with systems that stand nowhere else."""
    alone = make_task_collection(
        [
            make_result("Alone", "2015-01-01", training_flop=3e17, **OF_OTHER),
            make_result("Plain", "2015-06-01", training_flop=4e17, curve="plain", **OF_OTHER),
            make_result("Bare", "2015-07-01", training_flop=5e17, **OF_OTHER),
            make_result("Second", "2016-01-01", training_flop=1e17, curve="second", **OF_OTHER),
        ],
        curves=[
            make_curve([0.5, 0.9], task="other", name="plain"),
            make_curve([0.95], task="other", name="second"),
        ],
        task=make_task(
            make_target(task="other", name="level"), name="other", title="Other", domain="Elsewhere"
        ),
    )
    return Built(collection=make_collection(*small_collection().tasks, alone))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is written by this process, where it can be noted."""
    monkeypatch.setattr(processors, "processors", lambda: 1)


@pytest.fixture
def written(alone: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The targets whose page was written since the list was last emptied, and what else was of which task."""
    names: list[str] = []
    write, body, data, curves = kept_targets.target_page, levels._body, levels._data, kept_files._curves

    def note(summary: Any, *rest: Any) -> Any:
        names.append(f"{summary.task.name}/{summary.target.name}")
        return write(summary, *rest)

    def note_body(one: Any, view: Any) -> str:
        names.append(f"{one.address}")
        return body(one, view)

    def note_data(one: Any, view: Any) -> str:
        names.append(one.data)
        return data(one, view)

    def note_curves(task: TaskCollection) -> bytes:
        names.append(f"curves of {task.task.name}")
        return curves(task)

    monkeypatch.setattr(kept_targets, "target_page", note)
    monkeypatch.setattr(levels, "_body", note_body)
    monkeypatch.setattr(levels, "_data", note_data)
    monkeypatch.setattr(kept_files, "_curves", note_curves)
    return names


def change_task(built: Built, name: str, change: Callable[[TaskCollection], TaskCollection]) -> None:
    tasks = [change(t) if t.task.name == name else t for t in built.collection.tasks]
    built.collection = make_collection(*tasks)


def add_a_row(built: Built) -> None:
    row = make_result("Third", "2017-01-01", training_flop=2e17, **OF_OTHER)
    change_task(built, "other", lambda t: replace(t, results=(*t.results, row)))


def take_a_row_away(built: Built) -> None:
    change_task(
        built, "other", lambda t: replace(t, results=tuple(r for r in t.results if r.system != "Bare"))
    )


def change_a_last_digit(built: Built) -> None:
    def change(task: TaskCollection) -> TaskCollection:
        return replace(
            task, results=(replace(task.results[0], training_flop=3.0000000000000004e17), *task.results[1:])
        )

    change_task(built, "other", change)


def change_a_month_to_its_middle(built: Built) -> None:
    def change(task: TaskCollection) -> TaskCollection:
        day = PublicationDate(date(2015, 1, 1), "month")
        return replace(task, results=(replace(task.results[0], published=day), *task.results[1:]))

    change_task(built, "other", change)


def rename_the_target(built: Built) -> None:
    def change(task: TaskCollection) -> TaskCollection:
        (target,) = task.task.targets
        return replace(task, task=replace(task.task, targets=(replace(target, title="Renamed"),)))

    change_task(built, "other", change)


def rename_the_task(built: Built) -> None:
    change_task(built, "other", lambda t: replace(t, task=replace(t.task, title="Renamed")))


def give_a_reference_to_the_task(built: Built) -> None:
    (first, *_) = built.collection.tasks
    change_task(built, "other", lambda t: replace(t, task=replace(t.task, references=first.task.references)))


def change_a_curve(built: Built) -> None:
    curves = (
        make_curve([0.5, 0.8, 0.9], task="other", name="plain"),
        make_curve([0.95], task="other", name="second"),
    )
    change_task(built, "other", lambda t: replace(t, curves=curves))


def add_an_attempt(built: Built) -> None:
    short = make_attempt("Short", "2016-06-01", task="other", target="level", training_flop=5e16)
    change_task(built, "other", lambda t: replace(t, attempts=(short,)))


def let_another_task_have_the_system_too(built: Built) -> None:
    """Bare, which held no record, stands at two targets then, and has a page of its own."""
    row = make_result("Bare", "2015-02-01", target="lonely")
    change_task(built, "imagenet", lambda t: replace(t, results=(*t.results, row)))


def add_a_curve_to_another_task(built: Built) -> None:
    change_task(built, "imagenet", lambda t: replace(t, curves=(*t.curves, make_curve([0.1], name="third"))))


def move_to_another_domain(built: Built) -> None:
    change_task(built, "other", lambda t: replace(t, task=replace(t.task, domain="Renamed")))


def take_the_domains_away(built: Built) -> None:
    for task in ("imagenet", "ai-and-compute"):
        change_task(built, task, lambda t: replace(t, task=replace(t.task, domain="Elsewhere")))


def rename_the_site(built: Built) -> None:
    built.settings = replace(built.settings, title="Renamed")


def move_the_site(built: Built) -> None:
    built.settings = replace(built.settings, url="https://example.com/")


def name_the_edition(built: Built) -> None:
    built.edition = replace(built.edition, name="2026.12")


def commit_something(built: Built) -> None:
    built.edition = replace(built.edition, commit="b" * 40, day=date(2026, 12, 1))


def change_nothing(built: Built) -> None:
    pass


OF_THE_TARGET = [
    add_a_row,
    take_a_row_away,
    change_a_last_digit,
    change_a_month_to_its_middle,
    rename_the_target,
    rename_the_task,
    give_a_reference_to_the_task,
    change_a_curve,
    add_an_attempt,
    move_to_another_domain,
    let_another_task_have_the_system_too,
]
FROM_THE_FOLDER = {"curves of other"}
"""What shows the task's folder alone, so that it is made again where something in that changed."""

OF_OTHERS = [change_nothing, add_a_curve_to_another_task, commit_something]
OF_ALL = [rename_the_site, move_the_site, name_the_edition, take_the_domains_away]


@pytest.mark.parametrize("change", [*OF_THE_TARGET, *OF_OTHERS, *OF_ALL], ids=lambda c: c.__name__)
def test_what_is_put_back_is_what_would_be_written(
    change: Callable[[Built], None], tmp_path: Path, chart_cache: Path, written: list[str]
) -> None:
    built = of_two_tasks()
    built.files(tmp_path / "before", tmp_path / "kept")
    every = set(written)
    change(built)
    written.clear()
    again = built.files(tmp_path / "again", tmp_path / "kept")
    anew = set(written)
    assert again == built.files(tmp_path / "full", tmp_path / "empty")
    of_other = {one for one in every if "other" in one}
    if change in OF_OTHERS:
        assert anew.isdisjoint(of_other)
    elif change in OF_THE_TARGET:
        assert OTHER in anew
        assert change is let_another_task_have_the_system_too or of_other - anew <= FROM_THE_FOLDER
        assert anew < every
    else:
        assert all(one.startswith("curves") for one in every - anew)
    if change is change_nothing:
        assert anew == set()
    assert {OTHER, "other/level-at-any-level.md", "data/other/levels/level.json"} < every


def test_a_template_of_the_projects_own_that_changes_is_on_every_page(
    tmp_path: Path, written: list[str]
) -> None:
    built = replace(of_two_tasks(), templates=tmp_path / "templates")
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates/target.md.jinja"
    said = "Commit {{ t.citation.edition.commit }} of {{ t.summary.target.name }}"
    own.write_text(said)
    built.files(tmp_path / "before", tmp_path / "kept")
    own.write_text(f"{said}, again")
    pages = built.files(tmp_path / "again", tmp_path / "kept")
    assert f"Commit {'a' * 40} of level, again".encode() in pages["other/level.md"]
    commit_something(built)
    pages = built.files(tmp_path / "later", tmp_path / "kept")
    assert f"Commit {'b' * 40} of level, again".encode() in pages["other/level.md"]


def test_another_version_of_the_program_writes_every_page(
    tmp_path: Path, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built = of_two_tasks()
    first = built.files(tmp_path / "before", tmp_path / "kept")
    every = [*written]
    written.clear()
    monkeypatch.setattr(kept_parts, "program", lambda: fingerprint("another version"))
    assert built.files(tmp_path / "again", tmp_path / "kept") == first
    assert written == every


def test_a_page_whose_chart_is_gone_is_written_with_it(tmp_path: Path, written: list[str]) -> None:
    built = of_two_tasks()
    first = built.files(tmp_path / "before", tmp_path / "kept")
    for path in (tmp_path / "kept/charts").iterdir():
        path.unlink()
    written.clear()
    assert built.files(tmp_path / "again", tmp_path / "kept") == first
    assert OTHER in written


def test_a_file_of_a_target_is_made_once_for_the_same_rows(
    alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from effsite.site.pages import downloads

    made: list[int] = []
    as_csv = downloads.as_csv

    def note(shown: Any) -> str:
        made.append(len(shown))
        return as_csv(shown)

    monkeypatch.setattr(downloads, "as_csv", note)
    built = of_two_tasks()
    built.files(tmp_path / "before", tmp_path / "kept")
    made.clear()
    add_a_row(built)
    built.files(tmp_path / "again", tmp_path / "kept")
    assert made == [5]  # of the other task alone: its four and the new one


def test_what_charts_of_a_target_have_together_is_put_together_once(
    alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from effsite.site import charts

    made: list[int] = []
    together = charts.opening_file

    def note(several: Sequence[charts.Chart]) -> bytes:
        made.append(len(several))
        return together(several)

    monkeypatch.setattr(charts, "opening_file", note)
    built = of_two_tasks()
    before = built.files(tmp_path / "before", tmp_path / "kept")
    shared = "assets/charts/other/level.json.gz"
    assert len(made) > 1
    made.clear()
    add_a_row(built)
    after = built.files(tmp_path / "again", tmp_path / "kept")
    assert made == [1]  # of the other task's one chart
    assert "Third" not in read(before[shared])["told"]["name"]
    assert "Third" in read(after[shared])["told"]["name"]


def test_a_page_may_not_depend_on_every_system() -> None:
    places = kept_parts.AskedPlaces({"A": "systems/a.md"})
    assert (places["A"], places.get("B"), "B" in places) == ("systems/a.md", None, False)
    assert places.asked == {"A": "systems/a.md", "B": None}
    with pytest.raises(TypeError, match="depends on all"):
        list(places)
    with pytest.raises(TypeError, match="depends on all"):
        len(places)
