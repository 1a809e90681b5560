"""Which models of other packages are counted, chosen by rule, so that no easy ones are picked."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TIMM_MODELS = 200
LARGE = re.compile(r"giant|gigantic|enormous|huge|_7b|so400m|so150m|xxl|_4b|large|_l\b|x32|_x2|m06[49]")
"""Names of models whose forward pass takes minutes on one core."""
HUGGING_FACE: dict[str, dict[str, Any]] = {
    **{
        name: {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 256}
        for name in ("llama", "mistral", "qwen2", "gemma", "phi", "gpt_neox", "mixtral", "bert", "roberta")
    },
    "gpt2": {"n_embd": 128, "n_layer": 2, "n_head": 4},
    "bloom": {"hidden_size": 128, "n_layer": 2, "n_head": 4},
    "opt": {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 256},
    "t5": {"d_model": 128, "d_kv": 32, "d_ff": 256, "num_layers": 2, "num_heads": 4},
    "mamba": {"hidden_size": 128, "num_hidden_layers": 2},
    "vit": {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 256},
    "whisper": {"d_model": 128, "encoder_layers": 2, "decoder_layers": 2},
}
"""Configurations of families of transformers, as small as their structure allows."""
HEADS: dict[str, dict[str, Any]] = {
    **{name: {"num_key_value_heads": 2} for name in ("llama", "mistral", "mixtral", "qwen2")},
    "gemma": {"head_dim": 32, "num_key_value_heads": 1},
    "whisper": {"encoder_attention_heads": 4, "decoder_attention_heads": 4},
}
"""What some of them need besides."""


def timm_models() -> list[str]:
    """As many models of timm as are wanted: one of each family in turn, the first of its names first."""
    import timm

    families: dict[str, list[str]] = {}
    for name in timm.list_models():
        if not LARGE.search(name):
            families.setdefault(timm.model_entrypoint(name).__module__, []).append(name)
    turns = [_spread(names) for names in families.values()]
    longest = max(len(names) for names in turns)
    chosen = [names[turn] for turn in range(longest) for names in turns if turn < len(names)]
    return [f"timm:{name}" for name in chosen[:TIMM_MODELS]]


def _spread(names: list[str]) -> list[str]:
    """The names with those in the middle after the first: neighbours are alike."""
    half = len(names) // 2
    return [name for pair in zip(names, names[half:], strict=False) for name in dict.fromkeys(pair)]


def torchvision_models() -> list[str]:
    """Every model of torchvision: classifiers, segmentation, detection, video, optical flow."""
    from torchvision.models import list_models

    return [f"torchvision:{name}" for name in list_models()]


def hugging_face_models(folder: Path) -> list[str]:
    """A model of each family of transformers, its configuration written to the folder."""
    names = []
    for kind, told in HUGGING_FACE.items():
        path = folder / f"{kind}.json"
        path.write_text(json.dumps({"model_type": kind, **told, **HEADS.get(kind, {})}))
        names.append(f"hf:{path}")
    return names
