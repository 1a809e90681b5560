"""What a model is given, as people write it: 3x224x224, tokens:128, mask=bool:1x128."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import UsageError

if TYPE_CHECKING:
    import torch

KINDS = {
    "tokens": "int64",
    "float": "float32",
    "half": "float16",
    "bfloat16": "bfloat16",
    "double": "float64",
    "complex": "complex64",
    "bool": "bool",
}
"""The kinds of input that can be named, and torch's type of each."""
WRITTEN = re.compile(
    rf"(?:(?P<name>[A-Za-z_]\w{{0,63}})=)?(?:(?P<kind>{'|'.join(KINDS)}):)?"
    r"(?P<shape>[1-9][0-9]{0,8}(?:x[1-9][0-9]{0,8}){0,7})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One tensor that a model takes: the shape of one example, without the batch.

    `kind` is a key of `KINDS`; where it is "", one dimension is a text of tokens and more are
    numbers of the type of the model's weights. `name` is the argument of the forward pass, "" for the next.
    """

    shape: tuple[int, ...]
    kind: str = ""
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Input:
        """The input that is written so; raises UsageError for what is none."""
        found = WRITTEN.fullmatch(text)
        if not found:
            raise UsageError(
                f"not a shape: {text!r}",
                "write the shape of one example as 3x64x64 or 16000, the length of a text as tokens:128,"
                f" or NAME=SHAPE; kinds are {', '.join(KINDS)}",
            )
        shape = tuple(int(size) for size in found["shape"].split("x"))
        return cls(shape=shape, kind=found["kind"] or "", name=found["name"] or "")

    @property
    def written(self) -> str:
        """The input as people write it."""
        shape = "x".join(map(str, self.shape))
        return (f"{self.name}=" if self.name else "") + (f"{self.kind}:" if self.kind else "") + shape

    def of_kind(self, kind: str) -> Input:
        """The same input of that kind, unless it says its own."""
        return self if self.kind else Input(shape=self.shape, kind=kind, name=self.name)

    def blank(self, dtype: torch.dtype | None = None) -> torch.Tensor:
        """A batch of one example of zeros; `dtype` is for numbers whose type is not said."""
        import torch

        usual = torch.int64 if len(self.shape) == 1 else dtype or torch.float32
        return torch.zeros(1, *self.shape, dtype=getattr(torch, KINDS[self.kind]) if self.kind else usual)
