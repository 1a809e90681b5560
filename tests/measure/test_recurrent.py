"""Recurrent layers in one step take what they take unrolled, with the gradients that are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn

from effsite.measure.counters import dispatch
from effsite.measure.flops import FlopCount, count

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.train


def of_lstm(layer: nn.Module, x: torch.Tensor) -> tuple[int, int | None]:
    training = count(layer, x, second=False).training
    assert training is not None
    return training.forward, training.backward


def test_an_lstm_passes_gradients_to_its_weights_and_through_time() -> None:
    # 7 steps x (20 x 3 + 20 x 5); back: as much for the weights, and 6 steps x 20 x 5 through time
    assert of_lstm(nn.LSTM(3, 5, batch_first=True), torch.zeros(1, 7, 3)) == (1_120, 1_720)


def test_a_frozen_lstm_below_nothing_that_is_trained_takes_no_gradient() -> None:
    assert of_lstm(nn.LSTM(3, 5).requires_grad_(False), torch.zeros(7, 1, 3)) == (1_120, 0)


class Within(nn.Module):
    """A recurrent layer after a trained one or a frozen one, of which only some weights are trained."""

    def __init__(self, layer: nn.Module, *, before: bool, trained: str) -> None:
        super().__init__()
        self.before = nn.Linear(3, 3).requires_grad_(before)
        self.layer = layer
        for name, one in layer.named_parameters():
            one.requires_grad_(trained in name)

    def forward(self, x: torch.Tensor) -> Any:
        return self.layer(self.before(x))[0]


LAYERS: dict[str, Callable[[], nn.Module]] = {
    "lstm": lambda: nn.LSTM(3, 5, 2),
    "both ways": lambda: nn.LSTM(3, 5, 3, batch_first=True, bidirectional=True),
    "projected": lambda: nn.LSTM(3, 5, 2, proj_size=2, bidirectional=True),
    "no biases": lambda: nn.LSTM(3, 5, 2, bias=False),
    "gru": lambda: nn.GRU(3, 5, 2, batch_first=True, bidirectional=True, dropout=0.5),
    "tanh": lambda: nn.RNN(3, 5, 2),
    "relu": lambda: nn.RNN(3, 5, bidirectional=True, nonlinearity="relu"),
}


def figures(counted: FlopCount) -> tuple[Any, ...]:
    training = counted.training
    assert training is not None
    found = (counted.macs, training.forward, training.backward, training.method, training.naive_backward_flop)
    return (*found, counted.by_module, counted.uncounted)


@pytest.mark.parametrize("trained", ["", "weight", "weight_hh_l0", "weight_ih_l0", "l1", "nothing"])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("layer", LAYERS)
def test_layers_in_one_step_take_what_they_take_unrolled(
    monkeypatch: pytest.MonkeyPatch, layer: str, before: bool, trained: str
) -> None:
    model = Within(LAYERS[layer](), before=before, trained=trained)
    x = torch.zeros(2, 4, 3)
    whole = count(model, x, second=False)
    monkeypatch.setattr(dispatch, "has_recurrent", lambda module: False)
    assert figures(whole) == figures(count(model, x, second=False))


def test_a_state_that_is_trained_gets_its_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    class Begun(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer, self.state = nn.GRU(3, 5, 2), nn.Parameter(torch.zeros(2, 1, 5))

        def forward(self, x: torch.Tensor) -> Any:
            return self.layer(x, self.state)[0]

    model, x = Begun(), torch.zeros(7, 1, 3)
    whole = count(model, x, second=False)
    # 7 x (15 x 3 + 15 x 5) and 7 x (15 x 5 + 15 x 5); back: those, and all but the input of the first layer
    assert whole.training is not None
    assert (whole.macs, whole.training.backward) == (1_890, 1_890 + 1_575)
    monkeypatch.setattr(dispatch, "has_recurrent", lambda module: False)
    assert figures(whole) == figures(count(model, x, second=False))


def test_a_long_text_takes_few_operators() -> None:
    model = nn.LSTM(64, 128, 2, batch_first=True)
    # 1,000 steps x 512 x (64 + 128 + 128 + 128)
    counted = count(model, torch.zeros(1, 1_000, 64))
    assert counted.macs == 229_376_000
    assert counted.second is not None
    assert counted.second.macs == counted.macs
