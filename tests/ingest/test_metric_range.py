"""A metric in another unit than the target's, or beyond what its unit allows, is refused."""

from __future__ import annotations

import pytest

from effsite.ingest.metric_range import refuse_other_unit
from effsite.ingest.report import LogError
from effsite.records import Metric

NATS = Metric(name="validation_loss", label="loss", higher_is_better=False, unit="nats per token")
BITS = Metric(name="val_bpb", label="bits", higher_is_better=False, unit="bits per byte")
PERPLEXITY = Metric(name="test_perplexity", label="perplexity", higher_is_better=False)
BLEU = Metric(name="bleu", label="BLEU", higher_is_better=True)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("val_bpb", NATS),
        ("valid_bits_per_char", NATS),
        ("val_ppl", NATS),
        ("val_loss", BITS),
        ("val_loss", PERPLEXITY),
    ],
)
def test_a_column_on_another_scale_than_the_targets_is_refused(name, wanted):
    with pytest.raises(LogError, match=f"{name} is in"):
        refuse_other_unit(name, [1.2], wanted)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("val_loss", NATS), ("val_bpb", BITS), ("tel", NATS), ("ppl", PERPLEXITY), ("b", BLEU)],
)
def test_a_column_on_the_same_scale_or_on_none_that_is_told_is_taken(name, wanted):
    refuse_other_unit(name, [3.28], wanted)


@pytest.mark.parametrize(("value", "wanted"), [(-0.1, NATS), (0.9, PERPLEXITY)])
def test_values_that_the_unit_cannot_have_are_refused(value, wanted):
    with pytest.raises(LogError, match="never below"):
        refuse_other_unit(wanted.name, [3.0, value], wanted)
