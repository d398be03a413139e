extensions = ["myst_parser", "sphinx_evidence.pages"]
project = "Tea"
author = "The tea house"
root_doc = "front"
pages_licence = "CC0"
suppress_warnings = ["toc.not_included"]
