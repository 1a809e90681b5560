"""Recipes are data: every key is checked, and what is learnt is in the hash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from effsite.errors import UsageError
from effsite.measure.models import MODELS
from effsite.measure.recipe import PACKAGED, DataRecipe, Recipe, load_recipe, recipe_file, systems

pytestmark = pytest.mark.train

FILES = sorted(PACKAGED.glob("*.toml"))
ENTRIES = [
    pytest.param(path, system, id=f"{path.stem}-{system}") for path in FILES for system in systems(path)
]

TEXT = """
[data]
loader = "digits"
title = "digits"
image_size = 32
[recipe]
evaluates = "top1"
epochs = 3
batch_size = 32
learning_rate = 0.1
[systems.lenet5]
learning_rate = 0.2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "digits.toml"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize(("path", "system"), ENTRIES)
def test_every_packaged_recipe_is_whole_and_of_a_known_model(path: Path, system: str) -> None:
    recipe = load_recipe(path, system)
    assert recipe.task == path.stem
    assert recipe.model in MODELS


def test_settings_of_a_system_come_before_those_of_the_family(file: Path) -> None:
    assert load_recipe(file, "lenet5").learning_rate == 0.2
    assert load_recipe(file, "resnet18", known=("resnet18",)).learning_rate == 0.1


def test_options_come_before_the_file(file: Path) -> None:
    recipe = load_recipe(file, "lenet5", batch_size=64, precision=None)
    assert (recipe.batch_size, recipe.precision) == (64, "fp32")


def test_hash_changes_with_what_is_learnt_and_not_with_names(file: Path) -> None:
    recipe = load_recipe(file, "lenet5")
    assert replace(recipe, learning_rate=0.3).hash != recipe.hash
    assert replace(recipe, title="Le Net", published="1998-11").hash == recipe.hash
    assert load_recipe(file, "lenet5").hash == recipe.hash


def test_a_setting_at_its_default_is_not_in_the_hash(file: Path) -> None:
    plain = load_recipe(file, "lenet5").hash
    file.write_text(TEXT.replace("epochs = 3", "epochs = 3\nmomentum = 0.9"))
    assert load_recipe(file, "lenet5").hash == plain
    file.write_text(TEXT.replace("epochs = 3", "epochs = 3\nmomentum = 0.8"))
    assert load_recipe(file, "lenet5").hash != plain


def test_differences_name_the_settings_that_changed(file: Path) -> None:
    recipe = load_recipe(file, "lenet5")
    bigger = replace(recipe, data=replace(recipe.data, image_size=64))
    assert bigger.differences(recipe.settings()) == ["data.image_size: 32 -> 64"]


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("batch_size = 32", "batchsize = 32", "unknown key 'batchsize'", "did you mean 'batch_size'?"),
        ("epochs = 3", "epochs = 'three'", "epochs is 'three'", "expected float"),
        ("epochs = 3", "epochs = 0", "epochs is 0", "must be above 0"),
        ("epochs = 3", "", "no epochs", "add it"),
        ('loader = "digits"', 'loader = "digit"', "loader is 'digit'", "did you mean 'digits'?"),
        ("image_size = 32", "", "image_size or context", "one of the two"),
        ("image_size = 32", "image_size = 32\ncutout = 33", "cutout is 33", "no larger than the images"),
        (
            "learning_rate = 0.1",
            'learning_rate = 0.1\noptimiser = "muon"\nnorm_bias_share = 2.0',
            "norm_bias_share is 2.0",
            "adamw_share",
        ),
        ("[recipe]", "[recipes]", "unknown table 'recipes'", "expected data, recipe, systems"),
        ("[recipe]", "[recipe", "is not valid TOML", ""),
    ],
)
def test_a_slip_in_a_recipe_is_named_with_a_way_out(
    file: Path, old: str, new: str, message: str, hint: str
) -> None:
    file.write_text(TEXT.replace(old, new))
    with pytest.raises(UsageError) as caught:
        load_recipe(file, "lenet5")
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_unknown_system_gets_the_nearest_name(file: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_recipe(file, "lenet", known=("resnet18",))
    assert caught.value.hint == "did you mean 'lenet5'?"


def test_a_projects_own_recipe_comes_before_the_packaged_one(file: Path) -> None:
    assert recipe_file("digits", file.parent) == file
    assert recipe_file("cifar10", file.parent) == PACKAGED / "cifar10.toml"
    with pytest.raises(UsageError, match="no recipe for task 'digit'"):
        recipe_file("digit")


def test_resolution_holds_from_its_epoch_on() -> None:
    data = DataRecipe(loader="digits", title="digits", image_size=32, resolution=((0.0, 16), (1.5, 24)))
    assert [data.size_at(epoch) for epoch in (0, 1.49, 1.5, 9)] == [16, 16, 24, 24]


def test_recipe_without_resolution_trains_at_the_size_it_is_scored_at() -> None:
    recipe = Recipe(
        task="t",
        system="s",
        model="m",
        data=DataRecipe(loader="digits", title="digits", image_size=32),
        evaluates="top1",
        epochs=1,
        batch_size=1,
        learning_rate=1,
    )
    assert recipe.data.size_at(0) == 32
