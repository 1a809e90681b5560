"""The theme's templates leave five kilobytes or more of indents and empty lines in each page: those go.

Only what stands around a page's content is touched, and there only white space between lines, which a
browser shows as one space either way; scripts keep every letter, since the content policy knows them by it.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import re
from typing import Any

from mkdocs.plugins import BasePlugin, event_priority

AFTER_OTHERS = -50
"""The priority of a hook that comes after those of other plugins, and before pages are kept."""

_KEPT_OR_SPACE = re.compile(r"<(script|style|pre|textarea)\b.*?</\1>|[ \t]*\n\s*", re.DOTALL | re.IGNORECASE)


class Squeezed(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # it has no settings
    """A plugin of MkDocs that takes the indents and empty lines of the theme out of pages."""

    @event_priority(AFTER_OTHERS)
    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:
        """The page as it is written."""
        content = page.content or ""
        before, found, after = output.partition(content) if content.strip() else (output, "", "")
        return f"{squeezed(before)}{found}{squeezed(after)}".lstrip("\n")


def squeezed(html: str) -> str:
    """The HTML with one line break for several and an indent; what shows its spaces keeps them."""
    return _KEPT_OR_SPACE.sub(lambda found: found[0] if found[1] else "\n", html)
