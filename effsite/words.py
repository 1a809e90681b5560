"""A count and its noun, in the one way that effsite writes them."""

from __future__ import annotations


def counted(n: int, thing: str, things: str = "") -> str:
    """A number with its noun: 1 result, 16 results, 2,130 entries.

    `things` is the plural where it is not `thing` with an s.
    """
    return f"{n:,} {thing if n == 1 else things or f'{thing}s'}"
