"""Multiply-accumulates of each operator by hand arithmetic, and what they come to; needs no torch."""

from __future__ import annotations

from typing import Any

import pytest

from effsite.measure.counters import formulas
from effsite.measure.flops import FlopCount, SecondOpinion, TrainingCount


def test_a_convolution_meets_every_weight_at_every_output_place() -> None:
    # 2 images x 8x8 places x (16 filters x 3 channels x 3x3) = 128 x 432
    assert formulas.convolution((2, 3, 8, 8), (16, 3, 3, 3), (2, 16, 8, 8)) == 55_296


def test_groups_divide_the_count_of_a_convolution() -> None:
    # 4 groups: each filter sees 8 / 4 = 2 channels; 10x10 places x (16 x 2 x 3x3) = 100 x 288
    assert formulas.convolution((1, 8, 12, 12), (16, 2, 3, 3), (1, 16, 10, 10)) == 28_800


def test_a_depthwise_convolution_sees_one_channel_for_each_filter() -> None:
    # 32 filters of 1x3x3 at 7x7 places: 49 x 288
    assert formulas.convolution((1, 32, 7, 7), (32, 1, 3, 3), (1, 32, 7, 7)) == 14_112


def test_dilation_only_counts_through_the_size_of_the_output() -> None:
    # a 3x3 kernel with dilation 2 spans 5: 9 - 4 = 5 places a side; 25 x (4 x 2 x 9)
    assert formulas.convolution((1, 2, 9, 9), (4, 2, 3, 3), (1, 4, 5, 5)) == 1_800


def test_a_transposed_convolution_meets_every_weight_at_every_input_place() -> None:
    # 4x4 input places x (8 in x 5 out x 2x2) = 16 x 160, whatever the 8x8 output
    assert formulas.convolution((1, 8, 4, 4), (8, 5, 2, 2), (1, 5, 8, 8), transposed=True) == 2_560


def test_each_gradient_of_a_grouped_convolution_takes_as_much_as_its_forward_pass() -> None:
    # forward 14,112 as above; the gradients of input and of weights take that much each
    shapes = (1, 32, 7, 7), (32, 1, 3, 3), (1, 32, 7, 7)
    assert formulas.convolution_backward(*shapes, transposed=False, wanted=(True, True)) == 28_224


def test_the_first_layer_needs_no_gradient_of_its_input() -> None:
    shapes = (2, 3, 8, 8), (16, 3, 3, 3), (2, 16, 8, 8)
    assert formulas.convolution_backward(*shapes, transposed=False, wanted=(False, True)) == 55_296


@pytest.mark.parametrize(
    ("a", "b", "macs"),
    [
        ((3, 4), (4, 5), 60),  # 3 x 4 x 5
        ((2, 3, 4), (2, 4, 5), 120),  # twice that
        ((7, 1, 3, 4), (2, 4, 5), 840),  # broadcast to 7 x 2 products of 60
        ((4,), (4,), 4),  # an inner product
        ((3, 4), (4,), 12),  # a matrix and a vector
    ],
)
def test_a_product_of_matrices_takes_rows_by_inner_size_by_columns(
    a: tuple[int, ...], b: tuple[int, ...], macs: int
) -> None:
    assert formulas.product(a, b) == macs


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"^cannot multiply \(3, 4\) and \(5, 6\)$"):
        formulas.product((3, 4), (5, 6))


def test_the_longer_of_two_batches_counts() -> None:
    # 3 x 2 products of 1 x 4 x 5
    assert formulas.product((1, 4), (3, 2, 4, 5)) == 120
    assert formulas.product((3, 2, 1, 4), (4, 5)) == 120
    assert formulas.product((3, 4), (1, 4, 5)) == 60


def test_a_linear_layer_meets_its_weights_once_for_each_row() -> None:
    # 2 x 7 rows x (10 x 6)
    assert formulas.linear((2, 7, 6), (10, 6)) == 840


def test_attention_is_scores_and_mix_for_every_query_head() -> None:
    # 2 sequences x 4 heads x 5 queries x 7 keys x (8 for the score + 6 for the mix) = 280 x 14
    assert formulas.attention((2, 4, 5, 8), (2, 4, 7, 8), (2, 4, 7, 6)) == 3_920


def test_shared_keys_and_values_are_counted_for_each_query_head() -> None:
    # 4 query heads share 2: still 1 x 4 x 5 x 5 x (8 + 8)
    assert formulas.attention((1, 4, 5, 8), (1, 2, 5, 8), (1, 2, 5, 8)) == 1_600


def test_attention_over_one_head_without_a_batch() -> None:
    # 3 queries x 9 keys x (2 + 4); the keys' own shape has two places only
    assert formulas.attention((3, 2), (9, 2), (9, 4)) == 162


def test_a_recurrent_layer_uses_its_matrices_once_a_step_and_leaves_biases_out() -> None:
    # LSTM of width 5 over inputs of 3: (20 x 3 + 20 x 5) = 160 weights; 2 sequences x 7 steps
    assert formulas.recurrent(14, [(20, 3), (20, 5), (20,), (20,)]) == 2_240


def test_a_contraction_of_two_operands_takes_the_product_of_its_indices() -> None:
    # b=2, i=3, j=4, d=5
    assert formulas.einsum("b i d, b j d -> b i j", [(2, 3, 5), (2, 4, 5)]) == 120


def test_a_contraction_that_sums_nothing_takes_no_multiply_accumulates() -> None:
    assert formulas.einsum("i,j->ij", [(3,), (4,)]) == 0


def test_a_multiply_accumulate_is_two_flop_and_a_training_example_three_passes() -> None:
    # 4 examples: 2 x 600 = 1200 FLOP, 300 for each; x 3 = 900 to train on one
    found = FlopCount(macs=600, other=5, parameters=7, examples=4)
    assert (found.flop, found.flop_per_example, found.training_flop_per_example) == (1200, 300, 900)


def test_a_count_is_of_one_example_unless_it_says_otherwise() -> None:
    assert FlopCount(macs=600, other=5, parameters=7).flop_per_example == 1200


def trained(**fields: Any) -> FlopCount:
    """A forward pass of 600 multiply-accumulates over 4 examples, with that of a training pass."""
    training = TrainingCount(**{"method": "backward", "forward": 700, "backward": 300, **fields})
    return FlopCount(macs=600, other=5, parameters=7, examples=4, training=training)


def test_training_with_frozen_parameters_is_the_true_forward_and_backward_pass() -> None:
    # 700 + 300 multiply-accumulates are 2000 FLOP, 500 an example, and 1000 / 600 forward passes
    found = trained(recomputed=50)
    assert (found.training_flop, found.training_flop_per_example) == (2000, 500)
    assert found.training_passes == pytest.approx(5 / 3)
    # 50 x 2 FLOP over 4 examples run a second time
    assert (found.recomputed_flop_per_example, trained().recomputed_flop_per_example) == (25, 0)


@pytest.mark.parametrize("fields", [{"method": "passes"}, {"backward": None}])
def test_elsewhere_training_is_three_forward_passes_in_training_mode(fields: dict[str, Any]) -> None:
    # 3 x 700 = 2100 multiply-accumulates, 3.5 passes of evaluation
    found = trained(**fields)
    assert (found.training_flop, found.training_passes) == (4200, 3.5)


@pytest.mark.parametrize(("backward", "flop"), [(300, 600), (None, None)])
def test_a_training_count_is_told_to_programs_in_flop(backward: int | None, flop: int | None) -> None:
    training = TrainingCount(
        method="backward",
        forward=700,
        backward=backward,
        recomputed=50,
        naive_backward_flop=640,
        trained_parameters=7,
        frozen_parameters=3,
        reason="no loss",
    )
    assert training.as_json() == {
        **{"method": "backward", "forward_flop": 1400, "backward_flop": flop, "naive_backward_flop": 640},
        **{"recomputed_flop": 100, "trained_parameters": 7, "frozen_parameters": 3, "reason": "no loss"},
    }


def test_what_is_not_known_of_a_pass_is_nought_or_nothing() -> None:
    training = TrainingCount(method="passes", forward=600)
    assert (training.trained_parameters, training.frozen_parameters, training.reason) == (0, 0, "")
    assert (training.backward, training.recomputed, training.naive_backward_flop) == (None, 0, None)
    assert SecondOpinion(macs=600).reason == ""


def test_without_a_training_pass_three_passes_are_taken() -> None:
    found = FlopCount(macs=600, other=5, parameters=7)
    assert (found.training_passes, found.recomputed_flop_per_example) == (3.0, 0.0)
    nothing = FlopCount(macs=0, other=5, parameters=7, training=TrainingCount(method="passes", forward=0))
    assert nothing.training_passes == 3.0


def test_what_a_count_leaves_out_is_said_with_the_way_to_complete_it() -> None:
    found = FlopCount(macs=600, other=5, parameters=7, uncounted={"aten::inv": 2, "my::op": 1})
    assert (found.complete, found.gap) == (False, "no formula for aten::inv (2 calls), my::op (1 call)")
    assert found.way_out == (
        "give it a formula with torch.utils.flop_counter.register_flop_formula, beside the function that"
        " builds the model"
    )
    stopped = trained(frozen_parameters=3, reason="no loss")
    assert stopped.gap == "parameters are frozen, and a training pass could not be run: no loss"
    assert stopped.way_out == "mend what stops the training pass, or train every parameter"


@pytest.mark.parametrize("fields", [{}, {"frozen_parameters": 3}, {"reason": "no loss"}])
def test_a_count_of_all_there_is_has_no_gap(fields: dict[str, Any]) -> None:
    found = trained(**fields)
    assert (found.complete, found.gap, found.way_out) == (True, "", "")


def test_a_contraction_of_three_operands_is_two_of_two() -> None:
    # 2 x 3 x 4, then 2 x 4 x 5
    assert formulas.einsum("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]) == 64


def test_a_contraction_of_four_operands_meets_no_index_before_its_turn() -> None:
    # 2 x 3 x 4, then 2 x 4 x 5, then 2 x 5 x 6
    assert formulas.einsum("ij,jk,kl,lm->im", [(2, 3), (3, 4), (4, 5), (5, 6)]) == 124


def test_a_contraction_of_one_row_is_counted_once() -> None:
    assert formulas.einsum("ij,jk->ik", [(1, 3), (3, 4)]) == 12


def test_a_contraction_counts_what_stands_under_an_ellipsis() -> None:
    # 3 x 7 rows of 4, to 5 columns
    assert formulas.einsum("...w,wk->...k", [(3, 7, 4), (4, 5)]) == 420
    assert formulas.einsum("...w,wk", [(3, 7, 4), (4, 5)]) == 420


def test_a_contraction_stretches_a_size_of_one() -> None:
    # 8 heads, one key for all of them: 8 x 6 x 5 x 4
    assert formulas.einsum("hqd,hkd->hqk", [(8, 6, 4), (1, 5, 4)]) == 960


def test_a_contraction_sums_an_index_of_one_operand_before_it_multiplies() -> None:
    # i stands in the first alone: its sum takes no products, then 3 x 4
    assert formulas.einsum("ij,jk->k", [(2, 3), (3, 4)]) == 12


def test_a_contraction_without_an_arrow_keeps_what_stands_once() -> None:
    assert formulas.einsum("ij,jk", [(2, 3), (3, 4)]) == 24


def test_each_row_meets_the_matrix_of_one_expert() -> None:
    # 10 rows of 4, shared out among 3 experts of 4 x 5
    assert formulas.grouped_product((10, 4), (3, 4, 5)) == 200


def test_experts_with_rows_of_their_own_are_products_side_by_side() -> None:
    # 3 experts x 2 x 4 x 5
    assert formulas.grouped_product((3, 2, 4), (3, 4, 5)) == 120


def test_a_bilinear_layer_meets_every_weight_once_a_row() -> None:
    # 2 rows x (5 out x 3 x 4)
    assert formulas.bilinear((2, 3), (2, 4), (5, 3, 4)) == 120
    # 2 x 6 rows, which one of the inputs may have alone
    assert formulas.bilinear((2, 6, 3), (1, 1, 4), (5, 3, 4)) == 720
    assert formulas.bilinear((1, 1, 3), (2, 6, 4), (5, 3, 4)) == 720


def test_distances_take_every_pair_of_rows_once_a_coordinate() -> None:
    # 2 batches x 3 x 5 pairs x 4
    assert formulas.distances((2, 3, 4), (2, 5, 4)) == 120


def test_a_query_that_meets_the_keys_of_several_heads_is_counted_for_each() -> None:
    # 8 heads x 4 queries x 64 keys x (16 + 16)
    assert formulas.attention((1, 1, 4, 16), (1, 8, 64, 16), (1, 8, 64, 16)) == 65_536


def test_a_convolution_of_one_image_without_a_batch_is_counted_alike() -> None:
    # 8x8 places x (16 x 3 x 9)
    assert formulas.convolution((3, 8, 8), (16, 3, 3, 3), (16, 8, 8)) == 27_648
