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


def unpacked(value):
    """A column as the page's script reads it from a chart's file."""
    if not isinstance(value, dict):
        return value
    if "by" not in value:
        return [value["of"][row] for row in value["at"]]
    return [value["by"].join(value["of"][n] for n in row) for row in value["at"]]
