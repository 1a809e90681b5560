"""The metrics and the loss, on outputs small enough to be worked by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from effsite.measure.evaluation import SCORES, cross_entropy
from effsite.measure.training import Training

from .jobs import make_job, make_recipe

pytestmark = pytest.mark.train

# Seven classes; the highest outputs are those of class 6, then 5, 4, 3, 2.
OUTPUTS = torch.tensor([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]).repeat(7, 1)
EVERY_LABEL = torch.arange(7)


def test_top1_counts_the_highest_output_alone() -> None:
    assert SCORES["top1"](OUTPUTS, EVERY_LABEL) == 1


def test_top5_counts_the_five_highest_outputs() -> None:
    assert SCORES["top5"](OUTPUTS, EVERY_LABEL) == 5


@pytest.mark.parametrize(("label", "found"), [(2, 1), (1, 0)])
def test_the_fifth_output_counts_for_top5_and_the_sixth_does_not(label: int, found: int) -> None:
    assert SCORES["top5"](OUTPUTS[:1], torch.tensor([label])) == found


def test_top5_of_three_classes_counts_everything() -> None:
    assert SCORES["top5"](OUTPUTS[:3, :3], torch.tensor([0, 1, 2])) == 3


def test_loss_is_the_sum_of_the_nats_of_each_label() -> None:
    # two outputs alike: each label costs ln 2, wherever it is
    assert SCORES["loss"](torch.zeros(4, 2), torch.tensor([0, 1, 1, 0])).item() == pytest.approx(
        4 * math.log(2)
    )


@pytest.mark.parametrize(
    ("smoothing", "nats"),
    [
        # outputs (ln 3, 0): probabilities 3/4 and 1/4, the label is the first
        (0.0, -math.log(0.75)),
        # the label weighs 0.9 + 0.1 / 2 and the other class 0.1 / 2
        (0.1, -0.95 * math.log(0.75) - 0.05 * math.log(0.25)),
        (1.0, -0.5 * math.log(0.75) - 0.5 * math.log(0.25)),
    ],
)
def test_label_smoothing_spreads_its_share_over_all_classes(smoothing: float, nats: float) -> None:
    outputs = torch.tensor([[math.log(3.0), 0.0]])
    assert cross_entropy(outputs, torch.tensor([0]), smoothing=smoothing).item() == pytest.approx(nats)


def test_the_last_labels_are_scored_where_there_are_fewer_outputs() -> None:
    outputs = torch.tensor([[[math.log(3.0), 0.0]]])
    assert cross_entropy(outputs, torch.tensor([[1, 1, 0]])).item() == pytest.approx(-math.log(0.75))


def first_loss(folder: Path, smoothing: float) -> float:
    """The loss of the first batch under a recipe with that smoothing, of a network without chance."""
    recipe = make_recipe(model="tests.measure.nets:linear", label_smoothing=smoothing)
    training = Training(make_job(folder, recipe=recipe))
    with torch.no_grad():
        for parameter in training.model.parameters():
            parameter.zero_()
        # ten classes, of which the first has an output of ln 11: probability 11/20, the others 1/20
        training.model.get_parameter("1.bias")[0] = math.log(11.0)
    batch = next(training.job.dataset.training(training._portion()))
    batch.labels.zero_()
    return float(training._step(batch))


def test_a_recipe_trains_with_its_label_smoothing_and_is_evaluated_without(tmp_path: Path) -> None:
    likely, others = -math.log(11 / 20), -math.log(1 / 20)
    assert first_loss(tmp_path / "plain", 0.0) == pytest.approx(likely, rel=1e-5)
    # 0.2 / 10 for each class, and 0.8 more for the label
    smoothed = 0.82 * likely + 9 * 0.02 * others
    assert first_loss(tmp_path / "smoothed", 0.2) == pytest.approx(smoothed, rel=1e-5)


@pytest.mark.parametrize("metric", ["top1", "top5"])
def test_a_recipe_is_evaluated_by_the_metric_that_it_names(tmp_path: Path, metric: str) -> None:
    recipe = make_recipe(model="tests.measure.nets:linear", evaluates=metric)
    training = Training(make_job(tmp_path, recipe=recipe))
    with torch.no_grad():
        for parameter in training.model.parameters():
            parameter.zero_()
        bias = training.model.get_parameter("1.bias")
        bias.copy_(torch.arange(10.0))
    point = training.evaluate()
    labels = torch.cat(
        [labels for _, labels in training.job.dataset.testing(100, training.job.processes.shard)]
    )
    # whatever the image, digit 9 is the first guess and 5 to 9 are the five best
    least = {"top1": 9, "top5": 5}[metric]
    assert point is not None
    assert point.value == pytest.approx(sum(label >= least for label in labels.tolist()) / len(labels))
