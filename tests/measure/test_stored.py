"""Products whose shapes do not tell them, sparse and quantised, each worked by hand."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn
from torch.ao import quantization

from effsite.measure.counters.kinds import may_multiply
from effsite.measure.flops import count
from tests.measure.test_dispatched import ran

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = ("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
pytestmark = [pytest.mark.train, pytest.mark.filterwarnings(*QUIET)]

THREE = torch.eye(4)[:3]
"""3 x 4, with three values that are not zero, one in each row."""
TWO_IN_A_ROW = torch.tensor([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
X = torch.zeros(4, 5)


@pytest.mark.parametrize(
    ("function", "macs"),
    [
        # 3 values meet a row of 5 each
        (lambda x: torch.sparse.mm(THREE.to_sparse(), x), 15),
        (lambda x: THREE.to_sparse() @ x, 15),
        (lambda x: THREE.to_sparse_csr() @ x, 15),
        (lambda x: torch.sparse.mm(THREE.to_sparse_csr(), x, "mean"), 15),
        (lambda x: torch.sparse.addmm(torch.zeros(3, 5), THREE.to_sparse(), x), 15),
        # 3 values meet a number each
        (lambda x: THREE.to_sparse_csr() @ x[:, 0], 3),
        # 5 rows meet 3 values
        (lambda x: x.mT @ THREE.mT.to_sparse(), 15),
        # two blocks of 2 x 2, of which half the values are zero: 8 values meet a row of 5
        (lambda x: torch.eye(4).to_sparse_bsr((2, 2)) @ x, 40),
        # 3 x 3 products of width 5 of which 2 are wanted
        (lambda x: torch.sparse.sampled_addmm(TWO_IN_A_ROW[:, 1:].to_sparse_csr(), x[:2], x[:3].mT), 10),
        # by inner index, of one and of the other: 1 x 1, 1 x 1, 0 x 1 and 1 x 0
        (lambda x: torch.sparse.mm(TWO_IN_A_ROW.to_sparse(), THREE.mT.to_sparse()).to_dense() + x[0, 0], 2),
        (lambda x: (TWO_IN_A_ROW.to_sparse_csr() @ THREE.mT.to_sparse_csr()).to_dense() + x[0, 0], 2),
    ],
)
def test_a_sparse_matrix_takes_part_with_the_values_that_it_stores(
    function: Callable[[torch.Tensor], torch.Tensor], macs: int
) -> None:
    counted = ran(function, X)
    assert (counted.macs, counted.uncounted) == (macs, {})
    assert counted.values


class Graph(nn.Module):
    """A layer over the neighbours in a graph, which is a part of the module or given with its features."""

    def __init__(self, neighbours: torch.Tensor | None = None) -> None:
        super().__init__()
        self.register_buffer("neighbours", neighbours)
        self.layer = nn.Linear(5, 6, bias=False)

    def forward(self, x: torch.Tensor, neighbours: torch.Tensor | None = None) -> torch.Tensor:
        at: Any = self.neighbours if neighbours is None else neighbours
        return at @ self.layer(x)


@pytest.mark.parametrize("layout", [torch.sparse_coo, torch.sparse_csr])
def test_a_sparse_tensor_keeps_its_values_when_data_are_left_out(layout: torch.layout) -> None:
    # 4 rows of 5 to 6, and 3 values that meet a row of 6
    sparse = THREE.to_sparse(layout=layout)
    assert count(Graph(sparse), X).macs == 138
    assert count(Graph(), {"x": X, "neighbours": sparse}).macs == 138


def dynamic(module: nn.Module, kind: type[nn.Module], dtype: torch.dtype = torch.qint8) -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quantised: nn.Module = quantization.quantize_dynamic(nn.Sequential(module), {kind}, dtype=dtype)
    return quantised


def static(x: torch.Tensor, *modules: nn.Module) -> nn.Module:
    whole = nn.Sequential(quantization.QuantStub(), *modules, quantization.DeQuantStub()).eval()
    whole.qconfig = quantization.QConfig(
        activation=quantization.default_observer, weight=quantization.default_weight_observer
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        observed = quantization.prepare(whole)
        observed(x)
        quantised: nn.Module = quantization.convert(observed)
    return quantised


@pytest.mark.parametrize(
    ("module", "shape", "macs"),
    [
        # 7 rows of 8 to 4
        (lambda: dynamic(nn.Linear(8, 4), nn.Linear), (7, 8), 224),
        (lambda: dynamic(nn.Linear(8, 4), nn.Linear, torch.float16), (7, 8), 224),
        (lambda: static(torch.zeros(7, 8), nn.Linear(8, 4), nn.Sigmoid()), (7, 8), 224),
        # 6x6 places x (8 x 2 x 3x3), then 36 places in x (8 x 4 x 2x2)
        (
            lambda: static(
                torch.zeros(1, 4, 8, 8), nn.Conv2d(4, 8, 3, groups=2), nn.ConvTranspose2d(8, 4, 2, stride=2)
            ),
            (1, 4, 8, 8),
            5_184 + 4_608,
        ),
        # 6 places x (4 x 3 x 3)
        (lambda: static(torch.zeros(1, 3, 8), nn.Conv1d(3, 4, 3)), (1, 3, 8), 216),
        # 7 steps both ways: 24 x 8 + 24 x 6, then 24 x 12 + 24 x 6
        (lambda: dynamic(nn.LSTM(8, 6, 2, bidirectional=True), nn.LSTM), (7, 1, 8), 10_752),
        # 7 steps x (18 x 8 + 18 x 6)
        (lambda: dynamic(nn.GRU(8, 6), nn.GRU), (7, 1, 8), 1_764),
        # 24 x 8 + 24 x 6; 6 x 8 + 6 x 6
        (lambda: dynamic(nn.LSTMCell(8, 6), nn.LSTMCell), (1, 8), 336),
        (lambda: dynamic(nn.RNNCell(8, 6), nn.RNNCell), (1, 8), 84),
    ],
)
def test_a_quantised_layer_takes_as_much_as_the_layer_that_it_stands_for(
    module: Callable[[], nn.Module], shape: tuple[int, ...], macs: int
) -> None:
    counted = count(module(), torch.zeros(shape))
    assert (counted.macs, counted.uncounted) == (macs, {})


def test_a_quantised_recurrent_layer_over_packed_sequences_takes_its_real_steps() -> None:
    # 3 and 2 steps x (24 x 8 + 24 x 6)
    layer = dynamic(nn.LSTM(8, 6, batch_first=True), nn.LSTM)

    class Packed(nn.Module):
        def forward(self, x: torch.Tensor) -> Any:
            packed = nn.utils.rnn.pack_padded_sequence(x, [3, 2], batch_first=True)
            return layer(packed)[0].data

    assert count(Packed(), torch.zeros(2, 3, 8)).macs == 1_680


@pytest.mark.parametrize("operator", ["add", "add_relu", "mul_scalar", "cat", "batch_norm2d_relu", "sigmoid"])
def test_quantised_sums_and_activations_do_not_multiply(operator: str) -> None:
    assert not may_multiply(f"quantized::{operator}", 2)


def test_a_function_of_another_package_on_whole_numbers_may_multiply() -> None:
    @torch.library.custom_op("effsite_tests::whole_product", mutates_args=())
    def whole_product(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return a @ b

    whole = torch.zeros(2, 2, dtype=torch.int32)
    counted = ran(lambda x: whole_product(whole, whole) + x, torch.zeros(2, 2))
    assert counted.uncounted == {"effsite_tests::whole_product": 1}
