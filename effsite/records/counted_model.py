"""The model that a row names to be counted: the words that `effsite count` is given."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Literal, cast, get_args

Stem = Literal["standard", "small"]

NAME = re.compile(r"(?:(?:torchvision|timm):)?[A-Za-z0-9_][A-Za-z0-9_.-]*", re.ASCII)
"""Names of models in packages. Code and files of one's own are not for rows, which strangers write."""

SHAPE = re.compile(r"(?:tokens:)?[1-9][0-9]{0,5}(?:x[1-9][0-9]{0,5}){0,3}", re.ASCII)
CLASSES = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
EXAMPLE = "write what `effsite count` takes, as in resnet18 --input 3x64x64 --classes 200 --stem small"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedModel:
    """A model by its name, and at which input it is counted; "" and None take the model's own."""

    name: str
    input: str = ""
    classes: int | None = None
    stem: Stem = "standard"

    @classmethod
    def parse(cls, text: str) -> CountedModel:
        """The model of those words; raises ValueError, which begins with `model`, for what is none."""
        try:
            name, *words = shlex.split(text)
        except ValueError:
            name, words = "", []
        if not NAME.fullmatch(name) or len(words) % 2:
            raise ValueError(f"model is {text!r}; {EXAMPLE}")
        given: dict[str, str] = {}
        for flag, value in zip(words[::2], words[1::2], strict=True):
            pattern = _VALUES.get(flag)
            if pattern is None or flag in given or not pattern.fullmatch(value):
                raise ValueError(f"model has {flag} {value}; {EXAMPLE}")
            given[flag] = value
        classes = given.get("--classes")
        return cls(
            name=name,
            input=given.get("--input", ""),
            classes=int(classes) if classes else None,
            stem=cast("Stem", given.get("--stem", "standard")),
        )


_VALUES = {"--input": SHAPE, "--classes": CLASSES, "--stem": re.compile("|".join(get_args(Stem)))}
