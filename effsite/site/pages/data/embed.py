"""A small page for each chart, made for frames in others' pages: the chart, its caption, where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.names import BY, CURVES_OF
from effsite.site.charts import embed_html
from effsite.site.escape import text
from effsite.site.pages import addresses
from effsite.site.pages.links import target_address
from effsite.site.pages.redirects import folder_of

if TYPE_CHECKING:
    from effsite.site.charts import Assets, Chart
    from effsite.site.pages.survey import Survey

POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
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
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<link rel="stylesheet" href="{root}{stylesheet}">
<style>{style}</style>
</head>
<body class="md-typeset" data-md-color-scheme="default">
{figure}
<p class="eff-from"><a href="{root}{page}" target="_blank" rel="noopener">{title}</a>, {site}</p>
<script src="{root}{script}"></script>
</body>
</html>
"""


def embed_page(view: Survey, chart: Chart, shared: Assets) -> str:
    """The page of one chart, without the site around it; without JavaScript it shows the still picture."""
    root = "../" * addresses.embed(chart.name).count("/")
    return PAGE.format(
        policy=text(POLICY),
        title=text(chart.alt.removeprefix("Chart: ").partition(". ")[0]),
        root=root,
        style=STYLE,
        stylesheet=shared.stylesheet,
        script=shared.script,
        figure=embed_html(chart, root + addresses.picture(chart.name, "svg")),
        page=page_of(view, chart.name) or "./",
        site=text(view.settings.title_or_name),
    )


def page_of(view: Survey, chart: str) -> str:
    """The address on the site of the page that shows a chart; empty for the home page.

    A target's charts are named by it, with what they show behind a hyphen; others by their page.
    """
    runs = view.settings.runs
    targets = {f"{s.task.name}/{s.target.name}": s for s in (*view.efficiency, *view.runs, *view.open)}
    for name in sorted(targets, key=len, reverse=True):
        if chart == name or chart.startswith((f"{name}{BY}", f"{name}{CURVES_OF}")):
            one = targets[name]
            return folder_of(target_address(one.task.name, one.target.name, runs=runs))
    return "" if chart == "overview" else f"{chart}/"
