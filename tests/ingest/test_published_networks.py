from __future__ import annotations

import pytest

from effsite.errors import UsageError
from effsite.ingest.published_networks import published_network, published_networks


@pytest.mark.parametrize("name", ["resnet18", "ResNet-18"])
def test_a_known_network_has_its_published_count(name):
    model = published_network(name)
    # 1.814e9 multiply-adds x 2
    assert (model.forward_flop, model.parameters, model.input_size) == (3.628e9, 11_689_512, 224)


def test_every_known_network_has_a_source():
    networks = published_networks()
    assert len(networks) > 70
    assert all(m.source.startswith("torchvision") and m.forward_flop > 1e7 for m in networks.values())


def test_a_slip_in_the_name_is_corrected():
    with pytest.raises(UsageError) as caught:
        published_network("resnet51")
    assert "did you mean 'resnet5" in caught.value.hint
