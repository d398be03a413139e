"""An example of sphinx-evidence in another field: an advertisement for a fruit, judged claim by claim."""

project = "The sunpear, claim by claim"
author = "The editors of the example"
language = "en"

extensions = [
    "myst_parser",
    "sphinx_evidence.citations",
    "sphinx_evidence.claims",
    "sphinx_evidence.tables",
    "sphinx_evidence.pages",
    "sphinx_evidence.site_search",
]
exclude_patterns = ["_build", "README.md"]
html_theme = "alabaster"

# Lets pages say {claim} for {claims:claim}.
primary_domain = "claims"
# Words of this project, in place of those that the extension brings.
claims_article = "Ten reasons to love the sunpear"
claims_verdicts = {
    "shown": {"label": "Shown", "light": "#0b5a2b", "dark": "#8fdcaa"},
    "overstated": {"label": "Overstated", "light": "#7a3600", "dark": "#ffc08a"},
    "not-studied": {"label": "Not studied", "light": "#474c55", "dark": "#c3c9cf"},
    "refuted": {"label": "Refuted", "light": "#8f1420", "dark": "#ffb3b3"},
}
claims_certainties = {"firm": "Firm", "weak": "Weak", "not-applicable": "Nothing to grade"}
claims_parts = {"headline": "the headline", "body": "the text"}

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "sources"
bibtex_reference_style = "label"
citations_kinds = {"analysis": "Analysis of foods", "trial": "Trial in people", "advert": "Advertisement"}
