"""A project with the corpus in every text field of every stored type."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records import Attempt, Device, Rate, Reproduction, Result, Statement, columns
from effsite.records.fields import Column, FieldError
from effsite.store.values import check_text, check_url
from tests.hostile.corpus import ADDRESSES, texts
from tests.projects import LAB_CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ROWS_OF_A_TASK = 130
"""So that a table stands in the page whole; that of the largest task is read from its data file."""

GIVEN = frozenset({"model", "instances", "read_as", "measure"})
"""Text fields that hold words of the program alone."""


def taken(text: str, kind: str = "text") -> bool:
    """Whether the check takes a text in a field of that kind."""
    try:
        check_text(text, Column(kind="text" if kind == "text" else "long text", about=""))
    except FieldError:
        return False
    return bool(text.strip())


def taken_addresses() -> list[str]:
    """The addresses that the check takes."""
    found = []
    for address in ADDRESSES:
        try:
            found.append(check_url(address, Column(kind="url", about="")))
        except FieldError:
            continue
    return found


def names() -> list[str]:
    """The texts that a system can be called, one of each name: systems are told apart in one case."""
    return list({text.casefold(): text for text in texts() if taken(text)}.values())


def long_texts() -> list[str]:
    """The texts that fit no name but a sentence."""
    return [text for text in texts() if taken(text, "long text") and not taken(text)]


@dataclass(frozen=True, slots=True)
class Row:
    """One hostile row: its name, and what its other text fields hold."""

    name: str
    number: int

    def fields(self, row_type: type, **given: object) -> dict[str, object]:
        """A value for each text and address column that `given` leaves out; sentences tell their field."""
        links = taken_addresses()
        found: dict[str, object] = {}
        for name, column in columns(row_type).items():
            if name in given or name in GIVEN:
                continue
            if column.kind == "text":
                found[name] = self.name
            elif column.kind == "long text":
                found[name] = sentence(self.name, name)
            elif column.kind == "url":
                found[name] = links[self.number % len(links)]
        return {**found, **given}


def sentence(text: str, field: str) -> str:
    """The text as a sentence in the field of that name, told apart from those in others."""
    return f"{text} ({field})"


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows as a CSV file with all columns that one of them has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def toml(value: object) -> str:
    """A value of TOML; a JSON string is one, but for what JSON need not escape."""
    return json.dumps(value, ensure_ascii=False)


def task_text(first: int, rules: Sequence[str] = (), *, levels: int = 1) -> str:
    """A task.toml with a text in each of its text fields: in turn those from the `first` on."""
    known = names()
    turn = itertools.count(first)

    def text() -> str:
        return toml(known[next(turn) % len(known)])

    def several(field: str) -> str:
        return toml([sentence(one, field) for one in rules])

    targets = "".join(
        f'\n[[targets]]\nname = "t{n}"\ntitle = {text()}\nabout = {text()}\n'
        f"level = 0.5\ncaveats = {several('caveat')}\n"
        for n in range(levels)
    )
    cited = "".join(f"\n[[references]]\ncitation = {toml(sentence(one, 'citation'))}\n" for one in rules)
    exchange = (
        f"\n[[exchanges]]\ntitle = {text()}\nrow_is = {text()}\ncolumn_is = {text()}\nrows = [{text()}, "
        f"{text()}]\ncolumns = [{text()}, {text()}]\nsystems = [{text()}, {text()}, {text()}, {text()}]\n"
    )
    return (
        f"title = {text()}\nabout = {text()}\ndomain = {text()}\ndataset = {text()}\nexample = {text()}\n"
        f"demonstrates = {text()}\nrules = {several('rule')}\n\n[metric]\nname = {text()}\nlabel = {text()}\n"
        f'higher_is_better = true\nunit = "fraction"\n{targets}{exchange}{cited}'
    )


CURVE = "seed,step,epoch,examples,training_flop,seconds,value\n0,1,1,10,1e9,1,0.2\n0,2,2,20,2e9,2,0.4\n"
REACHED = "seed,step,epoch,examples,training_flop,seconds,value\n0,1,1,10,1e9,1,0.2\n0,2,2,20,2e9,2,0.6\n"


def day(n: int) -> str:
    """The n-th of many days, the later for the greater n."""
    return f"{1980 + n // 336}-{1 + n // 28 % 12:02}-{1 + n % 28:02}"


def results(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Results of those rows at two targets: records in turn at the one, disputed at the other."""
    found = []
    for row in rows:
        figures = {"published": day(row.number), "flop_method": "reported", "source_kind": "reported"}
        compute = f"{1e18 / 1.01**row.number:.6g}"
        held = {"training_flop": compute, "target": "t0", "system": row.name, "status": "claimed"}
        quiet = {"status_date": "", "status_reason": "", "status_url": ""}
        found.append(row.fields(Result, **figures, **held, **quiet, curve=""))
        doubt = {"training_flop": compute, "target": "t1", "system": row.name, "status": "disputed"}
        found.append(row.fields(Result, **figures, **doubt, status_date="2025-01", curve=""))
    return found


def task(folder: Path, rows: Sequence[Row]) -> None:
    """A task whose results, attempts, statements and reproductions are called by the rows' names."""
    folder.mkdir(parents=True)
    sentences = [row.name for row in rows]
    (folder / "task.toml").write_text(task_text(rows[0].number, sentences, levels=2), encoding="utf-8")
    write(folder / "hostile.csv", results(rows))
    (folder / "curves").mkdir()
    (folder / "curves" / "short.csv").write_text(CURVE)
    (folder / "curves" / "reached.csv").write_text(REACHED)
    short = {"target": "t0", "published": "2024-01", "best_value": "0.4", "runs": "1", "runs_reached": "0"}
    known = {"curve": "short", "source_kind": "measured"}
    write(
        folder / "not-reached" / "others.csv",
        [row.fields(Attempt, **short, **known, device="") for row in rows],
    )
    again = {"of": "hostile", "target": "t0", "reproduced": "2025-01", "runs": "1", "runs_reached": "1"}
    figures = {"value": "0.6", "training_flop": "2e9", "curve": "reached", "device": ""}
    write(
        folder / "reproductions" / "again.csv",
        [row.fields(Reproduction, **again, **figures, system=row.name) for row in rows],
    )
    said = {"target": "t0", "field": "training_flop", "read_as": "1e15"}
    write(folder / "stated.csv", [row.fields(Statement, **said, system=row.name) for row in rows])


def hostile_project(root: Path, address: str = "https://lab.example/", *, every: int = 1) -> Path:
    """A project of tables that hold all texts, and of a task for each `every`-th of them."""
    rows = [Row(name, n) for n, name in enumerate(names())]
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "about.md").write_text("# About us\n\nWe measure.\n")
    config = LAB_CONFIG.replace("https://lab.example/efficiency/", address)
    config = config.replace("  font: false\n", "  font: false\n  features: [navigation.instant]\n")
    (root / "mkdocs.yml").write_text(config)
    folder = root / "results"
    for n, first in enumerate(range(0, len(rows), ROWS_OF_A_TASK)):
        task(folder / f"part-{n}", rows[first : first + ROWS_OF_A_TASK])
    figures = {"published": "2020-01", "flop_method": "reported", "source_kind": "reported"}
    quiet = {"status_date": "", "status_reason": "", "status_url": "", "device": "", "curve": ""}
    for row in rows[::every]:
        one = folder / f"one-{row.number}"
        one.mkdir()
        (one / "task.toml").write_text(task_text(row.number, [row.name]), encoding="utf-8")
        last = {"target": "t0", "training_flop": "1e15", "system": row.name}
        write(one / "lab.csv", [row.fields(Result, **figures, **last, **quiet)])
    for holds, row_type in (("devices", Device), ("rates", Rate)):
        place = folder / ("hardware" if holds == "devices" else holds)
        place.mkdir()
        (place / "task.toml").write_text(
            f'holds = "{holds}"\ntitle = "All {holds}"\nabout = "All."\n', encoding="utf-8"
        )
        given = (
            {"fp32_flop_per_second": "1e12"}
            if holds == "devices"
            else {"group": "reference", "direction": "doubling", "source_kind": "reported"}
        )
        write(place / "all.csv", [row.fields(row_type, **given) for row in rows])
    long = [Row(f"Long {n}", n) for n in range(len(long_texts()))]
    figures |= {"target": "t0", "training_flop": "1e18"}
    write(
        folder / "part-0" / "long.csv",
        [
            row.fields(Result, **figures, **quiet, system=row.name, note=text)
            for row, text in zip(long, long_texts(), strict=True)
        ],
    )
    return root
