"""Pages: the collection arranged as Markdown; every number comes from `effsite.analysis`.

generate.py    all pages, charts and downloads · survey.py  the collection, summarised once
home, target, system, domain, overview, comparisons, columns   one page each
result_table.py the table of a target · redirects.py, search_text.py  instead of pages
environment.py the templates · page.py  front matter and layout · links.py, systems.py  addresses
theme.py       what mkdocs needs beside the pages

Import from the modules (`effsite.site.pages.generate`): this package imports none of them by itself, so that
a build that has nothing to do loads none that makes pages.
"""
