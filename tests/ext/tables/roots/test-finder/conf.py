extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.tables"]
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["colon_fence"]
project = "Tea"
release = "1"
html_theme = "basic"
exclude_patterns = ["_build"]
