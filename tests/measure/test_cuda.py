"""What a GPU alone can show: data that stay there, repeatable curves, its memory, its energy."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from effsite.measure.data import Shard, open_dataset
from effsite.measure.data.images import ImagesInMemory
from effsite.measure.energy import EnergyMeter
from effsite.measure.failures import OutOfMemoryError
from effsite.measure.job import Job
from effsite.measure.loop import train
from effsite.measure.recipe import Recipe
from effsite.measure.run_device import RunDevice, choose
from effsite.records import RunLog

from .jobs import DIGITS, make_job, make_recipe

WITH_A_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here")
pytestmark = [pytest.mark.train, WITH_A_GPU]


def gpu(precision: str = "fp32") -> RunDevice:
    return choose("cuda", precision)  # type: ignore[arg-type]  # one of the precisions


def on_gpu(folder: Path, recipe: Recipe | None = None, **fields: object) -> Job:
    chosen = recipe or make_recipe()
    return make_job(folder, recipe=chosen, device=gpu(chosen.precision), **fields)


def values(log: RunLog) -> list[tuple[int, float]]:
    return [(point.step, point.value) for point in log.points]


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_learns_as_on_a_processor_in_every_precision(tmp_path: Path, precision: str) -> None:
    recipe = make_recipe(precision=precision, epochs=6)
    log = train(on_gpu(tmp_path / "gpu", recipe)).log
    processor = train(make_job(tmp_path / "cpu", recipe=make_recipe(epochs=6))).log
    assert log.provenance.device == torch.cuda.get_device_name()
    assert log.points[-1].training_flop == processor.points[-1].training_flop
    assert abs(log.points[-1].value - processor.points[-1].value) < 0.05


def test_images_and_batches_stay_on_the_device() -> None:
    dataset = open_dataset(DIGITS, None)
    assert isinstance(dataset, ImagesInMemory)
    dataset.place(torch.device("cuda:0"), channels_last=True)
    inputs, labels = next(iter(dataset.testing(100, Shard())))
    assert {inputs.device.type, labels.device.type, dataset._train.pixels.device.type} == {"cuda"}
    assert inputs.is_contiguous(memory_format=torch.channels_last)


def test_the_same_seed_gives_the_same_curve(tmp_path: Path) -> None:
    recipe = make_recipe(precision="bf16")
    one, same = (values(train(on_gpu(tmp_path / name, recipe)).log) for name in ("a", "b"))
    assert one == same


def test_a_run_that_was_stopped_goes_on_to_the_same_curve(tmp_path: Path) -> None:
    stopped = train(on_gpu(tmp_path / "one", deadline=time.monotonic())).log
    assert stopped.ended == "stopped"
    resumed = train(on_gpu(tmp_path / "one")).log
    whole = train(on_gpu(tmp_path / "two")).log
    assert values(resumed) == values(whole)
    assert resumed.points[-1].training_flop == whole.points[-1].training_flop


def test_memory_is_that_of_the_device_and_energy_is_counted_where_the_driver_does(tmp_path: Path) -> None:
    log = train(on_gpu(tmp_path)).log
    assert 0 < log.final["peak_memory_bytes"] < torch.cuda.get_device_properties(0).total_memory
    counted = [joules for joules in log.joules if joules is not None]
    if EnergyMeter(gpu()).joules() is None:
        assert not counted
    else:
        assert len(counted) == len(log.points)
        assert counted == sorted(counted)
        assert counted[-1] > 0


def test_a_model_too_large_for_the_memory_names_a_smaller_batch(tmp_path: Path) -> None:
    torch.cuda.set_per_process_memory_fraction(1e-4)
    try:
        with pytest.raises(OutOfMemoryError) as caught:
            train(on_gpu(tmp_path, make_recipe(model="vgg11", data=replace(DIGITS, image_size=64))))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert "--batch-size 32" in caught.value.hint
