"""The models: what they give, that they learn on small inputs, and what the table says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from effsite.errors import EffsiteError, UsageError
from effsite.measure import models
from effsite.measure.counting import Wanted, count_model, example
from effsite.measure.inputs import Input
from effsite.measure.models.decoder import turned, turns
from effsite.measure.models.transformer import sinusoids

pytestmark = pytest.mark.train

VISION = [name for name, known in models.MODELS.items() if known.kind == "vision"]
TEXT = [name for name, known in models.MODELS.items() if known.kind == "text"]
ALPHABET = 11


def check_gradients(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> None:
    """Every parameter must get a finite gradient of the loss."""
    nn.functional.cross_entropy(model(inputs).flatten(0, -2), labels.flatten()).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters() if p.requires_grad)


@pytest.mark.parametrize("name", VISION)
def test_every_vision_model_takes_small_images_and_learns_from_them(name: str) -> None:
    torch.manual_seed(0)
    model = models.build(name, input_shape=(3, 32, 32), classes=7, stem="small")
    images = torch.randn(4, 3, 32, 32)
    check_gradients(model, images, torch.tensor([0, 1, 2, 3]))


@pytest.mark.parametrize("name", VISION)
def test_every_vision_model_takes_grey_images_of_64_pixels_as_published(name: str) -> None:
    model = models.build(name, input_shape=(1, 64, 64), classes=10).eval()
    assert model(torch.zeros(2, 1, 64, 64)).shape == (2, 10)


@pytest.mark.parametrize("name", TEXT)
def test_every_text_model_scores_what_follows_its_last_positions(name: str) -> None:
    torch.manual_seed(0)
    model = models.build(name, input_shape=(16,), classes=ALPHABET)
    text = torch.randint(ALPHABET, (3, 17))
    scores = model(text[:, :-1])
    batch, predicted, classes = scores.shape
    assert (batch, classes) == (3, ALPHABET)
    assert predicted in (8, 16)
    check_gradients(model, text[:, :-1], text[:, -predicted:])


@pytest.mark.parametrize("name", TEXT)
def test_no_text_model_sees_the_characters_that_it_predicts(name: str) -> None:
    torch.manual_seed(0)
    model = models.build(name, input_shape=(16,), classes=ALPHABET).eval()
    text = torch.randint(ALPHABET, (1, 16))
    changed = text.clone()
    changed[0, 12:] = (changed[0, 12:] + 1) % ALPHABET
    before, after = model(text), model(changed)
    # positions count from the end: the last four inputs changed, scores of earlier ones did not
    assert torch.equal(before[:, :-4], after[:, :-4])
    assert not torch.equal(before[:, -4:], after[:, -4:])


@pytest.mark.parametrize("name", TEXT)
def test_text_models_take_shorter_texts_than_they_were_built_for(name: str) -> None:
    model = models.build(name, input_shape=(16,), classes=ALPHABET)
    assert model(torch.zeros(1, 10, dtype=torch.long)).shape[1] in (5, 10)


def test_the_same_seed_gives_the_same_weights() -> None:
    first, second = (_weights("lenet5", seed) for seed in (1, 1))
    assert torch.equal(first, second)
    assert not torch.equal(first, _weights("lenet5", 2))


def test_the_small_stem_keeps_the_size_of_the_image() -> None:
    model = models.build("resnet18", input_shape=(3, 32, 32), classes=10, stem="small")
    stem = nn.Sequential(model.conv1, model.bn1, model.relu, model.maxpool)
    assert stem(torch.zeros(1, 3, 32, 32)).shape == (1, 64, 32, 32)


def test_a_fixup_network_starts_by_predicting_nothing() -> None:
    model = models.build("fixup_resnet18", input_shape=(3, 32, 32), classes=10)
    assert not model(torch.randn(2, 3, 32, 32)).any()


def test_a_fixup_branch_starts_as_nothing_and_its_other_layers_small() -> None:
    torch.manual_seed(0)
    model = models.build("fixup_resnet50", input_shape=(3, 32, 32), classes=10)
    first, second, last = model.blocks[3].convolutions
    assert not last.weight.any()
    # 16 branches of 3 layers: 16^(-1/4) = 1/2 of He's deviation, sqrt(2 / (128 x 9)) for 128 filters of 3x3
    assert second.weight.std().item() == pytest.approx(0.5 * (2 / 1152) ** 0.5, rel=0.02)
    assert first.weight.shape == (128, 256, 1, 1)


def test_sinusoids_are_the_papers() -> None:
    # width 4 has wavelengths 1 and 100: sin 1, cos 1, sin 0.01, cos 0.01 at position 1
    expected = torch.tensor([0.841471, 0.540302, 0.0099998, 0.99995])
    assert torch.allclose(sinusoids(2, 4)[1], expected, atol=1e-5)


def test_turning_keeps_lengths_and_depends_on_distance_only() -> None:
    torch.manual_seed(0)
    query, key = torch.randn(8), torch.randn(8)
    rotation = turns(6, 8)
    queries, keys = (turned(x.expand(6, 8), rotation) for x in (query, key))
    assert torch.allclose(queries.norm(dim=-1), query.norm().expand(6), atol=1e-5)
    assert torch.allclose(queries[3] @ keys[1], queries[5] @ keys[3], atol=1e-4)


@pytest.mark.parametrize("name", ["vit_b_32", "maxvit_t", "swin_t"])
def test_layouts_that_depend_on_the_image_size_are_built_for_it(name: str) -> None:
    size = 224 if name == "maxvit_t" else 64
    counted = count_model(Wanted(name=name, inputs=(Input(shape=(3, size, size)),), classes=10), check=False)
    assert counted.count.macs > 0


def test_your_own_model_is_built_from_its_module_and_function() -> None:
    model = models.build("tests.measure.nets:small", input_shape=(1, 8, 8), classes=3)
    assert model(torch.zeros(2, 1, 8, 8)).shape == (2, 3)


def test_your_own_model_is_found_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "from torch import nn", "def net():", "    return nn.Linear(4, 2)"
    (tmp_path / "mine_of_this_test.py").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert isinstance(models.build("mine_of_this_test:net", input_shape=(4,), classes=2), nn.Linear)


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("resnet5", "unknown model 'resnet5'", "did you mean 'resnet50'?"),
        ("efficientnet_b8", "unknown model 'efficientnet_b8'", "did you mean 'efficientnet_b"),
        ("no.such:net", "cannot find the model 'no.such:net'", "write module:function"),
        ("math:cube", "cannot find the model 'math:cube'", "write module:function"),
        ("math:hypot3", "cannot find the model", "write module:function"),
        ("operator:neg", "cannot call operator:neg", "input_shape and classes"),
        ("locale:localeconv", "gave dict, not a torch.nn.Module", ""),
    ],
)
def test_a_model_that_cannot_be_built_says_why(name: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        models.build(name, input_shape=(3, 32, 32), classes=10)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_an_image_that_is_too_small_says_which_size_fits() -> None:
    with pytest.raises(EffsiteError, match="alexnet cannot run on an input of 3x32x32") as caught:
        count_model(Wanted(name="alexnet", inputs=(Input(shape=(3, 32, 32)),)))
    assert "3x224x224" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("resnet18", (128,), "takes images of channels x height x width"),
        ("maxvit_t", (3, 100, 100), "cannot run on an input of 3x100x100"),
        ("lstm", (3, 8, 8), "cannot run on an input of 3x8x8"),
    ],
)
def test_an_input_of_the_wrong_kind_is_refused(name: str, shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(EffsiteError, match=message):
        count_model(Wanted(name=name, inputs=(Input(shape=shape),)))


def test_every_file_of_models_is_in_the_table() -> None:
    folder = Path(models.__file__).parent
    parts = {"__init__", "torchvision", "uninitialised", "whitening"}
    files = {f.stem for f in folder.glob("*.py")} - parts
    assert {known.factory.split(":")[0].split(".")[-1] for known in models.MODELS.values()} == {
        *files,
        "torchvision",
    }


def test_every_known_model_is_built_at_its_own_input() -> None:
    shapes = {
        name: (known.input_shape, known.classes)
        for name, known in models.MODELS.items()
        if known.factory.startswith("effsite")
    }
    for name, (shape, classes) in shapes.items():
        model = models.build(name, input_shape=shape, classes=classes).eval()
        assert model(example(shape)).shape[-1] == classes


def test_every_system_of_the_study_is_known_with_the_date_that_the_record_has() -> None:
    from effsite.store import load

    collection = load(Path(__file__).parents[2] / "results").task("imagenet")
    by_title = {known.title: str(known.published) for known in models.MODELS.values()}
    study = {r.system: str(r.published) for r in collection.results if r.submission == "hernandez-brown-2020"}
    spelled = {name.replace("EfficientNet (b1)", "EfficientNet-b1"): day for name, day in study.items()}
    assert len(spelled) >= 16
    assert {name: day for name, day in spelled.items() if by_title.get(name) != day} == {}


def _weights(name: str, seed: int) -> torch.Tensor:
    torch.manual_seed(seed)
    model = models.build(name, input_shape=(1, 32, 32), classes=10)
    return torch.cat([p.flatten() for p in model.parameters()])


@pytest.mark.parametrize(
    ("name", "macs", "parameters"),
    [
        # A step: two layers of four gates, each from an input and a state, and the output over 65 characters.
        ("lstm", 128 * (2 * 4 * 2 * 128**2 + 128 * 65), 280_897),
        ("lstm_384", 256 * (2 * 4 * 2 * 384**2 + 384 * 65), 2_415_425),
        # A layer: four square matrices, three of the gated network, and scores and sums of all pairs.
        ("decoder", 128 * (3 * (4 * 128**2 + 3 * 128 * 344 + 2 * 128 * 128) + 128 * 65), 610_432),
        ("decoder_256", 256 * (3 * (4 * 256**2 + 3 * 256 * 688 + 2 * 256 * 256) + 256 * 65), 2_406_656),
    ],
)
def test_text_models_of_two_sizes_cost_what_their_matrices_do(name: str, macs: int, parameters: int) -> None:
    counted = count_model(Wanted(name=name), check=False)
    assert (counted.count.macs, counted.count.parameters) == (macs, parameters)
