"""How Sphinx builds the site from the pages of this folder: ``make docs``."""

from __future__ import annotations

import interhelix

project = "interhelix"
author = "interhelix team"
copyright = "interhelix team, Apache-2.0"  # noqa: A001 - Sphinx calls it so
version = release = interhelix.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "myst-nb"}
exclude_patterns = ["_build"]  # what runs leave there would be sources of the next build
templates_path: list[str] = []

nb_execution_mode = "force"  # a cache would not see that the model or a table has changed
nb_execution_in_temp = True
nb_execution_timeout = 300  # [s] for a cell
nb_execution_raise_on_error = True
nb_merge_streams = True

myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"

html_theme = "furo"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_title = f"interhelix {version}"
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # it fetches pages, which browsers refuse to pages from a disk
