"""How hard the faults session tries: a sample by default, everything with EFFSITE_FAULTS=1."""

from __future__ import annotations

import os

WHOLE = os.environ.get("EFFSITE_FAULTS") == "1"
KILLS = 30 if WHOLE else 2
FOLDERS = 2_000 if WHOLE else 60
ROUNDS = 2 if WHOLE else 1
