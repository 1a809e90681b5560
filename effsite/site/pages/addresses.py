"""Where files for programs lie below the site's root: addresses that stay from edition to edition."""

from __future__ import annotations

INDEX = "data/index.json"
ALL_ROWS = "data/results.parquet"
ARCHIVE = "data/archive.zip"
CROISSANT = "data/croissant.json"
DATA_PACKAGE = "data/datapackage.json"
INDEX_SCHEMA = "data/schema/index.json"
TARGET_SCHEMA = "data/schema/target.json"
ROWS_SCHEMA = "data/schema/rows.json"
FEED = "feed.xml"
CITATION = "CITATION.cff"


def badge(task: str, target: str) -> str:
    """The badge of a target: a picture of one line."""
    return f"badges/{task}/{target}.svg"


def citation(cited: str, ending: str) -> str:
    """How to cite a target, named task/target, or a chart of several, by its name, as txt, bib or cff."""
    return f"cite/{cited}.{ending}"


def picture(chart: str, ending: str) -> str:
    """The picture of a chart, as svg or, of a target's own chart, as png; `chart` is the chart's name."""
    return f"charts/{chart}.{ending}"


def embed(chart: str) -> str:
    """The small page of a chart that is made for frames."""
    return f"embed/{chart}.html"
