extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.literature"]
project = "Test"
bibtex_bibfiles = ["references.bib"]
literature_searches = "searches"
literature_numbers = "numbers.yaml"
literature_exempt = "exempt.yaml"
