extensions = [
    "myst_parser",
    "sphinxcontrib.bibtex",
    "sphinx_evidence.citations",
    "sphinx_evidence.claims",
    "sphinx_evidence.tables",
]
project = "Test"
primary_domain = "claims"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "sources"
bibtex_reference_style = "label"
bibtex_cite_id = "source-{key}"
myst_enable_extensions = [
    "colon_fence",
]
claims_article = "The tested article"
claims_expected = "expected.yaml"
nitpicky = True
html_theme = "basic"
exclude_patterns = ["_build"]
claims_parts = {
    "summary": "summary",
    "introduction": "introduction",
    "soreness": "muscle soreness",
    "compounds": "active compounds",
    "hair-loss": "hair loss",
    "conclusion": "conclusion",
    "resources": "related resources",
    "author": "about the author",
}
