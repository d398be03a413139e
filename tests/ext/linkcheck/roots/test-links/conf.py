extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.linkcheck"]
project = "Test"
bibtex_bibfiles = ["references.bib"]
linkcheck_timeout = 1
linkcheck_retries = 2
links_longest_pause = 0.2
exclude_patterns = ["_build"]
# A host that is slow or busy is told, and does not fail the run.
links_failing = ["broken", "anchor missing"]
