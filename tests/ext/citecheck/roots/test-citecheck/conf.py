extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.citations", "sphinx_evidence.citecheck"]
project = "Test"
bibtex_bibfiles = ["references.bib"]
citecheck_contact = "editor@example.org"
citecheck_timeout = 2
exclude_patterns = ["_build"]
