extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.safety"]
project = "Test"
version = release = copyright = "1"
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["colon_fence", "attrs_inline", "attrs_block"]
html_theme = "basic"
myst_url_schemes = ["http", "https", "mailto", "tel"]
html_copy_source = False
