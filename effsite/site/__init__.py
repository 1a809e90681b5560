"""From the collection to a static site: pages, charts, the build; only here are bokeh and jinja2 imported."""
