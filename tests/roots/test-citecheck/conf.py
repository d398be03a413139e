extensions = ["myst_parser", "sphinxcontrib.bibtex", "citations", "citecheck"]
project = "Test"
bibtex_bibfiles = ["references.bib"]
citecheck_contact = "editor@example.org"
citecheck_timeout = 2
exclude_patterns = ["_build"]
