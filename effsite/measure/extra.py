"""What measuring needs beyond the base install, and what to say when it is not there."""

from __future__ import annotations

from importlib.util import find_spec

from effsite.errors import UsageError

PACKAGES = ("torch", "torchvision", "fvcore")
INSTALL = "pip install 'effsite[train]'"


def installed() -> bool:
    """Whether torch, torchvision and fvcore are there."""
    return not _missing()


def require() -> None:
    """Nothing, when torch, torchvision and fvcore are installed.

    Raises UsageError with the command that installs them when one is not.
    """
    if missing := _missing():
        verb = "is" if len(missing) == 1 else "are"
        raise UsageError(f"this command measures, and {', '.join(missing)} {verb} not installed", INSTALL)


def _missing() -> list[str]:
    return [name for name in PACKAGES if find_spec(name) is None]
