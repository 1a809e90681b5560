"""Anything that people have can be counted, or is refused in one line that names the cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite import workflows
from effsite.errors import EffsiteError, UsageError
from effsite.measure.counting import ModelCount, Wanted, count_model
from effsite.measure.inputs import Input
from effsite.workflows.options import CountOptions
from tests.measure import own_models

pytestmark = pytest.mark.train

HERE = "tests.measure.own_models:"


def counted(name: str, *inputs: str, classes: int | None = None) -> ModelCount:
    given = tuple(Input.parse(text) for text in inputs)
    return count_model(Wanted(name=HERE + name, inputs=given, classes=classes))


@pytest.mark.parametrize(
    ("name", "inputs", "macs"),
    [
        # 30x30 places x (16 x 3 x 3x3)
        ("of_any_keywords", ["3x32x32"], 388_800),
        ("narrow", ["3x32x32"], 388_800),
        # one row of 3 to 4
        ("LAYER", ["3"], 12),
        ("scalar", ["3"], 12),
        ("exported", ["3"], 12),
        # 2 outputs x 3 x 5
        ("two_vectors", ["3", "5"], 30),
        ("two_vectors", ["input2=float:5", "input1=float:3"], 30),
        # 2 rows of 32 to 4, from the function's own inputs
        ("with_inputs", [], 256),
        # one row of 3 to 4, and of 4 to 2
        ("takes_its_size_later", ["3"], 20),
        # its own 10 classes
        ("with_num_classes", ["3"], 30),
        ("of_keywords_with_classes", ["3"], 21),
    ],
)
def test_what_people_have_is_counted(name: str, inputs: list[str], macs: int) -> None:
    assert counted(name, *inputs).count.macs == macs


@pytest.mark.parametrize("name", ["with_num_classes", "of_keywords_with_classes"])
def test_a_number_of_classes_reaches_the_function_by_torchvisions_name(name: str) -> None:
    found = counted(name, "3", classes=5)
    assert (found.classes, found.count.macs) == (5, 15)


def test_a_number_of_classes_that_nothing_takes_is_refused() -> None:
    with pytest.raises(UsageError, match="takes no number of classes"):
        counted("of_any_keywords", "3x32x32", classes=5)


def test_inputs_of_the_functions_own_are_as_many_examples_as_they_hold() -> None:
    found = counted("with_inputs")
    assert (found.count.examples, found.shape) == (2, "")


@pytest.mark.parametrize(
    ("name", "inputs", "message", "hint"),
    [
        ("reads_a_file", [], "failed: FileNotFoundError: no such config: config.yaml (own_models.py:", ""),
        ("downloads", [], "failed: URLError", "weights=None"),
        ("wants_a_gpu", [], "failed: RuntimeError: Found no NVIDIA driver", "leave out .cuda()"),
        ("is_too_large", ["3"], "failed: RuntimeError", 'torch.device("meta")'),
        ("looks_for_options", [], "failed: SystemExit: usage: train.py DATA (own_models.py:", ""),
        ("ends_the_program", ["3"], "SystemExit: 3 (own_models.py:", "(x)"),
        ("wants_an_attribute", ["3"], "AttributeError: 'Tensor' object has no attribute 'x'", "(batch)"),
        ("LAYER", ["5"], "cannot run on an input of 5: RuntimeError: mat1 and mat2 shapes", "(input)"),
        ("with_wrong_inputs", [], "cannot run on the inputs that its function gives: Runtime", "(input)"),
        ("two_vectors", ["3"], "missing 1 required positional argument: 'input2'", "(input1, input2)"),
    ],
)
def test_what_cannot_be_counted_says_why_in_one_line(
    name: str, inputs: list[str], message: str, hint: str
) -> None:
    with pytest.raises(EffsiteError) as caught:
        counted(name, *inputs)
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", ["downloads", "reads_a_file", "looks_for_options"])
def test_a_function_that_looks_elsewhere_is_asked_once(name: str) -> None:
    own_models.CALLS.clear()
    with pytest.raises(EffsiteError):
        counted(name)
    assert len(own_models.CALLS) == 1


def test_a_function_that_looks_at_its_weights_is_asked_again_with_weights() -> None:
    own_models.CALLS.clear()
    # one row of 3 to 4
    assert counted("looks_at_weights", "3").count.macs == 12
    assert own_models.CALLS.count("looks_at_weights") == 2


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("lraspp_mobilenet_v3_large", 2.086e9),
        ("retinanet_resnet50_fpn", 151.54e9),
        ("r3d_18", 40.697e9),
    ],
)
def test_other_models_of_torchvision_take_what_it_publishes(name: str, published: float) -> None:
    found = count_model(Wanted(name=f"torchvision:{name}"), check=False).count
    assert found.macs == pytest.approx(published, rel=0.001)
    assert found.flop_per_example == 2 * found.macs
    assert bool(found.values) == ("retinanet" in name)


def test_a_model_that_torchvision_does_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match="no model 'retinanet_resnet50'") as caught:
        count_model(Wanted(name="torchvision:retinanet_resnet50"))
    assert "retinanet_resnet50_fpn" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3x64x64", Input(shape=(3, 64, 64))),
        ("1x16000", Input(shape=(1, 16_000))),
        ("3x16x112x112", Input(shape=(3, 16, 112, 112))),
        ("tokens:128", Input(shape=(128,), kind="tokens")),
        ("mask=bool:4x128", Input(shape=(4, 128), kind="bool", name="mask")),
    ],
)
def test_an_input_is_read_as_people_write_it(text: str, read: Input) -> None:
    assert Input.parse(text) == read
    assert read.written == text


@pytest.mark.parametrize("text", ["", "x", "0x3", "3x", "3 x 3", "words:3", "=3", "3;4", "9999999999"])
def test_what_is_no_input_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a shape"):
        Input.parse(text)


def test_a_package_that_the_users_module_needs_is_named_as_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_a_package.py").write_text("import a_package_that_nobody_has\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EffsiteError, match="needs_a_package cannot be imported: ModuleNotFound") as caught:
        count_model(Wanted(name="needs_a_package:net"))
    assert caught.value.hint == "install that package where effsite is installed"
    with pytest.raises(UsageError, match="cannot find the model 'nowhere:net'"):
        count_model(Wanted(name="nowhere:net"))


def test_a_file_is_told_how_to_be_named() -> None:
    with pytest.raises(UsageError, match=r"cannot find the model 'nets\.py:network'") as caught:
        count_model(Wanted(name="nets.py:network"))
    assert caught.value.hint == "write nets:network"


def test_an_argument_that_is_given_two_tensors_is_refused() -> None:
    with pytest.raises(UsageError, match="--input x= is given twice"):
        workflows.count.count(CountOptions(model="resnet18", input_=("x=3x8x8", "x=3x8x8")))


def test_a_known_model_takes_its_input_without_a_name() -> None:
    with pytest.raises(EffsiteError, match="unexpected keyword argument 'image'") as caught:
        count_model(Wanted(name="resnet18", inputs=(Input(shape=(3, 224, 224), name="image"),)))
    assert caught.value.hint == "it takes 3x224x224, without a name"
