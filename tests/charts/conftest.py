from __future__ import annotations

import pytest

from effsite.analysis.summary import TargetSummary, summarise
from effsite.site.charts import Designs
from tests.builders import make_result, make_results, make_task_collection


@pytest.fixture(scope="session")
def designs(tmp_path_factory) -> Designs:
    return Designs(tmp_path_factory.mktemp("designs"))


@pytest.fixture
def imagenet() -> TargetSummary:
    """Three records, each half the compute of the one before, and one result above them."""
    return summary_of(
        *make_results(
            ("AlexNet", "2012-06-01", 8e17),
            ("VGG", "2014-09-04", 9e17),
            ("GoogLeNet", "2014-09-17", 4e17),
            ("ShuffleNet", "2017-07-04", 2e17),
        )
    )


def summary_of(*results, measure=None) -> TargetSummary:
    collection = make_task_collection(results or [make_result()])
    return summarise(collection, collection.task.targets[0], measure)


def unpacked(value, lines=()):
    """A column as the page's script reads it; `lines` are those of its rows that are told once."""
    if not isinstance(value, dict):
        return value
    pieces, at = value["of"], value["at"]
    if "by" not in value:
        return [pieces[n] for n in at]

    def piece(n, row):
        return n if isinstance(n, str) else pieces[n] if n >= 0 else lines[row][-n - 1]

    return [value["by"].join(piece(n, row) for n in each) for row, each in enumerate(at)]
