"""Charts: each builder turns a summary of the collection into a `Chart`, a live one and a picture in one.

target.py     and pareto, budget, overview, eras, rates, forest, curves: each a builder
choices.py    a picture without a live chart; sparkline.py, fall.py  pictures of the size of a word
scene.py      what a chart shows, between the builders and the two ways of drawing it
card.py       a target's chart as a PNG with its title
svg.py        the static picture; labels.py places its labels, axes.py its ticks
data_files.py  the files of live charts
design_values.py  the live chart's data; designs.py its Bokeh figures; templates.py their JSON, cached
figure.py     the HTML block of a page; chart_assets.py the files that all pages load
paper.py      the picture as a file of its own: title, legend and source around it
"""

from effsite.site.charts.budget import budget_chart
from effsite.site.charts.card import CardWords, card_png
from effsite.site.charts.chart import Chart, LegendEntry, Picture
from effsite.site.charts.chart_assets import FOLDER, Assets, assets, level_script, search_worker
from effsite.site.charts.choices import choices_picture
from effsite.site.charts.curves import curve_chart
from effsite.site.charts.data_files import beside_file, gzipped, opening_file
from effsite.site.charts.eras import eras_chart
from effsite.site.charts.fall import Falls
from effsite.site.charts.figure import Files, apart_html, embed_html, figure_html, picture_html
from effsite.site.charts.forest import forest_chart
from effsite.site.charts.hover import row_id, row_key
from effsite.site.charts.overview import Shelf, overview_chart
from effsite.site.charts.paper import paper_svg
from effsite.site.charts.pareto import pareto_chart, taken
from effsite.site.charts.rates import rates_chart
from effsite.site.charts.scene import Scene
from effsite.site.charts.sparkline import sparkline_svg
from effsite.site.charts.target import target_chart, target_scene
from effsite.site.charts.templates import Designs

__all__ = [
    "FOLDER",
    "Assets",
    "CardWords",
    "Chart",
    "Designs",
    "Falls",
    "Files",
    "LegendEntry",
    "Picture",
    "Scene",
    "Shelf",
    "apart_html",
    "assets",
    "beside_file",
    "budget_chart",
    "card_png",
    "choices_picture",
    "curve_chart",
    "embed_html",
    "eras_chart",
    "figure_html",
    "forest_chart",
    "gzipped",
    "level_script",
    "opening_file",
    "overview_chart",
    "paper_svg",
    "pareto_chart",
    "picture_html",
    "rates_chart",
    "row_id",
    "row_key",
    "search_worker",
    "sparkline_svg",
    "taken",
    "target_chart",
    "target_scene",
]
