from __future__ import annotations

import pytest

from effsite.workflows.ingest import named_model


@pytest.fixture(autouse=True)
def _published_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples on pages count named networks as published, whether torch is installed or not."""
    monkeypatch.setattr(named_model, "torch_is_installed", lambda: False)
