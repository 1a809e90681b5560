"""Data: which examples there are, in which order they come, and what is said of their source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.datasets import load_digits

from effsite.errors import UsageError
from effsite.measure.data import Portion, Shard, open_dataset
from effsite.measure.decoding import pictures
from effsite.measure.recipe import DataRecipe

from .jobs import DIGITS

pytestmark = pytest.mark.train

TREE = DataRecipe(loader="cifar10", title="CIFAR-10", stored_size=8, image_size=8)


def portion(**fields: int | Shard) -> Portion:
    defaults = {"seed": 0, "epoch": 0, "first": 0, "steps": 22, "batch_size": 64, "size": 8}
    return Portion(**{**defaults, **fields})


def image_tree(root: Path, suffix: str = ".jpg") -> Path:
    """Two classes, three images of 8x8 each in train/ and test/."""
    for part in ("train", "test"):
        for label, name in enumerate(("cat", "dog")):
            folder = root / part / name
            folder.mkdir(parents=True)
            for number in range(3):
                pixels = np.full((8, 8, 3), 80 * number + 40 * label, dtype=np.uint8)
                Image.fromarray(pixels).save(folder / f"{number:04}{suffix}")
    return root


def test_every_fifth_digit_is_a_test_image() -> None:
    dataset = open_dataset(DIGITS, None)
    labels = torch.cat([batch.labels for batch in dataset.testing(100, Shard())])
    # 1797 images have the indices 0, 5, ..., 1795: 360 of them
    assert (len(labels), dataset.items) == (360, 1437)
    assert labels.tolist() == load_digits().target[::5].tolist()


def test_the_digits_are_those_that_the_measured_rows_were_trained_on() -> None:
    assert open_dataset(DIGITS, None).fingerprint == "fc7285404568"


def test_an_epoch_shows_each_image_once_and_the_next_in_another_order() -> None:
    first, again, second = (
        torch.cat(list(portion(epoch=epoch).indices(1437))).tolist() for epoch in (0, 0, 1)
    )
    assert len(set(first)) == len(first) == 22 * 64
    assert first == again != second


def test_a_portion_goes_on_where_the_one_before_it_ended() -> None:
    whole = list(portion().indices(1437))
    parts = [*portion(steps=10).indices(1437), *portion(first=10, steps=12).indices(1437)]
    assert all(torch.equal(a, b) for a, b in zip(whole, parts, strict=True))


def test_shards_of_a_batch_are_the_batch() -> None:
    (whole,) = portion(steps=1).indices(1437)
    halves = [next(portion(steps=1, shard=Shard(rank, 2)).indices(1437)) for rank in (0, 1)]
    assert torch.equal(torch.cat(halves), whole)


def test_shards_share_every_test_image() -> None:
    dataset = open_dataset(DIGITS, None)
    counts = [sum(len(b.labels) for b in dataset.testing(50, Shard(rank, 7))) for rank in range(7)]
    assert sum(counts) == 360


def test_images_are_normalised_and_enlarged() -> None:
    dataset = open_dataset(replace(DIGITS, image_size=32), None)
    batch = next(dataset.training(portion(size=32, batch_size=1437, steps=1)))
    assert batch.inputs.shape == (1437, 1, 32, 32)
    assert float(batch.inputs.mean()) == pytest.approx(0, abs=0.02)


def test_shifted_and_mirrored_images_are_cut_from_the_same_image() -> None:
    plain, moved = (
        next(open_dataset(data, None).training(portion(steps=1))).inputs
        for data in (DIGITS, replace(DIGITS, crop_padding=1, flip=True))
    )
    # the middle 6x6 pixels of an image moved by at most one are all in the image itself
    assert plain.shape == moved.shape
    for before, after in zip(plain, moved, strict=True):
        assert set(after[0, 1:-1, 1:-1].flatten().tolist()) <= set(before.flatten().tolist())


def test_an_image_that_is_mirrored_in_turn_is_mirrored_in_every_other_epoch() -> None:
    whole = {"steps": 1, "batch_size": 1437}
    plain = open_dataset(DIGITS, None)
    turning = open_dataset(replace(DIGITS, alternate_flip=True), None)
    mirrored = []
    for epoch in range(3):
        before = next(plain.training(portion(epoch=epoch, **whole))).inputs
        after = next(turning.training(portion(epoch=epoch, **whole))).inputs
        order = next(portion(epoch=epoch, **whole).indices(1437))
        kept = (before == after).flatten(1).all(1)
        assert torch.equal(after[~kept], before[~kept].flip(-1))
        mirrored.append(torch.zeros(1437, dtype=torch.bool).scatter(0, order, ~kept))
    assert torch.equal(mirrored[1], ~mirrored[0])
    assert torch.equal(mirrored[2], mirrored[0])
    assert 0.4 < mirrored[0].float().mean() < 0.6


def test_a_square_of_each_training_image_is_cut_out_and_none_of_a_test_image() -> None:
    plain, cut = (open_dataset(replace(DIGITS, cutout=side), None) for side in (0, 3))
    before, after = (next(dataset.training(portion(steps=1))).inputs for dataset in (plain, cut))
    for old, new in zip(before[:, 0], after[:, 0], strict=True):
        rows, columns = (new != old).nonzero(as_tuple=True)
        assert len(rows) == 9
        assert rows.max() - rows.min() == columns.max() - columns.min() == 2
        assert not new[rows, columns].any()
    scored = [next(dataset.testing(360, Shard())).inputs for dataset in (plain, cut)]
    assert torch.equal(*scored)


@pytest.mark.parametrize("setting", [{"cutout": 2}, {"alternate_flip": True}])
def test_streamed_images_refuse_what_they_cannot_do(tmp_path: Path, setting: dict[str, int]) -> None:
    recipe = replace(TREE, loader="image-folder", random_resized_crop=True, **setting)  # type: ignore[arg-type]  # one of two
    with pytest.raises(UsageError, match="neither cut out nor mirrored in turn"):
        open_dataset(recipe, image_tree(tmp_path))


def test_jpeg_tree_in_place_of_cifar10_is_called_what_it_is(tmp_path: Path) -> None:
    dataset = open_dataset(TREE, image_tree(tmp_path))
    assert (dataset.title, dataset.own) == ("JPEG-compressed CIFAR-10", False)
    assert (dataset.items, dataset.classes, dataset.input_shape) == (6, 2, (3, 8, 8))


def test_a_tasks_own_tree_keeps_its_title(tmp_path: Path) -> None:
    recipe = replace(TREE, loader="image-folder", title="Pets")
    dataset = open_dataset(recipe, image_tree(tmp_path, ".png"))
    assert (dataset.title, dataset.own) == ("Pets", True)
    (batch,) = dataset.testing(10, Shard())
    assert batch.labels.tolist() == [0, 0, 0, 1, 1, 1]


def test_pictures_do_not_depend_on_how_many_processes_decode_them(tmp_path: Path) -> None:
    paths = sorted(image_tree(tmp_path).rglob("*.jpg"))
    one, two = (pictures(paths, 8, processes=count) for count in (1, 2))
    assert one.shape == (12, 8, 8, 3)
    assert (one == two).all()


def test_a_broken_image_is_named_by_another_process_too(tmp_path: Path) -> None:
    (image_tree(tmp_path) / "train" / "cat" / "0001.jpg").write_bytes(b"no image")
    with pytest.raises(UsageError, match=r"0001\.jpg cannot be read") as caught:
        pictures(sorted(tmp_path.rglob("*.jpg")), 8, processes=2)
    assert caught.value.hint == "remove or replace it"


def test_streamed_images_do_not_depend_on_how_many_workers_read_them(tmp_path: Path) -> None:
    recipe = replace(TREE, loader="image-folder", random_resized_crop=True, flip=True)
    tree = image_tree(tmp_path)
    first, second = (
        next(open_dataset(replace(recipe, workers=n), tree).training(portion(batch_size=6, steps=1))).inputs
        for n in (0, 2)
    )
    assert first.shape == (6, 3, 8, 8)
    assert torch.equal(first, second)


def test_fingerprint_changes_with_one_pixel(tmp_path: Path) -> None:
    tree = image_tree(tmp_path, ".png")
    before = open_dataset(TREE, tree).fingerprint
    Image.fromarray(np.ones((8, 8, 3), dtype=np.uint8)).save(tree / "test" / "cat" / "0000.png")
    assert open_dataset(TREE, tree).fingerprint != before


def text_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(text)
    return path


def test_last_tenth_of_a_text_validates(tmp_path: Path) -> None:
    recipe = DataRecipe(loader="characters", title="text", context=4)
    dataset = open_dataset(recipe, text_file(tmp_path, "ab" * 90 + "cd" * 10))
    (batch,) = dataset.testing(10, Shard())
    # the alphabet is abcd; the last 20 characters are (20 - 1) // 4 = 4 whole sequences of cdcd
    assert dataset.classes == 4
    assert batch.inputs.tolist() == [[2, 3, 2, 3]] * 4
    assert batch.labels.tolist() == [[3, 2, 3, 2]] * 4


def test_an_epoch_of_text_cuts_it_into_sequences_that_do_not_overlap(tmp_path: Path) -> None:
    recipe = DataRecipe(loader="characters", title="text", context=10)
    letters = "".join(chr(200 + number) for number in range(200))
    dataset = open_dataset(recipe, text_file(tmp_path, letters))
    cut = torch.cat([b.inputs for b in dataset.training(portion(batch_size=1, steps=dataset.items))])
    # 180 characters train; (180 - 1 - 10) // 10 = 16 sequences whatever the offset
    assert cut.shape == (16, 10)
    assert len(set(cut.flatten().tolist())) == 160


@pytest.mark.parametrize(
    ("loader", "where", "message", "hint"),
    [
        ("cifar10", None, "CIFAR-10 is not part of effsite", "--data DIR; with --download"),
        ("characters", None, "is not part of effsite", "--data FILE"),
        ("image-folder", None, "is not part of effsite", "--data DIR"),
        ("cifar10", "nowhere", "no CIFAR-10 in", "--download"),
        ("mnist", "empty", "no CIFAR-10 in", "--download"),
        ("imagenet", "empty", "no ImageNet in", "archives of ILSVRC 2012"),
        ("image-folder", "empty", "holds no train/ and test/", "the folder above them"),
        ("characters", "empty", "no file", "--data FILE"),
        ("characters", "short.txt", "has 5 characters, too few", "--data FILE"),
        ("characters", "binary.txt", "is no text in UTF-8", "--data FILE"),
    ],
)
def test_missing_or_wrong_data_are_named_with_a_way_out(
    tmp_path: Path, loader: str, where: str | None, message: str, hint: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "short.txt").write_text("short")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    recipe = replace(TREE, loader=loader, context=8)
    with pytest.raises(UsageError) as caught:
        open_dataset(recipe, tmp_path / where if where else None)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_download_of_what_cannot_be_downloaded_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be downloaded"):
        open_dataset(replace(TREE, loader="imagenet"), tmp_path, download=True)


def test_a_broken_image_is_named(tmp_path: Path) -> None:
    (image_tree(tmp_path) / "train" / "cat" / "0001.jpg").write_bytes(b"no image")
    with pytest.raises(UsageError, match=r"0001\.jpg cannot be read"):
        open_dataset(TREE, tmp_path)
