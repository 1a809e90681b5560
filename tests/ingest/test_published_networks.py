from __future__ import annotations

import pytest

from effsite.errors import UsageError
from effsite.ingest.known_models import known_model, known_models


@pytest.mark.parametrize("name", ["resnet18", "ResNet-18"])
def test_a_known_network_has_its_published_count(name):
    model = known_model(name)
    # 1.814e9 multiply-adds x 2
    assert (model.forward_flop, model.parameters, model.input_size) == (3.628e9, 11_689_512, 224)


def test_every_known_network_has_a_source():
    assert len(known_models()) > 70
    assert all(m.source.startswith("torchvision") and m.forward_flop > 1e7 for m in known_models().values())


def test_a_slip_in_the_name_is_corrected():
    with pytest.raises(UsageError) as caught:
        known_model("resnet51")
    assert "did you mean 'resnet5" in caught.value.hint
