"""Recipes: how a system is trained, as data. TOML text -> `Recipe`, checked key by key.

One file describes one task: where its data come from, the family of settings that its systems
share, and under `[systems.<name>]` what a system has of its own. Everything that changes what is
learnt is in the recipe's hash; the names under which it is published are not.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from effsite.errors import UsageError, did_you_mean
from effsite.files import read_regular, require_file

if TYPE_CHECKING:
    from collections.abc import Mapping

Optimiser = Literal["sgd", "adam", "adamw", "muon"]
Schedule = Literal["constant", "linear", "cosine", "steps"]
Precision = Literal["fp32", "bf16", "fp16"]
Stem = Literal["standard", "small"]
Evaluates = Literal["top1", "top5", "loss"]
Loader = Literal[
    "digits", "cifar10", "cifar100", "mnist", "fashion-mnist", "imagenet", "image-folder", "characters"
]

PACKAGED = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRecipe:
    """Which data, and how they are cut: images of `image_size` pixels or `context` characters.

    Images are kept at `stored_size` where that is given and the files do not decide, and enlarged
    or reduced as they are used. `resolution` changes the size during training: pairs of the epoch
    from which it holds and the pixels. Evaluation always uses `image_size`. `crop_padding` shifts
    images by up to so many of their stored pixels. With `alternate_flip` an image is mirrored in
    every other epoch, with `flip` by chance; `cutout` greys a square of so many pixels.
    """

    loader: Loader
    title: str
    image_size: int = 0
    stored_size: int = 0
    resolution: tuple[tuple[float, int], ...] = ()
    context: int = 0
    crop_padding: int = 0
    flip: bool = False
    alternate_flip: bool = False
    cutout: int = 0
    random_resized_crop: bool = False
    workers: int = 4

    def size_at(self, epoch: float) -> int:
        """Pixels of the side of a training image from that epoch on."""
        return [self.image_size, *(size for start, size in self.resolution if epoch >= start)][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One system's training on one task, complete: two runs of one recipe differ by seed only.

    `learning_rate` is the peak; `schedule` leads from it to `final_rate` times it over `epochs`
    after `warmup_epochs` of linear increase (`steps`: times `milestone_factor` at each of
    `milestones`, in epochs).
    `batch_size` counts items (images, sequences) over all processes. With Muon, `adamw_share` times
    the rate is that of the parameters which Muon leaves to AdamW; else `norm_bias_share` times the
    rate is that of the biases of normalisation.
    `model` is a name that `effsite.measure.models` builds; `title`, `published` and `paper_url`
    are given where the system is something else than that known model.
    """

    task: str
    system: str
    model: str
    data: DataRecipe
    evaluates: Evaluates
    epochs: float
    batch_size: int
    learning_rate: float
    stem: Stem = "standard"
    optimiser: Optimiser = "sgd"
    momentum: float = 0.9
    nesterov: bool = True
    betas: tuple[float, float] = (0.9, 0.999)
    adamw_share: float = 0.1
    norm_bias_share: float = 1.0
    weight_decay: float = 0.0
    decay_all: bool = False
    schedule: Schedule = "cosine"
    warmup_epochs: float = 0.0
    final_rate: float = 0.0
    milestones: tuple[float, ...] = ()
    milestone_factor: float = 0.1
    label_smoothing: float = 0.0
    clip_norm: float = 0.0
    precision: Precision = "fp32"
    channels_last: bool = True
    compile: bool = False
    evaluations_per_epoch: int = 4
    evaluation_batch_size: int = 512
    title: str = field(default="", metadata={"published_as": True})
    published: str = field(default="", metadata={"published_as": True})
    paper_url: str = field(default="", metadata={"published_as": True})

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change with anything that changes what is learnt.

        Settings at their defaults are not in it, so that a setting which is added to recipes one
        day leaves the hashes of those that do without it. A default is therefore never changed.
        """
        chosen = json.dumps(_chosen(self), sort_keys=True)
        return hashlib.sha256(chosen.encode()).hexdigest()[:12]

    def settings(self) -> dict[str, Any]:
        """Everything that decides what is learnt, defaults included, as plain values."""
        named = {f.name for f in dataclasses.fields(self) if f.metadata.get("published_as")}
        return {k: v for k, v in dataclasses.asdict(self).items() if k not in named}

    def differences(self, other: Mapping[str, Any]) -> list[str]:
        """`key: theirs -> ours` for every setting that is not the same in those other settings."""
        ours, theirs = (_flat(json.loads(json.dumps(settings))) for settings in (self.settings(), other))
        keys = sorted(ours.keys() | theirs.keys())
        return [f"{k}: {theirs.get(k)} -> {ours.get(k)}" for k in keys if ours.get(k) != theirs.get(k)]


class RecipeError(UsageError):
    """A recipe file says something that no training loop can do."""


def _chosen(recipe: Recipe | DataRecipe) -> dict[str, Any]:
    """The settings that are not at their defaults, without those that only name the system."""
    return {
        f.name: _chosen(value) if isinstance(value, DataRecipe) else value
        for f in dataclasses.fields(recipe)
        if (value := getattr(recipe, f.name)) != f.default and not f.metadata.get("published_as")
    }


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return flat


def recipe_file(task: str, own: Path | None = None) -> Path:
    """The recipe file of a task: the project's own in `own` (a folder) first, then effsite's.

    Raises UsageError when neither has one, and NotAFileError for a FIFO or the like of that name.
    """
    folders = [folder for folder in (own, PACKAGED) if folder is not None]
    for folder in folders:
        require_file(path := folder / f"{task}.toml")
        if path.is_file():
            return path
    known = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
    hint = did_you_mean(task, known) or "write recipes/<task>.toml beside results/"
    raise UsageError(f"no recipe for task {task!r}", hint)


def systems(path: Path) -> tuple[str, ...]:
    """The systems that a recipe file names, in its order."""
    return tuple(_read(path).get("systems", {}))


def load_recipe(path: Path, system: str, known: tuple[str, ...] = (), **overrides: Any) -> Recipe:
    """The recipe of `system` in the file at `path`, with `overrides` on top where they are not None.

    A system that the file does not name is trained by the family's settings when `known` holds it
    or it is a `module:function`. Raises UsageError for an unknown system and RecipeError for a
    key or a value that does not fit.
    """
    document = _read(path)
    own = document.get("systems", {})
    if system not in own and system not in known and ":" not in system:
        raise UsageError(f"unknown system {system!r}", did_you_mean(system, [*own, *known]))
    settings = {"model": system, **document.get("recipe", {}), **own.get(system, {})}
    data = {**document.get("data", {}), **settings.pop("data", {})}
    settings |= {key: value for key, value in overrides.items() if value is not None}
    where = f"{path.name}, systems.{system}"
    settings["data"] = _make(DataRecipe, data, f"{path.name}, data")
    return _sensible(_make(Recipe, {"task": path.stem, "system": system, **settings}, where), where)


def _read(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(read_regular(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is not valid TOML: {error}") from None
    unknown = [key for key in document if key not in ("data", "recipe", "systems")]
    if unknown:
        raise RecipeError(f"{path}: unknown table {unknown[0]!r}", "expected data, recipe, systems")
    return document


def _make(kind: type[Any], values: Mapping[str, Any], where: str) -> Any:
    types = get_type_hints(kind)
    for key, value in values.items():
        if key not in types:
            raise RecipeError(f"{where}: unknown key {key!r}", did_you_mean(key, types))
        _check(key, value, types[key], where)
    required = [
        f.name for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING and f.name not in values
    ]
    if required:
        raise RecipeError(f"{where}: no {', '.join(required)}", "add it to the recipe")
    return kind(**{key: _frozen(value) for key, value in values.items()})


def _check(key: str, value: Any, wanted: Any, where: str) -> None:
    if get_origin(wanted) is Literal:
        if value not in get_args(wanted):
            raise RecipeError(f"{where}: {key} is {value!r}", did_you_mean(str(value), get_args(wanted)))
        return
    kind = get_origin(wanted) or wanted
    fits = {float: (int, float), tuple: (list, tuple)}.get(kind, kind)
    if not isinstance(value, fits) or (kind is not bool and isinstance(value, bool)):
        raise RecipeError(f"{where}: {key} is {value!r}", f"expected {getattr(kind, '__name__', kind)}")


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _sensible(recipe: Recipe, where: str) -> Recipe:
    for key in ("epochs", "batch_size", "learning_rate", "evaluations_per_epoch", "evaluation_batch_size"):
        if getattr(recipe, key) <= 0:
            raise RecipeError(f"{where}: {key} is {getattr(recipe, key)}", "it must be above 0")
    if recipe.warmup_epochs >= recipe.epochs:
        raise RecipeError(f"{where}: warmup_epochs reach to the end", "make them fewer than epochs")
    if bool(recipe.data.image_size) == bool(recipe.data.context):
        raise RecipeError(f"{where}: data need either image_size or context", "one of the two, in [data]")
    smallest = min([recipe.data.image_size, *(size for _, size in recipe.data.resolution)])
    if recipe.data.cutout > smallest:
        raise RecipeError(f"{where}: cutout is {recipe.data.cutout}", "make it no larger than the images")
    if recipe.optimiser == "muon" and recipe.norm_bias_share != 1:
        raise RecipeError(
            f"{where}: norm_bias_share is {recipe.norm_bias_share}", "with Muon, adamw_share is theirs"
        )
    if (recipe.evaluates == "loss") != (recipe.data.loader == "characters"):
        raise RecipeError(
            f"{where}: evaluates is {recipe.evaluates!r}", "text by loss, images by top1 or top5"
        )
    return recipe
