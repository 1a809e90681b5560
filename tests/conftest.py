"""Settings for all tests."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from hypothesis import settings

# A slow machine is no failure of a property.
settings.register_profile("effsite", deadline=None)
settings.load_profile("effsite")

NEEDS_TORCH = re.compile(r"^pytestmark = .*pytest\.mark\.(train|slurm)", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave files whose every test is marked `train` or `slurm` alone where torch is not installed.

    They could not even be imported there. `nox -s train` installs torch; were it missing all the
    same, no test would be left and pytest would fail.
    """
    if find_spec("torch") or collection_path.suffix != ".py" or not collection_path.is_file():
        return None
    return True if NEEDS_TORCH.search(collection_path.read_text(encoding="utf-8")) else None
