"""Small pages made for frames in others' pages: a chart, or a target at any level, and where it is from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.escape import text
from effsite.site.charts import embed_html, level_script
from effsite.site.pages import addresses
from effsite.site.pages.content_policy import content_policy
from effsite.site.pages.environment import fill
from effsite.site.pages.levels import level_links
from effsite.site.pages.redirects import folder_of

if TYPE_CHECKING:
    from effsite.site.charts import Assets
    from effsite.site.pages.levels import Movable
    from effsite.site.pages.links import Links
    from effsite.site.pages.page_charts import ShownChart
    from effsite.site.pages.survey import Survey

PAGE = """\
<!doctype html>
<html lang="en" class="eff-frame" data-md-color-scheme="default">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<script src="{root}{scheme}"></script>
<link rel="stylesheet" href="{root}{stylesheet}">
</head>
<body class="md-typeset">
{inside}
<p class="eff-from"><a href="{page}" target="_blank" rel="noopener">{title}</a>, <span>{site}</span></p>
<script src="{root}{script}"></script>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePage:
    """A page for frames: `name` as a chart's, `page` the one in the docs folder that it is from.

    `state` is what stands behind the `#` of that page's address.
    """

    name: str
    title: str
    page: str
    state: str = ""

    @property
    def root(self) -> str:
        """The way to the site's root."""
        return "../" * addresses.embed(self.name).count("/")

    @property
    def origin(self) -> str:
        """The way to the page that it is from."""
        return f"{self.root}{folder_of(self.page)}{f'#{self.state}' if self.state else ''}"

    def links(self, view: Survey) -> Links:
        """The ways to other files, as seen from a page of the same folder."""
        return view.links(f"{addresses.embed(self.name).rpartition('/')[0]}/index.md")

    def around(self, inside: str, view: Survey, shared: Assets) -> str:
        """The whole page around what it shows, which is HTML."""
        return PAGE.format(
            policy=content_policy(),
            title=text(self.title),
            root=self.root,
            stylesheet=shared.stylesheet,
            scheme=shared.scheme,
            script=shared.script,
            inside=inside,
            page=text(self.origin),
            site=text(view.settings.title_or_name),
        )


def embed_page(view: Survey, shown: ShownChart, shared: Assets) -> str:
    """The page of one chart, without the site around it; without JavaScript it shows the still picture."""
    frame = FramePage(name=shown.chart.name, title=shown.chart.title, page=shown.page, state=shown.state)
    files = replace(shown.files(frame.links(view)), frame="")  # the page needs no way to itself
    return frame.around(embed_html(shown.chart, files), view, shared)


def level_frame(view: Survey, one: Movable, shared: Assets) -> str:
    """The page of a target at any level; without JavaScript it shows a table of a few levels."""
    frame = FramePage(name=one.name, title=one.title, page=one.address)
    inside = fill(
        "level-frame.jinja",
        m=one,
        title=one.title,
        script=level_script(),
        files=replace(level_links(one, frame.links(view)), frame=""),
        rows=one.rows,
        page=frame.origin,
    )
    return frame.around(inside.strip(), view, shared)
