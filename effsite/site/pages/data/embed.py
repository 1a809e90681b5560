"""A small page for each chart, made for frames in others' pages: the chart, its caption, where it is from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.escape import text
from effsite.site.charts import embed_html
from effsite.site.pages import addresses
from effsite.site.pages.content_policy import content_policy
from effsite.site.pages.redirects import folder_of

if TYPE_CHECKING:
    from effsite.site.charts import Assets
    from effsite.site.pages.page_charts import Shown
    from effsite.site.pages.survey import Survey

STYLE = (
    "html { font: 125%/1.5 -apple-system, BlinkMacSystemFont, Helvetica, Arial, sans-serif } "
    "body { margin: 0.5rem } figure.eff-chart { margin: 0 } .eff-from { font-size: 0.7rem }"
)
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<link rel="stylesheet" href="{root}{stylesheet}">
<style>{style}</style>
</head>
<body class="md-typeset" data-md-color-scheme="default">
{figure}
<p class="eff-from"><a href="{root}{page}" target="_blank" rel="noopener">{title}</a>, <span>{site}</span></p>
<script src="{root}{script}"></script>
</body>
</html>
"""


def embed_page(view: Survey, shown: Shown, shared: Assets) -> str:
    """The page of one chart, without the site around it; without JavaScript it shows the still picture."""
    address = addresses.embed(shown.chart.name)
    root = "../" * address.count("/")
    state = f"#{shown.state}" if shown.state else ""
    # Seen as from a page of the same folder; the page needs no way to itself.
    files = replace(shown.files(view.links(f"{address.rpartition('/')[0]}/index.md")), frame="")
    return PAGE.format(
        policy=text(content_policy()),
        title=text(shown.chart.title),
        root=root,
        style=STYLE,
        stylesheet=shared.stylesheet,
        script=shared.script,
        figure=embed_html(shown.chart, files),
        page=folder_of(shown.page) + state,
        site=text(view.settings.title_or_name),
    )
