"""torchvision's classification models: built for any input and number of classes, with its figures."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import torchvision.models
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE_SIZE_IN_LAYOUT = {"vit_": "image_size", "maxvit_": "input_size"}
"""Families whose layout depends on the image size, and the argument that sets it."""
WITHOUT_AUXILIARY_HEADS = ("googlenet", "inception_v3")


def classifiers() -> list[str]:
    """Names of torchvision's image classification models, in torchvision's order."""
    names: list[str] = torchvision.models.list_models(module=torchvision.models)
    return names


def build_torchvision(
    name: str, *, input_shape: tuple[int, ...], classes: int, stem: Literal["standard", "small"]
) -> nn.Module:
    """The model of that name in torchvision, for images of `input_shape` and that many classes.

    GoogLeNet and Inception v3 come without their auxiliary heads, so that what is trained is what
    is counted. Another number of channels than 3 replaces the first convolution.
    """
    if len(input_shape) != 3:
        raise ValueError(f"{name} takes images of channels x height x width")
    channels, height, width = input_shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        model = torchvision.models.get_model(
            name, weights=None, num_classes=classes, **_layout(name, height, width)
        )
    if channels != 3 or stem == "small":
        _replace_stem(model, channels, small=stem == "small")
    return model


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigures:
    """What torchvision states of a model: multiply-accumulates at `input_shape`, and parameters."""

    macs: float
    parameters: int
    input_shape: tuple[int, int, int]


def published(name: str) -> StatedFigures:
    """What torchvision states of that model, for its weights of the smallest input."""
    return min(_statements(name), key=lambda one: one.input_shape)


def _statements(name: str) -> Iterator[StatedFigures]:
    for weights in torchvision.models.get_model_weights(name):
        crop = weights.transforms.keywords["crop_size"]
        meta = weights.meta
        yield StatedFigures(
            macs=meta["_ops"] * 1e9, parameters=meta["num_params"], input_shape=(3, crop, crop)
        )


def _layout(name: str, height: int, width: int) -> dict[str, Any]:
    if name in WITHOUT_AUXILIARY_HEADS:
        return {"aux_logits": False, "init_weights": False}
    for family, argument in IMAGE_SIZE_IN_LAYOUT.items():
        if name.startswith(family):
            return {argument: height if argument == "image_size" else (height, width)}
    return {}


def _replace_stem(model: nn.Module, channels: int, *, small: bool) -> None:
    """Put in a first convolution for that many channels, and for `small`, one that keeps the size."""
    path, old = next((p, m) for p, m in model.named_modules() if isinstance(m, nn.Conv2d))
    reduces = max(old.stride) > 1
    size: dict[str, Any] = {"kernel_size": old.kernel_size, "stride": old.stride, "padding": old.padding}
    if small and reduces:
        size = {"kernel_size": 3, "stride": 1, "padding": 1}
    new = nn.Conv2d(channels, old.out_channels, bias=old.bias is not None, **size)
    model.set_submodule(path, new)
    if small and reduces:
        _drop_pooling_of_stem(model)


def _drop_pooling_of_stem(model: nn.Module) -> None:
    """Take out a max-pooling among the first layers (before the second convolution or block)."""
    convolutions = 0
    for path, module in model.named_modules():
        convolutions += isinstance(module, nn.Conv2d)
        if isinstance(module, nn.MaxPool2d) and convolutions <= 1:
            model.set_submodule(path, nn.Identity())
            return
