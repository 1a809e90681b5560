"""The page that tells what sites cost has a line for each, and figures with their units."""

from __future__ import annotations

from pathlib import Path

from .__main__ import growth, read_row, row
from .browsing import Seen
from .measuring import Cost, Figures, change_the_last_row
from .sizes import COMMITTED, SITES

FIGURES = Figures(
    build=Cost(20.04, 456.7, 12.34),
    bare=Cost(9.5, 100.0, 10.0),
    changed=Cost(2.5, 100.0, 1.25),
    same=Cost(0.5, 50.0, 0.6),
    pages=1234,
    site=56_700_000,
    heaviest_page=432_100,
)


def test_a_line_of_the_table_of_builds_holds_every_figure_against_its_goal() -> None:
    # 12.34 / 10 = 1.234.
    assert row(SITES[0], FIGURES) == (
        "| 5 x 2,000 | 1,234 | 12.3 s (> 5) | 20.0 s | 1.23 (≤ 1.6) | 1.2 s | 0.60 s (≤ 1) | 457 MB (≤ 1,500)"
        " | 57 MB (> 20) |\n"
    )
    assert "| 1.2 s (≤ 2) |" in row(SITES[1], FIGURES)


def test_a_line_of_the_table_of_pages_holds_every_figure_against_its_goal() -> None:
    assert read_row(SITES[2], FIGURES, Seen(612.0, 79.6), 10_000) == (
        "| 20 x 10,000 | 10,000 | 432 kB (≤ 700) | 0.61 s (> 0.6) | 80 ms (≤ 80) |\n"
    )


def test_the_growth_of_time_is_told_beside_its_goal() -> None:
    # 3 x n^0.5 at 1, 4 and 16
    assert growth({1: 3.0, 4: 6.0, 16: 12.0}) == (
        "\nAt five targets, time grows with the results to the power of 0.50 (≤ 0.9), from 1\n"
        "to 16 results.\n"
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
