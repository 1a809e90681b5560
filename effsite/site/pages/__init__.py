"""Pages: the collection arranged as Markdown; every number comes from `effsite.analysis`.

generate.py    all pages, charts and downloads · survey.py  the collection, summarised once
home, target, system, domain, overview, comparisons, columns   one page each
result_table.py the table of a target · redirects.py, search_text.py  instead of pages
environment.py the templates · page.py  front matter and layout · links.py, systems.py  addresses
theme.py       what mkdocs needs beside the pages
"""

from effsite.site.pages.generate import generate
from effsite.site.pages.generated import Generated
from effsite.site.pages.theme import overrides, theme_extra

__all__ = ["Generated", "generate", "overrides", "theme_extra"]
