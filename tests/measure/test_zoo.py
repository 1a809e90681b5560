"""What `nox -s zoo` says of a model: alike, another count with a reason, or wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.errors import UsageError
from tests.zoo import __main__ as zoo
from tests.zoo.__main__ import Tried

pytestmark = pytest.mark.train


def told(monkeypatch: pytest.MonkeyPatch, explained: dict[str, str], **given: object) -> str:
    known = {"name": "timm:net", "macs": 10, "torchs": 10, "gap": "", "counting": 1.0, "running": 0.5}
    tried = Tried(**{**known, **given})  # type: ignore[arg-type]  # as a test gives them
    monkeypatch.setattr(zoo, "_try", lambda name, *, timed: tried)
    return zoo._told("timm:net", 2.0, explained, timed=True)


def test_a_model_that_both_count_alike_in_time_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    # 3 s against 2.5
    assert told(monkeypatch, {}) == "alike timm:net: 10, 1.20 times"


def test_a_difference_is_wrong_until_it_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, {}, torchs=8) == "WRONG timm:net: 10, 1.20 times; torch counts 8"
    why = told(monkeypatch, {"timm:net": "it leaves out a product"}, torchs=8)
    assert why == "other timm:net: 10, 1.20 times; torch counts 8: it leaves out a product"


def test_an_explanation_excuses_neither_a_gap_nor_a_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"timm:net": "it leaves out a product"}
    gap = told(monkeypatch, known, torchs=8, gap="no formula for aten::x (1 call)")
    assert gap == "WRONG timm:net: 10, 1.20 times; no formula for aten::x (1 call)"
    # 4 s against 2.5
    slow = told(monkeypatch, known, torchs=8, counting=2.0)
    assert slow == "WRONG timm:net: 10, 1.60 times; counting takes 2.0 s, a forward pass 0.5 s"


def test_a_model_that_cannot_be_counted_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str, *, timed: bool) -> Tried:
        raise UsageError("timm has no model 'net'")

    monkeypatch.setattr(zoo, "_try", fails)
    assert zoo._told("timm:net", 2.0, {}, timed=True) == "WRONG timm:net: timm has no model 'net'"


def test_a_small_model_is_tried_from_end_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = zoo._try("lenet5", timed=True)
    assert (tried.macs, tried.torchs, tried.differs, tried.gap) == (416_520, 416_520, False, "")


def test_every_difference_is_explained_in_words() -> None:
    text = Path(zoo.EXPLAINED).read_text("utf-8")
    assert text.startswith("model,why\n")
    assert all(len(line.partition(",")[2].split()) > 5 for line in text.splitlines()[1:])
