extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.figures"]
project = "Tea"
root_doc = "charts"
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["colon_fence"]
