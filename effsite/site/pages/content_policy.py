"""The content policy of each page: a browser then runs and loads nothing but the site's own.

It stands in the page, for a host of static files sends no header. Tried in Chromium: BokehJS writes
thousands of style elements into a page of charts, and tables have inline styles, so that styles are not by
hash; BokehJS and Material take pictures from `data:` addresses. Nothing needs `eval`. Both parse HTML and set
the addresses of scripts, which rules trusted types out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The policy of a page that only leads on to another."""


def content_policy(inline_scripts: Iterable[str] = ()) -> str:
    """The policy of a page whose inline scripts have those hashes (`'sha256-...'`): no other one runs."""
    rules = {"default-src": ["'self'"], "object-src": ["'none'"]}
    if hashes := [*inline_scripts]:
        rules["script-src"] = ["'self'", *hashes]
    rules |= {"style-src": ["'self'", "'unsafe-inline'"]}
    rules |= {"img-src": ["'self'", "data:"], "base-uri": ["'none'"], "form-action": ["'none'"]}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in sorted(rules.items()))
