"""The page that tells what sites cost has a line for each, and figures with their units."""

from __future__ import annotations

from pathlib import Path

from .__main__ import row
from .measuring import Cost, Figures, change_the_last_row
from .sizes import COMMITTED, SITES


def test_a_line_of_the_table_has_every_figure() -> None:
    figures = Figures(
        build=Cost(12.34, 456.7),
        bare=Cost(10.0, 100.0),
        changed=Cost(1.25, 100.0),
        same=Cost(0.6, 50.0),
        pages=1234,
        site=56_700_000,
        heaviest_page=432_100,
    )
    # 12.34 / 10 = 1.234.
    assert row("5 x 2,000", figures) == (
        "| 5 x 2,000 | 1,234 | 12.3 s | 1.23 | 1.2 s | 0.60 s | 457 MB | 57 MB | 432 kB |\n"
    )


def test_sites_are_those_that_may_cost_so_much() -> None:
    assert [site.title for site in (COMMITTED, *SITES)] == [
        "this collection",
        "5 x 2,000",
        "100 x 1,000",
        "20 x 10,000",
        "1,000 x 10",
    ]


def test_only_the_note_of_the_last_row_is_changed(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text('note,system\nold,"A, B"\n"old, too",C\n')
    change_the_last_row(table, 0)
    assert table.read_text() == 'note,system\nold,"A, B"\nChanged 1 times.,C\n'
