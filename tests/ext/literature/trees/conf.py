extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.literature"]
project = "Tea"
root_doc = "roles"
bibtex_bibfiles = ["references.bib"]
literature_searches = "searches"
literature_numbers = "numbers.yaml"
suppress_warnings = ["toc.not_included"]
