extensions = [
    "myst_parser",
    "sphinxcontrib.bibtex",
    "sphinx_evidence.citations",
    "sphinx_evidence.claims",
    "sphinx_evidence.site_search",
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
html_theme = "basic"
exclude_patterns = ["_build"]
site_search_words = "words.toml"
site_search_weights = {"guide/*": 1.5, "sources": 0.5}
site_search_skip = ["quiet"]
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
