"""The site: `make docs` builds it into docs/_build."""

from mocktr import __version__

project = "mocktr"
author = copyright = "the mocktr authors"
release = version = __version__

exclude_patterns = ["_build"]
# A link to nowhere is an error, as all warnings are.
nitpicky = True

html_theme = "furo"
html_title = f"mocktr {__version__}"
html_show_sphinx = False
