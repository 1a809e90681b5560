"""Zensical at work in a process of its own."""

from __future__ import annotations

import sys

from zensical.main import cli

from effsite.site.engines.child import end_with


def main() -> None:
    """Run the command that follows the number of the process that waits for this one."""
    end_with(int(sys.argv[1]))
    cli(sys.argv[2:])


if __name__ == "__main__":
    main()
