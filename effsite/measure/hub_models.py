"""Models of other packages by name, of transformers by configuration: no weights, and no network.

`timm:NAME` is any model of timm, and `torchvision:NAME` any of torchvision. `hf:CONFIG.json` is the
model that a configuration of transformers describes, a file or the folder that holds one.
"""

from __future__ import annotations

import inspect
import json
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite.errors import UsageError, did_you_mean
from effsite.files import read_regular
from effsite.measure.inputs import Input

if TYPE_CHECKING:
    from torch import nn

TIMM, HUGGING_FACE, TORCHVISION = "timm:", "hf:", "torchvision:"
INSTALL = "pip install 'effsite[models]'"
USUAL_TOKENS = 128
AUTO_SEQ2SEQ = ("AutoModelForSeq2SeqLM", "AutoModelForSpeechSeq2Seq")
AUTO = ("AutoModelForCausalLM", "AutoModelForMaskedLM", "AutoModelForImageClassification")
"""Kinds of models of transformers, in the order in which a configuration that names none is taken for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubModel:
    """A model of another package, the inputs it was made for, and its number of classes, None for none.

    `listed` says that it takes a list of images and no batch, as detectors do.
    """

    module: nn.Module
    inputs: tuple[Input, ...]
    classes: int | None
    listed: bool = False


def is_hub_name(name: str) -> bool:
    """Whether a model's name says which other package makes it."""
    return name.startswith((TIMM, HUGGING_FACE, TORCHVISION))


def build_hub(name: str, *, input_shape: tuple[int, ...] | None, classes: int | None) -> HubModel:
    """The model of that name; None for `input_shape` or `classes` takes the model's own.

    Raises UsageError where the package is not installed, or there is no such model or file.
    """
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    if name.startswith(TORCHVISION):
        return _torchvision(name.removeprefix(TORCHVISION), classes)
    if name.startswith(TIMM):
        _require("timm")
        return _timm(name.removeprefix(TIMM), input_shape, classes)
    _require("transformers")
    return _hugging_face(Path(name.removeprefix(HUGGING_FACE)), classes)


def _require(package: str) -> None:
    if find_spec(package) is None:
        raise UsageError(f"this model comes with {package}, which is not installed", INSTALL)


WHERE_IMAGES_ARE_LARGE = ("mvit", "swin3d", "s3d")
"""Video models of torchvision for frames of 224 pixels; the others take 112."""


def _torchvision(name: str, classes: int | None) -> HubModel:
    import torchvision.models as vision

    if name not in vision.list_models():
        raise UsageError(
            f"torchvision has no model {name!r}",
            did_you_mean(name, vision.list_models()) or "torchvision.models.list_models()",
        )
    parameters = inspect.signature(vision.get_model_builder(name)).parameters
    without = {key: None for key in ("weights", "weights_backbone") if key in parameters}
    wanted = without if classes is None else {**without, "num_classes": classes}
    detects = name in vision.list_models(module=vision.detection)
    module = vision.get_model(name, **wanted)
    return HubModel(module=module, inputs=_vision_inputs(name), classes=classes, listed=detects)


def _vision_inputs(name: str) -> tuple[Input, ...]:
    """One example at the size for which torchvision states its multiply-adds."""
    import torchvision.models as vision

    if name in vision.list_models(module=vision.optical_flow):
        return Input(shape=(3, 520, 960)), Input(shape=(3, 520, 960))
    if name in vision.list_models(module=vision.video):
        size = 224 if name.startswith(WHERE_IMAGES_ARE_LARGE) else 112
        return (Input(shape=(3, 16, size, size)),)
    for module, size in ((vision.segmentation, 520), (vision.detection, 800)):
        if name in vision.list_models(module=module):
            return (Input(shape=(3, size, size)),)
    return (Input(shape=(3, 224, 224)),)


def _timm(name: str, input_shape: tuple[int, ...] | None, classes: int | None) -> HubModel:
    import timm

    base = name.split(".")[0]
    if not timm.is_model(base):
        known = timm.list_models()
        raise UsageError(f"timm has no model {name!r}", did_you_mean(base, known) or "timm.list_models()")
    wanted: dict[str, Any] = {} if classes is None else {"num_classes": classes}
    if input_shape and len(input_shape) == 3:
        wanted["in_chans"] = input_shape[0]
    module = _timm_for_size(base, input_shape, wanted)
    shape = input_shape or tuple(module.pretrained_cfg["input_size"])
    return HubModel(module=module, inputs=(Input(shape=shape),), classes=getattr(module, "num_classes", None))


def _timm_for_size(name: str, input_shape: tuple[int, ...] | None, wanted: dict[str, Any]) -> nn.Module:
    """The model, laid out for that size of image where its layout depends on one."""
    import timm

    if input_shape and len(input_shape) == 3:
        try:
            module: nn.Module = timm.create_model(name, pretrained=False, img_size=input_shape[1:], **wanted)
        except TypeError:  # convolutional networks know no size
            pass
        else:
            return module
    made: nn.Module = timm.create_model(name, pretrained=False, **wanted)
    return made


def _hugging_face(path: Path, classes: int | None) -> HubModel:
    import torch
    import transformers

    config = _configuration(path)
    if classes is not None:
        config.num_labels = classes
    maker = _maker(transformers, config)
    make = getattr(maker, "from_config", maker)
    try:
        module = make(config)
    except RuntimeError:  # it looks at weights that were not drawn
        with torch.device("meta"):
            module = make(config)
    return HubModel(module=module, inputs=_inputs(module, config), classes=None)


def _configuration(path: Path) -> Any:
    import transformers

    file = path / "config.json" if path.is_dir() else path
    try:
        told = json.loads(read_regular(file))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}", "hf:CONFIG.json names a file") from error
    except ValueError as error:
        raise UsageError(f"{file} is not JSON: {error}") from error
    if not isinstance(told, dict) or "model_type" not in told:
        raise UsageError(f"{file} is no configuration of transformers: it has no model_type")
    kind = told.pop("model_type")
    try:
        return transformers.AutoConfig.for_model(kind, **told)
    except ValueError as error:
        hint = "a model with code of its own is counted as module:function"
        raise UsageError(f"transformers knows no model_type {kind!r}", hint) from error


def _maker(transformers: Any, config: Any) -> Any:
    """The class that the configuration names, else the likeliest of its kind."""
    for name in config.architectures or ():
        if hasattr(transformers, name):
            return getattr(transformers, name)
    translates = getattr(config, "is_encoder_decoder", False)
    for name in AUTO_SEQ2SEQ + AUTO if translates else AUTO:
        auto = getattr(transformers, name)
        if type(config) in auto._model_mapping:
            return auto
    return transformers.AutoModel


def _inputs(module: nn.Module, config: Any) -> tuple[Input, ...]:
    """What a model of transformers is given: a text, an image or a sound, and the text it is to write."""
    main = getattr(module, "main_input_name", "input_ids")
    longest = getattr(config, "max_position_embeddings", None) or USUAL_TOKENS
    text = (min(USUAL_TOKENS, longest),)
    image = Input(name="pixel_values", shape=_image(config))
    if main == "pixel_values":
        return (image,)
    if hasattr(module, "logit_scale") and hasattr(config, "vision_config"):  # texts compared with images
        return (_tokens(main, (min(USUAL_TOKENS, config.text_config.max_position_embeddings),)), image)
    first = Input(name=main, shape=_sound(config, main)) if main != "input_ids" else _tokens(main, text)
    if getattr(config, "is_encoder_decoder", False):
        return first, _tokens("decoder_input_ids", text)
    return (first,)


def _tokens(name: str, shape: tuple[int, ...]) -> Input:
    return Input(name=name, kind="tokens", shape=shape)


def _image(config: Any) -> tuple[int, ...]:
    vision = getattr(config, "vision_config", config)
    size = getattr(vision, "image_size", None) or 224
    height, width = size if isinstance(size, list | tuple) else (size, size)
    return (getattr(vision, "num_channels", None) or 3, height, width)


def _sound(config: Any, main: str) -> tuple[int, ...]:
    """A spectrogram of as many bins and frames as the model takes, or a second of sound at 16 kHz."""
    if main == "input_features":
        return (config.num_mel_bins, 2 * getattr(config, "max_source_positions", 1500))
    return (16_000,)
