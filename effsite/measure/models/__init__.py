"""The models that effsite knows by name, and how any model is built: `MODELS` and `build`.

The table holds facts and no torch: it can be listed without the `train` extra. Everything that
builds a model is imported when a model is asked for.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from effsite.errors import UsageError, did_you_mean
from effsite.measure import extra
from effsite.records import PublicationDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

Stem = Literal["standard", "small"]
TORCHVISION = "torchvision"
HERE = "effsite.measure.models"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model that can be named on the command line, with what its publication says of it.

    `input_shape` is the shape of one example without the batch: channels, height and width of an
    image, or the number of characters of a text. `macs` (multiply-accumulates of one forward pass
    at that shape) and `parameters` are the publication's own figures with `figures_from` saying
    where; they are empty where torchvision publishes them, and for models without such figures.
    `factory` is `module:function`, or `torchvision:name`.
    """

    name: str
    title: str
    published: PublicationDate
    paper_url: str
    factory: str
    kind: Literal["vision", "text"] = "vision"
    input_shape: tuple[int, ...] = (3, 224, 224)
    classes: int = 1000
    macs: float | None = None
    parameters: float | None = None
    figures_from: str = ""


def _known(name: str, title: str, published: str, paper: str, factory: str, **rest: Any) -> KnownModel:
    url = paper if paper.startswith("https") else f"https://arxiv.org/abs/{paper}"
    day = PublicationDate.parse(published)
    return KnownModel(name=name, title=title, published=day, paper_url=url, factory=factory, **rest)


def _small(name: str, title: str, published: str, paper: str, factory: str, **rest: Any) -> KnownModel:
    """A model for CIFAR-10's images: 32x32 pixels, ten classes."""
    return _known(name, title, published, paper, factory, input_shape=(3, 32, 32), classes=10, **rest)


def _text(
    name: str, title: str, published: str, paper: str, factory: str, *, length: int = 128
) -> KnownModel:
    return _known(name, title, published, paper, factory, kind="text", input_shape=(length,), classes=65)


LENET_PAPER = "https://doi.org/10.1109/5.726791"
ALEXNET_PAPER = (
    "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks.pdf"
)
CUDA_CONVNET = "https://code.google.com/archive/p/cuda-convnet/"
BAG_OF_TRICKS = "https://github.com/davidcpage/cifar10-fast/blob/37a13ccea3dbef5078b715fdba332d96979a35b6/bag_of_tricks.ipynb"
HLB = "https://github.com/tysam-code/hlb-CIFAR10/tree/v0.7.0"
SHUFFLENET_FIGURES = (
    "Zhang et al. 2017 (arXiv 1707.01083), table 1; parameters from the authors' code, "
    "github.com/megvii-model/ShuffleNet-Series"
)

MODELS: dict[str, KnownModel] = {
    model.name: model
    for model in (
        _known(
            "lenet5",
            "LeNet-5",
            "1998-11",
            LENET_PAPER,
            f"{HERE}.lenet:lenet5",
            input_shape=(1, 32, 32),
            classes=10,
        ),
        _known("alexnet", "AlexNet", "2012-06-01", ALEXNET_PAPER, "torchvision:alexnet"),
        _small(
            "cuda_convnet", "cuda-convnet", "2012-07-17", CUDA_CONVNET, f"{HERE}.cuda_convnet:cuda_convnet"
        ),
        _small("nin", "Network in Network", "2013-12-16", "1312.4400", f"{HERE}.nin:nin"),
        _small(
            "nin_quarter",
            "Network in Network, quarter width",
            "2013-12-16",
            "1312.4400",
            f"{HERE}.nin:nin_quarter",
        ),
        _known("vgg11", "VGG-11", "2014-09-04", "1409.1556", "torchvision:vgg11"),
        _known("googlenet", "GoogLeNet", "2014-09-17", "1409.4842", "torchvision:googlenet"),
        _small("all_cnn_c", "All-CNN-C", "2014-12-21", "1412.6806", f"{HERE}.all_cnn:all_cnn_c"),
        _small(
            "all_cnn_c_quarter",
            "All-CNN-C, quarter width",
            "2014-12-21",
            "1412.6806",
            f"{HERE}.all_cnn:all_cnn_c_quarter",
        ),
        _small("resnet20", "ResNet-20", "2015-12-10", "1512.03385", f"{HERE}.small_resnet:resnet20"),
        _known("resnet18", "ResNet-18", "2015-12-10", "1512.03385", "torchvision:resnet18"),
        _known("resnet34", "ResNet-34", "2015-12-10", "1512.03385", "torchvision:resnet34"),
        _known("resnet50", "ResNet-50", "2015-12-10", "1512.03385", "torchvision:resnet50"),
        _known("squeezenet1_1", "SqueezeNet v1.1", "2016-02-24", "1602.07360", "torchvision:squeezenet1_1"),
        _known(
            "wide_resnet50_2", "Wide ResNet-50", "2016-05-23", "1605.07146", "torchvision:wide_resnet50_2"
        ),
        _small(
            "wide_resnet10_2",
            "Wide ResNet-10-2",
            "2016-05-23",
            "1605.07146",
            f"{HERE}.small_resnet:wide_resnet10_2",
        ),
        _known("densenet121", "DenseNet-121", "2016-08-25", "1608.06993", "torchvision:densenet121"),
        _known("resnext50_32x4d", "ResNeXt-50", "2016-11", "1611.05431", "torchvision:resnext50_32x4d"),
        _known(
            "mobilenet_v1",
            "MobileNet v1",
            "2017-04-17",
            "1704.04861",
            f"{HERE}.mobilenet_v1:mobilenet_v1",
            macs=0.569e9,
            parameters=4.2e6,
            figures_from="Howard et al. 2017 (arXiv 1704.04861), table 4",
        ),
        _known(
            "shufflenet_v1",
            "ShuffleNet v1 1x",
            "2017-07-04",
            "1707.01083",
            f"{HERE}.shufflenet_v1:shufflenet_v1",
            macs=0.137e9,
            parameters=1.9e6,
            figures_from=SHUFFLENET_FIGURES,
        ),
        _known(
            "shufflenet_v1_g8",
            "ShuffleNet v1 1x (g=8)",
            "2017-07-04",
            "1707.01083",
            f"{HERE}.shufflenet_v1:shufflenet_v1_g8",
            macs=0.137e9,
            parameters=2.4e6,
            figures_from=SHUFFLENET_FIGURES,
        ),
        _small("se_resnet20", "SE-ResNet-20", "2017-09-05", "1709.01507", f"{HERE}.small_resnet:se_resnet20"),
        _known("mobilenet_v2", "MobileNet v2", "2018-01-13", "1801.04381", "torchvision:mobilenet_v2"),
        _known(
            "shufflenet_v2_x1_0",
            "ShuffleNet v2 1x",
            "2018-07-30",
            "1807.11164",
            "torchvision:shufflenet_v2_x1_0",
        ),
        _known(
            "shufflenet_v2_x1_5",
            "ShuffleNet v2 1.5x",
            "2018-07-30",
            "1807.11164",
            "torchvision:shufflenet_v2_x1_5",
        ),
        _known(
            "resnet9",
            "ResNet-9",
            "2018-09-24",
            "https://myrtle.ai/learn/how-to-train-your-resnet-4-architecture/",
            f"{HERE}.resnet9:resnet9",
            input_shape=(3, 32, 32),
            classes=10,
        ),
        _small(
            "resnet9_quarter",
            "ResNet-9, quarter width",
            "2018-09-24",
            "https://myrtle.ai/learn/how-to-train-your-resnet-4-architecture/",
            f"{HERE}.resnet9:resnet9_quarter",
        ),
        _known(
            "fixup_resnet50", "Fixup ResNet-50", "2019-01-27", "1901.09321", f"{HERE}.fixup:fixup_resnet50"
        ),
        _known(
            "fixup_resnet18", "Fixup ResNet-18", "2019-01-27", "1901.09321", f"{HERE}.fixup:fixup_resnet18"
        ),
        _known(
            "efficientnet_b0", "EfficientNet-b0", "2019-05-28", "1905.11946", "torchvision:efficientnet_b0"
        ),
        _known(
            "efficientnet_b1",
            "EfficientNet-b1",
            "2019-05-28",
            "1905.11946",
            "torchvision:efficientnet_b1",
            input_shape=(3, 240, 240),
        ),
        _small(
            "resnet9_tricks",
            "ResNet-9 with a bag of tricks",
            "2019-08-19",
            BAG_OF_TRICKS,
            f"{HERE}.resnet9_tricks:resnet9_tricks",
        ),
        _small(
            "resnet9_tricks_quarter",
            "ResNet-9 with a bag of tricks, quarter width",
            "2019-08-19",
            BAG_OF_TRICKS,
            f"{HERE}.resnet9_tricks:resnet9_tricks_quarter",
        ),
        _known("convnext_tiny", "ConvNeXt-T", "2022-01-10", "2201.03545", "torchvision:convnext_tiny"),
        _small("hlb_cifar10", "hlb-CIFAR10 v0.7.0", "2023-11-06", HLB, f"{HERE}.airbench:hlb_cifar10"),
        _small(
            "hlb_cifar10_quarter",
            "hlb-CIFAR10 v0.7.0, quarter width",
            "2023-11-06",
            HLB,
            f"{HERE}.airbench:hlb_cifar10_quarter",
        ),
        _small("airbench94", "airbench94", "2024-03-30", "2404.00498", f"{HERE}.airbench:airbench94"),
        _small(
            "airbench94_quarter",
            "airbench94, quarter width",
            "2024-03-30",
            "2404.00498",
            f"{HERE}.airbench:airbench94_quarter",
        ),
        _text("lstm", "LSTM", "2013-08-04", "1308.0850", f"{HERE}.recurrent:lstm"),
        _text(
            "lstm_384", "LSTM, width 384", "2013-08-04", "1308.0850", f"{HERE}.recurrent:lstm_384", length=256
        ),
        _text("seq2seq", "Seq2Seq with attention", "2015-08-17", "1508.04025", f"{HERE}.recurrent:seq2seq"),
        _text("transformer", "Transformer", "2017-06-12", "1706.03762", f"{HERE}.transformer:transformer"),
        _text("decoder", "Modern decoder", "2023-02-27", "2302.13971", f"{HERE}.decoder:decoder"),
        _text(
            "decoder_256",
            "Modern decoder, width 256",
            "2023-02-27",
            "2302.13971",
            f"{HERE}.decoder:decoder_256",
            length=256,
        ),
    )
}


def build(name: str, *, input_shape: tuple[int, ...], classes: int, stem: Stem = "standard") -> nn.Module:
    """The model of that name, freshly initialised on the CPU (or the default device).

    `name` is a key of `MODELS`, the name of any torchvision classification model, `timm:NAME`, or
    `module:function` for your own, which is called with `input_shape` and `classes` where it
    takes them. `input_shape` is one example without the batch: (channels, height, width) for
    images; (length,) for text, where `classes` is the size of the alphabet. Vision models map
    (batch, channels, height, width) to (batch, classes). Text models map token numbers (batch,
    length) to (batch, n, classes): scores for what follows each of the last n positions, n <= length.
    `stem="small"` is for images of some 32 pixels: the first convolution becomes 3x3 with stride 1
    and the pooling right behind it goes.

    Raises UsageError for a name that is not known.
    """
    extra.require()
    if ":" in name and name not in MODELS:
        return _build_other(name, input_shape=input_shape, classes=classes)
    where, _, what = _factory(name).partition(":")
    if where == TORCHVISION:
        from effsite.measure.models.torchvision import build_torchvision

        return build_torchvision(what, input_shape=input_shape, classes=classes, stem=stem)
    make = getattr(import_module(where), what)
    model: nn.Module = make(**_accepted(make, input_shape=input_shape, classes=classes, stem=stem))
    return model


def _build_other(name: str, *, input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """A model of another package by its name there, or one of the user's own."""
    from effsite.measure.hub_models import build_hub, is_hub_name
    from effsite.measure.own_model import build_own

    if is_hub_name(name):
        return build_hub(name, input_shape=input_shape, classes=classes).module
    usual = (input_shape, classes)
    return build_own(name, input_shape=input_shape, classes=classes, usual=usual).module


def names() -> list[str]:
    """Every name that `build` takes, known models first, then torchvision's other classifiers."""
    from effsite.measure.models.torchvision import classifiers

    return [*MODELS, *(name for name in classifiers() if name not in MODELS)]


def _factory(name: str) -> str:
    if name in MODELS:
        return MODELS[name].factory
    if name not in names():
        raise UsageError(
            f"unknown model {name!r}",
            did_you_mean(name, names())
            or "`effsite count --all` lists every model; module:function is yours",
        )
    return f"{TORCHVISION}:{name}"


def _accepted(make: Callable[..., Any], **wanted: Any) -> dict[str, Any]:
    """Those of `wanted` that `make` has a parameter for."""
    parameters = inspect.signature(make).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    return {key: value for key, value in wanted.items() if takes_all or key in parameters}
