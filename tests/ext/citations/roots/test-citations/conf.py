extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.citations"]
project = "Test"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "sources"
bibtex_reference_style = "label"
bibtex_cite_id = "source-{key}"
nitpicky = True
html_theme = "basic"
exclude_patterns = ["_build"]
citations_kinds = {
    "systematic-review": "Systematic review",
    "trial": "Trial in people",
    "animal": "Animal study",
}
