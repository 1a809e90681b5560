"""Data: what a recipe names -> examples on the device, in an order that follows from the seed."""

from __future__ import annotations

from effsite.measure.data.batches import Batch, Dataset, Portion, Shard
from effsite.measure.data.data_sets import DataSets
from effsite.measure.data.opening import open_dataset

__all__ = ["Batch", "DataSets", "Dataset", "Portion", "Shard", "open_dataset"]
