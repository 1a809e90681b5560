"""The counts of whole models against what their publications and torch's own counter say."""

from __future__ import annotations

import pytest

from effsite.measure.counters import opinions
from effsite.measure.counting import ModelCount, Wanted, count_model, count_models, published_figures
from effsite.measure.flops import TrainingCount
from effsite.measure.inputs import Input
from effsite.measure.models import MODELS
from effsite.measure.models.torchvision import classifiers

pytestmark = pytest.mark.train

DRAWN_FROM_PAPERS = ("mobilenet_v1", "shufflenet_v1", "shufflenet_v1_g8")
PARAMETERS_WITH_AUXILIARY_HEAD = {"inception_v3"}
OF_MANY_OPERATORS = ("swin_v2_b", "swin_v2_s")


@pytest.fixture(scope="module")
def table() -> dict[str, ModelCount]:
    names = [*classifiers(), *DRAWN_FROM_PAPERS]
    return {one.name: one for one in count_models([Wanted(name=name) for name in names])}


def test_every_torchvision_classifier_is_within_one_and_a_half_percent_of_its_published_figure(
    table: dict[str, ModelCount],
) -> None:
    deviations = {name: _deviation(table[name]) for name in classifiers()}
    assert len(deviations) >= 80
    assert {name: d for name, d in deviations.items() if abs(d) > 0.015} == {}


def test_the_two_counters_agree_to_the_last_multiply_accumulate_on_every_model(
    table: dict[str, ModelCount],
) -> None:
    pairs = {
        name: (one.count.macs, one.count.second and one.count.second.macs) for name, one in table.items()
    }
    differing = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    assert differing == {name: (table[name].count.macs, None) for name in OF_MANY_OPERATORS}


@pytest.mark.parametrize("name", OF_MANY_OPERATORS)
def test_the_counters_agree_on_models_that_are_not_traced_for_their_many_operators(
    name: str, table: dict[str, ModelCount], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinions, "MOST_TRACED_CALLS", 10_000)
    second = count_model(Wanted(name=name)).count.second
    assert second is not None
    assert second.macs == table[name].count.macs


def test_no_operator_of_these_models_is_left_uncounted(table: dict[str, ModelCount]) -> None:
    assert {name: one.count.uncounted for name, one in table.items() if one.count.uncounted} == {}


def test_the_true_backward_pass_takes_at_most_twice_the_forward_pass(table: dict[str, ModelCount]) -> None:
    # two gradients a layer, but the first layer needs none of its input: 1.80 (SqueezeNet) to 2
    ratios = {name: (_training(one).backward or 0) / one.count.macs for name, one in table.items()}
    assert {name: ratio for name, ratio in ratios.items() if not 1.75 < ratio <= 2} == {}


def test_parameters_are_the_published_ones(table: dict[str, ModelCount]) -> None:
    given = {name: one.published.parameters for name, one in table.items() if one.published}
    counted = {name: one.count.parameters for name, one in table.items() if name in classifiers()}
    differing = {name for name, n in counted.items() if n != given[name]}
    assert differing == PARAMETERS_WITH_AUXILIARY_HEAD


@pytest.mark.parametrize("name", DRAWN_FROM_PAPERS)
def test_networks_drawn_from_papers_are_within_two_percent_of_their_multiply_adds(
    name: str, table: dict[str, ModelCount]
) -> None:
    assert abs(_deviation(table[name])) <= 0.02


@pytest.mark.parametrize("name", DRAWN_FROM_PAPERS)
def test_networks_drawn_from_papers_have_the_stated_parameters(
    name: str, table: dict[str, ModelCount]
) -> None:
    stated = MODELS[name].parameters
    assert stated is not None
    # stated to two digits
    assert float(f"{table[name].count.parameters:.2g}") == stated


def test_resnet_50_takes_four_billion_multiply_adds(table: dict[str, ModelCount]) -> None:
    count = table["resnet50"].count
    assert (count.macs, count.flop, count.parameters) == (4_089_184_256, 8_178_368_512, 25_557_032)


@pytest.mark.parametrize(("name", "naive"), [("mobilenet_v2", 20.4), ("efficientnet_b0", 41.7)])
def test_depthwise_networks_train_at_three_times_forward_where_torch_alone_says_many_times_more(
    name: str, naive: float, table: dict[str, ModelCount]
) -> None:
    count, training = table[name].count, _training(table[name])
    assert count.training_flop_per_example == 3 * count.flop
    assert training.backward is not None
    assert training.naive_backward_flop is not None
    assert 1 + training.backward / count.macs == pytest.approx(3, rel=0.02)
    assert 1 + training.naive_backward_flop / count.flop == pytest.approx(naive, rel=0.01)


def test_a_smaller_input_is_counted_smaller_and_has_no_published_figure() -> None:
    counted = count_model(Wanted(name="resnet50", inputs=(Input(shape=(3, 64, 64)),)))
    # convolutions at 64: 4,087,136,256 x (64 / 224)^2 = 333,643,776; the linear layer stays 2,048,000
    assert counted.count.macs == 335_691_776
    assert counted.published is None


def test_fewer_classes_take_fewer_multiply_adds() -> None:
    # 512 x (1000 - 10) fewer
    many, few = (count_model(Wanted(name="resnet18", classes=n), check=False) for n in (1000, 10))
    assert many.count.macs - few.count.macs == 506_880


def test_published_figures_of_a_model_without_any_are_none() -> None:
    assert published_figures("lenet5") is None


def _training(one: ModelCount) -> TrainingCount:
    assert one.count.training is not None
    return one.count.training


def _deviation(one: ModelCount) -> float:
    assert one.published is not None
    return one.count.macs / one.published.macs - 1
