"""The models that rows on record name: each is known, and takes the forward compute that its rows state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from effsite.analysis.rules.compute import METHOD_TOLERANCE
from effsite.records.counted_model import CountedModel
from effsite.store import read
from tests.projects import HERE

if TYPE_CHECKING:
    from effsite.records import Result

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def naming() -> dict[str, list[Result]]:
    """The rows on record that name a model, by its words."""
    found: dict[str, list[Result]] = {}
    for task in read(HERE / "results", date.today()).collection.tasks:
        for result in task.results:
            if result.model:
                found.setdefault(result.model, []).append(result)
    return found


def test_rows_name_models_where_the_system_is_one_that_is_counted(naming: dict[str, list[Result]]) -> None:
    systems = {result.system for results in naming.values() for result in results}
    assert {"EfficientNet-b0", "VGG-16", "airbench94", "How to Train Your ResNet 4: ResNet-9"} <= systems
    # These are other networks than those of the same name in torchvision: grouped convolutions in the first,
    # 5x5 instead of 3x3 in the second, the stride of 2 in another layer in the third.
    assert systems.isdisjoint({"AlexNet", "GoogLeNet", "GoogLeNet (BVLC)", "ResNet-50"})


def test_a_model_that_rows_name_takes_what_they_state(naming: dict[str, list[Result]]) -> None:
    from effsite.measure.counting import Wanted, count_model

    assert len(naming) >= 14
    for words, results in naming.items():
        model = CountedModel.parse(words)
        counted = count_model(
            Wanted(name=model.name, inputs=(), classes=model.classes, stem=model.stem), check=False
        )
        assert counted.count.complete, words
        for result in results:
            stated = result.forward_flop or result.inference_flop
            assert stated == pytest.approx(counted.count.flop_per_example, rel=METHOD_TOLERANCE), (
                result.system
            )
