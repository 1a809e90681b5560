"""Writes the designs that come with the package anew: python -m tests.charts.made"""

from __future__ import annotations

from typing import get_args

from effsite.site.charts.scene import Design
from effsite.site.charts.templates import MADE, made_file, maker, template_json


def main() -> None:
    MADE.mkdir(exist_ok=True)
    for path in MADE.iterdir():
        path.unlink()
    for design in get_args(Design):
        path = made_file(design)
        path.write_text(f"{maker()}\n{template_json(design)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
